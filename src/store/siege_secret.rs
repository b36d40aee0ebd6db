//! Keeping the secrets with which proofs are signed in a siege, one a day; knows not what a proof is.

use super::pool::{Connection, execute, fetch, in_transaction};
use super::{Store, StoreError};
use crate::ids::Environment;

const KEEP: &str = "INSERT INTO siege_secrets (environment, day, secret) VALUES ($1, $2, $3) \
     ON CONFLICT (environment, day) DO NOTHING";
const FORGET: &str = "DELETE FROM siege_secrets WHERE environment = $1 AND day < $2";
const OF_DAY: &str = "SELECT secret FROM siege_secrets WHERE environment = $1 AND day = $2";

/// This file's statements.
pub(super) const ALL: &[&str] = &[KEEP, FORGET, OF_DAY];

impl Store {
    /// The secrets of a day and of the day before, if that had one; `drawn` is the day's where it has none yet. Of all
    /// processes that ask, the first decides; older ones are forgotten.
    ///
    /// # Errors
    /// `Unavailable`; `Broken` when one is no secret.
    pub async fn siege_secrets(&self, day: i64, drawn: [u8; 32]) -> Result<([u8; 32], Option<[u8; 32]>), StoreError> {
        in_transaction!(self.pool, |on| secrets(on, self.environment, day, drawn))
    }
}

async fn secrets(
    on: &mut Connection<'_>,
    environment: Environment,
    day: i64,
    drawn: [u8; 32],
) -> Result<([u8; 32], Option<[u8; 32]>), StoreError> {
    execute!(on, KEEP, environment.word(), day, drawn.as_slice())?;
    execute!(on, FORGET, environment.word(), day - 1)?;
    let kept = of_day(on, environment, day).await?;
    let kept = kept.ok_or_else(|| StoreError::content("the siege's secret of the day vanished"))?;
    Ok((kept, of_day(on, environment, day - 1).await?))
}

async fn of_day(on: &mut Connection<'_>, environment: Environment, day: i64) -> Result<Option<[u8; 32]>, StoreError> {
    let row = fetch!(on, fetch_optional, (Vec<u8>,), OF_DAY, environment.word(), day)?;
    let read = |(secret,): (Vec<u8>,)| secret.try_into();
    row.map(read).transpose().map_err(|_| StoreError::content("a siege's secret is none"))
}
