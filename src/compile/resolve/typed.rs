//! Types: each expression has the one that its place asks for, and speaks of the rows of one group at most.

use crate::compile::definition::PlacedExpr;
use crate::compile::names::ServiceNames;
use crate::diag::{Code, Diagnostics};
use crate::expr::{self, Type};

pub(super) fn condition_type(condition: &PlacedExpr, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> bool {
    truth_or(condition, &Type::Bool, "a condition is yes or no", names, diagnostics)
}

/// Checks that an expression has a type.
pub(super) fn truth_or(
    placed: &PlacedExpr,
    wanted: &Type,
    rule: &str,
    names: &ServiceNames<'_>,
    diagnostics: &mut Diagnostics,
) -> bool {
    match typed(placed, names, diagnostics) {
        Some(found) if found == *wanted => true,
        Some(found) => {
            let message = format!("{rule}, and this is {}", found.describe());
            diagnostics.report(Code::WrongType, placed.place, message);
            false
        }
        None => false,
    }
}

/// The group whose rows an expression speaks of; two at once are reported.
pub(super) fn group_of(placed: &PlacedExpr, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let mut found: Option<String> = None;
    let mut other = None;
    placed.expr.for_each_name_here(&mut |name, span| {
        if let Some(group) = names.group_of(name) {
            match &found {
                None => found = Some(group),
                Some(first) if *first != group => other = Some((span, group)),
                Some(_) => {}
            }
        }
    });
    if let (Some(first), Some((span, second))) = (&found, other) {
        let message = format!("this speaks of rows of `{first}` and of rows of `{second}`");
        diagnostics
            .report(Code::OutsideRow, placed.part(span), message)
            .help("a row of one group knows nothing of the other's rows");
    }
    found
}

/// The type of an expression, after its faults are reported at their own characters.
pub(super) fn typed(placed: &PlacedExpr, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> Option<Type> {
    if diagnostics.is_full() {
        return None;
    }
    match expr::check(&placed.expr, names) {
        Ok(found) => Some(found),
        Err(problems) => {
            for problem in problems.into_iter().filter(|problem| !problem.message.is_empty()) {
                diagnostics.report(problem.code, placed.part(problem.span), problem.message).help = problem.help;
            }
            None
        }
    }
}
