//! Renames: what is the same under another name in the later version, so that not everything that reads it differs.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Changes, Effect, Risk};
use crate::expr::{Expr, ExprKind, plain_table};
use crate::form::RawAnswers;
use crate::i18n::Localized;
use crate::plan::{
    AccountRule, Beneficiary, Field, FieldKind, LinePlan, OrderPlan, Piece, Plan, RepeatPlan, ReportingValue, Table,
    TextTemplate,
};

type Names = BTreeMap<String, String>;

/// Earlier names with the later ones of the same things.
#[derive(Debug, Default)]
pub(super) struct Renames {
    fields: Names,
    groups: Names,
    lines: Names,
    /// Names that only the definition uses: nobody else sees when they change.
    values: Names,
    tables: Names,
    accounts: Names,
}

impl Renames {
    /// Finds what has another name: a field of the same type with the same label, a line that is the same otherwise, a
    /// value, table or account with the same content.
    pub fn find(earlier: &Plan, later: &Plan) -> Renames {
        let mut renames = Renames::default();
        let is_field = |a: &&Field, b: &&Field| a.kind.word() == b.kind.word() && a.label.ro == b.label.ro;
        renames.fields = moved(&fields(earlier), &fields(later), is_field);
        renames.groups = moved(&groups(earlier), &groups(later), |a, b| a.row.ro == b.row.ro);
        let accounts = |plan: &Plan| plan.accounts.clone().into_iter().collect::<Vec<_>>();
        renames.accounts = moved(&accounts(earlier), &accounts(later), |a, b| a == b);
        renames.tables = moved(&tables(earlier), &tables(later), |a, b| a == b);
        // Each value stands after those that it reads: their later names are known when its own is looked for.
        for value in earlier.values.iter().filter(|value| !has_value(later, &value.name)) {
            let mut expr = value.expr.clone();
            renames.rename(&mut expr);
            let is_taken = |name: &String| renames.values.values().any(|other| other == name);
            let same = later.values.iter().find(|other| {
                !has_value(earlier, &other.name) && !is_taken(&other.name) && other.expr.says_the_same_as(&expr)
            });
            if let Some(same) = same {
                renames.values.insert(value.name.clone(), same.name.clone());
            }
        }
        let lines = |plan: &Plan| plan.lines.iter().map(|line| (line.id.clone(), line.clone())).collect::<Vec<_>>();
        let renamed: Vec<(String, LinePlan)> =
            lines(earlier).into_iter().map(|(id, line)| (id, renames.line(line))).collect();
        renames.lines = moved(&renamed, &lines(later), says_the_same);
        renames
    }

    /// The renames that others than the author notice.
    pub fn told(&self) -> Vec<Change> {
        let mut changes = Changes::default();
        // Links and exports know fields by their names, MPay knows lines by theirs.
        for (kind, risk, names) in [
            ("field", Risk::Asked, &self.fields),
            ("group", Risk::Asked, &self.groups),
            ("line", Risk::Identity, &self.lines),
        ] {
            for (before, after) in names {
                let mut part = changes.of(format!("{kind} {before}"));
                part.change(risk, "", Effect::Renamed, Some(before.clone()), Some(after.clone()));
            }
        }
        changes.all
    }

    /// Answers to the earlier version under the names of the later one, or the other way round.
    pub fn answers(&self, raw: &RawAnswers, is_back: bool) -> RawAnswers {
        let later = |names: &Names, name: &str| match is_back {
            false => names.get(name).cloned(),
            true => names.iter().find(|(_, later)| *later == name).map(|(earlier, _)| earlier.clone()),
        };
        let one = |name: &str| -> String {
            let mut parts: Vec<String> = name.split('.').map(str::to_owned).collect();
            // `child.2.name`, `tickets.adult`, `area`
            let is_row = parts.get(1).is_some_and(|part| part.parse::<u32>().is_ok());
            let field = if is_row { 2 } else { 0 };
            if let Some(name) = parts.get(field).and_then(|name| later(&self.fields, name)) {
                parts[field] = name;
            }
            if let Some(name) = parts.first().filter(|_| is_row).and_then(|name| later(&self.groups, name)) {
                parts[0] = name;
            }
            parts.join(".")
        };
        raw.renamed(one)
    }

    /// The earlier version under the later names.
    pub fn applied(&self, earlier: &Plan) -> Plan {
        let mut plan = earlier.clone();
        let Plan {
            // Names nothing of the definition's own.
            format: _,
            beneficiary: Beneficiary { slug: _, name: _, idno: _, contact: _, logo: _ },
            service: _,
            service_id: _,
            languages: _,
            title: _,
            description: _,
            contact: _,
            payer_kinds: _,
            payer_prefill: _,
            opening: _,
            limit: _,
            legal: _,
            sections,
            tables,
            values,
            lines,
            accounts,
            order,
            stops,
            checks,
            warnings,
            reporting,
        } = &mut plan;
        for section in sections {
            section.shown_when.iter_mut().for_each(|expr| self.rename(expr));
            if let Some(group) = &mut section.repeat {
                change(&mut group.id, &self.groups);
            }
            section.fields.iter_mut().for_each(|field| self.field(field));
        }
        *tables = std::mem::take(tables).into_iter().map(|(name, table)| (self.table(&name), table)).collect();
        for value in values {
            change(&mut value.name, &self.values);
            self.rename(&mut value.expr);
            value.group.iter_mut().for_each(|group| change(group, &self.groups));
        }
        *lines = std::mem::take(lines).into_iter().map(|line| self.line(line)).collect();
        *accounts = std::mem::take(accounts)
            .into_iter()
            .map(|(name, account)| (self.accounts.get(&name).cloned().unwrap_or(name), account))
            .collect();
        let OrderPlan {
            reason,
            due: _,
            allow_partial_payments: _,
            allow_advance_payments: _,
            first_part_percent: _,
            paying_again: _,
        } = order;
        self.templates(reason);
        for column in reporting {
            match &mut column.value {
                ReportingValue::Text(text) => self.template(text),
                ReportingValue::Chosen { by: expr, texts: _ } | ReportingValue::Computed(expr) => self.rename(expr),
            }
        }
        for stop in stops {
            self.rename(&mut stop.when);
            stop.group.iter_mut().for_each(|group| change(group, &self.groups));
        }
        for check in checks.iter_mut().chain(warnings) {
            self.rename(&mut check.condition);
            change(&mut check.field, &self.fields);
            check.group.iter_mut().for_each(|group| change(group, &self.groups));
        }
        plan
    }

    fn field(&self, field: &mut Field) {
        change(&mut field.id, &self.fields);
        field.shown_when.iter_mut().for_each(|expr| self.rename(expr));
        if let FieldKind::Choice { options } | FieldKind::Choices { options } = &mut field.kind {
            let accounts = options.iter_mut().filter_map(|option| option.account.as_mut());
            accounts.for_each(|account| change(account, &self.accounts));
        }
        if let FieldKind::Basket { by: Some(by), .. } = &mut field.kind {
            self.rename(by);
        }
    }

    fn line(&self, line: LinePlan) -> LinePlan {
        let LinePlan { mut id, mut reason, mut amount, mut account, mut when, mut for_each } = line;
        change(&mut id, &self.lines);
        self.templates(&mut reason);
        amount.iter_mut().for_each(|expr| self.rename(expr));
        match &mut account {
            AccountRule::Fixed(name) => change(name, &self.accounts),
            AccountRule::ChosenBy(field) => change(field, &self.fields),
        }
        when.iter_mut().for_each(|expr| self.rename(expr));
        for_each.iter_mut().for_each(|group| change(group, &self.groups));
        LinePlan { id, reason, amount, account, when, for_each }
    }

    fn rename(&self, expr: &mut Expr) {
        expr.rewrite(&mut |part| match &mut part.kind {
            ExprKind::Name(name) => {
                let later = [&self.fields, &self.values, &self.groups].into_iter().find_map(|names| names.get(name));
                if let Some(later) = later {
                    name.clone_from(later);
                }
            }
            ExprKind::Lookup(table, _) => *table = self.table(table),
            _ => {}
        });
    }

    /// The later name of a table, with its day; `use.price` belongs to the field `use`.
    fn table(&self, name: &str) -> String {
        let (plain, day) = name.split_at(plain_table(name).len());
        let later = match plain.split_once('.') {
            Some((field, column)) => self.fields.get(field).map(|field| format!("{field}.{column}")),
            None => self.tables.get(plain).cloned(),
        };
        later.map_or_else(|| name.to_owned(), |later| format!("{later}{day}"))
    }

    fn templates(&self, texts: &mut Localized<TextTemplate>) {
        for template in std::iter::once(&mut texts.ro).chain(&mut texts.ru).chain(&mut texts.en) {
            self.template(template);
        }
    }

    fn template(&self, template: &mut TextTemplate) {
        for piece in &mut template.0 {
            if let Piece::Answer(name) = piece {
                change(name, &self.fields);
            }
        }
    }
}

fn change(name: &mut String, names: &Names) {
    if let Some(later) = names.get(name) {
        name.clone_from(later);
    }
}

fn has_value(plan: &Plan, name: &str) -> bool {
    plan.values.iter().any(|value| value.name == name)
}

fn fields(plan: &Plan) -> Vec<(String, &Field)> {
    plan.fields().map(|field| (field.id.clone(), field)).collect()
}

fn groups(plan: &Plan) -> Vec<(String, &RepeatPlan)> {
    plan.groups().map(|group| (group.id.clone(), group)).collect()
}

/// Tables with all that they are on all days; not those that fields carry, which have the fields' names.
fn tables(plan: &Plan) -> Vec<(String, Vec<(String, &Table)>)> {
    let plain: BTreeSet<&str> = plan.tables.keys().map(|name| plain_table(name)).collect();
    let whole = |name: &str| {
        let versions = plan.tables.iter().filter(|(other, _)| plain_table(other) == name);
        versions.map(|(other, table)| (other[name.len()..].to_owned(), table)).collect()
    };
    plain.into_iter().filter(|name| !name.contains('.')).map(|name| (name.to_owned(), whole(name))).collect()
}

fn says_the_same(a: &LinePlan, b: &LinePlan) -> bool {
    let same_amount = match (&a.amount, &b.amount) {
        (Some(a), Some(b)) => a.says_the_same_as(b),
        (a, b) => a.is_none() && b.is_none(),
    };
    same_amount && a.reason == b.reason && a.account == b.account
}

/// Of things that only one version has by name, those that are the same; each has one partner at most.
fn moved<T>(earlier: &[(String, T)], later: &[(String, T)], is_same: impl Fn(&T, &T) -> bool) -> Names {
    let has = |all: &[(String, T)], name: &String| all.iter().any(|(other, _)| other == name);
    let mut names = Names::new();
    for (before, thing) in earlier.iter().filter(|(name, _)| !has(later, name)) {
        let is_taken = |name: &String| names.values().any(|other| other == name);
        let partner =
            later.iter().find(|(name, other)| !has(earlier, name) && !is_taken(name) && is_same(thing, other));
        if let Some((after, _)) = partner {
            names.insert(before.clone(), after.clone());
        }
    }
    names
}
