//! Texts: none is longer than MPay takes, for any answers in any language, and none names what may be absent.

use super::{Proof, length, personal};
use crate::compile::definition::{PlacedExpr, Texts, place_of_name};
use crate::diag::{Code, Place, Placed};
use crate::expr::{Expr, ExprKind, Facts};
use crate::i18n::Localized;
use crate::limits::{PROPERTY_NAME_CHARS_MAX, PROPERTY_VALUE_CHARS_MAX, REASON_CHARS_MAX};
use crate::plan::{AccountRule, FieldKind, Piece, TextTemplate};

pub(super) fn prove(proof: &mut Proof<'_>) {
    let checked = proof.checked;
    for line in &checked.lines {
        let Some(plan) = checked.plan.lines.iter().find(|plan| plan.id == line.id.value) else { continue };
        let cases = match proof.when(plan) {
            Some(when) => proof.flow.assume_in(&when, true, proof.accepted.clone()),
            None => proof.accepted.clone(),
        };
        reason(proof, "the line's reason", &line.reason, &plan.reason, &cases);
        if let AccountRule::ChosenBy(field) = &plan.account {
            let place = match &line.account {
                crate::compile::definition::AccountDefinition::ChosenBy(name) => name.place,
                crate::compile::definition::AccountDefinition::Fixed(name) => name.place,
            };
            present(proof, field, place, &cases);
        }
    }
    let accepted = proof.accepted.clone();
    reason(proof, "the order's reason", &checked.order.reason, &checked.plan.order.reason, &accepted);
    for definition in &checked.fields {
        names_for_mpay(proof, definition);
    }
}

/// A row's properties have its number behind their names.
fn names_for_mpay(proof: &mut Proof<'_>, definition: &crate::compile::definition::FieldDefinition) {
    let rows = proof.checked.plan.group_of(&definition.id.value).map_or(0, |group| 1 + group.max.to_string().len());
    let Some(property) = &definition.field.property else { return };
    let at_most = |length: usize| length + rows > PROPERTY_NAME_CHARS_MAX;
    if at_most(property.name.chars().count()) {
        let message = format!("with the row's number MPay's name has more than {PROPERTY_NAME_CHARS_MAX} characters");
        proof
            .diagnostics
            .report(Code::TextTooLong, definition.property_place, message)
            .help("write `property: {name: …}` with a shorter name");
    }
    for (language, display) in property.display_name.iter() {
        let length = display.chars().count();
        if at_most(length) {
            let place = definition.label.exact(language).map_or(definition.id.place, |label| label.place);
            let with_rows = if rows > 0 { " with the row's number" } else { "" };
            let message =
                format!("the label has {} characters{with_rows}: MPay shows {PROPERTY_NAME_CHARS_MAX}", length + rows);
            proof
                .diagnostics
                .report(Code::TextTooLong, place, message)
                .help("keep the label and add a shorter name for MPay: property: {display: {ro: …, ru: …, en: …}}");
        }
    }
    if let FieldKind::Choices { .. } = &definition.field.kind {
        for (language, _) in definition.field.label.iter() {
            let longest = length::of_answer(&proof.checked.plan, &definition.id.value, language, &Facts::default());
            if longest > PROPERTY_VALUE_CHARS_MAX {
                let message =
                    format!("all options together have {longest} characters: MPay takes {PROPERTY_VALUE_CHARS_MAX}");
                proof
                    .diagnostics
                    .report(Code::TextTooLong, definition.id.place, message)
                    .help("shorten the labels, or write `property: none`");
                return;
            }
        }
    }
}

/// Reports a field that a text or an account reads and that may be absent.
fn present(proof: &mut Proof<'_>, name: &str, place: Place, cases: &[Facts]) {
    let at = Expr { kind: ExprKind::Name(name.to_owned()), span: (place.start, place.end) };
    for case in cases {
        proof.flow.require(name, &at, case);
    }
    proof.report(&PlacedExpr { expr: at, place });
}

fn reason(proof: &mut Proof<'_>, what: &str, texts: &Texts, templates: &Localized<TextTemplate>, cases: &[Facts]) {
    personal::warn(proof, what, texts, templates);
    for (language, template) in templates.iter() {
        let Some(text) = texts.exact(language) else { continue };
        answers_are_there(proof, text, template, cases);
        let (plan, most) = (&proof.checked.plan, REASON_CHARS_MAX);
        let longest = length::of_text(plan, template, language, cases);
        if longest.chars > most {
            let message = format!("{what} can have {} characters: MPay takes {most}", longest.chars);
            let report = proof.diagnostics.report(Code::TextTooLong, text.place, message);
            report.label(longest.label()).help(longest.help(plan, most));
        }
    }
}

/// Reports the answers in a text that may be absent.
pub(super) fn answers_are_there(
    proof: &mut Proof<'_>,
    text: &Placed<String>,
    template: &TextTemplate,
    cases: &[Facts],
) {
    for piece in &template.0 {
        if let Piece::Answer(name) = piece
            && !name.starts_with("payer.")
        {
            present(proof, name, place_of_name(text, name), cases);
        }
    }
}
