//! The shape of examples and of answers, in a definition and in files of their own.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::keys::EXAMPLE;
use super::reader::Reader;
use super::service::flat;
use crate::compile::definition::{AnswerText, ExampleDefinition, OutcomeDefinition};
use crate::diag::{Code, Diagnostics, Placed};
use crate::limits::{AMOUNT_BANI_MAX, EXAMPLES_MAX};
use crate::yaml::{Node, NodeKind};

/// Names of the page, and what a payer would type there.
pub(super) type AnswerTexts = Vec<(Placed<String>, AnswerText)>;

pub(super) fn examples(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<ExampleDefinition>> {
    let items = reader.list(node, "the examples")?;
    if items.len() > EXAMPLES_MAX {
        let message = format!("a service has {} examples", items.len());
        reader
            .diagnostics
            .report(Code::TooLarge, node.start, message)
            .help(format!("at most {EXAMPLES_MAX} are run: keep those that show the tariff's cases"));
        return None;
    }
    let mut all = Vec::new();
    for item in items {
        let found = example(reader, item);
        reader.lost.examples |= found.is_none();
        all.extend(found);
    }
    Some(all)
}

fn example(reader: &mut Reader<'_>, item: &Node) -> Option<ExampleDefinition> {
    let entries = reader.mapping(item, &EXAMPLE)?;
    let most = Decimal::new(AMOUNT_BANI_MAX, 2);
    let lei = |reader: &mut Reader<'_>, node: &Node| reader.decimal(node, "an amount", Decimal::ZERO, most);
    let on = entries.get("on").map(|node| reader.day(node).map(|day| day.value));
    let outcome = match entries.get("stop") {
        Some(node) => reader.word(node, "a stop: write `true`", &[("true", ())]).map(|()| OutcomeDefinition::Stop),
        None => match reader.required(&entries, "total") {
            Some(node) if Reader::is_at_mpay(node) => Some(OutcomeDefinition::AtMpay(node.place)),
            node => node.and_then(|node| lei(reader, node)).map(OutcomeDefinition::Total),
        },
    };
    let answers = match reader.required(&entries, "answers") {
        Some(list) => answers(reader, list),
        None => Some(Vec::new()),
    };
    let mut lines = Vec::new();
    if let Some(list) = entries.get("lines") {
        for (key, node) in reader.open_mapping(list, "the lines of an example").unwrap_or_default() {
            if let Some(amount) = lei(reader, node) {
                lines.push((Placed::new(key.text.clone(), key.place), amount));
            }
        }
    }
    Some(ExampleDefinition { start: item.start, on: flat(on)?, answers: answers?, outcome: outcome?, lines })
}

fn answers(reader: &mut Reader<'_>, node: &Node) -> Option<AnswerTexts> {
    let mut answers = Vec::new();
    for (key, node) in reader.open_mapping(node, "the answers")? {
        if let Some(text) = reader.text(node, "an answer", 2_000) {
            let is_number = matches!(&node.kind, NodeKind::Scalar(scalar) if scalar.is_plain) && is_number(&text.value);
            answers.push((Placed::new(key.text.clone(), key.place), AnswerText { text, is_number }));
        }
    }
    Some(answers)
}

/// Whether YAML and JSON take a text without quotes for a number, written with digits, a dot and perhaps an exponent.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (digits, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    is_digits(whole) && is_digits(fraction) && is_digits(exponent)
}

/// The examples of a service, whatever else is wrong with it.
pub(in crate::compile) fn examples_of(root: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<ExampleDefinition>> {
    examples(&mut Reader::new(diagnostics, &[]), value(root, "examples")?)
}

/// The answers of a file: a mapping of them, or an example as a whole with its day. `None` where some are wrong.
pub(in crate::compile) fn answers_of(
    root: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<(Option<Date>, AnswerTexts)> {
    let mut reader = Reader::new(diagnostics, &[]);
    let found = match value(root, "answers") {
        Some(list) => {
            let entries = reader.mapping(root, &EXAMPLE)?;
            let on = entries.get("on").map(|node| reader.day(node).map(|day| day.value));
            (flat(on)?, answers(&mut reader, list)?)
        }
        None => (None, answers(&mut reader, root)?),
    };
    (!reader.diagnostics.has_errors()).then_some(found)
}

fn value<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().find(|(k, _)| k.text == key).map(|(_, node)| node),
        _ => None,
    }
}
