//! What is kept: published versions, orders and payments, in SQLite or PostgreSQL; knows no HTTP and takes no decision
//! that is not about keeping.

mod api_token;
mod catalog;
mod decision;
mod error;
mod evidence;
mod file;
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
mod readiness;
mod row;
mod siege_secret;

pub use api_token::ApiTokenRecord;
pub use decision::{FlagRecord, FlaggedPayment, Reasoned, Settled, Settling};
pub use error::{Conflict, Fault, Missing, StoreError};
pub use evidence::{RefusedMessage, Telling};
pub use kept_answers::{FoundAnswers, Keeping, KeptAmount, KeptName, SealedAnswers, SealedOrOrdered};
pub use likeness::LikenessMark;
pub use migrate::SchemaStep;
pub use order::Submitted;
pub use payment::Recorded;
pub use publication::{LoggedPublication, PublicationKind};

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use tokio::sync::OnceCell;

use crate::ids::Environment;
use crate::order::LikenessKey;
use migrate::Standing;
use pool::{Connection, Pool, fetch};

const CHECK: &str = "SELECT value FROM counters WHERE name = 'publication'";

/// What a database is opened for, and so what is done where there is none, or an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// To begin: a SQLite file and its folder are made if they do not exist; the tables are brought up to date.
    Make,
    /// To serve or publish: a SQLite file must be there, an empty PostgreSQL database is filled; the tables are brought up
    /// to date.
    Serve,
    /// To look at it, or to change a row: it stays as it is. One that is older is told in the log.
    Look,
}

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
    /// Opens the database of an address, `sqlite:PATH` or `postgres://…`, makes it where there is none, and brings its
    /// tables up to date: [`Opening::Make`].
    ///
    /// # Errors
    /// As for [`Store::open_for`].
    pub async fn open(address: &str, environment: Environment) -> Result<Store, StoreError> {
        Store::open_for(address, environment, Opening::Make).await
    }

    /// Opens the database of an address, `sqlite:PATH` or `postgres://…`. A PostgreSQL database itself must exist.
    ///
    /// # Errors
    /// `BadAddress`; `NoDatabase`; `Unavailable` when nothing answers there; `Broken` when its tables are of another
    /// program, or of a later release with which this one cannot go on.
    pub async fn open_for(address: &str, environment: Environment, opening: Opening) -> Result<Store, StoreError> {
        let pool = Pool::connect(address, opening == Opening::Make).await?;
        if opening == Opening::Make {
            migrate::migrate(&pool).await?;
            return Ok(Store { pool, environment, likeness_key: Arc::default() });
        }
        let standing = migrate::look(&pool).await?;
        let is_made_now = opening == Opening::Serve && matches!(pool, Pool::Postgres(_));
        match standing {
            Standing::Empty if !is_made_now => return Err(StoreError::NoDatabase(without_secrets(address))),
            Standing::Ours { waiting, .. } if opening == Opening::Look && !waiting.is_empty() => {
                let steps = waiting.len();
                tracing::warn!(
                    steps,
                    "the database is older than this program: `mpay-pages migrate` brings it up to date"
                );
            }
            Standing::Empty | Standing::Ours { .. } => {}
        }
        if opening == Opening::Serve {
            migrate::migrate(&pool).await?;
        }
        Ok(Store { pool, environment, likeness_key: Arc::default() })
    }

    /// The schema steps of this program that the database has not seen; of one in which nothing was kept, all.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn waiting_steps(&self) -> Result<Vec<SchemaStep>, StoreError> {
        match migrate::look(&self.pool).await? {
            Standing::Ours { waiting, .. } => Ok(waiting),
            Standing::Empty => Ok(Vec::new()),
        }
    }

    /// Does the schema steps that wait, while other processes go on.
    ///
    /// # Errors
    /// `Unavailable` when the tables stay in use: what was done stays, and the next call goes on; `Broken`.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        migrate::migrate(&self.pool).await
    }

    /// Looks whether the SQLite file is still the one that was opened; there is nothing to look at on PostgreSQL.
    ///
    /// # Errors
    /// `Unavailable` when it was moved, deleted or replaced; nothing is acknowledged from then on.
    pub fn check_file(&self) -> Result<(), StoreError> {
        self.pool.check_file()
    }

    /// Ends when the SQLite file was found to be no longer the one that was opened: the process must end too.
    pub async fn file_lost(&self) {
        self.pool.file_lost().await;
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

/// A database's address without what may be a password: the user's part and the parameters.
pub fn without_secrets(address: &str) -> String {
    let address = address.split('?').next().unwrap_or_default();
    match (address.split_once("://"), address.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
        _ => address.to_owned(),
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
        readiness::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

#[cfg(test)]
mod tests;
