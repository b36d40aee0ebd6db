//! `order` and `payments`: what staff decide about orders, and the payments that wait for them, from the command line.

use std::io::Write;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::export::{self, ExportArgs};
use super::{Outcome, StoreArgs};
use crate::clock;
use crate::ids::OrderKey;
use crate::order::{DecisionKind, OrderRecord, PaymentFlag};
use crate::store::{Reasoned, Store};

/// How many rows a list shows at most.
const ROWS_MAX: u32 = 200;

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
    /// Write orders as CSV, with their answers, payments and reporting columns
    Export(ExportArgs),
    /// Say that an order shall not be paid
    Cancel(Decided),
    /// Say that the payer has what was paid for
    Complete(Decided),
    /// Say that what was paid is being given back
    Refund(Decided),
    /// Say that what was paid has been given back
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
struct Why {
    /// Why; kept with the decision
    #[arg(long, value_parser = text_of::<500>)]
    reason: String,
    /// Who decides
    #[arg(long, env = "USER", value_parser = text_of::<60>)]
    by: String,
}

#[derive(Debug, Args)]
pub(super) struct PaymentsArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(subcommand)]
    command: PaymentsCommand,
}

#[derive(Debug, Subcommand)]
enum PaymentsCommand {
    /// List the payments that wait for a person: of another amount, late, double, of a closed order, over a limit
    Flagged,
    /// Note that a flagged payment was dealt with
    Settle {
        /// MPay's number of the payment
        payment_id: String,
        #[command(flatten)]
        why: Why,
    },
    /// Write the signed message of a payment to standard output, byte for byte
    Message {
        /// MPay's number of the payment
        payment_id: String,
    },
    /// List the signed confirmations that were answered with a fault
    Refused,
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
    let store = args.store.open_existing().await?;
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
    store.close().await;
    show(&record, Timestamp::now(), &mut std::io::stdout())?;
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

fn show(record: &OrderRecord, now: Timestamp, out: &mut impl Write) -> std::io::Result<()> {
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
        (Some(total), Some(due)) => writeln!(out, "  total     {total} MDL, paid {}, due {due}", record.paid())?,
        _ => writeln!(out, "  total     given at MPay, paid {} MDL", record.paid())?,
    }
    for (column, text) in &order.content.reporting {
        writeln!(out, "  reporting {column}: {text}")?;
    }
    for payment in &record.payments {
        let flag = payment.flag.map(|flag| format!("  ! {}", says(flag))).unwrap_or_default();
        writeln!(out, "  payment   {}  {} MDL  {}{flag}", payment.payment_id, payment.amount, local(payment.paid_at))?;
    }
    for decision in &record.decisions {
        let (kind, by, reason) = (decision.kind.word(), &decision.by, &decision.reason);
        writeln!(out, "  {kind:<9} {}  by {by}: {reason}", local(decision.at))?;
    }
    Ok(())
}

pub(super) async fn payments(args: PaymentsArgs) -> Outcome {
    let store = args.store.open_existing().await?;
    let mut out = std::io::stdout();
    match &args.command {
        PaymentsCommand::Flagged => {
            for payment in store.flagged_payments(ROWS_MAX).await? {
                let (id, key, at) = (&payment.payment_id, &payment.order_key, local(payment.received_at));
                writeln!(out, "{id}  {key}  {} MDL  {at}  {}", payment.amount, says(payment.flag))?;
            }
        }
        PaymentsCommand::Settle { payment_id, why } => {
            let reasoned = Reasoned { by: &why.by, reason: &why.reason, at: Timestamp::now() };
            anyhow::ensure!(
                store.settle_flag(payment_id, &reasoned).await?,
                "no payment {payment_id} waits for a person: `mpay-pages payments flagged` lists those that do"
            );
            writeln!(out, "{payment_id}: dealt with")?;
        }
        PaymentsCommand::Message { payment_id } => {
            let message = store.payment_message(payment_id).await?;
            out.write_all(&message.with_context(|| format!("there is no payment {payment_id}"))?)?;
        }
        PaymentsCommand::Refused => {
            for message in store.refused_messages(ROWS_MAX).await? {
                let at = local(message.received_at);
                writeln!(out, "{:>5}  {at}  {}  {} bytes", message.sequence, message.reason, message.length_bytes)?;
            }
        }
    }
    store.close().await;
    Ok(true)
}

fn says(flag: PaymentFlag) -> &'static str {
    match flag {
        PaymentFlag::OtherAmount => "another amount than was due",
        PaymentFlag::Late => "came after the order had expired",
        PaymentFlag::PaidBefore => "the order had been paid before",
        PaymentFlag::OverLimit => "as many orders had been paid as the service takes",
        PaymentFlag::Closed => "the order had been cancelled or refunded",
    }
}

fn local(at: Timestamp) -> String {
    clock::local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
