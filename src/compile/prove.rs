//! Proofs: for every set of answers that the form accepts, MPay accepts the order.

use rust_decimal::Decimal;

use super::definition::{LineDefinition, PlacedExpr, Texts};
use super::names::ServiceNames;
use super::resolve::Checked;
use crate::diag::{Code, Diagnostics, Place};
use crate::expr::{Names, Range, RangeProblem, range};
use crate::i18n::Language;
use crate::limits::{AMOUNT_BANI_MAX, NAME_CHARS_MAX, PROPERTY_NAME_CHARS_MAX, REASON_CHARS_MAX};
use crate::plan::{Field, FieldKind, Piece, Plan, TextTemplate};

/// Proves what can be proved, and reports what cannot.
pub(super) fn prove(checked: &Checked, diagnostics: &mut Diagnostics) {
    amounts(checked, diagnostics);
    texts(checked, diagnostics);
}

fn amounts(checked: &Checked, diagnostics: &mut Diagnostics) {
    let plan = &checked.plan;
    let mut names = ServiceNames::new(&plan.payer_kinds, plan.fields(), &checked.tables);
    for value in &checked.values {
        let Ok(found) = crate::expr::check(&value.expr.expr, &names) else { continue };
        let bounds = match range(&value.expr.expr, &names) {
            Ok(bounds) => Some(bounds),
            Err(RangeProblem::Unknown) => None,
            Err(problem) => {
                report_range(&value.expr, problem, diagnostics);
                None
            }
        };
        names.define(&value.name.value, found, bounds);
    }
    let mut total = Some(Decimal::ZERO);
    for line in &checked.lines {
        // A line whose expression is at fault elsewhere says nothing here.
        if !matches!(crate::expr::check(&line.amount.expr, &names), Ok(crate::expr::Type::Number)) {
            total = None;
            continue;
        }
        match range(&line.amount.expr, &names) {
            Ok(bounds) => {
                amount(line, bounds, &names, diagnostics);
                total = total.and_then(|total| total.checked_add(bounds.max));
            }
            Err(problem) => {
                report_range(&line.amount, problem, diagnostics);
                total = None;
            }
        }
    }
    let most = Decimal::new(AMOUNT_BANI_MAX, 2);
    if let (Some(total), Some(first), true) = (total, checked.lines.first(), checked.lines.len() > 1)
        && total > most
    {
        let message = format!("the lines together can come to {} lei", lei(total));
        diagnostics
            .report(Code::AmountTooLarge, first.amount.place, message)
            .help(format!("an order has at most {} lei: lower the bounds of the fields", lei(most)));
    }
}

fn report_range(placed: &PlacedExpr, problem: RangeProblem, diagnostics: &mut Diagnostics) {
    match problem {
        RangeProblem::DivisionByZero(span, divisor) => {
            let message = "this divides by what can be zero";
            diagnostics
                .report(Code::DivisionByZero, placed.part(span), message)
                .label(format!("from {} to {}", divisor.min.normalize(), divisor.max.normalize()))
                .help("give the field a `min` above 0, or divide by max(…, 1)");
        }
        RangeProblem::Overflow(span) => {
            diagnostics
                .report(Code::AmountTooLarge, placed.part(span), "this can become larger than numbers can be")
                .help("lower the bounds of the fields");
        }
        RangeProblem::Unknown => {}
    }
}

fn amount(line: &LineDefinition, bounds: Range, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) {
    let place = line.amount.place;
    let shown = format!("from {} to {} lei", lei(bounds.min), lei(bounds.max));
    let fields = bounds_of_fields(line, names);
    if bounds.min <= Decimal::ZERO {
        let message = match bounds.min.is_zero() {
            true => format!("line `{}` can come to nothing", line.id.value),
            false => format!("line `{}` can come to less than nothing", line.id.value),
        };
        let help =
            format!("an amount must be more than 0 for every answer{fields}; raise a `min`, or write max(…, 0.01)");
        diagnostics.report(Code::AmountNotPositive, place, message).label(shown.clone()).help(help);
    }
    if bounds.max > Decimal::new(AMOUNT_BANI_MAX, 2) {
        let message = format!("line `{}` can come to more than MPay takes", line.id.value);
        let limit = lei(Decimal::new(AMOUNT_BANI_MAX, 2));
        let help = format!("an amount is at most {limit} lei{fields}; lower a `max`, or write min(…, {limit})");
        diagnostics.report(Code::AmountTooLarge, place, message).label(shown).help(help);
    }
    if bounds.decimals > 2 {
        let decimals = match bounds.decimals {
            28 => "any number of decimals".to_owned(),
            some => format!("{some} decimals"),
        };
        diagnostics
            .report(Code::AmountTooPrecise, place, format!("line `{}` can have {decimals}", line.id.value))
            .help("an amount has two: write round(…, 2)");
    }
}

/// `: area is from 0.01 to 5000`, for messages.
fn bounds_of_fields(line: &LineDefinition, names: &ServiceNames<'_>) -> String {
    let mut parts = Vec::new();
    line.amount.expr.for_each_name(&mut |name, _| {
        if let Some(bounds) = crate::expr::Ranges::of_name(names, name)
            && names.type_of(name).is_ok()
            && parts.len() < 4
        {
            parts.push(format!("`{name}` is from {} to {}", bounds.min.normalize(), bounds.max.normalize()));
        }
    });
    parts.dedup();
    if parts.is_empty() { String::new() } else { format!(", and {}", parts.join(", ")) }
}

fn lei(amount: Decimal) -> String {
    amount.normalize().to_string()
}

fn texts(checked: &Checked, diagnostics: &mut Diagnostics) {
    let plan = &checked.plan;
    for (line, compiled) in checked.lines.iter().zip(&plan.lines) {
        reason(plan, "the line's reason", &line.reason, &compiled.reason, diagnostics);
    }
    reason(plan, "the order's reason", &checked.order_reason, &plan.order.reason, diagnostics);
    for definition in &checked.fields {
        let Some(property) = &definition.field.property else { continue };
        for (language, display) in property.display_name.iter() {
            let length = display.chars().count();
            if length > PROPERTY_NAME_CHARS_MAX {
                let place = definition.label.exact(language).map_or(definition.id.place, |label| label.place);
                let message = format!("the label has {length} characters: MPay shows {PROPERTY_NAME_CHARS_MAX}");
                diagnostics
                    .report(Code::TextTooLong, place, message)
                    .help("keep the label and add a shorter name for MPay: property: {display: {ro: …, ru: …, en: …}}");
            }
        }
    }
}

fn reason(
    plan: &Plan,
    what: &str,
    texts: &Texts,
    templates: &crate::i18n::Localized<TextTemplate>,
    diagnostics: &mut Diagnostics,
) {
    for (language, template) in templates.iter() {
        let mut length = 0;
        let mut longest: Option<(&str, usize)> = None;
        for piece in &template.0 {
            match piece {
                Piece::Literal(text) => length += text.chars().count(),
                Piece::Answer(name) => {
                    let part = answer_length(plan, name, language);
                    length += part;
                    if longest.is_none_or(|(_, other)| part > other) {
                        longest = Some((name, part));
                    }
                }
            }
        }
        let Some(text) = texts.exact(language) else { continue };
        if length > REASON_CHARS_MAX {
            too_long(what, text.place, length, longest, diagnostics);
        }
    }
}

fn too_long(what: &str, place: Place, length: usize, longest: Option<(&str, usize)>, diagnostics: &mut Diagnostics) {
    let over = length - REASON_CHARS_MAX;
    let report = diagnostics.report(
        Code::TextTooLong,
        place,
        format!("{what} can have {length} characters: MPay takes {REASON_CHARS_MAX}"),
    );
    match longest {
        Some((name, part)) => {
            report.label(format!("`{{{name}}}` alone can have {part}"));
            report.help(match part > over {
                true => format!("shorten the text by {over}, or limit `{name}` to {} characters", part - over),
                false => format!("shorten the text by {over}"),
            });
        }
        None => {
            report.help(format!("shorten the text by {over}"));
        }
    }
}

/// The most characters that an answer can have in a text.
fn answer_length(plan: &Plan, name: &str, language: Language) -> usize {
    match name {
        "payer.name" => NAME_CHARS_MAX,
        "payer.id" => 13,
        _ => plan.field(name).map_or(0, |field| field_length(field, language)),
    }
}

fn field_length(field: &Field, language: Language) -> usize {
    match &field.kind {
        FieldKind::Text { max_length, .. } => *max_length,
        FieldKind::Number { decimals, min, max, .. } => {
            let whole = |number: &Decimal| number.trunc().abs().to_string().len();
            let sign = usize::from(min.is_sign_negative());
            let mark = if *decimals > 0 { 1 + *decimals as usize } else { 0 };
            sign + whole(min).max(whole(max)) + mark
        }
        FieldKind::Amount { max, .. } => max.grouped().chars().count(),
        FieldKind::Choice { options } => {
            options.iter().map(|option| option.label.get(language).chars().count()).max().unwrap_or(0)
        }
        FieldKind::YesNo | FieldKind::Consent => 3,
        FieldKind::Date { .. } => 10,
        FieldKind::Month { .. } => 7,
        FieldKind::Email => 254,
        FieldKind::Phone => 15,
        FieldKind::Idnp | FieldKind::Idno | FieldKind::Idn => 13,
        FieldKind::Iban => 29,
        FieldKind::Basket { items } => items.iter().map(|item| u64::from(item.max)).sum::<u64>().to_string().len(),
        FieldKind::Notice => 0,
    }
}
