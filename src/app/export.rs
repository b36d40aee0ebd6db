//! Export: the orders of services, one page of them in memory at a time; as CSV for programs, as a workbook for people.

mod cell;
mod columns;
mod sheet;
mod words;
mod workbook;

pub use workbook::export_workbook;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Write;
use std::ops::Range;

use csv::{Terminator, Writer, WriterBuilder};
use jiff::Timestamp;

use super::AppError;
use crate::clock;
use crate::ids::{OrderKey, VersionNumber};
use crate::money::Money;
use crate::order::OrderRecord;
use crate::registry::{Bundle, ServicePath};
use crate::store::{Store, StoreError};
use columns::{Columns, Looks};

/// How many orders are in memory at a time.
const PAGE: u32 = 500;

/// The columns that every export begins with.
const OWN: [&str; 16] = [
    "order_key",
    "service",
    "version",
    "language",
    "status",
    "made_at",
    "valid_to",
    "total",
    "paid",
    "due",
    "to_pay_back",
    "payments",
    "payment_ids",
    "invoice_ids",
    "last_paid_at",
    "flags",
];

/// Which orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Of these services, one after the other.
    pub services: Vec<ServicePath>,
    /// Made within this time.
    pub made: Range<Timestamp>,
}

/// Why an export ends before its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The orders or their versions cannot be read.
    #[error("the orders cannot be read")]
    Orders(#[from] AppError),
    /// What is exported cannot be written.
    #[error("the export cannot be written")]
    Writing(#[from] csv::Error),
    /// The workbook cannot be made or written.
    #[error("the workbook cannot be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// So many services have orders that a workbook would have more sheets than it may.
    #[error(
        "a workbook has at most {0} sheets, and more services than that have orders: name one with --service, or a shorter time"
    )]
    TooManySheets(usize),
}

impl From<StoreError> for ExportError {
    fn from(error: StoreError) -> ExportError {
        ExportError::Orders(error.into())
    }
}

/// Writes orders as CSV (RFC 4180, UTF-8): a line of headings, then a line for each order as it is at an instant. The
/// columns are the union of those of all versions, named by the ids of fields: `answer.contract`, `reporting.unit`. No cell
/// is a formula, however the lines are split. Gives the number of orders.
///
/// # Errors
/// See [`ExportError`].
pub async fn export_orders(
    store: &Store,
    selection: &Selection,
    now: Timestamp,
    out: impl Write,
) -> Result<u64, ExportError> {
    let mut columns = Columns::default();
    for path in &selection.services {
        for version in versions(store, path).await? {
            columns.add(&version_of(store, path, version).await?.plan);
        }
    }
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    csv.write_record(OWN.map(str::to_owned).into_iter().chain(columns.headings()))?;
    let mut count = 0;
    for path in &selection.services {
        count += export_service(store, path, selection, &columns, now, &mut csv).await?;
    }
    csv.flush().map_err(csv::Error::from)?;
    Ok(count)
}

async fn export_service(
    store: &Store,
    path: &ServicePath,
    selection: &Selection,
    columns: &Columns,
    now: Timestamp,
    csv: &mut Writer<impl Write>,
) -> Result<u64, ExportError> {
    let mut looks: BTreeMap<VersionNumber, Looks> = BTreeMap::new();
    let is_full = is_full(store, path).await?;
    let mut pages = OrderPages::new(store, path, &selection.made);
    let mut count = 0;
    loop {
        let page = pages.next().await?;
        if page.is_empty() {
            return Ok(count);
        }
        for record in &page {
            let version = record.order.version;
            let looks = match looks.entry(version) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(free) => free.insert(Looks::of(&version_of(store, path, version).await?.plan)),
            };
            let cells = own_cells(record, now, is_full).into_iter().chain(columns.cells(&record.order.content, looks));
            csv.write_record(cells.map(|cell| cell::guarded(&cell).into_owned()))?;
        }
        count += page.len() as u64;
    }
}

/// The orders of a service that were made within a time, page by page.
struct OrderPages<'a> {
    store: &'a Store,
    path: &'a ServicePath,
    made: &'a Range<Timestamp>,
    last: Option<(Timestamp, OrderKey)>,
}

impl<'a> OrderPages<'a> {
    fn new(store: &'a Store, path: &'a ServicePath, made: &'a Range<Timestamp>) -> OrderPages<'a> {
        OrderPages { store, path, made, last: None }
    }

    /// The next page; an empty one behind the last.
    async fn next(&mut self) -> Result<Vec<OrderRecord>, StoreError> {
        let after = self.last.as_ref().map(|(at, key)| (*at, key));
        let page = self.store.orders_made(self.path, self.made, after, PAGE).await?;
        if let Some(record) = page.last() {
            self.last = Some((record.order.created_at, record.order.key.clone()));
        }
        Ok(page)
    }
}

async fn versions(store: &Store, path: &ServicePath) -> Result<Vec<VersionNumber>, StoreError> {
    Ok(store.versions(path).await?.into_iter().map(|version| version.number).collect())
}

/// Whether as many orders are paid as the version takes that is served.
async fn is_full(store: &Store, path: &ServicePath) -> Result<bool, AppError> {
    let Some(served) = store.versions(path).await?.into_iter().find(|version| version.is_served) else {
        return Ok(false);
    };
    match version_of(store, path, served.number).await?.plan.limit {
        Some(limit) => Ok(store.paid_orders(path, limit.paid_orders).await? >= limit.paid_orders),
        None => Ok(false),
    }
}

async fn version_of(store: &Store, path: &ServicePath, number: VersionNumber) -> Result<Bundle, AppError> {
    let version = store.version(path, number).await?.ok_or(AppError::NotFound("an order's version"))?;
    Ok(Bundle::from_document(&version.bundle)?)
}

/// The cells of [`OWN`], the status as MPay is told it: amounts in lei with a dot, times of Chișinău; several of one kind with a space between.
fn own_cells(record: &OrderRecord, now: Timestamp, is_full: bool) -> Vec<String> {
    let (order, payments) = (&record.order, &record.payments);
    let status = if is_full { record.status(now).in_full_service() } else { record.status(now) };
    let listed = |texts: &mut dyn Iterator<Item = &str>| texts.collect::<Vec<_>>().join(" ");
    let lei = |amount: Option<Money>| amount.map_or(String::new(), |amount| amount.to_string());
    vec![
        order.key.to_string(),
        format!("{}/{}", order.beneficiary, order.service),
        order.version.to_string(),
        order.language.to_string(),
        status.word().to_owned(),
        local(order.created_at),
        order.due_at.map_or(String::new(), local),
        lei(order.content.total),
        record.held().to_string(),
        lei(record.due()),
        record.to_pay_back().to_string(),
        payments.len().to_string(),
        listed(&mut payments.iter().map(|payment| payment.payment_id.as_str())),
        listed(&mut payments.iter().filter_map(|payment| payment.invoice_id.as_deref())),
        payments.iter().map(|payment| record.paid_at(payment)).max().map_or(String::new(), local),
        listed(&mut payments.iter().flat_map(|payment| payment.open_flags()).map(|flag| flag.word())),
    ]
}

fn local(at: Timestamp) -> String {
    clock::local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
