//! Texts: none is longer than MPay takes, for any answers in any language, and none names what may be absent.

use super::{Proof, length};
use crate::compile::definition::{PlacedExpr, Texts, place_of_name};
use crate::diag::{Code, Place};
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
pub(super) fn present(proof: &mut Proof<'_>, name: &str, place: Place, cases: &[Facts]) {
    let at = Expr { kind: ExprKind::Name(name.to_owned()), span: (place.start, place.end) };
    for case in cases {
        proof.flow.require(name, &at, case);
    }
    proof.report(&PlacedExpr { expr: at, place });
}

fn reason(proof: &mut Proof<'_>, what: &str, texts: &Texts, templates: &Localized<TextTemplate>, cases: &[Facts]) {
    for (language, template) in templates.iter() {
        let Some(text) = texts.exact(language) else { continue };
        let mut worst: Option<(usize, Option<(String, usize)>)> = None;
        for case in cases {
            let mut length = 0;
            let mut longest: Option<(String, usize)> = None;
            for piece in &template.0 {
                match piece {
                    Piece::Literal(text) => length += text.chars().count(),
                    Piece::Answer(name) => {
                        let part = length::of_answer(&proof.checked.plan, name, language, case);
                        length += part;
                        if longest.as_ref().is_none_or(|(_, other)| part > *other) {
                            longest = Some((name.clone(), part));
                        }
                    }
                }
            }
            if worst.as_ref().is_none_or(|(other, _)| length > *other) {
                worst = Some((length, longest));
            }
        }
        for piece in &template.0 {
            if let Piece::Answer(name) = piece
                && !name.starts_with("payer.")
            {
                present(proof, name, place_of_name(text, name), cases);
            }
        }
        if let Some((length, longest)) = worst.filter(|(length, _)| *length > REASON_CHARS_MAX) {
            too_long(proof, what, text.place, length, longest);
        }
    }
}

fn too_long(proof: &mut Proof<'_>, what: &str, place: Place, length: usize, longest: Option<(String, usize)>) {
    let over = length - REASON_CHARS_MAX;
    let report = proof.diagnostics.report(
        Code::TextTooLong,
        place,
        format!("{what} can have {length} characters: MPay takes {REASON_CHARS_MAX}"),
    );
    let Some((name, part)) = longest else {
        report.help(format!("shorten the text by {over}"));
        return;
    };
    let shorter = if part > over { length::shorter(&proof.checked.plan, &name, part - over) } else { None };
    report.label(format!("`{{{name}}}` alone can have {part}"));
    report.help(match shorter {
        Some(shorter) => format!("shorten the text by {over}, or {shorter}"),
        None => format!("shorten the text by {over}, or leave `{{{name}}}` out"),
    });
}
