//! The shape of reporting columns: a text with answers, a text by an option, a value.

use super::keys::COLUMN;
use super::reader::Reader;
use super::value::key_node;
use crate::compile::definition::{ColumnDefinition, ColumnValue};
use crate::diag::{Code, Placed};
use crate::limits::{REPORTING_CHARS_MAX, REPORTING_MAX};
use crate::yaml::{Node, NodeKind};

/// `reporting: {cost_centre: "4210", unit: {by: use, texts: {hay: D1, wood: D2}}, hectares: {value: area}}`
pub(super) fn columns(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<ColumnDefinition>> {
    let entries = reader.open_mapping(node, "the reporting columns")?;
    if entries.len() > REPORTING_MAX {
        let message = format!("a service has at most {REPORTING_MAX} reporting columns");
        reader.diagnostics.report(Code::TooLarge, node.place, message);
        return None;
    }
    let mut all = Vec::new();
    for (key, node) in entries {
        let id = reader.name(&key_node(key), "a column's name");
        let value = match &node.kind {
            NodeKind::Mapping(_) => value(reader, node),
            _ => reader.text(node, "a column", REPORTING_CHARS_MAX).map(ColumnValue::Text),
        };
        if let (Some(id), Some(value)) = (id, value) {
            all.push(ColumnDefinition { id, value });
        }
    }
    Some(all)
}

fn value(reader: &mut Reader<'_>, node: &Node) -> Option<ColumnValue> {
    let entries = reader.mapping(node, &COLUMN)?;
    let Some(computed) = entries.get("value") else {
        let by = reader.required(&entries, "by").and_then(|node| reader.expr(node, "the choice"));
        let texts = reader.required(&entries, "texts")?;
        let mut found = Vec::new();
        for (key, node) in reader.open_mapping(texts, "the texts of a column")? {
            if let Some(text) = reader.text(node, "a text", REPORTING_CHARS_MAX) {
                found.push((Placed::new(key.text.clone(), key.place), text.value));
            }
        }
        return Some(ColumnValue::Chosen { by: by?, texts: found, place: texts.place });
    };
    if let Some(other) = entries.key_place("by").or(entries.key_place("texts")) {
        reader
            .diagnostics
            .report(Code::ConflictingKeys, other, "a column has `value`, or `by` and `texts`, not both")
            .related(computed.place, "the value")
            .help("keep the one that is meant");
        return None;
    }
    reader.expr(computed, "the value").map(ColumnValue::Computed)
}
