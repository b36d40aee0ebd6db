//! Brings a database to the tables that this program knows; each step once, all in one transaction; knows no row.

use jiff::Timestamp;

use super::StoreError;
use super::pool::{Connection, Pool, execute, fetch, in_transaction};
use crate::clock::micros;
use crate::ids::ContentHash;

/// The steps, in order. One that was released is never changed: its checksum is in the databases.
const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "publications", sql: include_str!("migrations/0001_publications.sql") },
    Migration { number: 2, name: "orders", sql: include_str!("migrations/0002_orders.sql") },
    Migration { number: 3, name: "decisions", sql: include_str!("migrations/0003_decisions.sql") },
    Migration { number: 4, name: "zstd", sql: include_str!("migrations/0004_zstd.sql") },
    Migration { number: 5, name: "places", sql: include_str!("migrations/0005_places.sql") },
    Migration { number: 6, name: "listing", sql: include_str!("migrations/0006_listing.sql") },
    Migration { number: 7, name: "links", sql: include_str!("migrations/0007_links.sql") },
    Migration { number: 8, name: "api_tokens", sql: include_str!("migrations/0008_api_tokens.sql") },
    Migration { number: 9, name: "summaries", sql: include_str!("migrations/0009_summaries.sql") },
    Migration { number: 10, name: "likeness", sql: include_str!("migrations/0010_likeness.sql") },
    Migration { number: 11, name: "siege_secrets", sql: include_str!("migrations/0011_siege_secrets.sql") },
    Migration { number: 12, name: "forgotten_links", sql: include_str!("migrations/0012_forgotten_links.sql") },
    Migration { number: 13, name: "paid_alike", sql: include_str!("migrations/0013_paid_alike.sql") },
    Migration { number: 14, name: "kept_answers", sql: include_str!("migrations/0014_kept_answers.sql") },
    Migration { number: 15, name: "likenesses", sql: include_str!("migrations/0015_likenesses.sql") },
    Migration { number: 16, name: "payment_flags", sql: include_str!("migrations/0016_payment_flags.sql") },
];

const MAKE_LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT NOT NULL PRIMARY KEY, \
     name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";
const APPLIED: &str = "SELECT number, checksum FROM schema_migrations ORDER BY number";
const RECORD: &str = "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)";
/// Only for PostgreSQL: its `IF NOT EXISTS` does not wait for another that makes the same table. SQLite has one writer.
const WAIT_FOR_OTHERS: &str = "SELECT pg_advisory_xact_lock(7237120116)";

/// This file's statements that both databases know.
pub(super) const ALL: &[&str] = &[MAKE_LEDGER, APPLIED, RECORD];

struct Migration {
    number: i64,
    name: &'static str,
    sql: &'static str,
}

/// Applies the steps that the database has not seen.
pub(super) async fn migrate(pool: &Pool) -> Result<(), StoreError> {
    in_transaction!(pool, |on| apply(on, MIGRATIONS))
}

async fn apply(on: &mut Connection<'_>, migrations: &[Migration]) -> Result<(), StoreError> {
    if let Connection::Postgres(connection) = on {
        sqlx::query(WAIT_FOR_OTHERS).execute(&mut **connection).await?;
    }
    execute!(on, MAKE_LEDGER)?;
    let applied = fetch!(on, fetch_all, (i64, String), APPLIED)?;
    for (number, checksum) in &applied {
        let known = migrations.iter().find(|migration| migration.number == *number);
        if known.is_none_or(|migration| migration.checksum().as_str() != checksum) {
            return Err(StoreError::content(format!("the database's schema step {number} is not of this program")));
        }
    }
    for migration in migrations.iter().filter(|step| applied.iter().all(|(number, _)| *number != step.number)) {
        match on {
            Connection::Sqlite(connection) => sqlx::raw_sql(migration.sql).execute(&mut **connection).await.map(drop),
            Connection::Postgres(connection) => sqlx::raw_sql(migration.sql).execute(&mut **connection).await.map(drop),
        }?;
        let checksum = migration.checksum();
        let now = micros(Timestamp::now());
        execute!(on, RECORD, migration.number, migration.name, checksum.as_str(), now)?;
        tracing::info!(number = migration.number, name = migration.name, "the database has a new schema step");
    }
    Ok(())
}

impl Migration {
    fn checksum(&self) -> ContentHash {
        ContentHash::of(&[self.name.as_bytes(), self.sql.as_bytes()])
    }
}
