//! Orders and payments as rows, and back; the one place that knows their columns.

use super::pool::{Connection, execute, fetch};
use super::row::row;
use super::{StoreError, catalog};
use crate::clock::{from_micros, micros};
use crate::i18n::Language;
use crate::ids::{ContentHash, Environment, LinkId, OrderKey, OrderToken, Slug};
use crate::money::Money;
use crate::order::{Decision, DecisionKind, Order, OrderContent, OrderRecord, Payment, PaymentFlag};

const COLUMNS_BY_KEY: &str = "SELECT order_key, token, beneficiary, service, version, language, created_at, due_at, \
     submission, total_bani, content, link, \
     (SELECT COUNT(*) FROM payments p WHERE p.order_key = orders.order_key) AS payment_count, \
     (SELECT COUNT(*) FROM order_decisions d WHERE d.order_key = orders.order_key) AS decision_count \
     FROM orders WHERE order_key = $1 AND environment = $2";
const COLUMNS_BY_TOKEN: &str = "SELECT order_key, token, beneficiary, service, version, language, created_at, due_at, \
     submission, total_bani, content, link, \
     (SELECT COUNT(*) FROM payments p WHERE p.order_key = orders.order_key) AS payment_count, \
     (SELECT COUNT(*) FROM order_decisions d WHERE d.order_key = orders.order_key) AS decision_count \
     FROM orders WHERE token = $1 AND environment = $2";
const COLUMNS_BY_OPEN_SUBMISSION: &str = "SELECT order_key, token, beneficiary, service, version, language, created_at, due_at, \
     submission, total_bani, content, link, \
     (SELECT COUNT(*) FROM payments p WHERE p.order_key = orders.order_key) AS payment_count, \
     (SELECT COUNT(*) FROM order_decisions d WHERE d.order_key = orders.order_key) AS decision_count \
     FROM orders WHERE open_submission = $1 AND environment = $2";
/// Two identical submissions at once: the second waits here for the first, then inserts nothing.
const INSERT: &str = "INSERT INTO orders (order_key, token, beneficiary, service, version, language, created_at, due_at, \
     submission, open_submission, total_bani, content, environment, link, likeness) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
     ON CONFLICT DO NOTHING";
const PAYMENTS: &str = "SELECT p.payment_id, p.invoice_id, p.amount_bani, p.paid_at, p.received_at, p.flag, \
     (SELECT string_agg(f.flag, ' ') FROM payment_flags f \
      WHERE f.environment = p.environment AND f.payment_id = p.payment_id) AS further_flags, \
     (SELECT p.flag FROM settled_flags s \
      WHERE s.environment = p.environment AND s.payment_id = p.payment_id) AS settled_flag, \
     (SELECT string_agg(f.flag, ' ') FROM payment_flags f \
      WHERE f.environment = p.environment AND f.payment_id = p.payment_id \
      AND f.settled_at IS NOT NULL) AS further_settled \
     FROM payments p WHERE p.order_key = $1 ORDER BY p.position";

const DECISIONS: &str = "SELECT kind, decided_by, reason, at, payments FROM order_decisions \
     WHERE order_key = $1 ORDER BY position";

/// This file's statements.
pub(super) const ALL: &[&str] =
    &[COLUMNS_BY_KEY, COLUMNS_BY_TOKEN, COLUMNS_BY_OPEN_SUBMISSION, INSERT, PAYMENTS, DECISIONS];

/// By what an order is found.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    Key(&'a OrderKey),
    Token(&'a OrderToken),
    OpenSubmission(&'a ContentHash),
}

row! {
    pub(super) struct OrderRow {
        order_key: String,
        token: String,
        beneficiary: String,
        service: String,
        version: i64,
        language: String,
        created_at: i64,
        due_at: Option<i64>,
        submission: String,
        total_bani: i64,
        content: String,
        link: Option<String>,
        payment_count: i64,
        decision_count: i64,
    }
}

row! {
    pub(super) struct PaymentRow {
        payment_id: String,
        invoice_id: Option<String>,
        amount_bani: i64,
        paid_at: i64,
        received_at: i64,
        flag: Option<String>,
        further_flags: Option<String>,
        settled_flag: Option<String>,
        further_settled: Option<String>,
    }
}

row! {
    pub(super) struct DecisionRow {
        kind: String,
        decided_by: String,
        reason: String,
        at: i64,
        payments: i64,
    }
}

/// Reads an order with its payments and decisions.
pub(super) async fn find(
    on: &mut Connection<'_>,
    environment: Environment,
    by: By<'_>,
) -> Result<Option<OrderRecord>, StoreError> {
    let (sql, value) = match by {
        By::Key(key) => (COLUMNS_BY_KEY, key.as_str()),
        By::Token(token) => (COLUMNS_BY_TOKEN, token.as_str()),
        By::OpenSubmission(hash) => (COLUMNS_BY_OPEN_SUBMISSION, hash.as_str()),
    };
    let Some(row) = fetch!(on, fetch_optional, OrderRow, sql, value, environment.word())? else { return Ok(None) };
    // Most orders that are asked for have neither: MPay waits for the answer, so nothing is asked that is known.
    let payments = match row.payment_count {
        0 => Vec::new(),
        _ => fetch!(on, fetch_all, PaymentRow, PAYMENTS, row.order_key.as_str())?,
    };
    let payments = payments.into_iter().map(PaymentRow::read).collect::<Result<Vec<_>, _>>()?;
    let decisions = match row.decision_count {
        0 => Vec::new(),
        _ => fetch!(on, fetch_all, DecisionRow, DECISIONS, row.order_key.as_str())?,
    };
    let decisions = decisions.into_iter().map(DecisionRow::read).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(OrderRecord { order: row.read()?, payments, decisions }))
}

/// A new order, ready to be written.
pub(super) struct NewOrderRow {
    pub(super) key: OrderKey,
    pub(super) token: OrderToken,
    pub(super) submission: ContentHash,
    beneficiary: Slug,
    service: Slug,
    version: i64,
    language: &'static str,
    created_at: i64,
    due_at: Option<i64>,
    total_bani: i64,
    content: String,
    link: Option<LinkId>,
    nameless_likeness: ContentHash,
}

impl NewOrderRow {
    pub(super) fn of(order: &Order) -> Result<NewOrderRow, StoreError> {
        let content = serde_json::to_string(&order.content).map_err(|error| StoreError::content(error.to_string()))?;
        Ok(NewOrderRow {
            key: order.key.clone(),
            token: order.token.clone(),
            submission: order.submission.clone(),
            beneficiary: order.beneficiary.clone(),
            service: order.service.clone(),
            version: i64::from(order.version.0),
            language: order.language.code(),
            created_at: micros(order.created_at),
            due_at: order.due_at.map(micros),
            total_bani: total_bani(&order.content),
            content,
            link: order.link.clone(),
            nameless_likeness: order.nameless_likeness(),
        })
    }

    /// Writes it, unless its key, its token or its open submission is there already.
    pub(super) async fn insert(&self, on: &mut Connection<'_>, environment: Environment) -> Result<bool, StoreError> {
        let inserted = execute!(
            on,
            INSERT,
            self.key.as_str(),
            self.token.as_str(),
            self.beneficiary.as_str(),
            self.service.as_str(),
            self.version,
            self.language,
            self.created_at,
            self.due_at,
            self.submission.as_str(),
            self.submission.as_str(),
            self.total_bani,
            self.content.as_str(),
            environment.word(),
            self.link.as_ref().map(LinkId::as_str),
            self.nameless_likeness.as_str(),
        )?;
        Ok(inserted == 1)
    }
}

/// A new order as it will be read: the store keeps microseconds.
pub(super) fn as_kept(order: &Order) -> OrderRecord {
    let kept = |at| from_micros(micros(at));
    let order = Order { created_at: kept(order.created_at), due_at: order.due_at.map(kept), ..order.clone() };
    OrderRecord { order, payments: Vec::new(), decisions: Vec::new() }
}

/// The column of the total: nothing where the payer gives the amount at MPay. A total is more than nothing.
fn total_bani(content: &OrderContent) -> i64 {
    content.total.map_or(0, Money::bani)
}

impl OrderRow {
    pub(super) fn read(self) -> Result<Order, StoreError> {
        let broken = |what: &str| StoreError::content(format!("the order {} has {what}", self.order_key));
        let content: OrderContent = serde_json::from_str(&self.content)
            // The parser's words can quote the payer's; the place is enough.
            .map_err(|error| broken(&format!("an unreadable content at column {}", error.column())))?;
        if total_bani(&content) != self.total_bani {
            return Err(broken("two totals"));
        }
        let key = OrderKey::parse(&self.order_key).map_err(|_| broken("a wrong key"))?;
        let token = OrderToken::parse(&self.token).map_err(|_| broken("a wrong address"))?;
        let language = Language::from_code(&self.language).ok_or_else(|| broken("an unknown language"))?;
        let link = self.link.as_deref().map(LinkId::parse).transpose().map_err(|_| broken("a wrong link"))?;
        let path = catalog::path((self.beneficiary, self.service))?;
        Ok(Order {
            key,
            token,
            beneficiary: path.beneficiary,
            service: path.service,
            version: catalog::number(self.version)?,
            language,
            created_at: from_micros(self.created_at),
            due_at: self.due_at.map(from_micros),
            submission: ContentHash::from_stored(self.submission),
            link,
            content,
        })
    }
}

impl PaymentRow {
    pub(super) fn read(self) -> Result<Payment, StoreError> {
        let mut flags: Vec<PaymentFlag> = self.flag.as_deref().map(flag).transpose()?.into_iter().collect();
        // A later program may know more of them: what it says beside the payment does not take the payment away.
        let further = self.further_flags.iter().flat_map(|words| words.split(' '));
        flags.extend(further.filter_map(PaymentFlag::from_word));
        flags.sort_unstable();
        let settled = self.settled_flag.iter().chain(&self.further_settled).flat_map(|words| words.split(' '));
        let settled = settled.filter_map(PaymentFlag::from_word).collect();
        Ok(Payment {
            payment_id: self.payment_id,
            invoice_id: self.invoice_id,
            amount: Money::from_bani(self.amount_bani),
            paid_at: from_micros(self.paid_at),
            received_at: from_micros(self.received_at),
            flags,
            settled,
        })
    }
}

/// Reads a stored flag.
pub(super) fn flag(word: &str) -> Result<PaymentFlag, StoreError> {
    PaymentFlag::from_word(word).ok_or_else(|| StoreError::content(format!("a payment flagged `{word}`")))
}

impl DecisionRow {
    pub(super) fn read(self) -> Result<Decision, StoreError> {
        let kind = DecisionKind::ALL.into_iter().find(|kind| kind.word() == self.kind);
        Ok(Decision {
            kind: kind.ok_or_else(|| StoreError::content(format!("a decision `{}`", self.kind)))?,
            by: self.decided_by,
            reason: self.reason,
            at: from_micros(self.at),
            payments: usize::try_from(self.payments).map_err(|error| StoreError::content(error.to_string()))?,
        })
    }
}
