//! The shape of rules: stops, checks, opening, law.

use super::keys::{CHECK, LEGAL, LIMIT, OPEN, STOP};
use super::reader::{Entries, Reader};
use super::service::{flat, no_text};
use crate::compile::definition::{OpeningDefinition, RuleDefinition, Texts};
use crate::compile::names::Scope;
use crate::diag::Code;
use crate::i18n::Language;
use crate::limits::{PAID_ORDERS_MAX, RULES_MAX};
use crate::plan::{Legal, LimitPlan};
use crate::yaml::Node;

/// What a list of rules gives: those with each of two keys.
pub(super) type Rules = (Vec<RuleDefinition>, Vec<RuleDefinition>);

/// `stop_when: [{condition: …, message: …}]`
pub(super) fn stops(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Vec<RuleDefinition>> {
    let items = reader.list(node, "the stops")?;
    bounded(reader, node, items.len())?;
    let mut all = Vec::new();
    for item in items {
        let found = rule(reader, |reader| stop(reader, item, languages));
        all.extend(found);
    }
    Some(all)
}

/// Reads a rule; which rows it speaks of is seen from what it names.
fn rule<T>(reader: &mut Reader<'_>, read: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> Option<T> {
    let found = reader.within(Scope::Anywhere, |reader| reader.thing(read));
    reader.lost.conditions |= found.is_none();
    found
}

fn stop(reader: &mut Reader<'_>, item: &Node, languages: &[Language]) -> Option<RuleDefinition> {
    let entries = reader.mapping(item, &STOP)?;
    let condition = reader.required(&entries, "condition").and_then(|node| reader.condition(node));
    let message = message(reader, &entries, languages, 1_000);
    Some(RuleDefinition { condition: condition?, message })
}

fn message(reader: &mut Reader<'_>, entries: &Entries<'_>, languages: &[Language], max: usize) -> Texts {
    let message = reader.required(entries, "message");
    let message = message.and_then(|node| reader.texts(node, "the message", languages, max));
    message.unwrap_or_else(|| no_text(languages, entries.place))
}

/// `checks: [{assert: …, message: …}, {warn: …, message: …}]`
pub(super) fn checks(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Rules> {
    let items = reader.list(node, "the checks")?;
    bounded(reader, node, items.len())?;
    let (mut asserts, mut warnings) = (Vec::new(), Vec::new());
    for item in items {
        if let Some((is_warning, check)) = rule(reader, |reader| check(reader, item, languages)) {
            let list = if is_warning { &mut warnings } else { &mut asserts };
            list.push(check);
        }
    }
    Some((asserts, warnings))
}

/// A check, and whether it only warns.
fn check(reader: &mut Reader<'_>, item: &Node, languages: &[Language]) -> Option<(bool, RuleDefinition)> {
    let entries = reader.mapping(item, &CHECK)?;
    let warn = entries.get("warn");
    let assert = if warn.is_some() { entries.get("assert") } else { reader.required(&entries, "assert") };
    let assert_condition = assert.and_then(|node| reader.condition(node));
    let warn_condition = warn.and_then(|node| reader.condition(node));
    let message = message(reader, &entries, languages, 300);
    if let (Some(assert), Some(warn)) = (assert, warn) {
        reader
            .diagnostics
            .report(
                Code::ConflictingKeys,
                entries.key_place("warn").unwrap_or(warn.place),
                "a check has `assert` or `warn`, not both",
            )
            .related(entries.key_place("assert").unwrap_or(assert.place), "the other one")
            .help("`assert` says what must hold; `warn` says what is unusual");
        return None;
    }
    Some((warn.is_some(), RuleDefinition { condition: assert_condition.or(warn_condition)?, message }))
}

fn bounded(reader: &mut Reader<'_>, node: &Node, count: usize) -> Option<()> {
    if count <= RULES_MAX {
        return Some(());
    }
    reader.diagnostics.report(Code::TooLarge, node.place, format!("at most {RULES_MAX} rules stand in one list"));
    None
}

/// `open: {from: …, until: …, closed_text: …}`
pub(super) fn opening(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<OpeningDefinition> {
    let entries = reader.mapping(node, &OPEN)?;
    let from = entries.get("from").map(|node| reader.day(node));
    let until = entries.get("until").map(|node| reader.day(node));
    let closed = reader.required(&entries, "closed_text");
    let closed = closed.and_then(|node| reader.texts(node, "the closing text", languages, 1_000));
    if from.is_none() && until.is_none() {
        reader.required(&entries, "from");
        return None;
    }
    let (from, until) = (flat(from)?, flat(until)?);
    if let (Some(from), Some(until)) = (&from, &until)
        && from.value > until.value
    {
        reader
            .diagnostics
            .report(Code::OutOfRange, until.place, "the service closes before it opens")
            .related(from.place, "it opens here")
            .help("write the last day on which orders are taken");
    }
    let closed_text = closed.unwrap_or_else(|| no_text(languages, entries.place));
    Some(OpeningDefinition { from, until, closed_text })
}

/// `limit: {paid_orders: …, reached_text: …}`
pub(super) fn limit(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<LimitPlan> {
    let entries = reader.mapping(node, &LIMIT)?;
    let paid_orders = reader.required(&entries, "paid_orders");
    let paid_orders = paid_orders.and_then(|node| reader.whole(node, "the number of orders", 1, PAID_ORDERS_MAX));
    let text = reader.required(&entries, "reached_text");
    let text = text.and_then(|node| reader.texts(node, "the text of the limit", languages, 1_000));
    Some(LimitPlan { paid_orders: paid_orders?, reached_text: text?.map(|_, text| text.value.clone()) })
}

/// `legal: {basis: …, tariff: …, data_purpose: …, data_basis: …, data_years: …}`
pub(super) fn legal(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Legal> {
    let entries = reader.mapping(node, &LEGAL)?;
    let basis = reader.required(&entries, "basis");
    let basis = basis.and_then(|node| reader.texts(node, "the legal basis", languages, 300));
    let tariff = flat(entries.get("tariff").map(|node| reader.texts(node, "the tariff's act", languages, 300)));
    let purpose = reader.required(&entries, "data_purpose");
    let purpose = purpose.and_then(|node| reader.texts(node, "the purpose of the data", languages, 300));
    let data_basis = reader.required(&entries, "data_basis");
    let data_basis = data_basis.and_then(|node| reader.texts(node, "the basis of the data", languages, 300));
    let years = reader.required(&entries, "data_years");
    let years = years.and_then(|node| reader.whole(node, "the number of years", 1, 100));
    let plain = |texts: Texts| texts.map(|_, text| text.value.clone());
    Some(Legal {
        basis: plain(basis?),
        tariff: tariff?.map(plain),
        data_purpose: plain(purpose?),
        data_basis: plain(data_basis?),
        data_years: years?,
    })
}
