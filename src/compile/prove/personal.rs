//! Reasons that tell about a person: everybody reads them who is given an order's number or address.

use std::collections::BTreeSet;

use super::Proof;
use crate::compile::definition::{Texts, place_of_name};
use crate::diag::Code;
use crate::i18n::Localized;
use crate::plan::{CodeFormat, FieldKind, Piece, Plan, TextTemplate};

/// Warns of what tells about a person in a text, of each once, in the first language that has it.
pub(super) fn warn(proof: &mut Proof<'_>, what: &str, texts: &Texts, templates: &Localized<TextTemplate>) {
    let mut warned = BTreeSet::new();
    for (language, template) in templates.iter() {
        let Some(text) = texts.exact(language) else { continue };
        for piece in &template.0 {
            let Piece::Answer(name) = piece else { continue };
            let Some(said) = said(&proof.checked.plan, name) else { continue };
            if warned.insert(name.as_str()) {
                let message =
                    format!("{what} tells {said} to everybody who is given an order's number or address: `{{{name}}}`");
                proof.diagnostics.report(Code::PersonalReason, place_of_name(text, name), message).help(
                    "name what is paid, as a contract or a month: who pays is told to MPay and to the books anyway",
                );
            }
        }
    }
}

/// What an answer tells about a person; nothing of most.
fn said(plan: &Plan, name: &str) -> Option<&'static str> {
    match name {
        "payer.id" => return Some("the payer's code"),
        name if name.starts_with("payer.") => return Some("the payer's name"),
        _ => {}
    }
    match &plan.field(name)?.kind {
        FieldKind::Idnp => Some("an IDNP"),
        FieldKind::Idn | FieldKind::Code { format: CodeFormat::TaxCode } => Some("a code that can be an IDNP"),
        FieldKind::Phone => Some("a telephone number"),
        FieldKind::Email => Some("an e-mail address"),
        FieldKind::Text { .. } | FieldKind::Number { .. } | FieldKind::Amount { .. } | FieldKind::Choice { .. } => None,
        FieldKind::Choices { .. } | FieldKind::YesNo | FieldKind::Consent | FieldKind::Date { .. } => None,
        FieldKind::Month { .. } | FieldKind::Year { .. } | FieldKind::Idno | FieldKind::Iban => None,
        FieldKind::Code { format: CodeFormat::VehiclePlate | CodeFormat::Vin | CodeFormat::CadastralNumber } => None,
        FieldKind::Basket { .. } | FieldKind::Notice => None,
    }
}
