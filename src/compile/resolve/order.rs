//! Order: what each value and condition needs comes before it, and nothing needs itself.

use std::collections::BTreeMap;

use crate::compile::definition::{FieldDefinition, PlacedExpr, ValueDefinition};
use crate::diag::{Code, Diagnostics, Place};
use crate::limits::{DEPENDENCY_DEPTH_MAX, EXPRESSION_TOTAL_HEIGHT_MAX};

/// A value, or a field that is shown under conditions.
struct Node<'a> {
    place: Place,
    needs: Vec<(String, Place)>,
    /// Of its own expressions.
    height: usize,
    value: Option<&'a ValueDefinition>,
}

/// How much a value or field builds on.
#[derive(Clone, Copy, Default)]
struct Built {
    /// How many others, each on the next.
    depth: usize,
    /// How tall its expression is when theirs are put in.
    height: usize,
}

/// The values, each after those that it needs. `None` when some need themselves; they are reported.
pub(super) fn in_order(
    values: &[ValueDefinition],
    fields: &[(&FieldDefinition, Vec<PlacedExpr>)],
    diagnostics: &mut Diagnostics,
) -> Option<Vec<ValueDefinition>> {
    let mut nodes: BTreeMap<&str, Node<'_>> = BTreeMap::new();
    for value in values {
        let height = value.expr.expr.height();
        let node = Node { place: value.name.place, needs: needs(&value.expr), height, value: Some(value) };
        nodes.insert(&value.name.value, node);
    }
    for (field, conditions) in fields {
        let height = conditions.iter().map(|condition| condition.expr.height()).max().unwrap_or(0);
        let needs = conditions.iter().flat_map(needs).collect();
        nodes.insert(&field.id.value, Node { place: field.id.place, needs, height, value: None });
    }
    let mut built: BTreeMap<&str, Built> = BTreeMap::new();
    let mut ordered = Vec::new();
    let names: Vec<&str> = nodes.keys().copied().collect();
    for name in names {
        let mut path = Vec::new();
        visit(name, &nodes, &mut built, &mut path, &mut ordered, diagnostics)?;
    }
    Some(ordered)
}

fn needs(expr: &PlacedExpr) -> Vec<(String, Place)> {
    let mut found = Vec::new();
    expr.expr.for_each_name(&mut |name, span| found.push((name.to_owned(), expr.part(span))));
    found
}

fn visit<'a>(
    name: &'a str,
    nodes: &BTreeMap<&'a str, Node<'a>>,
    built: &mut BTreeMap<&'a str, Built>,
    path: &mut Vec<&'a str>,
    ordered: &mut Vec<ValueDefinition>,
    diagnostics: &mut Diagnostics,
) -> Option<Built> {
    let Some((name, node)) = nodes.get_key_value(name) else { return Some(Built::default()) };
    if let Some(known) = built.get(name) {
        return Some(*known);
    }
    if let Some(start) = path.iter().position(|passed| passed == name) {
        report_cycle(&path[start..], nodes, diagnostics);
        return None;
    }
    path.push(name);
    let mut most = Built::default();
    for (needed, _) in &node.needs {
        let Some((needed, _)) = nodes.get_key_value(needed.as_str()) else { continue };
        let other = visit(needed, nodes, built, path, ordered, diagnostics)?;
        most = Built { depth: most.depth.max(other.depth), height: most.height.max(other.height) };
    }
    path.pop();
    let own = Built { depth: most.depth + 1, height: most.height + node.height };
    if own.depth > DEPENDENCY_DEPTH_MAX || own.height > EXPRESSION_TOTAL_HEIGHT_MAX {
        diagnostics
            .report(
                Code::TooLarge,
                node.place,
                match own.depth > DEPENDENCY_DEPTH_MAX {
                    true => format!("`{name}` builds on more than {DEPENDENCY_DEPTH_MAX} others"),
                    false => {
                        format!("`{name}` and what it builds on nest more than {EXPRESSION_TOTAL_HEIGHT_MAX} levels")
                    }
                },
            )
            .help("compute it from the answers in fewer steps");
        return None;
    }
    built.insert(name, own);
    ordered.extend(node.value.cloned());
    Some(own)
}

fn report_cycle(cycle: &[&str], nodes: &BTreeMap<&str, Node<'_>>, diagnostics: &mut Diagnostics) {
    // The one that stands first in the file, so that the message is the same wherever the search began.
    let place_of = |name: &&str| nodes.get(name).map(|node| node.place);
    let start = (0..cycle.len()).min_by_key(|at| place_of(&cycle[*at])).unwrap_or(0);
    let turned: Vec<&str> = cycle[start..].iter().chain(&cycle[..start]).copied().collect();
    let (Some(first), Some(node)) = (turned.first(), turned.first().and_then(|name| nodes.get(name))) else { return };
    let next = turned.get(1).unwrap_or(first);
    let place = node.needs.iter().find(|(name, _)| name == next).map_or(node.place, |(_, place)| *place);
    let names: Vec<&str> = turned.iter().copied().chain([*first]).collect();
    let what = if node.value.is_some() { "a value" } else { "a condition" };
    diagnostics
        .report(Code::Cycle, place, format!("{what} needs itself: {}", names.join(" -> ")))
        .help("compute one of them from the answers alone");
}
