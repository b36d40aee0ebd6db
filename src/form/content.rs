//! The document of an order, from checked and priced answers.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::{Answer, Answers, PriceError, price};
use crate::clock;
use crate::i18n::{Language, Localized};
use crate::order::{OrderContent, OrderLine, OrderProperty, PayerKind, PropertyKind};
use crate::plan::{AccountRule, Field, FieldKind, Plan, TextTemplate};

/// Writes the document of the order that these answers make on a day in Chișinău.
///
/// # Errors
/// See [`PriceError`]; none for a plan that was compiled.
pub fn order_content(plan: &Plan, answers: &Answers, today: Date) -> Result<OrderContent, PriceError> {
    let priced = price(plan, answers, today)?;
    let mut lines = Vec::new();
    for (line, amount) in plan.lines.iter().zip(&priced.lines) {
        let account = account_name(plan, &line.account, answers).and_then(|name| plan.accounts.get(name));
        lines.push(OrderLine {
            id: line.id.clone(),
            reason: filled(plan, &line.reason, answers),
            amount: *amount,
            account: account.ok_or_else(|| PriceError::Account(line.id.clone()))?.clone(),
        });
    }
    Ok(OrderContent {
        service_id: plan.service_id.clone(),
        payer: answers.payer.clone(),
        reason: filled(plan, &plan.order.reason, answers),
        lines,
        properties: properties(plan, answers),
        total: priced.total,
        allow_partial_payments: plan.order.allow_partial_payments,
        answers: as_typed(plan, answers),
    })
}

/// Until when an order can be paid that is made at an instant: the end of a day in Chișinău.
pub fn due_at(plan: &Plan, now: Timestamp) -> Option<Timestamp> {
    let days = i64::from(plan.order.due_after_days?);
    clock::today(now).checked_add(days.days()).ok().and_then(clock::end_of)
}

fn account_name<'a>(plan: &'a Plan, rule: &'a AccountRule, answers: &Answers) -> Option<&'a str> {
    match rule {
        AccountRule::Fixed(name) => Some(name),
        AccountRule::ChosenBy(field) => {
            let Some(Answer::Choice(chosen)) = answers.get(field) else { return None };
            let FieldKind::Choice { options } = &plan.field(field)?.kind else { return None };
            options.iter().find(|option| option.id == *chosen)?.account.as_deref()
        }
    }
}

fn filled(plan: &Plan, text: &Localized<TextTemplate>, answers: &Answers) -> Localized<String> {
    text.map(|language, text| text.fill(|name| answer_text(plan, answers, name, language)))
}

fn answer_text(plan: &Plan, answers: &Answers, name: &str, language: Language) -> String {
    match name {
        "payer.name" => answers.payer.name.clone(),
        "payer.id" => answers.payer.id.as_str().to_owned(),
        _ => match (plan.field(name), answers.get(name)) {
            (Some(field), Some(answer)) => answer.display(field, language),
            _ => String::new(),
        },
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
    for field in plan.fields() {
        if let Some(answer) = answers.get(&field.id) {
            all.extend(field_properties(field, answer));
        }
    }
    all
}

fn field_properties(field: &Field, answer: &Answer) -> Vec<OrderProperty> {
    if let (Answer::Basket(chosen), FieldKind::Basket { items }) = (answer, &field.kind) {
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
    for field in plan.fields() {
        if let Some(answer) = answers.get(&field.id) {
            all.extend(answer.as_typed(field));
        }
    }
    all
}
