//! The canonical layout of a definition's text: keys in the order of the language's table.

use super::shape::keys::{BENEFICIARY, SERVICE, order_at};
use crate::diag::{Diagnostics, FileId};
use crate::yaml::{self, NodeKind};

/// The same definition in canonical layout; `None` with diagnostics where it is not YAML as definitions may use it.
/// Comments and blank lines stay with what they stand at, the meaning stays too, and laid out again it stays as it is.
pub fn canonical(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let root = yaml::parse(file, text, diagnostics)?;
    let is_beneficiary = match &root.kind {
        NodeKind::Mapping(entries) => entries.iter().any(|(key, _)| key.text == "beneficiary"),
        _ => false,
    };
    let shape = if is_beneficiary { &BENEFICIARY } else { &SERVICE };
    let order: yaml::Order<'_> = &|path| order_at(shape, path);
    let once = yaml::layout(text, &root, order);
    // Texts that no person writes can be read in another way once white space is gone: they stay as they are.
    let again = yaml::parse(file, &once, &mut Diagnostics::default()).map(|root| yaml::layout(&once, &root, order));
    Some(if again.as_ref() == Some(&once) { once } else { text.to_owned() })
}

#[cfg(test)]
mod tests;
