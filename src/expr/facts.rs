//! Facts: what is known of the answers where an expression is evaluated, because conditions around it hold.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Expr, Range};

/// What is known of the answers in one case. Without facts, anything that the form accepts is possible.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Narrower bounds of numbers and days, by name.
    pub(super) ranges: BTreeMap<String, Range>,
    /// The options that a choice can still have.
    pub(super) options: BTreeMap<String, Rc<[String]>>,
    /// Yes or no.
    pub(super) truths: BTreeMap<String, bool>,
    /// Whether a field is shown and filled in.
    pub(super) answered: BTreeMap<String, bool>,
    /// Conditions of any other form, as they were written.
    pub(super) known: Vec<(Rc<Expr>, bool)>,
    /// Which of two numbers or days is not less.
    pub(super) order: Vec<Order>,
}

/// `greater >= lesser`, or `>`; with the ranges that both had when it became known.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub greater: Rc<Expr>,
    pub lesser: Rc<Expr>,
    pub is_strict: bool,
    pub greater_range: Range,
    pub lesser_range: Range,
}

impl Order {
    /// By how much the one is at least greater.
    pub fn gap(&self) -> rust_decimal::Decimal {
        let decimals = self.greater_range.decimals.max(self.lesser_range.decimals);
        match self.is_strict && decimals < 28 {
            true => rust_decimal::Decimal::new(1, decimals),
            false => rust_decimal::Decimal::ZERO,
        }
    }
}

impl Facts {
    /// How many they are.
    pub(super) fn count(&self) -> u64 {
        let named = self.ranges.len() + self.options.len() + self.truths.len() + self.answered.len();
        (named + self.known.len() + self.order.len()) as u64
    }

    /// The options that a choice can have in this case, where that is known.
    pub fn options_of(&self, name: &str) -> Option<&[String]> {
        self.options.get(name).map(|options| &**options)
    }

    /// The bounds of a number or day in this case, where they are known.
    pub fn range_of(&self, name: &str) -> Option<Range> {
        self.ranges.get(name).copied()
    }

    /// What a yes or no is in this case, where that is known.
    pub fn truth_of(&self, name: &str) -> Option<bool> {
        self.truths.get(name).copied()
    }

    /// Whether a field has an answer in this case, where that is known.
    pub fn is_answered(&self, name: &str) -> Option<bool> {
        self.answered.get(name).copied()
    }

    /// The case with closer bounds of a number; `None`: then it never happens.
    pub fn narrowed(&self, name: &str, bounds: Range) -> Option<Facts> {
        let mut narrowed = self.clone();
        if let Some(range) = narrowed.ranges.get_mut(name) {
            *range = range.and(bounds)?;
        }
        Some(narrowed)
    }

    /// Keeps only what says nothing of some names.
    pub(super) fn forget(&mut self, is_forgotten: &dyn Fn(&str) -> bool) {
        let says_nothing = |expr: &Expr| {
            let mut names_one = false;
            expr.for_each_name_here(&mut |name, _| names_one |= is_forgotten(name));
            !names_one
        };
        self.ranges.retain(|name, _| !is_forgotten(name));
        self.options.retain(|name, _| !is_forgotten(name));
        self.truths.retain(|name, _| !is_forgotten(name));
        self.answered.retain(|name, _| !is_forgotten(name));
        self.known.retain(|(expr, _)| says_nothing(expr));
        self.order.retain(|order| says_nothing(&order.greater) && says_nothing(&order.lesser));
    }

    /// Bounds of an expression that comparisons are known of.
    pub(super) fn tightened(&self, expr: &Expr, found: Range) -> Range {
        let mut range = found;
        for order in &self.order {
            let mut bounds = range;
            if order.greater.says_the_same_as(expr) {
                bounds.min = bounds.min.max(order.lesser_range.min + order.gap());
            }
            if order.lesser.says_the_same_as(expr) {
                bounds.max = bounds.max.min(order.greater_range.max - order.gap());
            }
            // Facts that exclude each other belong to a case that never happens: any range is true of it.
            range = if bounds.min <= bounds.max { bounds } else { range };
        }
        range
    }

    /// Bounds of the difference of two expressions that were compared.
    pub(super) fn tightened_difference(&self, left: &Expr, right: &Expr, found: Range) -> Range {
        let mut range = found;
        for order in &self.order {
            let mut bounds = range;
            if order.greater.says_the_same_as(left) && order.lesser.says_the_same_as(right) {
                bounds.min = bounds.min.max(order.gap());
            }
            if order.greater.says_the_same_as(right) && order.lesser.says_the_same_as(left) {
                bounds.max = bounds.max.min(-order.gap());
            }
            range = if bounds.min <= bounds.max { bounds } else { range };
        }
        range
    }
}
