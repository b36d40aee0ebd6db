//! The shape of answers: in the examples of a definition, and in files of their own.

use jiff::civil::Date;

use super::keys::EXAMPLE;
use super::reader::Reader;
use super::service::examples;
use crate::compile::definition::ExampleDefinition;
use crate::diag::{Diagnostics, Placed};
use crate::yaml::{Node, NodeKind};

/// Names of the page, and what a payer would type there.
pub(super) type AnswerTexts = Vec<(Placed<String>, Placed<String>)>;

pub(super) fn answers(reader: &mut Reader<'_>, node: &Node) -> Option<AnswerTexts> {
    let mut answers = Vec::new();
    for (key, node) in reader.open_mapping(node, "the answers")? {
        if let Some(text) = reader.text(node, "an answer", 2_000) {
            answers.push((Placed::new(key.text.clone(), key.place), text));
        }
    }
    Some(answers)
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
            (super::service::flat(on)?, answers(&mut reader, list)?)
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
