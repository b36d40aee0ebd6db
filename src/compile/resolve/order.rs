//! Order: what each value and condition needs comes before it, and nothing needs itself.

use std::collections::BTreeMap;

use crate::compile::definition::{PlacedExpr, ValueDefinition};
use crate::diag::{Code, Diagnostics, Place, Placed};
use crate::limits::{DEPENDENCY_DEPTH_MAX, EXPRESSION_TOTAL_HEIGHT_MAX};

/// A value, or a field or group that is shown under conditions.
struct Node<'a> {
    place: Place,
    needs: Vec<(String, Place)>,
    /// Of its own expressions.
    height: usize,
    value: Option<&'a ValueDefinition>,
}

/// How much a value, field or group builds on.
#[derive(Clone, Copy, Default)]
struct Built {
    /// How many others, each on the next.
    depth: usize,
    /// How tall its expression is when theirs are put in.
    height: usize,
}

/// The values, each after those that it needs, but for those in a cycle; and the names of what needs itself or builds on
/// too much, which is reported.
pub(super) fn in_order(
    values: &[ValueDefinition],
    shown: &[(&Placed<String>, Vec<PlacedExpr>)],
    diagnostics: &mut Diagnostics,
) -> (Vec<ValueDefinition>, Vec<String>) {
    let mut nodes: BTreeMap<&str, Node<'_>> = BTreeMap::new();
    for value in values {
        let height = value.expr.expr.height();
        let node = Node { place: value.name.place, needs: needs(&value.expr), height, value: Some(value) };
        nodes.insert(&value.name.value, node);
    }
    for (id, conditions) in shown {
        let height = conditions.iter().map(|condition| condition.expr.height()).max().unwrap_or(0);
        let needs = conditions.iter().flat_map(needs).collect();
        nodes.insert(&id.value, Node { place: id.place, needs, height, value: None });
    }
    let mut search =
        Search { nodes: &nodes, built: BTreeMap::new(), path: Vec::new(), ordered: Vec::new(), cycles: Vec::new() };
    let names: Vec<&str> = nodes.keys().copied().collect();
    for name in names {
        search.visit(name, diagnostics);
    }
    let Search { mut ordered, cycles, .. } = search;
    ordered.retain(|value: &ValueDefinition| !cycles.contains(&value.name.value));
    (ordered, cycles)
}

fn needs(expr: &PlacedExpr) -> Vec<(String, Place)> {
    let mut found = Vec::new();
    expr.expr.for_each_name(&mut |name, span| found.push((name.to_owned(), expr.part(span))));
    found
}

/// The search for an order, depth first.
struct Search<'a, 'n> {
    nodes: &'n BTreeMap<&'a str, Node<'a>>,
    built: BTreeMap<&'a str, Built>,
    /// From where it began to where it is.
    path: Vec<&'a str>,
    ordered: Vec<ValueDefinition>,
    cycles: Vec<String>,
}

impl<'a> Search<'a, '_> {
    /// How much a name builds on, with itself; nothing where that is reported, so that it is reported once.
    fn visit(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Built {
        let Some((name, node)) = self.nodes.get_key_value(name) else { return Built::default() };
        if let Some(known) = self.built.get(name) {
            return *known;
        }
        if let Some(start) = self.path.iter().position(|passed| passed == name) {
            let cycle = &self.path[start..];
            if !cycle.iter().any(|name| self.cycles.iter().any(|known| known == name)) {
                report_cycle(cycle, self.nodes, diagnostics);
            }
            self.cycles.extend(cycle.iter().map(|name| (*name).to_owned()));
            return Built::default();
        }
        self.path.push(name);
        let mut most = Built::default();
        for (needed, _) in &node.needs {
            let other = self.visit(needed, diagnostics);
            most = Built { depth: most.depth.max(other.depth), height: most.height.max(other.height) };
        }
        self.path.pop();
        let mut own = Built { depth: most.depth + 1, height: most.height + node.height };
        let excess = if own.depth > DEPENDENCY_DEPTH_MAX {
            Some(format!("`{name}` builds on more than {DEPENDENCY_DEPTH_MAX} others"))
        } else if own.height > EXPRESSION_TOTAL_HEIGHT_MAX {
            Some(format!("`{name}` and what it builds on nest more than {EXPRESSION_TOTAL_HEIGHT_MAX} levels"))
        } else {
            None
        };
        if let Some(message) = excess {
            let report = diagnostics.report(Code::TooLarge, node.place, message);
            report.help("compute it from the answers in fewer steps");
            // As good as a cycle: it is not worked out.
            self.cycles.push((*name).to_owned());
            own = Built::default();
        }
        self.built.insert(name, own);
        self.ordered.extend(node.value.cloned());
        own
    }
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
