//! The shape of named values and tables: an expression, a tariff that changes on days, a tariff by tiers.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::reader::Reader;
use crate::compile::definition::{Changes, PlacedExpr, TableDefinition, TableVersion, Tiers, ValueDefinition};
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
        let name = reader.name(&key_node(key), "a value's name");
        let found = match &node.kind {
            NodeKind::Mapping(entries) if entries.iter().any(|(key, _)| key.text == "tiers_of") => tiers(reader, node),
            NodeKind::Mapping(_) => changes(reader, node, name.as_ref().map_or("", |name| &name.value)),
            _ => reader.expr(node, "a value").map(|expr| (expr, None, None)),
        };
        reader.lost.expressions |= found.is_none();
        if let (Some(name), Some((expr, changes, tiers))) = (name, found) {
            all.push(ValueDefinition { name, expr, changes, tiers });
        }
    }
    Some(all)
}

type Found = (PlacedExpr, Option<Changes>, Option<Tiers>);

/// `{from 2025-01-01: 13.90, from 2026-09-01: 15.20, by: visit_date}`
fn changes(reader: &mut Reader<'_>, node: &Node, name: &str) -> Option<Found> {
    let (dated, by) = dated(reader, node, "a value", FORMS)?;
    let mut cases = Vec::new();
    for (from, node) in dated {
        cases.push((from, reader.expr(node, "a value")?));
    }
    let by_expr = by.map_or_else(today, |by| by.expr);
    let first = cases.first()?.0.clone();
    reader.count_parts(cases.len() * (by_expr.size() + EXTRA_PARTS), node.start)?;
    let mut cases = cases.into_iter();
    let mut expr = cases.next()?.1.expr;
    for (from, case) in cases {
        expr = since(&by_expr, from.value, case.expr, expr);
    }
    let changes = Changes { by: by_expr, first, name: name.to_owned() };
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

pub(super) type Dated<'a> = (Vec<(Placed<Date>, &'a Node)>, Option<PlacedExpr>);

/// Entries under `from DAY`, in the order of the days, and what decides which day counts.
pub(super) fn dated<'a>(reader: &mut Reader<'_>, node: &'a Node, what: &'static str, forms: &str) -> Option<Dated<'a>> {
    let entries = reader.open_mapping(node, what)?;
    let mut found: Vec<(Placed<Date>, &Node)> = Vec::new();
    let mut by = None;
    for (key, node) in entries {
        if key.text == "by" {
            by = Some(reader.expr(node, "the day that decides")?);
            continue;
        }
        let day = key.text.strip_prefix("from ").and_then(|day| read_date(day.trim()));
        let Some(day) = day else {
            reader
                .diagnostics
                .report(Code::UnknownKey, key.place, format!("`{}` is no day and no tier", key.text))
                .help(forms);
            return None;
        };
        if let Some((before, _)) = found.last()
            && before.value >= day
        {
            let report =
                reader.diagnostics.report(Code::DatesOutOfOrder, key.place, "this day is not after the one before");
            report.related(before.place, "the day before").help("write the days in their order, each once");
            return None;
        }
        found.push((Placed::new(day, key.place), node));
    }
    if found.is_empty() || found.len() > CHANGES_MAX {
        let message = format!("{what} has 1 to {CHANGES_MAX} days on which it changes");
        reader.diagnostics.report(Code::OutOfRange, node.start, message).help(forms);
        return None;
    }
    Some((found, by))
}

/// `{tiers_of: area, up to 10: 100, up to 50: 100 + (area - 10) * 8, above: 500}`
fn tiers(reader: &mut Reader<'_>, node: &Node) -> Option<Found> {
    let entries = reader.open_mapping(node, "a value by tiers")?;
    let mut of = None;
    let mut cases: Vec<(Placed<Option<Decimal>>, PlacedExpr)> = Vec::new();
    for (key, node) in entries {
        let expr = reader.expr(node, "a value")?;
        if key.text == "tiers_of" {
            of = Some(expr);
            continue;
        }
        let end = match key.text.strip_prefix("up to ").map(|number| number.trim().parse::<Decimal>()) {
            Some(Ok(end)) => Some(end),
            None if key.text == "above" => None,
            _ => {
                let message = format!("`{}` is no tier", key.text);
                reader.diagnostics.report(Code::UnknownKey, key.place, message).help(FORMS);
                return None;
            }
        };
        if let Some((before, _)) = cases.last()
            && (before.value.is_none() || end.is_some_and(|end| before.value.is_some_and(|other| other >= end)))
        {
            let report =
                reader.diagnostics.report(Code::TiersOutOfOrder, key.place, "this tier overlaps the one before");
            report.related(before.place, "the tier before").help("write the tiers from the lowest up, `above` last");
            return None;
        }
        cases.push((Placed::new(end, key.place), expr));
    }
    if cases.is_empty() || cases.len() > CHANGES_MAX {
        let message = format!("a value by tiers has 1 to {CHANGES_MAX} tiers");
        reader.diagnostics.report(Code::OutOfRange, node.start, message).help(FORMS);
        return None;
    }
    let of = of?;
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
        let name = reader.name(&key_node(key), "a table's name");
        if let (Some(name), Some((versions, by))) = (name, table(reader, node)) {
            all.push(TableDefinition { name, versions, by });
        }
    }
    Some(all)
}

fn table(reader: &mut Reader<'_>, node: &Node) -> Option<(Vec<TableVersion>, Option<PlacedExpr>)> {
    let is_dated =
        matches!(&node.kind, NodeKind::Mapping(entries) if entries.iter().any(|(k, _)| k.text.starts_with("from ")));
    if !is_dated {
        return Some((vec![TableVersion { from: None, entries: entries(reader, node)? }], None));
    }
    let (dated, by) = dated(reader, node, "a table", TABLE_FORMS)?;
    let mut versions = Vec::new();
    for (from, node) in dated {
        versions.push(TableVersion { from: Some(from), entries: entries(reader, node)? });
    }
    Some((versions, by))
}

fn entries(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<(Placed<String>, Decimal)>> {
    let mut entries = Vec::new();
    for (key, node) in reader.open_mapping(node, "a table")? {
        let most = Decimal::from(AMOUNT_BANI_MAX);
        // A number that cannot be read is no forgotten entry.
        let number = reader.decimal(node, "a number", -most, most).map_or(Decimal::ONE, |number| number.value);
        entries.push((Placed::new(key.text.clone(), key.place), number));
    }
    Some(entries)
}

/// A key as a node, so that it is read by the rules of names.
pub(super) fn key_node(key: &Key) -> Node {
    let scalar = Scalar { text: key.text.clone(), is_plain: true, verbatim_start: None };
    Node { place: key.place, start: key.place, kind: NodeKind::Scalar(scalar) }
}
