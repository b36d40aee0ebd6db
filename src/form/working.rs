//! The working: how each line of an order came about, with the numbers put in. The evaluator that prices orders is
//! listened to; nothing is computed a second time.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::price::price_traced;
use super::trace::{LineTrace, Trace};
use super::{Answers, PriceError, Priced};
use crate::expr::{Expr, ExprKind, Function, Operator, Value, plain_number};
use crate::plan::{FieldKind, ItemPrice, Plan};

/// How one line of the plan came about, or why it did not apply; of a group, one for each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineWorking {
    /// The line's id in the order.
    pub id: String,
    /// The position of the plan's line.
    pub line: usize,
    /// The line's condition, where it has one.
    pub condition: Option<Judgement>,
    /// The named values that took part, each after those that it reads; then the line's own amount, where it is more
    /// than the name of such a value. Without the amount where the line did not apply.
    pub steps: Vec<Step>,
}

/// Something that was computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The value's name; `None` for the amount of the line.
    pub name: Option<String>,
    /// As the definition says it: `round(area * rate[use], 2)`.
    pub formula: String,
    /// The case of it that counted, where it has several; otherwise the same as `formula`.
    pub counted: String,
    /// With the numbers put in: `round(2.5 * 96, 2)`.
    pub numbers: String,
    /// What it came to: `240`.
    pub value: String,
    /// The keys with which it looked into tables: `use` was `"hay"`.
    pub keys: Vec<(String, String)>,
    /// Why this case counted.
    pub because: Vec<Judgement>,
}

/// A condition that decided something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// As the definition says it.
    pub condition: String,
    /// Whether it held.
    pub holds: bool,
    /// What the names in it stood for.
    pub given: Vec<(String, String)>,
}

/// Prices answers and tells how; the price is that of [`super::price`], by the same evaluator.
///
/// # Errors
/// As for [`super::price`].
pub fn working(plan: &Plan, answers: &Answers, today: Date) -> Result<(Priced, Vec<LineWorking>), PriceError> {
    let mut traces = Vec::new();
    let priced = price_traced(plan, answers, today, Some(&mut traces))?;
    Ok((priced, traces.iter().map(|trace| line_working(plan, trace)).collect()))
}

fn line_working(plan: &Plan, traced: &LineTrace) -> LineWorking {
    let mut working = Worker { plan, trace: &traced.trace, told: BTreeSet::new(), steps: Vec::new() };
    let line = plan.lines.get(traced.line);
    let condition = line.and_then(|line| line.when.as_ref()).and_then(|when| {
        working.values_in(when);
        working.judgement(when)
    });
    let amount = line.and_then(|line| line.amount.as_ref());
    if let Some(amount) = amount.filter(|amount| working.trace.value_of(amount).is_some()) {
        working.values_in(amount);
        let is_value = amount.as_name().is_some_and(|name| working.told.contains(name));
        if !is_value {
            working.steps.extend(working.step(None, amount));
        }
    }
    LineWorking { id: traced.id.clone(), line: traced.line, condition, steps: working.steps }
}

struct Worker<'a> {
    plan: &'a Plan,
    trace: &'a Trace,
    /// The values that have their step already.
    told: BTreeSet<&'a str>,
    steps: Vec<Step>,
}

impl<'a> Worker<'a> {
    /// The steps of the named values that an expression read, and of those that they read.
    fn values_in(&mut self, expr: &Expr) {
        let mut names = Vec::new();
        self.visit_read(expr, &mut |part| names.extend(part.as_name().map(str::to_owned)));
        for name in names {
            let Some(value) = self.plan.values.iter().find(|value| value.name == name) else { continue };
            if self.told.insert(&value.name) {
                self.values_in(&value.expr);
                self.steps.extend(self.step(Some(&value.name), &value.expr));
            }
        }
    }

    fn step(&self, name: Option<&str>, expr: &Expr) -> Option<Step> {
        let value = self.trace.value_of(expr)?;
        let mut because = Vec::new();
        self.reasons(expr, &mut because);
        let counted = self.counted(expr);
        let mut keys = Vec::new();
        self.keys(counted, &mut keys);
        Some(Step {
            name: name.map(str::to_owned),
            formula: expr.to_string(),
            counted: counted.to_string(),
            numbers: self.put_in(counted).to_string(),
            value: told(&value),
            keys,
            because,
        })
    }

    /// Of an `if`, the part that counted. A look-up in a table that changes is one look-up all the same.
    fn counted<'e>(&self, expr: &'e Expr) -> &'e Expr {
        match expr.as_if().filter(|_| expr.as_dated_lookup().is_none()) {
            Some((condition, then, otherwise)) => {
                let truth = self.trace.value_of(condition) == Some(Value::Bool(true));
                self.counted(if truth { then } else { otherwise })
            }
            None => expr,
        }
    }

    /// Why the parts that counted did; of cases by days or tiers, the two conditions that decided.
    fn reasons(&self, expr: &Expr, because: &mut Vec<Judgement>) {
        let by_cases = expr.cases().is_some();
        let mut counted = expr;
        let mut last_no = None;
        while let Some((condition, then, otherwise)) = counted.as_if() {
            let Some(Value::Bool(truth)) = self.trace.value_of(condition) else { return };
            let judgement = self.judgement(condition);
            match (truth, by_cases) {
                (false, true) => last_no = judgement,
                (false, false) => because.extend(judgement),
                (true, _) => {
                    because.extend(last_no.take());
                    because.extend(judgement);
                }
            }
            counted = if truth { then } else { otherwise };
        }
        because.extend(last_no);
        let evaluated = |part: &&Expr| self.trace.value_of(part).is_some();
        counted.parts().filter(evaluated).for_each(|part| self.reasons(part, because));
    }

    fn keys(&self, expr: &Expr, keys: &mut Vec<(String, String)>) {
        let counted = self.counted(expr);
        let key = match (counted.as_dated_lookup(), &counted.kind) {
            (Some((_, key)), _) => Some(key),
            (None, ExprKind::Lookup(_, key)) => Some(key.as_ref()),
            _ => None,
        };
        match key {
            // A key that stands there itself says all.
            Some(key) if matches!(key.kind, ExprKind::Text(_)) => {}
            // Only the look-up of the day was evaluated: the key is found in any of them.
            Some(key) => {
                let mut value = None;
                self.visit_read(counted, &mut |part| {
                    if part.says_the_same_as(key) {
                        value = self.trace.value_of(part);
                    }
                });
                let entry = value.map(|value| (key.to_string(), told(&value)));
                keys.extend(entry.filter(|entry| !keys.contains(entry)));
            }
            None => counted.parts().for_each(|part| self.keys(part, keys)),
        }
    }

    fn judgement(&self, condition: &Expr) -> Option<Judgement> {
        let Value::Bool(holds) = self.trace.value_of(condition)? else { return None };
        let mut given: Vec<(String, String)> = Vec::new();
        self.visit_read(condition, &mut |part| {
            let is_read =
                matches!(part.kind, ExprKind::Name(_) | ExprKind::Lookup(_, _) | ExprKind::Call(Function::Today, _));
            let name = part.to_string();
            if let Some(value) = self.trace.value_of(part).filter(|_| is_read)
                && !given.iter().any(|(other, _)| *other == name)
            {
                given.push((name, told(&value)));
            }
        });
        // An equality that holds says itself what stands on its left.
        if holds && matches!(condition.kind, ExprKind::Binary(Operator::Equal, _, _)) {
            given.clear();
        }
        Some(Judgement { condition: condition.to_string(), holds, given })
    }

    /// Visits the parts of an expression that were evaluated, the outermost first.
    fn visit_read<'e>(&self, expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
        if self.trace.value_of(expr).is_none() {
            return;
        }
        visit(expr);
        expr.parts().for_each(|part| self.visit_read(part, visit));
    }

    /// The expression with what its names and look-ups stood for, and of each `if` the part that counted.
    fn put_in(&self, expr: &Expr) -> Expr {
        let Some(value) = self.trace.value_of(expr) else { return expr.clone() };
        let counted = self.counted(expr);
        if !std::ptr::eq(counted, expr) {
            return self.put_in(counted);
        }
        let inner = |part: &Expr| Box::new(self.put_in(part));
        let all = |parts: &[Expr]| parts.iter().map(|part| self.put_in(part)).collect();
        let kind = match &expr.kind {
            ExprKind::Negate(part) => ExprKind::Negate(inner(part)),
            ExprKind::Not(part) => ExprKind::Not(inner(part)),
            ExprKind::Binary(operator, left, right) => ExprKind::Binary(*operator, inner(left), inner(right)),
            ExprKind::In(needle, items) => ExprKind::In(inner(needle), all(items)),
            ExprKind::Contains(needle, list) => match self.trace.value_of(list) {
                Some(Value::List(ids)) => ExprKind::In(inner(needle), ids.into_iter().map(text).collect()),
                _ => return expr.clone(),
            },
            ExprKind::Call(function @ (Function::Sum | Function::Count), items) => {
                let chosen = items.first().and_then(|item| self.trace.value_of(item));
                match (chosen, items.first().and_then(Expr::as_name)) {
                    (Some(Value::Basket(chosen)), Some(name)) => {
                        let spelled_out = self.spelled_out(*function, name, &chosen);
                        return spelled_out.or_else(|| constant(&value)).unwrap_or_else(|| expr.clone());
                    }
                    _ => return constant(&value).unwrap_or_else(|| expr.clone()),
                }
            }
            ExprKind::Call(function, items)
                if !matches!(function, Function::If | Function::Today | Function::Answered) =>
            {
                ExprKind::Call(*function, all(items))
            }
            _ => return constant(&value).unwrap_or_else(|| expr.clone()),
        };
        Expr::bare(kind)
    }

    /// `2 * 50 + 3 * 10`, or only the pieces; `None` where a price depends on the day.
    fn spelled_out(&self, function: Function, basket: &str, chosen: &[(String, u32)]) -> Option<Expr> {
        let FieldKind::Basket { items, .. } = &self.plan.field(basket)?.kind else { return None };
        let one = |(id, pieces): &(String, u32)| {
            let pieces = number((*pieces).into());
            if function != Function::Sum {
                return Some(pieces);
            }
            let ItemPrice::Fixed(price) = &items.iter().find(|item| item.id == *id)?.price else { return None };
            let price = number(price.to_decimal());
            Some(Expr::bare(ExprKind::Binary(Operator::Multiply, Box::new(pieces), Box::new(price))))
        };
        let add = |sum: Expr, item: Expr| Expr::bare(ExprKind::Binary(Operator::Add, Box::new(sum), Box::new(item)));
        let all = chosen.iter().map(one).collect::<Option<Vec<Expr>>>()?;
        Some(all.into_iter().reduce(add).unwrap_or_else(|| number(Decimal::ZERO)))
    }
}

fn number(number: Decimal) -> Expr {
    // What was just written as digits is read again.
    Expr::bare(ExprKind::Number(plain_number(number).parse().unwrap_or(number)))
}

fn text(text: String) -> Expr {
    Expr::bare(ExprKind::Text(text))
}

/// A value as an expression; `None` for what has no way of writing.
fn constant(value: &Value) -> Option<Expr> {
    Some(match value {
        Value::Number(decimal) => number(*decimal),
        Value::Text(words) => text(words.clone()),
        Value::Bool(truth) => Expr::bare(ExprKind::Bool(*truth)),
        Value::Date(day) => Expr::bare(ExprKind::Date(*day)),
        Value::Rows(rows) => number((*rows).into()),
        Value::Basket(_) | Value::List(_) => return None,
    })
}

/// A value for people.
fn told(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::List(ids) if ids.is_empty() => "nothing".to_owned(),
        Value::Basket(chosen) if chosen.is_empty() => "nothing".to_owned(),
        Value::List(ids) => ids.join(", "),
        Value::Basket(chosen) => {
            chosen.iter().map(|(id, pieces)| format!("{pieces} of {id}")).collect::<Vec<_>>().join(", ")
        }
        other => constant(other).map(|constant| constant.to_string()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
