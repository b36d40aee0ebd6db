//! Finding paid orders that ask for the same thing, by a likeness that is kept of each; knows not what is told of them.

use super::group::{Running, Write};
use super::order_row::{self, By};
use super::pool::{Connection, execute, fetch, in_transaction};
use super::{Store, StoreError};
use crate::ids::{Environment, OrderKey, SystemRandom};
use crate::money::Money;
use crate::order::{Asked, Likeness, LikenessKey, OrderRecord};

/// There is one key.
const KEY: &str = "SELECT secret FROM likeness_keys WHERE number = 1";
const KEEP_KEY: &str = "INSERT INTO likeness_keys (number, secret) VALUES (1, $1) ON CONFLICT (number) DO NOTHING";
/// Unless money for the order was given back meanwhile.
const KEEP: &str = "INSERT INTO likenesses (order_key, environment, likeness, created_at) \
     SELECT order_key, environment, $3, created_at FROM orders WHERE order_key = $1 AND environment = $2 AND holds_place \
     ON CONFLICT (order_key) DO NOTHING";
const FORGET: &str = "DELETE FROM likenesses WHERE order_key = $1";
/// More than the last few tell a payer nothing new.
const FIND: &str = "SELECT order_key FROM likenesses WHERE environment = $1 AND likeness = $2 \
     ORDER BY created_at DESC LIMIT 5";
/// Paid orders from one on, with whether a likeness is kept, by an index that there was before.
const LOOK: &str = "SELECT o.order_key, o.likeness, o.created_at, l.order_key FROM orders o \
     LEFT JOIN likenesses l ON l.order_key = o.order_key \
     WHERE o.environment = $1 AND o.holds_place \
     AND (o.likeness, o.created_at, o.order_key) > ($2, $3, $4) \
     ORDER BY o.likeness, o.created_at, o.order_key LIMIT $5";

/// This file's statements.
pub(super) const ALL: &[&str] = &[KEY, KEEP_KEY, KEEP, FORGET, FIND, LOOK];

/// How far stored orders have been looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LikenessMark {
    nameless: String,
    created_at: i64,
    order_key: String,
}

impl Store {
    /// The last orders that ask for the same thing and got money that was not given back, the newest first; at most five,
    /// and none for a payer who is like nobody.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn orders_paid_like(&self, asked: &Asked<'_>) -> Result<Vec<OrderRecord>, StoreError> {
        let Some(likeness) = self.likeness_key().await?.likeness(asked) else { return Ok(Vec::new()) };
        let mut reading = self.pool.read().await?;
        let environment = self.environment;
        let keys = fetch!(&mut reading.on(), fetch_all, (String,), FIND, environment.word(), likeness.as_str())?;
        let mut found = Vec::with_capacity(keys.len());
        for (key,) in keys {
            found.extend(order_row::find(&mut reading.on(), environment, By::Key(&parsed(&key)?)).await?);
        }
        Ok(found)
    }

    /// Keeps the likeness of paid orders of which none is kept, as a program one step older leaves them. So many are looked
    /// at from a mark on, of the beginning at first; where to go on, or `None` at the end. It may be done again at any time.
    /// (Orders that are older than likenesses are not found.)
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn fill_likenesses(&self, from: &LikenessMark, limit: u32) -> Result<Option<LikenessMark>, StoreError> {
        let key = self.likeness_key().await?;
        let environment = self.environment;
        let mut reading = self.pool.read().await?;
        let seen = fetch!(
            &mut reading.on(),
            fetch_all,
            (String, String, i64, Option<String>),
            LOOK,
            environment.word(),
            from.nameless.as_str(),
            from.created_at,
            from.order_key.as_str(),
            i64::from(limit),
        )?;
        let mut likenesses = Vec::new();
        for (order_key, ..) in seen.iter().filter(|(.., kept)| kept.is_none()) {
            let order_key = parsed(order_key)?;
            let record = order_row::find(&mut reading.on(), environment, By::Key(&order_key)).await?;
            let likeness = record.and_then(|record| key.likeness(&record.order.asked()));
            likenesses.extend(likeness.map(|likeness| (order_key, likeness)));
        }
        drop(reading);
        if !likenesses.is_empty() {
            self.pool.write(Filling { environment, likenesses }).await?;
        }
        let is_end = u32::try_from(seen.len()).is_ok_and(|seen| seen < limit);
        let last = seen.into_iter().next_back().filter(|_| !is_end);
        Ok(last.map(|(order_key, nameless, created_at, _)| LikenessMark { nameless, created_at, order_key }))
    }

    /// The key of this database: drawn once, by whoever needs it first.
    pub(super) async fn likeness_key(&self) -> Result<&LikenessKey, StoreError> {
        let read_or_draw = async {
            let kept = fetch!(&mut self.pool.read().await?.on(), fetch_optional, (Vec<u8>,), KEY)?;
            let secret = match kept {
                Some((secret,)) => secret,
                None => {
                    let drawn = LikenessKey::draw(&SystemRandom);
                    in_transaction!(self.pool, |on| keep_key(on, &drawn))?
                }
            };
            LikenessKey::from_stored(&secret).ok_or_else(|| StoreError::content("the key of likenesses is none"))
        };
        self.likeness_key.get_or_try_init(|| read_or_draw).await
    }
}

/// The key that is there afterwards: of all who draw one, the first decides.
async fn keep_key(on: &mut Connection<'_>, drawn: &LikenessKey) -> Result<Vec<u8>, StoreError> {
    execute!(on, KEEP_KEY, drawn.secret())?;
    fetch!(on, fetch_one, (Vec<u8>,), KEY).map(|(secret,)| secret)
}

/// Keeps the likeness of an order that holds money, and none of one that does not; after what happened to it.
pub(super) async fn keep(
    on: &mut Connection<'_>,
    environment: Environment,
    record: &OrderRecord,
    key: &LikenessKey,
) -> Result<(), StoreError> {
    match key.likeness(&record.order.asked()).filter(|_| record.paid() > Money::ZERO) {
        Some(likeness) => insert(on, environment, &record.order.key, &likeness).await,
        None => Ok(()),
    }
}

/// Forgets the likeness of an order whose money was given back.
pub(super) async fn forget(on: &mut Connection<'_>, record: &OrderRecord) -> Result<(), StoreError> {
    if record.paid() == Money::ZERO && !record.payments.is_empty() {
        execute!(on, FORGET, record.order.key.as_str())?;
    }
    Ok(())
}

async fn insert(
    on: &mut Connection<'_>,
    environment: Environment,
    key: &OrderKey,
    likeness: &Likeness,
) -> Result<(), StoreError> {
    execute!(on, KEEP, key.as_str(), environment.word(), likeness.as_str()).map(drop)
}

fn parsed(key: &str) -> Result<OrderKey, StoreError> {
    OrderKey::parse(key).map_err(|_| StoreError::content(format!("a wrong key {key}")))
}

/// Likenesses of stored orders on their way in.
struct Filling {
    environment: Environment,
    likenesses: Vec<(OrderKey, Likeness)>,
}

impl Write for Filling {
    type Written = ();

    fn run<'a, 'c: 'a>(&'a self, on: &'a mut Connection<'c>) -> Running<'a, ()> {
        Box::pin(async move {
            for (key, likeness) in &self.likenesses {
                insert(on, self.environment, key, likeness).await?;
            }
            Ok(())
        })
    }
}
