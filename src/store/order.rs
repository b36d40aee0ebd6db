//! Taking orders, each submission once, and finding them; knows not what they are for.

use jiff::Timestamp;

use super::order_row::{self, By};
use super::pool::{Connection, execute, fetch, in_transaction};
use super::{Conflict, Missing, Store, StoreError};
use crate::clock::micros;
use crate::ids::{ContentHash, Environment, OrderKey, OrderToken};
use crate::order::{Order, OrderRecord};

const CLOSE_SUBMISSION: &str = "UPDATE orders SET open_submission = NULL WHERE order_key = $1";
const IS_DRAWN: &str = "SELECT COUNT(*) FROM orders WHERE order_key = $1 OR token = $2";
const RETURNED: &str = "UPDATE orders SET returned_at = $2 WHERE token = $1 AND environment = $3";

/// More than the last few tell a payer nothing new.
const PAID_LIKE: &str = "SELECT order_key FROM orders WHERE likeness = $1 AND environment = $2 \
     AND EXISTS (SELECT 1 FROM payments p WHERE p.order_key = orders.order_key) ORDER BY created_at DESC LIMIT 5";

/// This file's statements.
pub(super) const ALL: &[&str] = &[CLOSE_SUBMISSION, IS_DRAWN, RETURNED, PAID_LIKE];

/// How often a submission looks again when the order that it met stops being payable just then.
const LOOKS_MAX: usize = 4;

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The order: the one that was given, or the one that the same submission had made before.
    pub order: OrderRecord,
    /// Whether it was made now.
    pub is_new: bool,
}

impl Store {
    /// Keeps an order; on return it is on disk. The same submission (by its hash) gives the order that it gave before, as
    /// long as that can be paid at `order.created_at`.
    ///
    /// # Errors
    /// `Conflict` with `OrderDrawn` when the order's key or token is in use: draw others and submit again.
    pub async fn submit(&self, order: &Order) -> Result<Submitted, StoreError> {
        in_transaction!(self.pool, |on| submit(on, self.environment, order))
    }

    /// The order of a key.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn order_by_key(&self, key: &OrderKey) -> Result<Option<OrderRecord>, StoreError> {
        order_row::find(&mut self.pool.read().await?.on(), self.environment, By::Key(key)).await
    }

    /// The order of an address.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn order_by_token(&self, token: &OrderToken) -> Result<Option<OrderRecord>, StoreError> {
        order_row::find(&mut self.pool.read().await?.on(), self.environment, By::Token(token)).await
    }

    /// The last orders that ask for the same thing and got money, the newest first; at most five.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn orders_paid_like(&self, likeness: &ContentHash) -> Result<Vec<OrderRecord>, StoreError> {
        let mut reading = self.pool.read().await?;
        let environment = self.environment;
        let keys = fetch!(&mut reading.on(), fetch_all, (String,), PAID_LIKE, likeness.as_str(), environment.word())?;
        let mut found = Vec::with_capacity(keys.len());
        for (key,) in keys {
            let key = OrderKey::parse(&key).map_err(|_| StoreError::content(format!("a wrong key {key}")))?;
            found.extend(order_row::find(&mut reading.on(), environment, By::Key(&key)).await?);
        }
        Ok(found)
    }

    /// Notes that the payer came back from MPay.
    ///
    /// # Errors
    /// `NotFound` with `OrderAtAddress`.
    pub async fn record_return(&self, token: &OrderToken, now: Timestamp) -> Result<(), StoreError> {
        in_transaction!(self.pool, |on| record_return(on, self.environment, token, now))
    }
}

async fn submit(on: &mut Connection<'_>, environment: Environment, order: &Order) -> Result<Submitted, StoreError> {
    for _ in 0..LOOKS_MAX {
        if let Some(before) = order_row::find(on, environment, By::OpenSubmission(&order.submission)).await? {
            if before.status(order.created_at).is_payable() {
                return Ok(Submitted { order: before, is_new: false });
            }
            close_submission(on, &before.order.key).await?;
        }
        if order_row::insert(on, environment, order).await? {
            let order = order_row::find(on, environment, By::Key(&order.key)).await?;
            let order = order.ok_or_else(|| StoreError::content("a new order vanished"))?;
            return Ok(Submitted { order, is_new: true });
        }
        // Something is there already: the submission of another connection, which the next look sees, or the drawn key.
        let drawn = fetch!(on, fetch_one, (i64,), IS_DRAWN, order.key.as_str(), order.token.as_str())?;
        if drawn.0 > 0 && order_row::find(on, environment, By::OpenSubmission(&order.submission)).await?.is_none() {
            return Err(StoreError::Conflict(Conflict::OrderDrawn));
        }
    }
    Err(StoreError::too_busy("a submission met too many others"))
}

/// Lets the same submission make another order: this one can no longer be paid.
pub(super) async fn close_submission(on: &mut Connection<'_>, key: &OrderKey) -> Result<(), StoreError> {
    if execute!(on, CLOSE_SUBMISSION, key.as_str())? == 1 {
        Ok(())
    } else {
        Err(StoreError::content(format!("the order {key} vanished")))
    }
}

async fn record_return(
    on: &mut Connection<'_>,
    environment: Environment,
    token: &OrderToken,
    now: Timestamp,
) -> Result<(), StoreError> {
    match execute!(on, RETURNED, token.as_str(), micros(now), environment.word())? {
        0 => Err(StoreError::NotFound(Missing::OrderAtAddress)),
        _ => Ok(()),
    }
}
