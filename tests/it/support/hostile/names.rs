//! Hostile names: as many faults as fit, each with a long search for the name that was meant, and shown on lines that
//! are hard to show.

use mpay_pages::limits::DEFINITION_BYTES_MAX;

use super::Hostile;
use super::parts::{Parts, each, field, line, refused, wide};

pub fn all() -> Vec<Hostile> {
    let plain = Parts::default();
    let options = |count: usize| {
        let all = each(count, |at| format!("{{id: option_{at:04}, label: {{ro: O{at}}}}},"));
        format!("type: choice, options: [{all}]")
    };
    let long_names =
        each(60, |at| format!("      - {{id: a_long_name_of_a_field_{at:012}, type: yes_no, label: {{ro: F{at}}}}}\n"));
    let example = |answer: &str| {
        format!(
            "  - {{total: 1, answers: {{payer.kind: person, payer.id: \"2006022048426\", payer.name: Ion{answer}}}}}\n"
        )
    };
    let mut all = vec![
        refused("errors on one line", "E0105", {
            let field = format!("{{type: text, lable: 1, x: \"{}\"}},", "x".repeat(4_000));
            format!("{{sections: [{{fields: [{}]}}]}}", field.repeat(60))
        }),
        refused(
            "errors on one line of characters of four bytes",
            "E0105",
            format!("{{{}}}", each(12_000, |at| format!("🇲🇩{at}: 1,"))),
        ),
        refused(
            "errors on one line of combining marks",
            "E0105",
            format!("{{{}}}", each(8_000, |at| format!("a{at}\u{301}\u{323}\u{304}\u{316}\u{301}\u{316}: 1,"))),
        ),
        refused("errors on lines that end in blanks", "E0105", {
            format!("{{{}}}", each(50, |at| format!("a{at}: 1,{}\n", " ".repeat(5_000))))
        }),
        Parts { fields: each(3_500, |at| field(at, "type: text, x: 1")), ..plain.clone() }
            .refused("many fields", "E0104"),
        Parts { fields: each(60, |at| field(at, "x: 1, y: 2, z: 3, q: 4")), ..plain.clone() }
            .refused("fields without a type", "E0106"),
        Parts {
            fields: field(0, &options(2_000)),
            values: each(40, |at| format!("  v{at}: '{}'\n", wide("if(f0 == \"option_00000\", 1, 2)", " + "))),
            ..plain.clone()
        }
        .refused("options that are none", "E0202"),
        Parts {
            fields: field(0, &options(2_000)),
            tables: format!("  t: {{{}}}\n", each(2_000, |at| format!("option_{at:05}: 1,"))),
            values: each(40, |at| format!("  v{at}: '{}'\n", wide("t[f0]", " + "))),
            ..plain.clone()
        }
        .refused("a table that lacks every option", "E0303"),
        Parts {
            fields: long_names.clone(),
            values: each(110, |at| format!("  v{at}: '{}'\n", wide("a_long_name_of_a_fiedl_x", " + "))),
            ..plain.clone()
        }
        .refused("names that are none", "E0202"),
        Parts {
            fields: long_names.clone(),
            values: each(200, |at| format!("  a_long_name_of_a_value_{at:012}: 'a_long_name_of_a_vaule_{at:012}'\n")),
            lines: each(19, |at| {
                line(at, &wide("a_long_name_of_a_vaule_0", " + "), &wide("a_long_name_of_a_vaule", " and "))
            }),
            ..plain.clone()
        }
        .refused("values that are none", "E0202"),
        Parts {
            fields: long_names.clone(),
            examples: {
                let answers = each(30, |at| format!(", a_long_name_of_a_fiedl_{at:012}: 1"));
                each(100, |_| example(&answers))
            },
            ..plain.clone()
        }
        .refused("answers to what is not asked", "E0602"),
        Parts { examples: each(100, |_| example(", n: 99")), ..plain.clone() }
            .refused("examples that the form refuses", "E0602"),
        Parts { examples: each(100, |_| example(", n: 2").replace("total: 1", "total: 3")), ..plain.clone() }
            .refused("examples that come to something else", "E0601"),
        Parts {
            fields: field(
                0,
                &format!(
                    "type: choice, options: [{}]",
                    each(2_000, |at| format!("{{id: o{at}, account: amin{at}, label: {{ro: O{at}}}}},"))
                ),
            ),
            ..plain.clone()
        }
        .refused("accounts of nobody", "E0203"),
        Parts {
            fields: field(
                0,
                &format!(
                    "type: choice, options: [{}]",
                    each(2_000, |at| format!("{{id: o{}, label: {{ro: O}}}},", at % 2))
                ),
            ),
            ..plain.clone()
        }
        .refused("options of one name", "E0206"),
        Parts {
            values: each(200, |at| format!("  v{at}: v{} + v{}\n", (at + 1) % 200, (at + 7) % 200)),
            ..plain.clone()
        }
        .refused("values in a circle", "E0204"),
        Parts {
            fields: "      - {type: text, label: {ro: F}}\n".to_owned(),
            tables: each(7_000, |at| format!("  t{at:05}: {{}}\n")),
            values: each(200, |at| {
                let all: Vec<String> = (0..19).map(|term| format!("u[x{at:03}{term:02}]")).collect();
                format!("  v{at}: 'max({})'\n", all.join(","))
            }),
            ..plain.clone()
        }
        .refused("names of which each may be that of a field without one", "E0106"),
        Parts { fields: each(60, |_| field(0, "type: text")), ..plain.clone() }
            .refused("one field sixty times", "E0201"),
        Parts {
            lines: each(19, |at| {
                format!("  - {{id: l{at}, reason: {{ro: \"{}\"}}, amount: 1, account: main}}\n", "{x}".repeat(60))
            }),
            ..plain.clone()
        }
        .refused("texts that name nothing", "E0202"),
    ];
    // A file of one line, full of faults, each of which points at the line's other end.
    all.push(refused("faults that point at another end of a long line", "E0103", {
        let rest = DEFINITION_BYTES_MAX - 4_000;
        format!("{{k: \"{}\",{}}}", "x".repeat(rest), "k: 1,".repeat(300))
    }));
    all
}
