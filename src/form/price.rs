//! What the answers cost: the one evaluator of money, for the page, the order and MPay alike.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Answer, Answers};
use crate::expr::{EvalError, Scope, Value, evaluate};
use crate::limits::AMOUNT_BANI_MAX;
use crate::money::Money;
use crate::plan::{FieldKind, Plan};

/// What is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// The amount of each line of the plan, in its order.
    pub lines: Vec<Money>,
    /// Their sum.
    pub total: Money,
    /// The named values, in the order of the plan, for showing the working.
    pub values: Vec<(String, Value)>,
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
    /// The sum is over the limit.
    #[error("the total is too large")]
    Total,
}

/// Prices checked answers on a day in Chișinău.
///
/// # Errors
/// See [`PriceError`]; none for a plan that was compiled.
pub fn price(plan: &Plan, answers: &Answers, today: Date) -> Result<Priced, PriceError> {
    let mut scope = AnswerScope { plan, answers, today, values: BTreeMap::new() };
    let mut values = Vec::new();
    for named in &plan.values {
        let value = evaluate(&named.expr, &scope).map_err(|error| PriceError::Eval(named.name.clone(), error))?;
        scope.values.insert(&named.name, value.clone());
        values.push((named.name.clone(), value));
    }
    let mut lines = Vec::new();
    for line in &plan.lines {
        let lei = match evaluate(&line.amount, &scope) {
            Ok(Value::Number(lei)) => lei,
            Ok(_) => return Err(PriceError::Eval(line.id.clone(), EvalError::WrongType)),
            Err(error) => return Err(PriceError::Eval(line.id.clone(), error)),
        };
        let amount = Money::from_decimal(lei).ok().filter(|amount| (1..=AMOUNT_BANI_MAX).contains(&amount.bani()));
        lines.push(amount.ok_or_else(|| PriceError::Amount(line.id.clone(), lei))?);
    }
    let total = Money::checked_sum(lines.iter().copied()).filter(|total| total.bani() <= AMOUNT_BANI_MAX);
    Ok(Priced { lines, total: total.ok_or(PriceError::Total)?, values })
}

struct AnswerScope<'a> {
    plan: &'a Plan,
    answers: &'a Answers,
    today: Date,
    values: BTreeMap<&'a str, Value>,
}

impl Scope for AnswerScope<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        if name == "payer.kind" {
            return Some(Value::Text(self.answers.payer.kind.word().to_owned()));
        }
        if let Some(value) = self.values.get(name) {
            return Some(value.clone());
        }
        Some(match self.answers.get(name)? {
            Answer::Number(number) => Value::Number(*number),
            Answer::Amount(amount) => Value::Number(amount.to_decimal()),
            Answer::Choice(id) => Value::Text(id.clone()),
            Answer::Text(text) => Value::Text(text.clone()),
            Answer::YesNo(yes) => Value::Bool(*yes),
            Answer::Date(date) | Answer::Month(date) => Value::Date(*date),
            Answer::Phone(phone) => Value::Text(phone.as_str().to_owned()),
            Answer::Code(code) => Value::Text(code.as_str().to_owned()),
            Answer::Iban(iban) => Value::Text(iban.as_str().to_owned()),
            Answer::Basket(chosen) => {
                let FieldKind::Basket { items } = &self.plan.field(name)?.kind else { return None };
                let priced = chosen.iter().map(|(id, pieces)| {
                    let item = items.iter().find(|item| item.id == *id)?;
                    Some((item.price.to_decimal(), Decimal::from(*pieces)))
                });
                Value::Basket(priced.collect::<Option<_>>()?)
            }
        })
    }

    fn entry(&self, table: &str, key: &str) -> Option<Decimal> {
        self.plan.tables.get(table)?.0.get(key).map(|entry| entry.0)
    }

    fn today(&self) -> Date {
        self.today
    }
}
