//! A definition as its author wrote it, with places: the stage between YAML and plan.

use rust_decimal::Decimal;

use crate::diag::{Place, Placed};
use crate::expr::Expr;
use crate::i18n::{Language, Localized};
use crate::identifiers::{Bic, Iban, Idno};
use crate::ids::{ServiceId, Slug};
use crate::order::PayerKind;
use crate::plan::{Contact, Field};

/// A text in each language, with the place of each.
pub(super) type Texts = Localized<Placed<String>>;

#[derive(Debug, Clone)]
pub(super) struct ServiceDefinition {
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
    /// Where the service begins, for what is missing as a whole.
    pub place: Place,
}

#[derive(Debug, Clone)]
pub(super) struct SectionDefinition {
    pub title: Texts,
    pub fields: Vec<FieldDefinition>,
}

/// A field that is whole but for what its neighbours decide.
#[derive(Debug, Clone)]
pub(super) struct FieldDefinition {
    pub field: Field,
    pub id: Placed<String>,
    pub label: Texts,
    /// Where each option or item is named, and the account that an option names.
    pub parts: Vec<PartDefinition>,
    /// The property's name as it is written, if it is.
    pub property_place: Place,
}

#[derive(Debug, Clone)]
pub(super) struct PartDefinition {
    pub id: Placed<String>,
    pub account: Option<Placed<String>>,
}

#[derive(Debug, Clone)]
pub(super) struct TableDefinition {
    pub name: Placed<String>,
    pub entries: Vec<(Placed<String>, Decimal)>,
}

/// An expression, and where its text begins when a part of it can be pointed at.
#[derive(Debug, Clone)]
pub(super) struct PlacedExpr {
    pub expr: Expr,
    pub place: Place,
    pub verbatim_start: Option<usize>,
}

impl PlacedExpr {
    /// The place in the file of a part of the expression.
    pub fn part(&self, span: (usize, usize)) -> Place {
        part_of(self.place, self.verbatim_start, span)
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
}

#[derive(Debug, Clone)]
pub(super) struct LineDefinition {
    pub id: Placed<String>,
    pub reason: Texts,
    pub amount: PlacedExpr,
    pub account: AccountDefinition,
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
}

#[derive(Debug, Clone)]
pub(super) struct ExampleDefinition {
    pub place: Place,
    pub on: Option<jiff::civil::Date>,
    pub answers: Vec<(Placed<String>, Placed<String>)>,
    pub total: Placed<Decimal>,
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
