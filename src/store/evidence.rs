//! Keeping the signed messages that were refused, so that no money is lost without a trace; knows not why.

use jiff::Timestamp;

use super::pool::{Connection, execute, fetch, in_transaction};
use super::row::row;
use super::{Store, StoreError};
use crate::clock::{from_micros, micros};
use crate::ids::{ContentHash, Environment};
use crate::limits::SOAP_BYTES_MAX;

/// How many refused messages are kept; the oldest go.
const REFUSED_MESSAGES_MAX: i64 = 10_000;

/// The row is locked until the transaction ends: nobody keeps the same subject meanwhile.
const TAKE_TURN: &str = "UPDATE counters SET value = value WHERE name = 'refused_message'";
const NEXT_SEQUENCE: &str = "UPDATE counters SET value = value + 1 WHERE name = 'refused_message' RETURNING value";
const KEEP: &str = "INSERT INTO refused_messages \
     (seq, environment, subject, reason, message, length_bytes, received_at, order_key, payment_id) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const IS_KEPT: &str = "SELECT COUNT(*) FROM refused_messages WHERE environment = $1 AND subject = $2";
const FORGET: &str = "DELETE FROM refused_messages WHERE seq <= $1";
const NEWEST: &str = "SELECT r.seq, r.reason, r.length_bytes, r.received_at, r.order_key, r.payment_id, \
     p.payment_id IS NOT NULL AS is_recorded FROM refused_messages r LEFT JOIN payments p \
     ON p.environment = r.environment AND p.payment_id = r.payment_id AND p.order_key = r.order_key \
     WHERE r.environment = $1 ORDER BY r.seq DESC LIMIT $2";
const COUNT: &str = "SELECT COUNT(*) FROM refused_messages WHERE environment = $1";
const MESSAGE: &str = "SELECT message FROM refused_messages WHERE environment = $1 AND seq = $2";

/// This file's statements.
pub(super) const ALL: &[&str] = &[TAKE_TURN, NEXT_SEQUENCE, KEEP, IS_KEPT, FORGET, NEWEST, COUNT, MESSAGE];

/// What a refused message tells of, where that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Telling<'a> {
    /// The order, as the message names it.
    pub order_key: Option<&'a str>,
    /// MPay's number of the payment.
    pub payment_id: Option<&'a str>,
}

/// A message of MPay that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedMessage {
    /// Its number; grows with each.
    pub sequence: i64,
    /// Why it was refused.
    pub reason: String,
    /// The order that it names, where that could be read.
    pub order_key: Option<String>,
    /// MPay's number of the payment, where that could be read.
    pub payment_id: Option<String>,
    /// Whether this payment of this order was recorded, before or since: then nothing is missing.
    pub is_recorded: bool,
    /// The length of the whole message.
    pub length_bytes: i64,
    /// When it came.
    pub received_at: Timestamp,
}

row! {
    struct RefusedRow {
        seq: i64,
        reason: String,
        length_bytes: i64,
        received_at: i64,
        order_key: Option<String>,
        payment_id: Option<String>,
        is_recorded: bool,
    }
}

impl Store {
    /// Keeps a confirmation that was refused, such as one of an unknown order: its first 64 KiB, and the newest 10 000. MPay
    /// repeats what failed: of the same subject the first message is kept.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn keep_refused_message(
        &self,
        message: &[u8],
        subject: &ContentHash,
        telling: Telling<'_>,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let new = NewRefusal { message, subject, telling, reason, now };
        in_transaction!(self.pool, |on| keep(on, self.environment, &new))
    }

    /// How many refused messages are kept.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn refused_count(&self) -> Result<u64, StoreError> {
        let mut reading = self.pool.read().await?;
        let (count,) = fetch!(&mut reading.on(), fetch_one, (i64,), COUNT, self.environment.word())?;
        u64::try_from(count).map_err(|error| StoreError::content(error.to_string()))
    }

    /// A refused message as it came, by its number; only its beginning where it was oversized.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn refused_message(&self, sequence: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut reading = self.pool.read().await?;
        let row = fetch!(&mut reading.on(), fetch_optional, (Vec<u8>,), MESSAGE, self.environment.word(), sequence)?;
        Ok(row.map(|(message,)| message))
    }

    /// The newest refused messages, the newest first.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn refused_messages(&self, count_max: u32) -> Result<Vec<RefusedMessage>, StoreError> {
        let mut reading = self.pool.read().await?;
        let rows =
            fetch!(&mut reading.on(), fetch_all, RefusedRow, NEWEST, self.environment.word(), i64::from(count_max))?;
        Ok(rows.into_iter().map(RefusedRow::read).collect())
    }
}

/// A refused message on its way in.
struct NewRefusal<'a> {
    message: &'a [u8],
    subject: &'a ContentHash,
    telling: Telling<'a>,
    reason: &'a str,
    now: Timestamp,
}

async fn keep(on: &mut Connection<'_>, environment: Environment, new: &NewRefusal<'_>) -> Result<(), StoreError> {
    let NewRefusal { message, subject, telling, reason, now } = *new;
    execute!(on, TAKE_TURN)?;
    let (environment, subject) = (environment.word(), subject.as_str());
    let (known,) = fetch!(on, fetch_one, (i64,), IS_KEPT, environment, subject)?;
    if known > 0 {
        return Ok(());
    }
    let (sequence,) = fetch!(on, fetch_one, (i64,), NEXT_SEQUENCE)?;
    let (kept, length) = (&message[..message.len().min(SOAP_BYTES_MAX)], message.len() as i64);
    let Telling { order_key, payment_id } = telling;
    execute!(on, KEEP, sequence, environment, subject, reason, kept, length, micros(now), order_key, payment_id)?;
    execute!(on, FORGET, sequence - REFUSED_MESSAGES_MAX)?;
    Ok(())
}

impl RefusedRow {
    fn read(self) -> RefusedMessage {
        let RefusedRow { seq: sequence, reason, length_bytes, received_at, order_key, payment_id, is_recorded } = self;
        let received_at = from_micros(received_at);
        RefusedMessage { sequence, reason, order_key, payment_id, is_recorded, length_bytes, received_at }
    }
}
