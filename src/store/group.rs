//! Group commit: the writes that wait go into one transaction of SQLite, so that they share one flush to the disk. Each has
//! a savepoint of its own, and is answered after the commit.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use sqlx::sqlite::{SqliteConnection, SqlitePool};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;

use super::StoreError;
use super::file::DatabaseFile;
use super::pool::{Connection, WRITE_TIMEOUT, take_turn};

/// Most writes that wait; further ones wait to be let in.
const WAITING_MAX: usize = 1_024;
/// Most writes in one transaction.
const GROUP_MAX: usize = 128;

const SAVE: &str = "SAVEPOINT write";
/// The end of one write and the beginning of the next, in one round trip.
const SAVE_NEXT: &str = "RELEASE write; SAVEPOINT write";
const UNDO: &str = "ROLLBACK TO write";

/// What a write does within a transaction. It may run again from the beginning, and must hold all that it needs.
pub(super) trait Write: Send + 'static {
    /// What becomes of it.
    type Written: Send + 'static;

    fn run<'a, 'c: 'a>(&'a self, on: &'a mut Connection<'c>) -> Running<'a, Self::Written>;
}

/// A write under way.
pub(super) type Running<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// The way to the writer. When the last is gone, the writer ends.
#[derive(Debug, Clone)]
pub(super) struct Group(mpsc::Sender<Box<dyn Waiting>>);

impl Group {
    /// Starts the writer.
    pub(super) fn start(pool: SqlitePool, turn: Arc<Mutex<()>>, file: Arc<DatabaseFile>) -> Group {
        let (sender, waiting) = mpsc::channel(WAITING_MAX);
        tokio::spawn(write_groups(Writer { pool, turn, file }, waiting));
        Group(sender)
    }

    /// Writes, and waits until it is on disk. It is written also when nobody waits any more.
    pub(super) async fn write<W: Write>(&self, write: W) -> Result<W::Written, StoreError> {
        let (teller, told) = oneshot::channel();
        let waiting = Box::new(WaitingWrite { write, written: None, teller });
        let sent = timeout(WRITE_TIMEOUT, self.0.send(waiting)).await;
        let sent = sent.map_err(|_| StoreError::too_busy("other writes took too long"))?;
        sent.map_err(|_| StoreError::too_busy("the writer has ended"))?;
        told.await.map_err(|_| StoreError::content("a write was given up with its transaction"))?
    }
}

/// What a group is written with.
#[derive(Clone)]
struct Writer {
    pool: SqlitePool,
    turn: Arc<Mutex<()>>,
    file: Arc<DatabaseFile>,
}

/// A write of any kind that waits.
trait Waiting: Send {
    /// Does it within a transaction, and keeps what came of it; whether it went well.
    fn run<'a, 'c: 'a>(&'a mut self, on: &'a mut Connection<'c>) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

    /// Tells what came of it, or that its transaction failed.
    fn tell(self: Box<Self>, failed: Option<&StoreError>);
}

struct WaitingWrite<W: Write> {
    write: W,
    written: Option<Result<W::Written, StoreError>>,
    teller: oneshot::Sender<Result<W::Written, StoreError>>,
}

impl<W: Write> Waiting for WaitingWrite<W> {
    fn run<'a, 'c: 'a>(&'a mut self, on: &'a mut Connection<'c>) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(async move {
            let written = self.write.run(on).await;
            let is_well = written.is_ok();
            self.written = Some(written);
            is_well
        })
    }

    fn tell(self: Box<Self>, failed: Option<&StoreError>) {
        let outcome = match (self.written, failed) {
            // What it was refused for does not depend on the transaction.
            (Some(Err(error)), _) => Err(error),
            (_, Some(error)) => Err(error.to_another()),
            (Some(written), None) => written,
            (None, None) => Err(StoreError::content("a write was left out of its transaction")),
        };
        // Whoever asked may have gone.
        let _ = self.teller.send(outcome);
    }
}

async fn write_groups(writer: Writer, mut waiting: mpsc::Receiver<Box<dyn Waiting>>) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while waiting.recv_many(&mut group, GROUP_MAX).await > 0 {
        let group = std::mem::replace(&mut group, Vec::with_capacity(GROUP_MAX));
        let written = tokio::spawn(write_group(writer.clone(), group)).await;
        if let Err(error) = written {
            // A panic: those who wait are told by their channels' end, and the next group is not touched.
            tracing::error!(%error, "a group of writes was given up");
        }
    }
}

async fn write_group(writer: Writer, mut group: Vec<Box<dyn Waiting>>) {
    let written = async {
        let _turn = take_turn(&writer.turn).await?;
        writer.file.check()?;
        let mut transaction = writer.pool.begin_with("BEGIN IMMEDIATE").await?;
        // Dropped on an error, it is rolled back.
        run_each(&mut transaction, &mut group).await?;
        transaction.commit().await?;
        // What went into a file that nobody will find is not acknowledged.
        writer.file.check()
    };
    let failed: Option<StoreError> = written.await.err();
    for one in group {
        one.tell(failed.as_ref());
    }
}

/// Runs each write after a savepoint, to which one that fails is rolled back. An error of the savepoints themselves is one
/// of the whole transaction, such as a full disk, after which SQLite has rolled back all.
async fn run_each(transaction: &mut SqliteConnection, group: &mut [Box<dyn Waiting>]) -> Result<(), StoreError> {
    let mut save = SAVE;
    for one in group {
        sqlx::query(save).execute(&mut *transaction).await?;
        if !one.run(&mut Connection::Sqlite(transaction)).await {
            sqlx::query(UNDO).execute(&mut *transaction).await?;
        }
        save = SAVE_NEXT;
    }
    // The commit releases the last.
    Ok(())
}

#[cfg(test)]
mod tests;
