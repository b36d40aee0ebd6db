//! Keeping what staff decide about orders and flagged payments; knows not who they are.

use jiff::Timestamp;

use super::order::close_submission;
use super::order_row::{self, By};
use super::payment::take_turn;
use super::pool::{Connection, execute, fetch, in_transaction};
use super::row::row;
use super::{Conflict, Missing, Store, StoreError, catalog, likeness, place};
use crate::clock::{from_micros, micros};
use crate::ids::{Environment, OrderKey};
use crate::money::Money;
use crate::order::{DecisionKind, OrderRecord, PaymentFlag};

const DECIDE: &str = "INSERT INTO order_decisions (order_key, position, kind, decided_by, reason, at, payments) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FLAGGED: &str = "SELECT p.payment_id, p.order_key, p.amount_bani, p.received_at, p.flag FROM payments p \
     LEFT JOIN settled_flags s ON s.environment = p.environment AND s.payment_id = p.payment_id \
     WHERE p.environment = $1 AND p.flag IS NOT NULL AND s.payment_id IS NULL \
     ORDER BY p.received_at, p.payment_id LIMIT $2";
const SETTLE: &str = "INSERT INTO settled_flags (environment, payment_id, settled_by, reason, at) \
     SELECT environment, payment_id, $3, $4, $5 FROM payments \
     WHERE environment = $1 AND payment_id = $2 AND flag IS NOT NULL \
     ON CONFLICT (environment, payment_id) DO NOTHING";

/// This file's statements.
pub(super) const ALL: &[&str] = &[DECIDE, FLAGGED, SETTLE];

/// Who decides, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reasoned<'a> {
    /// Who, at most 60 characters.
    pub by: &'a str,
    /// Why, at most 500 characters.
    pub reason: &'a str,
    /// When.
    pub at: Timestamp,
}

/// A payment that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlaggedPayment {
    /// MPay's number of the payment.
    pub payment_id: String,
    /// The order that it is for.
    pub order_key: OrderKey,
    /// How much.
    pub amount: Money,
    /// When we heard of it.
    pub received_at: Timestamp,
    /// What is odd about it.
    pub flag: PaymentFlag,
}

row! {
    struct FlaggedRow {
        payment_id: String,
        order_key: String,
        amount_bani: i64,
        received_at: i64,
        flag: String,
    }
}

impl Store {
    /// Decides about an order; on return it is on disk.
    ///
    /// # Errors
    /// `NotFound` with `Order`; `Conflict` with `NotAllowed` when the order's state does not let it.
    pub async fn decide(
        &self,
        key: &OrderKey,
        kind: DecisionKind,
        reasoned: &Reasoned<'_>,
    ) -> Result<OrderRecord, StoreError> {
        in_transaction!(self.pool, |on| decide(on, self.environment, key, kind, reasoned))
    }

    /// The flagged payments that nobody has dealt with, the oldest first.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn flagged_payments(&self, count_max: u32) -> Result<Vec<FlaggedPayment>, StoreError> {
        let mut reading = self.pool.read().await?;
        let rows =
            fetch!(&mut reading.on(), fetch_all, FlaggedRow, FLAGGED, self.environment.word(), i64::from(count_max))?;
        rows.into_iter().map(FlaggedRow::read).collect()
    }

    /// Notes that a person has dealt with a flagged payment; whether it was still waiting.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn settle_flag(&self, payment_id: &str, reasoned: &Reasoned<'_>) -> Result<bool, StoreError> {
        if !catalog::is_storable(payment_id) {
            return Ok(false);
        }
        in_transaction!(self.pool, |on| settle(on, self.environment, payment_id, reasoned))
    }
}

/// Decides within a transaction.
pub(super) async fn decide(
    on: &mut Connection<'_>,
    environment: Environment,
    key: &OrderKey,
    kind: DecisionKind,
    reasoned: &Reasoned<'_>,
) -> Result<OrderRecord, StoreError> {
    take_turn(on, environment, key).await?;
    let order = read(on, environment, key).await?;
    let status = order.status(reasoned.at);
    if !kind.is_allowed(status, order.paid() > Money::ZERO) {
        return Err(StoreError::Conflict(Conflict::NotAllowed { key: key.clone(), kind, status }));
    }
    let (position, payments) = (order.decisions.len() as i64 + 1, order.payments.len() as i64);
    let (by, reason) = (reasoned.by, reasoned.reason);
    execute!(on, DECIDE, key.as_str(), position, kind.word(), by, reason, micros(reasoned.at), payments)?;
    close_submission(on, key).await?;
    let order = read(on, environment, key).await?;
    place::keep(on, &order).await?;
    likeness::forget(on, &order).await?;
    Ok(order)
}

async fn read(on: &mut Connection<'_>, environment: Environment, key: &OrderKey) -> Result<OrderRecord, StoreError> {
    let order = order_row::find(on, environment, By::Key(key)).await?;
    order.ok_or_else(|| StoreError::NotFound(Missing::Order(key.clone())))
}

async fn settle(
    on: &mut Connection<'_>,
    environment: Environment,
    payment_id: &str,
    reasoned: &Reasoned<'_>,
) -> Result<bool, StoreError> {
    let (by, reason, at) = (reasoned.by, reasoned.reason, micros(reasoned.at));
    let settled = execute!(on, SETTLE, environment.word(), payment_id, by, reason, at)?;
    Ok(settled == 1)
}

impl FlaggedRow {
    fn read(self) -> Result<FlaggedPayment, StoreError> {
        let FlaggedRow { payment_id, order_key, amount_bani, received_at, flag } = self;
        Ok(FlaggedPayment {
            flag: order_row::flag(&flag)?,
            order_key: OrderKey::parse(&order_key).map_err(|error| StoreError::content(error.to_string()))?,
            amount: Money::from_bani(amount_bani),
            received_at: from_micros(received_at),
            payment_id,
        })
    }
}
