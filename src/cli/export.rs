//! `order export`: orders as CSV for programs, or as a workbook for people.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

use super::Outcome;
use super::link::language;
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
    /// The first day on which the orders were made, as 2026-01-25
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// The last day
    #[arg(long, value_name = "DAY")]
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
        None => Box::new(std::io::stdout()),
    };
    let mut out = BufWriter::new(out);
    let now = Timestamp::now();
    let count = match args.format {
        Format::Csv => export_orders(store, &selection, now, &mut out).await?,
        Format::Xlsx => export_workbook(store, &selection, now, args.language, &mut out).await?,
    };
    out.flush()?;
    eprintln!("{count} orders");
    store.close().await;
    Ok(true)
}

/// The first instant of a day in Chișinău.
fn start_of(day: Date) -> anyhow::Result<Timestamp> {
    clock::from_local(day.to_datetime(Time::midnight())).with_context(|| format!("{day} is beyond the calendar"))
}
