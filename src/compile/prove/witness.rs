//! Witnesses: answers for which something goes wrong, found by trying the ends of what is possible.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::world::PlanWorld;
use crate::expr::{
    Domain, EvalError, Expr, ExprKind, Facts, Meaning, Range, Scope, Value, World, day_number, day_of_number, evaluate,
};
use crate::limits::ROWS_MAX;
use crate::plan::{FieldKind, Plan};

/// Most sets of answers that are tried.
const TRIES_MAX: usize = 4_000;
/// Most numbers of expressions that are tried as answers.
const LITERALS_MAX: usize = 6;
/// Most answers that a message shows.
const SHOWN_MAX: usize = 6;

/// Looks for answers within one case.
pub(super) struct Witness<'a> {
    world: &'a PlanWorld<'a>,
    facts: &'a Facts,
}

/// What expressions read.
struct Read {
    /// The answers.
    names: Vec<String>,
    /// Some of the numbers that are written in them.
    literals: Vec<Decimal>,
    /// Of how many parts they are made, with all that they read.
    parts: usize,
}

impl<'a> Witness<'a> {
    pub fn new(world: &'a PlanWorld<'a>, facts: &'a Facts) -> Witness<'a> {
        Witness { world, facts }
    }

    /// Answers for which an expression has no value, in words.
    pub fn where_it_fails(&self, expr: &Expr) -> Option<String> {
        let fails = |scope: &Tried<'_>| evaluate(expr, scope).is_err().then(String::new);
        self.search(&[expr], &fails).map(|(answers, _)| answers)
    }

    /// Answers for which a number is wrong, and what it is then.
    pub fn where_number(
        &self,
        expr: &Expr,
        when: Option<&Expr>,
        is_wrong: &dyn Fn(Decimal) -> bool,
    ) -> Option<(String, Decimal)> {
        let mut exprs = vec![expr];
        exprs.extend(when);
        self.search(&exprs, &|scope| {
            if when.is_some_and(|when| evaluate(when, scope) != Ok(Value::Bool(true))) {
                return None;
            }
            match evaluate(expr, scope) {
                Ok(Value::Number(number)) if is_wrong(number) => Some(number),
                _ => None,
            }
        })
    }

    /// Answers for which none of some conditions holds.
    pub fn where_none_holds(&self, conditions: &[&Expr]) -> Option<String> {
        let none = |scope: &Tried<'_>| {
            conditions.iter().all(|condition| evaluate(condition, scope) == Ok(Value::Bool(false))).then_some(())
        };
        self.search(conditions, &none).map(|(answers, ())| answers)
    }

    /// Tries answers until one is wrong; gives the answers in words.
    fn search<T>(&self, exprs: &[&Expr], wrong: &dyn Fn(&Tried<'_>) -> Option<T>) -> Option<(String, T)> {
        let Read { names, literals, parts } = self.read(exprs);
        let candidates: Vec<(String, Vec<Option<Value>>)> =
            names.into_iter().map(|name| (name.clone(), self.candidates(&name, &literals))).collect();
        let mut at = vec![0usize; candidates.len()];
        for _ in 0..TRIES_MAX {
            let left = self.world.examples_left.get().checked_sub(parts)?;
            self.world.examples_left.set(left);
            let chosen = candidates.iter().zip(&at);
            let answers: BTreeMap<&str, Option<&Value>> =
                chosen.map(|((name, values), at)| (name.as_str(), values.get(*at).and_then(Option::as_ref))).collect();
            let tried =
                Tried { plan: self.world.plan, today: self.world.today, answers: &answers, values: RefCell::default() };
            if tried.is_accepted()
                && let Some(outcome) = wrong(&tried)
            {
                return Some((tried.in_words(), outcome));
            }
            // The next set: count up, the first answer fastest.
            let mut place = 0;
            loop {
                let digit = at.get_mut(place)?;
                *digit += 1;
                if candidates.get(place).is_some_and(|(_, values)| *digit < values.len()) {
                    break;
                }
                *digit = 0;
                place += 1;
            }
        }
        None
    }

    /// What decides whether answers are accepted.
    fn rules(&self) -> impl Iterator<Item = &'a Expr> {
        let plan = self.world.plan;
        plan.stops.iter().map(|stop| &stop.when).chain(plan.checks.iter().map(|check| &check.condition))
    }

    /// What expressions read, through values and conditions, with what the rules about it read.
    fn read(&self, exprs: &[&Expr]) -> Read {
        let mut found: BTreeSet<String> = BTreeSet::new();
        let mut literals = Vec::new();
        // Stops and checks are evaluated with each set of answers.
        let mut parts = self.rules().map(Expr::size).sum();
        let mut waiting: Vec<&Expr> = exprs.to_vec();
        let mut rules: Vec<&Expr> = self.rules().collect();
        loop {
            let Some(expr) = waiting.pop() else {
                // Answers that a rule compares with those that are read decide too whether they are accepted.
                let speaks = |rule: &&Expr| {
                    let mut speaks = false;
                    rule.for_each_name(&mut |name, _| speaks |= found.contains(name));
                    speaks
                };
                let (related, others): (Vec<&Expr>, Vec<&Expr>) = rules.into_iter().partition(speaks);
                if related.is_empty() {
                    break;
                }
                (waiting, rules) = (related, others);
                continue;
            };
            let mut names = Vec::new();
            parts += expr.size();
            expr.for_each_part(&mut |part| match &part.kind {
                ExprKind::Number(number) if literals.len() < LITERALS_MAX => literals.push(*number),
                ExprKind::SumOver(_, of_row) => parts += of_row.size() * ROWS_MAX as usize,
                _ => {}
            });
            expr.for_each_name(&mut |name, _| names.push(name.to_owned()));
            for name in names {
                if !found.insert(name.clone()) {
                    continue;
                }
                match self.world.plan.values.iter().find(|value| value.name == name) {
                    Some(value) => waiting.push(&value.expr),
                    None => {
                        let by = self.world.plan.field(&name).and_then(|field| match &field.kind {
                            FieldKind::Basket { by, .. } => by.as_ref(),
                            _ => None,
                        });
                        waiting.extend(by);
                        waiting.extend(self.world.plan.field(&name).into_iter().flat_map(|field| &field.shown_when));
                        let group = self.world.plan.group(&name);
                        waiting.extend(group.and_then(|(_, section)| section.shown_when.as_ref()));
                    }
                }
            }
        }
        let is_value = |name: &String| self.world.plan.values.iter().any(|value| value.name == *name);
        Read { names: found.into_iter().filter(|name| !is_value(name)).collect(), literals, parts }
    }

    fn candidates(&self, name: &str, literals: &[Decimal]) -> Vec<Option<Value>> {
        let Meaning::Answer { domain, required, .. } = self.world.meaning(name) else { return vec![None] };
        let is_day = matches!(
            self.world.plan.field(name).map(|field| &field.kind),
            Some(FieldKind::Date { .. } | FieldKind::Month { .. })
        );
        let mut values: Vec<Option<Value>> = match domain {
            Domain::Number(range) => {
                let range = self.facts.range_of(name).unwrap_or(range);
                numbers(range, is_day.then_some(self.world.today), literals)
            }
            Domain::Choice(options) => {
                let options = self.facts.options_of(name).unwrap_or(&options);
                options.iter().take(12).map(|option| Some(Value::Text(option.clone()))).collect()
            }
            Domain::Truth => match self.facts.truth_of(name) {
                Some(truth) => vec![Some(Value::Bool(truth))],
                None => vec![Some(Value::Bool(true)), Some(Value::Bool(false))],
            },
            Domain::Text => vec![Some(Value::Text("x".to_owned()))],
            Domain::Basket(..) => self.baskets(name),
            Domain::List(_) => vec![Some(Value::List(Vec::new()))],
            Domain::Rows(rows) => {
                [rows.min, rows.max].map(|rows| Some(Value::Rows(u32::try_from(rows).unwrap_or(1)))).to_vec()
            }
        };
        match self.facts.is_answered(name) {
            Some(false) => vec![None],
            Some(true) => values,
            None => {
                if !required {
                    values.push(None);
                }
                values
            }
        }
    }

    fn baskets(&self, name: &str) -> Vec<Option<Value>> {
        let Some(FieldKind::Basket { items, .. }) = self.world.plan.field(name).map(|field| &field.kind) else {
            return vec![None];
        };
        let all = items.iter().map(|item| (item.id.clone(), item.max)).collect();
        let least = items.iter().min_by_key(|item| item.price.within(Date::MIN, Date::MAX).into_iter().min());
        let least = least.map(|item| (item.id.clone(), 1)).into_iter().collect();
        vec![Some(Value::Basket(least)), Some(Value::Basket(all))]
    }
}

/// The ends of a range, what lies next to them, and numbers with all the decimals that it allows.
fn numbers(range: Range, today: Option<Date>, literals: &[Decimal]) -> Vec<Option<Value>> {
    let step = range.step();
    let middle = ((range.min + range.max) / Decimal::TWO).round_dp(range.decimals.min(27));
    let odd = (range.min + step * Decimal::from(333)).round_dp(range.decimals.min(27));
    let mut found =
        vec![range.min, range.max, Decimal::ZERO, Decimal::ONE, range.min + step, range.max - step, odd, middle];
    found.extend(today.map(day_number));
    found.extend(literals.iter().filter(|number| number.normalize().scale() <= range.decimals));
    let mut seen = BTreeSet::new();
    found.retain(|number| range.min <= *number && *number <= range.max && seen.insert(number.normalize()));
    let value = |number: Decimal| match today {
        Some(_) => Value::Date(day_of_number(number)),
        None => Value::Number(number.normalize()),
    };
    found.into_iter().map(|number| Some(value(number))).collect()
}

/// One set of answers.
struct Tried<'a> {
    plan: &'a Plan,
    today: Date,
    answers: &'a BTreeMap<&'a str, Option<&'a Value>>,
    values: RefCell<BTreeMap<String, Result<Value, EvalError>>>,
}

impl Tried<'_> {
    /// Whether no stop and no check refuses it, as far as its answers decide that.
    fn is_accepted(&self) -> bool {
        let stopped = |expr: &Expr| evaluate(expr, self) == Ok(Value::Bool(true));
        let broken = |expr: &Expr| evaluate(expr, self) == Ok(Value::Bool(false));
        !self.plan.stops.iter().any(|stop| stopped(&stop.when))
            && !self.plan.checks.iter().any(|check| broken(&check.condition))
    }

    fn is_shown(&self, name: &str) -> bool {
        let of_field = self.plan.field(name).into_iter().flat_map(|field| &field.shown_when);
        let of_group = self.plan.group(name).and_then(|(_, section)| section.shown_when.as_ref());
        of_field.chain(of_group).all(|condition| evaluate(condition, self) == Ok(Value::Bool(true)))
    }

    fn answer(&self, name: &str) -> Option<&Value> {
        let answer = self.answers.get(name).copied().flatten()?;
        self.is_shown(name).then_some(answer)
    }

    fn in_words(&self) -> String {
        let shown = self.answers.keys().filter(|name| self.is_shown(name)).take(SHOWN_MAX).map(|name| {
            match self.answers.get(name).copied().flatten() {
                Some(value) => format!("{name} {}", words(value)),
                None => format!("{name} left empty"),
            }
        });
        let list: Vec<String> = shown.collect();
        if list.is_empty() { String::new() } else { format!("for example with {}", list.join(", ")) }
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Number(number) => number.normalize().to_string(),
        Value::Text(text) => text.clone(),
        Value::Bool(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        Value::Date(day) => day.to_string(),
        Value::Basket(items) => {
            let pieces: u32 = items.iter().map(|(_, pieces)| pieces).sum();
            format!("of {pieces} {}", if pieces == 1 { "piece" } else { "pieces" })
        }
        Value::List(list) => format!("of {}", list.len()),
        Value::Rows(1) => "of 1 row".to_owned(),
        Value::Rows(rows) => format!("of {rows} rows"),
    }
}

impl Scope for Tried<'_> {
    fn value(&self, name: &str) -> Result<Value, EvalError> {
        let Some(named) = self.plan.values.iter().find(|value| value.name == name) else {
            return self.answer(name).cloned().ok_or_else(|| EvalError::Absent(name.to_owned()));
        };
        if let Some(known) = self.values.borrow().get(name) {
            return known.clone();
        }
        let value = evaluate(&named.expr, self);
        self.values.borrow_mut().insert(name.to_owned(), value.clone());
        value
    }

    fn is_answered(&self, name: &str) -> bool {
        self.is_shown(name) && (self.plan.group(name).is_some() || self.answer(name).is_some())
    }

    fn chosen(&self, name: &str) -> Result<Value, EvalError> {
        let nothing = match self.plan.field(name).map(|field| &field.kind) {
            Some(FieldKind::Choices { .. }) => Value::List(Vec::new()),
            None if self.plan.group(name).is_some() => Value::Rows(0),
            _ => Value::Basket(Vec::new()),
        };
        Ok(self.answer(name).cloned().unwrap_or(nothing))
    }

    fn item_price(&self, basket: &str, item: &str) -> Result<Decimal, EvalError> {
        self.plan.item_price(basket, item, self)
    }

    fn entry(&self, table: &str, key: &str) -> Option<Decimal> {
        self.plan.tables.get(table)?.0.get(key).map(|entry| entry.0)
    }

    fn today(&self) -> Date {
        self.today
    }

    /// All rows are tried with the same answers.
    fn each_row(
        &self,
        group: &str,
        judge: &mut dyn FnMut(&dyn Scope) -> Result<(), EvalError>,
    ) -> Result<(), EvalError> {
        let Value::Rows(rows) = self.chosen(group)? else { return Err(EvalError::WrongType) };
        (0..rows).try_for_each(|_| judge(self))
    }
}
