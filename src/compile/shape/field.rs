//! The shape of a field, by its type.

use rust_decimal::Decimal;

use super::basket::{basket, day_that_decides};
use super::choice::options;
use super::keys::{COMMON, PROPERTY, TYPES};
use super::pattern::pattern;
use super::prefill;
use super::reader::{Entries, Reader};
use super::service::flat;
use crate::compile::definition::{FieldDefinition, PartDefinition, TableDefinition};
use crate::diag::Code;
use crate::form::read_date;
use crate::i18n::{Language, Localized};
use crate::limits::{AMOUNT_BANI_MAX, PROPERTY_NAME_CHARS_MAX, PROPERTY_VALUE_CHARS_MAX};
use crate::money::Money;
use crate::order::PropertyKind;
use crate::plan::{CodeFormat, DateBound, Field, FieldKind, PropertyPlan};
use crate::yaml::{Node, NodeKind};

/// `is_in_row`: whether it is asked for each row of a group.
pub(super) fn field(
    reader: &mut Reader<'_>,
    node: &Node,
    languages: &[Language],
    is_in_row: bool,
) -> Option<FieldDefinition> {
    let all: Vec<(&str, &str)> = TYPES.iter().map(|(t, ..)| (*t, *t)).collect();
    let common = COMMON.iter().map(|key| key.name);
    let type_node = match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().find(|(key, _)| key.text == "type").map(|(_, node)| node),
        _ => None,
    };
    let word = match type_node {
        Some(node) => reader.word(node, "a type of field", &all)?,
        None => {
            let entries = reader.known_mapping(node, "a field", common.collect())?;
            reader.required(&entries, "type");
            return None;
        }
    };
    let own = TYPES.iter().find(|(name, ..)| *name == word).map_or(&[][..], |(.., keys)| keys);
    let known = common.chain(own.iter().map(|key| key.name)).collect();
    let entries = reader.known_mapping(node, "a field of this type", known)?;
    let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "a field's id"));
    let label = reader.required(&entries, "label");
    let label = label.and_then(|node| reader.texts(node, "the label", languages, 300));
    let hint = entries.get("hint").and_then(|node| reader.texts(node, "the hint", languages, 300));
    let error = entries.get("error").and_then(|node| reader.texts(node, "the error text", languages, 300));
    let required = entries.get("required").and_then(|node| reader.truth(node, "yes or no: true or false"));
    let mut parts = Vec::new();
    let mut tables = Vec::new();
    let kind = kind(reader, word, &entries, languages, (&mut parts, &mut tables));
    let show_when = entries.get("show_when").and_then(|node| reader.condition(node));
    let prefill = prefill::of_field(reader, &entries, word, id.as_ref().map(|id| id.value.as_str()), is_in_row);
    let by = if word == "basket" { entries.get("by").map(|node| day_that_decides(reader, node, &parts)) } else { None };
    let (id, label, kind) = (id?, label?, kind?);
    let text = |texts: &crate::compile::definition::Texts| texts.map(|_, text| text.value.clone());
    let property = property(reader, &entries, &id.value, &text(&label), &kind, languages);
    let field = Field {
        id: id.value.clone(),
        label: text(&label),
        hint: hint.as_ref().map(text),
        error: error.as_ref().map(text),
        required: required.unwrap_or(true),
        kind,
        property,
        shown_when: Vec::new(),
        prefill: prefill.unwrap_or_default(),
    };
    let property_place = entries.key_place("property").unwrap_or(id.place);
    Some(FieldDefinition { field, id, label, parts, show_when, by: flat(by)?, tables, property_place })
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
            FieldKind::Year { min: year("min")?, max: year("max")? }
        }
        "yes_no" => FieldKind::YesNo,
        "consent" => FieldKind::Consent,
        "date" | "month" => {
            let not_before = date_bound(reader, entries, "not_before")?;
            let not_after = date_bound(reader, entries, "not_after")?;
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
    let min_length = length("min_length", 1)? as usize;
    let max_length = length("max_length", if multiline { most } else { 100 })? as usize;
    let pattern = match (!multiline).then(|| entries.get("pattern")).flatten() {
        None => None,
        Some(node) => pattern(reader, node, (min_length, max_length))?,
    };
    Some(FieldKind::Text { min_length, max_length, pattern, multiline })
}

fn number(reader: &mut Reader<'_>, entries: &Entries<'_>, whole: bool, languages: &[Language]) -> Option<FieldKind> {
    let decimals = match (!whole).then(|| entries.get("decimals")).flatten() {
        Some(node) => reader.whole(node, "the number of decimals", 0, 6)?,
        None => 0,
    };
    let most = Decimal::from(1_000_000_000);
    let min = match (entries.get("min"), whole) {
        (Some(node), _) => reader.decimal(node, "the least number", -most, most)?.value,
        (None, true) => Decimal::ONE,
        (None, false) => {
            let node = reader.required(entries, "min")?;
            reader.decimal(node, "the least number", -most, most)?.value
        }
    };
    let node = reader.required(entries, "max")?;
    let max = reader.decimal(node, "the greatest number", -most, most)?;
    if max.value < min {
        reader.diagnostics.report(Code::OutOfRange, max.place, "the greatest number is less than the least");
        return None;
    }
    let unit = match entries.get("unit") {
        Some(node) => Some(reader.texts(node, "the unit", languages, 20)?.map(|_, text| text.value.clone())),
        None => None,
    };
    Some(FieldKind::Number { decimals, min: min.normalize(), max: max.value.normalize(), unit })
}

fn amount_bounds(reader: &mut Reader<'_>, entries: &Entries<'_>) -> Option<(Money, Money)> {
    let most = Decimal::new(AMOUNT_BANI_MAX, 2);
    let min = match entries.get("min") {
        Some(node) => money(reader, node, "the least amount", Decimal::ZERO, most)?,
        None => Money::from_bani(1),
    };
    let node = reader.required(entries, "max")?;
    let max = money(reader, node, "the greatest amount", Decimal::ZERO, most)?;
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

/// How MPay is told: as the author says, or by the conventions of MPay's own generic services.
fn property(
    reader: &mut Reader<'_>,
    entries: &Entries<'_>,
    id: &str,
    label: &Localized<String>,
    kind: &FieldKind,
    languages: &[Language],
) -> Option<PropertyPlan> {
    let property_kind = match kind {
        FieldKind::Number { .. } | FieldKind::Phone => PropertyKind::Number,
        FieldKind::Code { format: CodeFormat::TaxCode } => PropertyKind::TaxCode,
        FieldKind::Idnp | FieldKind::Idno | FieldKind::Idn => PropertyKind::Idn,
        FieldKind::Amount { .. } | FieldKind::Consent | FieldKind::Notice | FieldKind::Basket { .. } => return None,
        _ => PropertyKind::String,
    };
    let mut plan = PropertyPlan { name: pascal_case(id), display_name: label.clone(), kind: property_kind };
    let Some(node) = entries.get("property") else { return Some(plan) };
    if let NodeKind::Scalar(_) = node.kind {
        return reader
            .word(node, "a property: write `none`, or {name: …, display: …}", &[("none", ())])
            .map_or(Some(plan), |()| None);
    }
    let entries = reader.mapping(node, &PROPERTY)?;
    if let Some(node) = entries.get("name") {
        let shaped = |text: &str| {
            let fits = text.chars().all(|c| c.is_alphanumeric() || c == ' ');
            let length = (1..=PROPERTY_NAME_CHARS_MAX).contains(&text.chars().count());
            if fits && length { Ok(text.to_owned()) } else { Err("1 to 36 letters, digits and spaces") }
        };
        plan.name = reader.parsed(node, "a property name that MPay takes", shaped)?.value;
    }
    if let Some(node) = entries.get("display") {
        let display = reader.texts(node, "the property's display name", languages, PROPERTY_NAME_CHARS_MAX)?;
        for (language, text) in display.iter() {
            let label = label.get(language);
            if !label.is_empty() && label.chars().count() <= PROPERTY_NAME_CHARS_MAX && *label != text.value {
                let message = format!("the page says “{label}”, and MPay “{}”", text.value);
                reader
                    .diagnostics
                    .report(Code::OtherDisplayName, text.place, message)
                    .help("leave `display` out: MPay takes the label as it is");
                break;
            }
        }
        plan.display_name = display.map(|_, text| text.value.clone());
    }
    Some(plan)
}

/// `case_number` as MPay's services write it: `CaseNumber`.
pub(super) fn pascal_case(id: &str) -> String {
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    id.split('_').filter(|word| !word.is_empty()).map(capital).collect()
}
