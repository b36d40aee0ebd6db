//! Hostile expressions: as deep, as long and as entangled as their bounds allow.

use super::Hostile;
use super::parts::{Parts, each, field, greatest, line, wide};

pub fn all() -> Vec<Hostile> {
    let plain = Parts::default();
    let value = |text: &str| Parts { values: format!("  v: '{text}'\n"), ..Parts::default() };
    let numbers = each(60, |at| field(at, "type: number, decimals: 4, min: 1, max: 9999"));
    let flags = each(60, |at| field(at, "type: yes_no"));
    let chain = |length: usize| format!("n{}", " + 1".repeat(length));
    vec![
        value(&format!("{}1{}", "(".repeat(900), ")".repeat(900))).refused("a deep expression", "E0104"),
        value(&"1+".repeat(120_000)).refused("a long expression", "E0104"),
        value(&format!("{}1", "-".repeat(1_900))).refused("minus minus minus", "E0104"),
        value(&format!("{}true", "not ".repeat(450))).refused("not not not", "E0104"),
        value(&format!("{}1{}", "if(true,".repeat(200), ",1)".repeat(200))).refused("if in if in if", "E0104"),
        value("").refused("an empty expression", "E0301"),
        value(&"🚗".repeat(400)).refused("an expression of pictures", "E0301"),
        value(&format!("\"{}", "x".repeat(1_900))).refused("a text without end", "E0301"),
        value(&"(".repeat(20)).refused("brackets open at the end", "E0301"),
        value(&format!("1{}", "0".repeat(30))).refused("a great number", "E0301"),
        Parts { values: format!("  v: '{}'\n", chain(450)), ..plain.clone() }.refused("a chain of sums", "E0104"),
        Parts {
            // Each value begins where the one before it ends, far down.
            values: format!("  v0: '{}'\n", chain(40))
                + each(31, |at| format!("  v{}: 'v{at}{}'\n", at + 1, " + 1".repeat(40))).as_str(),
            lines: line(0, "v31", "v31 > 5"),
            ..plain.clone()
        }
        .refused("chains of chains of sums", "E0104"),
        Parts {
            fields: flags.clone(),
            values: format!("  v: 'if(f0{}, 1, 2)'\n", " and f1".repeat(270)),
            ..plain.clone()
        }
        .refused("a chain of conditions", "E0104"),
        Parts {
            fields: numbers.clone(),
            values: each(26, |at| format!("  v{at}: '{}'\n", greatest("f1 * f2"))),
            lines: each(19, |at| line(at, &format!("round(min(v{at}, 500), 2)"), &format!("v{} < 100000", at + 6))),
            ..plain.clone()
        }
        .accepted("wide choices of the greatest"),
        Parts {
            fields: numbers.clone(),
            values: each(26, |at| format!("  v{at}: '{}'\n", greatest("f1 * 0.00001 + 1 / f2"))),
            lines: each(19, |at| line(at, &format!("round(min(v{at}, 500) + 1, 2)"), &format!("v{} < 1", at + 1))),
            ..plain.clone()
        }
        .accepted("wide choices of fractions"),
        Parts {
            values: format!("  v0: n\n{}", each(30, |at| format!("  v{}: v{at} + v{at}\n", at + 1))),
            lines: line(0, "v30", "v30 > 5"),
            ..plain.clone()
        }
        .refused("values that double", "E0406"),
        Parts {
            values: format!("  v0: n\n{}", each(30, |at| format!("  v{}: max(v{at}, v{at}, v{at}, v{at})\n", at + 1))),
            lines: line(0, "v30", "v30 > 5"),
            ..plain.clone()
        }
        .refused("values that double doubly", "E0406"),
        Parts {
            values: each(200, |at| format!("  v{at}: {}\n", if at == 0 { "n".into() } else { format!("v{}", at - 1) })),
            ..plain.clone()
        }
        .refused("values in a row", "E0104"),
        Parts {
            fields: numbers.clone(),
            values: each(15, |at| {
                let tiers = each(49, |tier| format!("    up to {}: 1\n", tier + 2));
                let of = format!("max({})", vec!["f1"; 19].join(","));
                format!("  v{at}:\n    tiers_of: '{of}'\n{tiers}    above: 2\n")
            }),
            lines: each(15, |at| line(at, &format!("v{at}"), &format!("v{at} < 2"))),
            ..plain.clone()
        }
        .refused("tiers of wide choices", "E0406"),
        Parts {
            fields: numbers,
            values: each(90, |at| {
                let tiers = each(49, |tier| format!("    up to {}: 1\n", tier + 2));
                let of = greatest("f1");
                format!("  v{at}:\n    tiers_of: '{of}'\n{tiers}    above: 2\n")
            }),
            ..plain.clone()
        }
        .refused("tiers of very wide choices", "E0104"),
        Parts {
            fields: each(9, |at| field(at, "type: date, not_before: 2000-01-01, not_after: 2030-01-01"))
                + field(9, "type: choice, options: [{id: a, label: {ro: A}}, {id: b, label: {ro: B}}]").as_str(),
            tables: {
                let by = format!("if({}, f1, f2)", wide("f1 < f2", " or "));
                let days = each(50, |at| format!("    from {}-01-01: {{a: 1, b: 2}}\n", 1950 + at));
                format!("  t:\n    by: '{by}'\n{days}")
            },
            values: each(25, |at| format!("  v{at}: '{}'\n", greatest("t[f9]"))),
            ..plain.clone()
        }
        .refused("many look-ups of what changes often", "E0104"),
        Parts {
            fields: field(0, "type: choice, options: [{id: a, label: {ro: A}}, {id: b, label: {ro: B}}]"),
            values: each(100, |at| {
                format!("  v{at}: 'if({}, 1, 2)'\n", format_args!("f0 in [{}]", wide("\"a\"", ",")))
            }),
            ..plain
        }
        .accepted("one of many that are alike"),
    ]
}
