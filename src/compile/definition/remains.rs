//! Remains: what could be read of a thing that as a whole could not be read. It is looked at for further faults and then
//! forgotten: nothing is planned with it, and nothing is proved of it.

use super::{AccountDefinition, PlacedExpr};
use crate::compile::names::Scope;
use crate::diag::Placed;

/// A part of a thing that could not be read, and where the thing stands.
#[derive(Debug, Clone)]
pub(in crate::compile) struct Remains {
    pub scope: Scope,
    pub part: Part,
}

/// What names something, or is named.
#[derive(Debug, Clone)]
pub(in crate::compile) enum Part {
    Expr(PlacedExpr, Wanted),
    /// With places for answers.
    Text(Placed<String>),
    Account(AccountDefinition),
    /// The group of a line's rows.
    Group(Placed<String>),
    /// A line's own id.
    Line(Placed<String>),
}

impl Remains {
    /// The expression that it is, if it is one.
    pub fn expr(&self) -> Option<&PlacedExpr> {
        match &self.part {
            Part::Expr(expr, _) => Some(expr),
            _ => None,
        }
    }

    pub fn expr_mut(&mut self) -> Option<&mut PlacedExpr> {
        match &mut self.part {
            Part::Expr(expr, _) => Some(expr),
            _ => None,
        }
    }
}

/// What an expression must come to where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::compile) enum Wanted {
    /// Yes or no.
    Condition,
    /// So many lei.
    Amount,
    /// The day on which prices are those in force.
    Day,
    /// The number that tiers are of.
    Tiers,
    /// What decides a column's text.
    Choice,
    /// What is kept in a column.
    Column,
    /// A named value, or a part of one.
    Anything,
}
