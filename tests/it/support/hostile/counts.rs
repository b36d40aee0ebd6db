//! Hostile counts: as many of everything at once as is allowed. These compile, and their pages are as large as pages get.

use super::Hostile;
use super::parts::{Parts, each, field, filling, line};

pub fn all() -> Vec<Hostile> {
    let plain = Parts::default();
    let payer = "payer.kind: person, payer.id: \"2006022048426\", payer.name: Ion";
    let long = |length: usize| "ă".repeat(length);
    let basket = |at: usize| {
        let items = each(50, |item| format!("{{id: i{at}_{item}, label: {{ro: I{item}}}, price: 1.25, max: 9}},"));
        field(at, &format!("type: basket, required: false, items: [{items}]"))
    };
    vec![
        Parts { examples: filling(900, |_| format!("  - {{answers: {{{payer}, n: 2}}, total: 1}}\n")), ..plain.clone() }
            .refused("very many examples", "E0104"),
        Parts { examples: each(100, |_| format!("  - {{answers: {{{payer}, n: 2}}, total: 1}}\n")), ..plain.clone() }
            .accepted("many examples"),
        Parts {
            fields: each(9, basket),
            lines: each(9, |at| line(at, &format!("max(sum(f{at}), 1)"), &format!("count(f{at}) > 0"))),
            ..plain.clone()
        }
        .accepted("many baskets"),
        Parts {
            fields: each(60, |at| {
                let (label, hint) = (long(280), long(300));
                field(at, &format!("type: text, max_length: 255, hint: {{ro: {hint}}}, error: {{ro: {hint}}}, property: {{display: {{ro: P}}}}"))
                    .replacen(&format!("label: {{ro: F{at}}}"), &format!("label: {{ro: {at}{label}}}"), 1)
            }),
            stops: each(40, |at| format!("  - {{condition: f{at} == \"x\", message: {{ro: {}}}}}\n", long(400))),
            checks: each(40, |at| format!("  - {{assert: f{at} != \"y\", message: {{ro: {}}}}}\n", long(300))),
            ..plain.clone()
        }
        .accepted("many long texts"),
        Parts {
            fields: each(60, |at| match at {
                0 => field(0, "type: choice, options: [{id: a, label: {ro: A}}, {id: b, label: {ro: B}}]"),
                _ => field(at, "type: text, required: false, show_when: f0 == \"a\""),
            }),
            stops: each(39, |at| format!("  - {{condition: 'answered(f{}) and answered(f{})', message: {{ro: S}}}}\n", at + 1, at + 20)),
            ..plain.clone()
        }
        .accepted("many stops of fields that are hidden"),
        Parts {
            sections: each(10, |group| {
                format!(
                    "  - title: {{ro: S}}\n    repeat: {{id: g{group}, max: 7, row: {{ro: R}}}}\n    fields:\n{}",
                    each(6, |at| field(group * 10 + at, "type: number, decimals: 2, min: 1, max: 99"))
                )
            }),
            lines: each(5, |at| {
                format!("  - {{id: l{at}, for_each: g{at}, reason: {{ro: L}}, amount: 'f{}', account: main}}\n", at * 10)
            }),
            only_these_lines: true,
            examples: {
                let answers: String = (0..10)
                    .flat_map(|group| (1..=7).flat_map(move |row| (0..6).map(move |at| format!(", g{group}.{row}.f{}: 2", group * 10 + at))))
                    .collect();
                each(20, |_| format!("  - {{total: 70, answers: {{{payer}{answers}}}}}\n"))
            },
            ..plain.clone()
        }
        .accepted("as many rows as a form sends"),
        Parts {
            values: each(200, |at| format!("  v{at}: n * {at}\n")),
            lines: each(19, |at| line(at, &format!("v{} + 1", at + 1), &format!("v{} > 30", at + 30))),
            examples: each(100, |_| format!("  - {{answers: {{{payer}, n: 9}}, total: 1730}}\n")),
            ..plain
        }
        .accepted("many values"),
    ]
}
