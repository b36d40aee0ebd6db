//! Whether an element is what a table says, with every fault in plain words. It must not know which message it is.

use std::fmt;

use roxmltree::Node;

use super::schema::{Field, Kind, Structure};
use super::{CustomerType, OrderStatus};
use crate::i18n::Language;
use crate::limits::{AMOUNT_BANI_MAX, PROPERTY_NAME_CHARS_MAX};
use crate::money::Money;
use crate::mpay::names::MPAY;
use crate::mpay::time;
use crate::xml;

/// Most problems that are told of one message.
pub const PROBLEMS_MAX: usize = 50;
/// What MPay puts before the name of an order's property in a confirmation.
const COPIED_PREFIX: &str = "HO:";

/// What is wrong with a message, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The element, from the operation down: `query/OrderKey`, `Lines/OrderLine[2]/Reason`.
    pub place: String,
    /// What is wrong with it.
    pub fault: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.fault)
    }
}

/// How strictly to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// As for a question of MPay: fields in any order; an optional field can be empty.
    Lenient,
    /// As for a confirmation: money was taken, so that only what leaves open what was paid for what is a problem; what else
    /// is not of the contract is odd.
    Confirmation,
    /// As the schema: in order; no empty text.
    Schema,
}

/// What a comparison finds, at most [`PROBLEMS_MAX`] of each.
pub(super) struct Found {
    /// For which a message is refused.
    pub(super) problems: Vec<Problem>,
    /// For which it is not; only of a confirmation.
    pub(super) oddities: Vec<Problem>,
}

/// Compares an element with a structure.
pub(super) fn check(element: Node<'_, '_>, structure: &Structure, strictness: Strictness) -> Found {
    let found = Found { problems: Vec::new(), oddities: Vec::new() };
    let mut check = Check { strictness, found };
    check.structure(element, structure, element.tag_name().name());
    check.found
}

struct Check {
    strictness: Strictness,
    found: Found,
}

impl Check {
    fn tell(&mut self, place: &str, fault: impl Into<String>) {
        push(&mut self.found.problems, place, fault.into());
    }

    /// Tells what two readers would read in the same way.
    fn tell_clear(&mut self, is_essential: bool, place: &str, fault: impl Into<String>) {
        if self.strictness == Strictness::Confirmation && !is_essential {
            push(&mut self.found.oddities, place, fault.into());
        } else {
            self.tell(place, fault);
        }
    }

    /// Tells of an element of no known name. One of MPay's with nothing but text in it is only odd.
    fn unknown(&mut self, element: Node<'_, '_>, place: &str) {
        let is_leaf = element.tag_name().namespace() == Some(MPAY) && xml::leaf_text(element).is_some();
        self.tell_clear(!is_leaf, place, "is unknown");
    }

    /// Tells of a structure or list with text in it: text alone is only odd.
    fn text_between(&mut self, element: Node<'_, '_>, is_essential: bool, place: &str) {
        let is_mixed = xml::leaf_text(element).is_none();
        self.tell_clear(is_essential || is_mixed, place, "has text between its elements");
    }

    fn structure(&mut self, element: Node<'_, '_>, structure: &Structure, place: &str) {
        let Some(children) = xml::element_children(element) else {
            return self.text_between(element, structure.0.iter().any(|field| field.is_essential), place);
        };
        let mut last = 0;
        for (at, child) in children.iter().enumerate() {
            let name = child.tag_name().name();
            let inner = format!("{place}/{name}");
            let position = structure.0.iter().position(|field| child.has_tag_name((MPAY, field.name)));
            let Some(position) = position else {
                self.unknown(*child, &inner);
                continue;
            };
            if children[..at].iter().any(|before| before.has_tag_name((MPAY, name))) {
                self.tell(&inner, "is repeated");
                continue;
            }
            if self.strictness == Strictness::Schema && position < last {
                self.tell(&inner, "is not in its alphabetical place");
            }
            last = last.max(position);
            self.field(*child, &structure.0[position], &inner);
        }
        for field in structure.0.iter().filter(|field| field.is_required) {
            if !children.iter().any(|child| child.has_tag_name((MPAY, field.name))) {
                self.tell_clear(field.is_essential, &format!("{place}/{}", field.name), "is missing");
            }
        }
    }

    fn field(&mut self, element: Node<'_, '_>, field: &Field, place: &str) {
        if element.attributes().any(|a| a.namespace() != Some(xml::XSI) || a.name() != "nil") {
            self.tell_clear(field.is_essential, place, "has an unknown attribute");
        }
        if is_nil(element) {
            if element.has_children() {
                self.tell(place, "is nil but not empty");
            } else if !field.is_nillable {
                self.tell_clear(field.is_essential, place, "is nil but must have a value");
            }
            return;
        }
        match &field.kind {
            Kind::Structure(structure) => self.structure(element, structure, place),
            Kind::List { item, of, min } => self.list(element, item, of, *min, place),
            kind => {
                let Some(text) = xml::leaf_text(element) else {
                    return self.tell(place, "has more than text in it");
                };
                let is_absent = text.is_empty() && !field.is_required && self.strictness != Strictness::Schema;
                if !is_absent && let Some(fault) = fault_of(kind, &text) {
                    self.tell_clear(field.is_essential, place, fault);
                }
            }
        }
    }

    fn list(&mut self, element: Node<'_, '_>, item: &str, of: &Structure, min: usize, place: &str) {
        let Some(children) = xml::element_children(element) else {
            return self.text_between(element, false, place);
        };
        // Of a confirmation, the sum of its lines tells it.
        if children.len() < min && self.strictness != Strictness::Confirmation {
            self.tell(place, format!("has no {item}"));
        }
        for (at, child) in children.into_iter().enumerate() {
            if !child.has_tag_name((MPAY, item)) {
                self.unknown(child, &format!("{place}/{}", child.tag_name().name()));
                continue;
            }
            let inner = format!("{place}/{item}[{}]", at + 1);
            if is_nil(child) {
                self.tell_clear(child.has_children(), &inner, "is nil");
            } else {
                self.structure(child, of, &inner);
            }
        }
    }
}

fn push(problems: &mut Vec<Problem>, place: &str, fault: String) {
    if problems.len() < PROBLEMS_MAX {
        problems.push(Problem { place: place.chars().take(200).collect(), fault });
    }
}

/// Whether an element says that it has no value.
pub(super) fn is_nil(element: Node<'_, '_>) -> bool {
    element.attribute((xml::XSI, "nil")).is_some_and(|value| matches!(value.trim(), "true" | "1"))
}

/// What is wrong with a value, if anything.
fn fault_of(kind: &Kind, text: &str) -> Option<String> {
    let chars = text.chars().count();
    let length = |max| (chars > max).then(|| format!("is longer than {max} characters"));
    let trimmed = text.trim_matches(xml::is_space);
    let unless = |is_right: bool, fault: &str| (!is_right).then(|| fault.to_owned());
    match kind {
        Kind::AnyText | Kind::Structure(_) | Kind::List { .. } => None,
        Kind::EmptyText(max) => length(*max),
        Kind::Text(_) | Kind::PropertyName | Kind::CopiedName if text.is_empty() => Some("is empty".to_owned()),
        Kind::Text(max) => length(*max),
        Kind::CopiedName => {
            let name = text.strip_prefix(COPIED_PREFIX).unwrap_or(text);
            unless(name.chars().count() <= PROPERTY_NAME_CHARS_MAX, "is longer than 36 characters")
        }
        Kind::PropertyName => length(PROPERTY_NAME_CHARS_MAX).or_else(|| {
            unless(text.chars().all(|c| c.is_alphanumeric() || c == ' '), "has more than letters, digits and spaces")
        }),
        Kind::Money => match parse_money(trimmed) {
            Some(amount) => unless(amount.bani() <= AMOUNT_BANI_MAX, "is too large an amount"),
            None => Some("is not an amount with at most two decimals".to_owned()),
        },
        Kind::Boolean => unless(parse_boolean(trimmed).is_some(), "is neither true nor false"),
        Kind::DateTime => unless(time::parse_local(trimmed).is_some(), "is not a date and time"),
        Kind::Language => unless(parse_language(text).is_some(), "is none of ro, ru, en"),
        Kind::Currency => {
            unless(chars == 3 && text.bytes().all(|b| b.is_ascii_uppercase()), "is not a currency's code")
        }
        Kind::Status => unless(OrderStatus::from_word(text).is_some(), "is not a status of the contract"),
        Kind::CustomerType => unless(CustomerType::from_word(text).is_some(), "is not a type of the contract"),
    }
}

pub(super) fn parse_money(text: &str) -> Option<Money> {
    Money::parse_xml(text).ok()
}

pub(super) fn parse_boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

pub(super) fn parse_language(text: &str) -> Option<Language> {
    Language::from_code(&text.to_ascii_lowercase())
}
