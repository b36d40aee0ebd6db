//! A definition as its author wrote it, with places: the stage between YAML and plan.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::diag::{Place, Placed};
use crate::expr::Expr;
use crate::i18n::{Language, Localized};
use crate::identifiers::{Bic, Iban, Idno};
use crate::ids::{ServiceId, Slug};
use crate::order::PayerKind;
use crate::plan::{Contact, Field, Legal, OpeningPlan};

/// A text in each language, with the place of each.
pub(super) type Texts = Localized<Placed<String>>;

#[derive(Debug, Clone)]
pub(super) struct ServiceDefinition {
    /// The names of fields and values whose own faults were reported: those who read them are not blamed.
    pub broken: Vec<String>,
    pub slug: Placed<Slug>,
    pub service_id: Placed<ServiceId>,
    pub languages: Vec<Language>,
    pub title: Texts,
    pub description: Option<Texts>,
    pub contact: Option<Contact>,
    pub payer_kinds: Vec<PayerKind>,
    pub sections: Vec<SectionDefinition>,
    pub tables: Vec<TableDefinition>,
    pub values: Vec<ValueDefinition>,
    pub lines: Vec<LineDefinition>,
    pub order: OrderDefinition,
    pub examples: Vec<ExampleDefinition>,
    pub stops: Vec<RuleDefinition>,
    pub checks: Vec<RuleDefinition>,
    pub warnings: Vec<RuleDefinition>,
    pub opening: Option<OpeningPlan>,
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
    /// The numbers that its options carry, as tables of their own: `school.fee`.
    pub tables: Vec<TableDefinition>,
    /// The property's name as it is written, if it is.
    pub property_place: Place,
}

#[derive(Debug, Clone)]
pub(super) struct PartDefinition {
    pub id: Placed<String>,
    pub account: Option<Placed<String>>,
}

/// Numbers by option, as they are in force from a day on.
#[derive(Debug, Clone)]
pub(super) struct TableDefinition {
    pub name: Placed<String>,
    pub versions: Vec<TableVersion>,
    /// The day that decides which version counts; the day of the order when left out.
    pub by: Option<PlacedExpr>,
}

#[derive(Debug, Clone)]
pub(super) struct TableVersion {
    /// `None` for a table that never changes.
    pub from: Option<Placed<Date>>,
    pub entries: Vec<(Placed<String>, Decimal)>,
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
    pub amount: PlacedExpr,
    pub account: AccountDefinition,
    pub when: Option<PlacedExpr>,
    pub for_each: Option<Placed<String>>,
}

#[derive(Debug, Clone)]
pub(super) enum AccountDefinition {
    Fixed(Placed<String>),
    ChosenBy(Placed<String>),
}

#[derive(Debug, Clone)]
pub(super) struct OrderDefinition {
    pub reason: Texts,
    pub due_after_days: Option<u32>,
    pub allow_partial_payments: bool,
    pub allow_advance_payments: bool,
    pub first_part_percent: Option<u32>,
}

#[derive(Debug, Clone)]
pub(super) struct ExampleDefinition {
    /// Its first character.
    pub start: Place,
    pub on: Option<Date>,
    pub answers: Vec<(Placed<String>, Placed<String>)>,
    /// What it comes to; `None`: the service stops.
    pub total: Option<Placed<Decimal>>,
    pub lines: Vec<(Placed<String>, Placed<Decimal>)>,
}

#[derive(Debug, Clone)]
pub(super) struct BeneficiaryDefinition {
    pub slug: Placed<Slug>,
    pub name: Texts,
    pub idno: Placed<Idno>,
    pub contact: Contact,
    pub logo: Option<Placed<String>>,
    pub accounts: Vec<AccountEntry>,
}

#[derive(Debug, Clone)]
pub(super) struct AccountEntry {
    pub key: Placed<String>,
    /// `None` after its faults are reported.
    pub number: Option<(Iban, Bic)>,
    pub idno: Option<Idno>,
    pub name: Option<Placed<String>>,
}
