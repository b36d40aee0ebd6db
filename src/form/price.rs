//! What the answers cost: the one evaluator of money, for the page, the order and MPay alike.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Answers;
use super::scope::AnswerScope;
use crate::expr::{EvalError, Value, evaluate};
use crate::limits::AMOUNT_BANI_MAX;
use crate::money::Money;
use crate::plan::{LinePlan, Plan};

/// What is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// The lines of the order, in the order of the plan; at least one.
    pub lines: Vec<PricedLine>,
    /// Their sum.
    pub total: Money,
}

/// A line of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedLine {
    /// The position of the plan's line.
    pub line: usize,
    /// The position of the row that it is for, where the plan's line is for each row.
    pub row: Option<usize>,
    /// Its id: the plan's, with the row's number for a row.
    pub id: String,
    /// How much.
    pub amount: Money,
}

/// Why answers have no price: a plan that its compiler should have refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// An expression has no value.
    #[error("`{0}` cannot be computed")]
    Eval(String, #[source] EvalError),
    /// An amount is not one that MPay takes.
    #[error("line `{0}` comes to {1}, which cannot be paid")]
    Amount(String, Decimal),
    /// The account of a line is not known.
    #[error("line `{0}` has no account")]
    Account(String),
    /// No line applies.
    #[error("nothing is owed")]
    Nothing,
    /// The sum is over the limit.
    #[error("the total is too large")]
    Total,
}

/// Prices checked answers on a day in Chișinău.
///
/// # Errors
/// See [`PriceError`]; none for a plan that was compiled.
pub fn price(plan: &Plan, answers: &Answers, today: Date) -> Result<Priced, PriceError> {
    let lines: Vec<PricedLine> =
        lines(plan, &answers.scope(plan, today)).into_iter().filter_map(Result::transpose).collect::<Result<_, _>>()?;
    if lines.is_empty() {
        return Err(PriceError::Nothing);
    }
    let total = total(&lines).ok_or(PriceError::Total)?;
    Ok(Priced { lines, total })
}

/// Every line that these answers could have, each for itself; `None` for one that does not apply.
pub(super) fn lines(plan: &Plan, scope: &AnswerScope<'_>) -> Vec<Result<Option<PricedLine>, PriceError>> {
    let mut found = Vec::new();
    for (position, line) in plan.lines.iter().enumerate() {
        for (row, scope) in scope.each(line.for_each.as_deref()) {
            let id = row.map_or_else(|| line.id.clone(), |row| format!("{}-{}", line.id, row + 1));
            let amount = owed(line, &id, &scope);
            found.push(amount.map(|amount| amount.map(|amount| PricedLine { line: position, row, id, amount })));
        }
    }
    found
}

/// The sum of lines, where MPay takes it.
pub(super) fn total(lines: &[PricedLine]) -> Option<Money> {
    Money::checked_sum(lines.iter().map(|line| line.amount)).filter(|total| total.bani() <= AMOUNT_BANI_MAX)
}

fn owed(line: &LinePlan, id: &str, scope: &AnswerScope<'_>) -> Result<Option<Money>, PriceError> {
    let unknown = |error| PriceError::Eval(id.to_owned(), error);
    if !applies(line, scope).map_err(unknown)? {
        return Ok(None);
    }
    let lei = match evaluate(&line.amount, scope).map_err(unknown)? {
        Value::Number(lei) => lei,
        _ => return Err(unknown(EvalError::WrongType)),
    };
    let amount = Money::from_decimal(lei).ok().filter(|amount| (1..=AMOUNT_BANI_MAX).contains(&amount.bani()));
    amount.map(Some).ok_or_else(|| PriceError::Amount(id.to_owned(), lei))
}

fn applies(line: &LinePlan, scope: &AnswerScope<'_>) -> Result<bool, EvalError> {
    match &line.when {
        None => Ok(true),
        Some(condition) => match evaluate(condition, scope)? {
            Value::Bool(truth) => Ok(truth),
            _ => Err(EvalError::WrongType),
        },
    }
}
