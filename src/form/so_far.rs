//! So far: what a form that is still being filled in would cost, and what it asks; judged by the evaluator of orders.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::content::{Told, row_of};
use super::price::{PricedLine, lines, total};
use super::read::{payer, payer_kind};
use super::review::{ReadAll, read_all, row_number, shown, shown_rows, stopped};
use super::scope::AnswerScope;
use super::{FieldProblem, RawAnswers, name_in_row};
use crate::expr::Expr;
use crate::i18n::Localized;
use crate::money::Money;
use crate::plan::{FieldKind, Piece, Plan};

/// What stands in a line's reason for an answer that is not there yet.
const GAP: &str = "…";

/// What is known before all is answered. Wrong answers count as missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoFar {
    /// The lines whose amounts are known.
    pub lines: Vec<LineSoFar>,
    /// Their sum; `None` when nothing is known, nobody could pay it, or the payer gives the amount at MPay.
    pub total: Option<Money>,
    /// Whether no line waits for an answer or for a better one.
    pub is_whole: bool,
    /// Why nothing will be ordered.
    pub stop: Option<Localized<String>>,
    /// The fields that are asked, by their names in the form.
    pub fields: BTreeSet<String>,
    /// The sections that are asked, by their positions.
    pub sections: BTreeSet<usize>,
}

/// A line that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSoFar {
    /// What for.
    pub reason: Localized<String>,
    /// How much.
    pub amount: Money,
}

/// What is known of a form on a day in Chișinău.
pub fn so_far(plan: &Plan, raw: &RawAnswers, today: Date) -> SoFar {
    let payer = payer(plan, raw, &mut Vec::new());
    let read = read_all(plan, raw, today);
    let all = AnswerScope::new(plan, payer_kind(plan, raw), &read.fields, &read.rows, today);
    let (fields, rows) = (shown(&all, &read.fields), shown_rows(plan, &all, &read.rows));
    let found = lines(plan, &all, None);
    let is_whole = found.iter().all(Result::is_ok) && !is_something_wrong(plan, raw, &read, &all);
    let known: Vec<PricedLine> = found.into_iter().filter_map(Result::ok).collect();
    let told = |priced: &PricedLine| {
        let (line, amount) = (plan.lines.get(priced.line)?, priced.amount?);
        let row = row_of(line.for_each.as_deref(), priced.row, &rows);
        let told = Told { plan, payer: payer.as_ref(), fields: &fields, row, gap: GAP };
        Some(LineSoFar { reason: told.filled(&line.reason), amount })
    };
    SoFar {
        lines: known.iter().filter_map(told).collect(),
        total: total(known.iter().filter_map(|line| line.amount)).filter(|total| *total > Money::ZERO),
        is_whole,
        stop: stopped(plan, &all).cloned(),
        fields: asked_fields(plan, &all),
        sections: asked_sections(plan, &all),
    }
}

/// Whether an answer that counts was given and cannot be taken.
fn is_something_wrong(plan: &Plan, raw: &RawAnswers, read: &ReadAll, scope: &AnswerScope<'_>) -> bool {
    let is_given = |problem: &&FieldProblem| raw.is_given(&problem.name);
    let mut wrong = read.problems(scope).filter(is_given).peekable();
    if wrong.peek().is_none() {
        return false;
    }
    let counting = names_that_count(plan, []);
    wrong.any(|problem| problem.name.split('.').any(|part| counting.contains(part)))
}

fn asked_fields(plan: &Plan, scope: &AnswerScope<'_>) -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    for section in &plan.sections {
        match &section.repeat {
            None => asked.extend(section.fields.iter().map(|field| field.id.clone()).filter(|id| scope.is_shown(id))),
            Some(group) => {
                for (at, row) in scope.rows.get(&group.id).into_iter().flatten().enumerate() {
                    let scope = scope.each_row(&group.id, row);
                    let of_row = section.fields.iter().filter(|field| scope.is_shown(&field.id));
                    asked.extend(of_row.map(|field| name_in_row(&group.id, row_number(at), &field.id)));
                }
            }
        }
    }
    asked
}

fn asked_sections(plan: &Plan, scope: &AnswerScope<'_>) -> BTreeSet<usize> {
    let is_asked = |at: &usize| plan.sections[*at].shown_when.as_ref().is_none_or(|condition| scope.holds(condition));
    (0..plan.sections.len()).filter(is_asked).collect()
}

/// The names of all answers that the lines, the stops and these conditions depend on.
pub fn names_that_count<'a>(plan: &'a Plan, conditions: impl IntoIterator<Item = &'a Expr>) -> BTreeSet<String> {
    let mut names = Names { plan, found: BTreeSet::new() };
    for line in &plan.lines {
        line.amount.iter().chain(&line.when).for_each(|expr| names.of(expr));
        for (_, reason) in line.reason.iter() {
            let answers = reason.0.iter().filter_map(|piece| match piece {
                Piece::Answer(name) => Some(name),
                Piece::Literal(_) => None,
            });
            answers.for_each(|name| names.add(name));
        }
    }
    plan.stops.iter().for_each(|stop| names.of(&stop.when));
    conditions.into_iter().for_each(|condition| names.of(condition));
    names.found.retain(|name| plan.values.iter().all(|value| value.name != *name));
    names.found
}

struct Names<'a> {
    plan: &'a Plan,
    found: BTreeSet<String>,
}

impl Names<'_> {
    fn of(&mut self, expr: &Expr) {
        expr.for_each_name(&mut |name, _| self.add(name));
    }

    fn add(&mut self, name: &str) {
        let plan = self.plan;
        if !self.found.insert(name.to_owned()) {
            return;
        }
        if let Some(value) = plan.values.iter().find(|value| value.name == name) {
            return self.of(&value.expr);
        }
        // What is hidden has no answer.
        if let Some((_, section)) = plan.group(name) {
            section.shown_when.iter().for_each(|when| self.of(when));
        }
        let Some(field) = plan.field(name) else { return };
        field.shown_when.iter().for_each(|when| self.of(when));
        if let FieldKind::Basket { by: Some(by), .. } = &field.kind {
            self.of(by);
        }
    }
}
