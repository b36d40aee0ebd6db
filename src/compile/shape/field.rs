//! The shape of a field, by its type.

use rust_decimal::Decimal;

use super::basket::{basket, day_that_decides};
use super::choice::options;
use super::keys::{COMMON, FIELD_ORDER, TYPES};
use super::pattern::pattern;
use super::reader::{Entries, Reader};
use super::service::{flat, no_text};
use super::{prefill, property};
use crate::compile::definition::{FieldDefinition, PartDefinition, TableDefinition, Texts};
use crate::diag::Code;
use crate::form::read_date;
use crate::i18n::Language;
use crate::limits::{AMOUNT_BANI_MAX, PROPERTY_VALUE_CHARS_MAX};
use crate::money::Money;
use crate::plan::{CodeFormat, DateBound, Field, FieldKind};
use crate::yaml::{Node, NodeKind};

/// `is_in_row`: whether it is asked for each row of a group.
pub(super) fn field(
    reader: &mut Reader<'_>,
    node: &Node,
    languages: &[Language],
    is_in_row: bool,
) -> Option<FieldDefinition> {
    let (word, entries) = with_type(reader, node)?;
    let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "a field's id"));
    let label = reader.required(&entries, "label");
    let label = label.and_then(|node| reader.texts(node, "the label", languages, 300));
    let label = label.unwrap_or_else(|| no_text(languages, entries.place));
    let hint = entries.get("hint").and_then(|node| reader.texts(node, "the hint", languages, 300));
    let error = entries.get("error").and_then(|node| reader.texts(node, "the error text", languages, 300));
    let required = entries.get("required").and_then(|node| reader.truth(node, "yes or no: true or false"));
    let mut parts = Vec::new();
    let mut tables = Vec::new();
    let kind = match word {
        Some(word) => kind(reader, word, &entries, languages, (&mut parts, &mut tables)),
        None => {
            of_any_type(reader, &entries, languages);
            None
        }
    };
    let show_when = flat(entries.get("show_when").map(|node| reader.condition(node)));
    // A field of no type may have been meant as a basket.
    let by = if word.is_none_or(|word| word == "basket") { entries.get("by") } else { None };
    let word = word.unwrap_or_default();
    let prefill = prefill::of_field(reader, &entries, word, id.as_ref().map(|id| id.value.as_str()), is_in_row);
    let items = kind.is_some().then_some(parts.as_slice());
    let by = flat(by.map(|node| day_that_decides(reader, node, items)));
    let property = property::written(reader, &entries, (&label, word), languages);
    let (id, kind, show_when, by) = (id?, kind?, show_when?, by?);
    let text = |texts: &Texts| texts.map(|_, text| text.value.clone());
    let field = Field {
        id: id.value.clone(),
        label: text(&label),
        hint: hint.as_ref().map(text),
        error: error.as_ref().map(text),
        required: required.unwrap_or(true),
        property: property.plan(&id.value, &text(&label), &kind),
        kind,
        shown_when: Vec::new(),
        prefill: prefill.unwrap_or_default(),
    };
    let property_place = entries.key_place("property").unwrap_or(id.place);
    Some(FieldDefinition { field, id, label, parts, show_when, by, tables, property_place })
}

/// The type of a field, if it can be read, and its keys: those of the type, or of any type.
fn with_type<'a>(reader: &mut Reader<'_>, node: &'a Node) -> Option<(Option<&'static str>, Entries<'a>)> {
    let all: Vec<(&str, &str)> = TYPES.iter().map(|(t, ..)| (*t, *t)).collect();
    let common = || COMMON.iter().map(|key| key.name);
    let type_node = match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().find(|(key, _)| key.text == "type").map(|(_, node)| node),
        _ => None,
    };
    let word = type_node.and_then(|node| reader.word(node, "a type of field", &all));
    if let Some((_, _, own)) = TYPES.iter().find(|(name, ..)| Some(*name) == word) {
        let known = common().chain(own.iter().map(|key| key.name)).collect();
        return Some((word, reader.known_mapping(node, "a field of this type", known)?));
    }
    let entries = reader.known_mapping(node, "a field", FIELD_ORDER.to_vec())?;
    if type_node.is_some() {
        return Some((None, entries));
    }
    let word = reader.required(&entries, "type").and_then(|node| reader.word(node, "a type of field", &all));
    Some((word, entries))
}

/// What has faults of its own in a field of whatever type.
fn of_any_type(reader: &mut Reader<'_>, entries: &Entries<'_>, languages: &[Language]) {
    if entries.get("options").is_some() {
        options(reader, entries, languages, 1);
    }
    if entries.get("items").is_some() {
        basket(reader, entries, languages, &mut Vec::new());
    }
}

fn kind(
    reader: &mut Reader<'_>,
    word: &str,
    entries: &Entries<'_>,
    languages: &[Language],
    (parts, tables): (&mut Vec<PartDefinition>, &mut Vec<TableDefinition>),
) -> Option<FieldKind> {
    Some(match word {
        "text" | "long_text" => text(reader, entries, word == "long_text")?,
        "number" | "quantity" => number(reader, entries, word == "quantity", languages)?,
        "amount" => {
            let bounds = amount_bounds(reader, entries)?;
            FieldKind::Amount { min: bounds.0, max: bounds.1 }
        }
        "choice" | "choices" => {
            let found = options(reader, entries, languages, if word == "choice" { 2 } else { 1 })?;
            if let Some(node) = entries.get("options").filter(|_| word == "choices" && found.options.len() > BOXES_MAX)
            {
                let message = format!("a payer has {} boxes to look through", found.options.len());
                reader
                    .diagnostics
                    .report(Code::LongList, node.start, message)
                    .help("ask for a `choice`, which becomes a list, or split the options over several fields");
            }
            (*parts, *tables) = (found.parts, found.tables);
            match word {
                "choice" => FieldKind::Choice { options: found.options },
                _ => FieldKind::Choices { options: found.options },
            }
        }
        "year" => {
            let mut year = |key| {
                let node = reader.required(entries, key)?;
                reader.whole(node, "a year", 1900, 2100).and_then(|year| i16::try_from(year).ok())
            };
            let (min, max) = (year("min"), year("max"));
            FieldKind::Year { min: min?, max: max? }
        }
        "yes_no" => FieldKind::YesNo,
        "consent" => FieldKind::Consent,
        "date" | "month" => {
            let not_before = date_bound(reader, entries, "not_before");
            let not_after = date_bound(reader, entries, "not_after");
            let (not_before, not_after) = (not_before?, not_after?);
            match word {
                "date" => FieldKind::Date { not_before, not_after },
                _ => FieldKind::Month { not_before, not_after },
            }
        }
        "email" => FieldKind::Email,
        "phone" => FieldKind::Phone,
        "idnp" => FieldKind::Idnp,
        "idno" => FieldKind::Idno,
        "idn" => FieldKind::Idn,
        "iban" => FieldKind::Iban,
        "basket" => basket(reader, entries, languages, parts)?,
        "notice" => FieldKind::Notice,
        _ => FieldKind::Code { format: CodeFormat::ALL.into_iter().find(|format| format.word() == word)? },
    })
}

fn text(reader: &mut Reader<'_>, entries: &Entries<'_>, multiline: bool) -> Option<FieldKind> {
    let most = PROPERTY_VALUE_CHARS_MAX as u32;
    let mut length = |key, default| match entries.get(key) {
        Some(node) => reader.whole(node, "a length (MPay takes 255 characters)", 1, most),
        None => Some(default),
    };
    let lengths = (length("min_length", 1), length("max_length", if multiline { most } else { 100 }));
    let lengths = lengths.0.zip(lengths.1).map(|(min, max)| (min as usize, max as usize));
    let node = (!multiline).then(|| entries.get("pattern")).flatten();
    let pattern = node.and_then(|node| pattern(reader, node, lengths));
    let (min_length, max_length) = lengths?;
    Some(FieldKind::Text { min_length, max_length, pattern, multiline })
}

fn number(reader: &mut Reader<'_>, entries: &Entries<'_>, whole: bool, languages: &[Language]) -> Option<FieldKind> {
    let decimals = match (!whole).then(|| entries.get("decimals")).flatten() {
        Some(node) => reader.whole(node, "the number of decimals", 0, 6),
        None => Some(0),
    };
    let most = Decimal::from(1_000_000_000);
    let node = if whole { entries.get("min") } else { reader.required(entries, "min") };
    let min = match node {
        Some(node) => reader.decimal(node, "the least number", -most, most).map(|min| min.value),
        None => Some(Decimal::ONE).filter(|_| whole),
    };
    let max = reader.required(entries, "max");
    let max = max.and_then(|node| reader.decimal(node, "the greatest number", -most, most));
    let unit = entries.get("unit").and_then(|node| reader.texts(node, "the unit", languages, 20));
    let unit = unit.map(|texts| texts.map(|_, text| text.value.clone()));
    let (decimals, min, max) = (decimals?, min?, max?);
    if max.value < min {
        reader.diagnostics.report(Code::OutOfRange, max.place, "the greatest number is less than the least");
        return None;
    }
    Some(FieldKind::Number { decimals, min: min.normalize(), max: max.value.normalize(), unit })
}

fn amount_bounds(reader: &mut Reader<'_>, entries: &Entries<'_>) -> Option<(Money, Money)> {
    let most = Decimal::new(AMOUNT_BANI_MAX, 2);
    let min = match entries.get("min") {
        Some(node) => money(reader, node, "the least amount", Decimal::ZERO, most),
        None => Some(Money::from_bani(1)),
    };
    let node = reader.required(entries, "max")?;
    let max = money(reader, node, "the greatest amount", Decimal::ZERO, most);
    let (min, max) = (min?, max?);
    if max < min {
        reader.diagnostics.report(Code::OutOfRange, node.place, "the greatest amount is less than the least");
        return None;
    }
    Some((min, max))
}

pub(super) fn money(reader: &mut Reader<'_>, node: &Node, what: &str, least: Decimal, most: Decimal) -> Option<Money> {
    let number = reader.decimal(node, what, least, most)?;
    let money = Money::from_decimal(number.value);
    if money.is_err() {
        reader.diagnostics.report(Code::OutOfRange, node.place, format!("{what} has at most two decimals"));
    }
    money.ok()
}

fn date_bound(reader: &mut Reader<'_>, entries: &Entries<'_>, key: &str) -> Option<Option<DateBound>> {
    let Some(node) = entries.get(key) else { return Some(None) };
    let parse = |text: &str| match text {
        "today" => Ok(DateBound::Today),
        _ => read_date(text).map(DateBound::Day).ok_or("write `today`, or a day as 2026-01-25"),
    };
    reader.parsed(node, "a day", parse).map(|bound| Some(bound.value))
}

/// More boxes to tick are hard to look through on a telephone.
const BOXES_MAX: usize = 20;
