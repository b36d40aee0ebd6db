//! `order export`: orders as CSV for programs, or as a workbook for people.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

use super::Outcome;
use super::link::language;
use super::order::day_of;
use super::output::output;
use super::private_file::create_private;
use crate::app::{Selection, export_orders, export_workbook};
use crate::clock;
use crate::i18n::Language;
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The service: beneficiary/service, service, or MPay's id; all services when left out
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// The first day on which the orders were made, as 25.01.2026 or 2026-01-25
    #[arg(long, value_name = "DAY", value_parser = day_of)]
    from: Option<Date>,
    /// The last day
    #[arg(long, value_name = "DAY", value_parser = day_of)]
    until: Option<Date>,
    /// As what
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// The language of a workbook's headings and words: ro, ru or en
    #[arg(long, value_name = "CODE", default_value = "ro", value_parser = language)]
    language: Language,
    /// Where to write, over what is there [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For programs: UTF-8 without a byte order mark, columns by the ids of fields
    Csv,
    /// For people: a workbook with headings in words, codes as text, amounts and times as such, one sheet for each service
    Xlsx,
}

pub(super) async fn export(store: &Store, args: &ExportArgs) -> Outcome {
    if let (Some(from), Some(until)) = (args.from, args.until) {
        anyhow::ensure!(from <= until, "the first day, {from}, is after the last, {until}");
    }
    let services = match &args.service {
        Some(text) => vec![store.find_service(text).await?],
        None => store.services().await?,
    };
    let start = args.from.map(start_of).transpose()?.unwrap_or(Timestamp::UNIX_EPOCH);
    let end = match args.until {
        Some(day) => start_of(day.checked_add(1.day())?)?,
        None => Timestamp::MAX,
    };
    let selection = Selection { services, made: start..end };
    let to_terminal = args.output.is_none() && std::io::stdout().is_terminal();
    anyhow::ensure!(!to_terminal || matches!(args.format, Format::Csv), "a workbook is no text: name a file with -o");
    let out: Box<dyn Write + Send> = match &args.output {
        Some(file) => Box::new(create_private(file)?),
        None => Box::new(output()),
    };
    let mut noting = Noting { out, failed: None };
    let written = write(store, &selection, args, &mut noting).await;
    if let (Err(_), Some(error)) = (&written, &noting.failed) {
        let place = args.output.as_ref().map(|file| format!("{} cannot be written: ", file.display()));
        let place = place.unwrap_or_default();
        anyhow::bail!("{place}{error}\n  fix: make room there, or name another file with -o");
    }
    let count = written?;
    eprintln!("{count} orders");
    store.close().await;
    Ok(true)
}

/// Writes the orders; gives their number.
async fn write(store: &Store, selection: &Selection, args: &ExportArgs, out: &mut Noting) -> anyhow::Result<u64> {
    let (mut out, now) = (BufWriter::new(out), Timestamp::now());
    let count = match args.format {
        Format::Csv => export_orders(store, selection, now, &mut out).await?,
        Format::Xlsx => export_workbook(store, selection, now, args.language, &mut out).await?,
    };
    out.flush()?;
    Ok(count)
}

/// A place to write, which notes why it cannot be written: the library of workbooks tells that in words of its own.
struct Noting {
    out: Box<dyn Write + Send>,
    failed: Option<String>,
}

impl Noting {
    fn note<T>(&mut self, done: std::io::Result<T>) -> std::io::Result<T> {
        if let Err(error) = &done {
            self.failed.get_or_insert_with(|| error.to_string());
        }
        done
    }
}

impl Write for Noting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let done = self.out.write(bytes);
        self.note(done)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let done = self.out.flush();
        self.note(done)
    }
}

/// The first instant of a day in Chișinău.
fn start_of(day: Date) -> anyhow::Result<Timestamp> {
    clock::from_local(day.to_datetime(Time::midnight())).with_context(|| format!("{day} is beyond the calendar"))
}
