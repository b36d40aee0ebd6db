//! Gathered: what is taken of baskets and lists, and what the rows of a group come to together.

use rust_decimal::Decimal;

use super::{Domain, Flow, FlowFault, Meaning};
use crate::expr::range::{Trouble, arithmetic};
use crate::expr::{Expr, ExprKind, Facts, Function, Operator, Range};
use crate::limits::BASKET_ITEMS_MAX;

impl Flow<'_> {
    /// What is taken of a basket or list, or how many rows there are; nothing, where it can be hidden or left empty.
    pub(super) fn chosen(&mut self, function: Function, name: &str, facts: &Facts) -> Option<Range> {
        let Meaning::Answer { domain, required, .. } = self.world.meaning(name) else { return None };
        let range = match (domain, function) {
            (Domain::Basket(_), Function::Sum) => self.cost(name, facts)?,
            (Domain::Basket(count) | Domain::List(count) | Domain::Rows(count), Function::Count) => count,
            _ => return None,
        };
        let is_there = facts.answered.get(name).copied().unwrap_or(required && self.is_shown(name, facts));
        Some(if is_there { range } else { range.or(Range::exactly(Decimal::ZERO)) })
    }

    /// What a basket costs where something is taken of it: only then must there be a day that decides.
    fn cost(&mut self, basket: &str, facts: &Facts) -> Option<Range> {
        let Some(by) = self.world.priced_by(basket) else { return self.world.cost(basket, None) };
        let name = Expr::bare(ExprKind::Name(basket.to_owned()));
        let is_taken = Expr::bare(ExprKind::Call(Function::Answered, vec![name]));
        let cases = self.assume(&is_taken, true, facts.clone());
        if cases.is_empty() {
            return Some(Range::exactly(Decimal::ZERO));
        }
        let mut all: Option<Range> = None;
        for case in cases {
            let days = self.number(&by, &case)?;
            self.work(BASKET_ITEMS_MAX as u64, &by, &case)?;
            let Some(found) = self.world.cost(basket, Some(days)) else { continue };
            all = Some(all.map_or(found, |range| range.or(found)));
        }
        all
    }

    /// The number of rows times what a row can give. Rows differ, so nothing that is known of one row's answers is known of
    /// the others', but for what each row is accepted with.
    pub(super) fn sum_over(&mut self, expr: &Expr, group: &Expr, of_row: &Expr, facts: &Facts) -> Option<Range> {
        let name = group.as_name()?;
        let call = |function| Expr::bare(ExprKind::Call(function, vec![group.clone()]));
        let rows = self.number(&call(Function::Count), facts)?;
        let mut any_row = facts.clone();
        any_row.forget(&|other| self.world.group_of(other) == Some(name));
        let mut cases = self.assume(&call(Function::Answered), true, any_row);
        if cases.is_empty() {
            return Some(Range::exactly(Decimal::ZERO));
        }
        let world = self.world;
        for (rule, truth) in world.rules_of_rows(name) {
            cases = self.assume_in(rule, *truth, cases);
        }
        let mut all: Option<Range> = None;
        for case in &cases {
            let found = self.number(of_row, case)?;
            all = Some(all.map_or(found, |range| range.or(found)));
        }
        let of_row = match all {
            Some(range) => range,
            // No row is accepted: there are none, or the case never happens.
            None => return rows.min.is_zero().then(|| Range::exactly(Decimal::ZERO)),
        };
        match arithmetic(Operator::Multiply, rows, of_row) {
            Ok(range) => Some(range),
            Err(Trouble::Overflow | Trouble::DivisionByZero) => {
                self.problem(FlowFault::Overflow, expr, facts);
                None
            }
        }
    }
}
