//! The canonical layout of a definition's text: keys in the order of the language's table.

use super::shape::keys::{BENEFICIARY, SERVICE, order_at};
use crate::diag::{Diagnostics, FileId};
use crate::yaml::{self, NodeKind};

/// The same definition in canonical layout; `None` with diagnostics where it is not YAML as definitions may use it.
/// Comments and blank lines stay with what they stand at, the meaning stays too.
pub fn canonical(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let root = yaml::parse(file, text, diagnostics)?;
    let is_beneficiary = match &root.kind {
        NodeKind::Mapping(entries) => entries.iter().any(|(key, _)| key.text == "beneficiary"),
        _ => false,
    };
    let shape = if is_beneficiary { &BENEFICIARY } else { &SERVICE };
    Some(yaml::layout(text, &root, &|path| order_at(shape, path)))
}

#[cfg(test)]
mod tests;
