//! Keeping the signed confirmations that could not be recorded, so that no money is lost without a trace; knows not why.

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
const KEEP: &str = "INSERT INTO refused_messages (seq, environment, subject, reason, message, length_bytes, received_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const IS_KEPT: &str = "SELECT COUNT(*) FROM refused_messages WHERE environment = $1 AND subject = $2";
const FORGET: &str = "DELETE FROM refused_messages WHERE seq <= $1";
const NEWEST: &str = "SELECT seq, reason, message, length_bytes, received_at FROM refused_messages \
     WHERE environment = $1 ORDER BY seq DESC LIMIT $2";

/// This file's statements.
pub(super) const ALL: &[&str] = &[TAKE_TURN, NEXT_SEQUENCE, KEEP, IS_KEPT, FORGET, NEWEST];

/// A confirmation that was not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedMessage {
    /// Its number; grows with each.
    pub sequence: i64,
    /// Why it was refused.
    pub reason: String,
    /// The message as it came; only its beginning where it was oversized.
    pub message: Vec<u8>,
    /// The length of the whole message.
    pub length_bytes: i64,
    /// When it came.
    pub received_at: Timestamp,
}

row! {
    struct RefusedRow {
        seq: i64,
        reason: String,
        message: Vec<u8>,
        length_bytes: i64,
        received_at: i64,
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
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        in_transaction!(self.pool, |on| keep(on, self.environment, message, subject, reason, now))
    }

    /// The newest refused confirmations, the newest first.
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

async fn keep(
    on: &mut Connection<'_>,
    environment: Environment,
    message: &[u8],
    subject: &ContentHash,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(on, TAKE_TURN)?;
    let (environment, subject) = (environment.word(), subject.as_str());
    let (known,) = fetch!(on, fetch_one, (i64,), IS_KEPT, environment, subject)?;
    if known > 0 {
        return Ok(());
    }
    let (sequence,) = fetch!(on, fetch_one, (i64,), NEXT_SEQUENCE)?;
    let (kept, length) = (&message[..message.len().min(SOAP_BYTES_MAX)], message.len() as i64);
    execute!(on, KEEP, sequence, environment, subject, reason, kept, length, micros(now))?;
    execute!(on, FORGET, sequence - REFUSED_MESSAGES_MAX)?;
    Ok(())
}

impl RefusedRow {
    fn read(self) -> RefusedMessage {
        let RefusedRow { seq: sequence, reason, message, length_bytes, received_at } = self;
        RefusedMessage { sequence, reason, message, length_bytes, received_at: from_micros(received_at) }
    }
}
