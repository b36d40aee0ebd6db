//! Reporting columns: for any answers something stands in each, and not more than is kept.

use super::text::answers_are_there;
use super::{Proof, length};
use crate::compile::definition::{ColumnDefinition, ColumnValue};
use crate::diag::{Code, Placed};
use crate::i18n::Language;
use crate::limits::REPORTING_CHARS_MAX;
use crate::plan::{ReportingValue, TextTemplate};

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
    answers_are_there(proof, text, template, &accepted);
    let (plan, most) = (&proof.checked.plan, REPORTING_CHARS_MAX);
    let longest = length::of_text(plan, template, Language::Ro, &accepted);
    if longest.chars > most {
        let message = format!("the column can have {} characters: {most} are kept", longest.chars);
        let report = proof.diagnostics.report(Code::TextTooLong, text.place, message);
        report.label(longest.label()).help(longest.help(plan, most));
    }
}
