//! The shape of sections: their fields, and the groups of rows that some are.

use super::field::field;
use super::keys::{REPEAT, SECTION};
use super::reader::{Entries, Reader};
use super::service::{flat, no_text};
use crate::compile::definition::{FieldDefinition, RepeatDefinition, SectionDefinition};
use crate::compile::names::Scope;
use crate::diag::Code;
use crate::i18n::Language;
use crate::limits::{FIELDS_MAX, PAGE_OPTIONS_MAX, ROWS_MAX};
use crate::yaml::Node;

pub(super) fn sections(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Vec<SectionDefinition>> {
    let mut all = Vec::new();
    let mut count = Count::default();
    for item in reader.list(node, "the sections")? {
        let Some(entries) = reader.mapping(item, &SECTION) else {
            reader.lost.names = true;
            continue;
        };
        let title = reader.required(&entries, "title");
        let title = title.and_then(|node| reader.texts(node, "the section's title", languages, 100));
        let show_when = entries.get("show_when").and_then(|node| reader.condition(node));
        let group = entries.get("repeat").map(|node| repeat(reader, node, languages));
        let scope = match &group {
            None => Scope::Page,
            Some(None) => Scope::Anywhere,
            Some(Some(group)) => Scope::Row(group.id.value.clone()),
        };
        let fields = reader.within(scope, |reader| {
            reader.thing(|reader| {
                let fields = fields(reader, &entries, languages, &mut count);
                // Without its group a row's fields would seem to be the page's.
                fields.filter(|_| !matches!(group, Some(None)))
            })
        });
        if count.is_too_large {
            return None;
        }
        all.push(SectionDefinition {
            title: title.unwrap_or_else(|| no_text(languages, item.place)),
            show_when,
            repeat: group.flatten(),
            fields: fields.unwrap_or_default(),
        });
    }
    Some(all)
}

/// How much all sections have together.
#[derive(Default)]
struct Count {
    fields: usize,
    options: usize,
    /// Whether that is more than a page can have, which is reported.
    is_too_large: bool,
}

fn fields(
    reader: &mut Reader<'_>,
    entries: &Entries<'_>,
    languages: &[Language],
    count: &mut Count,
) -> Option<Vec<FieldDefinition>> {
    let list = reader.required(entries, "fields").and_then(|node| Some((node, reader.list(node, "the fields")?)));
    let Some((list, items)) = list else {
        reader.lost.names = true;
        return None;
    };
    count.fields += items.len();
    if count.fields > FIELDS_MAX {
        count.is_too_large = true;
        let message = format!("a page has at most {FIELDS_MAX} fields");
        reader.diagnostics.report(Code::TooLarge, list.place, message);
        return None;
    }
    let is_in_row = entries.get("repeat").is_some();
    let mut fields = Vec::new();
    for item in items {
        let Some(field) = reader.thing(|reader| field(reader, item, languages, is_in_row)) else { continue };
        count.options += field.parts.len();
        if count.options > PAGE_OPTIONS_MAX {
            count.is_too_large = true;
            let message = format!("all choices of a page have at most {PAGE_OPTIONS_MAX} options together");
            reader
                .diagnostics
                .report(Code::TooLarge, item.start, message)
                .help("a page of so many would be slow to load: split the service in two");
            return None;
        }
        fields.push(field);
    }
    Some(fields)
}

/// `repeat: {id: child, min: 1, max: 5, row: {ro: Copilul, …}}`
fn repeat(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<RepeatDefinition> {
    let entries = reader.mapping(node, &REPEAT)?;
    let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "a group's name"));
    let min = entries.get("min").map(|node| reader.whole(node, "the least number of rows", 1, ROWS_MAX));
    let max = reader.required(&entries, "max");
    let max = max.and_then(|node| Some((reader.whole(node, "the most rows", 1, ROWS_MAX)?, node.place)));
    let row = reader.required(&entries, "row");
    let row = row.and_then(|node| reader.texts(node, "what a row is called", languages, 60));
    let (min, (max, place)) = (flat(min)?.unwrap_or(1), max?);
    if max < min {
        reader.diagnostics.report(Code::OutOfRange, place, "the most rows are fewer than the least");
        return None;
    }
    let row = row.unwrap_or_else(|| no_text(languages, entries.place));
    Some(RepeatDefinition { id: id?, min, max, row })
}
