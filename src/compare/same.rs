//! Same: whether two expressions mean the same in their versions, whatever names the values between have.

use std::collections::{BTreeSet, HashMap};

use crate::expr::{Expr, ExprKind};
use crate::plan::Plan;

/// Most pairs of parts that are looked at, and how deep; beyond that expressions count as different.
const PAIRS_MAX: usize = 200_000;
const DEPTH_MAX: usize = 3_000;

/// Judges the expressions of two versions.
pub(super) struct Same<'a> {
    earlier: &'a Plan,
    later: &'a Plan,
    /// Pairs that were looked at, by their addresses in the two plans.
    known: HashMap<(usize, usize), bool>,
    depth: usize,
}

impl<'a> Same<'a> {
    pub fn new(earlier: &'a Plan, later: &'a Plan) -> Same<'a> {
        Same { earlier, later, known: HashMap::new(), depth: 0 }
    }

    /// Whether both mean the same; a look-up in a table that changes on days is one look-up: what changes in tables is
    /// told of the tables.
    pub fn are(&mut self, earlier: &'a Expr, later: &'a Expr) -> bool {
        let (before, after) = (through_values(self.earlier, earlier), through_values(self.later, later));
        let pair = (std::ptr::from_ref(before).addr(), std::ptr::from_ref(after).addr());
        if let Some(known) = self.known.get(&pair) {
            return *known;
        }
        if self.known.len() >= PAIRS_MAX || self.depth >= DEPTH_MAX {
            return false;
        }
        self.depth += 1;
        // Values never need themselves, so no pair needs itself.
        let found = match (look_up(before), look_up(after)) {
            (Some((table, key)), Some((other, other_key))) => table == other && self.are(key, other_key),
            _ => {
                let (parts, others) = (before.parts(), after.parts());
                before.is_alike(after) && parts.zip(others).all(|(part, other)| self.are(part, other))
            }
        };
        self.depth -= 1;
        self.known.insert(pair, found);
        found
    }
}

/// The expression behind a name that stands for a value, and behind the name that this stands for.
fn through_values<'a>(plan: &'a Plan, expr: &'a Expr) -> &'a Expr {
    let mut found = expr;
    for _ in 0..=plan.values.len() {
        let value = found.as_name().and_then(|name| plan.values.iter().find(|value| value.name == name));
        match value {
            Some(value) => found = &value.expr,
            None => return found,
        }
    }
    found
}

fn look_up(expr: &Expr) -> Option<(&str, &Expr)> {
    match &expr.kind {
        ExprKind::Lookup(table, key) => Some((table, key)),
        _ => expr.as_dated_lookup(),
    }
}

/// The values that expressions read, also through others.
pub(super) fn values_read<'a>(plan: &'a Plan, exprs: impl IntoIterator<Item = &'a Expr>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Expr> = exprs.into_iter().collect();
    while let Some(expr) = open.pop() {
        let mut names = Vec::new();
        expr.for_each_name(&mut |name, _| names.push(name.to_owned()));
        for value in plan.values.iter().filter(|value| names.contains(&value.name)) {
            if found.insert(value.name.as_str()) {
                open.push(&value.expr);
            }
        }
    }
    found
}

/// The tables that expressions read, also through values, by their plain names.
pub(super) fn tables_read<'a>(plan: &'a Plan, exprs: &[&'a Expr]) -> BTreeSet<String> {
    let values = values_read(plan, exprs.iter().copied());
    let of_values = plan.values.iter().filter(|value| values.contains(value.name.as_str())).map(|value| &value.expr);
    let mut found = BTreeSet::new();
    let mut open: Vec<&Expr> = exprs.iter().copied().chain(of_values).collect();
    while let Some(expr) = open.pop() {
        if let ExprKind::Lookup(table, _) = &expr.kind {
            found.insert(crate::expr::plain_table(table).to_owned());
        }
        open.extend(expr.parts());
    }
    found
}
