//! The form: sections, and the rules about answers together.

use super::change::{Effect, Risk, paired};
use super::plan::Comparing;
use super::words::Told;
use crate::plan::{CheckPlan, Plan, RepeatPlan, Section, StopPlan};

impl<'a> Comparing<'a> {
    /// The sections and their fields.
    pub fn sections(&mut self) {
        let (earlier, later) = (self.earlier, self.later);
        for (before, after) in pairs_of_sections(earlier, later) {
            match (before, after) {
                (Some(before), Some(after)) => self.section(before, after),
                (None, Some(section)) => {
                    self.changes.of(named(section)).added(Risk::Asked, "", ids(section).join(", "));
                }
                (Some(section), None) => {
                    self.changes.of(named(section)).removed(Risk::Asked, "", ids(section).join(", "));
                }
                (None, None) => {}
            }
        }
        self.fields();
        let order = |plan: &Plan, other: &Plan| -> Vec<String> {
            plan.fields().filter(|field| other.field(&field.id).is_some()).map(|field| field.id.clone()).collect()
        };
        let (before, after) = (order(earlier, later), order(later, earlier));
        self.changes.of("page").one(Risk::Text, "order of the fields", &before, &after);
    }

    fn section(&mut self, before: &'a Section, after: &'a Section) {
        let Section { title, fields: _, shown_when, repeat } = before;
        let name = named(after);
        self.expr(Risk::Asked, &name, "only when", shown_when.as_ref(), after.shown_when.as_ref());
        let mut part = self.changes.of(&name);
        part.texts(Risk::Text, "title", title, &after.title);
        match (repeat, &after.repeat) {
            (Some(RepeatPlan { id, min, max, row }), Some(after)) => {
                part.one(Risk::Asked, "group", id, &after.id);
                part.one(Risk::Asked, "fewest rows", min, &after.min);
                part.one(Risk::Asked, "most rows", max, &after.max);
                part.texts(Risk::Text, "name of a row", row, &after.row);
            }
            (None, Some(after)) => {
                part.added(Risk::Asked, "rows", rows(after));
            }
            (Some(before), None) => {
                part.removed(Risk::Asked, "rows", rows(before));
            }
            (None, None) => {}
        }
    }

    /// The cases in which nothing is ordered.
    pub fn stops(&mut self, before: &'a [StopPlan], after: &'a [StopPlan]) {
        let pairs = pairs_of_rules(before, after, |a, b| a.when.says_the_same_as(&b.when), |stop| &stop.message.ro);
        for (before, after) in pairs {
            match (before, after) {
                (Some(StopPlan { when, message, group }), Some(after)) => {
                    let name = format!("stop when {}", after.when.told());
                    self.expr(Risk::Money, &name, "condition", Some(when), Some(&after.when));
                    let mut part = self.changes.of(name);
                    part.one(Risk::Money, "for each", group, &after.group);
                    part.texts(Risk::Text, "message", message, &after.message);
                }
                (None, Some(stop)) => self.rule(Effect::Added, "stop when", &stop.when.told(), &stop.message.ro),
                (Some(stop), None) => self.rule(Effect::Removed, "stop when", &stop.when.told(), &stop.message.ro),
                (None, None) => {}
            }
        }
    }

    /// What must hold, or is usual.
    pub fn checks(&mut self, kind: &str, before: &'a [CheckPlan], after: &'a [CheckPlan]) {
        let is_same = |a: &CheckPlan, b: &CheckPlan| a.condition.says_the_same_as(&b.condition);
        for (before, after) in pairs_of_rules(before, after, is_same, |check| &check.message.ro) {
            match (before, after) {
                (Some(CheckPlan { condition, message, field, group }), Some(after)) => {
                    let name = format!("{kind} {}", after.condition.told());
                    self.expr(Risk::Asked, &name, "condition", Some(condition), Some(&after.condition));
                    let mut part = self.changes.of(name);
                    part.one(Risk::Text, "field beside which it is told", field, &after.field);
                    part.one(Risk::Asked, "for each", group, &after.group);
                    part.texts(Risk::Text, "message", message, &after.message);
                }
                (None, Some(check)) => self.rule(Effect::Added, kind, &check.condition.told(), &check.message.ro),
                (Some(check), None) => self.rule(Effect::Removed, kind, &check.condition.told(), &check.message.ro),
                (None, None) => {}
            }
        }
    }

    /// A rule that is new or gone. A stop decides whether anything is paid.
    fn rule(&mut self, effect: Effect, kind: &str, condition: &str, message: &str) {
        let risk = if kind.starts_with("stop") { Risk::Money } else { Risk::Asked };
        let message = Some(format!("\"{message}\""));
        let (before, after) = if effect == Effect::Added { (None, message) } else { (message, None) };
        self.changes.of(format!("{kind} {condition}")).change(risk, "", effect, before, after);
    }
}

fn named(section: &Section) -> String {
    format!("section \"{}\"", section.title.ro)
}

fn ids(section: &Section) -> Vec<&str> {
    section.fields.iter().map(|field| field.id.as_str()).collect()
}

fn rows(group: &RepeatPlan) -> String {
    format!("{} to {} of \"{}\"", group.min, group.max, group.row.ro)
}

type Pairs<'a, T> = Vec<(Option<&'a T>, Option<&'a T>)>;

/// Sections have no names: those with the most common fields are the same, then those of one title.
fn pairs_of_sections<'a>(earlier: &'a Plan, later: &'a Plan) -> Pairs<'a, Section> {
    let common = |a: &Section, b: &Section| ids(a).iter().filter(|id| ids(b).contains(id)).count();
    let mut left: Vec<&Section> = earlier.sections.iter().collect();
    let mut pairs = Vec::new();
    for section in &later.sections {
        let best = (0..left.len()).max_by_key(|at| {
            let is_titled = left[*at].title.ro == section.title.ro;
            (common(left[*at], section), is_titled, std::cmp::Reverse(*at))
        });
        let fits = |at: &usize| common(left[*at], section) > 0 || left[*at].title.ro == section.title.ro;
        pairs.push((best.filter(fits).map(|at| left.remove(at)), Some(section)));
    }
    pairs.extend(left.into_iter().map(|section| (Some(section), None)));
    pairs
}

/// Rules have no names: those of one condition are the same, then those of one message.
fn pairs_of_rules<'a, T>(
    before: &'a [T],
    after: &'a [T],
    is_same: impl Fn(&T, &T) -> bool,
    message: impl Fn(&T) -> &String,
) -> Pairs<'a, T> {
    let has_same = |rule: &T, all: &[T]| all.iter().any(|other| is_same(rule, other));
    paired(before, after, |a, b| {
        is_same(a, b) || message(a) == message(b) && !has_same(a, after) && !has_same(b, before)
    })
}
