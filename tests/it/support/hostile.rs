//! Definitions that were written to hurt: each makes one part of the compiler work as much as its bounds allow, within
//! the largest file that is read.

use mpay_pages::compile::DefinitionFiles;
use mpay_pages::limits::DEFINITION_BYTES_MAX;

const BENEFICIARY: &str = "\
format: 1
beneficiary: proba
name: {ro: Instituția Publică Exemplu}
idno: \"1003600000006\"
contact: {phone: \"+37322000000\"}
accounts:
  main: {iban: MD44TRGAAA14222099000000, bic: TREZMD2X}
";

/// What the compiler makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// It compiles.
    Accepted,
    /// This code is among what it says.
    Refused(&'static str),
}

/// A definition and what becomes of it.
pub struct Hostile {
    pub name: &'static str,
    pub files: DefinitionFiles,
    pub expected: Expected,
}

/// A service from its parts; what is empty is left out.
#[derive(Default, Clone)]
struct Parts {
    fields: String,
    tables: String,
    values: String,
    rules: String,
    lines: String,
    examples: String,
}

impl Parts {
    fn text(&self) -> String {
        let part = |name: &str, text: &str| match text {
            "" => String::new(),
            text => format!("{name}:\n{text}"),
        };
        let lines = match self.lines.as_str() {
            "" => "  - {id: a, reason: {ro: A}, amount: 1, account: main}\n",
            lines => lines,
        };
        let fields = match self.fields.as_str() {
            "" => "      - {id: n, type: quantity, min: 1, max: 9, label: {ro: N}}\n",
            fields => fields,
        };
        format!(
            "format: 1\nservice: hostile\nmpay_service_id: BAD01\nlanguages: [ro]\ntitle: {{ro: Titlu}}\npayer: {{kinds: \
             [person]}}\nsections:\n  - title: {{ro: S}}\n    fields:\n{fields}{}{}{}lines:\n{lines}order: {{reason: \
             {{ro: R}}}}\nlegal: {{basis: {{ro: Legea}}, data_purpose: {{ro: Plata}}, data_basis: {{ro: Legea}}, \
             data_years: 5}}\n{}",
            part("tables", &self.tables),
            part("values", &self.values),
            self.rules,
            part("examples", &self.examples),
        )
    }
}

fn each(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn field(at: usize, rest: &str) -> String {
    format!("      - {{id: f{at}, label: {{ro: F{at}}}, {rest}}}\n")
}

fn files(service: String) -> DefinitionFiles {
    DefinitionFiles {
        beneficiary: "proba".to_owned(),
        beneficiary_file: ("beneficiary.yaml".to_owned(), BENEFICIARY.to_owned()),
        service: "hostile".to_owned(),
        service_file: ("hostile.yaml".to_owned(), service),
        beside: Vec::new(),
    }
}

/// A text that is as long as a file may be.
fn filled(start: &str, repeated: &str, end: &str) -> String {
    let count = (DEFINITION_BYTES_MAX - start.len() - end.len()) / repeated.len();
    format!("{start}{}{end}", repeated.repeat(count))
}

/// All of them.
pub fn all() -> Vec<Hostile> {
    let hostile = |name, expected, text: String| {
        let text = if text.len() > DEFINITION_BYTES_MAX { text[..DEFINITION_BYTES_MAX].to_owned() } else { text };
        Hostile { name, expected, files: files(text) }
    };
    let refused = |name, code, text: String| hostile(name, Expected::Refused(code), text);
    let accepted = |name, parts: Parts| hostile(name, Expected::Accepted, parts.text());
    let plain = Parts::default();
    let doubling = |first: &str| format!("  v0: {first}\n{}", each(30, |at| format!("  v{}: v{at} + v{at}\n", at + 1)));
    let options = |count: usize| {
        let all = each(count, |at| format!("{{id: o{at}, label: {{ro: O{at}}}}},"));
        format!("type: choice, options: [{all}]")
    };
    let some: Vec<String> = (0..300).map(|at| format!("\"o{at}\"")).collect();
    let one_of_some = |name: &str| format!("{name} in [{}]", some.join(","));
    let choice_of_some =
        format!("type: choice, options: [{}]", each(300, |at| format!("{{id: o{at}, label: {{ro: O{at}}}}},")));
    let wide = |term: &str, operator: &str| vec![term; 1_900 / (term.len() + operator.len())].join(operator);
    let numbers = |min: &str| each(60, |at| field(at, &format!("type: number, decimals: 4, min: {min}, max: 9999")));
    let line = |at: usize, amount: &str, when: &str| {
        format!("  - {{id: l{at}, reason: {{ro: L}}, amount: '{amount}', account: main, when: '{when}'}}\n")
    };
    vec![
        refused("one key after another", "E0101", filled("", "abcdefg\n", "")),
        refused("brackets without end", "E0101", "[".repeat(DEFINITION_BYTES_MAX)),
        refused("brackets that end", "E0104", "[".repeat(100_000) + &"]".repeat(100_000)),
        refused("quotes without end", "E0101", format!("a: \"{}", "\\".repeat(DEFINITION_BYTES_MAX - 5))),
        refused("anchors that multiply", "E0102", {
            let row = |at: usize| format!("a{}: &a{} [{}]\n", at + 1, at + 1, vec![format!("*a{at}"); 9].join(","));
            format!("a0: &a0 [x,x,x]\n{}", each(60, row))
        }),
        refused("too many nodes", "E0104", filled("", "- 1\n", "")),
        refused("many unknown keys", "E0107", each(24_000, |at| format!("k{at}: 1\n"))),
        refused("many keys twice", "E0103", each(24_000, |at| format!("k{}: 1\n", at % 12_000))),
        refused("one long unknown key", "E0107", format!("\"{}\": 1\n", "servicecontact".repeat(18_000))),
        refused(
            "one long unknown word",
            "E0108",
            format!("format: 1\npayer: {{kinds: [{}]}}\n", "person".repeat(40_000)),
        ),
        refused("errors on one line", "E0105", filled("{sections: [", "{title: 1, fields: 2},", "]}")),
        refused(
            "many fields without a type",
            "E0106",
            Parts { fields: each(7_000, |at| field(at, "x: 1")), ..plain.clone() }.text(),
        ),
        refused(
            "a deep expression",
            "E0302",
            Parts { values: format!("  v: {}1{}\n", "(".repeat(900), ")".repeat(900)), ..plain.clone() }.text(),
        ),
        refused(
            "a long expression",
            "E0302",
            Parts { values: format!("  v: {}1\n", "1+".repeat(120_000)), ..plain.clone() }.text(),
        ),
        refused(
            "values in a circle",
            "E0303",
            Parts {
                values: each(200, |at| format!("  v{at}: v{} + v{}\n", (at + 1) % 200, (at + 7) % 200)),
                ..plain.clone()
            }
            .text(),
        ),
        refused(
            "values that double",
            "E0402",
            Parts { values: doubling("n"), lines: line(0, "v30", "v30 > 5"), ..plain.clone() }.text(),
        ),
        refused(
            "lines that may be zero",
            "E0401",
            Parts {
                fields: numbers("0"),
                lines: each(20, |at| line(at, &wide("f1 * f2 - f3", " + "), "f1 > 0")),
                ..plain.clone()
            }
            .text(),
        ),
        refused(
            "divisions by what may be zero",
            "E0404",
            Parts {
                fields: numbers("-9999"),
                values: each(100, |at| format!("  v{at}: {}\n", wide("1 / (f1 + f2 - f3)", " + "))),
                lines: line(0, "v1", "f1 > 0"),
                ..plain.clone()
            }
            .text(),
        ),
        refused(
            "conditions of many cases",
            "E0304",
            Parts {
                fields: each(30, |at| field(at, "type: yes_no"))
                    + &each(30, |at| {
                        field(
                            at + 30,
                            &format!(
                                "type: yes_no, required: false, show_when: \"f{at} or f{} and not f{}\"",
                                (at + 1) % 30,
                                (at + 2) % 30
                            ),
                        )
                    }),
                values: each(200, |at| {
                    format!(
                        "  v{at}: 'if({}, 1, 2)'\n",
                        wide(&format!("(f{} or not f{})", 30 + at % 30, at % 30), " and ")
                    )
                }),
                lines: each(20, |at| line(at, &format!("v{at}"), &wide(&format!("(f{at} or f{})", at + 7), " and "))),
                ..plain.clone()
            }
            .text(),
        ),
        accepted(
            "many fields with long patterns",
            Parts {
                fields: each(60, |at| {
                    field(at, "type: text, max_length: 255, error: {ro: E}, pattern: '[\\p{L}]{0,40}[\\p{N}]{0,40}'")
                }),
                ..plain.clone()
            },
        ),
        accepted(
            "many fields with many options",
            Parts { fields: each(3, |at| field(at, &options(2_000))), ..plain.clone() },
        ),
        accepted(
            "many choices in conditions",
            Parts {
                fields: each(10, |at| field(at, &choice_of_some)),
                rules: format!(
                    "checks:\n{}",
                    each(40, |at| format!(
                        "  - {{warn: '{}', message: {{ro: M}}}}\n",
                        one_of_some(&format!("f{}", at % 10))
                    ))
                ),
                lines: each(18, |at| line(at, "1", &one_of_some(&format!("f{}", at % 10))))
                    + "  - {id: a, reason: {ro: A}, amount: 1, account: main}\n",
                ..plain.clone()
            },
        ),
        accepted(
            "wide sums",
            Parts {
                fields: numbers("1"),
                values: each(100, |at| format!("  v{at}: round({}, 2)\n", wide("f1 * 0.5 + f2", " + "))),
                lines: line(0, "min(v1, 500)", "v99 < 100000")
                    + "  - {id: a, reason: {ro: A}, amount: 1, account: main}\n",
                ..plain.clone()
            },
        ),
        accepted(
            "many warnings on amounts",
            Parts {
                fields: numbers("1"),
                rules: format!(
                    "checks:\n{}",
                    each(40, |at| format!(
                        "  - {{warn: 'f{at} + {} > 70', message: {{ro: M}}}}\n",
                        wide("f1 * f2", " + ")
                    ))
                ),
                ..plain.clone()
            },
        ),
        accepted(
            "many examples",
            Parts {
                examples: each(1_500, |_| {
                    "  - {answers: {payer.kind: person, payer.id: \"2006022048426\", payer.name: Ion, n: 2}, total: 1}\n".to_owned()
                }),
                ..plain.clone()
            },
        ),
        accepted(
            "many baskets",
            Parts {
                fields: each(9, |at| {
                    let items = each(50, |item| {
                        format!(
                            "{{id: i{item}, label: {{ro: I{item}}}, price: 1.25, max: 9, property: {{name: P{at} {item}}}}},"
                        )
                    });
                    field(at, &format!("type: basket, required: false, items: [{items}]"))
                }),
                lines: each(9, |at| line(at, &format!("max(sum(f{at}), 1)"), &format!("count(f{at}) > 0")))
                    + "  - {id: a, reason: {ro: A}, amount: 1, account: main}\n",
                ..plain
            },
        ),
    ]
}
