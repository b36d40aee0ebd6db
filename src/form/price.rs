//! What the answers cost: the one evaluator of money, for the page, the order and MPay alike.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::read::payer_kind;
use super::review::{read_all, row_number};
use super::scope::AnswerScope;
use super::trace::LineTrace;
use super::{Answers, RawAnswers, name_in_row};
use crate::expr::{EvalError, Expr, Value, evaluate};
use crate::limits::AMOUNT_BANI_MAX;
use crate::money::Money;
use crate::plan::{FieldKind, LinePlan, Plan};

/// What is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// The lines of the order, in the order of the plan; at least one.
    pub lines: Vec<PricedLine>,
    /// Their sum; `None` where the payer gives the amount at MPay.
    pub total: Option<Money>,
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
    /// How much; `None` where the payer gives it at MPay.
    pub amount: Option<Money>,
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
    price_traced(plan, answers, today, None)
}

/// The same; where somebody wants to know how each line came about, that is noted.
pub(super) fn price_traced(
    plan: &Plan,
    answers: &Answers,
    today: Date,
    traces: Option<&mut Vec<LineTrace>>,
) -> Result<Priced, PriceError> {
    let lines: Vec<PricedLine> =
        lines(plan, &answers.scope(plan, today), traces).into_iter().collect::<Result<_, _>>()?;
    if lines.is_empty() {
        return Err(PriceError::Nothing);
    }
    let total = match lines.iter().map(|line| line.amount).collect::<Option<Vec<Money>>>() {
        None => None,
        Some(amounts) => Some(total(amounts).ok_or(PriceError::Total)?),
    };
    Ok(Priced { lines, total })
}

/// The lines that apply to some answers, each for itself: one that cannot be computed says nothing of the others.
pub(super) fn lines(
    plan: &Plan,
    scope: &AnswerScope<'_>,
    mut traces: Option<&mut Vec<LineTrace>>,
) -> Vec<Result<PricedLine, PriceError>> {
    let mut found = Vec::new();
    for (position, line) in plan.lines.iter().enumerate() {
        for (row, scope) in scope.each(line.for_each.as_deref()) {
            let id = row.map_or_else(|| line.id.clone(), |row| format!("{}-{}", line.id, row + 1));
            let scope = match traces.as_mut() {
                Some(traces) => scope.traced(LineTrace::begin(traces, position, id.clone())),
                None => scope,
            };
            match applies(line, &scope) {
                Ok(false) => {}
                Ok(true) => {
                    let amount = line.amount.as_ref().map(|expr| amount(expr, &scope, &id)).transpose();
                    found.push(amount.map(|amount| PricedLine { line: position, row, id, amount }));
                }
                Err(error) => found.push(Err(PriceError::Eval(id, error))),
            }
        }
    }
    found
}

/// The sum of amounts, where MPay takes it.
pub(super) fn total(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
    Money::checked_sum(amounts).filter(|total| total.bani() <= AMOUNT_BANI_MAX)
}

fn amount(expr: &Expr, scope: &AnswerScope<'_>, id: &str) -> Result<Money, PriceError> {
    let lei = match evaluate(expr, scope) {
        Ok(Value::Number(lei)) => lei,
        Ok(_) => return Err(PriceError::Eval(id.to_owned(), EvalError::WrongType)),
        Err(error) => return Err(PriceError::Eval(id.to_owned(), error)),
    };
    let amount = Money::from_decimal(lei).ok().filter(|amount| (1..=AMOUNT_BANI_MAX).contains(&amount.bani()));
    amount.ok_or_else(|| PriceError::Amount(id.to_owned(), lei))
}

/// What one piece of each item in a plan's baskets costs by some answers, under the item's name in the form; without those
/// whose day is not known.
pub fn item_prices(plan: &Plan, raw: &RawAnswers, today: Date) -> BTreeMap<String, Money> {
    let read = read_all(plan, raw, today);
    let page = AnswerScope::new(plan, payer_kind(plan, raw), &read.fields, &read.rows, today);
    let mut found = BTreeMap::new();
    for section in &plan.sections {
        let group = section.repeat.as_ref().map(|group| group.id.as_str());
        for (row, scope) in page.each(group) {
            for field in &section.fields {
                let FieldKind::Basket { items, .. } = &field.kind else { continue };
                let name = match (group, row) {
                    (Some(group), Some(at)) => name_in_row(group, row_number(at), &field.id),
                    _ => field.id.clone(),
                };
                for item in items {
                    let price = plan.item_price(&field.id, &item.id, &scope).ok();
                    let price = price.and_then(|lei| Money::from_decimal(lei).ok());
                    found.extend(price.map(|price| (format!("{name}.{}", item.id), price)));
                }
            }
        }
    }
    found
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
