//! The shape of a service's file.

use rust_decimal::Decimal;

use super::beneficiary::contact;
use super::csv::TableFile;
use super::example::answers;
use super::field::field;
use super::keys::{ACCOUNT_CHOSEN, EXAMPLE, LINE, ORDER, PARTIAL, PAYER, REPEAT, SECTION, SERVICE};
use super::prefill;
use super::reader::{Entries, Reader};
use super::reporting::columns;
use super::rule::{checks, legal, limit, opening, stops};
use super::value::{tables, values};
use crate::compile::definition::{
    AccountDefinition, AmountDefinition, DueDefinition, ExampleDefinition, LineDefinition, OrderDefinition,
    OutcomeDefinition, RepeatDefinition, SectionDefinition, ServiceDefinition, TableDefinition, Texts, ValueDefinition,
};
use crate::diag::{Code, Diagnostics, Place, Placed};
use crate::i18n::{Language, Localized};
use crate::ids::{ServiceId, Slug};
use crate::limits::{AMOUNT_BANI_MAX, EXAMPLES_MAX, FIELDS_MAX, LINES_MAX, PAGE_OPTIONS_MAX, ROWS_MAX};
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

fn sections(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Vec<SectionDefinition>> {
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

fn lines(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Vec<LineDefinition>> {
    let items = reader.list(node, "the lines")?;
    if items.is_empty() || items.len() > LINES_MAX {
        let message = format!("an order has 1 to {LINES_MAX} lines");
        reader.diagnostics.report(Code::OutOfRange, node.place, message);
        return None;
    }
    let mut all = Vec::new();
    for item in items {
        let Some(entries) = reader.mapping(item, &LINE) else {
            reader.lost.lines = true;
            continue;
        };
        let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "a line's id"));
        let reason = reader.required(&entries, "reason");
        let reason = reason.and_then(|node| reader.texts(node, "the line's reason", languages, 200));
        let amount = reader.required(&entries, "amount").and_then(|node| amount(reader, node));
        let account = reader.required(&entries, "account").and_then(|node| account(reader, node));
        let when = entries.get("when").map(|node| reader.condition(node));
        let for_each = entries.get("for_each").map(|node| reader.name(node, "a group"));
        if let (Some(id), Some(reason), Some(amount), Some(account), Some(when), Some(for_each)) =
            (id, reason, amount, account, flat(when), flat(for_each))
        {
            all.push(LineDefinition { id, reason, amount, account, when, for_each });
        } else {
            reader.lost.lines = true;
        }
    }
    Some(all)
}

fn amount(reader: &mut Reader<'_>, node: &Node) -> Option<AmountDefinition> {
    if Reader::is_at_mpay(node) {
        return Some(AmountDefinition::AtMpay(node.place));
    }
    reader.expr(node, "the amount").map(AmountDefinition::Computed)
}

fn account(reader: &mut Reader<'_>, node: &Node) -> Option<AccountDefinition> {
    if matches!(node.kind, NodeKind::Scalar(_)) {
        return reader.text(node, "the account's name", 60).map(AccountDefinition::Fixed);
    }
    let entries = reader.mapping(node, &ACCOUNT_CHOSEN)?;
    let node = reader.required(&entries, "chosen_by")?;
    reader.name(node, "a field").map(AccountDefinition::ChosenBy)
}

fn order(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<OrderDefinition> {
    let entries = reader.mapping(node, &ORDER)?;
    let reason = reader.required(&entries, "reason");
    let reason = reason.and_then(|node| reader.texts(node, "the order's reason", languages, 200));
    let due = due(reader, &entries);
    let partial = entries.get("partial_payments").map(|node| partial(reader, node));
    let partial = flat(partial)?;
    let advance = entries.get("advance_payments");
    let advance = flat(advance.map(|node| reader.truth(node, "yes or no: true or false")))?;
    let again = entries
        .get("paying_again")
        .and_then(|node| reader.word(node, "a word about paying for the same again", &[("usual", PayingAgain::Usual)]));
    Some(OrderDefinition {
        reason: reason?,
        due: due?,
        allow_partial_payments: partial.as_ref().is_some_and(|(allowed, _)| *allowed),
        allow_advance_payments: advance.unwrap_or(false),
        first_part_percent: partial.and_then(|(_, percent)| percent),
        paying_again: again.unwrap_or_default(),
    })
}

/// `due_after_days: 30` or `due_on: 2026-12-31`, or neither; `None` when what is written is wrong.
fn due(reader: &mut Reader<'_>, entries: &Entries<'_>) -> Option<Option<DueDefinition>> {
    match (entries.get("due_after_days"), entries.get("due_on")) {
        (None, None) => Some(None),
        (Some(days), None) => {
            let days = reader.whole(days, "the number of days", 0, 3_650)?;
            Some(Some(DueDefinition::AfterDays(days)))
        }
        (None, Some(day)) => Some(Some(DueDefinition::On(reader.day(day)?))),
        (Some(days), Some(day)) => {
            let message = "an order has `due_after_days` or `due_on`, not both";
            reader
                .diagnostics
                .report(Code::ConflictingKeys, entries.key_place("due_on").unwrap_or(day.place), message)
                .related(entries.key_place("due_after_days").unwrap_or(days.place), "the other one")
                .help("keep `due_on` where all orders have one last day, `due_after_days` where each has its own");
            None
        }
    }
}

/// `true`, `false`, or `{first_part_percent: 50}`.
fn partial(reader: &mut Reader<'_>, node: &Node) -> Option<(bool, Option<Placed<u32>>)> {
    if matches!(node.kind, NodeKind::Scalar(_)) {
        return reader.truth(node, "yes or no: true or false").map(|allowed| (allowed, None));
    }
    let entries = reader.mapping(node, &PARTIAL)?;
    let node = reader.required(&entries, "first_part_percent")?;
    Some((true, Some(Placed::new(reader.whole(node, "the percentage", 1, 99)?, node.place))))
}

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
        let Some(entries) = reader.mapping(item, &EXAMPLE) else {
            continue;
        };
        let most = Decimal::new(AMOUNT_BANI_MAX, 2);
        let lei = |reader: &mut Reader<'_>, node: &Node| reader.decimal(node, "an amount", Decimal::ZERO, most);
        let on = entries.get("on").map(|node| reader.day(node));
        let stops = entries.get("stop").and_then(|node| reader.word(node, "a stop: write `true`", &[("true", true)]));
        let outcome = match stops {
            Some(_) => Some(OutcomeDefinition::Stop),
            None => match reader.required(&entries, "total") {
                Some(node) if Reader::is_at_mpay(node) => Some(OutcomeDefinition::AtMpay(node.place)),
                node => node.and_then(|node| lei(reader, node)).map(OutcomeDefinition::Total),
            },
        };
        let answers = match reader.required(&entries, "answers") {
            Some(list) => answers(reader, list)?,
            None => Vec::new(),
        };
        let mut lines = Vec::new();
        if let Some(list) = entries.get("lines") {
            for (key, node) in reader.open_mapping(list, "the lines of an example")? {
                if let Some(amount) = lei(reader, node) {
                    lines.push((Placed::new(key.text.clone(), key.place), amount));
                }
            }
        }
        if let (Some(outcome), Some(on)) = (outcome, flat(on)) {
            all.push(ExampleDefinition { start: item.start, on: on.map(|on| on.value), answers, outcome, lines });
        }
    }
    Some(all)
}
