//! The columns of an export, by the ids of fields over all versions, and how machines read what stands in them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::form::{PAYER_NAMES, name_in_row, names, names_of, read_date};
use crate::identifiers::Phone;
use crate::order::OrderContent;
use crate::plan::{Field, FieldKind, Plan};
use crate::typed::read_exact;

/// What is answered and reported in any version, each once: the earlier version's first, in the order of its page.
#[derive(Debug, Default)]
pub(super) struct Columns {
    answers: Vec<String>,
    reporting: Vec<String>,
    known: BTreeSet<String>,
}

impl Columns {
    /// Adds those of a version.
    pub(super) fn add(&mut self, plan: &Plan) {
        for name in names(plan) {
            if self.known.insert(answer(&name)) {
                self.answers.push(name);
            }
        }
        for column in &plan.reporting {
            if self.known.insert(reporting(&column.id)) {
                self.reporting.push(column.id.clone());
            }
        }
    }

    /// Their headings.
    pub(super) fn headings(&self) -> impl Iterator<Item = String> {
        let answers = self.answers.iter().map(|name| answer(name));
        answers.chain(self.reporting.iter().map(|id| reporting(id)))
    }

    /// What an order has in them; nothing where it was not asked.
    pub(super) fn cells(&self, content: &OrderContent, looks: &Looks) -> impl Iterator<Item = String> {
        let map = |pairs: &[(String, String)]| pairs.iter().cloned().collect::<HashMap<String, String>>();
        let (mut answers, mut reported) = (map(&content.answers), map(&content.reporting));
        let answered = |name: &String| answers.remove(name).map_or(String::new(), |text| looks.machine(name, text));
        let answered: Vec<String> = self.answers.iter().map(answered).collect();
        let reported = |id: &String| reported.remove(id).unwrap_or_default();
        let reported: Vec<String> = self.reporting.iter().map(reported).collect();
        answered.into_iter().chain(reported)
    }
}

fn answer(name: &str) -> String {
    format!("answer.{name}")
}

fn reporting(id: &str) -> String {
    format!("reporting.{id}")
}

/// How the answers of a version are written for people, where machines want them otherwise.
#[derive(Debug)]
pub(super) struct Looks(BTreeMap<String, Look>);

#[derive(Debug, Clone, Copy)]
enum Look {
    /// `1 250,50`
    Number,
    /// `25.01.2026`
    Day,
    /// `01.2026`
    Month,
    /// `+373 60 606 060`
    Phone,
    /// In groups of four.
    Iban,
}

impl Looks {
    /// Those of a version's fields.
    pub(super) fn of(plan: &Plan) -> Looks {
        let mut looks = BTreeMap::new();
        for section in &plan.sections {
            let rows = section.repeat.as_ref().map_or(1, |group| group.max);
            for row in 1..=rows {
                for field in &section.fields {
                    let name = match &section.repeat {
                        Some(group) => name_in_row(&group.id, row, &field.id),
                        None => field.id.clone(),
                    };
                    looks.extend(
                        look(field)
                            .into_iter()
                            .flat_map(|look| names_of(field, &name).into_iter().map(move |name| (name, look))),
                    );
                }
            }
        }
        Looks(looks)
    }

    /// An answer as machines read it: a number with a dot, a day as 2026-01-25, a telephone as MPay is told it.
    pub(super) fn machine(&self, name: &str, text: String) -> String {
        debug_assert!(!PAYER_NAMES.contains(&name) || !self.0.contains_key(name));
        let read = match self.0.get(name) {
            None => None,
            Some(Look::Number) => read_exact(&text).map(|number| number.to_string()),
            Some(Look::Day) => read_date(&text).map(|day| day.to_string()),
            Some(Look::Month) => text.split_once('.').map(|(month, year)| format!("{year}-{month}")),
            Some(Look::Phone) => Phone::parse(&text).ok().map(|phone| phone.national()),
            Some(Look::Iban) => Some(text.split_whitespace().collect()),
        };
        read.unwrap_or(text)
    }
}

fn look(field: &Field) -> Option<Look> {
    match &field.kind {
        FieldKind::Number { .. } | FieldKind::Amount { .. } => Some(Look::Number),
        FieldKind::Date { .. } => Some(Look::Day),
        FieldKind::Month { .. } => Some(Look::Month),
        FieldKind::Phone => Some(Look::Phone),
        FieldKind::Iban => Some(Look::Iban),
        _ => None,
    }
}
