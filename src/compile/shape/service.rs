//! The shape of a service's file.

use super::beneficiary::contact;
use super::csv::TableFile;
use super::example::examples;
use super::keys::{PAYER, SERVICE};
use super::line::lines;
use super::order::order;
use super::prefill;
use super::reader::{Entries, Reader};
use super::reporting::columns;
use super::rule::{checks, legal, limit, opening, stops};
use super::section::sections;
use super::value::{tables, values};
use crate::compile::definition::{
    OrderDefinition, SectionDefinition, ServiceDefinition, TableDefinition, Texts, ValueDefinition,
};
use crate::diag::{Code, Diagnostics, Place, Placed};
use crate::i18n::{Language, Localized};
use crate::ids::{ServiceId, Slug};
use crate::order::PayerKind;
use crate::plan::{PayingAgain, Prefill};
use crate::yaml::{Node, NodeKind};

/// Reads a service as far as it can be read: what is missing or wrong is reported and stands in as something that no
/// later check blames. `name` is that of its file. Gives `None` when there is nothing to go on with.
pub(in crate::compile) fn service(
    node: &Node,
    name: &str,
    files: &[TableFile<'_>],
    diagnostics: &mut Diagnostics,
) -> Option<ServiceDefinition> {
    let mut reader = Reader::new(diagnostics, files);
    let entries = reader.mapping(node, &SERVICE)?;
    format(&mut reader, &entries);
    let (slug, _) = own_name(&mut reader, &entries, ("service", "file", name))?;
    let service_id = reader.required(&entries, "mpay_service_id");
    let service_id = service_id.and_then(|node| reader.parsed(node, "an MPay service id", ServiceId::parse));
    let service_id = service_id.or_else(|| Some(Placed::new(ServiceId::parse("X").ok()?, entries.place)));
    let languages = reader.required(&entries, "languages").and_then(|node| languages(&mut reader, node));
    let languages = languages.unwrap_or_else(|| vec![Language::Ro]);
    let title = reader.required(&entries, "title").and_then(|node| reader.texts(node, "the title", &languages, 100));
    let description = entries.get("description").map(|node| reader.texts(node, "the description", &languages, 2_000));
    let contact = entries.get("contact").map(|node| contact(&mut reader, node));
    let payer = reader.required(&entries, "payer").and_then(|node| payer(&mut reader, node));
    let sections = reader.required(&entries, "sections").and_then(|node| sections(&mut reader, node, &languages));
    let tables = entries.get("tables").map_or(Some(Vec::new()), |node| tables(&mut reader, node));
    let values = entries.get("values").map_or(Some(Vec::new()), |node| values(&mut reader, node));
    let lines = reader.required(&entries, "lines").and_then(|node| lines(&mut reader, node, &languages));
    let order = reader.required(&entries, "order").and_then(|node| order(&mut reader, node, &languages));
    let examples = entries.get("examples").map_or(Some(Vec::new()), |node| examples(&mut reader, node));
    let stops = entries.get("stop_when").map_or(Some(Vec::new()), |node| stops(&mut reader, node, &languages));
    let checks = entries.get("checks").map_or(Some(Default::default()), |node| checks(&mut reader, node, &languages));
    let opening = entries.get("open").map(|node| opening(&mut reader, node, &languages));
    let reporting = entries.get("reporting").map_or(Some(Vec::new()), |node| columns(&mut reader, node));
    let limit = entries.get("limit").map(|node| limit(&mut reader, node, &languages));
    let legal = reader.required(&entries, "legal").and_then(|node| legal(&mut reader, node, &languages));
    reader.lost.conditions |= stops.is_none() || checks.is_none() || sections.is_none();
    reader.lost.expressions |= values.is_none();
    reader.lost.lines |= lines.is_none();
    let (checks, warnings) = checks.unwrap_or_default();
    let (sections, tables) = (sections.unwrap_or_default(), tables.unwrap_or_default());
    let values = values.unwrap_or_default();
    let (payer_kinds, payer_prefill) =
        payer.unwrap_or_else(|| (vec![PayerKind::Person, PayerKind::Organization], Prefill::Never));
    let broken = broken(node, &sections, &values, &tables);
    let nothing = || no_text(&languages, entries.place);
    Some(ServiceDefinition {
        broken,
        lost: reader.lost,
        slug,
        service_id: service_id?,
        title: title.unwrap_or_else(nothing),
        description: description.flatten(),
        contact: contact.flatten(),
        payer_kinds,
        payer_prefill,
        sections,
        tables,
        values,
        lines: lines.unwrap_or_default(),
        order: order.unwrap_or_else(|| OrderDefinition {
            reason: nothing(),
            due: None,
            allow_partial_payments: false,
            allow_advance_payments: false,
            first_part_percent: None,
            paying_again: PayingAgain::Asked,
        }),
        examples: examples.unwrap_or_default(),
        stops: stops.unwrap_or_default(),
        checks,
        warnings,
        opening: opening.flatten(),
        limit: limit.flatten(),
        reporting: reporting.unwrap_or_default(),
        legal,
        languages,
        place: entries.key_place("service").unwrap_or(entries.place),
    })
}

/// The name that a service or beneficiary says it has, under `key`, and where. It must be that of its file or folder,
/// which stands in where it says none.
pub(super) fn own_name(
    reader: &mut Reader<'_>,
    entries: &Entries<'_>,
    (key, what, found): (&str, &str, &str),
) -> Option<(Slug, Place)> {
    let node = reader.required(entries, key);
    let written = node.and_then(|node| reader.parsed(node, &format!("a {key}'s name in addresses"), Slug::parse));
    let Some(written) = written else {
        let slug = Slug::parse(found).or_else(|_| Slug::parse("unnamed")).ok()?;
        return Some((slug, entries.place));
    };
    if written.value.as_str() != found {
        reader
            .diagnostics
            .report(Code::BadIdentifier, written.place, format!("the {what} is named `{found}`"))
            .label(format!("but this says `{}`", written.value))
            .help(format!("a service is found by its folder and file: rename the {what}, or write `{found}`"));
    }
    Some((written.value, written.place))
}

/// Stands for texts that are missing.
pub(super) fn no_text(languages: &[Language], place: Place) -> Texts {
    let nothing = |language| languages.contains(&language).then(|| Placed::new(String::new(), place));
    Localized { ro: Placed::new(String::new(), place), ru: nothing(Language::Ru), en: nothing(Language::En) }
}

/// The names that fields, groups, values and tables were to have, of those that could not be read.
fn broken(
    node: &Node,
    sections: &[SectionDefinition],
    values: &[ValueDefinition],
    tables: &[TableDefinition],
) -> Vec<String> {
    let get = |node: &'_ Node, key: &str| match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().find(|(k, _)| k.text == key).map(|(_, node)| node.clone()),
        _ => None,
    };
    let items = |node: Option<Node>| match node.map(|node| node.kind) {
        Some(NodeKind::Sequence(items)) => items,
        _ => Vec::new(),
    };
    let fields = items(get(node, "sections")).into_iter().flat_map(|section| items(get(&section, "fields")));
    let mut names: Vec<String> = fields
        .filter_map(|field| match get(&field, "id")?.kind {
            NodeKind::Scalar(id) => Some(id.text),
            _ => None,
        })
        .collect();
    for section in items(get(node, "sections")) {
        let id = get(&section, "repeat").and_then(|repeat| get(&repeat, "id"));
        if let Some(NodeKind::Scalar(id)) = id.map(|id| id.kind) {
            names.push(id.text);
        }
    }
    for key in ["values", "tables"] {
        if let Some(NodeKind::Mapping(entries)) = get(node, key).map(|node| node.kind) {
            names.extend(entries.into_iter().map(|(key, _)| key.text));
        }
    }
    let is_whole = |name: &String| {
        sections.iter().any(|section| {
            section.fields.iter().any(|field| field.id.value == *name)
                || section.repeat.as_ref().is_some_and(|group| group.id.value == *name)
        }) || values.iter().any(|value| value.name.value == *name)
            || tables.iter().any(|table| table.name.value == *name)
    };
    names.retain(|name| !is_whole(name));
    names
}

/// Present and right, or absent; `None` when present and wrong.
pub(super) fn flat<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        Some(Some(value)) => Some(Some(value)),
        Some(None) => None,
        None => Some(None),
    }
}

pub(super) fn format(reader: &mut Reader<'_>, entries: &Entries<'_>) {
    if let Some(node) = reader.required(entries, "format") {
        reader.word(node, "a known format", &[("1", ())]);
    }
}

fn languages(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<Language>> {
    let words = Language::ALL.map(|language| (language.code(), language));
    let mut found = Vec::new();
    for item in reader.list(node, "the languages")? {
        if let Some(language) = reader.word(item, "a language", &words) {
            if found.contains(&language) {
                reader.diagnostics.report(Code::DuplicateId, item.place, "this language stands twice");
            } else {
                found.push(language);
            }
        }
    }
    if !found.contains(&Language::Ro) {
        reader
            .diagnostics
            .report(Code::MissingTranslation, node.place, "Romanian is missing")
            .help("MPay wants every text in Romanian: add `ro`");
        return None;
    }
    found.sort();
    Some(found)
}

fn payer(reader: &mut Reader<'_>, node: &Node) -> Option<(Vec<PayerKind>, Prefill)> {
    let entries = reader.mapping(node, &PAYER)?;
    let prefill = prefill::of_payer(reader, &entries).unwrap_or_default();
    let words = [PayerKind::Person, PayerKind::Organization].map(|kind| (kind.word(), kind));
    let node = reader.required(&entries, "kinds")?;
    let items = reader.list(node, "the kinds of payer")?;
    let mut kinds: Vec<PayerKind> =
        items.iter().filter_map(|item| reader.word(item, "a kind of payer", &words)).collect();
    kinds.dedup();
    if items.is_empty() {
        reader.diagnostics.report(Code::BadText, node.place, "nobody may pay").help("write [person, organization]");
        return None;
    }
    Some((kinds, prefill))
}
