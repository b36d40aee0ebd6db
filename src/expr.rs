//! Expressions: small, total, exact. One parser, one type checker, one proof engine, one evaluator.
//!
//! Knows nothing of services: names are resolved through the traits [`Names`], [`World`] and [`Scope`].

mod cases;
mod check;
mod eval;
mod facts;
mod flow;
mod lex;
mod parse;
mod range;
mod same;
mod write;

pub use cases::{Case, Cases};
pub use check::{Names, Type, check};
pub use eval::{EvalError, Scope, Value, evaluate};
pub use facts::Facts;
pub use flow::{Domain, Flow, FlowFault, FlowProblem, Meaning, World};
pub use parse::parse;
pub use range::{Range, day_number, day_of_number};
pub use write::{plain_number, plain_table, quoted};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An expression with the place of each part, in bytes from the start of its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where its text starts and ends; kept out of stored plans.
    #[serde(skip)]
    pub span: (usize, usize),
}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExprKind {
    /// `12.50`
    Number(#[serde(with = "rust_decimal::serde::str")] Decimal),
    /// `"hay"`
    Text(String),
    /// `true`
    Bool(bool),
    /// `2026-09-01`
    Date(Date),
    /// `area`, `payer.kind`
    Name(String),
    /// `rate[use]`
    Lookup(String, Box<Expr>),
    /// `-x`
    Negate(Box<Expr>),
    /// `not x`
    Not(Box<Expr>),
    /// `a + b`
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `round(x, 2)`
    Call(Function, Vec<Expr>),
    /// `use in ["hay", "pasture"]`
    In(Box<Expr>, Vec<Expr>),
    /// `"food" in needs`
    Contains(Box<Expr>, Box<Expr>),
    /// `sum(child, fee)`: a group that repeats, and what is judged in each of its rows and added up.
    SumOver(Box<Expr>, Box<Expr>),
}

/// Operators between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

impl Operator {
    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::And => "and",
            Operator::Or => "or",
        }
    }
}

/// The functions, named as in a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// `if(condition, then, else)`
    If,
    /// `min(a, b, …)`
    Min,
    /// `max(a, b, …)`
    Max,
    /// `round(x, places)`: half away from zero; places are 0 when left out.
    Round,
    /// `floor(x)`
    Floor,
    /// `ceil(x)`
    Ceil,
    /// `sum(basket)`: what the chosen items cost. With a group that repeats it is an [`ExprKind::SumOver`].
    Sum,
    /// `count(basket)`: how many items were chosen.
    Count,
    /// `days_between(from, to)`: whole days, negative when `to` is earlier.
    DaysBetween,
    /// `today()`: the day in Chișinău.
    Today,
    /// `answered(field)`: whether the field is shown and filled in.
    Answered,
}

impl Function {
    /// All functions.
    pub const ALL: [Function; 11] = [
        Function::If,
        Function::Min,
        Function::Max,
        Function::Round,
        Function::Floor,
        Function::Ceil,
        Function::Sum,
        Function::Count,
        Function::DaysBetween,
        Function::Today,
        Function::Answered,
    ];

    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Function::If => "if",
            Function::Min => "min",
            Function::Max => "max",
            Function::Round => "round",
            Function::Floor => "floor",
            Function::Ceil => "ceil",
            Function::Sum => "sum",
            Function::Count => "count",
            Function::DaysBetween => "days_between",
            Function::Today => "today",
            Function::Answered => "answered",
        }
    }
}

/// What is wrong with an expression, at which bytes of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprProblem {
    /// The kind of fault.
    pub code: crate::diag::Code,
    /// The place, in bytes of the expression's text.
    pub span: (usize, usize),
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl ExprProblem {
    pub(crate) fn new(code: crate::diag::Code, span: (usize, usize), message: impl Into<String>) -> ExprProblem {
        ExprProblem { code, span, message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> ExprProblem {
        self.help = Some(help.into());
        self
    }
}

impl Expr {
    /// Changes every place: from bytes of the expression's own text to bytes of the file that it stands in.
    pub fn place(&mut self, change: &dyn Fn((usize, usize)) -> (usize, usize)) {
        self.span = change(self.span);
        match &mut self.kind {
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Date(_) | ExprKind::Name(_) => {}
            ExprKind::Lookup(_, inner) | ExprKind::Negate(inner) | ExprKind::Not(inner) => inner.place(change),
            ExprKind::Binary(_, left, right) | ExprKind::Contains(left, right) | ExprKind::SumOver(left, right) => {
                left.place(change);
                right.place(change);
            }
            ExprKind::Call(_, items) => items.iter_mut().for_each(|item| item.place(change)),
            ExprKind::In(needle, items) => {
                needle.place(change);
                items.iter_mut().for_each(|item| item.place(change));
            }
        }
    }

    /// Visits every part of the expression, the innermost first, and may change it.
    pub fn rewrite(&mut self, change: &mut dyn FnMut(&mut Expr)) {
        match &mut self.kind {
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Date(_) | ExprKind::Name(_) => {}
            ExprKind::Lookup(_, inner) | ExprKind::Negate(inner) | ExprKind::Not(inner) => inner.rewrite(change),
            ExprKind::Binary(_, left, right) | ExprKind::Contains(left, right) | ExprKind::SumOver(left, right) => {
                left.rewrite(change);
                right.rewrite(change);
            }
            ExprKind::Call(_, items) => items.iter_mut().for_each(|item| item.rewrite(change)),
            ExprKind::In(needle, items) => {
                needle.rewrite(change);
                items.iter_mut().for_each(|item| item.rewrite(change));
            }
        }
        change(self);
    }

    /// What it is made of, from the left to the right, one level down.
    pub fn parts(&self) -> impl Iterator<Item = &Expr> {
        let (pair, list): ([Option<&Expr>; 2], &[Expr]) = match &self.kind {
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Date(_) | ExprKind::Name(_) => {
                ([None, None], &[])
            }
            ExprKind::Lookup(_, inner) | ExprKind::Negate(inner) | ExprKind::Not(inner) => ([Some(inner), None], &[]),
            ExprKind::Binary(_, left, right) | ExprKind::Contains(left, right) | ExprKind::SumOver(left, right) => {
                ([Some(left), Some(right)], &[])
            }
            ExprKind::Call(_, items) => ([None, None], items),
            ExprKind::In(needle, items) => ([Some(needle), None], items),
        };
        pair.into_iter().flatten().chain(list)
    }

    /// Visits every part of the expression, itself first.
    pub fn for_each_part(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        self.parts().for_each(|part| part.for_each_part(visit));
    }

    /// Of how many names, numbers, operators and functions it is made.
    pub fn size(&self) -> usize {
        1 + self.parts().map(Expr::size).sum::<usize>()
    }

    /// How many levels its tree has.
    pub fn height(&self) -> usize {
        1 + self.parts().map(Expr::height).max().unwrap_or(0)
    }

    /// An expression that no text was read for.
    pub fn bare(kind: ExprKind) -> Expr {
        Expr { kind, span: (0, 0) }
    }

    /// The name that this is, if it is only that.
    pub fn as_name(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The text that this is, if it is only that.
    fn as_text(&self) -> Option<&String> {
        match &self.kind {
            ExprKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Visits every name that the expression reads, with its place; tables of look-ups too.
    pub fn for_each_name(&self, visit: &mut dyn FnMut(&str, (usize, usize))) {
        self.visit_names(true, visit);
    }

    /// The same without the names that are judged in each row of a sum: those that mean something where this stands.
    pub fn for_each_name_here(&self, visit: &mut dyn FnMut(&str, (usize, usize))) {
        self.visit_names(false, visit);
    }

    fn visit_names(&self, into_rows: bool, visit: &mut dyn FnMut(&str, (usize, usize))) {
        match &self.kind {
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Date(_) => {}
            ExprKind::Name(name) => visit(name, self.span),
            ExprKind::Lookup(_, inner) | ExprKind::Negate(inner) | ExprKind::Not(inner) => {
                inner.visit_names(into_rows, visit);
            }
            ExprKind::SumOver(group, _) if !into_rows => group.visit_names(into_rows, visit),
            ExprKind::Binary(_, left, right) | ExprKind::Contains(left, right) | ExprKind::SumOver(left, right) => {
                left.visit_names(into_rows, visit);
                right.visit_names(into_rows, visit);
            }
            ExprKind::Call(_, items) => items.iter().for_each(|item| item.visit_names(into_rows, visit)),
            ExprKind::In(needle, items) => {
                needle.visit_names(into_rows, visit);
                items.iter().for_each(|item| item.visit_names(into_rows, visit));
            }
        }
    }

    /// Whether some part of it adds up rows.
    pub fn sums_rows(&self) -> bool {
        match &self.kind {
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Date(_) | ExprKind::Name(_) => {
                false
            }
            ExprKind::SumOver(..) => true,
            ExprKind::Lookup(_, inner) | ExprKind::Negate(inner) | ExprKind::Not(inner) => inner.sums_rows(),
            ExprKind::Binary(_, left, right) | ExprKind::Contains(left, right) => left.sums_rows() || right.sums_rows(),
            ExprKind::Call(_, items) => items.iter().any(Expr::sums_rows),
            ExprKind::In(needle, items) => needle.sums_rows() || items.iter().any(Expr::sums_rows),
        }
    }
}

#[cfg(test)]
mod tests;
