//! A compiled service: all that is needed to ask, check, price and order, without the definition it came from.
//!
//! A plan is stored with its version and must stay readable by every later program: new parts get defaults.

mod basket;
mod field;
mod pattern;
mod prefill;
mod reporting;
mod rule;
mod text;

pub use basket::{BasketItem, ItemPrice, PriceFrom};
pub use field::{ChoiceOption, CodeFormat, DateBound, Field, FieldKind, PropertyPlan};
pub use pattern::Pattern;
pub use prefill::Prefill;
pub use reporting::{ReportingColumn, ReportingValue};
pub use rule::{CheckPlan, Legal, LimitPlan, OpeningPlan, PayingAgain, StopPlan};
pub use text::{Piece, TextTemplate};

use std::collections::BTreeMap;

use jiff::civil::Date;
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
    /// Whether a link may say who pays.
    #[serde(default, skip_serializing_if = "Prefill::is_never")]
    pub payer_prefill: Prefill,
    /// What is asked.
    pub sections: Vec<Section>,
    /// Numbers looked up by an option's id.
    pub tables: BTreeMap<String, Table>,
    /// Named values, each after those that it reads.
    pub values: Vec<NamedValue>,
    /// What is owed to which account.
    pub lines: Vec<LinePlan>,
    /// The beneficiary's accounts by their names, also those that nothing here is paid to.
    pub accounts: BTreeMap<String, PaymentAccount>,
    /// What holds for the order as a whole.
    pub order: OrderPlan,
    /// When no order is made, and what to do instead; the first that holds counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stops: Vec<StopPlan>,
    /// What must hold of the answers together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckPlan>,
    /// What is unusual but allowed: the payer is asked once whether it is meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<CheckPlan>,
    /// From when until when the service takes orders; `None`: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<OpeningPlan>,
    /// How many orders may be paid; `None`: as many as come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<LimitPlan>,
    /// What is kept with each order for the books; neither the payer nor MPay sees it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reporting: Vec<ReportingColumn>,
    /// By which law is asked and paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal: Option<Legal>,
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
    /// When it is shown: its fields have the same condition among theirs. A group that is hidden has no rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_when: Option<Expr>,
    /// Whether its fields are asked again for each of several things.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<RepeatPlan>,
}

/// A section that is asked for each of several things: children, tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatPlan {
    /// The group's name.
    pub id: String,
    /// The fewest rows, at least 1.
    pub min: u32,
    /// The most rows.
    pub max: u32,
    /// What one row is called: "The child".
    pub row: Localized<String>,
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
    /// The group whose rows each have such a value; `None`: there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// A line of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePlan {
    /// Unique in the service, at most 36 characters.
    pub id: String,
    /// What for, at most 50 characters for any answers.
    pub reason: Localized<TextTemplate>,
    /// How much, in lei; `None`: the payer gives it at MPay, and the order has no other line.
    pub amount: Option<Expr>,
    /// Where to.
    pub account: AccountRule,
    /// When the order has this line; `None`: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// The group of which each row has such a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_each: Option<String>,
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
    /// Until when it can be paid; `None`: for good.
    #[serde(default, alias = "due_after_days", skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Whether MPay may take a part.
    pub allow_partial_payments: bool,
    /// Whether MPay may take more than is due, in advance of what comes next.
    #[serde(default)]
    pub allow_advance_payments: bool,
    /// How much of the total the first part should be at least, in percent; the payer is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_part_percent: Option<u32>,
    /// Whether somebody who pays for the same again is asked whether it is meant.
    #[serde(default, skip_serializing_if = "PayingAgain::is_asked")]
    pub paying_again: PayingAgain,
}

/// The last day on which an order can be paid, in Chișinău; stored as a number or as a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Due {
    /// So many days after the day on which it is made.
    AfterDays(u32),
    /// The same day for all orders.
    On(Date),
}

impl Plan {
    /// The names of the accounts that lines are paid to, for some answers; a name can come twice.
    pub fn paid_accounts(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for line in &self.lines {
            match &line.account {
                AccountRule::Fixed(name) => found.push(name.as_str()),
                AccountRule::ChosenBy(field) => {
                    if let Some(FieldKind::Choice { options }) = self.field(field).map(|field| &field.kind) {
                        found.extend(options.iter().filter_map(|option| option.account.as_deref()));
                    }
                }
            }
        }
        found
    }

    /// All fields, in the order of the page.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// The group to whose rows a field belongs.
    pub fn group_of(&self, field: &str) -> Option<&RepeatPlan> {
        let section = self.sections.iter().find(|section| section.fields.iter().any(|other| other.id == field));
        section?.repeat.as_ref()
    }

    /// The fields that are asked for each row of a group.
    pub fn row_fields(&self, group: &str) -> &[Field] {
        self.group(group).map_or(&[], |(_, section)| &section.fields)
    }

    /// A group that repeats, with the section whose fields it asks again.
    pub fn group(&self, id: &str) -> Option<(&RepeatPlan, &Section)> {
        let mut groups = self.sections.iter().filter_map(|section| Some((section.repeat.as_ref()?, section)));
        groups.find(|(group, _)| group.id == id)
    }

    /// The groups that repeat, in the order of the page.
    pub fn groups(&self) -> impl Iterator<Item = &RepeatPlan> {
        self.sections.iter().filter_map(|section| section.repeat.as_ref())
    }

    /// A field by its id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields().find(|field| field.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plan that an earlier program stored, before plans knew conditions, rows, stops and laws.
    #[test]
    fn plans_of_earlier_programs_are_still_read() {
        let stored = r#"{"format":1,"beneficiary":{"slug":"proba","name":{"ro":"Proba"},"idno":"1003600000006",
            "contact":{"phone":"+37322000000","email":null},"logo":null},"service":"veche","service_id":"VEC01",
            "languages":["ro"],"title":{"ro":"Veche"},"description":null,"contact":{"phone":null,"email":null},
            "payer_kinds":["person"],"sections":[{"title":{"ro":"Una"},"fields":[{"id":"n","label":{"ro":"N"},
            "hint":null,"error":null,"required":true,"kind":{"type":"number","decimals":0,"min":"1","max":"9",
            "unit":null},"property":null,"can_prefill":true},{"id":"b","label":{"ro":"B"},"hint":null,"error":null,"required":false,
            "kind":{"type":"basket","items":[{"id":"i","label":{"ro":"I"},"price":1250,"max":3,"property_name":"I"}]},
            "property":null}]}],"tables":{},"values":[],"lines":[{"id":"a","reason":{"ro":[{"literal":"A"}]},
            "amount":{"kind":{"name":"n"}},"account":{"fixed":"main"}}],"accounts":{},"order":{"reason":{"ro":[]},
            "due_after_days":null,"allow_partial_payments":false}}"#;
        let read = |stored: &str| serde_json::from_str::<Plan>(stored).unwrap();
        let plan = read(stored);
        let due = stored.replace("null,\"allow", "30,\"allow");
        assert_eq!((plan.order.due, read(&due).order.due), (None, Some(Due::AfterDays(30))));
        assert!(plan.stops.is_empty() && plan.lines[0].when.is_none() && plan.sections[0].repeat.is_none());
        assert_eq!(plan.sections[0].fields[0].prefill, Prefill::Allow);
        let FieldKind::Basket { items, by: None } = &plan.field("b").unwrap().kind else { panic!("a basket") };
        assert_eq!(items[0].price, ItemPrice::Fixed(crate::money::Money::from_bani(1250)));
        let again = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&again).unwrap(), plan);
        for added in ["shown_when", "payer_prefill", "stops", "by\"", "paying_again"] {
            assert!(!again.contains(added), "{added} is added to it: {again}");
        }
    }
}
