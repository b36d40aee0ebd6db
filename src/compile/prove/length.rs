//! Lengths: the most characters that an answer can have in a text.

use crate::expr::Facts;
use crate::i18n::Language;
use crate::limits::NAME_CHARS_MAX;
use crate::plan::{Field, FieldKind, Plan};

/// The most characters of an answer in a language, in one case.
pub(super) fn of_answer(plan: &Plan, name: &str, language: Language, facts: &Facts) -> usize {
    match name {
        "payer.name" => NAME_CHARS_MAX,
        "payer.id" => 13,
        _ => plan.field(name).map_or(0, |field| of_field(field, language, facts)),
    }
}

/// What to write so that an answer has no more than some characters; nothing for what has its own length.
pub(super) fn shorter(plan: &Plan, name: &str, most: usize) -> Option<String> {
    match plan.field(name)?.kind {
        FieldKind::Text { .. } => Some(format!("write `max_length: {most}` for `{name}`")),
        FieldKind::Choice { .. } => Some(format!("shorten the labels of `{name}` to {most} characters")),
        _ => None,
    }
}

fn of_field(field: &Field, language: Language, facts: &Facts) -> usize {
    match &field.kind {
        FieldKind::Text { max_length, .. } => *max_length,
        FieldKind::Number { decimals, min, max, .. } => {
            let whole = |number: &rust_decimal::Decimal| number.trunc().abs().to_string().len();
            let sign = usize::from(min.is_sign_negative());
            let mark = if *decimals > 0 { 1 + *decimals as usize } else { 0 };
            sign + whole(min).max(whole(max)) + mark
        }
        FieldKind::Amount { max, .. } => max.grouped().chars().count(),
        FieldKind::Choice { options } => {
            let possible = facts.options_of(&field.id);
            let options = options.iter().filter(|option| possible.is_none_or(|ids| ids.contains(&option.id)));
            options.map(|option| option.label.get(language).chars().count()).max().unwrap_or(0)
        }
        // All of them, with a comma and a space between two.
        FieldKind::Choices { options } => {
            let labels: usize = options.iter().map(|option| option.label.get(language).chars().count() + 2).sum();
            labels.saturating_sub(2)
        }
        FieldKind::YesNo | FieldKind::Consent => 3,
        FieldKind::Date { .. } => 10,
        FieldKind::Month { .. } => 7,
        FieldKind::Year { .. } => 4,
        FieldKind::Code { format } => format.longest(),
        FieldKind::Email => 254,
        FieldKind::Phone => 15,
        FieldKind::Idnp | FieldKind::Idno | FieldKind::Idn => 13,
        FieldKind::Iban => 29,
        FieldKind::Basket { items, .. } => items.iter().map(|item| u64::from(item.max)).sum::<u64>().to_string().len(),
        FieldKind::Notice => 0,
    }
}
