//! Amounts: every line of every order is more than nothing, exact to the ban, and within MPay's limit; there is always a line.

use rust_decimal::Decimal;

use super::advice::{any_of, shown};
use super::{Proof, Witness, total};
use crate::compile::definition::{LineDefinition, PlacedExpr};
use crate::diag::{Code, Place};
use crate::expr::{Expr, Facts, Range};
use crate::limits::{AMOUNT_BANI_MAX, MPAY_ID_CHARS_MAX};
use crate::plan::LinePlan;

pub(super) fn prove(proof: &mut Proof<'_>) {
    let checked = proof.checked;
    let mut total = Some(Decimal::ZERO);
    // The cases in which no line applies.
    let mut without = Some(proof.accepted.clone()).filter(|_| !checked.lost.lines);
    let mut most_lines = 0;
    for line in &checked.lines {
        let Some(plan) = checked.plan.lines.iter().find(|plan| plan.id == line.id.value) else {
            (total, without) = (None, None);
            continue;
        };
        let cases = proof.with_rows(plan.for_each.as_deref(), proof.accepted.clone());
        if let Some(when) = &line.when {
            proof.look(when, &cases);
        }
        let cases = match proof.when(plan) {
            None => {
                without = None;
                cases
            }
            Some(when) => {
                without = without.map(|cases| proof.flow.assume_in(&when, false, cases));
                proof.flow.assume_in(&when, true, cases)
            }
        };
        if let (Some(when), true) = (&line.when, cases.is_empty()) {
            proof
                .diagnostics
                .report(Code::Constant, when.place, format!("line `{}` never applies", line.id.value))
                .help("correct the condition, or remove the line");
        }
        let rows = plan.for_each.as_ref().and_then(|group| checked.plan.groups().find(|other| other.id == *group));
        let rows = rows.map_or(1, |group| group.max);
        most_lines += rows;
        id_fits(proof, line, rows);
        let most = line.amount.computed().and_then(|written| amount(proof, line, written, plan, &cases));
        total = total.zip(most).and_then(|(total, most)| total.checked_add(most.checked_mul(rows.into())?));
    }
    if let Some(cases) = without.filter(|cases| !cases.is_empty()) {
        no_line(proof, &cases);
    }
    total::prove(proof, total, most_lines);
}

/// A row's number is put behind the line's id.
fn id_fits(proof: &mut Proof<'_>, line: &LineDefinition, rows: u32) {
    let longest = line.id.value.len() + if line.for_each.is_some() { 1 + rows.to_string().len() } else { 0 };
    if longest > MPAY_ID_CHARS_MAX {
        let message = format!("with the row's number the id has {longest} characters: MPay takes {MPAY_ID_CHARS_MAX}");
        proof.diagnostics.report(Code::TextTooLong, line.id.place, message).help("shorten the id");
    }
}

fn no_line(proof: &mut Proof<'_>, cases: &[Facts]) {
    let checked = proof.checked;
    let conditions: Vec<Expr> = checked.plan.lines.iter().filter_map(|line| proof.when(line)).collect();
    let read: Vec<&Expr> = conditions.iter().collect();
    let example = cases.iter().find_map(|case| Witness::new(proof.world, case).where_none_holds(&read));
    let (Some(first), Some(any)) = (checked.lines.first(), any_of(conditions)) else { return };
    let (message, help) = match &example {
        Some(_) => (
            "for some answers no line applies, and an order needs one",
            format!(
                "add a line for these answers, or `stop_when` with what to do instead, or the check `assert: {}`",
                shown(&any)
            ),
        ),
        None => (
            "it cannot be proved that a line applies to all answers, and an order needs one",
            format!("add the check `assert: {}`, or leave out the `when` of line `{}`", shown(&any), first.id.value),
        ),
    };
    let place = first.when.as_ref().map_or(first.id.place, |when| when.place);
    proof.diagnostics.report(Code::NoLine, place, message).label(example.unwrap_or_default()).help(help);
}

/// Proves one line's amount; gives the most that it can be.
fn amount(
    proof: &mut Proof<'_>,
    line: &LineDefinition,
    written: &PlacedExpr,
    plan: &LinePlan,
    cases: &[Facts],
) -> Option<Decimal> {
    let mut all: Option<Range> = None;
    // One case in which each thing is wrong.
    let (mut low, mut high, mut fine) = (None, None, None);
    for case in cases {
        let found = proof.flow.number(&written.expr, case);
        let Some(found) = found else { continue };
        all = Some(all.map_or(found, |range| range.or(found)));
        if found.min <= Decimal::ZERO {
            low.get_or_insert(case);
        }
        if found.max > Decimal::new(AMOUNT_BANI_MAX, 2) {
            high.get_or_insert(case);
        }
        if found.decimals > 2 {
            fine.get_or_insert(case);
        }
    }
    proof.report(written);
    let bounds = all?;
    let place = written.place;
    let limit = Decimal::new(AMOUNT_BANI_MAX, 2);
    if let Some(case) = low {
        let example = example(proof, written, plan, case, &|number| number <= Decimal::ZERO);
        let message = match (bounds.min.is_zero(), example.is_some()) {
            (true, _) => format!("line `{}` can come to nothing", line.id.value),
            (false, true) => format!("line `{}` can come to less than nothing", line.id.value),
            (false, false) => format!("it cannot be proved that line `{}` is more than nothing", line.id.value),
        };
        let first = proof.advice.bound(&written.expr, cases, &|flow, cases| {
            cases.iter().all(|case| flow.number(&written.expr, case).is_some_and(|found| found.min > Decimal::ZERO))
        });
        let shown = shown(&written.expr);
        let first = first.map(|bound| format!("{bound}, ")).unwrap_or_default();
        let bound = format!("{first}add the check `assert: {shown} > 0`, or write max({shown}, 0.01)");
        tell(proof, Code::AmountNotPositive, place, message, (bounds, example), &bound, written);
    }
    if let Some(case) = high {
        let example = example(proof, written, plan, case, &|number| number > limit);
        let message = match example {
            Some(_) => format!("line `{}` can come to more than MPay takes", line.id.value),
            None => format!("it cannot be proved that line `{}` is not more than MPay takes", line.id.value),
        };
        let first = proof.advice.bound(&written.expr, cases, &|flow, cases| {
            cases.iter().all(|case| flow.number(&written.expr, case).is_some_and(|found| found.max <= limit))
        });
        let first =
            first.unwrap_or_else(|| format!("add the check `assert: {} <= {}`", shown(&written.expr), lei(limit)));
        let bound =
            format!("an amount is at most {} lei: {first}, or write min({}, {0})", lei(limit), shown(&written.expr));
        tell(proof, Code::AmountTooLarge, place, message, (bounds, example), &bound, written);
    }
    if let Some(case) = fine {
        let decimals = match bounds.decimals {
            28 => "any number of decimals".to_owned(),
            some => format!("{some} decimals"),
        };
        let example = example(proof, written, plan, case, &|number| number.normalize().scale() > 2);
        let message = match example {
            Some(_) => format!("line `{}` can have {decimals}", line.id.value),
            None => {
                format!("it cannot be proved that line `{}` has two decimals: it may have {decimals}", line.id.value)
            }
        };
        let report = proof.diagnostics.report(Code::AmountTooPrecise, place, message);
        let help = format!("an amount has two: write round({}, 2)", shown(&written.expr));
        report.label(example.unwrap_or_default()).help(help);
    }
    // What is too much alone is too much together: it is told once.
    high.is_none().then_some(bounds.max)
}

fn example(
    proof: &Proof<'_>,
    written: &PlacedExpr,
    plan: &LinePlan,
    case: &Facts,
    is_wrong: &dyn Fn(Decimal) -> bool,
) -> Option<String> {
    let witness = Witness::new(proof.world, case);
    let (answers, number) = witness.where_number(&written.expr, plan.when.as_ref(), is_wrong)?;
    let number = number.normalize();
    Some(if answers.is_empty() { format!("it is {number}") } else { format!("{answers} it is {number}") })
}

fn tell(
    proof: &mut Proof<'_>,
    code: Code,
    place: Place,
    message: String,
    (bounds, example): (Range, Option<String>),
    bound: &str,
    written: &PlacedExpr,
) {
    let shown = match example {
        Some(example) => example,
        None => format!("from {} to {} lei, as far as the bounds tell", lei(bounds.min), lei(bounds.max)),
    };
    let fields = bounds_of_fields(proof, written);
    proof.diagnostics.report(code, place, message).label(shown).help(format!("{bound}{fields}"));
}

/// `; area is from 0.01 to 5000`, for messages.
fn bounds_of_fields(proof: &mut Proof<'_>, written: &PlacedExpr) -> String {
    let mut names = Vec::new();
    written.expr.for_each_name(&mut |name, span| {
        if names.len() < 4 && !names.iter().any(|(other, _): &(String, _)| other == name) {
            names.push((name.to_owned(), span));
        }
    });
    let facts = Facts::default();
    let mut parts = Vec::new();
    for (name, span) in names {
        let expr = Expr { kind: crate::expr::ExprKind::Name(name.clone()), span };
        if let Some(range) = proof.flow.number(&expr, &facts) {
            parts.push(format!("`{name}` is from {} to {}", range.min.normalize(), range.max.normalize()));
        }
    }
    proof.flow.take_problems();
    if parts.is_empty() { String::new() } else { format!("; {}", parts.join(", ")) }
}

pub(super) fn lei(amount: Decimal) -> String {
    amount.normalize().to_string()
}
