//! A payer's answers as people read them. An order keeps them as the form takes them, which for most is how people write them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::{field, lei, service};
use crate::form;
use crate::i18n::{Language, text};
use crate::identifiers::{Iban, Phone, mask_code, mask_phone};
use crate::money::Money;
use crate::plan::{BasketItem, ChoiceOption, CodeFormat, Field, FieldKind, Plan, Section};

/// The answers under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct AnswerSection {
    title: String,
    /// Where the service's page asks them.
    anchor: Option<String>,
    answers: Vec<Answer>,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Answer {
    label: String,
    value: String,
    /// The class that suits the value.
    look: Option<&'static str>,
    /// The id of the control that asks it.
    target: Option<String>,
}

/// Shows the answers of one order in one language.
pub(super) struct Answers<'a> {
    texts: BTreeMap<&'a str, &'a str>,
    /// What one piece of each item cost, by its name in the form.
    prices: BTreeMap<String, Money>,
    language: Language,
    shown: Shown,
}

/// How much is shown of what was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// All of it.
    Whole,
    /// All but the middle of persons' codes: what is printed lies about.
    WithoutCodes,
    /// Codes and telephones masked, and nothing else: it is somebody else who looks.
    Masked,
}

impl<'a> Answers<'a> {
    /// The answers that an order of a plan was made with on a day.
    pub(super) fn new(
        answers: &'a [(String, String)],
        plan: &Plan,
        made_on: Date,
        language: Language,
        shown: Shown,
    ) -> Answers<'a> {
        let texts = answers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let prices = form::item_prices(plan, &answers.iter().cloned().collect(), made_on);
        Answers { texts, prices, language, shown }
    }

    /// All answers in the order of the plan; those that it does not know come last, under their names.
    pub(super) fn sections(&self, plan: &Plan) -> Vec<AnswerSection> {
        let known: BTreeSet<String> = form::names(plan).into_iter().collect();
        let own = plan.sections.iter().enumerate().map(|(position, section)| AnswerSection {
            title: section.title.get(self.language).clone(),
            anchor: Some(service::section_anchor(position)),
            answers: self.of_section(section),
        });
        let is_rest = |name: &str| !known.contains(name) && !name.starts_with("payer.") && !name.starts_with('_');
        // What the plan does not know may be anything.
        let rest = self.texts.iter().filter(|(name, _)| self.shown != Shown::Masked && is_rest(name));
        let rest = AnswerSection {
            title: text(self.language, "other-answers"),
            anchor: None,
            answers: rest.map(|(name, value)| plain((*name).to_owned(), (*value).to_owned())).collect(),
        };
        own.chain([rest]).filter(|section| !section.answers.is_empty()).collect()
    }

    fn of_section(&self, section: &Section) -> Vec<Answer> {
        let Some(group) = &section.repeat else {
            return section.fields.iter().flat_map(|field| self.of_field(field, &field.id)).collect();
        };
        let is_there = |row: &u32| self.texts.contains_key(form::row_mark(&group.id, *row).as_str());
        let mut answers = Vec::new();
        for row in (1..=group.max).filter(is_there) {
            for field in &section.fields {
                let mut of_row = self.of_field(field, &form::name_in_row(&group.id, row, &field.id));
                of_row.iter_mut().for_each(|answer| answer.label = format!("{} {row}", answer.label));
                answers.extend(of_row);
            }
        }
        answers
    }

    /// The answers to a field that has this name in the form; none for one that was not asked.
    fn of_field(&self, field: &Field, name: &str) -> Vec<Answer> {
        let label = field.label.get(self.language).clone();
        if self.shown == Shown::Masked {
            let text = self.texts.get(name).copied().unwrap_or_default();
            return masked(&field.kind, text)
                .map(|value| Answer { look: Some("nums"), ..plain(label, value) })
                .into_iter()
                .collect();
        }
        if let FieldKind::Basket { items, .. } = &field.kind {
            let taken: Vec<Answer> = items.iter().filter_map(|item| self.of_item(name, item)).collect();
            let first = items.first().map(|item| format!("{name}.{}", item.id));
            return if taken.is_empty() && !field.shown_when.is_empty() {
                Vec::new()
            } else if taken.is_empty() {
                vec![nothing(label).at(first.as_deref().unwrap_or(name))]
            } else {
                taken
            };
        }
        if !field.kind.is_question() {
            return Vec::new();
        }
        if let FieldKind::Choices { options } = &field.kind {
            let is_chosen = |option: &&ChoiceOption| self.texts.contains_key(format!("{name}.{}", option.id).as_str());
            let chosen: Vec<String> =
                options.iter().filter(is_chosen).map(|option| option.label.get(self.language).clone()).collect();
            let answer = if chosen.is_empty() { nothing(label) } else { plain(label, chosen.join(", ")) };
            let first = options.first().map(|option| format!("{name}.{}", option.id));
            return vec![answer.at(first.as_deref().unwrap_or(name))];
        }
        let value = self.texts.get(name).copied().unwrap_or_default();
        if value.is_empty() {
            return if field.shown_when.is_empty() { vec![nothing(label).at(name)] } else { Vec::new() };
        }
        vec![Answer { look: look(&field.kind), ..plain(label, self.shown(&field.kind, value)).at(name) }]
    }

    /// The label and the answer of a field that is asked once, under the name that it has in the form.
    pub(super) fn of_name(&self, field: &Field, name: &str, value: &str) -> (String, String) {
        let label = field.label.get(self.language).clone();
        let part = name.strip_prefix(&format!("{}.", field.id)).unwrap_or_default();
        match &field.kind {
            FieldKind::Basket { items, .. } => {
                let item = items.iter().find(|item| item.id == part).and_then(|item| self.of_item(&field.id, item));
                item.map_or((label, value.to_owned()), |answer| (answer.label, answer.value))
            }
            FieldKind::Choices { options } => {
                let option = options.iter().find(|option| option.id == part);
                (label, option.map_or(value, |option| option.label.get(self.language)).to_owned())
            }
            kind => (label, self.shown(kind, value)),
        }
    }

    fn of_item(&self, name: &str, item: &BasketItem) -> Option<Answer> {
        let name = format!("{name}.{}", item.id);
        let quantity = self.texts.get(name.as_str())?;
        let is_taken = quantity.bytes().any(|b| b != b'0');
        let label = item.label.get(self.language).clone();
        let value = match self.prices.get(&name) {
            Some(price) => format!("{quantity}\u{a0}× {}", lei(*price)),
            None => (*quantity).to_owned(),
        };
        is_taken.then(|| Answer { look: Some("nums"), ..plain(label, value).at(&name) })
    }

    fn shown(&self, kind: &FieldKind, value: &str) -> String {
        let shown = match kind {
            FieldKind::Number { unit: Some(unit), .. } => Some(format!("{value}\u{a0}{}", unit.get(self.language))),
            FieldKind::Amount { .. } => Money::parse_typed(value).ok().map(lei),
            FieldKind::Choice { options } => {
                options.iter().find(|option| option.id == value).map(|option| option.label.get(self.language).clone())
            }
            FieldKind::YesNo | FieldKind::Consent => match value {
                "yes" => Some(text(self.language, "yes")),
                "no" => Some(text(self.language, "no")),
                _ => None,
            },
            FieldKind::Phone => Phone::parse(value).ok().map(|phone| phone.spaced()),
            FieldKind::Iban => Iban::parse(value).ok().map(|iban| iban.grouped()),
            FieldKind::Idnp | FieldKind::Idn | FieldKind::Code { format: CodeFormat::TaxCode }
                if self.shown == Shown::WithoutCodes =>
            {
                Some(without_middle(value))
            }
            _ => None,
        };
        shown.unwrap_or_else(|| value.to_owned())
    }
}

fn nothing(label: String) -> Answer {
    plain(label, "–".to_owned())
}

fn plain(label: String, value: String) -> Answer {
    Answer { label, value, look: None, target: None }
}

impl Answer {
    /// The answer of the control that has this name in the form.
    fn at(self, name: &str) -> Answer {
        Answer { target: Some(field::id_of(name)), ..self }
    }
}

fn look(kind: &FieldKind) -> Option<&'static str> {
    match kind {
        FieldKind::Text { multiline: true, .. } => Some("preline"),
        FieldKind::Text { .. } | FieldKind::Choice { .. } | FieldKind::YesNo | FieldKind::Consent => None,
        FieldKind::Email => None,
        _ => Some("nums"),
    }
}

/// A person's code with its middle hidden, `2012******788`; an organization's, which is public, as it is.
pub(super) fn without_middle(code: &str) -> String {
    let is_person = code.len() == 13 && code.bytes().all(|b| b.is_ascii_digit()) && !code.starts_with('1');
    if is_person { mask_code(code) } else { code.to_owned() }
}

/// What is shown of an answer to somebody else; nothing of most, and of none.
fn masked(kind: &FieldKind, text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    match kind {
        FieldKind::Idnp | FieldKind::Idn | FieldKind::Code { format: CodeFormat::TaxCode } => Some(mask_code(text)),
        FieldKind::Phone => {
            let phone = Phone::parse(text);
            Some(mask_phone(phone.as_ref().map_or(text, Phone::as_str)))
        }
        FieldKind::Code { format: CodeFormat::VehiclePlate | CodeFormat::Vin | CodeFormat::CadastralNumber } => None,
        FieldKind::Text { .. } | FieldKind::Number { .. } | FieldKind::Amount { .. } | FieldKind::Choice { .. } => None,
        FieldKind::Choices { .. } | FieldKind::YesNo | FieldKind::Consent | FieldKind::Date { .. } => None,
        FieldKind::Month { .. } | FieldKind::Year { .. } | FieldKind::Email | FieldKind::Idno => None,
        FieldKind::Iban | FieldKind::Basket { .. } | FieldKind::Notice => None,
    }
}
