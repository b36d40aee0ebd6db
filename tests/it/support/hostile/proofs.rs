//! Hostile to the proofs: definitions with very many cases, and faults whose examples are hard to find.

use super::Hostile;
use super::parts::{Parts, each, field, greatest, line};

fn numbers(min: &str) -> String {
    each(60, |at| field(at, &format!("type: number, decimals: 4, min: {min}, max: 9999")))
}

fn options(count: usize) -> String {
    let all = each(count, |at| format!("{{id: o{at}, label: {{ro: O{at}}}}},"));
    format!("type: choice, options: [{all}]")
}

pub fn all() -> Vec<Hostile> {
    let plain = Parts::default();
    let flags = each(60, |at| field(at, "type: yes_no"));
    let one_of = |name: &str, count: usize| {
        let some: Vec<String> = (0..count).map(|at| format!("\"o{at}\"")).collect();
        format!("{name} in [{}]", some.join(","))
    };
    let nested_ifs =
        |depth: usize| (0..depth).fold("1".to_owned(), |inner, at| format!("if(f{at}, {inner}, {at} + 1)"));
    let warnings = |count: usize, condition: &dyn Fn(usize) -> String| {
        each(count, |at| format!("  - {{warn: '{}', message: {{ro: M}}}}\n", condition(at)))
    };
    let asserts = |condition: &dyn Fn(usize) -> String| {
        each(40, |at| format!("  - {{assert: '{}', message: {{ro: M}}}}\n", condition(at)))
    };
    vec![
        Parts {
            fields: numbers("0"),
            lines: each(19, |at| line(at, &greatest("f1 * f2 - f3"), "f1 > 0")),
            ..plain.clone()
        }
        .refused("lines that may be zero", "E0401"),
        Parts {
            fields: numbers("-9999"),
            values: each(28, |at| format!("  v{at}: '{}'\n", greatest("1 / (f1 + f2 - f3)"))),
            lines: each(19, |at| line(at, &format!("v{at}"), &format!("v{} > 0", at + 9))),
            ..plain.clone()
        }
        .refused("divisions by what may be zero", "E0404"),
        Parts {
            fields: numbers("-9999"),
            values: each(27, |at| {
                let before = if at == 0 { "f0".to_owned() } else { format!("v{}", at - 1) };
                format!("  v{at}: 'max({before}, {})'\n", greatest("f1 + f2 - f3"))
            }),
            lines: each(19, |at| line(at, "1 / v26", "v26 != 3")),
            ..plain.clone()
        }
        .refused("examples that take long to try", "E0404"),
        Parts {
            fields: each(60, |at| field(at, &format!("type: number, decimals: 4, min: 1, max: {}", 9_000 + at))),
            lines: each(19, |at| {
                let terms: Vec<String> = (0..60).map(|n| format!("f{n} - 4999.5")).collect();
                let twenties: Vec<String> = terms.chunks(20).map(|some| format!("max({})", some.join(","))).collect();
                line(at, &format!("max({})", twenties.join(",")), "f1 > 2")
            }),
            ..plain.clone()
        }
        .refused("examples of very many answers", "E0401"),
        Parts {
            fields: flags.clone(),
            values: format!("  v: '{}'\n", nested_ifs(28)),
            lines: line(0, "v", "v < 20"),
            ..plain.clone()
        }
        .accepted("if in if, all within one another"),
        Parts {
            fields: flags.clone(),
            values: each(28, |at| {
                let before = if at == 0 { "1".to_owned() } else { format!("v{}", at - 1) };
                format!("  v{at}: 'if(f{at}, {before}, {before} + 1)'\n")
            }),
            lines: line(0, "v27", "v27 < 20"),
            ..plain.clone()
        }
        .refused("cases that double", "E0406"),
        Parts {
            fields: flags.clone(),
            checks: asserts(&|at| format!("f{at} or f{} or not f{}", (at + 1) % 60, (at + 2) % 60)),
            lines: each(19, |at| line(at, "1", &format!("f{at} or not f{}", at + 20))),
            ..plain.clone()
        }
        .accepted("checks that double the cases"),
        Parts {
            fields: each(30, |at| field(at, "type: yes_no"))
                + each(30, |at| {
                    let condition = format!("f{at} or f{} and not f{}", (at + 1) % 30, (at + 2) % 30);
                    field(at + 30, &format!("type: yes_no, show_when: \"{condition}\""))
                })
                .as_str(),
            values: each(100, |at| format!("  v{at}: 'if({}, 1, 2)'\n", condition_of_hidden(at))),
            lines: each(19, |at| line(at, &format!("v{at}"), &condition_of_hidden(at))),
            ..plain.clone()
        }
        .refused("conditions of what is hidden", "E0205"),
        Parts {
            fields: each(60, |at| match at {
                0 => field(0, "type: yes_no"),
                _ => field(at, &format!("type: yes_no, show_when: answered(f{}) and f0", (at - 1) / 2)),
            }),
            lines: each(19, |at| line(at, "1", &format!("answered(f{}) or answered(f{})", 59 - at, 40 - at))),
            ..plain.clone()
        }
        .accepted("fields shown by fields shown by fields"),
        Parts { fields: each(2, |at| field(at, &options(2_000))), ..plain.clone() }.accepted("fields of many options"),
        Parts { fields: each(3, |at| field(at, &options(2_000))), ..plain.clone() }
            .refused("fields of too many options", "E0104"),
        Parts {
            fields: each(10, |at| field(at, &options(300))),
            checks: warnings(40, &|at| one_of(&format!("f{}", at % 10), 299)),
            lines: each(19, |at| line(at, "1", &one_of(&format!("f{}", at % 10), 299))),
            ..plain.clone()
        }
        .accepted("one of many options"),
        Parts {
            fields: each(4, |at| field(at, &options(1_000))),
            values: each(28, |at| {
                format!("  v{at}: '{}'\n", greatest(&format!("if(f{} == f{}, 1, 2)", at % 4, (at + 1) % 4)))
            }),
            lines: each(19, |at| line(at, &format!("v{at}"), &format!("v{} > 1", at + 9))),
            ..plain.clone()
        }
        .refused("options that are the same", "E0406"),
        Parts {
            fields: each(2, |at| field(at, &options(2_000))),
            tables: format!("  t: {{{}}}\n", each(2_000, |at| format!("o{at}: {},", at + 1))),
            values: each(28, |at| format!("  v{at}: '{}'\n", greatest(&format!("t[f{}]", at % 2)))),
            lines: each(19, |at| line(at, &format!("v{at}"), &format!("v{} > 1", at + 9))),
            ..plain.clone()
        }
        .refused("many look-ups in a large table", "E0406"),
        Parts {
            fields: numbers("1"),
            checks: warnings(25, &|at| format!("f{at} > 70 and {} > 20", greatest(&format!("f{at} * f2")))),
            ..plain.clone()
        }
        .accepted("many warnings on amounts"),
        Parts {
            fields: numbers("1"),
            checks: asserts(&|at| format!("f{at} < f{}", at + 1)),
            lines: each(19, |at| line(at, &format!("round(f{} - f{at}, 2) + 1", at + 1), &format!("f{at} > 2"))),
            ..plain.clone()
        }
        .accepted("numbers in an order"),
        Parts {
            sections: each(4, |group| {
                format!(
                    "  - title: {{ro: S}}\n    repeat: {{id: g{group}, max: 20, row: {{ro: R}}}}\n    fields:\n{}",
                    each(4, |at| field(group * 10 + at, "type: number, decimals: 2, min: 1, max: 99"))
                )
            }),
            values: each(16, |at| format!("  v{at}: '{}'\n", greatest(&format!("f{} * 0.5 + 1", at / 4 * 10)))),
            lines: each(2, |at| {
                format!(
                    "  - {{id: l{at}, for_each: g{at}, reason: {{ro: L}}, amount: 'round(v{}, 2)', account: main}}\n",
                    at * 4
                )
            }),
            only_these_lines: true,
            ..plain
        }
        .accepted("rows of wide choices"),
    ]
}

fn condition_of_hidden(at: usize) -> String {
    format!("f{} or not f{}", 30 + at % 30, at % 30)
}
