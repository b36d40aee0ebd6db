//! `order`: what became of orders and what staff decide about them, from the command line.

use std::io::Write;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;

use super::export::{self, ExportArgs};
use super::output::output;
use super::payments::{noted, says, shown};
use super::{Outcome, StoreArgs};
use crate::clock;
use crate::ids::OrderKey;
use crate::money::Money;
use crate::order::{DecisionKind, OrderRecord};
use crate::store::{FlagRecord, Reasoned, Store};
use crate::typed::read_day;

#[derive(Debug, Args)]
pub(super) struct OrderArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(subcommand)]
    command: OrderCommand,
}

#[derive(Debug, Subcommand)]
enum OrderCommand {
    /// Show an order, its payments and what was decided
    Show {
        /// The order's key, with or without spaces
        key: String,
    },
    /// Write orders as CSV for programs, or as a workbook for people (`--format xlsx`), with their answers and payments
    Export(ExportArgs),
    /// Say that an order shall not be paid
    Cancel(Decided),
    /// Say that the payer has what was paid for
    Complete(Decided),
    /// Decide that what was paid is to be paid back
    Refund(Decided),
    /// Say that it has been paid back
    Refunded(Decided),
}

#[derive(Debug, Args)]
struct Decided {
    /// The order's key, with or without spaces
    key: String,
    #[command(flatten)]
    why: Why,
}

#[derive(Debug, Args)]
pub(super) struct Why {
    /// Why; kept with the decision
    #[arg(long, value_parser = text_of::<500>)]
    pub(super) reason: String,
    /// Who decides
    #[arg(long, env = "USER", value_parser = text_of::<60>)]
    pub(super) by: String,
}

/// A day as people or programs write it.
pub(super) fn day_of(text: &str) -> Result<Date, String> {
    read_day(text).map_err(|error| format!("{error}, or 2026-02-28"))
}

/// A text that is not empty and of at most so many characters.
pub(super) fn text_of<const MAX: usize>(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("it is empty".to_owned()),
        text if text.chars().count() > MAX => Err(format!("at most {MAX} characters are kept")),
        text => Ok(text.to_owned()),
    }
}

pub(super) async fn order(args: OrderArgs) -> Outcome {
    let store = args.store.open().await?;
    let record = match &args.command {
        OrderCommand::Export(args) => return export::export(&store, args).await,
        OrderCommand::Show { key } => {
            let key = parse_key(key)?;
            store.order_by_key(&key).await?.with_context(|| format!("there is no order {key}"))?
        }
        OrderCommand::Cancel(decided) => decide(&store, DecisionKind::Cancel, decided).await?,
        OrderCommand::Complete(decided) => decide(&store, DecisionKind::Complete, decided).await?,
        OrderCommand::Refund(decided) => decide(&store, DecisionKind::Refund, decided).await?,
        OrderCommand::Refunded(decided) => decide(&store, DecisionKind::Refunded, decided).await?,
    };
    let mut flags = Vec::with_capacity(record.payments.len());
    for payment in &record.payments {
        let any = !payment.flags.is_empty();
        flags.push(if any { store.flags_of_payment(&payment.payment_id).await? } else { Vec::new() });
    }
    store.close().await;
    show(&record, &flags, Timestamp::now(), &mut output())?;
    Ok(true)
}

fn parse_key(key: &str) -> anyhow::Result<OrderKey> {
    let typed: String = key.chars().filter(|c| !c.is_whitespace()).collect();
    OrderKey::parse(&typed).with_context(|| format!("`{key}` is not an order key: look for a typing error"))
}

async fn decide(store: &Store, kind: DecisionKind, decided: &Decided) -> anyhow::Result<OrderRecord> {
    let Why { reason, by } = &decided.why;
    let reasoned = Reasoned { by, reason, at: Timestamp::now() };
    Ok(store.decide(&parse_key(&decided.key)?, kind, &reasoned).await?)
}

/// Writes an order with its payments, and of each its flags.
fn show(record: &OrderRecord, flags: &[Vec<FlagRecord>], now: Timestamp, out: &mut impl Write) -> std::io::Result<()> {
    let order = &record.order;
    writeln!(out, "{}  {}", order.key, record.status(now).word())?;
    writeln!(out, "  service   {}/{} version {}", order.beneficiary, order.service, order.version)?;
    writeln!(out, "  made      {}", local(order.created_at))?;
    if let Some(due_at) = order.due_at {
        writeln!(out, "  valid to  {}", local(due_at))?;
    }
    if let Some(link) = &order.link {
        writeln!(out, "  link      {link}")?;
    }
    match (order.content.total, record.due()) {
        (Some(total), Some(due)) => writeln!(out, "  total     {total} MDL, paid {}, due {due}", record.held())?,
        _ => writeln!(out, "  total     given at MPay, paid {} MDL", record.held())?,
    }
    for (amount, what) in [(record.to_pay_back(), "to be paid back"), (record.paid_back(), "paid back")] {
        if amount > Money::ZERO {
            writeln!(out, "  refund    {amount} MDL {what}")?;
        }
    }
    for (column, text) in &order.content.reporting {
        writeln!(out, "  reporting {column}: {text}")?;
    }
    for (payment, flags) in record.payments.iter().zip(flags) {
        let (id, at) = (shown(&payment.payment_id), local(record.paid_at(payment)));
        writeln!(out, "  payment   {id}  {} MDL  {at}", payment.amount)?;
        for FlagRecord { flag, note, settled } in flags {
            let settled = settled
                .as_ref()
                .map(|settled| format!("  dealt with {} by {}: {}", local(settled.at), settled.by, settled.reason));
            let settled = settled.unwrap_or_default();
            writeln!(out, "    ! {}  {}{}{settled}", flag.word(), says(*flag), noted(note.as_deref()))?;
        }
    }
    for decision in &record.decisions {
        let (kind, by, reason) = (decision.kind.word(), &decision.by, &decision.reason);
        writeln!(out, "  {kind:<9} {}  by {by}: {reason}", local(decision.at))?;
    }
    Ok(())
}

pub(super) fn local(at: Timestamp) -> String {
    clock::local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
