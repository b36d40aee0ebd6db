//! Reading the orders of a service one page after the other, however many there are; changes nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::Timestamp;

use super::order_row::{DecisionRow, OrderRow, PaymentRow};
use super::pool::{Connection, fetch};
use super::{Store, StoreError};
use crate::clock::micros;
use crate::ids::OrderKey;
use crate::order::{Decision, Order, OrderRecord, Payment};
use crate::registry::ServicePath;

const ORDERS: &str = "SELECT order_key, token, beneficiary, service, version, language, created_at, due_at, \
     submission, total_bani, content, link, CAST(0 AS BIGINT) AS payment_count, \
     CAST(0 AS BIGINT) AS decision_count FROM orders \
     WHERE environment = $1 AND beneficiary = $2 AND service = $3 \
     AND (created_at, order_key) > ($4, $5) AND created_at >= $6 AND created_at < $7 \
     ORDER BY created_at, order_key LIMIT $8";
/// The keys of a page come as one value, and each finds its rows by the index: a planner that is given the page's bounds
/// instead may take them for many rows, and read the table whole. The databases differ in how a value is many.
const PAYMENTS: ByKeys = ByKeys {
    sqlite: "SELECT p.order_key, p.payment_id, p.invoice_id, p.amount_bani, p.paid_at, p.received_at, p.flag, \
         (SELECT string_agg(f.flag, ' ') FROM payment_flags f \
          WHERE f.environment = p.environment AND f.payment_id = p.payment_id) AS further_flags, \
         (SELECT p.flag FROM settled_flags s \
          WHERE s.environment = p.environment AND s.payment_id = p.payment_id) AS settled_flag, \
         (SELECT string_agg(f.flag, ' ') FROM payment_flags f \
          WHERE f.environment = p.environment AND f.payment_id = p.payment_id \
          AND f.settled_at IS NOT NULL) AS further_settled \
         FROM json_each($1) AS page_keys CROSS JOIN payments p ON p.order_key = page_keys.value \
         ORDER BY p.order_key, p.position",
    postgres: "SELECT p.order_key, p.payment_id, p.invoice_id, p.amount_bani, p.paid_at, p.received_at, p.flag, \
         (SELECT string_agg(f.flag, ' ') FROM payment_flags f \
          WHERE f.environment = p.environment AND f.payment_id = p.payment_id) AS further_flags, \
         (SELECT p.flag FROM settled_flags s \
          WHERE s.environment = p.environment AND s.payment_id = p.payment_id) AS settled_flag, \
         (SELECT string_agg(f.flag, ' ') FROM payment_flags f \
          WHERE f.environment = p.environment AND f.payment_id = p.payment_id \
          AND f.settled_at IS NOT NULL) AS further_settled \
         FROM payments p WHERE p.order_key = ANY($1) ORDER BY p.order_key, p.position",
};
const DECISIONS: ByKeys = ByKeys {
    sqlite: "SELECT d.order_key, d.kind, d.decided_by, d.reason, d.at, d.payments \
         FROM json_each($1) AS page_keys CROSS JOIN order_decisions d ON d.order_key = page_keys.value \
         ORDER BY d.order_key, d.position",
    postgres: "SELECT d.order_key, d.kind, d.decided_by, d.reason, d.at, d.payments \
         FROM order_decisions d WHERE d.order_key = ANY($1) ORDER BY d.order_key, d.position",
};
const SERVICES: &str = "SELECT beneficiary, service FROM services";

/// This file's statements that both databases know.
pub(super) const ALL: &[&str] = &[ORDERS, SERVICES];
/// Those of SQLite.
pub(super) const OF_SQLITE: &[&str] = &[PAYMENTS.sqlite, DECISIONS.sqlite];
/// Those of PostgreSQL.
pub(super) const OF_POSTGRES: &[&str] = &[PAYMENTS.postgres, DECISIONS.postgres];

/// A statement about the orders of some keys, as each database writes it.
struct ByKeys {
    sqlite: &'static str,
    postgres: &'static str,
}

/// Fetches by keys: `fetch_by_keys!(connection, Row, STATEMENT, keys)`.
macro_rules! fetch_by_keys {
    ($on:expr, $row:ty, $statement:expr, $keys:expr) => {
        match $on {
            Connection::Sqlite(connection) => {
                let keys = serde_json::Value::from($keys.to_vec()).to_string();
                let query = sqlx::query_as::<sqlx::Sqlite, $row>($statement.sqlite).bind(keys);
                query.fetch_all(&mut **connection).await
            }
            Connection::Postgres(connection) => {
                let query = sqlx::query_as::<sqlx::Postgres, $row>($statement.postgres).bind($keys);
                query.fetch_all(&mut **connection).await
            }
        }
        .map_err(StoreError::from)
    };
}

/// What happened to an order, beside the order's key.
struct OfOrder<T> {
    order_key: String,
    event: T,
}

impl<'r, R, T> sqlx::FromRow<'r, R> for OfOrder<T>
where
    R: sqlx::Row,
    T: sqlx::FromRow<'r, R>,
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<OfOrder<T>> {
        Ok(OfOrder { order_key: row.try_get("order_key")?, event: T::from_row(row)? })
    }
}

impl Store {
    /// The orders of a service that were made within a time, in the order in which they were made: so many of those that
    /// come after one that was read before, or of the first.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn orders_made(
        &self,
        path: &ServicePath,
        made: &Range<Timestamp>,
        after: Option<(Timestamp, &OrderKey)>,
        count_max: u32,
    ) -> Result<Vec<OrderRecord>, StoreError> {
        let (environment, beneficiary, service) =
            (self.environment.word(), path.beneficiary.as_str(), path.service.as_str());
        let (from, until) = (micros(made.start), micros(made.end));
        let (after_at, after_key) = after.map_or((from.saturating_sub(1), ""), |(at, key)| (micros(at), key.as_str()));
        let mut reading = self.pool.read().await?;
        let on = &mut reading.on();
        let count = i64::from(count_max);
        let rows = fetch!(
            on,
            fetch_all,
            OrderRow,
            ORDERS,
            environment,
            beneficiary,
            service,
            after_at,
            after_key,
            from,
            until,
            count
        )?;
        let orders = rows.into_iter().map(OrderRow::read).collect::<Result<Vec<_>, _>>()?;
        if orders.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<String> = orders.iter().map(|order| order.key.to_string()).collect();
        let keys = keys.as_slice();
        let payments = fetch_by_keys!(on, OfOrder<PaymentRow>, PAYMENTS, keys)?;
        let decisions = fetch_by_keys!(on, OfOrder<DecisionRow>, DECISIONS, keys)?;
        let mut payments_of: BTreeMap<String, Vec<Payment>> = BTreeMap::new();
        for OfOrder { order_key, event: payment } in payments {
            payments_of.entry(order_key).or_default().push(payment.read()?);
        }
        let mut decisions_of: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
        for OfOrder { order_key, event: decision } in decisions {
            decisions_of.entry(order_key).or_default().push(decision.read()?);
        }
        let record = |order: Order| OrderRecord {
            payments: payments_of.remove(order.key.as_str()).unwrap_or_default(),
            decisions: decisions_of.remove(order.key.as_str()).unwrap_or_default(),
            order,
        };
        Ok(orders.into_iter().map(record).collect())
    }

    /// All services that were ever published, in the order of their paths.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn services(&self) -> Result<Vec<ServicePath>, StoreError> {
        let rows = fetch!(&mut self.pool.read().await?.on(), fetch_all, (String, String), SERVICES)?;
        let mut paths = rows.into_iter().map(super::catalog::path).collect::<Result<Vec<_>, _>>()?;
        paths.sort();
        Ok(paths)
    }
}
