//! Faults of expressions: what can go wrong when one is evaluated, with answers for which it does and the bound that it lacks.

use std::collections::BTreeSet;

use super::advice::{numbers_read, shown};
use super::{Proof, Witness};
use crate::compile::definition::PlacedExpr;
use crate::diag::{Code, Place, listed};
use crate::expr::{Domain, Expr, ExprKind, Facts, FlowFault, FlowProblem, Function, Meaning, Range, World};

/// Most fields that a message names.
const NAMED_MAX: usize = 5;

impl Proof<'_> {
    /// Reports what the flow has found in an expression.
    pub(super) fn report(&mut self, placed: &PlacedExpr) {
        for problem in self.flow.take_problems() {
            self.report_one(placed, problem);
        }
    }

    fn report_one(&mut self, placed: &PlacedExpr, problem: FlowProblem) {
        let FlowProblem { fault, at, facts } = problem;
        let place = match at.span {
            // A part that was made by the compiler itself stands where the whole stands.
            (0, 0) => placed.place,
            (start, end) => Place { file: placed.place.file, start, end },
        };
        match fault {
            FlowFault::DivisionByZero(divisor) => self.division(placed, place, (&at, divisor), &facts),
            FlowFault::Overflow => self.overflow(placed, place, &at, &facts),
            FlowFault::Absent { name, is_hidden } => self.absent(placed, place, (&name, is_hidden), &facts),
            // Once nothing is left for any question, one message is enough.
            FlowFault::TooComplex if self.is_told_exhausted => {}
            FlowFault::TooComplex => {
                self.is_told_exhausted = self.flow.is_exhausted();
                let help = self.simpler(&placed.expr);
                self.diagnostics
                    .report(Code::TooComplex, place, "this has more cases than can be looked at")
                    .help(help);
            }
        }
    }

    fn division(&mut self, placed: &PlacedExpr, place: Place, (divisor, range): (&Expr, Range), facts: &Facts) {
        let bounds = format!("from {} to {}", range.min.normalize(), range.max.normalize());
        let example = Witness::new(self.world, facts).where_it_fails(&placed.expr);
        let is_above = |range: Range| range.min > rust_decimal::Decimal::ZERO;
        let bound = self.advice.bound(divisor, std::slice::from_ref(facts), &|flow, cases| {
            cases.iter().all(|case| flow.number(divisor, case).is_some_and(is_above))
        });
        let divisor = shown(divisor);
        let first = bound.unwrap_or_else(|| format!("add the check `assert: {divisor} > 0`"));
        let message = match example {
            Some(_) => "this divides by what can be zero",
            None => "it cannot be proved that this divisor is never zero",
        };
        self.diagnostics
            .report(Code::DivisionByZero, place, message)
            .label(example.map_or(bounds.clone(), |example| format!("{bounds}; {example}")))
            .help(format!("{first}, or divide by max({divisor}, 1)"));
    }

    fn overflow(&mut self, placed: &PlacedExpr, place: Place, at: &Expr, facts: &Facts) {
        let example = Witness::new(self.world, facts).where_it_fails(&placed.expr);
        let bound = self.advice.bound(at, std::slice::from_ref(facts), &|flow, cases| {
            cases.iter().all(|case| flow.number(at, case).is_some())
        });
        let help = bound.unwrap_or_else(|| {
            let read = numbers_read(self.world, at);
            let each = |(name, range): &(String, Range)| format!("`{name}` (now {})", range.max.normalize());
            match read.is_empty() {
                true => "write smaller numbers".to_owned(),
                false => format!("lower each `max`: {}", listed_up_to(read.iter().map(each))),
            }
        });
        self.diagnostics
            .report(Code::AmountTooLarge, place, "this can become larger than numbers can be")
            .label(example.unwrap_or_default())
            .help(help);
    }

    fn absent(&mut self, placed: &PlacedExpr, place: Place, (name, is_hidden): (&str, bool), facts: &Facts) {
        let example = Witness::new(self.world, facts).where_it_fails(&placed.expr).unwrap_or_default();
        let (message, help) = match is_hidden {
            true => (
                format!("`{name}` may be absent: it is not always shown"),
                format!("read it only where it is shown, or write if(answered({name}), …, …)"),
            ),
            false => (
                format!("`{name}` may be absent: the payer can leave the field empty"),
                format!("leave out `required: false`, or write if(answered({name}), …, …)"),
            ),
        };
        let field = self.checked.fields.iter().find(|field| field.id.value == name);
        let condition = field.filter(|_| is_hidden).and_then(|field| field.show_when.as_ref());
        let report = self.diagnostics.report(Code::MayBeAbsent, place, message);
        report.label(example).help(help);
        if let Some(condition) = condition {
            report.related(condition.place, "it is shown only when this holds");
        }
    }

    /// What makes the cases of an expression so many: the answers that its conditions ask for, and what it reads twice.
    fn simpler(&self, expr: &Expr) -> String {
        let (mut asked, mut twice) = (Vec::new(), None);
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![(None, expr)]);
        while let Some((owner, expr)) = waiting.pop() {
            let mut read: Vec<String> = Vec::new();
            expr.for_each_part(&mut |part| match &part.kind {
                ExprKind::Call(Function::If, items) => {
                    items[0].for_each_name(&mut |name, _| asked.push(name.to_owned()));
                }
                ExprKind::Name(name) => read.push(name.clone()),
                _ => {}
            });
            for name in &read {
                let Some(value) = self.checked.plan.values.iter().find(|value| value.name == *name) else { continue };
                if read.iter().filter(|other| *other == name).count() > 1 {
                    twice.get_or_insert((owner, value.name.as_str()));
                }
                if seen.insert(value.name.as_str()) {
                    waiting.push((Some(value.name.as_str()), &value.expr));
                }
            }
        }
        let mut known = BTreeSet::new();
        asked.retain(|name| matches!(self.world.meaning(name), Meaning::Answer { .. }) && known.insert(name.clone()));
        asked.sort_by_key(|name| self.world.place_on_page(name));
        let once = twice.map(|(owner, name)| match owner {
            Some(owner) => format!("read `{name}` once in `{owner}`, as in: {name} + if(…, 1, 0)"),
            None => format!("read `{name}` once here, as in: {name} + if(…, 1, 0)"),
        });
        let choices = |name: &&String| {
            matches!(self.world.meaning(name), Meaning::Answer { domain: Domain::Truth | Domain::Choice(_), .. })
        };
        let joined = match asked.iter().filter(choices).count() {
            0 | 1 => "split the service in two".to_owned(),
            _ => {
                let names = asked.iter().filter(choices).map(|name| format!("`{name}`"));
                format!("ask one choice in place of {}, with its numbers in a table", listed_up_to(names))
            }
        };
        match once {
            Some(once) => format!("{once}; or {joined}"),
            None => joined,
        }
    }
}

/// The first of some words, and how many more there are.
fn listed_up_to(words: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = words.collect();
    let first = listed(all.iter().take(NAMED_MAX).map(String::as_str));
    match all.len().checked_sub(NAMED_MAX) {
        Some(more @ 1..) => format!("{first} and {more} more"),
        _ => first,
    }
}
