//! A definition as its author wrote it, with places: the stage between YAML and plan.

mod remains;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::shape::Lost;
use crate::diag::{Place, Placed};
use crate::expr::Expr;
use crate::i18n::{Language, Localized};
use crate::identifiers::{Bic, Iban, Idno};
use crate::ids::{ServiceId, Slug};
use crate::order::PayerKind;
use crate::plan::{Contact, Field, Legal, LimitPlan, PayingAgain, Prefill, TextTemplate};
pub(super) use remains::{Part, Remains, Wanted};

/// A text in each language, with the place of each.
pub(super) type Texts = Localized<Placed<String>>;

#[derive(Debug, Clone)]
pub(super) struct ServiceDefinition {
    /// The names of fields, groups and values whose own faults were reported: those who read them are not blamed.
    pub broken: Vec<Placed<String>>,
    /// The same of tables.
    pub broken_tables: Vec<String>,
    /// What it had and could not be read.
    pub lost: Lost,
    /// What could be read of that.
    pub remains: Vec<Remains>,
    pub slug: Slug,
    pub service_id: Placed<ServiceId>,
    pub languages: Vec<Language>,
    pub title: Texts,
    pub description: Option<Texts>,
    pub contact: Option<Contact>,
    pub payer_kinds: Vec<PayerKind>,
    pub payer_prefill: Prefill,
    pub sections: Vec<SectionDefinition>,
    pub tables: Vec<TableDefinition>,
    pub values: Vec<ValueDefinition>,
    pub lines: Vec<LineDefinition>,
    pub order: OrderDefinition,
    pub examples: Vec<ExampleDefinition>,
    pub stops: Vec<RuleDefinition>,
    pub checks: Vec<RuleDefinition>,
    pub warnings: Vec<RuleDefinition>,
    pub opening: Option<OpeningDefinition>,
    pub limit: Option<LimitPlan>,
    pub reporting: Vec<ColumnDefinition>,
    pub legal: Option<Legal>,
    /// Where the service begins, for what is missing as a whole.
    pub place: Place,
}

#[derive(Debug, Clone)]
pub(super) struct SectionDefinition {
    pub title: Texts,
    pub show_when: Option<PlacedExpr>,
    pub repeat: Option<RepeatDefinition>,
    pub fields: Vec<FieldDefinition>,
}

#[derive(Debug, Clone)]
pub(super) struct RepeatDefinition {
    pub id: Placed<String>,
    pub min: u32,
    pub max: u32,
    pub row: Texts,
}

/// When orders are taken; at least one of the days is there.
#[derive(Debug, Clone)]
pub(super) struct OpeningDefinition {
    pub from: Option<Placed<Date>>,
    pub until: Option<Placed<Date>>,
    pub closed_text: Texts,
}

/// A condition with what to tell when it holds, or does not.
#[derive(Debug, Clone)]
pub(super) struct RuleDefinition {
    pub condition: PlacedExpr,
    pub message: Texts,
}

/// A field that is whole but for what its neighbours decide.
#[derive(Debug, Clone)]
pub(super) struct FieldDefinition {
    pub field: Field,
    pub id: Placed<String>,
    pub label: Texts,
    /// Where each option or item is named, and the account that an option names.
    pub parts: Vec<PartDefinition>,
    pub show_when: Option<PlacedExpr>,
    /// The day that decides what the items of a basket cost.
    pub by: Option<PlacedExpr>,
    /// The numbers that its options carry, as tables of their own: `school.fee`.
    pub tables: Vec<TableDefinition>,
    /// The property's name as it is written, if it is.
    pub property_place: Place,
}

#[derive(Debug, Clone)]
pub(super) struct PartDefinition {
    pub id: Placed<String>,
    pub account: Option<Placed<String>>,
    /// The first day on which an item has a price, where that changes.
    pub priced_from: Option<Placed<Date>>,
}

/// Numbers by option, as they are in force from a day on.
#[derive(Debug, Clone)]
pub(super) struct TableDefinition {
    pub name: Placed<String>,
    pub versions: Vec<TableVersion>,
    /// The day that decides which version counts; the day of the order when left out.
    pub by: Option<PlacedExpr>,
}

/// What a table has for each key; `None`: a number that could not be read.
pub(super) type TableEntries = Vec<(Placed<String>, Option<Decimal>)>;

#[derive(Debug, Clone)]
pub(super) struct TableVersion {
    /// `None` for a table that never changes.
    pub from: Option<Placed<Date>>,
    pub entries: TableEntries,
}

/// An expression whose parts know their places in the file.
#[derive(Debug, Clone)]
pub(super) struct PlacedExpr {
    pub expr: Expr,
    pub place: Place,
}

impl PlacedExpr {
    /// The place in the file of a part of the expression.
    pub fn part(&self, span: (usize, usize)) -> Place {
        Place { file: self.place.file, start: span.0, end: span.1 }
    }
}

/// The place of `{name}` in a text, or the whole text where the file does not have it letter by letter.
pub(super) fn place_of_name(text: &Placed<String>, name: &str) -> Place {
    let (_, places) = TextTemplate::parse(&text.value);
    let braces = places.into_iter().find(|(found, _)| found == name).map(|(_, inner)| (inner.start - 1, inner.end + 1));
    // What is as long in the file as it is in memory is the same there: quotes, escapes and indentation add to it.
    let verbatim = (text.place.end - text.place.start == text.value.len()).then_some(text.place.start);
    braces.map_or(text.place, |braces| part_of(text.place, verbatim, braces))
}

/// The place of some bytes of an expression's text, or the whole where the file does not have it letter by letter.
pub(super) fn part_of(place: Place, verbatim_start: Option<usize>, span: (usize, usize)) -> Place {
    match verbatim_start {
        Some(start) => Place { start: start + span.0, end: start + span.1, ..place },
        None => place,
    }
}

#[derive(Debug, Clone)]
pub(super) struct ValueDefinition {
    pub name: Placed<String>,
    pub expr: PlacedExpr,
    pub changes: Option<Changes>,
    pub tiers: Option<Tiers>,
}

/// A value or table that changes on days: what the day must not be earlier than.
#[derive(Debug, Clone)]
pub(super) struct Changes {
    pub by: Expr,
    pub first: Placed<Date>,
    pub name: String,
}

/// A value by tiers of a number.
#[derive(Debug, Clone)]
pub(super) struct Tiers {
    pub of: PlacedExpr,
    /// The end of each tier; `None` for the one above all.
    pub ends: Vec<Placed<Option<Decimal>>>,
}

#[derive(Debug, Clone)]
pub(super) struct LineDefinition {
    pub id: Placed<String>,
    pub reason: Texts,
    pub amount: AmountDefinition,
    pub account: AccountDefinition,
    pub when: Option<PlacedExpr>,
    pub for_each: Option<Placed<String>>,
}

/// How much a line is.
#[derive(Debug, Clone)]
pub(super) enum AmountDefinition {
    Computed(PlacedExpr),
    /// The payer gives it at MPay.
    AtMpay(Place),
}

impl AmountDefinition {
    pub fn computed(&self) -> Option<&PlacedExpr> {
        match self {
            AmountDefinition::Computed(expr) => Some(expr),
            AmountDefinition::AtMpay(_) => None,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) enum AccountDefinition {
    Fixed(Placed<String>),
    ChosenBy(Placed<String>),
}

#[derive(Debug, Clone)]
pub(super) struct OrderDefinition {
    pub reason: Texts,
    pub due: Option<DueDefinition>,
    pub allow_partial_payments: bool,
    pub allow_advance_payments: bool,
    pub first_part_percent: Option<Placed<u32>>,
    pub paying_again: PayingAgain,
}

/// The last day on which an order can be paid.
#[derive(Debug, Clone)]
pub(super) enum DueDefinition {
    AfterDays(u32),
    On(Placed<Date>),
}

/// What is kept with an order for the books.
#[derive(Debug, Clone)]
pub(super) struct ColumnDefinition {
    pub id: Placed<String>,
    pub value: ColumnValue,
}

#[derive(Debug, Clone)]
pub(super) enum ColumnValue {
    /// With places for answers.
    Text(Placed<String>),
    /// A text for each option of a choice.
    Chosen {
        by: PlacedExpr,
        texts: Vec<(Placed<String>, String)>,
        place: Place,
    },
    Computed(PlacedExpr),
}

impl ColumnValue {
    /// The expression that it reads, if it reads one.
    pub fn expr(&self) -> Option<&PlacedExpr> {
        match self {
            ColumnValue::Text(_) => None,
            ColumnValue::Chosen { by: expr, .. } | ColumnValue::Computed(expr) => Some(expr),
        }
    }

    pub fn expr_mut(&mut self) -> Option<&mut PlacedExpr> {
        match self {
            ColumnValue::Text(_) => None,
            ColumnValue::Chosen { by: expr, .. } | ColumnValue::Computed(expr) => Some(expr),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct ExampleDefinition {
    /// Its first character.
    pub start: Place,
    pub on: Option<Date>,
    pub answers: Vec<(Placed<String>, AnswerText)>,
    pub outcome: OutcomeDefinition,
    pub lines: Vec<(Placed<String>, Placed<Decimal>)>,
}

/// What an example answers under a name of the page.
#[derive(Debug, Clone)]
pub(super) struct AnswerText {
    pub text: Placed<String>,
    /// Whether it is a number to YAML: `1.250` without quotes has one reading.
    pub is_number: bool,
}

/// What an example comes to.
#[derive(Debug, Clone)]
pub(super) enum OutcomeDefinition {
    Stop,
    Total(Placed<Decimal>),
    /// The payer gives the amount at MPay.
    AtMpay(Place),
}

#[derive(Debug, Clone)]
pub(super) struct BeneficiaryDefinition {
    pub slug: Slug,
    pub name: Texts,
    pub idno: Placed<Idno>,
    pub contact: Contact,
    pub logo: Option<Placed<String>>,
    pub accounts: Vec<AccountEntry>,
    /// Whether some accounts could not even be named: those who name them are not blamed.
    pub has_lost_accounts: bool,
}

#[derive(Debug, Clone)]
pub(super) struct AccountEntry {
    pub key: Placed<String>,
    /// `None` after its faults are reported.
    pub number: Option<(Iban, Bic)>,
    pub idno: Option<Idno>,
    pub name: Option<Placed<String>>,
}
