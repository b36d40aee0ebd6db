//! What a folder says already: the accounts of its beneficiary.yaml.

use std::path::Path;

use anyhow::{Context, bail};

use crate::diag::{Diagnostics, Sources, to_text};
use crate::limits::{DEFINITION_BYTES_MAX, TABLE_BYTES_MAX};
use crate::yaml::{self, Node, NodeKind};

/// An institution that is there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Existing {
    /// The names of its accounts that stand in its file.
    pub accounts: Vec<String>,
    /// The table of its other accounts: its file's name, and their names.
    pub table: Option<(String, Vec<String>)>,
}

/// Reads the beneficiary of a folder, as far as a starter needs it; what else is wrong the compiler tells.
pub(super) fn existing(folder: &Path) -> anyhow::Result<Existing> {
    let path = folder.join("beneficiary.yaml");
    let text = read(&path, DEFINITION_BYTES_MAX)?;
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(path.display().to_string(), text.clone());
    let Some(root) = yaml::parse(file, &text, &mut diagnostics) else {
        eprint!("{}", to_text(&diagnostics.into_sorted(), &sources, false));
        bail!("{} cannot be read; nothing was written", path.display());
    };
    let accounts = match get(&root, "accounts").map(|node| &node.kind) {
        Some(NodeKind::Mapping(entries)) => entries.iter().map(|(key, _)| key.text.clone()).collect(),
        _ => Vec::new(),
    };
    let table = match get(&root, "accounts_from").map(|node| &node.kind) {
        Some(NodeKind::Scalar(name)) => Some((name.text.clone(), ids(folder, &name.text)?)),
        _ => None,
    };
    Ok(Existing { accounts, table })
}

fn get<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().find(|(k, _)| k.text == key).map(|(_, node)| node),
        _ => None,
    }
}

/// The names in the first lines of a table of accounts.
fn ids(folder: &Path, name: &str) -> anyhow::Result<Vec<String>> {
    if Path::new(name).components().count() != 1 {
        bail!("`accounts_from` names a file beside beneficiary.yaml, not `{name}`");
    }
    let text = read(&folder.join(name), TABLE_BYTES_MAX)?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let mark = if first.contains(';') && !first.contains(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(mark).flexible(true).from_reader(text.as_bytes());
    let about = || format!("cannot read {name}");
    let column = reader.headers().with_context(about)?.iter().position(|heading| heading == "id");
    let Some(column) = column else { bail!("{name} has no column `id`") };
    let rows: Result<Vec<_>, _> = reader.records().collect();
    let ids: Vec<String> =
        rows.with_context(about)?.iter().filter_map(|row| row.get(column)).map(str::to_owned).collect();
    if ids.is_empty() {
        bail!("{name} has no line with an account");
    }
    Ok(ids)
}

fn read(path: &Path, most: usize) -> anyhow::Result<String> {
    let about = || format!("cannot read {}", path.display());
    let size = std::fs::metadata(path).with_context(about)?.len();
    if size > most as u64 {
        bail!("{} has {size} bytes, and at most {most} are possible", path.display());
    }
    std::fs::read_to_string(path).with_context(about)
}
