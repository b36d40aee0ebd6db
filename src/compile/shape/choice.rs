//! The options of a choice: written one by one, or the lines of a table beside the definition.

use rust_decimal::Decimal;

use super::csv::{self, TableRow, TableRows};
use super::keys::{OPTION, OPTIONS_FROM};
use super::reader::{Entries, Reader};
use super::service::{flat, no_text};
use crate::compile::definition::{
    AccountDefinition, Part, PartDefinition, TableDefinition, TableEntries, TableVersion,
};
use crate::diag::{Code, Placed, listed, nearest};
use crate::i18n::{Language, Localized};
use crate::limits::{AMOUNT_BANI_MAX, OPTIONS_MAX, PROPERTY_VALUE_CHARS_MAX};
use crate::plan::ChoiceOption;
use crate::yaml::{Node, NodeKind, Scalar};

/// Columns of a table that say what an option is; all others are numbers.
const OWN_COLUMNS: [&str; 9] = ["id", "ro", "ru", "en", "account", "name", "idno", "iban", "bic"];

/// What the options of a field are.
pub(super) struct Options {
    pub options: Vec<ChoiceOption>,
    pub parts: Vec<PartDefinition>,
    /// Numbers by option, each table under its column's name.
    pub tables: Vec<TableDefinition>,
    /// Whether these are all; of others the faults are reported.
    pub is_whole: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { options: Vec::new(), parts: Vec::new(), tables: Vec::new(), is_whole: true }
    }
}

pub(super) fn options(
    reader: &mut Reader<'_>,
    entries: &Entries<'_>,
    languages: &[Language],
    least: usize,
) -> Option<Options> {
    let node = reader.required(entries, "options")?;
    let found = match node.kind {
        NodeKind::Mapping(_) => from_table(reader, node, languages)?,
        _ => written(reader, node, languages)?,
    };
    same_labels(reader, &found);
    // Options that could not be read are not missing, and who reads them is not blamed.
    if !found.is_whole {
        return None;
    }
    if !(least..=OPTIONS_MAX).contains(&found.options.len()) {
        let message = format!("a choice has {least} to {OPTIONS_MAX} options");
        reader.diagnostics.report(Code::OutOfRange, node.place, message);
        return None;
    }
    Some(found)
}

fn written(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Options> {
    let mut found = Options::default();
    let mut prices = Vec::new();
    let mut unpriced = Vec::new();
    for item in reader.list(node, "the options")? {
        let Some((option, part, price)) = option(reader, item, languages) else {
            found.is_whole = false;
            continue;
        };
        match price {
            Some(price) => prices.push((part.id.clone(), price)),
            None => unpriced.push(part.id.clone()),
        }
        found.options.push(option);
        found.parts.push(part);
    }
    if let (Some(first), false) = (unpriced.first(), prices.is_empty()) {
        let missing = listed(unpriced.iter().take(5).map(|id| id.value.as_str()));
        reader
            .diagnostics
            .report(Code::IncompleteTable, first.place, format!("no price for {missing}"))
            .help("give each option a `price:`, or none of them");
    }
    if !prices.is_empty() {
        found.tables.push(table_of(Placed::new("price".to_owned(), node.place), prices));
    }
    Some(found)
}

/// An option, where it stands, and its price if it says one; a price that cannot be read is none of a number.
fn option(
    reader: &mut Reader<'_>,
    item: &Node,
    languages: &[Language],
) -> Option<(ChoiceOption, PartDefinition, Option<Option<Decimal>>)> {
    let entries = reader.mapping(item, &OPTION)?;
    let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "an option's id"));
    let label = reader.required(&entries, "label");
    let label = label.and_then(|node| reader.texts(node, "the option's label", languages, PROPERTY_VALUE_CHARS_MAX));
    let label = label.unwrap_or_else(|| no_text(languages, entries.place));
    let account = flat(entries.get("account").map(|node| reader.account(node)));
    let most = Decimal::new(AMOUNT_BANI_MAX, 2);
    let price = entries.get("price").map(|node| reader.decimal(node, "a price", Decimal::ZERO, most));
    let (id, account) = id.zip(account)?;
    let option = ChoiceOption {
        id: id.value.clone(),
        label: label.map(|_, text| text.value.clone()),
        account: account.as_ref().map(|account| account.value.clone()),
    };
    let price = price.map(|price| price.map(|price| price.value));
    Some((option, PartDefinition { id, account, priced_from: None }, price))
}

/// A table that never changes.
fn table_of(name: Placed<String>, entries: TableEntries) -> TableDefinition {
    TableDefinition { name, versions: vec![TableVersion { from: None, entries }], by: None }
}

fn from_table(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Options> {
    let entries = reader.mapping(node, &OPTIONS_FROM)?;
    let name = reader.required(&entries, "from")?;
    let table = table(reader, name, &["id", "ro"])?;
    let mut found = Options { is_whole: table.is_whole, ..Options::default() };
    let mut numbers: Vec<(Placed<String>, TableEntries)> = Vec::new();
    for heading in table.headings.iter().filter(|heading| !OWN_COLUMNS.contains(&heading.value.as_str())) {
        found.is_whole &= reader.name(&cell_node(heading), "a column's heading").is_some();
        // Also where that is no name: the numbers below it are read all the same.
        numbers.push((heading.clone(), Vec::new()));
    }
    for row in &table.rows {
        let id = cell(reader, row, "id").and_then(|cell| reader.name(&cell_node(&cell), "an id of a table"));
        let label = label(reader, row, languages);
        // A line that has an account number is an account: the beneficiary's file takes it from the same table.
        let own = id.as_ref().zip(row.get("iban")).map(|(id, cell)| Placed::new(id.value.clone(), cell.place));
        let account = row.get("account").cloned().or(own);
        if let Some(account) = &account {
            reader.note(Part::Account(AccountDefinition::Fixed(account.clone())));
        }
        let read = |reader: &mut Reader<'_>, heading: &str| {
            let most = Decimal::new(AMOUNT_BANI_MAX, 2);
            let cell = cell(reader, row, heading)?;
            reader.typed_decimal(&cell_node(&cell), "a number", -most, most).map(|number| number.value)
        };
        let read: Vec<Option<Decimal>> = numbers.iter().map(|(heading, _)| read(reader, &heading.value)).collect();
        let Some(id) = id else {
            found.is_whole = false;
            continue;
        };
        for ((_, entries), number) in numbers.iter_mut().zip(read) {
            entries.push((id.clone(), number));
        }
        found.options.push(ChoiceOption {
            id: id.value.clone(),
            label,
            account: account.as_ref().map(|account| account.value.clone()),
        });
        found.parts.push(PartDefinition { id, account, priced_from: None });
    }
    found.tables = numbers.into_iter().map(|(heading, entries)| table_of(heading, entries)).collect();
    Some(found)
}

/// The rows of a table that a node names; it has these columns at least.
pub(super) fn table(reader: &mut Reader<'_>, node: &Node, columns: &[&str]) -> Option<TableRows> {
    let name = reader.text(node, "the table's file name", 100)?;
    let files = reader.files;
    let Some(table) = files.iter().find(|table| table.name == name.value) else {
        let help = match nearest(&name.value, files.iter().map(|table| table.name)) {
            Some(other) => format!("did you mean `{other}`?"),
            None => "put the table beside the definition, saved as CSV in UTF-8".to_owned(),
        };
        let message = format!("there is no table `{}` beside it", name.value);
        reader.diagnostics.report(Code::BadFile, name.place, message).help(help);
        return None;
    };
    csv::rows(table, columns, reader.diagnostics)
}

/// A cell that must be filled in; that its column is missing was told of the headings.
pub(super) fn cell(reader: &mut Reader<'_>, row: &TableRow, column: &str) -> Option<Placed<String>> {
    let found = row.get(column).cloned();
    let empty = row.cells.iter().find(|(name, cell)| name == column && cell.value.is_empty());
    if let Some((_, cell)) = empty.filter(|_| found.is_none()) {
        let message = format!("this line has no `{column}`");
        reader
            .diagnostics
            .report(Code::BadTableFile, cell.place, message)
            .help(format!("fill in the column `{column}`"));
    }
    found
}

/// A cell as a node, so that it is read by the rules of all values.
pub(super) fn cell_node(cell: &Placed<String>) -> Node {
    let scalar = Scalar { text: cell.value.clone(), is_plain: true, verbatim_start: None };
    Node { place: cell.place, start: cell.place, kind: NodeKind::Scalar(scalar) }
}

/// A language without a column has the Romanian text: names of institutions are often not translated. What cannot be
/// read is empty.
fn label(reader: &mut Reader<'_>, row: &TableRow, languages: &[Language]) -> Localized<String> {
    let text = |reader: &mut Reader<'_>, cell: &Placed<String>| {
        let text = reader.text(&cell_node(cell), "the option's label", PROPERTY_VALUE_CHARS_MAX);
        text.map(|text| text.value).unwrap_or_default()
    };
    let ro = cell(reader, row, "ro").map(|cell| text(reader, &cell)).unwrap_or_default();
    let mut other = |language: Language| {
        let spoken = languages.contains(&language);
        spoken.then(|| match row.get(language.code()) {
            Some(cell) => text(reader, cell),
            None => ro.clone(),
        })
    };
    let (ru, en) = (other(Language::Ru), other(Language::En));
    Localized { ro, ru, en }
}

/// A payer cannot tell two options of one name apart.
fn same_labels(reader: &mut Reader<'_>, found: &Options) {
    let mut seen: std::collections::BTreeMap<(Language, &str), usize> = std::collections::BTreeMap::new();
    for (at, option) in found.options.iter().enumerate() {
        let mut first = None;
        // A label that is missing is empty, and reported.
        for (language, label) in option.label.iter().filter(|(_, label)| !label.is_empty()) {
            if let Some(before) = seen.insert((language, label), at) {
                first.get_or_insert((before, language));
            }
        }
        if let Some((before, language)) = first {
            let (place, other) = (found.parts[at].id.place, found.parts[before].id.place);
            reader
                .diagnostics
                .report(Code::SameLabel, place, format!("two options have one label in `{language}`"))
                .related(other, "the other option")
                .help("give each a label of its own");
        }
    }
}
