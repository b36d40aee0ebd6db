//! Steps on PostgreSQL, while others write: no statement is cut short, none waits in front of writers for longer than a
//! moment, and indexes are built beside them.

use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, Executor};
use tokio::time::sleep;

use super::super::StoreError;
use super::super::pool::Connection;
use super::step::{Migration, Part};

/// One process migrates at a time. The key is this program's own, `mpay-pages` as a number.
const TRY_TO_BE_ALONE: &str = "SELECT pg_try_advisory_lock(7237120116)";
const WAIT_TO_BE_ALONE: &str = "SELECT pg_advisory_xact_lock(7237120116)";
/// A statement may take as long as the tables are large. One that must have a table for itself waits for it no longer than
/// this, as all who come later wait behind it.
const BOUNDS: &str = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '1s'";
/// An index that is built beside writers waits for all transactions, and keeps nobody waiting.
const UNBOUNDED: &str = "SET lock_timeout = 0";
const IS_VALID: &str = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)";
/// How often a part is tried whose tables are in use, after pauses of a second to ten: some ten minutes.
const ATTEMPTS_MAX: u64 = 60;
/// How long to wait before looking whether another process has ended its steps.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// Waits, within a transaction, until no other process migrates; with others that do so at once on an empty database.
pub(super) async fn wait_for_others(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query("SET LOCAL statement_timeout = 0").execute(&mut *connection).await?;
    sqlx::query(WAIT_TO_BE_ALONE).execute(connection).await?;
    Ok(())
}

pub(super) async fn apply(pool: &PgPool, steps: &[Migration]) -> Result<(), StoreError> {
    // Of its own, as its bounds are; whatever it holds goes with it.
    let mut connection = pool.acquire().await?.detach();
    let applied = apply_on(&mut connection, steps).await;
    // What was done is kept; the rest of it was told.
    let _ = connection.close().await;
    applied
}

async fn apply_on(connection: &mut PgConnection, steps: &[Migration]) -> Result<(), StoreError> {
    connection.execute(BOUNDS).await?;
    let mut is_told = false;
    // Not by waiting in the database: an index that is built beside writers would wait for this one in turn.
    while !sqlx::query_scalar::<_, bool>(TRY_TO_BE_ALONE).fetch_one(&mut *connection).await? {
        if !std::mem::replace(&mut is_told, true) {
            tracing::info!("another process changes the database's tables; waiting for it");
        }
        sleep(LOOK_AGAIN_AFTER).await;
    }
    super::make_ledger(&mut Connection::Postgres(connection)).await?;
    for step in steps {
        let parts = step.parts();
        while let Some(at) = super::next_part(&mut Connection::Postgres(connection), step).await? {
            if let Some(Part::Index { name, sql }) = parts.get(at) {
                build_index(connection, name, sql).await?;
            }
            patiently(connection, step, at, &parts).await?;
        }
    }
    Ok(())
}

/// Does a part in a transaction, again while its tables are in use.
async fn patiently(
    connection: &mut PgConnection,
    step: &Migration,
    at: usize,
    parts: &[Part],
) -> Result<(), StoreError> {
    let mut attempt = 1;
    loop {
        let mut transaction = connection.begin().await?;
        let on = &mut Connection::Postgres(&mut transaction);
        let done = match parts.get(at) {
            // It stands already.
            Some(Part::Index { .. }) => super::note_part(on, step, at, parts).await,
            _ => super::do_part(on, step, at, parts).await,
        };
        match done {
            Ok(()) => return Ok(transaction.commit().await?),
            Err(error) if error.waited_for_a_lock() && attempt < ATTEMPTS_MAX => {
                transaction.rollback().await?;
                tracing::info!(step = step.number, attempt, "the tables are in use; the step is tried again");
                sleep(Duration::from_secs(attempt.min(10))).await;
                attempt += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Builds an index beside writers. One that an earlier attempt left half done is dropped before.
async fn build_index(connection: &mut PgConnection, name: &str, sql: &str) -> Result<(), StoreError> {
    let is_valid = sqlx::query_scalar::<_, bool>(IS_VALID).bind(name).fetch_optional(&mut *connection).await?;
    if is_valid == Some(true) {
        return Ok(());
    }
    connection.execute(UNBOUNDED).await?;
    if is_valid == Some(false) {
        let drop_it = sqlx::AssertSqlSafe(format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"));
        sqlx::raw_sql(drop_it).execute(&mut *connection).await?;
    }
    let beside = sqlx::AssertSqlSafe(sql.replacen("INDEX", "INDEX CONCURRENTLY", 1));
    sqlx::raw_sql(beside).execute(&mut *connection).await?;
    connection.execute(BOUNDS).await?;
    Ok(())
}
