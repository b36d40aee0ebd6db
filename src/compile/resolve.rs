//! Names: every id is unique, every name means something, every expression has the right type, nothing needs itself.

use std::collections::BTreeMap;

use super::definition::{
    AccountDefinition, BeneficiaryDefinition, ExampleDefinition, FieldDefinition, LineDefinition, PlacedExpr,
    ServiceDefinition, TableDefinition, Texts, ValueDefinition,
};
use super::names::ServiceNames;
use crate::diag::{Code, Diagnostics, Place, Placed, listed, nearest};
use crate::expr::{self, Type};
use crate::i18n::Localized;
use crate::limits::NAME_CHARS_MAX;
use crate::order::PaymentAccount;
use crate::plan::{
    AccountRule, Beneficiary, FieldKind, LinePlan, NamedValue, OrderPlan, Plan, Section, Table, TableEntry,
    TextTemplate,
};

/// A definition whose names all mean something: its plan, and what the proofs point at.
pub(super) struct Checked {
    pub plan: Plan,
    pub tables: Vec<TableDefinition>,
    /// In the order of evaluation.
    pub values: Vec<ValueDefinition>,
    pub lines: Vec<LineDefinition>,
    pub order_reason: Texts,
    pub fields: Vec<FieldDefinition>,
    pub examples: Vec<ExampleDefinition>,
    pub place: Place,
}

/// Resolves all names. Gives `None` when the plan would not be whole.
pub(super) fn resolve(
    service: ServiceDefinition,
    beneficiary: BeneficiaryDefinition,
    diagnostics: &mut Diagnostics,
) -> Option<Checked> {
    unique_ids(&service, diagnostics);
    let accounts = accounts(&beneficiary, diagnostics);
    let fields: Vec<FieldDefinition> =
        service.sections.iter().flat_map(|section| section.fields.iter().cloned()).collect();
    let values = in_order(service.values.clone(), diagnostics)?;

    let mut names = ServiceNames::new(&service.payer_kinds, fields.iter().map(|field| &field.field), &service.tables);
    for value in &values {
        if let Some(found) = typed(&value.expr, &names, diagnostics) {
            names.define(&value.name.value, found, None);
        }
    }
    let mut lines = Vec::new();
    for line in &service.lines {
        if let Some(found) = typed(&line.amount, &names, diagnostics)
            && found != Type::Number
        {
            let message = format!("an amount is a number, and this is {}", found.describe());
            diagnostics.report(Code::WrongType, line.amount.place, message);
        }
        let reason = template(&line.reason, &names, diagnostics);
        if let Some(account) = account_rule(line, &fields, &accounts, diagnostics) {
            let amount = line.amount.expr.clone();
            lines.push(LinePlan { id: line.id.value.clone(), reason, amount, account });
        }
    }
    let order_reason = template(&service.order.reason, &names, diagnostics);
    for field in &fields {
        for part in &field.parts {
            if let Some(account) = &part.account {
                known_account(account, &accounts, diagnostics);
            }
        }
    }
    let plain = |texts: &Texts| texts.map(|_, text| text.value.clone());
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
        sections: service
            .sections
            .iter()
            .map(|section| Section {
                title: plain(&section.title),
                fields: section.fields.iter().map(|field| field.field.clone()).collect(),
            })
            .collect(),
        tables: service.tables.iter().map(|table| (table.name.value.clone(), numbers(table))).collect(),
        values: values
            .iter()
            .map(|value| NamedValue { name: value.name.value.clone(), expr: value.expr.expr.clone() })
            .collect(),
        lines,
        accounts: accounts.into_iter().filter_map(|(name, account)| Some((name, account?))).collect(),
        order: OrderPlan {
            reason: order_reason,
            due_after_days: service.order.due_after_days,
            allow_partial_payments: service.order.allow_partial_payments,
        },
    };
    drop(names);
    Some(Checked {
        plan,
        values,
        fields,
        tables: service.tables,
        lines: service.lines,
        order_reason: service.order.reason,
        examples: service.examples,
        place: service.place,
    })
}

fn numbers(table: &TableDefinition) -> Table {
    Table(table.entries.iter().map(|(key, number)| (key.value.clone(), TableEntry(*number))).collect())
}

fn unique_ids(service: &ServiceDefinition, diagnostics: &mut Diagnostics) {
    let fields = || service.sections.iter().flat_map(|section| &section.fields);
    // Fields and values share one space of names.
    let names = fields().map(|field| &field.id).chain(service.values.iter().map(|value| &value.name));
    unique("the id", names, diagnostics);
    unique("the line", service.lines.iter().map(|line| &line.id), diagnostics);
    for field in fields() {
        unique("the id", field.parts.iter().map(|part| &part.id), diagnostics);
    }
    let mut seen: Vec<(String, Place)> =
        ["IDNP", "Name", "PayerType"].map(|name| (name.to_owned(), service.place)).to_vec();
    for field in fields() {
        let own = field.field.property.iter().map(|property| (property.name.clone(), field.property_place));
        let items = match &field.field.kind {
            FieldKind::Basket { items } => items.as_slice(),
            _ => &[],
        };
        let items = items.iter().zip(&field.parts).map(|(item, part)| (item.property_name.clone(), part.id.place));
        for (name, place) in own.chain(items).collect::<Vec<_>>() {
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == name) {
                let first = *first;
                let report =
                    diagnostics.report(Code::BadProperty, place, format!("MPay's property `{name}` stands twice"));
                report.help("write `property: {name: …}` with another name");
                if first != service.place {
                    report.related(first, "first here");
                }
            } else {
                seen.push((name, place));
            }
        }
    }
}

fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a Placed<String>>, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    for id in ids {
        if let Some(first) = seen.insert(&id.value, id.place) {
            diagnostics
                .report(Code::DuplicateId, id.place, format!("{what} `{}` stands twice", id.value))
                .label("again here")
                .related(first, "first here")
                .help("give each a name of its own");
        }
    }
}

fn accounts(
    beneficiary: &BeneficiaryDefinition,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Option<PaymentAccount>> {
    let mut all = BTreeMap::new();
    for entry in &beneficiary.accounts {
        let name = match &entry.name {
            Some(name) => Some(name.value.clone()),
            None if beneficiary.name.ro.value.chars().count() <= NAME_CHARS_MAX => {
                Some(beneficiary.name.ro.value.clone())
            }
            None => {
                let length = beneficiary.name.ro.value.chars().count();
                let message = format!("the receiver's name has {length} characters: MPay takes {NAME_CHARS_MAX}");
                diagnostics
                    .report(Code::TextTooLong, beneficiary.name.ro.place, message)
                    .related(entry.key.place, "this account has no name of its own")
                    .help("add a shorter `name:` to the account");
                None
            }
        };
        let account = name.zip(entry.number.clone()).map(|(name, (iban, bic))| PaymentAccount {
            iban,
            bic,
            idno: entry.idno.clone().unwrap_or_else(|| beneficiary.idno.value.clone()),
            name,
        });
        all.insert(entry.key.value.clone(), account);
    }
    all
}

fn known_account(
    name: &Placed<String>,
    accounts: &BTreeMap<String, Option<PaymentAccount>>,
    diagnostics: &mut Diagnostics,
) -> bool {
    if accounts.contains_key(&name.value) {
        return true;
    }
    let known = || accounts.keys().map(String::as_str);
    let help = match nearest(&name.value, known()) {
        Some(other) => format!("did you mean `{other}`?"),
        None => format!("the accounts in beneficiary.yaml are {}", listed(known().take(10))),
    };
    let message = format!("the beneficiary has no account `{}`", name.value);
    diagnostics.report(Code::UnknownAccount, name.place, message).help(help);
    false
}

fn account_rule(
    line: &LineDefinition,
    fields: &[FieldDefinition],
    accounts: &BTreeMap<String, Option<PaymentAccount>>,
    diagnostics: &mut Diagnostics,
) -> Option<AccountRule> {
    match &line.account {
        AccountDefinition::Fixed(name) => {
            known_account(name, accounts, diagnostics).then(|| AccountRule::Fixed(name.value.clone()))
        }
        AccountDefinition::ChosenBy(name) => {
            let choices = || fields.iter().filter(|field| matches!(field.field.kind, FieldKind::Choice { .. }));
            let Some(field) = choices().find(|field| field.id.value == name.value) else {
                let help = match nearest(&name.value, choices().map(|field| field.id.value.as_str())) {
                    Some(other) => format!("did you mean `{other}`?"),
                    None => "name a field of type choice whose options have an `account`".to_owned(),
                };
                let message = format!("no choice is named `{}`", name.value);
                diagnostics.report(Code::UnknownName, name.place, message).help(help);
                return None;
            };
            if !field.field.required {
                let message = format!("`{}` may be absent, and then there is no account", name.value);
                diagnostics
                    .report(Code::MayBeAbsent, name.place, message)
                    .help("leave out `required: false` at the field");
            }
            let without = field.parts.iter().filter(|part| part.account.is_none()).collect::<Vec<_>>();
            if let Some(first) = without.first() {
                let missing = listed(without.iter().take(5).map(|part| part.id.value.as_str()));
                diagnostics
                    .report(Code::IncompleteTable, first.id.place, format!("no account for {missing}"))
                    .related(name.place, "this line's account is chosen here")
                    .help("give each option an `account:` of beneficiary.yaml");
            }
            Some(AccountRule::ChosenBy(name.value.clone()))
        }
    }
}

/// The type of an expression, after its faults are reported at their own characters.
fn typed(placed: &PlacedExpr, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> Option<Type> {
    match expr::check(&placed.expr, names) {
        Ok(found) => Some(found),
        Err(problems) => {
            for problem in problems {
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
            if matches!(name.as_str(), "payer.name" | "payer.id") {
                continue;
            }
            let field = names.field(&name).filter(|field| field.kind.is_question());
            let (code, message, help) = match field {
                Some(field) if field.required => continue,
                Some(_) => (
                    Code::MayBeAbsent,
                    format!("`{{{name}}}` may be absent: the payer can leave the field empty"),
                    Some("leave out `required: false` at the field, or leave it out of the text".to_owned()),
                ),
                None => {
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

/// Each value after those that it reads; values that need each other are reported.
fn in_order(values: Vec<ValueDefinition>, diagnostics: &mut Diagnostics) -> Option<Vec<ValueDefinition>> {
    let mut waiting = values;
    let mut ordered: Vec<ValueDefinition> = Vec::new();
    while !waiting.is_empty() {
        let names: Vec<String> = waiting.iter().map(|value| value.name.value.clone()).collect();
        let reads_waiting = |value: &ValueDefinition| {
            let mut found = None;
            value.expr.expr.for_each_name(&mut |name, span| {
                if found.is_none() && names.iter().any(|other| other == name) {
                    found = Some((name.to_owned(), span));
                }
            });
            found
        };
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|value| reads_waiting(value).is_none());
        if ready.is_empty() {
            report_cycle(&rest, &reads_waiting, diagnostics);
            return None;
        }
        ordered.extend(ready);
        waiting = rest;
    }
    Some(ordered)
}

type Reads<'a> = dyn Fn(&ValueDefinition) -> Option<(String, (usize, usize))> + 'a;

fn report_cycle(values: &[ValueDefinition], reads: &Reads<'_>, diagnostics: &mut Diagnostics) {
    let Some(mut at) = values.first() else { return };
    let mut path: Vec<&ValueDefinition> = Vec::new();
    // Every value here reads another of them, so the walk comes back to one that it has passed.
    while !path.iter().any(|passed| passed.name.value == at.name.value) {
        path.push(at);
        let Some((next, _)) = reads(at) else { return };
        let Some(next) = values.iter().find(|value| value.name.value == next) else { return };
        at = next;
    }
    let start = path.iter().position(|passed| passed.name.value == at.name.value).unwrap_or(0);
    let cycle = &path[start..];
    let names: Vec<&str> =
        cycle.iter().map(|value| value.name.value.as_str()).chain([at.name.value.as_str()]).collect();
    let Some(first) = cycle.first() else { return };
    let span = reads(first).map_or((0, 0), |(_, span)| span);
    diagnostics
        .report(Code::Cycle, first.expr.part(span), format!("a value needs itself: {}", names.join(" -> ")))
        .help("compute one of them from the answers alone");
}
