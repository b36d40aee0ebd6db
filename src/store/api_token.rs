//! Keeping the tokens of the API, by their hashes; knows not what they let do.

use jiff::Timestamp;
use jiff::civil::Date;

use super::pool::{Connection, execute, fetch, in_transaction};
use super::row::row;
use super::{Missing, Store, StoreError};
use crate::clock::{from_micros, micros, today};
use crate::ids::{ApiTokenId, ContentHash, Environment, Slug};

const HAS_BENEFICIARY: &str = "SELECT COUNT(*) FROM services WHERE beneficiary = $1";
const INSERT: &str = "INSERT INTO api_tokens (id, environment, beneficiary, hash, label, made_at, expires_on) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const BY_HASH: &str = "SELECT id, beneficiary, label, made_at, expires_on, revoked_at FROM api_tokens \
     WHERE hash = $1 AND environment = $2";
const LIST: &str = "SELECT id, beneficiary, label, made_at, expires_on, revoked_at FROM api_tokens \
     WHERE environment = $1 AND (made_at > $2 OR (made_at = $2 AND id > $3)) ORDER BY made_at, id LIMIT $4";
const COUNT: &str = "SELECT COUNT(*) FROM api_tokens WHERE environment = $1";
const REVOKE: &str = "UPDATE api_tokens SET revoked_at = $1 WHERE id = $2 AND environment = $3 AND revoked_at IS NULL";
const IS_KNOWN: &str = "SELECT COUNT(*) FROM api_tokens WHERE id = $1 AND environment = $2";

/// This file's statements.
pub(super) const ALL: &[&str] = &[HAS_BENEFICIARY, INSERT, BY_HASH, LIST, COUNT, REVOKE, IS_KNOWN];

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTokenRecord {
    /// Its name in lists.
    pub id: ApiTokenId,
    /// Whose services it is for.
    pub beneficiary: Slug,
    /// What it is for, at most 60 characters.
    pub label: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The last day on which it counts, in Chișinău; `None`: for good.
    pub expires_on: Option<Date>,
    /// When it was withdrawn.
    pub revoked_at: Option<Timestamp>,
}

impl ApiTokenRecord {
    /// Whether it counts at an instant.
    pub fn counts(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_on.is_none_or(|day| today(now) <= day)
    }
}

row! {
    struct Row {
        id: String,
        beneficiary: String,
        label: String,
        made_at: i64,
        expires_on: Option<String>,
        revoked_at: Option<i64>,
    }
}

impl Store {
    /// Keeps a token by the hash of its secret.
    ///
    /// # Errors
    /// `NotFound` with `Beneficiary` when nothing of the beneficiary was ever published.
    pub async fn add_api_token(&self, token: &ApiTokenRecord, hash: &ContentHash) -> Result<(), StoreError> {
        in_transaction!(self.pool, |on| add(on, self.environment, token, hash))
    }

    /// The token whose secret has this hash, whether it still counts or not.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn api_token(&self, hash: &ContentHash) -> Result<Option<ApiTokenRecord>, StoreError> {
        let mut reading = self.pool.read().await?;
        let word = self.environment.word();
        let row = fetch!(&mut reading.on(), fetch_optional, Row, BY_HASH, hash.as_str(), word)?;
        row.map(Row::read).transpose()
    }

    /// The tokens, the oldest first: so many of those that come after one that was read before.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn api_tokens(
        &self,
        after: Option<&ApiTokenRecord>,
        count_max: u32,
    ) -> Result<Vec<ApiTokenRecord>, StoreError> {
        let (after_at, after_id) = after.map_or((i64::MIN, ""), |last| (micros(last.made_at), last.id.as_str()));
        let mut reading = self.pool.read().await?;
        let environment = self.environment.word();
        let count = i64::from(count_max);
        let rows = fetch!(&mut reading.on(), fetch_all, Row, LIST, environment, after_at, after_id, count)?;
        rows.into_iter().map(Row::read).collect()
    }

    /// How many tokens there are.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn api_token_count(&self) -> Result<u64, StoreError> {
        let mut reading = self.pool.read().await?;
        let (count,) = fetch!(&mut reading.on(), fetch_one, (i64,), COUNT, self.environment.word())?;
        Ok(count.unsigned_abs())
    }

    /// Withdraws a token; whether that changed anything.
    ///
    /// # Errors
    /// `NotFound` with `ApiToken`.
    pub async fn revoke_api_token(&self, id: &ApiTokenId, now: Timestamp) -> Result<bool, StoreError> {
        in_transaction!(self.pool, |on| revoke(on, self.environment, id, now))
    }
}

async fn add(
    on: &mut Connection<'_>,
    environment: Environment,
    token: &ApiTokenRecord,
    hash: &ContentHash,
) -> Result<(), StoreError> {
    let (services,) = fetch!(on, fetch_one, (i64,), HAS_BENEFICIARY, token.beneficiary.as_str())?;
    if services == 0 {
        return Err(StoreError::NotFound(Missing::Beneficiary(token.beneficiary.clone())));
    }
    execute!(
        on,
        INSERT,
        token.id.as_str(),
        environment.word(),
        token.beneficiary.as_str(),
        hash.as_str(),
        token.label.as_str(),
        micros(token.made_at),
        token.expires_on.map(|day| day.to_string()),
    )?;
    Ok(())
}

async fn revoke(
    on: &mut Connection<'_>,
    environment: Environment,
    id: &ApiTokenId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if execute!(on, REVOKE, micros(now), id.as_str(), environment.word())? == 1 {
        return Ok(true);
    }
    match fetch!(on, fetch_one, (i64,), IS_KNOWN, id.as_str(), environment.word())? {
        (0,) => Err(StoreError::NotFound(Missing::ApiToken(id.clone()))),
        _ => Ok(false),
    }
}

impl Row {
    fn read(self) -> Result<ApiTokenRecord, StoreError> {
        let broken = |what: &str| StoreError::content(format!("the API token {} has {what}", self.id));
        let expires_on = self.expires_on.as_deref().map(|day| day.parse().map_err(|_| broken("a wrong last day")));
        Ok(ApiTokenRecord {
            id: ApiTokenId::parse(&self.id).map_err(|_| broken("a wrong name"))?,
            beneficiary: Slug::parse(&self.beneficiary).map_err(|_| broken("a wrong beneficiary"))?,
            expires_on: expires_on.transpose()?,
            made_at: from_micros(self.made_at),
            revoked_at: self.revoked_at.map(from_micros),
            label: self.label,
        })
    }
}
