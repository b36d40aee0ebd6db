//! The document of an order, from checked and priced answers.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::review::row_number;
use super::scope::Fields;
use super::{Answer, Answers, PriceError, name_in_row, price, row_mark};
use crate::clock;
use crate::expr::{EvalError, Value, evaluate};
use crate::i18n::{Language, Localized};
use crate::order::{OrderContent, OrderLine, OrderProperty, Payer, PayerKind, PropertyKind};
use crate::plan::{AccountRule, Due, Field, FieldKind, Plan, ReportingColumn, ReportingValue, TextTemplate};

/// Writes the document of the order that these answers make on a day in Chișinău.
///
/// # Errors
/// See [`PriceError`]; none for a plan that was compiled.
pub fn order_content(plan: &Plan, answers: &Answers, today: Date) -> Result<OrderContent, PriceError> {
    let priced = price(plan, answers, today)?;
    let mut lines = Vec::new();
    for priced in &priced.lines {
        let Some(line) = plan.lines.get(priced.line) else { continue };
        let told = Told { row: row_of(line.for_each.as_deref(), priced.row, &answers.rows), ..Told::of(plan, answers) };
        let account = told.account_name(&line.account).and_then(|name| plan.accounts.get(name));
        lines.push(OrderLine {
            id: priced.id.clone(),
            reason: told.filled(&line.reason),
            amount: priced.amount,
            account: account.ok_or_else(|| PriceError::Account(line.id.clone()))?.clone(),
        });
    }
    Ok(OrderContent {
        service_id: plan.service_id.clone(),
        payer: answers.payer.clone(),
        reason: Told::of(plan, answers).filled(&plan.order.reason),
        lines,
        properties: properties(plan, answers),
        total: priced.total,
        allow_partial_payments: plan.order.allow_partial_payments,
        allow_advance_payments: plan.order.allow_advance_payments,
        first_part_percent: plan.order.first_part_percent,
        reporting: reporting(plan, answers, today)?,
        answers: as_typed(plan, answers),
    })
}

/// What stands in each reporting column.
fn reporting(plan: &Plan, answers: &Answers, today: Date) -> Result<Vec<(String, String)>, PriceError> {
    let (told, scope) = (Told::of(plan, answers), answers.scope(plan, today));
    let text = |column: &ReportingColumn| match &column.value {
        ReportingValue::Text(text) => Ok(text.fill(|name| told.text(name, Language::Ro))),
        ReportingValue::Computed(expr) => reported(evaluate(expr, &scope)?),
        ReportingValue::Chosen { by, texts } => {
            let option = reported(evaluate(by, &scope)?)?;
            texts.get(&option).cloned().ok_or(EvalError::Absent(option))
        }
    };
    let one = |column: &ReportingColumn| match text(column) {
        Ok(text) => Ok((column.id.clone(), text)),
        Err(error) => Err(PriceError::Eval(column.id.clone(), error)),
    };
    plan.reporting.iter().map(one).collect()
}

/// A value as machines read it.
fn reported(value: Value) -> Result<String, EvalError> {
    match value {
        Value::Number(number) => Ok(number.normalize().to_string()),
        Value::Text(text) => Ok(text),
        Value::Bool(truth) => Ok(if truth { "yes" } else { "no" }.to_owned()),
        Value::Date(day) => Ok(day.to_string()),
        _ => Err(EvalError::WrongType),
    }
}

/// Until when an order can be paid that is made at an instant: the end of a day in Chișinău.
pub fn due_at(plan: &Plan, now: Timestamp) -> Option<Timestamp> {
    let last_day = match plan.order.due? {
        Due::AfterDays(days) => clock::today(now).checked_add(i64::from(days).days()).ok()?,
        Due::On(day) => day,
    };
    clock::end_of(last_day)
}

pub(super) fn row_of<'a>(
    group: Option<&str>,
    row: Option<usize>,
    rows: &'a BTreeMap<String, Vec<Fields>>,
) -> Option<&'a Fields> {
    rows.get(group?)?.get(row?)
}

/// What a line tells: of the page, and of the row that it is for.
pub(super) struct Told<'a> {
    pub plan: &'a Plan,
    pub payer: Option<&'a Payer>,
    pub fields: &'a Fields,
    pub row: Option<&'a Fields>,
    /// What stands for an answer that is not there.
    pub gap: &'static str,
}

impl<'a> Told<'a> {
    fn of(plan: &'a Plan, answers: &'a Answers) -> Told<'a> {
        Told { plan, payer: Some(&answers.payer), fields: &answers.fields, row: None, gap: "" }
    }

    fn answer(&self, field: &str) -> Option<&'a Answer> {
        self.row.and_then(|row| row.get(field)).or_else(|| self.fields.get(field))
    }

    fn account_name(&self, rule: &'a AccountRule) -> Option<&'a str> {
        match rule {
            AccountRule::Fixed(name) => Some(name),
            AccountRule::ChosenBy(field) => {
                let Some(Answer::Choice(chosen)) = self.answer(field) else { return None };
                let FieldKind::Choice { options } = &self.plan.field(field)?.kind else { return None };
                options.iter().find(|option| option.id == *chosen)?.account.as_deref()
            }
        }
    }

    pub fn filled(&self, text: &Localized<TextTemplate>) -> Localized<String> {
        text.map(|language, text| text.fill(|name| self.text(name, language)))
    }

    fn text(&self, name: &str, language: Language) -> String {
        let found = match name {
            "payer.name" => self.payer.map(|payer| payer.name.clone()),
            "payer.id" => self.payer.map(|payer| payer.id.as_str().to_owned()),
            _ => match (self.plan.field(name), self.answer(name)) {
                (Some(field), Some(answer)) => Some(answer.display(field, language)),
                _ => None,
            },
        };
        found.unwrap_or_else(|| self.gap.to_owned())
    }
}

/// The payer's identity as MPay's own generic services send it, then the answers.
fn properties(plan: &Plan, answers: &Answers) -> Vec<OrderProperty> {
    let text = |ro: &str, ru: &str, en: &str| Localized {
        ro: ro.to_owned(),
        ru: Some(ru.to_owned()),
        en: Some(en.to_owned()),
    };
    let payer = &answers.payer;
    let kind = match payer.kind {
        PayerKind::Person => "Person",
        PayerKind::Organization => "Organization",
    };
    let mut all = vec![
        OrderProperty {
            name: "IDNP".to_owned(),
            display_name: text("IDNP/IDNO plătitor", "IDNP/IDNO плательщика", "Payer IDNP/IDNO"),
            kind: PropertyKind::Idn,
            value: Localized::same(payer.id.as_str().to_owned()),
            is_visible: false,
        },
        OrderProperty {
            name: "Name".to_owned(),
            display_name: text(
                "Nume/prenume sau denumire plătitor",
                "ФИО или название плательщика",
                "Payer full name or company name",
            ),
            kind: PropertyKind::CustomerName,
            value: Localized::same(payer.name.clone()),
            is_visible: false,
        },
        OrderProperty {
            name: "PayerType".to_owned(),
            display_name: text("Tip plătitor", "Тип плательщика", "Payer type"),
            kind: PropertyKind::CustomerType,
            value: Localized::same(kind.to_owned()),
            is_visible: true,
        },
    ];
    for section in &plan.sections {
        match &section.repeat {
            None => all.extend(section_properties(&section.fields, &answers.fields, None)),
            Some(group) => {
                for (at, row) in answers.rows(&group.id).iter().enumerate() {
                    all.extend(section_properties(&section.fields, row, Some(at)));
                }
            }
        }
    }
    all
}

/// Those of a row have its number behind their names.
fn section_properties(fields: &[Field], answers: &Fields, row: Option<usize>) -> Vec<OrderProperty> {
    let of_field = |field: &Field| answers.get(&field.id).map(|answer| field_properties(field, answer));
    let mut all: Vec<OrderProperty> = fields.iter().filter_map(of_field).flatten().collect();
    if let Some(at) = row {
        for property in &mut all {
            property.name = format!("{} {}", property.name, at + 1);
            property.display_name = property.display_name.map(|_, name| format!("{name} {}", at + 1));
        }
    }
    all
}

fn field_properties(field: &Field, answer: &Answer) -> Vec<OrderProperty> {
    if let (Answer::Basket(chosen), FieldKind::Basket { items, .. }) = (answer, &field.kind) {
        let chosen = chosen.iter().filter_map(|(id, pieces)| Some((items.iter().find(|item| item.id == *id)?, pieces)));
        return chosen
            .map(|(item, pieces)| OrderProperty {
                name: item.property_name.clone(),
                display_name: item.label.clone(),
                kind: PropertyKind::Number,
                value: Localized::same(pieces.to_string()),
                is_visible: true,
            })
            .collect();
    }
    let Some(property) = &field.property else { return Vec::new() };
    vec![OrderProperty {
        name: property.name.clone(),
        display_name: property.display_name.clone(),
        kind: property.kind,
        value: property.display_name.map(|language, _| answer.for_mpay(field, language)),
        is_visible: true,
    }]
}

/// The names and texts that, sent again, make the same answers.
fn as_typed(plan: &Plan, answers: &Answers) -> Vec<(String, String)> {
    let payer = &answers.payer;
    let mut all = vec![
        ("payer.kind".to_owned(), payer.kind.word().to_owned()),
        ("payer.id".to_owned(), payer.id.as_str().to_owned()),
        ("payer.name".to_owned(), payer.name.clone()),
    ];
    for section in &plan.sections {
        let Some(group) = &section.repeat else {
            for field in &section.fields {
                all.extend(
                    answers.get(&field.id).map(|answer| answer.as_typed(field, &field.id)).into_iter().flatten(),
                );
            }
            continue;
        };
        for (at, row) in answers.rows(&group.id).iter().enumerate() {
            let number = row_number(at);
            all.push((row_mark(&group.id, number), "yes".to_owned()));
            for field in &section.fields {
                let name = name_in_row(&group.id, number, &field.id);
                all.extend(row.get(&field.id).map(|answer| answer.as_typed(field, &name)).into_iter().flatten());
            }
        }
    }
    all
}
