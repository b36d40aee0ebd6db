//! Review: all answers to a page at once. What is hidden is not asked; stops come first, then problems, then checks.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::read::{payer, payer_kind, read_basket, read_field};
use super::scope::{AnswerScope, Fields};
use super::{Answer, Answers, FieldProblem, Problem, RawAnswers, name_in_row, rows};
use crate::i18n::Localized;
use crate::plan::{Field, FieldKind, Plan, StopPlan};

/// Checks all answers to a page on a day in Chișinău.
///
/// # Errors
/// Every problem, in the order of the page; where the definition stops, that alone.
pub fn check(plan: &Plan, raw: &RawAnswers, today: Date) -> Result<Answers, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let payer = payer(plan, raw, &mut problems);
    let read = read_all(plan, raw, today);
    let scope = AnswerScope::new(plan, payer_kind(plan, raw), &read.fields, &read.rows, today);
    if let Some(message) = stopped(plan, &scope) {
        return Err(vec![FieldProblem { name: String::new(), problem: Problem::Stop(message.clone()) }]);
    }
    problems.extend(read.problems(&scope).cloned());
    let (fields, rows) = (shown(&scope, &read.fields), shown_rows(plan, &scope, &read.rows));
    let Some(payer) = payer.filter(|_| problems.is_empty()) else { return Err(problems) };
    let answers = Answers { payer, fields, rows };
    let broken = broken_checks(plan, &answers, today);
    if broken.is_empty() { Ok(answers) } else { Err(broken) }
}

/// Why nothing is ordered, in the definition's words.
pub(super) fn stopped<'a>(plan: &'a Plan, scope: &AnswerScope<'_>) -> Option<&'a Localized<String>> {
    let holds =
        |stop: &&'a StopPlan| scope.each(stop.group.as_deref()).iter().any(|(_, scope)| scope.holds(&stop.when));
    plan.stops.iter().find(holds).map(|stop| &stop.message)
}

/// What is unusual in answers that were accepted: the words of the definition's warnings.
pub fn warnings(plan: &Plan, answers: &Answers, today: Date) -> Vec<Localized<String>> {
    let scope = answers.scope(plan, today);
    let holds = |rule: &&crate::plan::CheckPlan| {
        scope.each(rule.group.as_deref()).iter().any(|(_, scope)| scope.holds(&rule.condition))
    };
    plan.warnings.iter().filter(holds).map(|rule| rule.message.clone()).collect()
}

fn broken_checks(plan: &Plan, answers: &Answers, today: Date) -> Vec<FieldProblem> {
    let scope = answers.scope(plan, today);
    let mut problems = Vec::new();
    for rule in &plan.checks {
        for (row, scope) in scope.each(rule.group.as_deref()) {
            if !scope.holds(&rule.condition) {
                let name = match (&rule.group, row) {
                    (Some(group), Some(at)) if plan.group_of(&rule.field).is_some() => {
                        name_in_row(group, row_number(at), &rule.field)
                    }
                    _ => rule.field.clone(),
                };
                problems.push(FieldProblem { name, problem: Problem::Check(rule.message.clone()) });
            }
        }
    }
    problems
}

impl Answers {
    /// What names mean with these answers.
    pub(super) fn scope<'a>(&'a self, plan: &'a Plan, today: Date) -> AnswerScope<'a> {
        AnswerScope::new(plan, Some(self.payer.kind), &self.fields, &self.rows, today)
    }
}

/// The number of a row as forms and payers count, from its position.
pub(super) fn row_number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX).saturating_add(1)
}

/// What could be read, before it is known which fields are shown.
pub(super) struct ReadAll {
    pub fields: Fields,
    pub rows: BTreeMap<String, Vec<Fields>>,
    problems: Vec<(AskedAt, FieldProblem)>,
}

impl ReadAll {
    /// What is wrong with the answers that are asked for.
    pub fn problems<'a>(&'a self, scope: &'a AnswerScope<'_>) -> impl Iterator<Item = &'a FieldProblem> {
        let is_asked = |(place, _): &&(AskedAt, FieldProblem)| place.is_shown(scope, &self.rows);
        self.problems.iter().filter(is_asked).map(|(_, problem)| problem)
    }
}

/// Which field was asked, of the page or of a row.
#[derive(Clone)]
struct AskedAt {
    field: String,
    row: Option<(String, usize)>,
}

impl AskedAt {
    fn is_shown(&self, scope: &AnswerScope<'_>, rows: &BTreeMap<String, Vec<Fields>>) -> bool {
        match &self.row {
            None => scope.is_shown(&self.field),
            Some((group, at)) => {
                let row = rows.get(group).and_then(|rows| rows.get(*at));
                row.is_some_and(|row| scope.each_row(group, row).is_shown(&self.field))
            }
        }
    }
}

impl<'a> AnswerScope<'a> {
    /// The scope of a row that lives as long as the caller needs it.
    pub fn each_row<'b>(&'b self, group: &'b str, row: &'b Fields) -> AnswerScope<'b> {
        let mut scope = AnswerScope::new(self.plan, self.payer_kind, self.fields, self.rows, self.today);
        scope.row = Some((group, row));
        scope
    }
}

pub(super) fn read_all(plan: &Plan, raw: &RawAnswers, today: Date) -> ReadAll {
    let mut all = ReadAll { fields: Fields::new(), rows: BTreeMap::new(), problems: Vec::new() };
    for section in &plan.sections {
        let Some(group) = &section.repeat else {
            let fields = read_fields(&section.fields, |field| field.id.clone(), None, raw, today, &mut all.problems);
            all.fields.extend(fields);
            continue;
        };
        let mut found = Vec::new();
        for at in 0..rows::count(plan, group, raw) as usize {
            let name = |field: &Field| name_in_row(&group.id, row_number(at), &field.id);
            let row = Some((group.id.clone(), at));
            found.push(read_fields(&section.fields, name, row, raw, today, &mut all.problems));
        }
        all.rows.insert(group.id.clone(), found);
    }
    all
}

fn read_fields(
    fields: &[Field],
    name: impl Fn(&Field) -> String,
    row: Option<(String, usize)>,
    raw: &RawAnswers,
    today: Date,
    problems: &mut Vec<(AskedAt, FieldProblem)>,
) -> Fields {
    let mut found = Fields::new();
    for field in fields {
        let name = name(field);
        let read = match &field.kind {
            FieldKind::Basket { items, .. } => read_basket(field, &name, items, raw),
            _ => read_field(field, &name, raw, today).map_err(|problem| vec![FieldProblem { name, problem }]),
        };
        match read {
            Ok(Some(answer)) => {
                found.insert(field.id.clone(), answer);
            }
            Ok(None) => {}
            Err(of_field) => {
                let place = AskedAt { field: field.id.clone(), row: row.clone() };
                problems.extend(of_field.into_iter().map(|problem| (place.clone(), problem)));
            }
        }
    }
    found
}

pub(super) fn shown(scope: &AnswerScope<'_>, fields: &Fields) -> Fields {
    let kept = fields.iter().filter(|(name, _)| scope.is_shown(name));
    kept.map(|(name, answer): (&String, &Answer)| (name.clone(), answer.clone())).collect()
}

pub(super) fn shown_rows(
    plan: &Plan,
    scope: &AnswerScope<'_>,
    rows: &BTreeMap<String, Vec<Fields>>,
) -> BTreeMap<String, Vec<Fields>> {
    let of_group = |group: &str, rows: &[Fields]| -> Vec<Fields> {
        let rows = if scope.is_shown(group) { rows } else { &[] };
        rows.iter().map(|row| shown(&scope.each_row(group, row), row)).collect()
    };
    let known = plan.groups().filter_map(|group| rows.get_key_value(&group.id));
    known.map(|(group, rows)| (group.clone(), of_group(group, rows))).collect()
}
