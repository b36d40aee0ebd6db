//! The two databases behind one face: connections, write transactions, and the macros that paste one query into both
//! arms; knows no table.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::{PoolConnection, PoolOptions};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqliteSynchronous};
use sqlx::{Connection as _, Executor, Postgres, Sqlite};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::{sleep, timeout};

use super::StoreError;
use super::file::{Content, DatabaseFile};
use super::group::{Group, Write};

/// Most connections to SQLite; each has a thread.
const SQLITE_CONNECTIONS_MAX: u32 = 8;
/// Most connections to PostgreSQL.
const POSTGRES_CONNECTIONS_MAX: u32 = 16;
/// How long a call waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a write waits for its turn in this process, and for other processes that write to the same SQLite file.
pub(super) const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a transaction is tried that PostgreSQL gives up for another's sake.
const ATTEMPTS_MAX: u32 = 6;
/// How often a SQLite file is tried to be opened: two that switch it to WAL at once do not wait for each other.
const OPENINGS_MAX: u32 = 40;
/// A lost network or a stuck lock must end as an error, not as a page that never comes.
const POSTGRES_BOUNDS: &str = "SET lock_timeout = '10s'; SET statement_timeout = '30s'; \
     SET idle_in_transaction_session_timeout = '60s'";

/// Pasting the same typed query into both arms: `fetch!(connection, fetch_all, Row, SQL, bind, …)`.
macro_rules! fetch {
    ($on:expr, $how:ident, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $on {
            $crate::store::pool::Connection::Sqlite(connection) => {
                sqlx::query_as::<sqlx::Sqlite, $row>($sql)$(.bind($bind))*.$how(&mut **connection).await
            }
            $crate::store::pool::Connection::Postgres(connection) => {
                sqlx::query_as::<sqlx::Postgres, $row>($sql)$(.bind($bind))*.$how(&mut **connection).await
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}
pub(super) use fetch;

/// Runs a statement in both arms and gives the number of rows it touched: `execute!(connection, SQL, bind, …)`.
macro_rules! execute {
    ($on:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $on {
            $crate::store::pool::Connection::Sqlite(connection) => {
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **connection).await.map(|done| done.rows_affected())
            }
            $crate::store::pool::Connection::Postgres(connection) => {
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **connection).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}
pub(super) use execute;

/// Runs a future in a write transaction, again if PostgreSQL gave it up: `in_transaction!(pool, |on| work(on, …))`.
/// (A macro, as a function over an async closure gives futures that the compiler cannot prove `Send`.)
macro_rules! in_transaction {
    ($pool:expr, |$on:ident| $work:expr) => {{
        let mut attempt = 1;
        loop {
            let mut transaction = $pool.begin().await?;
            let outcome = {
                let $on = &mut transaction.on();
                $work.await
            };
            if let Some(outcome) = transaction.end(outcome, &mut attempt).await {
                break outcome;
            }
        }
    }};
}
pub(super) use in_transaction;

/// The connections to one database.
#[derive(Debug, Clone)]
pub(super) enum Pool {
    /// SQLite has one writer; ours queue for the turn, so that they do not hold connections that readers need.
    Sqlite {
        pool: SqlitePool,
        turn: Arc<Mutex<()>>,
        group: Group,
        file: Arc<DatabaseFile>,
        keeper: Keeper,
    },
    Postgres(PgPool),
}

/// A connection that nobody uses and that is closed last: while it is open, SQLite does not delete the files beside the
/// database, whichever connections come and go, so that one that is another means a hand from outside.
type Keeper = Arc<Mutex<Option<SqliteConnection>>>;

/// A connection that is held for reading.
pub(super) enum Reading {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// A write transaction; dropped without [`Transaction::end`], it is rolled back.
pub(super) enum Transaction {
    Sqlite { transaction: sqlx::Transaction<'static, Sqlite>, turn: OwnedMutexGuard<()>, file: Arc<DatabaseFile> },
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Where the macros send a query.
pub(super) enum Connection<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Pool {
    /// Connects to the database of an address. A SQLite file and its folder that do not exist are made if so wished.
    pub(super) async fn connect(address: &str, is_made: bool) -> Result<Pool, StoreError> {
        if let Some(path) = address.strip_prefix("sqlite:") {
            connect_sqlite(path.strip_prefix("//").unwrap_or(path), is_made).await
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            connect_postgres(address).await
        } else {
            Err(StoreError::BadAddress("it begins with neither `sqlite:` nor `postgres://`".to_owned()))
        }
    }

    /// Takes a connection for reading.
    pub(super) async fn read(&self) -> Result<Reading, StoreError> {
        Ok(match self {
            Pool::Sqlite { pool, .. } => Reading::Sqlite(pool.acquire().await?),
            Pool::Postgres(pool) => Reading::Postgres(pool.acquire().await?),
        })
    }

    /// Begins a write transaction: the only place where one begins. SQLite takes its write lock at once, as a transaction
    /// that reads first and writes later fails when another wrote in between. PostgreSQL reads what is committed, so that
    /// a statement after one that waited for a row's lock sees what the other wrote.
    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(match self {
            Pool::Sqlite { pool, turn, file, .. } => {
                let turn = take_turn(turn).await?;
                let file = Arc::clone(file);
                file.check()?;
                Transaction::Sqlite { transaction: pool.begin_with("BEGIN IMMEDIATE").await?, turn, file }
            }
            Pool::Postgres(pool) => {
                Transaction::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?)
            }
        })
    }

    /// Writes in a transaction; on SQLite in one with others that wait, on PostgreSQL alone: it groups commits itself.
    pub(super) async fn write<W: Write + Sync>(&self, write: W) -> Result<W::Written, StoreError> {
        match self {
            Pool::Sqlite { group, .. } => group.write(write).await,
            Pool::Postgres(_) => in_transaction!(self, |on| write.run(on)),
        }
    }

    /// Looks whether SQLite's file is still the one that was opened.
    pub(super) fn check_file(&self) -> Result<(), StoreError> {
        match self {
            Pool::Sqlite { file, .. } => file.check(),
            Pool::Postgres(_) => Ok(()),
        }
    }

    /// Ends when SQLite's file was found lost.
    pub(super) async fn file_lost(&self) {
        match self {
            Pool::Sqlite { file, .. } => file.lost().await,
            Pool::Postgres(_) => std::future::pending().await,
        }
    }

    /// Waits for the connections that are in use, and closes them all.
    pub(super) async fn close(&self) {
        match self {
            Pool::Sqlite { pool, keeper, .. } => {
                pool.close().await;
                // It brings what was committed into the database, also where the log beside it has lost its name.
                if let Some(keeper) = keeper.lock().await.take()
                    && let Err(error) = keeper.close().await
                {
                    tracing::warn!(%error, "the database was not closed well");
                }
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

impl Reading {
    /// For the macros.
    pub(super) fn on(&mut self) -> Connection<'_> {
        match self {
            Reading::Sqlite(connection) => Connection::Sqlite(connection),
            Reading::Postgres(connection) => Connection::Postgres(connection),
        }
    }
}

impl Transaction {
    /// For the macros.
    pub(super) fn on(&mut self) -> Connection<'_> {
        match self {
            Transaction::Sqlite { transaction, .. } => Connection::Sqlite(transaction),
            Transaction::Postgres(transaction) => Connection::Postgres(transaction),
        }
    }

    /// Commits what went well and rolls back what did not. `None`: the database gave this transaction up, try again.
    pub(super) async fn end<T>(
        self,
        outcome: Result<T, StoreError>,
        attempt: &mut u32,
    ) -> Option<Result<T, StoreError>> {
        let ended = match outcome {
            Ok(value) => self.commit().await.map(|()| value),
            Err(error) => {
                self.rollback().await;
                Err(error)
            }
        };
        match ended {
            Err(error) if error.gave_way() && *attempt < ATTEMPTS_MAX => {
                sleep(Duration::from_millis(5 << *attempt)).await;
                *attempt += 1;
                None
            }
            ended => Some(ended),
        }
    }

    async fn commit(self) -> Result<(), StoreError> {
        match self {
            Transaction::Sqlite { transaction, turn, file } => {
                let committed = transaction.commit().await;
                drop(turn);
                committed?;
                file.check()?;
            }
            Transaction::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    async fn rollback(self) {
        let rolled_back = match self {
            Transaction::Sqlite { transaction, turn, .. } => {
                let rolled_back = transaction.rollback().await;
                drop(turn);
                rolled_back
            }
            Transaction::Postgres(transaction) => transaction.rollback().await,
        };
        if let Err(error) = rolled_back {
            // Nothing was committed: the database rolls back by itself when the connection goes.
            tracing::debug!(%error, "a rollback was not confirmed");
        }
    }
}

/// Waits for the turn to write to SQLite.
pub(super) async fn take_turn(turn: &Arc<Mutex<()>>) -> Result<OwnedMutexGuard<()>, StoreError> {
    let turn = timeout(WRITE_TIMEOUT, Arc::clone(turn).lock_owned()).await;
    turn.map_err(|_| StoreError::too_busy("other writes took too long"))
}

async fn connect_sqlite(path: &str, is_made: bool) -> Result<Pool, StoreError> {
    if path.is_empty() || path.starts_with(':') || path.contains('?') {
        return Err(StoreError::BadAddress("after `sqlite:` comes the path of a file".to_owned()));
    }
    if is_made {
        make_private_file(Path::new(path)).map_err(StoreError::file)?;
    } else if !Path::new(path).try_exists().map_err(StoreError::file)? || !may_be_ours(path).await? {
        return Err(StoreError::NoDatabase(path.to_owned()));
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(WRITE_TIMEOUT);
    let keeper = open_sqlite(&options).await?;
    let file = Arc::new(DatabaseFile::at(Path::new(path)).map_err(StoreError::file)?);
    let held = Arc::clone(&file);
    let pool = PoolOptions::new()
        .max_connections(SQLITE_CONNECTIONS_MAX)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A file does not go away as a server does: asking it first costs each read a second round trip.
        .test_before_acquire(false)
        // One that was opened after a file had been replaced would write beside all others.
        .after_connect(move |_, _| {
            let is_held = held.check().map_err(|error| sqlx::Error::Io(std::io::Error::other(error)));
            Box::pin(async move { is_held })
        })
        // After a full disk SQLite has rolled back by itself; the driver takes its connection for one within a
        // transaction from then on, and would begin none on it any more.
        .before_acquire(|connection: &mut SqliteConnection, _| {
            Box::pin(async move { Ok(!connection.is_in_transaction()) })
        })
        .connect_with(options)
        .await?;
    let turn = Arc::default();
    let group = Group::start(pool.clone(), Arc::clone(&turn), Arc::clone(&file));
    Ok(Pool::Sqlite { pool, turn, group, file, keeper: Arc::new(Mutex::new(Some(keeper))) })
}

/// Whether a file can be a database of ours, before it is opened to be written: one that is not stays as it is.
async fn may_be_ours(path: &str) -> Result<bool, StoreError> {
    match Content::of(Path::new(path)).map_err(StoreError::file)? {
        Content::Empty => Ok(false),
        Content::Any => Ok(true),
        Content::OtherJournal => {
            let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(WRITE_TIMEOUT);
            let mut connection = SqliteConnection::connect_with(&options).await?;
            let ours = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'schema_migrations'";
            let (count,): (i64,) = sqlx::query_as(ours).fetch_one(&mut connection).await?;
            connection.close().await?;
            Ok(count > 0)
        }
    }
}

/// Opens the file and those beside it.
async fn open_sqlite(options: &SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
    let mut opening = 1;
    loop {
        let opened = async {
            let mut connection = SqliteConnection::connect_with(options).await?;
            // The first read opens what lies beside the database.
            connection.execute("SELECT COUNT(*) FROM sqlite_schema").await?;
            Ok::<_, sqlx::Error>(connection)
        };
        match opened.await.map_err(StoreError::from) {
            Err(StoreError::Unavailable(_)) if opening < OPENINGS_MAX => opening += 1,
            opened => return opened,
        }
        sleep(Duration::from_millis(25)).await;
    }
}

/// Makes the file and its folder, where they are new, readable to their owner alone: it will hold who paid what. SQLite gives the files beside
/// it the same mode.
fn make_private_file(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

async fn connect_postgres(address: &str) -> Result<Pool, StoreError> {
    // The address can hold a password: it is not repeated.
    let options = PgConnectOptions::from_str(address)
        .map_err(|_| StoreError::BadAddress("after `postgres://` comes `user:password@host:port/database`".to_owned()))?
        .application_name("mpay-pages");
    // By itself first: a pool asks a server that refuses connections again until its time is over, and then tells only that.
    let first = timeout(ACQUIRE_TIMEOUT, PgConnection::connect_with(&options)).await;
    first.map_err(|_| StoreError::too_busy("it does not answer"))??.close().await?;
    let pool = PoolOptions::<Postgres>::new()
        .max_connections(POSTGRES_CONNECTIONS_MAX)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(|connection, _| Box::pin(async move { connection.execute(POSTGRES_BOUNDS).await.map(drop) }))
        .connect_with(options)
        .await?;
    Ok(Pool::Postgres(pool))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sqlite_keeps_what_it_said_it_kept() {
        let folder = tempfile::tempdir().unwrap();
        let pool = Pool::connect(&format!("sqlite://{}", folder.path().join("a.db").display()), true).await.unwrap();
        let mut reading = pool.read().await.unwrap();
        let mut ask = async |sql: &'static str| fetch!(&mut reading.on(), fetch_one, (i64,), sql).unwrap().0;
        assert_eq!(ask("PRAGMA synchronous").await, 2, "FULL");
        assert_eq!(ask("PRAGMA foreign_keys").await, 1);
        assert_eq!(ask("PRAGMA busy_timeout").await, 10_000);
        let (mode,) = fetch!(&mut reading.on(), fetch_one, (String,), "PRAGMA journal_mode").unwrap();
        assert_eq!(mode, "wal");
    }
}
