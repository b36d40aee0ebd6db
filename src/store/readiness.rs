//! Whether an order could be stored now: one is, and taken back; knows not who asks.

use std::sync::atomic::{AtomicU64, Ordering};

use super::group::{Running, Write};
use super::pool::{Connection, execute};
use super::{Store, StoreError};
use crate::ids::Environment;

/// An order of whatever service there is. In a database without one none is tried, and none could be made.
const TRY_ORDER: &str = "INSERT INTO orders (order_key, environment, token, beneficiary, service, version, language, \
     created_at, submission, total_bani, content) \
     SELECT $1, $2, $1, beneficiary, service, number, 'ro', 0, $1, 0, '' FROM publications LIMIT 1";
/// What stays of it: SQLite meets a full disk only where something is committed.
const BEAT: &str = "INSERT INTO counters (name, value) VALUES ('readiness', 1) \
     ON CONFLICT (name) DO UPDATE SET value = counters.value + 1";

/// This file's statements.
pub(super) const ALL: &[&str] = &[TRY_ORDER, BEAT];

struct Trial {
    environment: Environment,
    /// Another for each trial, so that those of several processes do not wait for each other.
    key: String,
}

impl Write for Trial {
    type Written = ();

    fn run<'a, 'c: 'a>(&'a self, on: &'a mut Connection<'c>) -> Running<'a, ()> {
        Box::pin(async move {
            execute!(on, "SAVEPOINT trial")?;
            execute!(on, TRY_ORDER, &self.key, self.environment.word())?;
            execute!(on, "ROLLBACK TO trial")?;
            execute!(on, BEAT).map(drop)
        })
    }
}

impl Store {
    /// Stores an order and takes it back, in a transaction that is written to the disk.
    ///
    /// # Errors
    /// `Unavailable` or `Broken`, as an order would meet them.
    pub async fn try_order(&self) -> Result<(), StoreError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let key = format!("trial {} {}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        self.pool.write(Trial { environment: self.environment, key }).await
    }
}
