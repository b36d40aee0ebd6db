//! Reading nodes of the tree into values, each reader with its own diagnostic.

mod expression;
mod remains;
mod text;

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::csv::TableFile;
use super::cut::Cut;
use super::keys::{AT_MPAY, Shape};
use crate::compile::definition::Remains;
use crate::compile::names::Scope;
use crate::diag::{Code, Diagnostics, Place, Placed, listed, nearest};
use crate::form::read_date;
use crate::typed::{NumberError, read_number};
use crate::yaml::{Key, Node, NodeKind, Scalar};

/// What is said of a text that is no number.
const DIGITS_AND_DOT: &str = "write digits and a dot, as in 12.50";

/// A mapping whose keys are all known.
pub(super) struct Entries<'a> {
    pub place: Place,
    /// Its first character.
    start: Place,
    what: &'static str,
    known: Vec<&'static str>,
    entries: &'a [(Key, Node)],
    /// Mistyped keys, by their position, and what they were taken for.
    taken_for: Vec<(usize, &'static str)>,
}

impl<'a> Entries<'a> {
    /// The value of a key; `null` counts as absent.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        debug_assert!(self.known.contains(&key), "`{key}` is not in the table of keys of {}", self.what);
        let is_there = |(k, node): &&(Key, Node)| k.text == key && node.kind != NodeKind::Null;
        let mistyped =
            || self.taken_for.iter().find(|(_, name)| *name == key).and_then(|(at, _)| self.entries.get(*at));
        self.entries.iter().find(is_there).or_else(mistyped).map(|(_, node)| node)
    }

    /// The place of a key.
    pub fn key_place(&self, key: &str) -> Option<Place> {
        self.entries.iter().find(|(k, _)| k.text == key).map(|(k, _)| k.place)
    }
}

/// What a definition had and could not be read: from its absence nothing is concluded.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::compile) struct Lost {
    /// Conditions, checks or stops: answers that they rule out seem possible.
    pub conditions: bool,
    /// Lines: an order seems to lack them.
    pub lines: bool,
    /// Expressions: what they read seems unused.
    pub expressions: bool,
    /// Names of fields, groups, values or tables: who reads them seems to read nothing.
    pub names: bool,
    /// The days on which orders are taken.
    pub days: bool,
    pub examples: bool,
}

/// Reads nodes and notes what is wrong.
pub(super) struct Reader<'d> {
    pub diagnostics: &'d mut Diagnostics,
    /// The tables that stand beside the definition.
    pub files: &'d [TableFile<'d>],
    /// What could not be read, so that nothing is concluded from its absence.
    pub lost: Lost,
    /// What could be read of things that as a whole could not be.
    pub remains: Vec<Remains>,
    /// What was read so far of things that may turn out so.
    read: Vec<Remains>,
    /// Where what is read stands.
    scope: Scope,
    /// Of how many parts all expressions are made that were read so far.
    parts: usize,
    /// How long all patterns are that were read so far, in characters.
    pub pattern_chars: usize,
    /// How many bytes all patterns take when compiled.
    pub pattern_bytes: usize,
    /// Texts that a comma has cut in two, which is reported.
    cut: BTreeSet<Place>,
}

impl<'d> Reader<'d> {
    pub fn new(diagnostics: &'d mut Diagnostics, files: &'d [TableFile<'d>]) -> Reader<'d> {
        Reader {
            diagnostics,
            files,
            lost: Lost::default(),
            remains: Vec::new(),
            read: Vec::new(),
            scope: Scope::Page,
            parts: 0,
            pattern_chars: 0,
            pattern_bytes: 0,
            cut: BTreeSet::new(),
        }
    }

    /// A mapping with the keys of a shape and no others.
    pub fn mapping<'a>(&mut self, node: &'a Node, shape: &'static Shape) -> Option<Entries<'a>> {
        self.known_mapping(node, shape.what, shape.names().collect())
    }

    /// A mapping with these keys and no others. A mistyped key is reported and taken for the one that was meant, so that
    /// nothing else is blamed for its absence.
    pub fn known_mapping<'a>(
        &mut self,
        node: &'a Node,
        what: &'static str,
        known: Vec<&'static str>,
    ) -> Option<Entries<'a>> {
        let entries = self.open_mapping(node, what)?;
        let mut taken_for = Vec::new();
        let mut rest = Cut::default();
        for (at, (key, node)) in entries.iter().enumerate() {
            if let Some(value) = rest.take(key, node) {
                self.cut_at_comma(value, key);
                continue;
            }
            if known.contains(&key.text.as_str()) {
                continue;
            }
            if self.diagnostics.is_full() {
                break;
            }
            let message = format!("{what} has no key `{}`", key.text);
            let help = match nearest(&key.text, known.iter().copied()) {
                None => format!("the keys are {}", listed(known.iter().copied())),
                Some(name) => {
                    taken_for.push((at, name));
                    format!("did you mean `{name}`?")
                }
            };
            self.diagnostics.report(Code::UnknownKey, key.place, message).help(help);
        }
        Some(Entries { place: node.place, start: node.start, what, known, entries, taken_for })
    }

    /// Says once that a comma has cut a text in two; what is left of it is then not judged.
    fn cut_at_comma(&mut self, value: Place, rest: &Key) {
        if self.cut.insert(value) {
            let comma = Place { start: value.end, end: (value.end + 1).min(rest.place.start), ..value };
            self.diagnostics
                .report(Code::UnknownKey, comma, "within { } a comma ends a text, and this has one inside ( )")
                .help("put the whole between quotes");
        }
    }

    /// A mapping whose keys the author chooses.
    pub fn open_mapping<'a>(&mut self, node: &'a Node, what: &'static str) -> Option<&'a [(Key, Node)]> {
        match &node.kind {
            NodeKind::Mapping(entries) => Some(entries),
            _ => {
                self.wrong_shape(node, &format!("{what} is a mapping of keys and values"));
                None
            }
        }
    }

    /// A key that must be there.
    pub fn required<'a>(&mut self, entries: &Entries<'a>, key: &str) -> Option<&'a Node> {
        let found = entries.get(key);
        if found.is_none() {
            let place = entries.key_place(key).unwrap_or(entries.start);
            self.diagnostics
                .report(Code::MissingKey, place, format!("{} lacks `{key}`", entries.what))
                .help(format!("add `{key}:`"));
        }
        found
    }

    /// A list.
    pub fn list<'a>(&mut self, node: &'a Node, what: &str) -> Option<&'a [Node]> {
        match &node.kind {
            NodeKind::Sequence(items) => Some(items),
            _ => {
                self.wrong_shape(node, &format!("{what} is a list: lines that begin with `-`"));
                None
            }
        }
    }

    fn scalar<'a>(&mut self, node: &'a Node, what: &str) -> Option<&'a Scalar> {
        match &node.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => {
                self.wrong_shape(node, &format!("{what} is a text"));
                None
            }
        }
    }

    /// Says that a node is of another kind.
    pub fn wrong_shape(&mut self, node: &Node, expected: &str) {
        let place = match &node.kind {
            NodeKind::Mapping(_) | NodeKind::Sequence(_) => node.start,
            _ => node.place,
        };
        self.diagnostics.report(Code::WrongShape, place, expected).label(format!("this is {}", node.describe()));
    }

    /// A value that a function parses, such as an IBAN.
    pub fn parsed<T, E: std::fmt::Display>(
        &mut self,
        node: &Node,
        what: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Placed<T>> {
        let scalar = self.scalar(node, what)?;
        match parse(scalar.text.trim()) {
            Ok(value) => Some(Placed::new(value, node.place)),
            Err(error) => {
                self.diagnostics
                    .report(Code::BadIdentifier, node.place, format!("this is not {what}"))
                    .label(error.to_string());
                None
            }
        }
    }

    /// A name for expressions: small letters, digits and underscores.
    pub fn name(&mut self, node: &Node, what: &str) -> Option<Placed<String>> {
        let shaped = |text: &str| {
            let fits = is_name(text);
            let reserved = matches!(text, "and" | "or" | "not" | "in" | "true" | "false" | "payer" | AT_MPAY);
            match (fits, reserved) {
                (true, false) => Ok(text.to_owned()),
                (true, true) => Err(format!("`{text}` has a meaning of its own")),
                _ => Err("a name has 1 to 36 small letters a-z, digits and underscores, a letter first".to_owned()),
            }
        };
        self.parsed(node, what, shaped)
    }

    /// One of some words; a mistyped one is reported and taken for the one that was meant.
    pub fn word<T: Copy>(&mut self, node: &Node, what: &str, words: &[(&str, T)]) -> Option<T> {
        let scalar = self.scalar(node, what)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == scalar.text) {
            return Some(*value);
        }
        let known = words.iter().map(|(word, _)| *word);
        let meant = nearest(&scalar.text, known.clone());
        let help = match meant {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("write {}", known.collect::<Vec<_>>().join(" or ")),
        };
        let message = format!("`{}` is not {what}", scalar.text);
        self.diagnostics.report(Code::UnknownWord, node.place, message).help(help);
        words.iter().find(|(word, _)| Some(*word) == meant).map(|(_, value)| *value)
    }

    /// Whether a node is the word for an amount that the payer gives at MPay.
    pub fn is_at_mpay(node: &Node) -> bool {
        matches!(&node.kind, NodeKind::Scalar(scalar) if scalar.text == AT_MPAY)
    }

    /// `true` or `false`.
    pub fn truth(&mut self, node: &Node, what: &str) -> Option<bool> {
        self.word(node, what, &[("true", true), ("false", false)])
    }

    /// A number as a spreadsheet or a person has written it, within bounds: `1 250,50` too, and `1.250` never.
    pub fn typed_decimal(&mut self, node: &Node, what: &str, least: Decimal, most: Decimal) -> Option<Placed<Decimal>> {
        let number = self.parsed(node, what, |text| {
            read_number(text, 2).map_err(|error| match error {
                NumberError::Malformed | NumberError::Several => DIGITS_AND_DOT.to_owned(),
                other => other.to_string(),
            })
        })?;
        self.between(node, what, number, least, most)
    }

    /// An exact decimal, written with digits and a dot, within bounds.
    pub fn decimal(&mut self, node: &Node, what: &str, least: Decimal, most: Decimal) -> Option<Placed<Decimal>> {
        let parse = |text: &str| {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let shaped = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                && digits.starts_with(|c: char| c.is_ascii_digit())
                && digits.ends_with(|c: char| c.is_ascii_digit());
            text.parse::<Decimal>().ok().filter(|_| shaped).ok_or(DIGITS_AND_DOT)
        };
        let number = self.parsed(node, what, parse)?;
        self.between(node, what, number, least, most)
    }

    fn between(
        &mut self,
        node: &Node,
        what: &str,
        number: Placed<Decimal>,
        least: Decimal,
        most: Decimal,
    ) -> Option<Placed<Decimal>> {
        if number.value < least || number.value > most {
            let message = format!("{what} lies between {} and {}", least.normalize(), most.normalize());
            self.diagnostics.report(Code::OutOfRange, node.place, message);
            return None;
        }
        Some(number)
    }

    /// A whole number within bounds.
    pub fn whole(&mut self, node: &Node, what: &str, least: u32, most: u32) -> Option<u32> {
        let number = self.decimal(node, what, least.into(), most.into())?;
        let whole = u32::try_from(number.value).ok().filter(|_| number.value.is_integer());
        if whole.is_none() {
            self.diagnostics.report(Code::OutOfRange, node.place, format!("{what} is a whole number"));
        }
        whole
    }

    /// A day: `2026-01-25`.
    pub fn day(&mut self, node: &Node) -> Option<Placed<Date>> {
        self.parsed(node, "a day", |text| read_date(text).ok_or("write it as 2026-01-25"))
    }
}

/// Whether a text has the form of a name for expressions.
pub(in crate::compile) fn is_name(text: &str) -> bool {
    (1..=36).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && text.as_bytes()[0].is_ascii_lowercase()
}
