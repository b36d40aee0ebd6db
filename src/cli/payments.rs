//! `payments`: the money and the messages that wait for a person, from the command line.

use std::io::Write;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::list::ListArgs;
use super::order::{Why, local};
use super::output::output;
use super::{Outcome, StoreArgs, tell_of_more};
use crate::order::PaymentFlag;
use crate::store::{Reasoned, RefusedMessage, Settling, Store};

/// How many rows a list shows where nothing else is asked.
const ROWS: u32 = 200;

#[derive(Debug, Args)]
pub(super) struct PaymentsArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(subcommand)]
    command: PaymentsCommand,
}

#[derive(Debug, Subcommand)]
enum PaymentsCommand {
    /// List what is unusual about payments and waits for a person, one line each: another amount, account or line, late, double, of a closed order, over a limit, an odd time …
    Flagged(ListArgs),
    /// Note that what was unusual about a payment was dealt with
    Settle {
        /// MPay's number of the payment, as it is listed
        payment_id: String,
        /// Which of several flags, as `other_amount`
        #[arg(long, value_parser = flag_of)]
        flag: Option<PaymentFlag>,
        #[command(flatten)]
        why: Why,
    },
    /// Write the signed message of a payment to standard output, byte for byte
    Message {
        /// MPay's number of the payment, as it is listed
        payment_id: String,
    },
    /// List the messages of MPay that were refused, or write one to standard output, byte for byte
    Refused {
        /// The number in the list of the message to write
        number: Option<i64>,
        #[command(flatten)]
        list: ListArgs,
    },
}

fn flag_of(word: &str) -> Result<PaymentFlag, String> {
    let words: Vec<&str> = PaymentFlag::ALL.iter().map(|flag| flag.word()).collect();
    PaymentFlag::from_word(word).ok_or_else(|| format!("it is none of {}", words.join(", ")))
}

pub(super) async fn payments(args: PaymentsArgs) -> Outcome {
    let store = args.store.open().await?;
    let mut out = output();
    match &args.command {
        PaymentsCommand::Flagged(list) => flagged(&store, *list, &mut out).await?,
        PaymentsCommand::Settle { payment_id, flag, why } => settle(&store, payment_id, *flag, why, &mut out).await?,
        PaymentsCommand::Message { payment_id } => {
            let message = store.payment_message(&typed(payment_id)).await?;
            out.write_all(&message.with_context(|| format!("there is no payment {payment_id}"))?)?;
        }
        PaymentsCommand::Refused { number: Some(number), .. } => {
            let message = store.refused_message(*number).await?;
            out.write_all(&message.with_context(|| format!("there is no refused message {number}"))?)?;
        }
        PaymentsCommand::Refused { number: None, list } => refused(&store, *list, &mut out).await?,
    }
    store.close().await;
    Ok(true)
}

async fn flagged(store: &Store, list: ListArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let listed = store.flagged_payments(list.rows(ROWS)).await?;
    for payment in &listed {
        let (id, key, at) = (shown(&payment.payment_id), &payment.order_key, local(payment.received_at));
        let (flag, note) = (payment.flag, noted(payment.note.as_deref()));
        writeln!(out, "{id}  {key}  {} MDL  {at}  {}  {}{note}", payment.amount, flag.word(), says(flag))?;
    }
    tell_of_more("payments that wait for a person", listed.len() as u64, store.flagged_count().await?);
    Ok(())
}

async fn settle(
    store: &Store,
    payment_id: &str,
    flag: Option<PaymentFlag>,
    why: &Why,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let reasoned = Reasoned { by: &why.by, reason: &why.reason, at: Timestamp::now() };
    match store.settle_flag(&typed(payment_id), flag, &reasoned).await? {
        Settling::Done(flag) => writeln!(out, "{payment_id}: {}: dealt with", flag.word())?,
        Settling::Nothing => bail!(
            "no payment {payment_id} waits for a person{}: `mpay-pages payments flagged` lists those that do",
            flag.map(|flag| format!(" as `{}`", flag.word())).unwrap_or_default()
        ),
        Settling::Several(flags) => {
            let choices: Vec<String> = flags.iter().map(|flag| format!("--flag {}", flag.word())).collect();
            bail!(
                "several things about the payment {payment_id} wait for a person; settle each by itself: {}",
                choices.join(", ")
            )
        }
    }
    Ok(())
}

async fn refused(store: &Store, list: ListArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let listed = store.refused_messages(list.rows(ROWS)).await?;
    for message in &listed {
        let RefusedMessage { sequence, reason, order_key, payment_id, is_recorded, length_bytes, received_at } =
            message;
        let of = |what: &str, text: &Option<String>| {
            text.as_ref().map(|text| format!("  {what} {}", shown(text))).unwrap_or_default()
        };
        let (order, payment) = (of("order", order_key), of("payment", payment_id));
        let recorded = if *is_recorded { "  (the payment is recorded)" } else { "" };
        let at = local(*received_at);
        writeln!(out, "{sequence:>5}  {at}  {reason}{order}{payment}  {length_bytes} bytes{recorded}")?;
    }
    tell_of_more("refused messages", listed.len() as u64, store.refused_count().await?);
    Ok(())
}

/// What a flag means.
pub(super) fn says(flag: PaymentFlag) -> &'static str {
    match flag {
        PaymentFlag::OtherAmount => "another amount than was due",
        PaymentFlag::Late => "came after the order had expired",
        PaymentFlag::PaidBefore => "the order had been paid before",
        PaymentFlag::OverLimit => "as many orders had been paid as the service takes",
        PaymentFlag::Closed => "the order had been cancelled or refunded",
        PaymentFlag::SmallPart => "a first part that is smaller than the service asks",
        PaymentFlag::OtherAccount => "another account than the order's line names",
        PaymentFlag::OtherLines => "other lines or shares of them than were due",
        PaymentFlag::OtherSum => "the lines do not sum to the total",
        PaymentFlag::OddTime => "a time at which it cannot have been paid",
        PaymentFlag::OddNumber => "a number with unusual characters",
        PaymentFlag::OutsideContract => "something in the message that is not of MPay's contract",
    }
}

/// The note of a flag behind what the flag says.
pub(super) fn noted(note: Option<&str>) -> String {
    note.map(|note| format!(": {note}")).unwrap_or_default()
}

/// A text of MPay's on one line of a terminal: a character that is not plain stands as `\u{a}`, a backslash as two.
pub(super) fn shown(text: &str) -> String {
    text.chars().flat_map(char::escape_default).collect::<String>().replace("\\\'", "'").replace("\\\"", "\"")
}

/// The text that is meant by what [`shown`] wrote, or by itself.
fn typed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (c, left) = escaped(after).unwrap_or(('\\', after));
        out.push(c);
        rest = left;
    }
    out + rest
}

/// The character that an escape stands for, and what comes after it; `None` where it is none.
fn escaped(after: &str) -> Option<(char, &str)> {
    let mut chars = after.chars();
    let c = match chars.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '\\' => '\\',
        'u' => {
            let (digits, left) = chars.as_str().strip_prefix('{')?.split_once('}')?;
            return Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, left));
        }
        _ => return None,
    };
    Some((c, chars.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_typed_as_it_is_shown() {
        for (text, line) in [
            ("79042133", "79042133"),
            ("a\n\u{1b}b", "a\\n\\u{1b}b"),
            ("Ф 'x' \"y\"", "\\u{424} 'x' \"y\""),
            ("a\\nb", "a\\\\nb"),
        ] {
            assert_eq!((shown(text).as_str(), typed(line).as_str()), (line, text));
        }
        for plain in ["79042133", "Ф", "a\\", "\\x", "\\u{zz}"] {
            assert_eq!(typed(plain), plain);
        }
    }
}
