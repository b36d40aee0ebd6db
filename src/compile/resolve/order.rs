//! Order: what each value and condition needs comes before it, and nothing needs itself.

use std::collections::BTreeMap;

use crate::compile::definition::{PlacedExpr, ValueDefinition};
use crate::diag::{Code, Diagnostics, Place, Placed};
use crate::limits::DEPENDENCY_DEPTH_MAX;

/// A value, or a field or group that is shown under conditions.
struct Node<'a> {
    place: Place,
    needs: Vec<(String, Place)>,
    value: Option<&'a ValueDefinition>,
}

/// The values, each after those that it needs. `None` when some need themselves; they are reported.
pub(super) fn in_order(
    values: &[ValueDefinition],
    shown: &[(&Placed<String>, Vec<PlacedExpr>)],
    diagnostics: &mut Diagnostics,
) -> Option<Vec<ValueDefinition>> {
    let mut nodes: BTreeMap<&str, Node<'_>> = BTreeMap::new();
    for value in values {
        let node = Node { place: value.name.place, needs: needs(&value.expr), value: Some(value) };
        nodes.insert(&value.name.value, node);
    }
    for (id, conditions) in shown {
        let needs = conditions.iter().flat_map(needs).collect();
        nodes.insert(&id.value, Node { place: id.place, needs, value: None });
    }
    // How deep each is; those on the way are 0, so that a second visit finds the cycle.
    let mut depths: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ordered = Vec::new();
    let names: Vec<&str> = nodes.keys().copied().collect();
    for name in names {
        let mut path = Vec::new();
        visit(name, &nodes, &mut depths, &mut path, &mut ordered, diagnostics)?;
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
    depths: &mut BTreeMap<&'a str, usize>,
    path: &mut Vec<&'a str>,
    ordered: &mut Vec<ValueDefinition>,
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    let Some((name, node)) = nodes.get_key_value(name) else { return Some(0) };
    if let Some(depth) = depths.get(name) {
        return Some(*depth);
    }
    if let Some(start) = path.iter().position(|passed| passed == name) {
        report_cycle(&path[start..], nodes, diagnostics);
        return None;
    }
    path.push(name);
    let mut depth = 0;
    for (needed, _) in &node.needs {
        let Some((needed, _)) = nodes.get_key_value(needed.as_str()) else { continue };
        depth = depth.max(visit(needed, nodes, depths, path, ordered, diagnostics)?);
    }
    path.pop();
    depth += 1;
    if depth > DEPENDENCY_DEPTH_MAX {
        diagnostics
            .report(Code::TooLarge, node.place, format!("`{name}` builds on more than {DEPENDENCY_DEPTH_MAX} others"))
            .help("compute it from the answers in fewer steps");
        return None;
    }
    depths.insert(name, depth);
    ordered.extend(node.value.cloned());
    Some(depth)
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
