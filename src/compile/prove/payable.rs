//! Orders that can be paid: none is made after the last day to pay, as it would be expired when it is born.

use super::Proof;
use crate::compile::definition::DueDefinition;
use crate::diag::Code;

pub(super) fn prove(proof: &mut Proof<'_>) {
    let checked = proof.checked;
    let Some(DueDefinition::On(due_on)) = &checked.due else { return };
    let closes_on = checked.opening.as_ref().and_then(|opening| opening.until.as_ref());
    let help = format!("write `open: {{until: {}, closed_text: …}}`, or a later `due_on`", due_on.value);
    match closes_on {
        Some(closes_on) if closes_on.value <= due_on.value => {}
        Some(closes_on) => {
            proof
                .diagnostics
                .report(Code::BornExpired, due_on.place, "orders are taken after the last day to pay them")
                .related(closes_on.place, "the last day on which orders are taken")
                .help(help);
        }
        None => {
            proof
                .diagnostics
                .report(Code::BornExpired, due_on.place, "orders are taken after the last day to pay them")
                .label("and the service never closes")
                .help(help);
        }
    }
}
