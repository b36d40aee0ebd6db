//! Brings a database to the tables that this program knows, each step once; knows no row.
//!
//! # How a step is added
//!
//! 1. Write `migrations/NNNN_name.sql`: statements that SQLite and PostgreSQL both know, each ended by `;` (no triggers,
//!    no `$$`). It only adds: new tables, columns that may be NULL or have a default, indexes. The program before it runs
//!    on while it is applied and afterwards.
//! 2. Add `Migration::additive(N, "name", include_str!("migrations/NNNN_name.sql"))` below. Nothing else.
//!
//! `CREATE INDEX` on a table that an earlier step made is built beside its writers on PostgreSQL, by itself. An `UPDATE`
//! or `DELETE` that touches many rows gets a line `-- repeat` above it and a `LIMIT` within (`WHERE key IN (SELECT key …
//! LIMIT 500)`): it is done again until it touches no row, and each time holds few rows and for a moment.
//!
//! A step with which older programs cannot go on is written out, with `compatible_since: N`.
//!
//! # What the database remembers
//!
//! `schema_migrations` holds the steps that were done, `schema_compatibility` from which program on each can be lived
//! with, and `schema_parts` how far a step has come that is done in parts. A program that finds a step it does not know
//! goes on where that says so, and refuses the database where it does not.

mod postgres;
mod sqlite;
mod step;

use jiff::Timestamp;

use self::step::{Migration, Part};
use super::StoreError;
use super::pool::{Connection, Pool, execute, fetch, in_transaction};
use crate::clock::micros;

/// The steps, in order. One that was released is never changed: its checksum is in the databases.
const MIGRATIONS: &[Migration] = &[
    Migration::additive(1, "publications", include_str!("migrations/0001_publications.sql")),
    Migration::additive(2, "orders", include_str!("migrations/0002_orders.sql")),
    Migration::additive(3, "decisions", include_str!("migrations/0003_decisions.sql")),
    Migration::additive(4, "zstd", include_str!("migrations/0004_zstd.sql")),
    Migration::additive(5, "places", include_str!("migrations/0005_places.sql")),
    Migration::additive(6, "listing", include_str!("migrations/0006_listing.sql")),
    Migration::additive(7, "links", include_str!("migrations/0007_links.sql")),
    Migration::additive(8, "api_tokens", include_str!("migrations/0008_api_tokens.sql")),
    Migration::additive(9, "summaries", include_str!("migrations/0009_summaries.sql")),
    Migration::additive(10, "likeness", include_str!("migrations/0010_likeness.sql")),
    Migration::additive(11, "siege_secrets", include_str!("migrations/0011_siege_secrets.sql")),
    Migration::additive(12, "forgotten_links", include_str!("migrations/0012_forgotten_links.sql")),
    Migration::additive(13, "paid_alike", include_str!("migrations/0013_paid_alike.sql")),
    Migration::additive(14, "kept_answers", include_str!("migrations/0014_kept_answers.sql")),
    Migration::additive(15, "likenesses", include_str!("migrations/0015_likenesses.sql")),
    Migration::additive(16, "payment_flags", include_str!("migrations/0016_payment_flags.sql")),
];

const MAKE_LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT NOT NULL PRIMARY KEY, \
     name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";
const MAKE_COMPATIBILITY: &str = "CREATE TABLE IF NOT EXISTS schema_compatibility \
     (number BIGINT NOT NULL PRIMARY KEY, compatible_since BIGINT NOT NULL)";
const MAKE_PARTS: &str =
    "CREATE TABLE IF NOT EXISTS schema_parts (number BIGINT NOT NULL PRIMARY KEY, done BIGINT NOT NULL)";
const APPLIED: &str = "SELECT number, checksum FROM schema_migrations ORDER BY number";
const RECORD: &str = "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)";
const COMPATIBLE: &str = "SELECT number, compatible_since FROM schema_compatibility";
const RECORD_COMPATIBLE: &str = "INSERT INTO schema_compatibility (number, compatible_since) VALUES ($1, $2) \
     ON CONFLICT (number) DO UPDATE SET compatible_since = excluded.compatible_since";
const PARTS_DONE: &str = "SELECT done FROM schema_parts WHERE number = $1";
const RECORD_PART: &str = "INSERT INTO schema_parts (number, done) VALUES ($1, $2) \
     ON CONFLICT (number) DO UPDATE SET done = excluded.done";
const FORGET_PARTS: &str = "DELETE FROM schema_parts WHERE number = $1";

/// This file's statements.
pub(super) const ALL: &[&str] = &[
    MAKE_LEDGER,
    MAKE_COMPATIBILITY,
    MAKE_PARTS,
    APPLIED,
    RECORD,
    COMPATIBLE,
    RECORD_COMPATIBLE,
    PARTS_DONE,
    RECORD_PART,
    FORGET_PARTS,
];

/// A step, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaStep {
    /// Its place among the steps.
    pub number: i64,
    /// What it is about.
    pub name: String,
}

/// How a database stands to this program.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing was ever kept in it.
    Empty,
    /// It is one of this program's.
    Ours {
        /// The steps of this program that were not done yet.
        waiting: Vec<SchemaStep>,
        /// The numbers of a later program's steps, with which this one can go on.
        newer: Vec<i64>,
    },
}

/// How a database stands to this program.
///
/// # Errors
/// `Broken` when it is of another program, or of a later one with which this cannot go on.
pub(super) async fn look(pool: &Pool) -> Result<Standing, StoreError> {
    look_at(&mut pool.read().await?.on(), MIGRATIONS).await
}

/// Does the steps that the database has not seen.
///
/// # Errors
/// `Broken` as for [`look`]; `Unavailable` when its tables stay in use: what was done stays, and the next call goes on.
pub(super) async fn migrate(pool: &Pool) -> Result<(), StoreError> {
    bring_to(pool, MIGRATIONS).await
}

async fn bring_to(pool: &Pool, steps: &[Migration]) -> Result<(), StoreError> {
    if look_at(&mut pool.read().await?.on(), steps).await? == Standing::Empty {
        // Nobody writes to it yet: all at once.
        in_transaction!(pool, |on| fill(on, steps))?;
    }
    if let Standing::Ours { waiting, newer } = look_at(&mut pool.read().await?.on(), steps).await? {
        if !newer.is_empty() {
            tracing::info!(steps = ?newer, "the database is one of a later program, with which this one can go on");
        }
        if waiting.is_empty() {
            return Ok(());
        }
    }
    match pool {
        Pool::Sqlite { .. } => sqlite::apply(pool, steps).await,
        Pool::Postgres(connections) => postgres::apply(connections, steps).await,
    }
}

async fn look_at(on: &mut Connection<'_>, steps: &[Migration]) -> Result<Standing, StoreError> {
    if !has_table(on, "schema_migrations").await? {
        return Ok(Standing::Empty);
    }
    let applied = fetch!(on, fetch_all, (i64, String), APPLIED)?;
    let compatible = if has_table(on, "schema_compatibility").await? {
        fetch!(on, fetch_all, (i64, i64), COMPATIBLE)?
    } else {
        Vec::new()
    };
    if applied.is_empty() {
        return Ok(Standing::Empty);
    }
    judge(steps, &applied, &compatible)
}

async fn has_table(on: &mut Connection<'_>, name: &str) -> Result<bool, StoreError> {
    let sql = match on {
        Connection::Sqlite(_) => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1",
        Connection::Postgres(_) => "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass($1)",
    };
    fetch!(on, fetch_one, (i64,), sql, name).map(|(count,)| count > 0)
}

/// How a ledger stands to a program's steps.
fn judge(steps: &[Migration], applied: &[(i64, String)], compatible: &[(i64, i64)]) -> Result<Standing, StoreError> {
    let newest = steps.iter().map(|step| step.number).max().unwrap_or_default();
    let mut newer = Vec::new();
    for (number, checksum) in applied {
        let since = compatible.iter().find(|(of, _)| of == number).map(|(_, since)| *since);
        match (steps.iter().find(|step| step.number == *number), since) {
            (Some(known), _) if known.checksum().as_str() == checksum => {}
            (Some(_), _) => {
                return Err(StoreError::content(format!(
                    "the database's schema step {number} is not this program's: it is of another program"
                )));
            }
            (None, Some(since)) if since <= newest => newer.push(*number),
            (None, _) => {
                return Err(StoreError::content(format!(
                    "the database has the schema step {number} of a later program, with which this one (step {newest}) \
                     cannot go on; run the later program"
                )));
            }
        }
    }
    let waiting = steps.iter().filter(|step| applied.iter().all(|(number, _)| *number != step.number));
    let waiting = waiting.map(|step| SchemaStep { number: step.number, name: step.name.to_owned() }).collect();
    Ok(Standing::Ours { waiting, newer })
}

/// Makes all tables in a database that has none.
async fn fill(on: &mut Connection<'_>, steps: &[Migration]) -> Result<(), StoreError> {
    if let Connection::Postgres(connection) = on {
        postgres::wait_for_others(connection).await?;
    }
    make_ledger(on).await?;
    // Another may have done it while this one waited.
    if !fetch!(on, fetch_all, (i64, String), APPLIED)?.is_empty() {
        return Ok(());
    }
    for step in steps {
        run(on, step.sql).await?;
        record(on, step).await?;
    }
    Ok(())
}

async fn make_ledger(on: &mut Connection<'_>) -> Result<(), StoreError> {
    for sql in [MAKE_LEDGER, MAKE_COMPATIBILITY, MAKE_PARTS] {
        execute!(on, sql)?;
    }
    Ok(())
}

/// Runs statements, and says how many rows they touched.
async fn run(on: &mut Connection<'_>, sql: &str) -> Result<u64, StoreError> {
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    Ok(match on {
        Connection::Sqlite(connection) => sqlx::raw_sql(sql).execute(&mut **connection).await?.rows_affected(),
        Connection::Postgres(connection) => sqlx::raw_sql(sql).execute(&mut **connection).await?.rows_affected(),
    })
}

/// Notes that a step is done.
async fn record(on: &mut Connection<'_>, step: &Migration) -> Result<(), StoreError> {
    let (checksum, now) = (step.checksum(), micros(Timestamp::now()));
    execute!(on, RECORD, step.number, step.name, checksum.as_str(), now)?;
    execute!(on, RECORD_COMPATIBLE, step.number, step.compatible_since)?;
    execute!(on, FORGET_PARTS, step.number)?;
    tracing::info!(number = step.number, name = step.name, "the database has a new schema step");
    Ok(())
}

/// Where a step's next part is in the list of its parts; `None` when the step is done.
async fn next_part(on: &mut Connection<'_>, step: &Migration) -> Result<Option<usize>, StoreError> {
    if fetch!(on, fetch_all, (i64, String), APPLIED)?.iter().any(|(number, _)| *number == step.number) {
        return Ok(None);
    }
    let done = fetch!(on, fetch_optional, (i64,), PARTS_DONE, step.number)?;
    Ok(Some(done.map_or(0, |(done,)| usize::try_from(done).unwrap_or_default())))
}

/// Does what a transaction can of a part, and notes it where that is all.
async fn do_part(on: &mut Connection<'_>, step: &Migration, at: usize, parts: &[Part]) -> Result<(), StoreError> {
    let is_done = match parts.get(at) {
        Some(Part::Together(sql) | Part::Index { sql, .. }) => run(on, sql).await.map(|_| true)?,
        // It touches some rows at a time, until none is left.
        Some(Part::Repeated(sql)) => run(on, sql).await? == 0,
        None => true,
    };
    if is_done {
        note_part(on, step, at, parts).await?;
    }
    Ok(())
}

/// Notes that a part is done, and with the last one the step.
async fn note_part(on: &mut Connection<'_>, step: &Migration, at: usize, parts: &[Part]) -> Result<(), StoreError> {
    if at + 1 >= parts.len() {
        return record(on, step).await;
    }
    let done = i64::try_from(at + 1).unwrap_or(i64::MAX);
    execute!(on, RECORD_PART, step.number, done).map(drop)
}

#[cfg(test)]
mod tests;
