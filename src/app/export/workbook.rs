//! Orders as a workbook for people who keep books: headings and options in words, codes as text, amounts and times as what
//! they are, one sheet for each service. Programs read the CSV.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use jiff::Timestamp;
use jiff::civil::Date;

use super::columns::Looks;
use super::sheet::{Book, Cell, ROWS_MAX};
use super::words::{self, Own};
use super::{ExportError, OrderPages, Selection, is_full, version_of, versions};
use crate::clock;
use crate::form::{PAYER_NAMES, name_in_row, names, names_of};
use crate::i18n::{Language, text};
use crate::ids::VersionNumber;
use crate::order::OrderRecord;
use crate::plan::{Field, FieldKind, Plan, ReportingValue};
use crate::registry::ServicePath;
use crate::store::Store;

/// Writes orders as a workbook, as they are at an instant, in a language's words. Gives their number. Services without
/// orders have no sheet. Of the orders, one page is in memory at a time; the sheets are files without a name, which end
/// with the process.
///
/// # Errors
/// See [`ExportError`].
pub async fn export_workbook(
    store: &Store,
    selection: &Selection,
    now: Timestamp,
    language: Language,
    out: impl Write + Send,
) -> Result<u64, ExportError> {
    let mut book = Book::new();
    let mut count = 0;
    for path in &selection.services {
        count += add_service(store, path, selection, now, language, &mut book).await?;
    }
    book.save(out)?;
    Ok(count)
}

async fn add_service(
    store: &Store,
    path: &ServicePath,
    selection: &Selection,
    now: Timestamp,
    language: Language,
    book: &mut Book,
) -> Result<u64, ExportError> {
    let mut pages = OrderPages::new(store, path, &selection.made);
    let mut page = pages.next().await?;
    if page.is_empty() {
        return Ok(0);
    }
    let mut plans: BTreeMap<VersionNumber, Reader> = BTreeMap::new();
    let mut columns = Columns::default();
    for number in versions(store, path).await? {
        let plan = version_of(store, path, number).await?.plan;
        columns.add(&plan, language);
        plans.insert(number, Reader::of(&plan, language));
    }
    let is_full = is_full(store, path).await?;
    let headings = columns.headings(language);
    let (mut sheet, mut row, mut count) = (book.sheet(path.service.as_str(), &headings)?, 0, 0);
    while !page.is_empty() {
        for record in &page {
            if row == ROWS_MAX {
                (sheet, row) = (book.sheet(path.service.as_str(), &headings)?, 0);
            }
            row += 1;
            let own = own_cells(record, now, is_full, language);
            let cells = own.into_iter().chain(columns.cells(record, plans.get(&record.order.version)));
            book.write(sheet, row, cells)?;
        }
        count += page.len() as u64;
        page = pages.next().await?;
    }
    Ok(count)
}

/// The cells of [`Own`].
fn own_cells(record: &OrderRecord, now: Timestamp, is_full: bool, language: Language) -> Vec<Cell> {
    let (order, payments) = (&record.order, &record.payments);
    let status = if is_full { record.status(now).in_full_service() } else { record.status(now) };
    let listed = |texts: &mut dyn Iterator<Item = String>| Cell::text(texts.collect::<Vec<_>>().join(" "));
    let lei = |bani: Option<i64>| bani.map_or(Cell::Empty, |bani| Cell::Lei(bani as f64 / 100.0));
    let instant = |at: Option<Timestamp>| at.map_or(Cell::Empty, |at| Cell::Instant(clock::local(at)));
    Own::ALL
        .into_iter()
        .map(|own| match own {
            Own::Key => Cell::text(order.key.to_string()),
            Own::Service => Cell::text(format!("{}/{}", order.beneficiary, order.service)),
            Own::Version => Cell::Plain(order.version.0.into()),
            Own::Language => Cell::text(order.language.to_string()),
            Own::Status => Cell::text(words::status(status, language)),
            Own::MadeAt => instant(Some(order.created_at)),
            Own::ValidTo => instant(order.due_at),
            Own::Total => lei(order.content.total.map(|total| total.bani())),
            Own::Paid => lei(Some(record.held().bani())),
            Own::Due => lei(record.due().map(|due| due.bani())),
            Own::ToPayBack => lei(Some(record.to_pay_back().bani())),
            Own::Payments => Cell::Plain(payments.len() as f64),
            Own::PaymentIds => listed(&mut payments.iter().map(|payment| payment.payment_id.to_string())),
            Own::InvoiceIds => listed(&mut payments.iter().filter_map(|payment| payment.invoice_id.clone())),
            Own::LastPaidAt => instant(payments.iter().map(|payment| record.paid_at(payment)).max()),
            Own::Flags => {
                let flags = payments.iter().flat_map(|payment| payment.open_flags());
                Cell::text(flags.map(|flag| words::flag(flag, language)).collect::<Vec<_>>().join("; "))
            }
        })
        .collect()
}

/// The columns of a sheet beside its own: what any version asks, then what it reports, under the words of the last.
#[derive(Debug, Default)]
struct Columns {
    answers: Vec<String>,
    reporting: Vec<String>,
    words: BTreeMap<String, String>,
}

impl Columns {
    fn add(&mut self, plan: &Plan, language: Language) {
        let words = labels(plan, language);
        for name in names(plan) {
            if !self.answers.contains(&name) {
                self.answers.push(name);
            }
        }
        for column in &plan.reporting {
            if !self.reporting.contains(&column.id) {
                self.reporting.push(column.id.clone());
            }
        }
        self.words.extend(words);
    }

    fn headings(&self, language: Language) -> Vec<String> {
        let own = Own::ALL.into_iter().map(|own| own.heading(language).to_owned());
        let answers = self.answers.iter().map(|name| self.words.get(name).unwrap_or(name).clone());
        own.chain(answers).chain(self.reporting.iter().cloned()).collect()
    }

    /// What an order has in them, read as its version asked it.
    fn cells(&self, record: &OrderRecord, reader: Option<&Reader>) -> impl Iterator<Item = Cell> {
        let content = &record.order.content;
        let find = |pairs: &[(String, String)], wanted: &str| {
            pairs.iter().find(|(name, _)| name == wanted).map_or(String::new(), |(_, text)| text.clone())
        };
        let answers: Vec<Cell> = self
            .answers
            .iter()
            .map(|name| {
                let text = find(&content.answers, name);
                reader.map_or_else(|| Cell::text(text.clone()), |reader| reader.answer(name, text.clone()))
            })
            .collect();
        let reported: Vec<Cell> = self
            .reporting
            .iter()
            .map(|id| {
                let text = find(&content.reporting, id);
                reader.map_or_else(|| Cell::text(text.clone()), |reader| reader.reported(id, text.clone()))
            })
            .collect();
        answers.into_iter().chain(reported)
    }
}

/// Each name of the form with the field that sends it, and what people call it.
fn labelled(plan: &Plan, language: Language) -> Vec<(String, String, &Field)> {
    let mut all = Vec::new();
    for section in &plan.sections {
        let rows = section.repeat.as_ref().map_or(1, |group| group.max);
        for row in 1..=rows {
            for field in &section.fields {
                let (base, label) = match &section.repeat {
                    Some(group) => {
                        let name = name_in_row(&group.id, row, &field.id);
                        (name, format!("{} {row}", field.label.get(language)))
                    }
                    None => (field.id.clone(), field.label.get(language).clone()),
                };
                all.extend(names_of(field, &base).into_iter().map(|name| {
                    let part =
                        name.strip_prefix(&format!("{base}.")).and_then(|part| part_label(field, part, language));
                    let label = part.map_or_else(|| label.clone(), |part| format!("{label}: {part}"));
                    (name, label, field)
                }));
            }
        }
    }
    all
}

/// What people call an item of a basket or an option of several.
fn part_label(field: &Field, part: &str, language: Language) -> Option<String> {
    match &field.kind {
        FieldKind::Basket { items, .. } => {
            items.iter().find(|item| item.id == part).map(|item| item.label.get(language).clone())
        }
        FieldKind::Choices { options } => {
            options.iter().find(|option| option.id == part).map(|option| option.label.get(language).clone())
        }
        _ => None,
    }
}

fn labels(plan: &Plan, language: Language) -> BTreeMap<String, String> {
    let payer = PAYER_NAMES.into_iter().zip(["payer-kind", "payer-id", "payer-name"]);
    let payer = payer.map(|(name, id)| (name.to_owned(), text(language, id)));
    payer.chain(labelled(plan, language).into_iter().map(|(name, label, _)| (name, label))).collect()
}

/// What an answer is to a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A text or a code, which is none of the numbers even where it has digits alone.
    Text,
    Phone,
    Number,
    Amount,
    /// A year, or a number of pieces.
    Count,
    Day,
    Month,
    Choice,
    YesNo,
    /// Whether a person or an organization pays.
    Payer,
}

impl Sort {
    fn of(kind: &FieldKind) -> Sort {
        match kind {
            FieldKind::Text { .. }
            | FieldKind::Code { .. }
            | FieldKind::Email
            | FieldKind::Idnp
            | FieldKind::Idno
            | FieldKind::Idn
            | FieldKind::Iban
            | FieldKind::Notice => Sort::Text,
            FieldKind::Phone => Sort::Phone,
            FieldKind::Number { .. } => Sort::Number,
            FieldKind::Amount { .. } => Sort::Amount,
            FieldKind::Basket { .. } | FieldKind::Year { .. } => Sort::Count,
            FieldKind::Date { .. } => Sort::Day,
            FieldKind::Month { .. } => Sort::Month,
            FieldKind::Choice { .. } => Sort::Choice,
            FieldKind::Choices { .. } | FieldKind::YesNo | FieldKind::Consent => Sort::YesNo,
        }
    }
}

/// How the answers of a version are read into cells.
struct Reader {
    language: Language,
    looks: Looks,
    sorts: BTreeMap<String, Sort>,
    /// What people call the options of choices, by the name of the form.
    options: BTreeMap<String, BTreeMap<String, String>>,
    /// The reporting columns that are worked out, which may be numbers and days.
    computed: BTreeSet<String>,
}

impl Reader {
    fn of(plan: &Plan, language: Language) -> Reader {
        let mut sorts = BTreeMap::from([("payer.kind".to_owned(), Sort::Payer)]);
        let mut options = BTreeMap::new();
        for (name, _, field) in labelled(plan, language) {
            if let FieldKind::Choice { options: of_field } = &field.kind {
                let words = of_field.iter().map(|option| (option.id.clone(), option.label.get(language).clone()));
                options.insert(name.clone(), words.collect());
            }
            sorts.insert(name, Sort::of(&field.kind));
        }
        let is_computed = |value: &ReportingValue| matches!(value, ReportingValue::Computed(_));
        let computed = plan.reporting.iter().filter(|column| is_computed(&column.value));
        let computed = computed.map(|column| column.id.clone()).collect();
        Reader { language, looks: Looks::of(plan), sorts, options, computed }
    }

    fn answer(&self, name: &str, answer: String) -> Cell {
        if answer.is_empty() {
            return Cell::Empty;
        }
        let sort = self.sorts.get(name).copied().unwrap_or(Sort::Text);
        let spoken = |id: &str| Cell::text(text(self.language, id));
        match sort {
            Sort::Text => Cell::text(self.looks.machine(name, answer)),
            // As people write it: a spreadsheet does not dial.
            Sort::Phone => Cell::text(answer),
            Sort::Number => Cell::number(self.looks.machine(name, answer), Cell::Number),
            Sort::Amount => Cell::number(self.looks.machine(name, answer), Cell::Lei),
            Sort::Count => Cell::number(answer, Cell::Plain),
            Sort::Day => day(&self.looks.machine(name, answer), Cell::Day),
            Sort::Month => day(&format!("{}-01", self.looks.machine(name, answer)), Cell::Month),
            Sort::Choice => {
                let label = self.options.get(name).and_then(|options| options.get(&answer));
                Cell::text(label.cloned().unwrap_or(answer))
            }
            Sort::YesNo => match answer.as_str() {
                "yes" | "no" => spoken(&answer),
                _ => Cell::text(answer),
            },
            Sort::Payer => match answer.as_str() {
                "person" => spoken("payer-person"),
                "organization" => spoken("payer-organization"),
                _ => Cell::text(answer),
            },
        }
    }

    fn reported(&self, id: &str, reported: String) -> Cell {
        let is_number =
            !reported.is_empty() && reported.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
        match self.computed.contains(id) {
            true if is_number && reported.parse::<f64>().is_ok() => Cell::number(reported, Cell::Number),
            true => day(&reported, Cell::Day),
            false => Cell::text(reported),
        }
    }
}

/// A day as machines write it, as 2026-01-25; what is none stays a text.
fn day(text: &str, as_cell: fn(Date) -> Cell) -> Cell {
    // Days before 1900 are none to a spreadsheet.
    text.parse::<Date>()
        .ok()
        .filter(|day| (1900..=9999).contains(&day.year()))
        .map_or_else(|| Cell::text(text), as_cell)
}
