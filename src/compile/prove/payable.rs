//! Orders that can be paid: none is made after the last day to pay, and MPay can ask for the amount that one leaves open.

use super::Proof;
use crate::compile::definition::{AmountDefinition, DueDefinition, LineDefinition};
use crate::diag::{Code, Place};

pub(super) fn prove(proof: &mut Proof<'_>) {
    last_day(proof);
    let lines = &proof.checked.lines;
    let open = lines.iter().find_map(|line| match line.amount {
        AmountDefinition::AtMpay(place) => Some((line, place)),
        AmountDefinition::Computed(_) => None,
    });
    if let Some((line, place)) = open {
        at_mpay(proof, line, place);
    }
}

/// An order that is made after the last day to pay is expired when it is born.
fn last_day(proof: &mut Proof<'_>) {
    let checked = proof.checked;
    let Some(DueDefinition::On(due_on)) = &checked.order.due else { return };
    if checked.lost.days {
        return;
    }
    let closes_on = checked.opening.as_ref().and_then(|opening| opening.until.as_ref());
    if closes_on.is_some_and(|closes_on| closes_on.value <= due_on.value) {
        return;
    }
    let message = "orders are taken after the last day to pay them";
    let report = proof.diagnostics.report(Code::BornExpired, due_on.place, message);
    report.help(format!("write `open: {{until: {}, closed_text: …}}`, or a later `due_on`", due_on.value));
    match closes_on {
        Some(closes_on) => report.related(closes_on.place, "the last day on which orders are taken"),
        None => report.label("and the service never closes"),
    };
}

/// The contract: without `TotalAmountDue` the payer enters the amount, where partial or advance payments are allowed; and
/// those can only be allowed on one line.
fn at_mpay(proof: &mut Proof<'_>, line: &LineDefinition, place: Place) {
    let checked = proof.checked;
    let order = &checked.order;
    if !order.allow_partial_payments && !order.allow_advance_payments {
        proof
            .diagnostics
            .report(Code::AmountAtMpay, place, "MPay does not ask for the amount of this order")
            .label("the payer cannot give it")
            .help("allow it under `order`: `advance_payments: true`, or `partial_payments: true`");
    }
    if let Some(group) = &line.for_each {
        proof
            .diagnostics
            .report(Code::AmountAtMpay, place, "MPay asks for one amount, and this is one for each row")
            .related(group.place, "the rows")
            .help("leave out `for_each`, or compute the amount of each row");
    }
    if let Some(other) = checked.lines.iter().find(|other| other.id.value != line.id.value) {
        proof
            .diagnostics
            .report(Code::AmountAtMpay, place, "an amount that is given at MPay is the only line of its order")
            .related(other.id.place, "the other line")
            .help("MPay could not tell which line the payer means: make a service of each");
    }
    if let Some(percent) = &order.first_part_percent {
        proof
            .diagnostics
            .report(Code::AmountAtMpay, percent.place, "this is a part of a total that nobody knows")
            .related(place, "the payer gives the amount at MPay")
            .help("write `partial_payments: true`");
    }
}
