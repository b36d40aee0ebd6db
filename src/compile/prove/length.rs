//! Lengths: the most characters that an answer can have, and a text with answers in it.

use crate::expr::Facts;
use crate::i18n::Language;
use crate::identifiers::Phone;
use crate::limits::NAME_CHARS_MAX;
use crate::plan::{Field, FieldKind, Piece, Plan, TextTemplate};

/// The most characters of an answer in a language, in one case.
pub(super) fn of_answer(plan: &Plan, name: &str, language: Language, facts: &Facts) -> usize {
    match name {
        "payer.name" => NAME_CHARS_MAX,
        "payer.id" => 13,
        _ => plan.field(name).map_or(0, |field| of_field(field, language, facts)),
    }
}

/// The longest that a text can be.
pub(super) struct Longest<'a> {
    pub chars: usize,
    /// Of the answers in it the longest, and its length.
    answer: Option<(&'a str, usize)>,
}

/// The longest that a text can be in a language, in one of some cases.
pub(super) fn of_text<'a>(plan: &Plan, text: &'a TextTemplate, language: Language, cases: &[Facts]) -> Longest<'a> {
    let in_case = |case: &Facts| {
        let mut longest = Longest { chars: 0, answer: None };
        for piece in &text.0 {
            match piece {
                Piece::Literal(text) => longest.chars += text.chars().count(),
                Piece::Answer(name) => {
                    let part = of_answer(plan, name, language, case);
                    longest.chars += part;
                    if longest.answer.is_none_or(|(_, other)| part > other) {
                        longest.answer = Some((name, part));
                    }
                }
            }
        }
        longest
    };
    let all = cases.iter().map(in_case);
    // Of cases that are as long, the first.
    all.reduce(|one, other| if other.chars > one.chars { other } else { one })
        .unwrap_or(Longest { chars: 0, answer: None })
}

impl Longest<'_> {
    /// What the longest answer has to do with it, for messages; nothing where there is no answer.
    pub fn label(&self) -> String {
        self.answer.map(|(name, part)| format!("`{{{name}}}` alone can have {part}")).unwrap_or_default()
    }

    /// What to write so that the text has no more than some characters.
    pub fn help(&self, plan: &Plan, most: usize) -> String {
        let over = self.chars.saturating_sub(most);
        let Some((name, part)) = self.answer else { return format!("shorten the text by {over}") };
        let left = part.checked_sub(over).filter(|left| *left > 0);
        match left.and_then(|left| shorter(plan, name, left)) {
            Some(shorter) => format!("shorten the text by {over}, or {shorter}"),
            None => format!("shorten the text by {over}, or leave `{{{name}}}` out"),
        }
    }
}

/// What to write so that an answer has no more than some characters; nothing for what has its own length.
fn shorter(plan: &Plan, name: &str, most: usize) -> Option<String> {
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
        FieldKind::Phone => Phone::SPACED_CHARS_MAX,
        FieldKind::Idnp | FieldKind::Idno | FieldKind::Idn => 13,
        FieldKind::Iban => 29,
        FieldKind::Basket { items, .. } => items.iter().map(|item| u64::from(item.max)).sum::<u64>().to_string().len(),
        FieldKind::Notice => 0,
    }
}
