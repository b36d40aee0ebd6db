//! Names: every id is unique, every name means something, every expression has the right type, nothing needs itself.

mod account;
mod condition;
mod line;
mod lower;
mod order;
mod remains;
mod reporting;
mod rule;
mod text;
mod typed;
mod unique;

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{
    AmountDefinition, BeneficiaryDefinition, Changes, ColumnDefinition, DueDefinition, ExampleDefinition,
    FieldDefinition, LineDefinition, OpeningDefinition, OrderDefinition, PlacedExpr, RuleDefinition, ServiceDefinition,
    TableEntries, Tiers, ValueDefinition, Wanted,
};
use super::names::{Scope, ServiceNames};
use super::shape::{Lost, today};
use super::sums::needing_sums;
use crate::diag::{Code, Diagnostics, Place, nearest};
use crate::expr::Names;
use crate::plan::{
    Beneficiary, Due, Field, FieldKind, NamedValue, OpeningPlan, OrderPlan, Plan, RepeatPlan, Section, Table,
    TableEntry,
};
pub(super) use condition::ConditionWritten;
use condition::{conditions_of, conditions_written, needs_by_name};
use lower::Lowered;
use rule::Rules;
use text::{plain, template};
use typed::{group_of, is_condition, wanted};

/// A definition whose names all mean something: its plan, and what the proofs point at.
pub(super) struct Checked {
    pub plan: Plan,
    /// Each with the plan's line at the same position.
    pub lines: Vec<LineDefinition>,
    pub fields: Vec<FieldDefinition>,
    /// The conditions that were written.
    pub conditions: Vec<ConditionWritten>,
    pub stops: Vec<RuleDefinition>,
    pub checks: Vec<RuleDefinition>,
    pub warnings: Vec<RuleDefinition>,
    pub changes: Vec<Changes>,
    pub tiers: Vec<Tiers>,
    pub examples: Vec<ExampleDefinition>,
    pub order: OrderDefinition,
    /// Each with the plan's column at the same position.
    pub reporting: Vec<ColumnDefinition>,
    pub opening: Option<OpeningDefinition>,
    pub place: Place,
    /// What is not here although it was written: nothing is concluded from its absence.
    pub lost: Lost,
    /// Whether a field is shown only if it is shown: then nothing can be worked out.
    pub has_cycle: bool,
}

/// Resolves all names. What has no meaning is reported and left out, so that a plan made with errors is good for
/// looking for further ones, and for nothing else.
pub(super) fn resolve(
    mut service: ServiceDefinition,
    beneficiary: BeneficiaryDefinition,
    diagnostics: &mut Diagnostics,
) -> Checked {
    unique::unique_ids(&service, diagnostics);
    let mut lowered = {
        let fields: Vec<FieldDefinition> =
            service.sections.iter().flat_map(|section| section.fields.iter().cloned()).collect();
        Lowered::new(&service.tables, &fields, diagnostics)
    };
    lower_all(&mut service, &mut lowered, diagnostics);
    let fields: Vec<FieldDefinition> =
        service.sections.iter().flat_map(|section| section.fields.iter().cloned()).collect();
    let needs = needs_by_name(&service);
    let accounts = account::accounts(&beneficiary, &fields, diagnostics);
    let (values, cycles) = order::in_order(&service.values, &needs, diagnostics);
    // Values in a cycle are left out of the plan; a field or group that needs itself stays in it.
    let has_cycle = cycles.iter().any(|name| needs.iter().any(|(id, _)| id.value == *name));
    let sums = {
        let needs = needs.iter().flat_map(|(id, all)| all.iter().map(|one| (id.value.as_str(), &one.expr)));
        let values = values.iter().map(|value| (value.name.value.as_str(), &value.expr.expr));
        needing_sums(&needs.chain(values).collect::<Vec<_>>())
    };
    let mut names = ServiceNames::new(&service, &lowered.tables, (&sums, &cycles));
    for value in &values {
        let group = group_of(&value.expr, &names, diagnostics);
        let scope = Scope::of(group.clone());
        if let Some(found) = wanted(&value.expr, Wanted::Anything, &names.within(&scope), diagnostics) {
            names.define(&value.name.value, found, group);
        }
    }
    for (value, tiers) in values.iter().filter_map(|value| Some((value, value.tiers.as_ref()?))) {
        let scope = Scope::of(names.group_of_value(&value.name.value));
        wanted(&tiers.of, Wanted::Tiers, &names.within(&scope), diagnostics);
    }
    let mut lost = service.lost;
    let rules = Rules::resolve(&service, &names, &mut lost, diagnostics);
    // Baskets whose prices no day decides: what days they ask for is not known.
    let mut undecided = Vec::new();
    for section in &service.sections {
        if let Some(condition) = &section.show_when {
            lost.conditions |= !is_condition(condition, &names, diagnostics);
        }
        let names = names.within(&Scope::of(section.repeat.as_ref().map(|group| group.id.value.clone())));
        for condition in section.fields.iter().filter_map(|field| field.show_when.as_ref()) {
            lost.conditions |= !is_condition(condition, &names, diagnostics);
        }
        for (field, by) in section.fields.iter().filter_map(|field| Some((field, field.by.as_ref()?))) {
            if wanted(by, Wanted::Day, &names, diagnostics).is_none() {
                undecided.push(&field.id.value);
            }
        }
    }
    let mut lines = Vec::new();
    for line in &service.lines {
        lines.extend(line::line(line, &accounts, &names, &mut lost, diagnostics));
    }
    let reporting = reporting::columns(&service.reporting, &names, diagnostics);
    let order_reason = template(&service.order.reason, &names, diagnostics);
    remains::look(&service.remains, &accounts, &names, diagnostics);
    for account in fields.iter().flat_map(|field| &field.parts).filter_map(|part| part.account.as_ref()) {
        account::known_account(account, &accounts, diagnostics);
    }
    if !lost.expressions && !lost.lines && !lost.conditions {
        unused_values(&service, &values, &names, diagnostics);
    }
    let groups: BTreeMap<String, Option<String>> =
        values.iter().map(|value| (value.name.value.clone(), names.group_of_value(&value.name.value))).collect();
    let written = conditions_written(&service);
    let plan = Plan {
        format: 1,
        beneficiary: Beneficiary {
            slug: beneficiary.slug.clone(),
            name: plain(&beneficiary.name),
            idno: beneficiary.idno.value.clone(),
            contact: beneficiary.contact.clone(),
            logo: None,
        },
        service: service.slug.clone(),
        service_id: service.service_id.value.clone(),
        languages: service.languages.clone(),
        title: plain(&service.title),
        description: service.description.as_ref().map(plain),
        contact: service.contact.clone().unwrap_or_else(|| beneficiary.contact.clone()),
        payer_kinds: service.payer_kinds.clone(),
        payer_prefill: service.payer_prefill,
        sections: sections(&service),
        tables: lowered.tables.iter().filter_map(|(name, entries)| Some((name.clone(), numbers(entries)?))).collect(),
        values: values
            .iter()
            .map(|value| NamedValue {
                name: value.name.value.clone(),
                expr: value.expr.expr.clone(),
                group: groups.get(&value.name.value).cloned().flatten(),
            })
            .collect(),
        lines,
        accounts: accounts.all.into_iter().filter_map(|(name, account)| Some((name, account?))).collect(),
        order: OrderPlan {
            reason: order_reason,
            due: service.order.due.as_ref().map(|due| match due {
                DueDefinition::AfterDays(days) => Due::AfterDays(*days),
                DueDefinition::On(day) => Due::On(day.value),
            }),
            allow_partial_payments: service.order.allow_partial_payments,
            allow_advance_payments: service.order.allow_advance_payments,
            first_part_percent: service.order.first_part_percent.as_ref().map(|percent| percent.value),
            paying_again: service.order.paying_again,
        },
        stops: rules.stops,
        checks: rules.checks,
        warnings: rules.warnings,
        opening: service.opening.as_ref().map(|opening| OpeningPlan {
            from: opening.from.as_ref().map(|day| day.value),
            until: opening.until.as_ref().map(|day| day.value),
            closed_text: plain(&opening.closed_text),
        }),
        limit: service.limit.clone(),
        reporting,
        legal: service.legal.clone(),
    };
    let changes = values.iter().filter_map(|value| value.changes.clone());
    let decided = fields.iter().filter(|field| !undecided.contains(&&field.id.value));
    let changes = changes.chain(lowered.changes).chain(decided.flat_map(changing_prices)).collect();
    Checked {
        plan,
        tiers: values.iter().filter_map(|value| value.tiers.clone()).collect(),
        fields,
        conditions: written,
        lines: service.lines,
        stops: service.stops,
        checks: service.checks,
        warnings: service.warnings,
        changes,
        examples: service.examples,
        order: service.order,
        reporting: service.reporting,
        opening: service.opening,
        place: service.place,
        lost,
        has_cycle,
    }
}

/// What must be proved of the days on which the prices of a basket are asked for.
fn changing_prices(field: &FieldDefinition) -> impl Iterator<Item = Changes> {
    field.parts.iter().filter_map(|item| {
        Some(Changes {
            by: field.by.as_ref().map_or_else(today, |by| by.expr.clone()),
            first: item.priced_from.clone()?,
            name: format!("{}.{}", field.id.value, item.id.value),
        })
    })
}

/// A table as plans have it; none where not all of its numbers are known, so that nothing is proved with it.
fn numbers(entries: &TableEntries) -> Option<Table> {
    let numbers = entries.iter().map(|(key, number)| Some((key.value.clone(), TableEntry((*number)?))));
    numbers.collect::<Option<_>>().map(Table)
}

fn lower_all(service: &mut ServiceDefinition, lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
    let mut lower = |expr: &mut PlacedExpr| lowered.lower(expr, diagnostics);
    for section in &mut service.sections {
        section.show_when.iter_mut().for_each(&mut lower);
        section
            .fields
            .iter_mut()
            .flat_map(|field| field.show_when.iter_mut().chain(&mut field.by))
            .for_each(&mut lower);
    }
    for value in &mut service.values {
        lower(&mut value.expr);
        value.tiers.iter_mut().for_each(|tiers| lower(&mut tiers.of));
    }
    for line in &mut service.lines {
        if let AmountDefinition::Computed(amount) = &mut line.amount {
            lower(amount);
        }
        line.when.iter_mut().for_each(&mut lower);
    }
    service.reporting.iter_mut().filter_map(|column| column.value.expr_mut()).for_each(&mut lower);
    service.remains.iter_mut().filter_map(|remains| remains.expr_mut()).for_each(&mut lower);
    for rule in service.stops.iter_mut().chain(&mut service.checks).chain(&mut service.warnings) {
        lower(&mut rule.condition);
    }
}

fn sections(service: &ServiceDefinition) -> Vec<Section> {
    let exprs = |conditions: Vec<PlacedExpr>| conditions.into_iter().map(|condition| condition.expr).collect();
    let section = |section: &super::definition::SectionDefinition| Section {
        title: plain(&section.title),
        shown_when: section.show_when.as_ref().map(|condition| condition.expr.clone()),
        repeat: section.repeat.as_ref().map(|group| RepeatPlan {
            id: group.id.value.clone(),
            min: group.min,
            max: group.max,
            row: plain(&group.row),
        }),
        fields: section
            .fields
            .iter()
            .map(|field| Field {
                shown_when: exprs(conditions_of(section, field)),
                kind: with_day(field),
                ..field.field.clone()
            })
            .collect(),
    };
    service.sections.iter().map(section).collect()
}

/// What a field asks; of a basket, with the day that decides its prices.
fn with_day(field: &FieldDefinition) -> FieldKind {
    match &field.field.kind {
        FieldKind::Basket { items, .. } => {
            FieldKind::Basket { items: items.clone(), by: field.by.as_ref().map(|by| by.expr.clone()) }
        }
        other => other.clone(),
    }
}

/// A value that nothing reads was probably meant to be read.
fn unused_values(
    service: &ServiceDefinition,
    values: &[ValueDefinition],
    names: &ServiceNames<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut read: BTreeSet<String> = BTreeSet::new();
    let mut note = |expr: &PlacedExpr| expr.expr.for_each_name(&mut |name, _| read.extend([name.to_owned()]));
    service.lines.iter().for_each(|line| {
        line.amount.computed().into_iter().for_each(&mut note);
        line.when.iter().for_each(&mut note);
    });
    values.iter().for_each(|value| note(&value.expr));
    conditions_written(service).iter().for_each(|written| note(&written.condition));
    service.stops.iter().chain(&service.checks).chain(&service.warnings).for_each(|rule| note(&rule.condition));
    service.reporting.iter().filter_map(|column| column.value.expr()).for_each(&mut note);
    service.remains.iter().filter_map(|remains| remains.expr()).for_each(&mut note);
    // A name that means nothing may be a mistyped one.
    let names = names.within(&Scope::Anywhere);
    let unknown: Vec<&str> = read.iter().map(String::as_str).filter(|name| names.type_of(name).is_err()).collect();
    let is_meant = |name: &str| unknown.iter().any(|typed| nearest(typed, [name]).is_some());
    for value in values.iter().filter(|value| !read.contains(&value.name.value) && !is_meant(&value.name.value)) {
        let message = format!("nothing reads the value `{}`", value.name.value);
        diagnostics.report(Code::UnusedValue, value.name.place, message).help("use it in a line, or remove it");
    }
}
