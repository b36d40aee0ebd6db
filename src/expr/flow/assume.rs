//! Assume: what a condition says of the answers when it holds, or when it does not.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{CASES_MAX, Domain, Flow, Meaning};
use crate::expr::facts::Order;
use crate::expr::{Expr, ExprKind, Facts, Function, Operator, Range};

impl Flow<'_> {
    /// The cases in which a condition holds (or does not), within one case. None: it never does.
    pub fn assume(&mut self, condition: &Expr, truth: bool, facts: Facts) -> Vec<Facts> {
        self.muted += 1;
        let cases = self.cases(condition, truth, facts);
        self.muted -= 1;
        cases
    }

    /// The same within each of several cases.
    pub fn assume_in(&mut self, condition: &Expr, truth: bool, cases: Vec<Facts>) -> Vec<Facts> {
        let mut all = Vec::new();
        for case in &cases {
            all.extend(self.assume(condition, truth, case.clone()));
            if all.len() > CASES_MAX {
                // Too many to tell apart: what was known before stays true.
                return cases;
            }
        }
        all
    }

    fn cases(&mut self, condition: &Expr, truth: bool, facts: Facts) -> Vec<Facts> {
        if self.step(condition, &facts).is_none() {
            return vec![facts];
        }
        let as_known = |mut facts: Facts| match facts.known.iter().find(|(other, _)| other.says_the_same_as(condition))
        {
            Some((_, known)) if *known == truth => vec![facts],
            Some(_) => Vec::new(),
            None => {
                facts.known.push((Rc::new(condition.clone()), truth));
                vec![facts]
            }
        };
        match &condition.kind {
            ExprKind::Bool(value) if *value == truth => vec![facts],
            ExprKind::Bool(_) => Vec::new(),
            ExprKind::Not(inner) => self.cases(inner, !truth, facts),
            ExprKind::Name(name) => match self.world.meaning(name) {
                Meaning::Value(value) => self.cases(value, truth, facts),
                _ => with_truth(name, truth, facts),
            },
            ExprKind::Binary(operator @ (Operator::And | Operator::Or), left, right) => {
                // Both must be as the outcome is, or the first decides, or only the second does.
                if (*operator == Operator::And) == truth {
                    let cases = self.cases(left, truth, facts);
                    return self.assume_in(right, truth, cases);
                }
                let mut cases = self.cases(left, truth, facts.clone());
                let rest = self.cases(left, !truth, facts.clone());
                cases.extend(self.assume_in(right, truth, rest));
                if cases.len() > CASES_MAX { vec![facts] } else { cases }
            }
            ExprKind::Binary(operator, left, right) => self.comparison(*operator, left, right, truth, facts, &as_known),
            ExprKind::In(needle, items) => {
                let wanted: Option<BTreeSet<&String>> = items.iter().map(Expr::as_text).collect();
                match (self.options(needle, &facts), wanted) {
                    (Some(options), Some(wanted)) => {
                        if self.work((options.len() + wanted.len()) as u64, condition, &facts).is_none() {
                            return vec![facts];
                        }
                        let left = options.iter().filter(|option| wanted.contains(option) == truth).cloned().collect();
                        self.with_options(needle, left, facts)
                    }
                    _ => as_known(facts),
                }
            }
            ExprKind::Call(Function::Answered, items) => match items.first().and_then(Expr::as_name) {
                Some(name) => self.with_answered(name, truth, facts),
                None => vec![facts],
            },
            ExprKind::Call(Function::If, items) => {
                let [test, then, otherwise] = items.as_slice() else { return vec![facts] };
                let mut cases = Vec::new();
                for (branch, holds) in [(then, true), (otherwise, false)] {
                    let tested = self.cases(test, holds, facts.clone());
                    cases.extend(self.assume_in(branch, truth, tested));
                }
                if cases.len() > CASES_MAX { vec![facts] } else { cases }
            }
            _ => as_known(facts),
        }
    }

    fn comparison(
        &mut self,
        operator: Operator,
        left: &Expr,
        right: &Expr,
        truth: bool,
        facts: Facts,
        as_known: &dyn Fn(Facts) -> Vec<Facts>,
    ) -> Vec<Facts> {
        if let (Some(a), Some(b)) = (self.options(left, &facts), self.options(right, &facts)) {
            let are_equal = (operator == Operator::Equal) == truth;
            return self.same_option(left, a, right, b, are_equal, facts);
        }
        let (Some(a), Some(b)) = (self.number(left, &facts), self.number(right, &facts)) else {
            return as_known(facts);
        };
        let (greater, lesser, is_strict) = match (operator, truth) {
            (Operator::Equal, true) | (Operator::NotEqual, false) => {
                let first = self.not_less((left, a), (right, b), false, facts);
                return first
                    .into_iter()
                    .flat_map(|facts| self.not_less((right, b), (left, a), false, facts))
                    .collect();
            }
            (Operator::Equal, false) | (Operator::NotEqual, true) => {
                return self.unequal((left, a), (right, b), facts, as_known);
            }
            (Operator::Greater, true) | (Operator::LessOrEqual, false) => ((left, a), (right, b), true),
            (Operator::GreaterOrEqual, true) | (Operator::Less, false) => ((left, a), (right, b), false),
            (Operator::Less, true) | (Operator::GreaterOrEqual, false) => ((right, b), (left, a), true),
            (Operator::LessOrEqual, true) | (Operator::Greater, false) => ((right, b), (left, a), false),
            _ => return vec![facts],
        };
        self.not_less(greater, lesser, is_strict, facts)
    }

    /// The case in which one number is not less than another, or is greater.
    fn not_less(
        &mut self,
        (greater, high): (&Expr, Range),
        (lesser, low): (&Expr, Range),
        is_strict: bool,
        mut facts: Facts,
    ) -> Vec<Facts> {
        if high.max < low.min || (is_strict && high.max <= low.min) {
            return Vec::new();
        }
        let (greater_end, lesser_end) =
            (Rc::new(self.resolved(greater).clone()), Rc::new(self.resolved(lesser).clone()));
        let order =
            Order { greater: greater_end, lesser: lesser_end, is_strict, greater_range: high, lesser_range: low };
        let gap = order.gap();
        self.narrow(&order.greater, Range { min: low.min + gap, ..high }, &mut facts);
        self.narrow(&order.lesser, Range { max: high.max - gap, ..low }, &mut facts);
        // Under the value's own name too, as it is evaluated before what it stands for.
        if greater.as_name().is_some() || lesser.as_name().is_some() {
            let (greater, lesser) = (Rc::new(greater.clone()), Rc::new(lesser.clone()));
            facts.order.push(Order { greater, lesser, ..order.clone() });
        }
        facts.order.push(order);
        vec![facts]
    }

    /// Two numbers that differ: only an end of a range can be cut off.
    fn unequal(
        &mut self,
        (left, a): (&Expr, Range),
        (right, b): (&Expr, Range),
        mut facts: Facts,
        as_known: &dyn Fn(Facts) -> Vec<Facts>,
    ) -> Vec<Facts> {
        if a.min == a.max && b.min == b.max {
            return if a.min == b.min { Vec::new() } else { vec![facts] };
        }
        for ((expr, range), other) in [((left, a), b), ((right, b), a)] {
            if other.min == other.max && range.decimals < 28 {
                let cut = match other.min {
                    end if end == range.min => Range { min: range.min + range.step(), ..range },
                    end if end == range.max => Range { max: range.max - range.step(), ..range },
                    _ => continue,
                };
                let expr = self.resolved(expr).clone();
                self.narrow(&expr, cut, &mut facts);
            }
        }
        as_known(facts)
    }

    fn narrow(&mut self, expr: &Expr, bounds: Range, facts: &mut Facts) {
        if let Some(name) = expr.as_name()
            && let Meaning::Answer { domain: Domain::Number(own), .. } = self.world.meaning(name)
        {
            let before = facts.ranges.get(name).copied().unwrap_or(own);
            if let Some(range) = before.and(bounds) {
                facts.ranges.insert(name.to_owned(), range);
            }
        }
    }

    fn same_option(
        &mut self,
        left: &Expr,
        a: Rc<[String]>,
        right: &Expr,
        b: Rc<[String]>,
        are_equal: bool,
        facts: Facts,
    ) -> Vec<Facts> {
        if are_equal {
            if self.work((a.len() + b.len()) as u64, left, &facts).is_none() {
                return vec![facts];
            }
            let of_right: BTreeSet<&String> = b.iter().collect();
            let both: Rc<[String]> = a.iter().filter(|option| of_right.contains(option)).cloned().collect();
            let cases = self.with_options(left, both.clone(), facts);
            return cases.into_iter().flat_map(|facts| self.with_options(right, both.clone(), facts)).collect();
        }
        let without = |all: &Rc<[String]>, other: &Rc<[String]>| -> Rc<[String]> {
            match &**other {
                [only] => all.iter().filter(|option| *option != only).cloned().collect(),
                _ => all.clone(),
            }
        };
        let cases = self.with_options(left, without(&a, &b), facts);
        cases.into_iter().flat_map(|facts| self.with_options(right, without(&b, &a), facts)).collect()
    }

    /// The case in which a choice has one of these options.
    fn with_options(&mut self, expr: &Expr, options: Rc<[String]>, mut facts: Facts) -> Vec<Facts> {
        if options.is_empty() {
            return Vec::new();
        }
        if let Some(name) = self.resolved(expr).as_name() {
            facts.options.insert(name.to_owned(), options);
        }
        vec![facts]
    }

    fn with_answered(&mut self, name: &str, truth: bool, mut facts: Facts) -> Vec<Facts> {
        let Meaning::Answer { required, shown_when, .. } = self.world.meaning(name) else { return vec![facts] };
        if facts.answered.get(name).is_some_and(|known| *known != truth) {
            return Vec::new();
        }
        facts.answered.insert(name.to_owned(), truth);
        let mut cases = vec![facts];
        if truth {
            for condition in shown_when {
                cases = self.assume_in(condition, true, cases);
            }
        } else if required {
            // A required field is absent only where it is hidden.
            match shown_when {
                [] => return Vec::new(),
                [only] => cases = self.assume_in(only, false, cases),
                _ => {}
            }
        }
        cases
    }
}

fn with_truth(name: &str, truth: bool, mut facts: Facts) -> Vec<Facts> {
    match facts.truths.get(name) {
        Some(known) if *known != truth => Vec::new(),
        _ => {
            facts.truths.insert(name.to_owned(), truth);
            vec![facts]
        }
    }
}
