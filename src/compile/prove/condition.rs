//! Conditions: each can hold and can fail; tariffs have a value for each day and number; stops and checks decide what is accepted.

use super::advice::shown;
use super::{Proof, Witness};
use crate::compile::resolve::ConditionWritten;
use crate::diag::{Code, Place};
use crate::expr::{Expr, ExprKind, Facts, Function, day_number};
use crate::plan::FieldKind;

pub(super) fn prove(proof: &mut Proof<'_>) {
    let checked = proof.checked;
    let anything = proof.accepted.clone();
    for ConditionWritten { shows, condition, given } in &checked.conditions {
        let cases = match given {
            Some(given) => proof.flow.assume_in(given, true, anything.clone()),
            None => anything.clone(),
        };
        proof.look(condition, &cases);
        never(proof, condition, &cases, &format!("{shows} is never shown"));
        always(proof, condition, &cases, &format!("{shows} is always shown: the condition always holds"));
    }
    for (rule, stop) in checked.stops.iter().zip(&checked.plan.stops) {
        let cases = proof.with_rows(stop.group.as_deref(), proof.accepted.clone());
        proof.look(&rule.condition, &cases);
        never(proof, &rule.condition, &anything, "this stop is never reached");
        let stops = proof.in_rows(stop.group.as_deref(), &stop.when);
        let left = proof.flow.assume_in(&stops, false, proof.accepted.clone());
        if left.is_empty() {
            constant(proof, rule.condition.place, "the service always stops: nobody can pay");
        } else {
            proof.accepted = left;
        }
    }
    for (rule, check) in checked.checks.iter().zip(&checked.plan.checks) {
        let cases = proof.with_rows(check.group.as_deref(), proof.accepted.clone());
        proof.look(&rule.condition, &cases);
        always(proof, &rule.condition, &anything, "this check always holds: it checks nothing");
        let fails = Expr::bare(ExprKind::Not(Box::new(check.condition.clone())));
        let fails = proof.in_rows(check.group.as_deref(), &fails);
        let left = proof.flow.assume_in(&fails, false, proof.accepted.clone());
        if left.is_empty() {
            constant(proof, rule.condition.place, "this check never holds: nobody can pay");
        } else {
            proof.accepted = left;
        }
    }
    let accepted = proof.accepted.clone();
    for (rule, warning) in checked.warnings.iter().zip(&checked.plan.warnings) {
        let cases = proof.with_rows(warning.group.as_deref(), accepted.clone());
        proof.look(&rule.condition, &cases);
        never(proof, &rule.condition, &accepted, "this is never unusual: nobody is warned");
        always(proof, &rule.condition, &accepted, "everybody is warned: that warns nobody");
    }
    days(proof, &accepted);
    tiers(proof, &accepted);
}

fn never(proof: &mut Proof<'_>, condition: &super::PlacedExpr, cases: &[Facts], message: &str) {
    if !cases.is_empty() && proof.flow.assume_in(&condition.expr, true, cases.to_vec()).is_empty() {
        constant(proof, condition.place, message);
    }
}

fn always(proof: &mut Proof<'_>, condition: &super::PlacedExpr, cases: &[Facts], message: &str) {
    if !cases.is_empty() && proof.flow.assume_in(&condition.expr, false, cases.to_vec()).is_empty() {
        constant(proof, condition.place, message);
    }
}

fn constant(proof: &mut Proof<'_>, place: Place, message: &str) {
    proof.diagnostics.report(Code::Constant, place, message).help("correct the condition, or remove it");
}

/// A tariff that changes on days must have a value for each day on which it is asked.
fn days(proof: &mut Proof<'_>, accepted: &[Facts]) {
    let checked = proof.checked;
    if checked.lost.days {
        return;
    }
    for changes in &checked.changes {
        let mut earliest = None;
        for case in accepted {
            if let Some(range) = proof.flow.number(&changes.by, case) {
                earliest = Some(earliest.map_or(range.min, |other: rust_decimal::Decimal| other.min(range.min)));
            }
        }
        // What is wrong with the day itself is told where the tariff is read.
        proof.flow.take_problems();
        if let Some(earliest) = earliest.filter(|earliest| *earliest < day_number(changes.first.value)) {
            let day = crate::expr::day_of_number(earliest);
            let first = changes.first.value;
            let later = match &changes.by.kind {
                ExprKind::Name(name) if is_date(proof, name) => format!("write `not_before: {first}` for `{name}`"),
                ExprKind::Call(Function::Today, _) => format!("write `open: {{from: {first}, closed_text: …}}`"),
                _ => format!("add the check `assert: {} >= {first}`", shown(&changes.by)),
            };
            let message = format!("`{}` has no value before this day", changes.name);
            proof
                .diagnostics
                .report(Code::UncoveredDay, changes.first.place, message)
                .label(format!("an order can ask for {day}"))
                .help(format!("add `from {day}: …`, or {later}"));
        }
    }
}

fn is_date(proof: &Proof<'_>, name: &str) -> bool {
    proof.checked.plan.field(name).is_some_and(|field| matches!(field.kind, FieldKind::Date { .. }))
}

/// Tiers must have a value for each number, and each tier a number.
fn tiers(proof: &mut Proof<'_>, accepted: &[Facts]) {
    let checked = proof.checked;
    for tiers in &checked.tiers {
        let mut range: Option<crate::expr::Range> = None;
        for case in accepted {
            if let Some(found) = proof.flow.number(&tiers.of.expr, case) {
                range = Some(range.map_or(found, |range| range.or(found)));
            }
        }
        proof.flow.take_problems();
        let (Some(range), Some(last)) = (range, tiers.ends.last()) else { continue };
        if let Some(end) = last.value
            && range.max > end
        {
            let (facts, of) = (Facts::default(), &tiers.of.expr);
            let witness = Witness::new(proof.world, &facts);
            let example = witness.where_number(of, None, &|number| number > end);
            let bound = proof.advice.bound(of, accepted, &|flow, cases| {
                cases.iter().all(|case| flow.number(of, case).is_some_and(|found| found.max <= end))
            });
            let end = end.normalize();
            let bound = bound.unwrap_or_else(|| format!("write `tiers_of: min({}, {end})`", shown(of)));
            proof
                .diagnostics
                .report(Code::UncoveredNumber, last.place, format!("nothing is said above {end}"))
                .label(example.map_or(format!("it can be {}", range.max.normalize()), |(answers, _)| answers))
                .help(format!("add `above: …`, or {bound}"));
        }
        let mut below = range.min;
        for (at, end) in tiers.ends.iter().enumerate() {
            let is_reached = match (end.value, at) {
                (Some(end), _) => end >= range.min && (at == 0 || below < range.max),
                (None, _) => below < range.max,
            };
            if !is_reached {
                constant(proof, end.place, "this tier is never reached");
            }
            below = end.value.unwrap_or(below);
        }
    }
}
