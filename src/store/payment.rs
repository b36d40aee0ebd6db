//! Recording payments, each once, with the signed message that proves it; knows not how MPay is answered.

use super::catalog::is_storable;
use super::group::{Running, Write};
use super::order::close_submission;
use super::order_row::{self, By};
use super::pool::{Connection, execute, fetch};
use super::{Conflict, Missing, Store, StoreError, likeness, place};
use crate::clock::micros;
use crate::ids::{Environment, OrderKey};
use crate::money::Money;
use crate::order::{Finding, LikenessKey, NewPayment, OrderRecord, judge_payment};

/// Confirmations of one order come one at a time: the row is locked until the transaction ends.
const TAKE_TURN: &str = "UPDATE orders SET returned_at = returned_at WHERE order_key = $1 AND environment = $2";
const ORDER_OF_PAYMENT: &str = "SELECT order_key FROM payments WHERE payment_id = $1 AND environment = $2";
const INSERT: &str = "INSERT INTO payments \
     (payment_id, order_key, position, invoice_id, amount_bani, paid_at, received_at, flag, environment) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (environment, payment_id) DO NOTHING";
const FLAG: &str = "INSERT INTO payment_flags (environment, payment_id, flag, note, received_at) \
     VALUES ($1, $2, $3, $4, $5)";
const KEEP_MESSAGE: &str = "INSERT INTO payment_messages (payment_id, message, environment) VALUES ($1, $2, $3)";
const MESSAGE: &str = "SELECT message FROM payment_messages WHERE payment_id = $1 AND environment = $2";

/// This file's statements.
pub(super) const ALL: &[&str] = &[TAKE_TURN, ORDER_OF_PAYMENT, INSERT, FLAG, KEEP_MESSAGE, MESSAGE];

/// What became of a confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// The payment was written now.
    New(OrderRecord),
    /// It had been written before, for the same order; nothing changed.
    Already(OrderRecord),
}

impl Recorded {
    /// The order with its payments, this one among them.
    pub fn order(&self) -> &OrderRecord {
        match self {
            Recorded::New(order) | Recorded::Already(order) => order,
        }
    }

    /// Whether the payment was written now.
    pub fn is_new(&self) -> bool {
        matches!(self, Recorded::New(_))
    }
}

impl Store {
    /// Records a confirmed payment and its message; on return they are on disk. The flags are set here, by the order's
    /// state when the payment arrives; the given ones are not looked at.
    ///
    /// # Errors
    /// `NotFound` with `Order`; `Conflict` with `PaymentOfAnotherOrder`.
    pub async fn record_payment(&self, new: &NewPayment) -> Result<Recorded, StoreError> {
        let likeness_key = self.likeness_key().await?.clone();
        self.pool.write(Confirmation { environment: self.environment, new: new.clone(), likeness_key }).await
    }

    /// The order for which a payment was recorded.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn order_of_payment(&self, payment_id: &str) -> Result<Option<OrderKey>, StoreError> {
        order_of(&mut self.pool.read().await?.on(), self.environment, payment_id).await
    }

    /// The signed message of a payment, byte for byte.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn payment_message(&self, payment_id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if !is_storable(payment_id) {
            return Ok(None);
        }
        let row = fetch!(
            &mut self.pool.read().await?.on(),
            fetch_optional,
            (Vec<u8>,),
            MESSAGE,
            payment_id,
            self.environment.word()
        )?;
        Ok(row.map(|(message,)| message))
    }
}

/// A confirmed payment on its way in.
struct Confirmation {
    environment: Environment,
    new: NewPayment,
    likeness_key: LikenessKey,
}

impl Write for Confirmation {
    type Written = Recorded;

    fn run<'a, 'c: 'a>(&'a self, on: &'a mut Connection<'c>) -> Running<'a, Recorded> {
        Box::pin(record(on, self.environment, &self.new, &self.likeness_key))
    }
}

/// Waits until this transaction is the only one that changes what happens to the order.
pub(super) async fn take_turn(
    on: &mut Connection<'_>,
    environment: Environment,
    key: &OrderKey,
) -> Result<(), StoreError> {
    match execute!(on, TAKE_TURN, key.as_str(), environment.word())? {
        1 => Ok(()),
        _ => Err(StoreError::NotFound(Missing::Order(key.clone()))),
    }
}

async fn record(
    on: &mut Connection<'_>,
    environment: Environment,
    new: &NewPayment,
    likeness_key: &LikenessKey,
) -> Result<Recorded, StoreError> {
    let NewPayment { order_key, payment, message, paid_orders_max, .. } = new;
    take_turn(on, environment, order_key).await?;
    let mut order = read(on, environment, order_key).await?;
    if is_recorded(on, environment, new).await? {
        let known = order.payments.iter().find(|known| known.payment_id == payment.payment_id);
        if known.is_some_and(|known| known.amount != payment.amount) {
            tracing::warn!(payment_id = payment.payment_id, %order_key, "confirmed again with another amount");
        }
        return Ok(Recorded::Already(order));
    }
    let is_full = match paid_orders_max {
        Some(places) if order.paid() == Money::ZERO => place::is_full(on, environment, &order.order, *places).await?,
        // It holds its place, or there is no end of them.
        _ => false,
    };
    let mut findings = judge_payment(&order, new, is_full);
    let own = findings.iter().position(|finding| finding.flag.is_of_old()).map(|at| findings.remove(at));
    let position = order.payments.len() as i64 + 1;
    let inserted = execute!(
        on,
        INSERT,
        payment.payment_id.as_str(),
        order_key.as_str(),
        position,
        payment.invoice_id.as_deref(),
        payment.amount.bani(),
        micros(payment.paid_at),
        micros(payment.received_at),
        own.map(|finding| finding.flag.word()),
        environment.word(),
    )?;
    if inserted != 1 {
        // Another connection recorded it just now; for another order, as ours is locked: the answer is that conflict.
        is_recorded(on, environment, new).await?;
        return Err(StoreError::content(format!("payment {} is there and is not", payment.payment_id)));
    }
    for Finding { flag, note } in &findings {
        let (id, at) = (payment.payment_id.as_str(), micros(payment.received_at));
        execute!(on, FLAG, environment.word(), id, flag.word(), note.as_deref(), at)?;
    }
    execute!(on, KEEP_MESSAGE, payment.payment_id.as_str(), message.as_slice(), environment.word())?;
    order = read(on, environment, order_key).await?;
    place::keep(on, &order).await?;
    likeness::keep(on, environment, &order, likeness_key).await?;
    if order.is_settled() {
        close_submission(on, order_key).await?;
    }
    Ok(Recorded::New(order))
}

async fn read(on: &mut Connection<'_>, environment: Environment, key: &OrderKey) -> Result<OrderRecord, StoreError> {
    let order = order_row::find(on, environment, By::Key(key)).await?;
    order.ok_or_else(|| StoreError::content(format!("the order {key} vanished")))
}

/// Whether the payment was recorded for its order; a conflict if for another.
async fn is_recorded(on: &mut Connection<'_>, environment: Environment, new: &NewPayment) -> Result<bool, StoreError> {
    let payment_id = new.payment.payment_id.as_str();
    match order_of(on, environment, payment_id).await? {
        None => Ok(false),
        Some(order_key) if order_key == new.order_key => Ok(true),
        Some(order_key) => {
            Err(StoreError::Conflict(Conflict::PaymentOfAnotherOrder { payment_id: payment_id.to_owned(), order_key }))
        }
    }
}

async fn order_of(
    on: &mut Connection<'_>,
    environment: Environment,
    payment_id: &str,
) -> Result<Option<OrderKey>, StoreError> {
    let row = fetch!(on, fetch_optional, (String,), ORDER_OF_PAYMENT, payment_id, environment.word())?;
    let key = row.map(|(key,)| OrderKey::parse(&key)).transpose();
    key.map_err(|error| StoreError::content(error.to_string()))
}
