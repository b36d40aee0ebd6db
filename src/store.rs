//! What is kept: published versions, orders and payments, in SQLite or PostgreSQL; knows no HTTP and takes no decision
//! that is not about keeping.

mod api_token;
mod catalog;
mod decision;
mod error;
mod evidence;
mod group;
mod kept_answers;
mod likeness;
mod link;
mod link_end;
mod link_row;
mod listing;
mod migrate;
mod order;
mod order_row;
mod payment;
mod place;
mod pool;
mod publication;
mod row;
mod siege_secret;

pub use api_token::ApiTokenRecord;
pub use decision::{FlagRecord, FlaggedPayment, Reasoned, Settled, Settling};
pub use error::{Conflict, Fault, Missing, StoreError};
pub use evidence::{RefusedMessage, Telling};
pub use kept_answers::{FoundAnswers, Keeping, KeptAmount, KeptName, SealedAnswers, SealedOrOrdered};
pub use likeness::LikenessMark;
pub use order::Submitted;
pub use payment::Recorded;
pub use publication::{LoggedPublication, PublicationKind};

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use tokio::sync::OnceCell;

use crate::ids::Environment;
use crate::order::LikenessKey;
use pool::{Connection, Pool, fetch};

const CHECK: &str = "SELECT value FROM counters WHERE name = 'publication'";

/// An open database, seen from one environment: publications, orders and payments of the other are not there. Clones share
/// its connections.
#[derive(Debug, Clone)]
pub struct Store {
    pool: Pool,
    environment: Environment,
    /// What likenesses are made with; read once.
    likeness_key: Arc<OnceCell<LikenessKey>>,
}

impl Store {
    /// Opens the database of an address, `sqlite:PATH` or `postgres://…`, and brings its tables up to date. A SQLite file
    /// and its folder are made if they do not exist; a PostgreSQL database must exist.
    ///
    /// # Errors
    /// `BadAddress`; `Unavailable` when nothing answers there; `Broken` when its tables are of another program or of a
    /// later release.
    pub async fn open(address: &str, environment: Environment) -> Result<Store, StoreError> {
        let pool = Pool::connect(address).await?;
        migrate::migrate(&pool).await?;
        Ok(Store { pool, environment, likeness_key: Arc::default() })
    }

    /// The same database, seen from an environment.
    pub fn in_environment(&self, environment: Environment) -> Store {
        Store { environment, ..self.clone() }
    }

    /// The environment from which it is seen.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Waits for the calls under way, and closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// `Unavailable` or `Broken` when it does not.
    pub async fn check(&self) -> Result<(), StoreError> {
        fetch!(&mut self.pool.read().await?.on(), fetch_one, (i64,), CHECK).map(drop)
    }

    /// Has the database prepare every statement that this program knows, without running any, and says how many.
    ///
    /// # Errors
    /// `Broken` with the first that the database does not understand.
    pub async fn prepare_all(&self) -> Result<usize, StoreError> {
        let mut reading = self.pool.read().await?;
        let mut count = 0;
        let own = match reading.on() {
            Connection::Sqlite(_) => listing::OF_SQLITE,
            Connection::Postgres(_) => listing::OF_POSTGRES,
        };
        for sql in statements().chain(own.iter().copied()) {
            let text = AssertSqlSafe(sql).into_sql_str();
            match reading.on() {
                Connection::Sqlite(connection) => connection.prepare(text).await.map(drop),
                Connection::Postgres(connection) => connection.prepare(text).await.map(drop),
            }
            .map_err(|error| StoreError::content(format!("{error}: {sql}")))?;
            count += 1;
        }
        Ok(count)
    }
}

fn statements() -> impl Iterator<Item = &'static str> {
    [
        &[CHECK],
        migrate::ALL,
        publication::ALL,
        catalog::ALL,
        order_row::ALL,
        order::ALL,
        likeness::ALL,
        payment::ALL,
        place::ALL,
        decision::ALL,
        evidence::ALL,
        kept_answers::ALL,
        link::ALL,
        link_end::ALL,
        link_row::ALL,
        api_token::ALL,
        listing::ALL,
        siege_secret::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

#[cfg(test)]
mod tests;
