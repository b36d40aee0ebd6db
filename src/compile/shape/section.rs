//! The shape of sections: their fields, and the groups of rows that some are.

use super::field::field;
use super::keys::{REPEAT, SECTION};
use super::reader::Reader;
use super::service::{flat, no_text};
use crate::compile::definition::{RepeatDefinition, SectionDefinition};
use crate::diag::Code;
use crate::i18n::Language;
use crate::limits::{FIELDS_MAX, PAGE_OPTIONS_MAX, ROWS_MAX};
use crate::yaml::Node;

pub(super) fn sections(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Vec<SectionDefinition>> {
    let mut all = Vec::new();
    let (mut count, mut options) = (0, 0);
    for item in reader.list(node, "the sections")? {
        let Some(entries) = reader.mapping(item, &SECTION) else { continue };
        let title = reader.required(&entries, "title");
        let title = title.and_then(|node| reader.texts(node, "the section's title", languages, 100));
        let title = title.unwrap_or_else(|| no_text(languages, item.place));
        let mut fields = Vec::new();
        if let Some(list) = reader.required(&entries, "fields")
            && let Some(items) = reader.list(list, "the fields")
        {
            count += items.len();
            if count > FIELDS_MAX {
                let message = format!("a page has at most {FIELDS_MAX} fields");
                reader.diagnostics.report(Code::TooLarge, list.place, message);
                return None;
            }
            let is_in_row = entries.get("repeat").is_some();
            for item in items {
                let Some(field) = field(reader, item, languages, is_in_row) else { continue };
                options += field.parts.len();
                if options > PAGE_OPTIONS_MAX {
                    let message = format!("all choices of a page have at most {PAGE_OPTIONS_MAX} options together");
                    reader
                        .diagnostics
                        .report(Code::TooLarge, item.start, message)
                        .help("a page of so many would be slow to load: split the service in two");
                    return None;
                }
                fields.push(field);
            }
        }
        let show_when = entries.get("show_when").and_then(|node| reader.condition(node));
        let group = entries.get("repeat").map(|node| repeat(reader, node, languages));
        if matches!(group, Some(None)) {
            // Without its group a row's fields would seem to be the page's.
            fields.clear();
        }
        all.push(SectionDefinition { title, show_when, repeat: group.flatten(), fields });
    }
    Some(all)
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
    Some(RepeatDefinition { id: id?, min, max, row: row? })
}
