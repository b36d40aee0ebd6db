//! The shape of a field, by its type.

use rust_decimal::Decimal;

use super::reader::{Entries, Reader};
use crate::compile::definition::{FieldDefinition, PartDefinition};
use crate::diag::Code;
use crate::form::{read_date, whole_pattern};
use crate::i18n::{Language, Localized};
use crate::limits::{
    AMOUNT_BANI_MAX, BASKET_ITEMS_MAX, OPTIONS_MAX, PROPERTY_NAME_CHARS_MAX, PROPERTY_VALUE_CHARS_MAX,
};
use crate::money::Money;
use crate::order::PropertyKind;
use crate::plan::{BasketItem, ChoiceOption, DateBound, Field, FieldKind, PropertyPlan};
use crate::yaml::{Node, NodeKind};

const COMMON: [&str; 7] = ["id", "type", "label", "hint", "error", "required", "property"];

/// The types, each with the keys that only it has.
const TYPES: [(&str, &[&str]); 18] = [
    ("text", &["min_length", "max_length", "pattern"]),
    ("long_text", &["min_length", "max_length"]),
    ("number", &["decimals", "min", "max", "unit"]),
    ("quantity", &["min", "max", "unit"]),
    ("amount", &["min", "max"]),
    ("choice", &["options"]),
    ("yes_no", &[]),
    ("consent", &[]),
    ("date", &["not_before", "not_after"]),
    ("month", &["not_before", "not_after"]),
    ("email", &[]),
    ("phone", &[]),
    ("idnp", &[]),
    ("idno", &[]),
    ("idn", &[]),
    ("iban", &[]),
    ("basket", &["items"]),
    ("notice", &[]),
];

pub(super) fn field(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<FieldDefinition> {
    let all: Vec<(&str, &str)> = TYPES.iter().map(|(t, _)| (*t, *t)).collect();
    let type_node = match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().find(|(key, _)| key.text == "type").map(|(_, node)| node),
        _ => None,
    };
    let word = match type_node {
        Some(node) => reader.word(node, "a type of field", &all)?,
        None => {
            let entries = reader.mapping(node, "a field", &COMMON)?;
            reader.required(&entries, "type");
            return None;
        }
    };
    let own = TYPES.iter().find(|(name, _)| *name == word).map_or(&[][..], |(_, keys)| keys);
    let known: Vec<&str> = COMMON.iter().chain(own).copied().collect();
    let entries = reader.mapping(node, "a field of this type", &known)?;
    let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "a field's id"));
    let label = reader.required(&entries, "label");
    let label = label.and_then(|node| reader.texts(node, "the label", languages, 300));
    let hint = entries.get("hint").and_then(|node| reader.texts(node, "the hint", languages, 300));
    let error = entries.get("error").and_then(|node| reader.texts(node, "the error text", languages, 300));
    let required = entries.get("required").and_then(|node| reader.truth(node, "yes or no: true or false"));
    let mut parts = Vec::new();
    let kind = kind(reader, word, &entries, languages, &mut parts);
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
    };
    let property_place = entries.key_place("property").unwrap_or(id.place);
    Some(FieldDefinition { field, id, label, parts, property_place })
}

fn kind(
    reader: &mut Reader<'_>,
    word: &str,
    entries: &Entries<'_>,
    languages: &[Language],
    parts: &mut Vec<PartDefinition>,
) -> Option<FieldKind> {
    Some(match word {
        "text" | "long_text" => text(reader, entries, word == "long_text")?,
        "number" | "quantity" => number(reader, entries, word == "quantity", languages)?,
        "amount" => {
            let bounds = amount_bounds(reader, entries)?;
            FieldKind::Amount { min: bounds.0, max: bounds.1 }
        }
        "choice" => choice(reader, entries, languages, parts)?,
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
        _ => FieldKind::Notice,
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
    let pattern = match entries.get("pattern") {
        None => None,
        Some(node) => {
            let pattern = reader.text(node, "the pattern", 300)?;
            if let Err(error) = whole_pattern(&pattern.value) {
                let reason = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
                reader
                    .diagnostics
                    .report(Code::BadPattern, pattern.place, "the pattern cannot be read")
                    .label(reason)
                    .help("a pattern is a regular expression for the whole answer, as in [0-9]{1,10}");
                return None;
            }
            Some(pattern.value)
        }
    };
    Some(FieldKind::Text { min_length, max_length, pattern, multiline })
}

fn number(reader: &mut Reader<'_>, entries: &Entries<'_>, whole: bool, languages: &[Language]) -> Option<FieldKind> {
    let decimals = match entries.get("decimals") {
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

fn money(reader: &mut Reader<'_>, node: &Node, what: &str, least: Decimal, most: Decimal) -> Option<Money> {
    let number = reader.decimal(node, what, least, most)?;
    let money = Money::from_decimal(number.value);
    if money.is_err() {
        reader.diagnostics.report(Code::OutOfRange, node.place, format!("{what} has at most two decimals"));
    }
    money.ok()
}

fn choice(
    reader: &mut Reader<'_>,
    entries: &Entries<'_>,
    languages: &[Language],
    parts: &mut Vec<PartDefinition>,
) -> Option<FieldKind> {
    let node = reader.required(entries, "options")?;
    let items = reader.list(node, "the options")?;
    if !(2..=OPTIONS_MAX).contains(&items.len()) {
        let message = format!("a choice has 2 to {OPTIONS_MAX} options");
        reader.diagnostics.report(Code::OutOfRange, node.place, message);
        return None;
    }
    let mut options = Vec::new();
    for item in items {
        let entries = reader.mapping(item, "an option", &["id", "label", "account"])?;
        let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "an option's id"));
        let label = reader.required(&entries, "label");
        let label =
            label.and_then(|node| reader.texts(node, "the option's label", languages, PROPERTY_VALUE_CHARS_MAX));
        let account = entries.get("account").and_then(|node| reader.text(node, "the account's name", 60));
        let (Some(id), Some(label)) = (id, label) else { continue };
        options.push(ChoiceOption {
            id: id.value.clone(),
            label: label.map(|_, text| text.value.clone()),
            account: account.as_ref().map(|account| account.value.clone()),
        });
        parts.push(PartDefinition { id, account });
    }
    Some(FieldKind::Choice { options })
}

fn basket(
    reader: &mut Reader<'_>,
    entries: &Entries<'_>,
    languages: &[Language],
    parts: &mut Vec<PartDefinition>,
) -> Option<FieldKind> {
    let node = reader.required(entries, "items")?;
    let nodes = reader.list(node, "the items")?;
    if !(1..=BASKET_ITEMS_MAX).contains(&nodes.len()) {
        let message = format!("a basket has 1 to {BASKET_ITEMS_MAX} items");
        reader.diagnostics.report(Code::OutOfRange, node.place, message);
        return None;
    }
    let mut items = Vec::new();
    for item in nodes {
        let entries = reader.mapping(item, "an item", &["id", "label", "price", "max"])?;
        let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "an item's id"));
        let label = reader.required(&entries, "label");
        let label = label.and_then(|node| reader.texts(node, "the item's label", languages, PROPERTY_NAME_CHARS_MAX));
        let most = Decimal::new(AMOUNT_BANI_MAX, 2);
        let price = reader.required(&entries, "price");
        let price = price.and_then(|node| money(reader, node, "the price", Decimal::new(1, 2), most));
        let max = reader.required(&entries, "max").and_then(|node| reader.whole(node, "the most pieces", 1, 10_000));
        let (Some(id), Some(label), Some(price), Some(max)) = (id, label, price, max) else { continue };
        items.push(BasketItem {
            property_name: pascal_case(&id.value),
            id: id.value.clone(),
            label: label.map(|_, text| text.value.clone()),
            price,
            max,
        });
        parts.push(PartDefinition { id, account: None });
    }
    Some(FieldKind::Basket { items })
}

fn date_bound(reader: &mut Reader<'_>, entries: &Entries<'_>, key: &str) -> Option<Option<DateBound>> {
    let Some(node) = entries.get(key) else { return Some(None) };
    let parse = |text: &str| match text {
        "today" => Ok(DateBound::Today),
        _ => read_date(text).map(DateBound::Day).ok_or("write `today`, or a day as 2026-01-25"),
    };
    reader.parsed(node, "a day", parse).map(|bound| Some(bound.value))
}

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
    let entries = reader.mapping(node, "a property", &["name", "display"])?;
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
        plan.display_name = display.map(|_, text| text.value.clone());
    }
    Some(plan)
}

/// `case_number` as MPay's services write it: `CaseNumber`.
fn pascal_case(id: &str) -> String {
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    id.split('_').filter(|word| !word.is_empty()).map(capital).collect()
}
