//! Advice: which bound a proof lacks. A bound of a field is tried before it is told: with it, the proof succeeds.

use std::cell::Cell;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::world::PlanWorld;
use crate::expr::{Domain, Expr, ExprKind, Facts, Flow, Meaning, Operator, Range, World};
use crate::plan::FieldKind;

/// Most work on all advice for a definition, in steps of [`Flow`].
const WORK_MAX: u64 = 200_000;
/// Most work on one try.
const TRY_WORK_MAX: u64 = 10_000;
/// Most fields whose bounds are tried.
const FIELDS_MAX: usize = 4;
/// The most of a field that a bound may take away: what leaves next to nothing is no advice.
const TAKEN_MAX: Decimal = Decimal::from_parts(95, 0, 0, false, 2);
/// Most characters of an expression that a message repeats.
const SHOWN_CHARS_MAX: usize = 60;

/// What is left of the work on advice.
pub(super) struct Advice<'a> {
    world: &'a PlanWorld<'a>,
    left: Cell<u64>,
}

/// Whether a proof succeeds with the bounds of a flow's world.
pub(super) type Proves<'p> = &'p dyn Fn(&mut Flow<'_>, &[Facts]) -> bool;

impl<'a> Advice<'a> {
    pub fn new(world: &'a PlanWorld<'a>) -> Advice<'a> {
        Advice { world, left: Cell::new(WORK_MAX) }
    }

    /// The bound of one field that an expression reads with which a proof succeeds, as in: lower the `max` of `area` to
    /// 300. Of several, the one that leaves most of what can be answered.
    pub fn bound(&self, expr: &Expr, cases: &[Facts], proves: Proves<'_>) -> Option<String> {
        let mut best: Option<(Decimal, String)> = None;
        for (name, own) in numbers_read(self.world, expr).into_iter().take(FIELDS_MAX) {
            for is_max in [true, false] {
                let Some((kept, bound)) = self.tightest(&name, own, is_max, cases, proves) else { continue };
                if best.as_ref().is_none_or(|(most, _)| kept > *most) {
                    let (verb, key) = if is_max { ("lower", "max") } else { ("raise", "min") };
                    best = Some((kept, format!("{verb} the `{key}` of `{name}` to {}", bound.normalize())));
                }
            }
        }
        best.map(|(_, words)| words)
    }

    /// The widest bound at one end of a field with which the proof succeeds, and the share of the field that it leaves.
    fn tightest(
        &self,
        name: &str,
        own: Range,
        is_max: bool,
        cases: &[Facts],
        proves: Proves<'_>,
    ) -> Option<(Decimal, Decimal)> {
        let steps = (own.max - own.min).checked_div(own.step())?.trunc();
        let cut = |by: Decimal| match is_max {
            true => Range { max: own.max - by * own.step(), ..own },
            false => Range { min: own.min + by * own.step(), ..own },
        };
        let holds = |by: Decimal| self.holds(name, cut(by), cases, proves);
        let (mut fails, mut works) = (Decimal::ZERO, (steps * TAKEN_MAX).trunc());
        if works < Decimal::ONE || !holds(works) {
            return None;
        }
        while works - fails > Decimal::ONE {
            let middle = ((works + fails) / Decimal::TWO).trunc();
            if holds(middle) { works = middle } else { fails = middle }
        }
        let range = cut(works);
        Some((Decimal::ONE - works / steps, if is_max { range.max } else { range.min }))
    }

    fn holds(&self, name: &str, range: Range, cases: &[Facts], proves: Proves<'_>) -> bool {
        let work = self.left.get().min(TRY_WORK_MAX);
        let world = Bounded { world: self.world, name, range };
        let mut flow = Flow::with_work(&world, work);
        let cases: Vec<Facts> = cases.iter().filter_map(|case| case.narrowed(name, range)).collect();
        let holds = work > 0 && !cases.is_empty() && proves(&mut flow, &cases) && flow.work_left() > 0;
        self.left.set(self.left.get() - (work - flow.work_left()));
        holds
    }
}

/// The numbers that an expression reads, through values too, each with its range, in the order of the page; days are
/// not among them.
pub(super) fn numbers_read(world: &PlanWorld<'_>, expr: &Expr) -> Vec<(String, Range)> {
    let (mut seen, mut found, mut waiting) = (BTreeSet::new(), Vec::new(), vec![expr]);
    while let Some(expr) = waiting.pop() {
        let mut names = Vec::new();
        expr.for_each_name(&mut |name, _| names.push(name.to_owned()));
        for name in names.into_iter().filter(|name| seen.insert(name.clone())) {
            let is_number = world.plan.field(&name).is_some_and(|field| {
                matches!(field.kind, FieldKind::Number { .. } | FieldKind::Amount { .. } | FieldKind::Year { .. })
            });
            match world.meaning(&name) {
                Meaning::Answer { domain: Domain::Number(range), .. } if is_number => found.push((name, range)),
                Meaning::Value(_) => {
                    waiting.extend(world.plan.values.iter().find(|value| value.name == name).map(|value| &value.expr));
                }
                _ => {}
            }
        }
    }
    found.sort_by_key(|(name, _)| world.place_on_page(name));
    found
}

/// An expression as a message repeats it; the beginning of a long one, as in: round(area * price …).
pub(super) fn shown(expr: &Expr) -> String {
    let text = expr.to_string();
    if text.chars().count() <= SHOWN_CHARS_MAX {
        return text;
    }
    let start: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    let start = start.rsplit_once(' ').map_or(start.as_str(), |(start, _)| start);
    let (mut open, mut is_in_text) = (Vec::new(), false);
    for sign in start.chars() {
        match sign {
            '"' => is_in_text = !is_in_text,
            _ if is_in_text => {}
            '(' => open.push(')'),
            '[' => open.push(']'),
            ')' | ']' => drop(open.pop()),
            _ => {}
        }
    }
    let quote = if is_in_text { "\"" } else { "" };
    format!("{start} …{quote}{}", open.iter().rev().collect::<String>())
}

/// One of some conditions, as one.
pub(super) fn any_of(conditions: Vec<Expr>) -> Option<Expr> {
    let either = |all: Expr, one: Expr| Expr::bare(ExprKind::Binary(Operator::Or, Box::new(all), Box::new(one)));
    conditions.into_iter().reduce(either)
}

/// A world in which one field has other bounds.
struct Bounded<'a> {
    world: &'a PlanWorld<'a>,
    name: &'a str,
    range: Range,
}

impl World for Bounded<'_> {
    fn meaning(&self, name: &str) -> Meaning<'_> {
        match self.world.meaning(name) {
            Meaning::Answer { required, shown_when, .. } if name == self.name => {
                Meaning::Answer { domain: Domain::Number(self.range), required, shown_when }
            }
            other => other,
        }
    }

    fn priced_by(&self, basket: &str) -> Option<Expr> {
        self.world.priced_by(basket)
    }

    fn cost(&self, basket: &str, days: Option<Range>) -> Option<Range> {
        self.world.cost(basket, days)
    }

    fn entry(&self, table: &str, key: &str) -> Option<Decimal> {
        self.world.entry(table, key)
    }

    fn today(&self) -> Range {
        self.world.today()
    }

    fn group_of(&self, name: &str) -> Option<&str> {
        self.world.group_of(name)
    }

    fn rules_of_rows(&self, group: &str) -> &[(Expr, bool)] {
        self.world.rules_of_rows(group)
    }
}

#[cfg(test)]
mod tests {
    use super::shown;
    use crate::expr::parse;

    #[test]
    fn a_long_expression_is_known_by_its_beginning() {
        for (text, told) in [
            ("round(area * price, 2)", "round(area * price, 2)"),
            (
                "round(area_of_the_land * price_of_the_land * coefficient_of_the_land, 2)",
                "round(area_of_the_land * price_of_the_land * …)",
            ),
            (
                "max(rate_of_the_use[if(whose_is_it == \"a man's :)\", the_first_use, the_second_use)], 5)",
                "max(rate_of_the_use[if(whose_is_it == \"a man's :)\", …)])",
            ),
        ] {
            assert_eq!(shown(&parse(text).unwrap()), told);
        }
    }
}
