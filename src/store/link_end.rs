//! Forgetting what links answered that are over: personal data is kept no longer than it serves. The rows stay, for whoever
//! asks later what was sent out; knows not how long after its end a link is forgotten.

use jiff::Timestamp;
use jiff::civil::Date;

use super::link_row::NOTHING_ANSWERED;
use super::pool::{Connection, execute, in_transaction};
use super::{Store, StoreError};
use crate::clock::micros;
use crate::ids::Environment;

const FORGET: &str = "UPDATE links SET content = $1, forgotten_at = $2 WHERE id IN (\
     SELECT id FROM links WHERE environment = $3 AND forgotten_at IS NULL AND (expires_on < $4 OR revoked_at < $5) LIMIT $6)";

/// This file's statements.
pub(super) const ALL: &[&str] = &[FORGET];

impl Store {
    /// Forgets the answers of links whose last day was before a day, or that were withdrawn before an instant: of so many at
    /// most. Gives of how many.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn forget_link_answers(
        &self,
        (expired_before, revoked_before): (Date, Timestamp),
        count_max: u32,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let ended = (expired_before.to_string(), micros(revoked_before));
        in_transaction!(self.pool, |on| forget(on, self.environment, &ended, count_max, now))
    }
}

async fn forget(
    on: &mut Connection<'_>,
    environment: Environment,
    (day, at): &(String, i64),
    count_max: u32,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let (environment, most) = (environment.word(), i64::from(count_max));
    execute!(on, FORGET, NOTHING_ANSWERED, micros(now), environment, day.as_str(), at, most)
}
