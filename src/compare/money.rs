//! Values and tables: what amounts are made of, day by day where they change on days.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::change::{Effect, Risk};
use super::plan::Comparing;
use super::same::{tables_read, values_read};
use super::words::Told;
use crate::expr::{Expr, ExprKind, plain_number, plain_table};
use crate::plan::{NamedValue, Plan, Table};

/// What holds from a day on; `None`: from the beginning.
type Days<T> = BTreeMap<Option<Date>, T>;

impl<'a> Comparing<'a> {
    /// The values through which something differs.
    pub fn values(&mut self) {
        let (earlier, later) = (self.earlier, self.later);
        let names = later.values.iter().chain(&earlier.values).map(|value| value.name.as_str());
        let mut seen = BTreeSet::new();
        for name in names.filter(|name| seen.insert(*name)).collect::<Vec<_>>() {
            if !self.differing.contains(name) {
                continue;
            }
            let reads = |plan: &Plan, line: &crate::plan::LinePlan| {
                values_read(plan, line.amount.iter().chain(&line.when)).contains(name)
            };
            let lines = self.lines_that(reads);
            let risk = if lines.is_empty() { Risk::Asked } else { Risk::Money };
            let at = self.changes.all.len();
            self.value(risk, name);
            self.changes.all[at..].iter_mut().for_each(|change| change.lines.clone_from(&lines));
        }
    }

    fn value(&mut self, risk: Risk, name: &str) {
        let find = |plan: &'a Plan| plan.values.iter().find(|value| value.name == name);
        let part = format!("value {name}");
        match (find(self.earlier), find(self.later)) {
            (Some(NamedValue { name: _, expr, group }), Some(after)) => {
                self.changes.of(&part).one(risk, "for each", group, &after.group);
                if !expr.says_the_same_as(&after.expr) && !self.same.are(expr, &after.expr) {
                    self.value_expr(risk, &part, expr, &after.expr);
                }
            }
            (None, Some(value)) => {
                self.changes.of(&part).added(risk, "", value.expr.told());
            }
            (Some(value), None) => {
                self.changes.of(&part).removed(risk, "", value.expr.told());
            }
            (None, None) => {}
        }
    }

    /// What differs in a value: of a tariff by days or tiers, the days and tiers that do.
    fn value_expr(&mut self, risk: Risk, part: &str, before: &'a Expr, after: &'a Expr) {
        if let Some((earlier, later)) = by_day(before, after) {
            let mut last: Option<(&Expr, &Expr)> = None;
            for day in boundaries(&earlier, &later) {
                let (Some(before), Some(after)) = (at(&earlier, day), at(&later, day)) else { continue };
                let is_told = last.is_some_and(|(a, b)| a.says_the_same_as(before) && b.says_the_same_as(after));
                if !is_told && !self.same.are(before, after) {
                    self.changes.of(part).changed(risk, "", before.told(), after.told()).from = day;
                }
                last = Some((before, after));
            }
            return;
        }
        if let (Some(earlier), Some(later)) = (before.cases(), after.cases())
            && !earlier.are_days
            && !later.are_days
            && earlier.by.says_the_same_as(later.by)
            && earlier
                .cases
                .iter()
                .map(|case| case.bound.map(Expr::told))
                .eq(later.cases.iter().map(|case| case.bound.map(Expr::told)))
        {
            for (one, other) in earlier.cases.iter().zip(&later.cases) {
                let tier = one.bound.map_or_else(|| "above".to_owned(), |bound| format!("up to {}", bound.told()));
                if !self.same.are(one.expr, other.expr) {
                    self.changes.of(part).changed(risk, &tier, one.expr.told(), other.expr.told());
                }
            }
            return;
        }
        self.changes.of(part).changed(risk, "", before.told(), after.told());
    }

    /// The tables, entry by entry.
    pub fn tables(&mut self) {
        let (earlier, later) = (self.earlier, self.later);
        let plain = |plan: &'a Plan| plan.tables.keys().map(|name| plain_table(name));
        let names: BTreeSet<&str> = plain(earlier).chain(plain(later)).collect();
        for name in names {
            let reads = |plan: &Plan, line: &crate::plan::LinePlan| {
                let exprs: Vec<&Expr> = line.amount.iter().chain(&line.when).collect();
                tables_read(plan, &exprs).contains(name)
            };
            let lines = self.lines_that(reads);
            let risk = if lines.is_empty() { Risk::Asked } else { Risk::Money };
            let at = self.changes.all.len();
            self.table(risk, name);
            self.changes.all[at..].iter_mut().for_each(|change| change.lines.clone_from(&lines));
        }
    }

    fn table(&mut self, risk: Risk, name: &str) {
        let (before, after) = (days_of_table(self.earlier, name), days_of_table(self.later, name));
        let by = (decides(self.earlier, name), decides(self.later, name));
        let mut part = self.changes.of(format!("table {name}"));
        if before.is_empty() || after.is_empty() {
            let (effect, all) = if before.is_empty() { (Effect::Added, &after) } else { (Effect::Removed, &before) };
            for (day, table) in all {
                let entries = told_table(table);
                let (old, new) = if effect == Effect::Added { (None, Some(entries)) } else { (Some(entries), None) };
                part.change(risk, "", effect, old, new).from = *day;
            }
            return;
        }
        if let (Some(one), Some(other)) = by
            && !one.says_the_same_as(other)
        {
            part.changed(risk, "day that decides", one.told(), other.told());
        }
        let keys: BTreeSet<&String> = before.values().chain(after.values()).flat_map(|table| table.0.keys()).collect();
        for key in keys {
            let mut last = None;
            for day in boundaries(&before, &after) {
                let number = |days: &Days<&'a Table>| Some(at(days, day)?.0.get(key)?.0);
                let pair = (number(&before), number(&after));
                if pair.0 != pair.1 && last != Some(pair) {
                    let effect = match pair {
                        (None, _) => Effect::Added,
                        (_, None) => Effect::Removed,
                        _ => Effect::Changed,
                    };
                    part.change(risk, key, effect, pair.0.map(plain_number), pair.1.map(plain_number)).from = day;
                }
                last = Some(pair);
            }
        }
    }

    /// The lines of either version for which something is so, by their ids.
    fn lines_that(&self, is_so: impl Fn(&Plan, &crate::plan::LinePlan) -> bool) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for plan in [self.later, self.earlier] {
            for line in plan.lines.iter().filter(|line| is_so(plan, line)) {
                if !found.contains(&line.id) {
                    found.push(line.id.clone());
                }
            }
        }
        found
    }
}

/// Two values day by day, where at least one changes on days and one day decides in both.
fn by_day<'a>(before: &'a Expr, after: &'a Expr) -> Option<(Days<&'a Expr>, Days<&'a Expr>)> {
    let cases = |expr: &'a Expr| expr.cases().filter(|cases| cases.are_days && expr.as_dated_lookup().is_none());
    match (cases(before), cases(after)) {
        (None, None) => return None,
        (Some(one), Some(other)) if !one.by.says_the_same_as(other.by) => return None,
        _ => {}
    }
    let days = |expr: &'a Expr| match cases(expr) {
        None => Days::from([(None, expr)]),
        Some(found) => found
            .cases
            .iter()
            .map(|case| match case.bound.map(|bound| &bound.kind) {
                Some(ExprKind::Date(day)) => (Some(*day), case.expr),
                _ => (None, case.expr),
            })
            .collect(),
    };
    Some((days(before), days(after)))
}

fn boundaries<T>(one: &Days<T>, other: &Days<T>) -> BTreeSet<Option<Date>> {
    one.keys().chain(other.keys()).copied().collect()
}

/// What holds on the first day of a time.
fn at<T: Copy>(days: &Days<T>, day: Option<Date>) -> Option<T> {
    days.range(..=day).next_back().map(|(_, held)| *held)
}

fn days_of_table<'a>(plan: &'a Plan, name: &str) -> Days<&'a Table> {
    let versions = plan.tables.iter().filter(|(own, _)| plain_table(own) == name);
    versions.map(|(own, table)| (own.split_once('@').and_then(|(_, day)| day.parse().ok()), table)).collect()
}

/// What decides which day of a table counts.
fn decides<'a>(plan: &'a Plan, table: &str) -> Option<&'a Expr> {
    let conditions = plan.fields().flat_map(|field| &field.shown_when);
    let of_lines = plan.lines.iter().flat_map(|line| line.amount.iter().chain(&line.when));
    let of_values = plan.values.iter().map(|value| &value.expr);
    let mut open: Vec<&Expr> = of_values.chain(of_lines).chain(conditions).collect();
    while let Some(expr) = open.pop() {
        if expr.as_dated_lookup().is_some_and(|(name, _)| name == table) {
            return expr.cases().map(|cases| cases.by);
        }
        open.extend(expr.parts());
    }
    None
}

fn told_table(table: &Table) -> String {
    /// More entries are not told one by one.
    const SHOWN: usize = 12;
    let all = table.0.iter().take(SHOWN).map(|(key, entry)| format!("{key} {}", entry.0.told()));
    let all = all.collect::<Vec<_>>().join(", ");
    match table.0.len().saturating_sub(SHOWN) {
        0 => all,
        more => format!("{all} and {more} more"),
    }
}
