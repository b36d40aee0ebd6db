//! The options of a choice: written one by one, or the lines of a table beside the definition.

use rust_decimal::Decimal;

use super::csv::{self, TableRow};
use super::keys::{OPTION, OPTIONS_FROM};
use super::reader::{Entries, Reader};
use crate::compile::definition::{PartDefinition, TableDefinition, TableVersion};
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
}

pub(super) fn options(
    reader: &mut Reader<'_>,
    entries: &Entries<'_>,
    languages: &[Language],
    least: usize,
) -> Option<Options> {
    let node = reader.required(entries, "options")?;
    let faults = reader.diagnostics.count();
    let found = match node.kind {
        NodeKind::Mapping(_) => from_table(reader, node, languages)?,
        _ => written(reader, node, languages)?,
    };
    if !(least..=OPTIONS_MAX).contains(&found.options.len()) && reader.diagnostics.count() > faults {
        // Options that could not be read are not missing.
        return None;
    }
    if !(least..=OPTIONS_MAX).contains(&found.options.len()) {
        let message = format!("a choice has {least} to {OPTIONS_MAX} options");
        reader.diagnostics.report(Code::OutOfRange, node.place, message);
        return None;
    }
    same_labels(reader, &found);
    Some(found)
}

fn written(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Options> {
    let mut found = Options { options: Vec::new(), parts: Vec::new(), tables: Vec::new() };
    let mut prices = Vec::new();
    let mut unpriced = Vec::new();
    for item in reader.list(node, "the options")? {
        let Some(entries) = reader.mapping(item, &OPTION) else { continue };
        let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "an option's id"));
        let label = reader.required(&entries, "label");
        let label =
            label.and_then(|node| reader.texts(node, "the option's label", languages, PROPERTY_VALUE_CHARS_MAX));
        let account = entries.get("account").and_then(|node| reader.text(node, "the account's name", 60));
        let most = Decimal::new(AMOUNT_BANI_MAX, 2);
        let price = entries.get("price").and_then(|node| reader.decimal(node, "a price", Decimal::ZERO, most));
        let (Some(id), Some(label)) = (id, label) else { continue };
        match price {
            Some(price) => prices.push((id.clone(), price.value)),
            None => unpriced.push(id.clone()),
        }
        found.options.push(ChoiceOption {
            id: id.value.clone(),
            label: label.map(|_, text| text.value.clone()),
            account: account.as_ref().map(|account| account.value.clone()),
        });
        found.parts.push(PartDefinition { id, account, priced_from: None });
    }
    if let (Some(first), false) = (unpriced.first(), prices.is_empty()) {
        let missing = listed(unpriced.iter().take(5).map(|id| id.value.as_str()));
        reader
            .diagnostics
            .report(Code::IncompleteTable, first.place, format!("no price for {missing}"))
            .help("give each option a `price:`, or none of them");
    }
    if !prices.is_empty() {
        let name = Placed::new("price".to_owned(), node.place);
        found.tables.push(TableDefinition {
            name,
            versions: vec![TableVersion { from: None, entries: prices }],
            by: None,
        });
    }
    Some(found)
}

fn from_table(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Options> {
    let entries = reader.mapping(node, &OPTIONS_FROM)?;
    let name = reader.required(&entries, "from")?;
    let rows = table(reader, name)?;
    let mut found = Options { options: Vec::new(), parts: Vec::new(), tables: Vec::new() };
    let columns: Vec<String> = rows.first().map(|row| row.cells.iter().map(|(name, _)| name.clone()).collect())?;
    for column in columns.iter().filter(|column| !OWN_COLUMNS.contains(&column.as_str())) {
        let heading =
            reader.name(&cell_node(&Placed::new(column.clone(), rows.first()?.place)), "a column's heading")?;
        let versions = vec![TableVersion { from: None, entries: Vec::new() }];
        found.tables.push(TableDefinition { name: heading, versions, by: None });
    }
    for row in &rows {
        let id = cell(reader, row, "id").and_then(|cell| reader.name(&cell_node(&cell), "an option's id"));
        let Some(id) = id else { continue };
        let Some(label) = label(reader, row, languages) else { continue };
        for table in &mut found.tables {
            let most = Decimal::new(AMOUNT_BANI_MAX, 2);
            let number = cell(reader, row, &table.name.value);
            let number = number.and_then(|cell| reader.decimal(&cell_node(&cell), "a number", -most, most));
            if let (Some(number), Some(version)) = (number, table.versions.first_mut()) {
                version.entries.push((id.clone(), number.value));
            }
        }
        // A line that has an account number is an account: the beneficiary's file takes it from the same table.
        let own = row.get("iban").map(|cell| Placed::new(id.value.clone(), cell.place));
        let account = row.get("account").cloned().or(own);
        found.options.push(ChoiceOption {
            id: id.value.clone(),
            label,
            account: account.as_ref().map(|account| account.value.clone()),
        });
        found.parts.push(PartDefinition { id, account, priced_from: None });
    }
    Some(found)
}

/// The rows of a table that a node names.
pub(super) fn table(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<TableRow>> {
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
    csv::rows(table, reader.diagnostics)
}

/// A cell that must be filled in.
pub(super) fn cell(reader: &mut Reader<'_>, row: &TableRow, column: &str) -> Option<Placed<String>> {
    let found = row.get(column).cloned();
    if found.is_none() {
        let place = row.cells.iter().find(|(name, _)| name == column).map_or(row.place, |(_, cell)| cell.place);
        let message = match row.cells.iter().any(|(name, _)| name == column) {
            true => format!("this line has no `{column}`"),
            false => format!("the table has no column `{column}`"),
        };
        reader.diagnostics.report(Code::BadTableFile, place, message).help(format!("fill in the column `{column}`"));
    }
    found
}

/// A cell as a node, so that it is read by the rules of all values.
pub(super) fn cell_node(cell: &Placed<String>) -> Node {
    let scalar = Scalar { text: cell.value.clone(), is_plain: true, verbatim_start: None };
    Node { place: cell.place, start: cell.place, kind: NodeKind::Scalar(scalar) }
}

/// A language without a column has the Romanian text: names of institutions are often not translated.
fn label(reader: &mut Reader<'_>, row: &TableRow, languages: &[Language]) -> Option<Localized<String>> {
    let ro = cell(reader, row, "ro")?;
    let text = |reader: &mut Reader<'_>, cell: &Placed<String>| {
        reader.text(&cell_node(cell), "the option's label", PROPERTY_VALUE_CHARS_MAX).map(|text| text.value)
    };
    let ro = text(reader, &ro)?;
    let mut other = |language: Language| {
        let spoken = languages.contains(&language);
        spoken.then(|| match row.get(language.code()) {
            Some(cell) => text(reader, cell),
            None => Some(ro.clone()),
        })
    };
    let (ru, en) = (other(Language::Ru).flatten(), other(Language::En).flatten());
    Some(Localized { ro, ru, en })
}

/// A payer cannot tell two options of one name apart.
fn same_labels(reader: &mut Reader<'_>, found: &Options) {
    let mut seen: std::collections::BTreeMap<(Language, &str), usize> = std::collections::BTreeMap::new();
    for (at, option) in found.options.iter().enumerate() {
        let mut first = None;
        for (language, label) in option.label.iter() {
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
