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
/// The flags in the payments' own rows, then the further ones; each statement finds its rows in an index of those alone.
const FLAGGED: &str = "SELECT p.payment_id, p.order_key, p.amount_bani, p.received_at, p.flag AS flag, NULL AS note \
     FROM payments p LEFT JOIN settled_flags s ON s.environment = p.environment AND s.payment_id = p.payment_id \
     WHERE p.environment = $1 AND p.flag IS NOT NULL AND s.payment_id IS NULL \
     UNION ALL SELECT f.payment_id, p.order_key, p.amount_bani, f.received_at, f.flag, f.note \
     FROM payment_flags f JOIN payments p ON p.environment = f.environment AND p.payment_id = f.payment_id \
     WHERE f.environment = $1 AND f.settled_at IS NULL ORDER BY 4, 1, 5 LIMIT $2";
const COUNT_OWN: &str = "SELECT COUNT(*) FROM payments p \
     LEFT JOIN settled_flags s ON s.environment = p.environment AND s.payment_id = p.payment_id \
     WHERE p.environment = $1 AND p.flag IS NOT NULL AND s.payment_id IS NULL";
const COUNT_FURTHER: &str = "SELECT COUNT(*) FROM payment_flags WHERE environment = $1 AND settled_at IS NULL";
const FLAGS_OF_PAYMENT: &str = "SELECT p.flag AS flag, NULL AS note, s.settled_by AS settled_by, s.reason AS reason, \
     s.at AS settled_at FROM payments p \
     LEFT JOIN settled_flags s ON s.environment = p.environment AND s.payment_id = p.payment_id \
     WHERE p.environment = $1 AND p.payment_id = $2 AND p.flag IS NOT NULL \
     UNION ALL SELECT flag, note, settled_by, reason, settled_at FROM payment_flags \
     WHERE environment = $1 AND payment_id = $2";
const SETTLE_OWN: &str = "INSERT INTO settled_flags (environment, payment_id, settled_by, reason, at) \
     SELECT environment, payment_id, $4, $5, $6 FROM payments \
     WHERE environment = $1 AND payment_id = $2 AND flag = $3 \
     ON CONFLICT (environment, payment_id) DO NOTHING";
const SETTLE_FURTHER: &str = "UPDATE payment_flags SET settled_by = $4, reason = $5, settled_at = $6 \
     WHERE environment = $1 AND payment_id = $2 AND flag = $3 AND settled_at IS NULL";

/// This file's statements.
pub(super) const ALL: &[&str] =
    &[DECIDE, FLAGGED, COUNT_OWN, COUNT_FURTHER, FLAGS_OF_PAYMENT, SETTLE_OWN, SETTLE_FURTHER];

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

/// A flag of a payment that waits for a person.
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
    /// What exactly.
    pub note: Option<String>,
}

/// A flag of a payment, and whether a person has dealt with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagRecord {
    /// What is odd about the payment.
    pub flag: PaymentFlag,
    /// What exactly.
    pub note: Option<String>,
    /// Who dealt with it, why and when.
    pub settled: Option<Settled>,
}

/// How a flag was dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// What became of the wish to settle a flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settling {
    /// It is settled now.
    Done(PaymentFlag),
    /// No such flag of such a payment waits.
    Nothing,
    /// Several wait: one must be named.
    Several(Vec<PaymentFlag>),
}

row! {
    struct FlaggedRow {
        payment_id: String,
        order_key: String,
        amount_bani: i64,
        received_at: i64,
        flag: String,
        note: Option<String>,
    }
}

row! {
    struct FlagRow {
        flag: String,
        note: Option<String>,
        settled_by: Option<String>,
        reason: Option<String>,
        settled_at: Option<i64>,
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

    /// The flags that nobody has dealt with, those of the oldest payments first.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn flagged_payments(&self, count_max: u32) -> Result<Vec<FlaggedPayment>, StoreError> {
        let mut reading = self.pool.read().await?;
        let rows =
            fetch!(&mut reading.on(), fetch_all, FlaggedRow, FLAGGED, self.environment.word(), i64::from(count_max))?;
        rows.into_iter().map(FlaggedRow::read).collect()
    }

    /// How many flags nobody has dealt with.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn flagged_count(&self) -> Result<u64, StoreError> {
        let mut reading = self.pool.read().await?;
        let on = &mut reading.on();
        let (own,) = fetch!(on, fetch_one, (i64,), COUNT_OWN, self.environment.word())?;
        let (further,) = fetch!(on, fetch_one, (i64,), COUNT_FURTHER, self.environment.word())?;
        u64::try_from(own + further).map_err(|error| StoreError::content(error.to_string()))
    }

    /// All flags of a payment, the weightiest first.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn flags_of_payment(&self, payment_id: &str) -> Result<Vec<FlagRecord>, StoreError> {
        if !catalog::is_storable(payment_id) {
            return Ok(Vec::new());
        }
        flags_of(&mut self.pool.read().await?.on(), self.environment, payment_id).await
    }

    /// Notes that a person has dealt with a flag of a payment; without a flag, with the only one that waits.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn settle_flag(
        &self,
        payment_id: &str,
        flag: Option<PaymentFlag>,
        reasoned: &Reasoned<'_>,
    ) -> Result<Settling, StoreError> {
        if !catalog::is_storable(payment_id) {
            return Ok(Settling::Nothing);
        }
        in_transaction!(self.pool, |on| settle(on, self.environment, payment_id, flag, reasoned))
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
    flag: Option<PaymentFlag>,
    reasoned: &Reasoned<'_>,
) -> Result<Settling, StoreError> {
    let flags = flags_of(on, environment, payment_id).await?;
    let waiting = flags.into_iter().filter(|record| record.settled.is_none()).map(|record| record.flag);
    let named: Vec<PaymentFlag> = waiting.filter(|waiting| flag.is_none_or(|flag| flag == *waiting)).collect();
    let flag = match named[..] {
        [] => return Ok(Settling::Nothing),
        [flag] => flag,
        _ => return Ok(Settling::Several(named)),
    };
    let (by, reason, at) = (reasoned.by, reasoned.reason, micros(reasoned.at));
    let own = execute!(on, SETTLE_OWN, environment.word(), payment_id, flag.word(), by, reason, at)?;
    let further = execute!(on, SETTLE_FURTHER, environment.word(), payment_id, flag.word(), by, reason, at)?;
    // Another may have settled it just now.
    Ok(if own + further == 1 { Settling::Done(flag) } else { Settling::Nothing })
}

async fn flags_of(
    on: &mut Connection<'_>,
    environment: Environment,
    payment_id: &str,
) -> Result<Vec<FlagRecord>, StoreError> {
    let rows = fetch!(on, fetch_all, FlagRow, FLAGS_OF_PAYMENT, environment.word(), payment_id)?;
    let mut flags = rows.into_iter().map(FlagRow::read).collect::<Result<Vec<_>, _>>()?;
    flags.sort_unstable_by_key(|record| record.flag);
    Ok(flags)
}

impl FlagRow {
    fn read(self) -> Result<FlagRecord, StoreError> {
        let settled = match (self.settled_by, self.reason, self.settled_at) {
            (Some(by), Some(reason), Some(at)) => Some(Settled { by, reason, at: from_micros(at) }),
            _ => None,
        };
        Ok(FlagRecord { flag: order_row::flag(&self.flag)?, note: self.note, settled })
    }
}

impl FlaggedRow {
    fn read(self) -> Result<FlaggedPayment, StoreError> {
        let FlaggedRow { payment_id, order_key, amount_bani, received_at, flag, note } = self;
        Ok(FlaggedPayment {
            flag: order_row::flag(&flag)?,
            order_key: OrderKey::parse(&order_key).map_err(|error| StoreError::content(error.to_string()))?,
            amount: Money::from_bani(amount_bani),
            received_at: from_micros(received_at),
            note,
            payment_id,
        })
    }
}
