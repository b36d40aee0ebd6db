//! Ids: each stands for one thing.

use std::collections::BTreeMap;

use crate::compile::definition::{FieldDefinition, Part, ServiceDefinition};
use crate::diag::{Code, Diagnostics, Place, Placed};
use crate::plan::FieldKind;

/// Reports ids, properties and labels that stand twice.
pub(super) fn unique_ids(service: &ServiceDefinition, diagnostics: &mut Diagnostics) {
    let fields = || service.sections.iter().flat_map(|section| &section.fields);
    let groups = service.sections.iter().filter_map(|section| section.repeat.as_ref());
    // Fields, groups and values share one space of names.
    let names = fields().map(|field| &field.id).chain(service.values.iter().map(|value| &value.name));
    let names = names.chain(groups.map(|group| &group.id)).chain(&service.broken);
    unique("the id", names, diagnostics);
    unique("the table", service.tables.iter().map(|table| &table.name), diagnostics);
    let broken_lines = service.remains.iter().filter_map(|remains| match &remains.part {
        Part::Line(id) => Some(id),
        _ => None,
    });
    unique("the line", service.lines.iter().map(|line| &line.id).chain(broken_lines), diagnostics);
    for field in fields() {
        unique("the id", field.parts.iter().map(|part| &part.id), diagnostics);
    }
    labels(fields(), diagnostics);
    let mut seen: Vec<(String, Place)> =
        ["IDNP", "Name", "PayerType"].map(|name| (name.to_owned(), service.place)).to_vec();
    let mut ids = std::collections::BTreeSet::new();
    for field in fields().filter(|field| ids.insert(&field.id.value)) {
        let own = field.field.property.iter().map(|property| (property.name.clone(), field.property_place));
        let items = match &field.field.kind {
            FieldKind::Basket { items, .. } => items.as_slice(),
            _ => &[],
        };
        let items = items.iter().zip(&field.parts).map(|(item, part)| (item.property_name.clone(), part.id.place));
        for (name, place) in own.chain(items).collect::<Vec<_>>() {
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == name) {
                let first = *first;
                let report =
                    diagnostics.report(Code::BadProperty, place, format!("MPay's property `{name}` stands twice"));
                report.help("write `property: {name: …}` with another name");
                if first != service.place {
                    report.related(first, "first here");
                }
            } else {
                seen.push((name, place));
            }
        }
    }
}

fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a Placed<String>>, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    let mut ids: Vec<&Placed<String>> = ids.collect();
    ids.sort_by_key(|id| id.place);
    for id in ids {
        if let Some(first) = seen.insert(&id.value, id.place) {
            diagnostics
                .report(Code::DuplicateId, id.place, format!("{what} `{}` stands twice", id.value))
                .label("again here")
                .related(first, "first here")
                .help("give each a name of its own");
        }
    }
}

/// Two questions of one name on one page: a payer cannot tell them apart, nor can whoever reads the order.
fn labels<'a>(fields: impl Iterator<Item = &'a FieldDefinition>, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    let is_told = |field: &&FieldDefinition| field.field.kind.is_question() && field.show_when.is_none();
    // A label that is missing is empty, and reported.
    for field in fields.filter(is_told).filter(|field| !field.label.ro.value.is_empty()) {
        if let Some(first) = seen.insert(&field.label.ro.value, field.label.ro.place) {
            diagnostics
                .report(Code::RepeatedLabel, field.label.ro.place, "two fields have one label")
                .related(first, "the other field")
                .help("say in each label what the other does not ask");
        }
    }
}
