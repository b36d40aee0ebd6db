//! Keeping what was answered between two steps of a form, sealed and for a short time; knows not what is sealed, nor how.

use jiff::Timestamp;

use super::group::{Running, Write};
use super::pool::{Connection, execute, fetch, in_transaction};
use super::{Store, StoreError};
use crate::clock::{from_micros, micros};
use crate::ids::{Environment, OrderToken};

/// What became an order is not overwritten: its page leads to the order.
const KEEP: &str = "INSERT INTO kept_answers (name, environment, network, weight, used_at, sealed) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO UPDATE SET network = excluded.network, \
     weight = excluded.weight, used_at = excluded.used_at, sealed = excluded.sealed WHERE kept_answers.order_token IS NULL";
const OF_NETWORK: &str = "SELECT COUNT(*), CAST(COALESCE(SUM(weight), 0) AS BIGINT) FROM kept_answers \
     WHERE environment = $1 AND network = $2";
/// All of a network but its newest, so many and of so many bytes; never what was kept just now, also where the clock gives
/// another the same instant.
const DROP_OLDEST: &str = "DELETE FROM kept_answers WHERE name <> $5 AND name IN (SELECT name FROM (SELECT name, \
     ROW_NUMBER() OVER (ORDER BY used_at DESC, name) AS place, SUM(weight) OVER (ORDER BY used_at DESC, name) AS upto \
     FROM kept_answers WHERE environment = $1 AND network = $2) AS newest WHERE place > $3 OR upto > $4)";
/// The oldest of a network that weigh as much as what comes.
const MAKE_ROOM: &str = "DELETE FROM kept_answers WHERE name IN (SELECT name FROM (SELECT name, \
     SUM(weight) OVER (ORDER BY used_at, name) - weight AS freed \
     FROM kept_answers WHERE environment = $1 AND network = $2 AND name <> $3) AS oldest WHERE freed < $4)";
const IS_KEPT: &str = "SELECT COUNT(*) FROM kept_answers WHERE name = $1";
const OF_NAME: &str = "SELECT sealed, order_token, used_at FROM kept_answers WHERE name = $1 AND environment = $2";
const USE: &str = "UPDATE kept_answers SET used_at = $2 WHERE name = $1 AND used_at < $2";
const CLOSE: &str = "UPDATE kept_answers SET sealed = $2, weight = $3, order_token = $4, used_at = $5 \
     WHERE name = $1 AND environment = $6";
const FORGET: &str = "DELETE FROM kept_answers WHERE name IN (\
     SELECT name FROM kept_answers WHERE used_at <= $1 ORDER BY used_at LIMIT $2)";
const ALL_OF_THEM: &str = "SELECT COUNT(*), CAST(COALESCE(SUM(weight), 0) AS BIGINT) FROM kept_answers";

/// This file's statements.
pub(super) const ALL: &[&str] =
    &[KEEP, OF_NETWORK, DROP_OLDEST, MAKE_ROOM, IS_KEPT, OF_NAME, USE, CLOSE, FORGET, ALL_OF_THEM];

/// What a row takes beside what is sealed: its columns, its places in the indexes, and the pages that are not full.
const ROW_BYTES: usize = 256;
/// How much of its bound a network keeps when it is over it, in hundredths: so that not every form drops one.
const LEFT_OVER: i64 = 90;

/// The name of a row, which its address gives and which does not give the address.
pub type KeptName = [u8; 32];

/// Answers on their way in.
#[derive(Debug, Clone)]
pub struct SealedAnswers {
    /// Where they are found again.
    pub name: KeptName,
    /// What only the address opens.
    pub sealed: Vec<u8>,
    /// A number for the network that they came from; none for this machine.
    pub network: Option<i64>,
    /// When.
    pub at: Timestamp,
}

/// How much is kept: rows, and their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptAmount {
    /// Rows.
    pub rows: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// What became of answers that were to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// They are on disk.
    Kept,
    /// Those that stood under the name became an order: these need another.
    Over,
    /// There is no room, and nothing of the same network that could make some.
    NoRoom,
}

/// What is found under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAnswers {
    /// What is kept.
    pub what: SealedOrOrdered,
    /// When it was used last.
    pub used_at: Timestamp,
}

/// Answers, or the order that they became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealedOrOrdered {
    /// Answers, sealed.
    Sealed(Vec<u8>),
    /// Of which an order was made; they are gone.
    Ordered(OrderToken),
}

impl SealedAnswers {
    /// What they count for, in bytes.
    pub fn weight(&self) -> u64 {
        (self.sealed.len() + ROW_BYTES) as u64
    }
}

impl Store {
    /// Keeps answers, in place of what stood under the same name. Of a network that has more than its share afterwards the
    /// oldest go. `is_full` says that all together are too many already: then the oldest of the same network go first.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn keep_answers(
        &self,
        answers: SealedAnswers,
        of_network_max: KeptAmount,
        is_full: bool,
    ) -> Result<Keeping, StoreError> {
        self.pool.write(Keep { environment: self.environment, answers, of_network_max, is_full }).await
    }

    /// What is kept under a name.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn kept_answers(&self, name: &KeptName) -> Result<Option<FoundAnswers>, StoreError> {
        let mut reading = self.pool.read().await?;
        let found = fetch!(&mut reading.on(), fetch_optional, Row, OF_NAME, name.as_slice(), self.environment.word())?;
        let read = |(sealed, token, used_at): Row| {
            let what = match token {
                None => SealedOrOrdered::Sealed(sealed),
                Some(token) => SealedOrOrdered::Ordered(
                    OrderToken::parse(&token).map_err(|_| StoreError::content("a kept order's address is none"))?,
                ),
            };
            Ok(FoundAnswers { what, used_at: from_micros(used_at) })
        };
        found.map(read).transpose()
    }

    /// Notes that what is kept under a name was used: it stays longer.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn use_kept_answers(&self, name: &KeptName, at: Timestamp) -> Result<(), StoreError> {
        self.pool.write(Use { name: *name, at }).await
    }

    /// Forgets what was used last at an instant or before, so many rows at most, of all environments. Gives how many.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn forget_kept_answers(&self, until: Timestamp, count_max: u32) -> Result<u64, StoreError> {
        in_transaction!(self.pool, |on| forget(on, until, count_max))
    }

    /// How much is kept, of all environments.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn kept_amount(&self) -> Result<KeptAmount, StoreError> {
        let (rows, bytes) = fetch!(&mut self.pool.read().await?.on(), fetch_one, (i64, i64), ALL_OF_THEM)?;
        Ok(amount(rows, bytes))
    }
}

/// What is sealed, the order that it became, and when it was used last.
type Row = (Vec<u8>, Option<String>, i64);

struct Keep {
    environment: Environment,
    answers: SealedAnswers,
    of_network_max: KeptAmount,
    is_full: bool,
}

impl Write for Keep {
    type Written = Keeping;

    fn run<'a, 'c: 'a>(&'a self, on: &'a mut Connection<'c>) -> Running<'a, Keeping> {
        Box::pin(async move {
            if self.is_full && !self.make_room(on).await? {
                return Ok(Keeping::NoRoom);
            }
            let SealedAnswers { name, sealed, network, at } = &self.answers;
            let (environment, weight) = (self.environment.word(), signed(self.answers.weight()));
            let (name, sealed) = (name.as_slice(), sealed.as_slice());
            if execute!(on, KEEP, name, environment, *network, weight, micros(*at), sealed)? == 0 {
                return Ok(Keeping::Over);
            }
            self.hold_to_its_share(on).await?;
            Ok(Keeping::Kept)
        })
    }
}

impl Keep {
    /// Whether there is room, though all together are too many: what is rewritten takes none, and a network's oldest make
    /// some.
    async fn make_room(&self, on: &mut Connection<'_>) -> Result<bool, StoreError> {
        let name = self.answers.name.as_slice();
        let (rows,) = fetch!(on, fetch_one, (i64,), IS_KEPT, name)?;
        if rows > 0 {
            return Ok(true);
        }
        let Some(network) = self.answers.network else { return Ok(false) };
        let needed = signed(self.answers.weight());
        Ok(execute!(on, MAKE_ROOM, self.environment.word(), network, name, needed)? > 0)
    }

    async fn hold_to_its_share(&self, on: &mut Connection<'_>) -> Result<(), StoreError> {
        let Some(network) = self.answers.network else { return Ok(()) };
        let environment = self.environment.word();
        let (rows, bytes) = fetch!(on, fetch_one, (i64, i64), OF_NETWORK, environment, network)?;
        let most = self.of_network_max;
        if amount(rows, bytes).is_within(most) {
            return Ok(());
        }
        let left = |most: u64| signed(most).saturating_mul(LEFT_OVER) / 100;
        let name = self.answers.name.as_slice();
        execute!(on, DROP_OLDEST, environment, network, left(most.rows), left(most.bytes), name)?;
        Ok(())
    }
}

impl KeptAmount {
    /// Whether it is not more than another, in rows nor in bytes.
    pub fn is_within(self, most: KeptAmount) -> bool {
        self.rows <= most.rows && self.bytes <= most.bytes
    }
}

struct Use {
    name: KeptName,
    at: Timestamp,
}

impl Write for Use {
    type Written = ();

    fn run<'a, 'c: 'a>(&'a self, on: &'a mut Connection<'c>) -> Running<'a, ()> {
        Box::pin(async move { execute!(on, USE, self.name.as_slice(), micros(self.at)).map(drop) })
    }
}

/// Empties what is kept under a name: an order was made of it. Where nothing is kept, nothing happens.
pub(super) async fn close(
    on: &mut Connection<'_>,
    environment: Environment,
    name: &KeptName,
    token: &OrderToken,
    at: Timestamp,
) -> Result<(), StoreError> {
    let nothing: &[u8] = &[];
    let weight = signed(ROW_BYTES as u64);
    execute!(on, CLOSE, name.as_slice(), nothing, weight, token.as_str(), micros(at), environment.word()).map(drop)
}

async fn forget(on: &mut Connection<'_>, until: Timestamp, count_max: u32) -> Result<u64, StoreError> {
    execute!(on, FORGET, micros(until), i64::from(count_max))
}

fn amount(rows: i64, bytes: i64) -> KeptAmount {
    KeptAmount { rows: rows.unsigned_abs(), bytes: bytes.unsigned_abs() }
}

/// As databases count.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
