//! Reporting columns: for any answers something stands in each, and not more than is kept.

use super::text::present;
use super::{Proof, length};
use crate::compile::definition::{ColumnDefinition, ColumnValue, place_of_name};
use crate::diag::{Code, Placed};
use crate::expr::Facts;
use crate::i18n::Language;
use crate::limits::REPORTING_CHARS_MAX;
use crate::plan::{Piece, ReportingValue, TextTemplate};

pub(super) fn prove(proof: &mut Proof<'_>) {
    let (checked, accepted) = (proof.checked, proof.accepted.clone());
    for (written, planned) in checked.reporting.iter().zip(&checked.plan.reporting) {
        let ColumnDefinition { value, .. } = written;
        match (value, &planned.value) {
            (ColumnValue::Text(text), ReportingValue::Text(template)) => prove_text(proof, text, template),
            (ColumnValue::Computed(expr) | ColumnValue::Chosen { by: expr, .. }, _) => proof.look(expr, &accepted),
            (ColumnValue::Text(_), _) => {}
        }
    }
}

fn prove_text(proof: &mut Proof<'_>, text: &Placed<String>, template: &TextTemplate) {
    let accepted = proof.accepted.clone();
    let of_piece = |piece: &Piece, case| match piece {
        Piece::Literal(text) => text.chars().count(),
        Piece::Answer(name) => length::of_answer(&proof.checked.plan, name, Language::Ro, case),
    };
    let lengths = accepted.iter().map(|case| template.0.iter().map(|piece| of_piece(piece, case)).sum::<usize>());
    let longest = lengths.max().unwrap_or(0);
    for piece in &template.0 {
        if let Piece::Answer(name) = piece
            && !name.starts_with("payer.")
        {
            present(proof, name, place_of_name(text, name), &accepted);
        }
    }
    if longest > REPORTING_CHARS_MAX {
        let message = format!("the column can have {longest} characters: {REPORTING_CHARS_MAX} are kept");
        let plan = &proof.checked.plan;
        let anything = Facts::default();
        let fields = template.0.iter().filter_map(|piece| match piece {
            Piece::Answer(name) => Some((name, length::of_answer(plan, name, Language::Ro, &anything))),
            Piece::Literal(_) => None,
        });
        let over = longest - REPORTING_CHARS_MAX;
        let shorter = fields
            .max_by_key(|(_, length)| *length)
            .and_then(|(name, length)| length::shorter(plan, name, length.checked_sub(over).filter(|most| *most > 0)?));
        let shorter = shorter.map(|shorter| format!(", or {shorter}")).unwrap_or_default();
        proof
            .diagnostics
            .report(Code::TextTooLong, text.place, message)
            .help(format!("shorten the text by {over}{shorter}"));
    }
}
