//! The whole order: its lines are not too many, and together within MPay's limit.

use rust_decimal::Decimal;

use super::amount::lei;
use super::{ORDER_LINES_MAX, Proof, Witness};
use crate::diag::Code;
use crate::expr::{Expr, ExprKind, Function, Operator};
use crate::limits::AMOUNT_BANI_MAX;
use crate::plan::LinePlan;

/// `most`: what the lines come to together at most, where that is known and nothing is wrong with one alone.
pub(super) fn prove(proof: &mut Proof<'_>, most: Option<Decimal>, lines: u32) {
    let checked = proof.checked;
    let (limit, Some(first)) = (Decimal::new(AMOUNT_BANI_MAX, 2), checked.lines.first()) else { return };
    if lines > ORDER_LINES_MAX {
        let per_row =
            |group: &str| checked.plan.lines.iter().filter(|line| line.for_each.as_deref() == Some(group)).count();
        let lower = proof.fewer_rows((lines - ORDER_LINES_MAX) as usize, |group| per_row(&group.id));
        proof
            .diagnostics
            .report(Code::OutOfRange, first.id.place, format!("an order can have {lines} lines"))
            .help(format!("at most {ORDER_LINES_MAX} fit: {lower}"));
    }
    let (Some(most), Some(amount)) = (most.filter(|most| lines > 1 && *most > limit), first.amount.computed()) else {
        return;
    };
    let sum = proof.checked.plan.lines.iter().filter_map(|line| in_order(proof, line)).reduce(added);
    let example = sum.as_ref().and_then(|sum| {
        let facts = proof.accepted.first().cloned().unwrap_or_default();
        Witness::new(proof.world, &facts).where_number(sum, None, &|total| total > limit)
    });
    let bound = sum.as_ref().and_then(|sum| {
        proof.advice.bound(sum, &proof.accepted, &|flow, cases| {
            cases.iter().all(|case| flow.number(sum, case).is_some_and(|found| found.max <= limit))
        })
    });
    let message = match example {
        Some(_) => format!("the lines together can come to {} lei", lei(most)),
        None => format!("it cannot be proved that the lines together are at most {} lei", lei(limit)),
    };
    let label = match example {
        Some((answers, total)) => format!("{answers} they are {}", lei(total)),
        None => format!("up to {} lei, as far as the bounds tell", lei(most)),
    };
    let part = (limit / Decimal::from(lines)).floor();
    let cap = format!("write min(…, {}) around each amount", lei(part));
    let help = match bound {
        Some(bound) => format!("an order has at most {} lei: {bound}, or {cap}", lei(limit)),
        None => format!("an order has at most {} lei: {cap}", lei(limit)),
    };
    proof.diagnostics.report(Code::AmountTooLarge, amount.place, message).label(label).help(help);
}

fn added(all: Expr, one: Expr) -> Expr {
    Expr::bare(ExprKind::Binary(Operator::Add, Box::new(all), Box::new(one)))
}

/// What a line adds to the order: for each row, and only where it applies.
fn in_order(proof: &Proof<'_>, line: &LinePlan) -> Option<Expr> {
    let amount = line.amount.clone()?;
    let one = match &line.when {
        Some(when) => Expr::bare(ExprKind::Call(
            Function::If,
            vec![when.clone(), amount, Expr::bare(ExprKind::Number(Decimal::ZERO))],
        )),
        None => amount,
    };
    Some(match &line.for_each {
        Some(group) => {
            proof.checked.plan.group(group)?;
            Expr::bare(ExprKind::SumOver(Box::new(Expr::bare(ExprKind::Name(group.clone()))), Box::new(one)))
        }
        None => one,
    })
}
