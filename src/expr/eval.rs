//! Values: exact decimals, evaluated once on the server.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Expr, ExprKind, Function, Operator};

/// A value while an order is priced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(Decimal),
    /// A text, or the id of a choice's option.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A day.
    Date(Date),
    /// The ids of chosen items, and how many of each.
    Basket(Vec<(String, u32)>),
    /// The ids of chosen options.
    List(Vec<String>),
    /// So many rows of a group.
    Rows(u32),
}

/// Where names and tables get their values.
pub trait Scope {
    /// The value of a name.
    ///
    /// # Errors
    /// `Absent` where it has none; what its own expression says, where it has one.
    fn value(&self, name: &str) -> Result<Value, EvalError>;
    /// Whether a field is shown and filled in.
    fn is_answered(&self, name: &str) -> bool;
    /// What was chosen in a basket, list or group; the empty one, where the payer was not asked or chose nothing.
    ///
    /// # Errors
    /// `Absent` where nothing of the kind has this name.
    fn chosen(&self, name: &str) -> Result<Value, EvalError>;
    /// What one piece of a basket's item costs.
    ///
    /// # Errors
    /// `Absent` where there is no such item, or the day that decides has no answer.
    fn item_price(&self, basket: &str, item: &str) -> Result<Decimal, EvalError>;
    /// An entry of a table.
    fn entry(&self, table: &str, key: &str) -> Option<Decimal>;
    /// The day in Chișinău.
    fn today(&self) -> Date;
    /// Told what each part of an expression came to, the innermost first; parts that did not matter are not evaluated.
    fn saw(&self, _part: &Expr, _value: &Value) {}
    /// Judges something in each row of a group; in none, where the group is hidden.
    ///
    /// # Errors
    /// The first of the judge's own; `Absent` within another row that is being added up.
    fn each_row(
        &self,
        group: &str,
        judge: &mut dyn FnMut(&dyn Scope) -> Result<(), EvalError>,
    ) -> Result<(), EvalError>;
}

/// Why a checked expression has no value: a fault of ours or of a stored plan, never of a payer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// A name or table entry has no value.
    #[error("`{0}` has no value")]
    Absent(String),
    /// A value of another type than was checked.
    #[error("a value has the wrong type")]
    WrongType,
    /// A result beyond 28 digits, or a division by zero.
    #[error("a result cannot be represented")]
    OutOfRange,
}

/// The value of an expression.
///
/// # Errors
/// See [`EvalError`]; none for an expression that passed the checks, with answers that the form accepted.
pub fn evaluate(expr: &Expr, scope: &dyn Scope) -> Result<Value, EvalError> {
    let value = value_of(expr, scope)?;
    scope.saw(expr, &value);
    Ok(value)
}

fn value_of(expr: &Expr, scope: &dyn Scope) -> Result<Value, EvalError> {
    match &expr.kind {
        ExprKind::Number(number) => Ok(Value::Number(*number)),
        ExprKind::Text(text) => Ok(Value::Text(text.clone())),
        ExprKind::Bool(truth) => Ok(Value::Bool(*truth)),
        ExprKind::Date(day) => Ok(Value::Date(*day)),
        ExprKind::Name(name) => scope.value(name),
        ExprKind::Lookup(table, key) => match evaluate(key, scope)? {
            Value::Text(key) => match scope.entry(table, &key) {
                Some(entry) => Ok(Value::Number(entry)),
                None => Err(EvalError::Absent(format!("{table}[{key}]"))),
            },
            _ => Err(EvalError::WrongType),
        },
        ExprKind::Negate(inner) => Ok(Value::Number(-number(inner, scope)?)),
        ExprKind::Not(inner) => Ok(Value::Bool(!truth(inner, scope)?)),
        ExprKind::Binary(operator, left, right) => binary(*operator, left, right, scope),
        ExprKind::Call(function, items) => call(*function, items, scope),
        ExprKind::In(needle, items) => {
            let needle = evaluate(needle, scope)?;
            for item in items {
                if evaluate(item, scope)? == needle {
                    return Ok(Value::Bool(true));
                }
            }
            Ok(Value::Bool(false))
        }
        ExprKind::Contains(needle, list) => match (evaluate(needle, scope)?, chosen(list, scope)?) {
            (Value::Text(needle), Value::List(list)) => Ok(Value::Bool(list.contains(&needle))),
            _ => Err(EvalError::WrongType),
        },
        ExprKind::SumOver(group, of_row) => {
            let mut sum = Decimal::ZERO;
            scope.each_row(group.as_name().ok_or(EvalError::WrongType)?, &mut |row| {
                sum = sum.checked_add(number(of_row, row)?).ok_or(EvalError::OutOfRange)?;
                Ok(())
            })?;
            Ok(Value::Number(sum))
        }
    }
}

/// What was chosen in a basket or list; nothing, where none was asked for.
fn chosen(expr: &Expr, scope: &dyn Scope) -> Result<Value, EvalError> {
    let value = scope.chosen(expr.as_name().ok_or(EvalError::WrongType)?)?;
    scope.saw(expr, &value);
    Ok(value)
}

fn number(expr: &Expr, scope: &dyn Scope) -> Result<Decimal, EvalError> {
    match evaluate(expr, scope)? {
        Value::Number(number) => Ok(number),
        _ => Err(EvalError::WrongType),
    }
}

fn truth(expr: &Expr, scope: &dyn Scope) -> Result<bool, EvalError> {
    match evaluate(expr, scope)? {
        Value::Bool(truth) => Ok(truth),
        _ => Err(EvalError::WrongType),
    }
}

fn date(expr: &Expr, scope: &dyn Scope) -> Result<Date, EvalError> {
    match evaluate(expr, scope)? {
        Value::Date(date) => Ok(date),
        _ => Err(EvalError::WrongType),
    }
}

fn binary(operator: Operator, left: &Expr, right: &Expr, scope: &dyn Scope) -> Result<Value, EvalError> {
    let arithmetic = |compute: fn(Decimal, Decimal) -> Option<Decimal>| {
        compute(number(left, scope)?, number(right, scope)?).map(Value::Number).ok_or(EvalError::OutOfRange)
    };
    match operator {
        Operator::Add => arithmetic(Decimal::checked_add),
        Operator::Subtract => arithmetic(Decimal::checked_sub),
        Operator::Multiply => arithmetic(Decimal::checked_mul),
        Operator::Divide => arithmetic(Decimal::checked_div),
        Operator::And => Ok(Value::Bool(truth(left, scope)? && truth(right, scope)?)),
        Operator::Or => Ok(Value::Bool(truth(left, scope)? || truth(right, scope)?)),
        Operator::Equal => Ok(Value::Bool(evaluate(left, scope)? == evaluate(right, scope)?)),
        Operator::NotEqual => Ok(Value::Bool(evaluate(left, scope)? != evaluate(right, scope)?)),
        _ => {
            let ordering = match (evaluate(left, scope)?, evaluate(right, scope)?) {
                (Value::Number(left), Value::Number(right)) => left.cmp(&right),
                (Value::Date(left), Value::Date(right)) => left.cmp(&right),
                _ => return Err(EvalError::WrongType),
            };
            Ok(Value::Bool(match operator {
                Operator::Less => ordering.is_lt(),
                Operator::LessOrEqual => ordering.is_le(),
                Operator::Greater => ordering.is_gt(),
                _ => ordering.is_ge(),
            }))
        }
    }
}

fn call(function: Function, items: &[Expr], scope: &dyn Scope) -> Result<Value, EvalError> {
    let item = |at: usize| items.get(at).ok_or(EvalError::WrongType);
    let fold = |choose: fn(Decimal, Decimal) -> Decimal| {
        let mut best = number(item(0)?, scope)?;
        for other in &items[1..] {
            best = choose(best, number(other, scope)?);
        }
        Ok(Value::Number(best))
    };
    match function {
        Function::If => evaluate(if truth(item(0)?, scope)? { item(1)? } else { item(2)? }, scope),
        Function::Min => fold(Decimal::min),
        Function::Max => fold(Decimal::max),
        Function::Round => {
            let places = if items.len() > 1 { number(item(1)?, scope)? } else { Decimal::ZERO };
            let places = u32::try_from(places).map_err(|_| EvalError::WrongType)?;
            Ok(Value::Number(round(number(item(0)?, scope)?, places)))
        }
        Function::Floor => Ok(Value::Number(number(item(0)?, scope)?.floor())),
        Function::Ceil => Ok(Value::Number(number(item(0)?, scope)?.ceil())),
        Function::Sum => match (item(0)?.as_name(), chosen(item(0)?, scope)?) {
            (Some(basket), Value::Basket(chosen)) => {
                let mut sum = Decimal::ZERO;
                for (item, pieces) in chosen {
                    let cost = scope.item_price(basket, &item)?.checked_mul(pieces.into());
                    sum = cost.and_then(|cost| sum.checked_add(cost)).ok_or(EvalError::OutOfRange)?;
                }
                Ok(Value::Number(sum))
            }
            _ => Err(EvalError::WrongType),
        },
        Function::Count => match chosen(item(0)?, scope)? {
            Value::Basket(chosen) => Ok(Value::Number(chosen.iter().map(|(_, pieces)| Decimal::from(*pieces)).sum())),
            Value::List(list) => Ok(Value::Number(list.len().into())),
            Value::Rows(rows) => Ok(Value::Number(rows.into())),
            _ => Err(EvalError::WrongType),
        },
        Function::DaysBetween => {
            let (from, to) = (date(item(0)?, scope)?, date(item(1)?, scope)?);
            let days = from.until(to).map_err(|_| EvalError::OutOfRange)?.get_days();
            Ok(Value::Number(days.into()))
        }
        Function::Today => Ok(Value::Date(scope.today())),
        Function::Answered => match item(0)?.as_name() {
            Some(name) => Ok(Value::Bool(scope.is_answered(name))),
            None => Err(EvalError::WrongType),
        },
    }
}

/// Rounds half away from zero, as accounts do.
pub(super) fn round(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}
