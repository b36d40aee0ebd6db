//! How MPay is told of an answer: as the author says, or by the conventions of MPay's own generic services.

use super::keys::PROPERTY;
use super::reader::{Entries, Reader};
use crate::compile::definition::Texts;
use crate::diag::Code;
use crate::i18n::{Language, Localized};
use crate::limits::PROPERTY_NAME_CHARS_MAX;
use crate::order::PropertyKind;
use crate::plan::{CodeFormat, FieldKind, PropertyPlan};
use crate::yaml::NodeKind;

/// What a field says of its property.
pub(super) enum PropertyWritten {
    /// Nothing, or its name or how it is shown.
    Told { name: Option<String>, display: Option<Texts> },
    /// `none`; also where it cannot be read, so that nothing is blamed for what would be told in its place.
    Untold,
}

/// `label` is the field's, `word` its type.
pub(super) fn written(
    reader: &mut Reader<'_>,
    entries: &Entries<'_>,
    (label, word): (&Texts, &str),
    languages: &[Language],
) -> PropertyWritten {
    let nothing = PropertyWritten::Told { name: None, display: None };
    let Some(node) = entries.get("property") else { return nothing };
    if let NodeKind::Scalar(_) = node.kind {
        reader.word(node, "a property: write `none`, or {name: …, display: …}", &[("none", ())]);
        return PropertyWritten::Untold;
    }
    let Some(entries) = reader.mapping(node, &PROPERTY) else { return PropertyWritten::Untold };
    let shaped = |text: &str| {
        let fits = text.chars().all(|c| c.is_alphanumeric() || c == ' ');
        let length = (1..=PROPERTY_NAME_CHARS_MAX).contains(&text.chars().count());
        if fits && length { Ok(text.to_owned()) } else { Err("1 to 36 letters, digits and spaces") }
    };
    let name = entries.get("name").map(|node| reader.parsed(node, "a property name that MPay takes", shaped));
    let display = entries
        .get("display")
        .map(|node| reader.texts(node, "the property's display name", languages, PROPERTY_NAME_CHARS_MAX));
    let is_told = !["amount", "consent", "notice", "basket"].contains(&word);
    if let Some(Some(display)) = display.as_ref().filter(|_| is_told) {
        other_than_label(reader, label, display);
    }
    match (name, display) {
        (Some(None), _) | (_, Some(None)) => PropertyWritten::Untold,
        (name, display) => {
            PropertyWritten::Told { name: name.flatten().map(|name| name.value), display: display.flatten() }
        }
    }
}

/// Warns where the page says one thing and MPay another, though MPay would take what the page says.
fn other_than_label(reader: &mut Reader<'_>, label: &Texts, display: &Texts) {
    for (language, text) in display.iter() {
        let label = &label.get(language).value;
        // What is missing is empty, and reported.
        let is_known = !label.is_empty() && !text.value.is_empty();
        if is_known && label.chars().count() <= PROPERTY_NAME_CHARS_MAX && *label != text.value {
            let message = format!("the page says “{label}”, and MPay “{}”", text.value);
            reader
                .diagnostics
                .report(Code::OtherDisplayName, text.place, message)
                .help("leave `display` out: MPay takes the label as it is");
            break;
        }
    }
}

impl PropertyWritten {
    /// The property of a field of some id, label and kind; `None` where MPay is not told of it.
    pub fn plan(self, id: &str, label: &Localized<String>, kind: &FieldKind) -> Option<PropertyPlan> {
        let PropertyWritten::Told { name, display } = self else { return None };
        let kind = match kind {
            FieldKind::Number { .. } | FieldKind::Phone => PropertyKind::Number,
            FieldKind::Code { format: CodeFormat::TaxCode } => PropertyKind::TaxCode,
            FieldKind::Idnp | FieldKind::Idno | FieldKind::Idn => PropertyKind::Idn,
            FieldKind::Amount { .. } | FieldKind::Consent | FieldKind::Notice | FieldKind::Basket { .. } => {
                return None;
            }
            _ => PropertyKind::String,
        };
        Some(PropertyPlan {
            name: name.unwrap_or_else(|| pascal_case(id)),
            display_name: display.map_or_else(|| label.clone(), |texts| texts.map(|_, text| text.value.clone())),
            kind,
        })
    }
}

/// `case_number` as MPay's services write it: `CaseNumber`.
pub(super) fn pascal_case(id: &str) -> String {
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    id.split('_').filter(|word| !word.is_empty()).map(capital).collect()
}
