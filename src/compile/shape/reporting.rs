//! The shape of reporting columns: a text with answers, a text by an option, a value.

use super::keys::COLUMN;
use super::reader::Reader;
use super::value::key_node;
use crate::compile::definition::{ColumnDefinition, ColumnValue, Part, Wanted};
use crate::diag::{Code, Placed};
use crate::limits::{REPORTING_CHARS_MAX, REPORTING_MAX};
use crate::yaml::{Key, Node, NodeKind};

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
        all.extend(reader.thing(|reader| column(reader, key, node)));
    }
    Some(all)
}

fn column(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Option<ColumnDefinition> {
    let id = reader.name(&key_node(key), "a column's name");
    let value = match &node.kind {
        NodeKind::Mapping(_) => value(reader, node),
        _ => reader.text(node, "a column", REPORTING_CHARS_MAX).map(|text| {
            reader.note(Part::Text(text.clone()));
            ColumnValue::Text(text)
        }),
    };
    // Nothing reads a column's name.
    let id = id.unwrap_or_else(|| Placed::new(key.text.clone(), key.place));
    Some(ColumnDefinition { id, value: value? })
}

fn value(reader: &mut Reader<'_>, node: &Node) -> Option<ColumnValue> {
    let entries = reader.mapping(node, &COLUMN)?;
    let computed = entries.get("value");
    let mut part = |key| if computed.is_some() { entries.get(key) } else { reader.required(&entries, key) };
    let (by, texts) = (part("by"), part("texts"));
    let value = computed.and_then(|node| reader.expr(node, "the value", Wanted::Column));
    let chosen_by = by.and_then(|node| reader.expr(node, "the choice", Wanted::Choice));
    let found = texts.and_then(|node| texts_by_option(reader, node));
    if let Some((computed, other)) = computed.zip(entries.key_place("by").or(entries.key_place("texts"))) {
        reader
            .diagnostics
            .report(Code::ConflictingKeys, other, "a column has `value`, or `by` and `texts`, not both")
            .related(computed.place, "the value")
            .help("keep the one that is meant");
        return None;
    }
    match texts {
        Some(node) => Some(ColumnValue::Chosen { by: chosen_by?, texts: found?, place: node.place }),
        None => value.map(ColumnValue::Computed),
    }
}

fn texts_by_option(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<(Placed<String>, String)>> {
    let mut found = Vec::new();
    for (key, node) in reader.open_mapping(node, "the texts of a column")? {
        // A text that cannot be read is no forgotten one.
        let text = reader.text(node, "a text", REPORTING_CHARS_MAX).map(|text| text.value);
        found.push((Placed::new(key.text.clone(), key.place), text.unwrap_or_default()));
    }
    Some(found)
}
