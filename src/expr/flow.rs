//! Flow: what an expression can come out as in every case that conditions leave open, and what can go wrong on the way.
//!
//! Numbers are bounded by ranges; each branch of an `if` is looked at with what its condition says of the answers. All
//! that is said is true of every set of answers; what cannot be seen is left open, never guessed.

mod assume;
mod gathered;
mod world;

use std::collections::BTreeSet;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::eval::round;
use super::range::{Trouble, arithmetic, day_number};
use super::{Expr, ExprKind, Facts, Function, Operator, Range};
pub use world::{Domain, Meaning, World};

/// What can go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlowFault {
    /// A division by what can be zero; its range.
    DivisionByZero(Range),
    /// A result beyond what decimals hold.
    Overflow,
    /// A field that can be absent.
    Absent {
        /// Its name.
        name: String,
        /// Whether because it can be hidden; else because it can be left empty.
        is_hidden: bool,
    },
    /// More cases than can be looked at.
    TooComplex,
}

/// What can go wrong, and where.
#[derive(Debug, Clone)]
pub struct FlowProblem {
    /// What.
    pub fault: FlowFault,
    /// The part of the expression.
    pub at: Expr,
    /// In which case.
    pub facts: Facts,
}

/// Most work on one question: a step counts for one, and for more where it handles many facts or options.
const WORK_MAX: u64 = 100_000;
/// Most work on all questions.
const TOTAL_WORK_MAX: u64 = 1_000_000;
/// How many facts are copied, or options compared, in the time of a step.
const HANDLED_PER_STEP: u64 = 4;
/// Most cases that are told apart at once.
const CASES_MAX: usize = 64;

/// Answers questions about expressions that passed the type check.
pub struct Flow<'a> {
    world: &'a dyn World,
    /// What is left of the work on this question, and of that on all.
    left: u64,
    total_left: u64,
    /// Whether it was told that nothing is left for this question.
    is_told: bool,
    problems: Vec<FlowProblem>,
    muted: u32,
}

impl<'a> Flow<'a> {
    /// For the names of a world.
    pub fn new(world: &'a dyn World) -> Flow<'a> {
        Flow { left: WORK_MAX, ..Flow::with_work(world, TOTAL_WORK_MAX) }
    }

    /// The same with so much work for all questions together.
    pub fn with_work(world: &'a dyn World, work: u64) -> Flow<'a> {
        Flow { world, left: work, total_left: work, is_told: false, problems: Vec::new(), muted: 0 }
    }

    /// What is left of the work on all questions.
    pub fn work_left(&self) -> u64 {
        self.total_left
    }

    /// What went wrong since the last call.
    pub fn take_problems(&mut self) -> Vec<FlowProblem> {
        self.left = WORK_MAX.min(self.total_left);
        self.is_told = false;
        std::mem::take(&mut self.problems)
    }

    /// Whether nothing is left of the work on all questions: each has too many cases from now on.
    pub fn is_exhausted(&self) -> bool {
        self.total_left == 0
    }

    /// The range of a number or day, in one case; `None` when none can be given, and then a problem says why.
    pub fn number(&mut self, expr: &Expr, facts: &Facts) -> Option<Range> {
        self.step(expr, facts)?;
        let found = match &expr.kind {
            ExprKind::Number(number) => Range::exactly(*number),
            ExprKind::Date(day) => Range::exactly(day_number(*day)),
            ExprKind::Name(name) => self.named_number(name, expr, facts)?,
            ExprKind::Lookup(table, key) => {
                let options = self.options(key, facts)?;
                self.work(options.len() as u64, expr, facts)?;
                let numbers = options.iter().filter_map(|option| self.world.entry(table, option));
                numbers.map(Range::exactly).reduce(Range::or)?
            }
            ExprKind::Negate(inner) => {
                let inner = self.number(inner, facts)?;
                Range { min: -inner.max, max: -inner.min, ..inner }
            }
            ExprKind::Binary(operator, left, right) => self.operation(expr, *operator, left, right, facts)?,
            ExprKind::Call(function, items) => self.call(expr, *function, items, facts)?,
            ExprKind::SumOver(group, of_row) => self.sum_over(expr, group, of_row, facts)?,
            _ => return None,
        };
        Some(facts.tightened(expr, found))
    }

    fn named_number(&mut self, name: &str, expr: &Expr, facts: &Facts) -> Option<Range> {
        match self.world.meaning(name) {
            Meaning::Answer { domain: Domain::Number(range), .. } => {
                self.require(name, expr, facts);
                Some(facts.ranges.get(name).copied().unwrap_or(range))
            }
            Meaning::Value(value) => self.number(value, facts),
            _ => None,
        }
    }

    fn operation(&mut self, expr: &Expr, op: Operator, left: &Expr, right: &Expr, facts: &Facts) -> Option<Range> {
        // Both are looked at, so that the problems of both are told.
        let (a, b) = (self.number(left, facts), self.number(right, facts));
        let (a, b) = (a?, b?);
        match arithmetic(op, a, b) {
            Ok(range) if op == Operator::Subtract => {
                let (left, right) = (self.resolved(left), self.resolved(right));
                Some(facts.tightened_difference(left, right, range))
            }
            Ok(range) => Some(range),
            Err(Trouble::DivisionByZero) => {
                self.problem(FlowFault::DivisionByZero(b), right, facts);
                None
            }
            Err(Trouble::Overflow) => {
                self.problem(FlowFault::Overflow, expr, facts);
                None
            }
        }
    }

    fn call(&mut self, expr: &Expr, function: Function, items: &[Expr], facts: &Facts) -> Option<Range> {
        match function {
            Function::If => {
                let [condition, then, otherwise] = items else { return None };
                self.look(condition, facts);
                let mut all: Option<Range> = None;
                for (branch, truth) in [(then, true), (otherwise, false)] {
                    for case in self.assume(condition, truth, facts.clone()) {
                        let found = self.number(branch, &case)?;
                        all = Some(all.map_or(found, |range| range.or(found)));
                    }
                }
                all
            }
            Function::Min | Function::Max => {
                let choose = if function == Function::Min { Decimal::min } else { Decimal::max };
                let ranges: Vec<Option<Range>> = items.iter().map(|item| self.number(item, facts)).collect();
                ranges.into_iter().collect::<Option<Vec<Range>>>()?.into_iter().reduce(|a, b| Range {
                    min: choose(a.min, b.min),
                    max: choose(a.max, b.max),
                    decimals: a.decimals.max(b.decimals),
                })
            }
            Function::Round => {
                let places = match items.get(1).map(|places| &places.kind) {
                    None => 0,
                    Some(ExprKind::Number(places)) => u32::try_from(*places).ok()?,
                    Some(_) => return None,
                };
                let inner = self.number(items.first()?, facts)?;
                let decimals = inner.decimals.min(places);
                Some(Range { min: round(inner.min, places), max: round(inner.max, places), decimals })
            }
            Function::Floor | Function::Ceil => {
                let inner = self.number(items.first()?, facts)?;
                let whole = if function == Function::Floor { Decimal::floor } else { Decimal::ceil };
                Some(Range { min: whole(&inner.min), max: whole(&inner.max), decimals: 0 })
            }
            Function::Sum | Function::Count => self.chosen(function, items.first()?.as_name()?, facts),
            Function::DaysBetween => {
                let [from, to] = items else { return None };
                self.operation(expr, Operator::Subtract, to, from, facts)
            }
            Function::Today => Some(self.world.today()),
            Function::Answered => None,
        }
    }

    /// The options that a choice can have in one case; `None` for what is no choice.
    pub fn options(&mut self, expr: &Expr, facts: &Facts) -> Option<Rc<[String]>> {
        self.step(expr, facts)?;
        match &expr.kind {
            ExprKind::Text(text) => Some([text.clone()].into()),
            ExprKind::Name(name) => match self.world.meaning(name) {
                Meaning::Answer { domain: Domain::Choice(options), .. } => {
                    self.require(name, expr, facts);
                    Some(facts.options.get(name).cloned().unwrap_or(options))
                }
                Meaning::Value(value) => self.options(value, facts),
                _ => None,
            },
            ExprKind::Call(Function::If, items) => {
                let [condition, then, otherwise] = items.as_slice() else { return None };
                self.look(condition, facts);
                let mut all = Vec::new();
                for (branch, truth) in [(then, true), (otherwise, false)] {
                    for case in self.assume(condition, truth, facts.clone()) {
                        all.push(self.options(branch, &case)?);
                    }
                }
                self.either(all, expr, facts)
            }
            _ => None,
        }
    }

    /// The options that stand in one of several lists.
    fn either(&mut self, mut lists: Vec<Rc<[String]>>, at: &Expr, facts: &Facts) -> Option<Rc<[String]>> {
        lists.dedup_by(|a, b| Rc::ptr_eq(a, b));
        match lists.as_slice() {
            [only] => Some(only.clone()),
            _ => {
                self.work(lists.iter().map(|list| list.len() as u64).sum(), at, facts)?;
                let all: BTreeSet<&String> = lists.iter().flat_map(|list| list.iter()).collect();
                Some(all.into_iter().cloned().collect())
            }
        }
    }

    /// Looks for what can go wrong when an expression of any type is evaluated.
    pub fn look(&mut self, expr: &Expr, facts: &Facts) {
        if self.step(expr, facts).is_none() {
            return;
        }
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Date(_) => {}
            ExprKind::Name(name) => match self.world.meaning(name) {
                Meaning::Value(value) => self.look(value, facts),
                Meaning::Answer { .. } => self.require(name, expr, facts),
                Meaning::Unknown => {}
            },
            ExprKind::Not(inner) => self.look(inner, facts),
            ExprKind::Binary(operator @ (Operator::And | Operator::Or), left, right) => {
                self.look(left, facts);
                for case in self.assume(left, *operator == Operator::And, facts.clone()) {
                    self.look(right, &case);
                }
            }
            ExprKind::Binary(Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide, ..)
            | ExprKind::Negate(_)
            | ExprKind::Lookup(..)
            | ExprKind::SumOver(..) => {
                self.number(expr, facts);
            }
            ExprKind::Binary(_, left, right) => {
                self.look(left, facts);
                self.look(right, facts);
            }
            ExprKind::Call(Function::If, items) => {
                let [condition, then, otherwise] = items.as_slice() else { return };
                self.look(condition, facts);
                for (branch, truth) in [(then, true), (otherwise, false)] {
                    for case in self.assume(condition, truth, facts.clone()) {
                        self.look(branch, &case);
                    }
                }
            }
            ExprKind::Call(Function::Answered, _) => {}
            ExprKind::Call(..) => {
                self.number(expr, facts);
            }
            ExprKind::In(needle, items) => {
                self.look(needle, facts);
                items.iter().for_each(|item| self.look(item, facts));
            }
            ExprKind::Contains(needle, _) => self.look(needle, facts),
        }
    }

    /// Looks whether a field is there in one case, and notes where it can be absent.
    pub fn require(&mut self, name: &str, at: &Expr, facts: &Facts) {
        let Meaning::Answer { required, .. } = self.world.meaning(name) else { return };
        let answered = facts.answered.get(name).copied();
        if answered == Some(true) {
            return;
        }
        let is_hidden = !self.is_shown(name, facts);
        if is_hidden || !required {
            self.problem(FlowFault::Absent { name: name.to_owned(), is_hidden }, at, facts);
        }
    }

    /// Whether a field is surely shown in one case.
    fn is_shown(&mut self, name: &str, facts: &Facts) -> bool {
        let Meaning::Answer { shown_when, .. } = self.world.meaning(name) else { return false };
        shown_when.iter().all(|condition| self.assume(condition, false, facts.clone()).is_empty())
    }

    /// What a name stands for in the end: the expression of a value that is only another name, or itself.
    fn resolved<'e>(&self, expr: &'e Expr) -> &'e Expr
    where
        'a: 'e,
    {
        let mut found = expr;
        for _ in 0..CASES_MAX {
            let Some(name) = found.as_name() else { break };
            let Meaning::Value(value) = self.world.meaning(name) else { break };
            found = value;
        }
        found
    }

    fn step(&mut self, at: &Expr, facts: &Facts) -> Option<()> {
        self.work(HANDLED_PER_STEP + facts.count(), at, facts)
    }

    /// Takes what so many handled things cost from the work that is left; `None` when there is no more.
    fn work(&mut self, handled: u64, at: &Expr, facts: &Facts) -> Option<()> {
        let cost = handled.div_ceil(HANDLED_PER_STEP);
        if cost <= self.left && cost <= self.total_left {
            self.left -= cost;
            self.total_left -= cost;
            return Some(());
        }
        if cost > self.total_left {
            self.total_left = 0;
        }
        self.left = 0;
        if !std::mem::replace(&mut self.is_told, true) {
            let muted = std::mem::take(&mut self.muted);
            self.problem(FlowFault::TooComplex, at, facts);
            self.muted = muted;
        }
        None
    }

    fn problem(&mut self, fault: FlowFault, at: &Expr, facts: &Facts) {
        let is_known = |other: &FlowProblem| other.at.span == at.span && other.fault == fault;
        if self.muted == 0 && !self.problems.iter().any(is_known) {
            self.problems.push(FlowProblem { fault, at: at.clone(), facts: facts.clone() });
        }
    }
}
