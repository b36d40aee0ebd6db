//! What the proofs must be told about names: who answers them, within which bounds, when, and at what price.

use std::rc::Rc;

use rust_decimal::Decimal;

use crate::expr::{Expr, Range};

/// What names mean to the proofs.
pub trait World {
    /// What a name means.
    fn meaning(&self, name: &str) -> Meaning<'_>;
    /// The day that decides what a basket's items cost; `None` where that is the same on all days.
    fn priced_by(&self, basket: &str) -> Option<Expr>;
    /// What a basket of which something is taken costs on some days; `None` when there are no prices on any of them.
    fn cost(&self, basket: &str, days: Option<Range>) -> Option<Range>;
    /// An entry of a table.
    fn entry(&self, table: &str, key: &str) -> Option<Decimal>;
    /// The first and the last day on which a payer can answer.
    fn today(&self) -> Range;
    /// The group whose rows each have a field or value of this name.
    fn group_of(&self, name: &str) -> Option<&str>;
    /// What each row of a group is accepted with: conditions that hold, or that do not. None adds up rows.
    fn rules_of_rows(&self, group: &str) -> &[(Expr, bool)];
}

/// What a name means.
#[derive(Debug, Clone)]
pub enum Meaning<'a> {
    /// An answer.
    Answer {
        /// What it can be.
        domain: Domain,
        /// Whether it is there whenever it is shown.
        required: bool,
        /// When it is shown: all of these hold.
        shown_when: &'a [Expr],
    },
    /// A named value, computed from others.
    Value(&'a Expr),
    /// Nothing: the checks of names have said so.
    Unknown,
}

/// What an answer can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Domain {
    /// A number, or a day as a number.
    Number(Range),
    /// One of these options.
    Choice(Rc<[String]>),
    /// Yes or no.
    Truth,
    /// Any text.
    Text,
    /// A basket of which something is taken: how many pieces.
    Basket(Range),
    /// Several options, at least one: how many.
    List(Range),
    /// So many rows.
    Rows(Range),
}
