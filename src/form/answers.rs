//! Answers before and after they are checked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::scope::Fields;
use crate::i18n::Language;
use crate::identifiers::{FiscalCode, Iban, Phone};
use crate::money::Money;
use crate::order::Payer;
use crate::plan::{Field, FieldKind};
use crate::typed::{is_blank, written};

/// What arrived, by name; nothing is known about it yet. Of a repeated name, the last one counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawAnswers {
    texts: BTreeMap<String, String>,
    /// The names whose texts were numbers already, in YAML or JSON: `1.250` has one reading there.
    numbers: BTreeSet<String>,
}

impl RawAnswers {
    /// The text under a name; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Whether anything that can be seen stands under a name.
    pub fn is_given(&self, name: &str) -> bool {
        !is_blank(self.get(name))
    }

    /// Puts a text under a name.
    pub fn set(&mut self, name: impl Into<String>, text: impl Into<String>) {
        let name = name.into();
        self.numbers.remove(&name);
        self.texts.insert(name, text.into());
    }

    /// Puts a number under a name, as a machine writes it: digits with a dot before decimals.
    pub fn set_number(&mut self, name: impl Into<String>, number: impl Into<String>) {
        let name = name.into();
        self.texts.insert(name.clone(), number.into());
        self.numbers.insert(name);
    }

    /// Whether what stands under a name was a number before it was a text.
    pub fn is_number(&self, name: &str) -> bool {
        self.numbers.contains(name)
    }

    /// Takes the text under a name away.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        self.numbers.remove(name);
        self.texts.remove(name)
    }

    /// All names and texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Puts other answers over these.
    pub fn lay_over(&mut self, other: &RawAnswers) {
        for (name, text) in other.iter() {
            match other.is_number(name) {
                true => self.set_number(name, text),
                false => self.set(name, text),
            }
        }
    }

    /// The same under other names.
    pub fn renamed(&self, rename: impl Fn(&str) -> String) -> RawAnswers {
        RawAnswers {
            texts: self.texts.iter().map(|(name, text)| (rename(name), text.clone())).collect(),
            numbers: self.numbers.iter().map(|name| rename(name)).collect(),
        }
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for RawAnswers {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(pairs: I) -> Self {
        let texts = pairs.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        RawAnswers { texts, numbers: BTreeSet::new() }
    }
}

/// An answer of the right kind and within its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A text, normalised.
    Text(String),
    /// A number.
    Number(Decimal),
    /// An amount.
    Amount(Money),
    /// The id of an option.
    Choice(String),
    /// Yes or no; a consent is a yes.
    YesNo(bool),
    /// A day.
    Date(Date),
    /// The first day of a month.
    Month(Date),
    /// A year.
    Year(i16),
    /// The ids of options, in the order of the page.
    Choices(Vec<String>),
    /// A telephone number.
    Phone(Phone),
    /// An IDNP or IDNO.
    Code(FiscalCode),
    /// An account number.
    Iban(Iban),
    /// Items with their quantities, each at least 1, in the order of the page.
    Basket(Vec<(String, u32)>),
}

/// All answers to a page, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Who pays.
    pub payer: Payer,
    pub(super) fields: Fields,
    /// The rows of each group.
    pub(super) rows: BTreeMap<String, Vec<Fields>>,
}

impl Answers {
    /// The answer to a field of the page; `None` for one that is hidden or was left empty.
    pub fn get(&self, field: &str) -> Option<&Answer> {
        self.fields.get(field)
    }

    /// The answers in each row of a group.
    pub fn rows(&self, group: &str) -> &[Fields] {
        self.rows.get(group).map_or(&[], Vec::as_slice)
    }
}

impl Answer {
    /// The answer as people read it, in a language.
    pub fn display(&self, field: &Field, language: Language) -> String {
        match self {
            Answer::Text(text) => text.clone(),
            Answer::Number(number) => written(*number),
            Answer::Amount(amount) => amount.grouped(),
            Answer::Choice(id) => label(field, id, language),
            Answer::Choices(ids) => ids.iter().map(|id| label(field, id, language)).collect::<Vec<_>>().join(", "),
            Answer::Year(year) => year.to_string(),
            Answer::YesNo(yes) => yes_no(*yes, language).to_owned(),
            Answer::Date(date) => format!("{:02}.{:02}.{}", date.day(), date.month(), date.year()),
            Answer::Month(date) => format!("{:02}.{}", date.month(), date.year()),
            Answer::Phone(phone) => phone.spaced(),
            Answer::Code(code) => code.as_str().to_owned(),
            Answer::Iban(iban) => iban.grouped(),
            Answer::Basket(chosen) => {
                let total: u64 = chosen.iter().map(|(_, quantity)| u64::from(*quantity)).sum();
                total.to_string()
            }
        }
    }

    /// The answer as MPay stores it: digits with a dot, telephone with its trunk zero, one line of text.
    pub fn for_mpay(&self, field: &Field, language: Language) -> String {
        match self {
            Answer::Text(text) => text.replace('\n', " "),
            Answer::Number(number) => number.normalize().to_string(),
            Answer::Amount(amount) => amount.to_string(),
            Answer::Phone(phone) => phone.national(),
            Answer::Iban(iban) => iban.as_str().to_owned(),
            _ => self.display(field, language),
        }
    }

    /// The names and texts that, sent again, give this answer again.
    /// The field has this name in the form.
    pub(super) fn as_typed(&self, field: &Field, name: &str) -> Vec<(String, String)> {
        let text = match self {
            Answer::Choice(id) => id.clone(),
            Answer::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Answer::Basket(chosen) => {
                return chosen.iter().map(|(item, pieces)| (format!("{name}.{item}"), pieces.to_string())).collect();
            }
            Answer::Choices(ids) => {
                return ids.iter().map(|id| (format!("{name}.{id}"), "yes".to_owned())).collect();
            }
            _ => self.display(field, Language::Ro),
        };
        vec![(name.to_owned(), text)]
    }
}

fn label(field: &Field, id: &str, language: Language) -> String {
    match &field.kind {
        FieldKind::Choice { options } | FieldKind::Choices { options } => options
            .iter()
            .find(|option| option.id == *id)
            .map_or_else(|| id.to_owned(), |option| option.label.get(language).clone()),
        _ => id.to_owned(),
    }
}

fn yes_no(yes: bool, language: Language) -> &'static str {
    match (language, yes) {
        (Language::Ro, true) => "Da",
        (Language::Ro, false) => "Nu",
        (Language::Ru, true) => "Да",
        (Language::Ru, false) => "Нет",
        (Language::En, true) => "Yes",
        (Language::En, false) => "No",
    }
}
