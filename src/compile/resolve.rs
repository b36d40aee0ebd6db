//! Names: every id is unique, every name means something, every expression has the right type, nothing needs itself.

mod account;
mod lower;
mod order;
mod unique;

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{
    BeneficiaryDefinition, Changes, ExampleDefinition, FieldDefinition, LineDefinition, PlacedExpr, RuleDefinition,
    ServiceDefinition, Texts, Tiers, ValueDefinition,
};
use super::names::{Scope, ServiceNames};
use crate::diag::{Code, Diagnostics, Place, nearest};
use crate::expr::{self, Expr, Type};
use crate::i18n::Localized;
use crate::order::PaymentAccount;
use crate::plan::{
    AccountRule, Beneficiary, CheckPlan, Field, LinePlan, NamedValue, OrderPlan, Plan, RepeatPlan, Section, StopPlan,
    Table, TableEntry, TextTemplate,
};
use lower::Lowered;

/// A definition whose names all mean something: its plan, and what the proofs point at.
pub(super) struct Checked {
    pub plan: Plan,
    /// Each with the plan's line at the same position.
    pub lines: Vec<LineDefinition>,
    pub order_reason: Texts,
    pub fields: Vec<FieldDefinition>,
    /// The conditions that were written, each with the field or section that it shows.
    pub conditions: Vec<(String, PlacedExpr)>,
    pub stops: Vec<RuleDefinition>,
    pub checks: Vec<RuleDefinition>,
    pub warnings: Vec<RuleDefinition>,
    pub changes: Vec<Changes>,
    pub tiers: Vec<Tiers>,
    pub examples: Vec<ExampleDefinition>,
    pub place: Place,
}

/// Resolves all names. Gives `None` when the plan would not be whole.
pub(super) fn resolve(
    mut service: ServiceDefinition,
    beneficiary: BeneficiaryDefinition,
    diagnostics: &mut Diagnostics,
) -> Option<Checked> {
    unique::unique_ids(&service, diagnostics);
    let accounts = account::accounts(&beneficiary, diagnostics);
    let mut lowered = {
        let fields: Vec<FieldDefinition> =
            service.sections.iter().flat_map(|section| section.fields.iter().cloned()).collect();
        Lowered::new(&service.tables, &fields, diagnostics)
    };
    lower_all(&mut service, &mut lowered, diagnostics);
    let fields: Vec<FieldDefinition> =
        service.sections.iter().flat_map(|section| section.fields.iter().cloned()).collect();
    let conditions: Vec<(&FieldDefinition, Vec<PlacedExpr>)> = service
        .sections
        .iter()
        .flat_map(|section| section.fields.iter().map(|field| (field, conditions_of(section, field))))
        .collect();
    let values = order::in_order(&service.values, &conditions, diagnostics)?;

    let mut names = ServiceNames::new(&service, &lowered.tables);
    for value in &values {
        let group = group_of(&value.expr, &names, diagnostics);
        let scope = Scope { group: group.clone() };
        if let Some(found) = typed(&value.expr, &names.within(&scope), diagnostics) {
            names.define(&value.name.value, found, group);
        }
    }
    for (value, tiers) in values.iter().filter_map(|value| Some((value, value.tiers.as_ref()?))) {
        let scope = Scope { group: names.group_of_value(&value.name.value) };
        truth_or(&tiers.of, &Type::Number, "tiers are of a number", &names.within(&scope), diagnostics);
    }
    let rules = Rules::resolve(&service, &names, diagnostics);
    for section in &service.sections {
        let group = section.repeat.as_ref().map(|group| group.id.value.clone());
        if let Some(condition) = &section.show_when {
            condition_type(condition, &names.within(&Scope::default()), diagnostics);
        }
        for condition in section.fields.iter().filter_map(|field| field.show_when.as_ref()) {
            condition_type(condition, &names.within(&Scope { group: group.clone() }), diagnostics);
        }
    }
    let mut lines = Vec::new();
    for line in &service.lines {
        lines.extend(resolve_line(line, &fields, &accounts, &names, diagnostics));
    }
    let order_reason = template(&service.order.reason, &names.within(&Scope::default()), diagnostics);
    for account in fields.iter().flat_map(|field| &field.parts).filter_map(|part| part.account.as_ref()) {
        account::known_account(account, &accounts, diagnostics);
    }
    if !diagnostics.has_errors() {
        unused_values(&service, &values, diagnostics);
    }
    let groups: BTreeMap<String, Option<String>> =
        values.iter().map(|value| (value.name.value.clone(), names.group_of_value(&value.name.value))).collect();
    let written = conditions_written(&service);
    let plan = Plan {
        format: 1,
        beneficiary: Beneficiary {
            slug: beneficiary.slug.value.clone(),
            name: plain(&beneficiary.name),
            idno: beneficiary.idno.value.clone(),
            contact: beneficiary.contact.clone(),
            logo: None,
        },
        service: service.slug.value.clone(),
        service_id: service.service_id.value.clone(),
        languages: service.languages.clone(),
        title: plain(&service.title),
        description: service.description.as_ref().map(plain),
        contact: service.contact.clone().unwrap_or_else(|| beneficiary.contact.clone()),
        payer_kinds: service.payer_kinds.clone(),
        sections: sections(&service),
        tables: lowered.tables.iter().map(|(name, entries)| (name.clone(), numbers(entries))).collect(),
        values: values
            .iter()
            .map(|value| NamedValue {
                name: value.name.value.clone(),
                expr: value.expr.expr.clone(),
                group: groups.get(&value.name.value).cloned().flatten(),
            })
            .collect(),
        lines,
        accounts: accounts.into_iter().filter_map(|(name, account)| Some((name, account?))).collect(),
        order: OrderPlan {
            reason: order_reason,
            due_after_days: service.order.due_after_days,
            allow_partial_payments: service.order.allow_partial_payments,
            allow_advance_payments: service.order.allow_advance_payments,
            first_part_percent: service.order.first_part_percent,
        },
        stops: rules.stops,
        checks: rules.checks,
        warnings: rules.warnings,
        opening: service.opening.clone(),
        legal: service.legal.clone(),
    };
    let changes = values.iter().filter_map(|value| value.changes.clone()).chain(lowered.changes).collect();
    Some(Checked {
        plan,
        tiers: values.iter().filter_map(|value| value.tiers.clone()).collect(),
        fields,
        conditions: written,
        lines: service.lines,
        order_reason: service.order.reason,
        stops: service.stops,
        checks: service.checks,
        warnings: service.warnings,
        changes,
        examples: service.examples,
        place: service.place,
    })
}

fn plain(texts: &Texts) -> Localized<String> {
    texts.map(|_, text| text.value.clone())
}

fn numbers(entries: &[(crate::diag::Placed<String>, rust_decimal::Decimal)]) -> Table {
    Table(entries.iter().map(|(key, number)| (key.value.clone(), TableEntry(*number))).collect())
}

fn lower_all(service: &mut ServiceDefinition, lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
    let mut lower = |expr: &mut PlacedExpr| lowered.lower(expr, diagnostics);
    for section in &mut service.sections {
        section.show_when.iter_mut().for_each(&mut lower);
        section.fields.iter_mut().filter_map(|field| field.show_when.as_mut()).for_each(&mut lower);
    }
    for value in &mut service.values {
        lower(&mut value.expr);
        value.tiers.iter_mut().for_each(|tiers| lower(&mut tiers.of));
    }
    for line in &mut service.lines {
        lower(&mut line.amount);
        line.when.iter_mut().for_each(&mut lower);
    }
    for rule in service.stops.iter_mut().chain(&mut service.checks).chain(&mut service.warnings) {
        lower(&mut rule.condition);
    }
}

/// Under which conditions a field is shown: its section's and its own.
fn conditions_of(section: &super::definition::SectionDefinition, field: &FieldDefinition) -> Vec<PlacedExpr> {
    section.show_when.iter().chain(&field.show_when).cloned().collect()
}

fn conditions_written(service: &ServiceDefinition) -> Vec<(String, PlacedExpr)> {
    let mut all = Vec::new();
    for section in &service.sections {
        all.extend(section.show_when.iter().map(|condition| ("the section".to_owned(), condition.clone())));
        for field in &section.fields {
            all.extend(field.show_when.iter().map(|condition| (format!("`{}`", field.id.value), condition.clone())));
        }
    }
    all
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
            .map(|field| Field { shown_when: exprs(conditions_of(section, field)), ..field.field.clone() })
            .collect(),
    };
    service.sections.iter().map(section).collect()
}

/// The rules of a service, with the rows and fields that they speak of.
struct Rules {
    stops: Vec<StopPlan>,
    checks: Vec<CheckPlan>,
    warnings: Vec<CheckPlan>,
}

impl Rules {
    fn resolve(service: &ServiceDefinition, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> Rules {
        let mut condition = |rule: &RuleDefinition| {
            let group = group_of(&rule.condition, names, diagnostics);
            condition_type(&rule.condition, &names.within(&Scope { group: group.clone() }), diagnostics);
            group
        };
        let mut check = |rule: &RuleDefinition| CheckPlan {
            condition: rule.condition.expr.clone(),
            message: plain(&rule.message),
            field: first_field(&rule.condition.expr, names),
            group: condition(rule),
        };
        let (checks, warnings) =
            (service.checks.iter().map(&mut check).collect(), service.warnings.iter().map(&mut check).collect());
        let stops = service.stops.iter().map(|rule| StopPlan {
            when: rule.condition.expr.clone(),
            message: plain(&rule.message),
            group: condition(rule),
        });
        Rules { stops: stops.collect(), checks, warnings }
    }
}

/// The field beside which a check is told: the first that it names, through values where need be.
fn first_field(expr: &Expr, names: &ServiceNames<'_>) -> String {
    let mut found = None;
    expr.for_each_name(&mut |name, _| {
        if found.is_none() {
            found = match names.value_expr(name) {
                Some(value) => Some(first_field(value, names)).filter(|name| !name.is_empty()),
                None => Some(name.to_owned()),
            };
        }
    });
    found.unwrap_or_default()
}

fn resolve_line(
    line: &LineDefinition,
    fields: &[FieldDefinition],
    accounts: &BTreeMap<String, Option<PaymentAccount>>,
    names: &ServiceNames<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<LinePlan> {
    let scope = Scope { group: line.for_each.as_ref().map(|group| group.value.clone()) };
    if let Some(group) = &line.for_each
        && !names.has_group(&group.value)
    {
        let help = match nearest(&group.value, names.groups()) {
            Some(other) => format!("did you mean `{other}`?"),
            None => "name the `repeat: {id: …}` of a section".to_owned(),
        };
        let message = format!("no group is named `{}`", group.value);
        diagnostics.report(Code::UnknownName, group.place, message).help(help);
        return None;
    }
    let names = names.within(&scope);
    truth_or(&line.amount, &Type::Number, "an amount is a number", &names, diagnostics);
    if let Some(condition) = &line.when {
        condition_type(condition, &names, diagnostics);
    }
    let reason = template(&line.reason, &names, diagnostics);
    let account: AccountRule = account::account_rule(line, fields, accounts, diagnostics)?;
    if let AccountRule::ChosenBy(field) = &account
        && let Err((code, message, help)) = expr::Names::type_of(&names, field)
    {
        diagnostics.report(code, line.id.place, message).help = help;
    }
    Some(LinePlan {
        id: line.id.value.clone(),
        reason,
        amount: line.amount.expr.clone(),
        account,
        when: line.when.as_ref().map(|condition| condition.expr.clone()),
        for_each: scope.group,
    })
}

fn condition_type(condition: &PlacedExpr, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) {
    truth_or(condition, &Type::Bool, "a condition is yes or no", names, diagnostics);
}

/// Checks that an expression has a type.
fn truth_or(placed: &PlacedExpr, wanted: &Type, rule: &str, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) {
    if let Some(found) = typed(placed, names, diagnostics)
        && found != *wanted
    {
        let message = format!("{rule}, and this is {}", found.describe());
        diagnostics.report(Code::WrongType, placed.place, message);
    }
}

/// The group whose rows an expression speaks of; two at once are reported.
fn group_of(placed: &PlacedExpr, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let mut found: Option<String> = None;
    let mut other = None;
    placed.expr.for_each_name(&mut |name, span| {
        if let Some(group) = names.group_of(name) {
            match &found {
                None => found = Some(group),
                Some(first) if *first != group => other = Some((span, group)),
                Some(_) => {}
            }
        }
    });
    if let (Some(first), Some((span, second))) = (&found, other) {
        let message = format!("this speaks of rows of `{first}` and of rows of `{second}`");
        diagnostics
            .report(Code::OutsideRow, placed.part(span), message)
            .help("a row of one group knows nothing of the other's rows");
    }
    found
}

/// The type of an expression, after its faults are reported at their own characters.
fn typed(placed: &PlacedExpr, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> Option<Type> {
    if diagnostics.is_full() {
        return None;
    }
    match expr::check(&placed.expr, names) {
        Ok(found) => Some(found),
        Err(problems) => {
            for problem in problems.into_iter().filter(|problem| !problem.message.is_empty()) {
                diagnostics.report(problem.code, placed.part(problem.span), problem.message).help = problem.help;
            }
            None
        }
    }
}

fn template(texts: &Texts, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> Localized<TextTemplate> {
    texts.map(|_, text| {
        let (template, places) = TextTemplate::parse(&text.value);
        for (name, _) in places {
            if matches!(name.as_str(), "payer.name" | "payer.id") || diagnostics.is_full() {
                continue;
            }
            let is_question = names.field(&name).is_some_and(|field| field.kind.is_question());
            let (code, message, help) = match expr::Names::type_of(names, &name) {
                Ok(_) if is_question => continue,
                Err((code @ Code::OutsideRow, message, help)) => (code, message, help),
                Err((_, message, _)) if message.is_empty() => continue,
                _ => {
                    let known = expr::Names::known(names);
                    let help = nearest(&name, known).map(|known| format!("did you mean `{{{known}}}`?"));
                    (Code::UnknownName, format!("no field is named `{name}`"), help)
                }
            };
            diagnostics.report(code, text.place, message).help = help;
        }
        template
    })
}

/// A value that nothing reads was probably meant to be read.
fn unused_values(service: &ServiceDefinition, values: &[ValueDefinition], diagnostics: &mut Diagnostics) {
    let mut read: BTreeSet<String> = BTreeSet::new();
    let mut note = |expr: &PlacedExpr| expr.expr.for_each_name(&mut |name, _| read.extend([name.to_owned()]));
    service.lines.iter().for_each(|line| {
        note(&line.amount);
        line.when.iter().for_each(&mut note);
    });
    values.iter().for_each(|value| note(&value.expr));
    conditions_written(service).iter().for_each(|(_, condition)| note(condition));
    service.stops.iter().chain(&service.checks).chain(&service.warnings).for_each(|rule| note(&rule.condition));
    for value in values.iter().filter(|value| !read.contains(&value.name.value)) {
        let message = format!("nothing reads the value `{}`", value.name.value);
        diagnostics.report(Code::UnusedValue, value.name.place, message).help("use it in a line, or remove it");
    }
}
