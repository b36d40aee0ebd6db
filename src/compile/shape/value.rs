//! The shape of named values and tables: an expression, a tariff that changes on days, a tariff by tiers.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::reader::Reader;
use crate::compile::definition::{
    Changes, PlacedExpr, TableDefinition, TableEntries, TableVersion, Tiers, ValueDefinition, Wanted,
};
use crate::compile::names::Scope;
use crate::diag::{Code, Placed};
use crate::expr::{Expr, ExprKind, Function, Operator};
use crate::form::read_date;
use crate::limits::{AMOUNT_BANI_MAX, CHANGES_MAX, VALUES_MAX};
use crate::yaml::{Key, Node, NodeKind, Scalar};

/// What the keys of a table that changes say.
const TABLE_FORMS: &str =
    "write a number for each option; or `from 2026-01-01:` with such numbers for each day on which they change";
/// What the keys of a value that is no plain expression say.
const FORMS: &str = "write an expression; or `from 2026-01-01: …` for each day on which it changes; \
                     or `tiers_of: …` with `up to 100: …` and `above: …`";

/// What each day or tier adds beside a copy of what decides: the comparison, its number, the choice.
pub(in crate::compile) const EXTRA_PARTS: usize = 3;

pub(super) fn values(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<ValueDefinition>> {
    let entries = reader.open_mapping(node, "the values")?;
    if entries.len() > VALUES_MAX {
        let message = format!("a service has at most {VALUES_MAX} named values");
        reader.diagnostics.report(Code::TooLarge, node.place, message);
        return None;
    }
    let mut all = Vec::new();
    for (key, node) in entries {
        // Which rows a value speaks of is seen from what it names.
        let found = reader.within(Scope::Anywhere, |reader| reader.thing(|reader| value(reader, key, node)));
        reader.lost.expressions |= found.is_none();
        all.extend(found);
    }
    Some(all)
}

fn value(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Option<ValueDefinition> {
    let name = reader.name(&key_node(key), "a value's name");
    let found = match &node.kind {
        NodeKind::Mapping(entries) if entries.iter().any(|(key, _)| key.text == "tiers_of") => tiers(reader, node),
        NodeKind::Mapping(_) => changes(reader, node, name.as_ref().map_or("", |name| &name.value)),
        _ => reader.expr(node, "a value", Wanted::Anything).map(|expr| (expr, None, None)),
    };
    let (name, (expr, changes, tiers)) = name.zip(found)?;
    Some(ValueDefinition { name, expr, changes, tiers })
}

type Found = (PlacedExpr, Option<Changes>, Option<Tiers>);

/// `{from 2025-01-01: 13.90, from 2026-09-01: 15.20, by: visit_date}`
fn changes(reader: &mut Reader<'_>, node: &Node, name: &str) -> Option<Found> {
    let case = |reader: &mut Reader<'_>, node: &Node| reader.expr(node, "a value", Wanted::Anything);
    let Dated { cases, by } = dated(reader, node, "a value", FORMS, case)?;
    let by = by.map_or_else(today, |by| by.expr);
    reader.count_parts(cases.len() * (by.size() + EXTRA_PARTS), node.start)?;
    let mut cases = cases.into_iter();
    let (first, case) = cases.next()?;
    let expr = cases.fold(case.expr, |earlier, (from, case)| since(&by, from.value, case.expr, earlier));
    let changes = Changes { by, first, name: name.to_owned() };
    Some((PlacedExpr { expr, place: node.start }, Some(changes), None))
}

/// `if(by >= day, later, earlier)`
pub(in crate::compile) fn since(by: &Expr, day: Date, later: Expr, earlier: Expr) -> Expr {
    let day = Expr { kind: ExprKind::Date(day), span: later.span };
    let condition = ExprKind::Binary(Operator::GreaterOrEqual, Box::new(by.clone()), Box::new(day));
    let condition = Expr { kind: condition, span: by.span };
    let span = later.span;
    Expr { kind: ExprKind::Call(Function::If, vec![condition, later, earlier]), span }
}

/// `today()`
pub(in crate::compile) fn today() -> Expr {
    Expr::bare(ExprKind::Call(Function::Today, Vec::new()))
}

/// What changes on days.
pub(super) struct Dated<T> {
    /// In the order of the days; at least one.
    pub cases: Vec<(Placed<Date>, T)>,
    /// What decides which day counts.
    pub by: Option<PlacedExpr>,
}

/// Entries under `from DAY`; `None` after all of them were read and some could not be.
pub(super) fn dated<T>(
    reader: &mut Reader<'_>,
    node: &Node,
    what: &'static str,
    forms: &str,
    mut read: impl FnMut(&mut Reader<'_>, &Node) -> Option<T>,
) -> Option<Dated<T>> {
    let entries = reader.open_mapping(node, what)?;
    let (mut cases, mut by) = (Vec::new(), None);
    let mut before: Option<Placed<Date>> = None;
    let mut is_whole = true;
    for (key, node) in entries {
        if key.text == "by" {
            by = reader.expr(node, "the day that decides", Wanted::Day);
            is_whole &= by.is_some();
            continue;
        }
        let case = read(reader, node);
        let Some(day) = key.text.strip_prefix("from ").and_then(|day| read_date(day.trim())) else {
            reader
                .diagnostics
                .report(Code::UnknownKey, key.place, format!("`{}` is no day and no tier", key.text))
                .help(forms);
            is_whole = false;
            continue;
        };
        let day = Placed::new(day, key.place);
        if let Some(before) = before.filter(|before| before.value >= day.value) {
            let report =
                reader.diagnostics.report(Code::DatesOutOfOrder, key.place, "this day is not after the one before");
            report.related(before.place, "the day before").help("write the days in their order, each once");
            is_whole = false;
        }
        before = Some(day.clone());
        is_whole &= case.is_some();
        cases.extend(case.map(|case| (day, case)));
    }
    if !is_counted(entries, "by") {
        let message = format!("{what} has 1 to {CHANGES_MAX} days on which it changes");
        reader.diagnostics.report(Code::OutOfRange, node.start, message).help(forms);
        return None;
    }
    is_whole.then_some(Dated { cases, by })
}

/// Whether there are as many entries as may be, but for the one that says what decides.
fn is_counted(entries: &[(Key, Node)], but: &str) -> bool {
    (1..=CHANGES_MAX).contains(&entries.iter().filter(|(key, _)| key.text != but).count())
}

/// `{tiers_of: area, up to 10: 100, up to 50: 100 + (area - 10) * 8, above: 500}`
fn tiers(reader: &mut Reader<'_>, node: &Node) -> Option<Found> {
    let entries = reader.open_mapping(node, "a value by tiers")?;
    let mut of = None;
    let mut cases: Vec<(Placed<Option<Decimal>>, PlacedExpr)> = Vec::new();
    let mut before: Option<Placed<Option<Decimal>>> = None;
    let mut is_whole = true;
    for (key, node) in entries {
        if key.text == "tiers_of" {
            of = reader.expr(node, "a value", Wanted::Tiers);
            continue;
        }
        let case = reader.expr(node, "a value", Wanted::Anything);
        let end = match key.text.strip_prefix("up to ").map(|number| number.trim().parse::<Decimal>()) {
            Some(Ok(end)) => Placed::new(Some(end), key.place),
            None if key.text == "above" => Placed::new(None, key.place),
            _ => {
                let message = format!("`{}` is no tier", key.text);
                reader.diagnostics.report(Code::UnknownKey, key.place, message).help(FORMS);
                is_whole = false;
                continue;
            }
        };
        // No tier is above the one above all.
        let overlaps = |before: &Placed<Option<Decimal>>| match (before.value, end.value) {
            (None, _) => true,
            (Some(before), Some(end)) => before >= end,
            (Some(_), None) => false,
        };
        if let Some(before) = before.filter(overlaps) {
            let report =
                reader.diagnostics.report(Code::TiersOutOfOrder, key.place, "this tier overlaps the one before");
            report.related(before.place, "the tier before").help("write the tiers from the lowest up, `above` last");
            is_whole = false;
        }
        before = Some(end.clone());
        is_whole &= case.is_some();
        cases.extend(case.map(|case| (end, case)));
    }
    if !is_counted(entries, "tiers_of") {
        let message = format!("a value by tiers has 1 to {CHANGES_MAX} tiers");
        reader.diagnostics.report(Code::OutOfRange, node.start, message).help(FORMS);
        return None;
    }
    let of = of.filter(|_| is_whole)?;
    let ends = cases.iter().map(|(end, _)| end.clone()).collect();
    reader.count_parts(cases.len() * (of.expr.size() + EXTRA_PARTS), node.start)?;
    let mut cases = cases.into_iter().rev();
    let mut expr = cases.next()?.1.expr;
    for (end, case) in cases {
        let number = Expr { kind: ExprKind::Number(end.value?), span: case.expr.span };
        let condition = ExprKind::Binary(Operator::LessOrEqual, Box::new(of.expr.clone()), Box::new(number));
        let condition = Expr { kind: condition, span: of.expr.span };
        let span = case.expr.span;
        expr = Expr { kind: ExprKind::Call(Function::If, vec![condition, case.expr, expr]), span };
    }
    Some((PlacedExpr { expr, place: node.start }, None, Some(Tiers { of, ends })))
}

pub(super) fn tables(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<TableDefinition>> {
    let mut all = Vec::new();
    for (key, node) in reader.open_mapping(node, "the tables")? {
        let found = reader.within(Scope::Anywhere, |reader| reader.thing(|reader| table(reader, key, node)));
        all.extend(found);
    }
    Some(all)
}

fn table(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Option<TableDefinition> {
    let name = reader.name(&key_node(key), "a table's name");
    let is_dated =
        matches!(&node.kind, NodeKind::Mapping(entries) if entries.iter().any(|(k, _)| k.text.starts_with("from ")));
    if !is_dated {
        let versions = vec![TableVersion { from: None, entries: entries(reader, node)? }];
        return Some(TableDefinition { name: name?, versions, by: None });
    }
    let Dated { cases, by } = dated(reader, node, "a table", TABLE_FORMS, entries)?;
    let versions = cases.into_iter().map(|(from, entries)| TableVersion { from: Some(from), entries }).collect();
    Some(TableDefinition { name: name?, versions, by })
}

fn entries(reader: &mut Reader<'_>, node: &Node) -> Option<TableEntries> {
    let mut entries = Vec::new();
    for (key, node) in reader.open_mapping(node, "a table")? {
        let most = Decimal::from(AMOUNT_BANI_MAX);
        let number = reader.decimal(node, "a number", -most, most).map(|number| number.value);
        entries.push((Placed::new(key.text.clone(), key.place), number));
    }
    Some(entries)
}

/// A key as a node, so that it is read by the rules of names.
pub(super) fn key_node(key: &Key) -> Node {
    let scalar = Scalar { text: key.text.clone(), is_plain: true, verbatim_start: None };
    Node { place: key.place, start: key.place, kind: NodeKind::Scalar(scalar) }
}
