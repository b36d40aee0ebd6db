//! Counting the paid orders of a service, each of which holds one of a limited number of places; knows not the limit.

use super::pool::{Connection, execute, fetch};
use super::{Store, StoreError};
use crate::ids::Environment;
use crate::money::Money;
use crate::order::{Order, OrderRecord};
use crate::registry::ServicePath;

/// Not more rows are read than the limit has places.
const COUNT: &str = "SELECT COUNT(*) FROM (SELECT 1 AS place FROM orders \
     WHERE environment = $1 AND beneficiary = $2 AND service = $3 AND holds_place LIMIT $4) AS held";
/// Payments of one limited service come one at a time: the row is locked until the transaction ends.
const TAKE_TURN: &str = "UPDATE services SET service_id = service_id WHERE beneficiary = $1 AND service = $2";
const KEEP: &str = "UPDATE orders SET holds_place = $2 WHERE order_key = $1";

/// This file's statements.
pub(super) const ALL: &[&str] = &[COUNT, TAKE_TURN, KEEP];

impl Store {
    /// How many orders of a service have been paid, in whole or in part, and not given back; so many at most are counted.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn paid_orders(&self, path: &ServicePath, at_most: u32) -> Result<u32, StoreError> {
        count(&mut self.pool.read().await?.on(), self.environment, path, at_most).await
    }
}

/// Whether so many other orders of an order's service hold a place. Until the transaction ends, no other payment of the
/// service is recorded: of two that come for the last place, the second sees the first.
pub(super) async fn is_full(
    on: &mut Connection<'_>,
    environment: Environment,
    order: &Order,
    places: u32,
) -> Result<bool, StoreError> {
    let path = ServicePath::of(order);
    execute!(on, TAKE_TURN, path.beneficiary.as_str(), path.service.as_str())?;
    Ok(count(on, environment, &path, places).await? >= places)
}

/// Writes down whether an order holds a place, after what happened to it.
pub(super) async fn keep(on: &mut Connection<'_>, record: &OrderRecord) -> Result<(), StoreError> {
    match execute!(on, KEEP, record.order.key.as_str(), record.paid() > Money::ZERO)? {
        1 => Ok(()),
        _ => Err(StoreError::content(format!("the order {} vanished", record.order.key))),
    }
}

async fn count(
    on: &mut Connection<'_>,
    environment: Environment,
    path: &ServicePath,
    at_most: u32,
) -> Result<u32, StoreError> {
    let (beneficiary, service) = (path.beneficiary.as_str(), path.service.as_str());
    let (held,) = fetch!(on, fetch_one, (i64,), COUNT, environment.word(), beneficiary, service, i64::from(at_most))?;
    u32::try_from(held).map_err(|error| StoreError::content(error.to_string()))
}
