//! `order export`: orders as CSV on standard output.

use std::io::{BufWriter, Write};

use anyhow::Context;
use clap::Args;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

use super::Outcome;
use crate::app::{Selection, export_orders};
use crate::clock;
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
    let mut out = BufWriter::new(std::io::stdout());
    let count = export_orders(store, &selection, Timestamp::now(), &mut out).await?;
    out.flush()?;
    eprintln!("{count} orders");
    store.close().await;
    Ok(true)
}

/// The first instant of a day in Chișinău.
fn start_of(day: Date) -> anyhow::Result<Timestamp> {
    clock::from_local(day.to_datetime(Time::midnight())).with_context(|| format!("{day} is beyond the calendar"))
}
