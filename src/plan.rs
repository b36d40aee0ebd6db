//! A compiled service: all that is needed to ask, check, price and order, without the definition it came from.
//!
//! A plan is stored with its version and must stay readable by every later program: new parts get defaults.

mod field;
mod text;

pub use field::{BasketItem, ChoiceOption, DateBound, Field, FieldKind, PropertyPlan};
pub use text::{Piece, TextTemplate};

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::expr::Expr;
use crate::i18n::{Language, Localized};
use crate::identifiers::Idno;
use crate::ids::{ServiceId, Slug};
use crate::order::{PayerKind, PaymentAccount};

/// A service, ready to serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The layout of this document; 1.
    pub format: u32,
    /// Who receives the money.
    pub beneficiary: Beneficiary,
    /// The service's name in addresses.
    pub service: Slug,
    /// MPay's id of the service.
    pub service_id: ServiceId,
    /// The languages that the service speaks; Romanian first.
    pub languages: Vec<Language>,
    /// The heading of its page.
    pub title: Localized<String>,
    /// What it is for, in CommonMark.
    pub description: Option<Localized<String>>,
    /// Whom to ask about it; the beneficiary's contact when left out.
    pub contact: Contact,
    /// Who may pay.
    pub payer_kinds: Vec<PayerKind>,
    /// What is asked.
    pub sections: Vec<Section>,
    /// Numbers looked up by an option's id.
    pub tables: BTreeMap<String, Table>,
    /// Named values, each after those that it reads.
    pub values: Vec<NamedValue>,
    /// What is owed to which account.
    pub lines: Vec<LinePlan>,
    /// The accounts that lines and options name.
    pub accounts: BTreeMap<String, PaymentAccount>,
    /// What holds for the order as a whole.
    pub order: OrderPlan,
}

/// Who receives the money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beneficiary {
    /// The name in addresses.
    pub slug: Slug,
    /// The name for people.
    pub name: Localized<String>,
    /// The organization's code.
    pub idno: Idno,
    /// Whom to ask.
    pub contact: Contact,
    /// The address of the logo, under which it is served for good.
    pub logo: Option<String>,
}

/// Whom a payer can ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// A telephone number in international form.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
}

/// Fields under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading.
    pub title: Localized<String>,
    /// The fields.
    pub fields: Vec<Field>,
}

/// Numbers by option id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Table(pub BTreeMap<String, TableEntry>);

/// A number of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TableEntry(#[serde(with = "rust_decimal::serde::str")] pub Decimal);

/// A value that lines and other values can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedValue {
    /// Its name.
    pub name: String,
    /// How it is computed.
    pub expr: Expr,
}

/// A line of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePlan {
    /// Unique in the service, at most 36 characters.
    pub id: String,
    /// What for, at most 50 characters for any answers.
    pub reason: Localized<TextTemplate>,
    /// How much, in lei.
    pub amount: Expr,
    /// Where to.
    pub account: AccountRule,
}

/// How the account of a line is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountRule {
    /// Always this one.
    Fixed(String),
    /// The account of the option that was chosen in this field.
    ChosenBy(String),
}

/// What holds for the order as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPlan {
    /// What for, at most 50 characters for any answers.
    pub reason: Localized<TextTemplate>,
    /// Days after which it expires; `None`: never.
    pub due_after_days: Option<u32>,
    /// Whether MPay may take a part.
    pub allow_partial_payments: bool,
}

impl Plan {
    /// All fields, in the order of the page.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// A field by its id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields().find(|field| field.id == id)
    }
}
