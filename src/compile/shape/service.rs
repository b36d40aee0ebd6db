//! The shape of a service's file.

use std::collections::BTreeSet;

use super::beneficiary::contact;
use super::csv::TableFile;
use super::example::examples;
use super::keys::{PAYER, SERVICE};
use super::line::lines;
use super::order::{order, unread};
use super::prefill;
use super::reader::{Entries, Lost, Reader};
use super::reporting::columns;
use super::rule::{checks, legal, limit, opening, stops};
use super::section::sections;
use super::value::{tables, values};
use crate::compile::definition::{SectionDefinition, ServiceDefinition, TableDefinition, Texts, ValueDefinition};
use crate::diag::{Code, Diagnostics, Place, Placed};
use crate::i18n::{Language, Localized};
use crate::ids::{ServiceId, Slug};
use crate::order::PayerKind;
use crate::plan::Prefill;
use crate::yaml::{Node, NodeKind};

/// Words that no service is named by: `console` is where institutions will look after their services, `new` where they
/// will begin one, and `beneficiary` is the name of the institution's own file.
const RESERVED: [&str; 3] = ["console", "new", "beneficiary"];

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
    let (slug, place) = own_name(&mut reader, &entries, ("service", "file", name))?;
    refuse_reserved(&mut reader, &slug, place, &RESERVED);
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
    let order = match reader.required(&entries, "order") {
        Some(node) => order(&mut reader, node, &languages),
        None => unread(&languages, entries.place),
    };
    let examples = entries.get("examples").map_or(Some(Vec::new()), |node| examples(&mut reader, node));
    let stops = entries.get("stop_when").map_or(Some(Vec::new()), |node| stops(&mut reader, node, &languages));
    let checks = entries.get("checks").map_or(Some(Default::default()), |node| checks(&mut reader, node, &languages));
    let opening = entries.get("open").map(|node| opening(&mut reader, node, &languages));
    let reporting = entries.get("reporting").map_or(Some(Vec::new()), |node| columns(&mut reader, node));
    let limit = entries.get("limit").map(|node| limit(&mut reader, node, &languages));
    let legal = reader.required(&entries, "legal").and_then(|node| legal(&mut reader, node, &languages));
    reader.lost.conditions |= stops.is_none() || checks.is_none() || sections.is_none();
    reader.lost.expressions |= values.is_none();
    reader.lost.names |= sections.is_none() || values.is_none() || tables.is_none();
    reader.lost.days |= matches!(opening, Some(None));
    reader.lost.examples |= examples.is_none();
    reader.lost.lines |= lines.is_none();
    let (checks, warnings) = checks.unwrap_or_default();
    let (sections, tables) = (sections.unwrap_or_default(), tables.unwrap_or_default());
    let values = values.unwrap_or_default();
    let (payer_kinds, payer_prefill) =
        payer.unwrap_or_else(|| (vec![PayerKind::Person, PayerKind::Organization], Prefill::Never));
    let broken = broken_names(&mut reader.lost, node, &sections, &values);
    let broken_tables = broken_tables(node, &tables);
    let nothing = || no_text(&languages, entries.place);
    Some(ServiceDefinition {
        broken,
        broken_tables,
        lost: reader.lost,
        remains: reader.remains,
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
        order,
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

/// Refuses a name that stands for something else in addresses.
pub(super) fn refuse_reserved(reader: &mut Reader<'_>, slug: &Slug, place: Place, reserved: &[&str]) {
    if reserved.contains(&slug.as_str()) {
        let message = format!("`{slug}` has a meaning of its own in addresses");
        let help = format!("choose another name than {}", reserved.join(", "));
        reader.diagnostics.report(Code::BadIdentifier, place, message).help(help);
    }
}

/// Stands for texts that are missing.
pub(super) fn no_text(languages: &[Language], place: Place) -> Texts {
    let nothing = |language| languages.contains(&language).then(|| Placed::new(String::new(), place));
    Localized { ro: Placed::new(String::new(), place), ru: nothing(Language::Ru), en: nothing(Language::En) }
}

/// What stands behind a key, whatever else is wrong.
fn get<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().find(|(k, _)| k.text == key).map(|(_, node)| node),
        _ => None,
    }
}

fn items(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.kind) {
        Some(NodeKind::Sequence(items)) => items,
        _ => &[],
    }
}

fn keys(node: Option<&Node>) -> impl Iterator<Item = Placed<String>> {
    let entries = match node.map(|node| &node.kind) {
        Some(NodeKind::Mapping(entries)) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|(key, _)| Placed::new(key.text.clone(), key.place))
}

/// The names that fields, groups and values were to have, of those that could not be read.
fn broken_names(
    lost: &mut Lost,
    node: &Node,
    sections: &[SectionDefinition],
    values: &[ValueDefinition],
) -> Vec<Placed<String>> {
    let written = items(get(node, "sections"));
    let fields = written.iter().flat_map(|section| items(get(section, "fields")));
    let groups = written.iter().filter_map(|section| get(section, "repeat"));
    let mut names: Vec<Placed<String>> = keys(get(node, "values")).collect();
    for named in fields.chain(groups) {
        match get(named, "id").map(|id| (&id.kind, id.place)) {
            Some((NodeKind::Scalar(id), place)) => names.push(Placed::new(id.text.clone(), place)),
            _ => lost.names = true,
        }
    }
    let fields = sections.iter().flat_map(|section| section.fields.iter().map(|field| &field.id));
    let groups = sections.iter().filter_map(|section| Some(&section.repeat.as_ref()?.id));
    let whole = fields.chain(groups).chain(values.iter().map(|value| &value.name));
    let whole: BTreeSet<Place> = whole.map(|name| name.place).collect();
    names.retain(|name| !whole.contains(&name.place));
    names
}

/// The same of tables.
fn broken_tables(node: &Node, tables: &[TableDefinition]) -> Vec<String> {
    let is_broken = |name: &Placed<String>| !tables.iter().any(|table| table.name.value == name.value);
    keys(get(node, "tables")).filter(is_broken).map(|name| name.value).collect()
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
    let found: Option<Vec<PayerKind>> =
        items.iter().map(|item| reader.word(item, "a kind of payer", &words)).collect::<Vec<_>>().into_iter().collect();
    // Of kinds that cannot be read, any may be meant.
    let mut kinds = found.unwrap_or_else(|| vec![PayerKind::Person, PayerKind::Organization]);
    kinds.dedup();
    if items.is_empty() {
        reader.diagnostics.report(Code::BadText, node.place, "nobody may pay").help("write [person, organization]");
        return None;
    }
    Some((kinds, prefill))
}
