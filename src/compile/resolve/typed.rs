//! Types: each expression has the one that its place asks for, and speaks of the rows of one group at most.

use crate::compile::definition::{PlacedExpr, Wanted};
use crate::compile::names::ServiceNames;
use crate::diag::{Code, Diagnostics};
use crate::expr::{self, Type};

/// The type of an expression that is what its place asks for; of another its faults are reported.
pub(super) fn wanted(
    placed: &PlacedExpr,
    wanted: Wanted,
    names: &ServiceNames<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Type> {
    let found = typed(placed, names, diagnostics)?;
    let (fits, rule, help) = match wanted {
        Wanted::Condition => (found == Type::Bool, "a condition is yes or no", None),
        Wanted::Amount => (found == Type::Number, "an amount is a number", None),
        Wanted::Day => (found == Type::Date, "a day decides the prices", None),
        Wanted::Tiers => (found == Type::Number, "tiers are of a number", None),
        Wanted::Choice => {
            let help = "name a field of type choice, or payer.kind";
            (matches!(found, Type::Choice(_)), "a choice decides", Some(help))
        }
        Wanted::Column => {
            let is_one = !matches!(found, Type::List(_) | Type::Basket | Type::Group);
            (is_one, "a column is one value", Some("count(…) is a number"))
        }
        Wanted::Anything => (true, "", None),
    };
    if fits {
        return Some(found);
    }
    let message = format!("{rule}, and this is {}", found.describe());
    diagnostics.report(Code::WrongType, placed.place, message).help = help.map(str::to_owned);
    None
}

/// Whether it is a condition; else its faults are reported.
pub(super) fn is_condition(placed: &PlacedExpr, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> bool {
    wanted(placed, Wanted::Condition, names, diagnostics).is_some()
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
fn typed(placed: &PlacedExpr, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> Option<Type> {
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
