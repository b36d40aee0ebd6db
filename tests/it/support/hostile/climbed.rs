//! Hostile as a whole: services of many parts at once, each as large as a knob says. Those that are kept were found by the
//! search for the worst (`language::worst`).

use mpay_pages::compile::DefinitionFiles;

use super::parts::{Parts, each, field, line};
use super::{Expected, Hostile, parts};

/// What can be turned, and how far: the limits of the language, or a little beyond.
pub const KNOBS: [(&str, u32); 20] = [
    ("numbers", 60),
    ("flags", 60),
    ("choices", 20),
    ("options", 200),
    ("values", 200),
    ("values that a value reads", 3),
    ("terms of a value", 40),
    ("conditions in a value", 8),
    ("divisions in a value", 3),
    ("lines", 19),
    ("terms of a line", 40),
    ("conditions of a line", 12),
    ("checks", 40),
    ("stops", 40),
    ("warnings", 40),
    ("conditions of a rule", 12),
    ("days of a value", 50),
    ("tiers of a value", 50),
    ("fields shown when", 40),
    ("examples", 100),
];

/// Where each knob stands.
pub type Shape = [u32; KNOBS.len()];

/// The definition of a shape.
pub fn files(shape: &Shape) -> DefinitionFiles {
    let [
        numbers,
        flags,
        choices,
        options,
        values,
        reads,
        terms,
        ifs,
        divisions,
        lines,
        line_terms,
        line_conditions,
        checks,
        stops,
        warnings,
        conditions,
        days,
        tiers,
        hidden,
        examples,
    ] = shape.map(|knob| knob as usize);
    let numbers = numbers.max(1);
    let mut fields = each(numbers, |at| field(at, "type: number, decimals: 2, min: 0, max: 900"));
    for at in 0..flags {
        let shown = if at < hidden { format!(", show_when: 'f{} > {at}'", at % numbers) } else { String::new() };
        fields.push_str(&format!("      - {{id: q{at}, type: yes_no{shown}, label: {{ro: Q{at}}}}}\n"));
    }
    let all = each(options.max(2), |at| format!("{{id: o{at}, price: {}, label: {{ro: O{at}}}}},", at + 1));
    for at in 0..choices {
        fields.push_str(&format!("      - {{id: c{at}, type: choice, label: {{ro: C{at}}}, options: [{all}]}}\n"));
    }
    let condition = |at: usize| match (flags > hidden, choices > 0) {
        (true, true) if at.is_multiple_of(3) => format!("q{}", hidden + at % (flags - hidden)),
        (_, true) if at.is_multiple_of(2) => format!("c{} == \"o{}\"", at % choices, at % options.max(2)),
        (true, _) if at.is_multiple_of(2) => format!("q{}", hidden + at % (flags - hidden)),
        _ => format!("f{} > {}", at % numbers, at % 90),
    };
    let any =
        |from: usize, count: usize| (0..count.max(1)).map(|at| condition(from + at)).collect::<Vec<_>>().join(" or ");
    let sum = |from: usize, count: usize| {
        (0..count.max(1)).map(|at| format!("f{}", (from + at) % numbers)).collect::<Vec<_>>().join(" + ")
    };
    let value = |at: usize| {
        let mut text = sum(at, terms);
        (0..reads.min(at)).for_each(|back| text.push_str(&format!(" + v{}", at - 1 - back)));
        (0..divisions).for_each(|part| text = format!("({text}) / (f{} + 1)", (at + part) % numbers));
        (0..ifs).for_each(|part| text = format!("if({}, {text}, {part} + 1)", condition(at + part)));
        format!("  v{at}: '{text}'\n")
    };
    let mut all_values = each(values, value);
    if days > 0 {
        let each_day = each(days, |at| format!("    from {}-01-01: f{} + {at}\n", 1950 + at, at % numbers));
        all_values.push_str(&format!("  dated:\n{each_day}"));
    }
    if tiers > 0 {
        let each_tier = each(tiers, |at| format!("    up to {}: f{} + {at}\n", at * 3 + 1, at % numbers));
        all_values.push_str(&format!("  banded:\n    tiers_of: f0\n{each_tier}    above: 1\n"));
    }
    let amount = |at: usize| {
        let read = if values > 0 { format!(" + v{}", values - 1 - at % values.min(20)) } else { String::new() };
        let dated = if days > 0 { " + dated" } else { "" };
        let banded = if tiers > 0 { " + banded" } else { "" };
        format!("round(max(min({}{read}{dated}{banded}, 100000), 1), 2)", sum(at, line_terms))
    };
    let rule = |key: &str, count: usize| {
        each(count, |at| format!("  - {{{key}: '{}', message: {{ro: M}}}}\n", any(at * 7, conditions)))
    };
    let answers = each(numbers, |at| format!(", f{at}: 7"));
    let example = format!(
        "  - {{total: 1, answers: {{payer.kind: person, payer.id: \"2006022048426\", payer.name: Ion{answers}}}}}\n"
    );
    let text = Parts {
        fields,
        values: all_values,
        stops: rule("condition", stops),
        checks: format!("{}{}", rule("assert", checks), rule("warn", warnings)),
        lines: each(lines, |at| line(at, &amount(at), &any(at, line_conditions))),
        examples: example.repeat(examples),
        ..Parts::default()
    }
    .text();
    parts::files(text)
}

pub fn all() -> Vec<Hostile> {
    FOUND.iter().map(|(name, expected, shape)| Hostile { name, files: files(shape), expected: *expected }).collect()
}

/// The worst that were found, with what becomes of them.
const FOUND: &[(&str, Expected, Shape)] = &[
    (
        "the slowest of a search",
        Expected::Refused("E0406"),
        [44, 2, 14, 140, 200, 0, 11, 5, 3, 19, 0, 1, 39, 0, 0, 12, 0, 0, 40, 24],
    ),
    (
        "the largest of a search",
        Expected::Refused("E0406"),
        [52, 0, 7, 0, 109, 3, 0, 8, 3, 19, 5, 12, 40, 0, 0, 6, 50, 0, 2, 0],
    ),
];
