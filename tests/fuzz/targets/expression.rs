//! Expressions. What is read and written out again means the same; and where the compiler takes one for an
//! amount or for a condition, whatever is answered keeps the promise of [`super::assert_answered`].

use jiff::civil::Date;
use mpay_pages::compile::{DefinitionFiles, compile};
use mpay_pages::expr::{Expr, ExprKind, parse};
use mpay_pages::form::RawAnswers;
use mpay_pages::limits::EXPRESSION_BYTES_MAX;

use super::assert_answered;
use crate::draws::Draws;
use crate::seeds::shipped;

const TODAY: Date = Date::constant(2026, 3, 1);
/// How many sets of answers are tried on what compiles.
const SETS: usize = 12;

pub fn run(text: &str) {
    let Ok(mut expr) = parse(text) else { return };
    let written = expr.to_string();
    // With its spaces it can be longer than what is read.
    if written.len() <= EXPRESSION_BYTES_MAX {
        let mut again = parse(&written).unwrap_or_else(|problem| panic!("written as {written}: {}", problem.message));
        bare(&mut expr);
        bare(&mut again);
        assert_eq!(expr, again, "written as {written}");
    }
    let quoted = serde_json::to_string(text).expect("a text");
    let amount = SERVICE.replace("AMOUNT", &quoted).replace("CONDITION", "\"n > 1\"");
    let condition = SERVICE.replace("AMOUNT", "\"n * 2\"").replace("CONDITION", &quoted);
    for service in [amount, condition] {
        let files = DefinitionFiles {
            beneficiary: "moldsilva".to_owned(),
            beneficiary_file: ("beneficiary.yaml".to_owned(), BENEFICIARY.to_owned()),
            service: "fuzz".to_owned(),
            service_file: ("fuzz.yaml".to_owned(), service),
            beside: Vec::new(),
        };
        let Some(plan) = compile(&files, TODAY).plan else { continue };
        let mut draws =
            Draws::new(text.bytes().fold(shipped().len() as u64, |sum, byte| sum * 31 % 65_521 + u64::from(byte)));
        for _ in 0..SETS {
            assert_answered(&plan, &answers(&mut draws), TODAY);
        }
    }
}

/// Without places, and a choice's own table looked up by the choice as the name that it also has: `use.price`.
fn bare(expr: &mut Expr) {
    expr.place(&|_| (0, 0));
    expr.rewrite(&mut |part| {
        if let ExprKind::Lookup(table, key) = &part.kind
            && let ExprKind::Name(choice) = &key.kind
            && table.strip_prefix(choice.as_str()).is_some_and(|rest| rest.starts_with('.'))
        {
            part.kind = ExprKind::Name(table.clone());
        }
    });
}

/// Answers of every kind, at the edges more often than not.
fn answers(draws: &mut Draws) -> RawAnswers {
    let payer = draws.one(&["person", "organization"]);
    let id = if payer == "person" { "2012003456788" } else { "1016600999993" };
    let mut all = vec![("payer.kind", payer), ("payer.id", id), ("payer.name", "Ana"), ("contract", "A1")];
    for (name, texts) in ANSWERS {
        let text = draws.one(texts);
        if !text.is_empty() {
            all.push((name, text));
        }
    }
    all.into_iter().collect()
}

const ANSWERS: [(&str, &[&str]); 18] = [
    ("n", &["1", "9", "5"]),
    ("x", &["0", "100", "0,01", "33,33"]),
    ("a", &["1", "5000", "1234,56"]),
    ("use", &["a", "b", "c"]),
    ("depth", &["0,5", "10", "3"]),
    ("gift", &["", "0,01", "50"]),
    ("needs.food", &["", "yes"]),
    ("needs.bed", &["", "yes"]),
    ("fast", &["yes", "no"]),
    ("day", &["2026-03-01", "2026-03-31", "2026-12-31"]),
    ("old", &["0", "5", "999"]),
    ("new", &["0", "5", "1000"]),
    ("items.pen", &["0", "1", "3"]),
    ("items.book", &["", "2"]),
    ("kid.1.months", &["1", "9"]),
    ("kid.2.months", &["", "3"]),
    ("kid.1.tip", &["", "0,5"]),
    ("kid.2.tip", &["", "7"]),
];

const BENEFICIARY: &str = "\
format: 1
beneficiary: moldsilva
name: {ro: Exemplu}
idno: \"1003600000006\"
contact: {phone: \"+37322000000\"}
accounts:
  main: {iban: MD44TRGAAA14222099000000, bic: TREZMD2X}
";

const SERVICE: &str = r#"format: 1
service: fuzz
mpay_service_id: FUZ01
languages: [ro]
title: {ro: Proba}
payer: {kinds: [person, organization]}
sections:
  - title: {ro: Cererea}
    fields:
      - {id: contract, type: text, max_length: 5, label: {ro: Contract}}
      - {id: n, type: quantity, max: 9, label: {ro: Număr}}
      - {id: x, type: number, decimals: 2, min: 0, max: 100, label: {ro: Mărime}}
      - {id: a, type: amount, min: 1, max: 5000, label: {ro: Suma}}
      - id: use
        type: choice
        label: {ro: Folosință}
        options:
          - {id: a, price: 10, label: {ro: Una}}
          - {id: b, price: 20.50, label: {ro: Două}}
          - {id: c, price: 0, label: {ro: Trei}}
      - {id: depth, type: number, decimals: 1, min: 0.5, max: 10, show_when: use == "a", label: {ro: Adâncime}}
      - {id: gift, type: amount, max: 50, required: false, label: {ro: Dar}}
      - id: needs
        type: choices
        required: false
        label: {ro: Nevoi}
        options:
          - {id: food, label: {ro: Mâncare}}
          - {id: bed, label: {ro: Pat}}
      - {id: fast, type: yes_no, label: {ro: Urgent}}
      - {id: day, type: date, not_before: today, not_after: 2026-12-31, label: {ro: Ziua}}
      - {id: old, type: quantity, min: 0, max: 999, label: {ro: Vechi}}
      - {id: new, type: quantity, min: 0, max: 1000, label: {ro: Nou}}
      - id: items
        type: basket
        required: false
        label: {ro: Coș}
        items:
          - {id: pen, price: 2.50, max: 3, label: {ro: Pix}}
          - {id: book, price: {from 2026-01-01: 30, from 2026-06-01: 40}, max: 2, label: {ro: Carte}}
  - title: {ro: Copiii}
    repeat: {id: kid, max: 2, row: {ro: Copilul}}
    fields:
      - {id: months, type: quantity, max: 9, label: {ro: Luni}}
      - {id: tip, type: amount, max: 7, required: false, label: {ro: Bacșiș}}
tables:
  rate: {a: 1.5, b: 2, c: 3}
  tariff:
    by: day
    from 2026-01-01: {a: 1, b: 2, c: 3}
    from 2026-06-01: {a: 4, b: 5, c: 6.50}
values:
  band:
    tiers_of: x
    up to 10: 1
    up to 50: 2
    above: 3.5
checks:
  - {assert: new >= old, message: {ro: Mai puțin}}
lines:
  - {id: base, amount: "1", account: main, reason: {ro: Baza}}
  - {id: fuzz, amount: AMOUNT, when: CONDITION, account: main, reason: {ro: "Proba {contract}"}}
  - {id: rest, amount: band + x + 1, account: main, reason: {ro: Restul}}
legal:
  basis: {ro: Legea 1}
  data_purpose: {ro: Plata}
  data_basis: {ro: Legea 2}
  data_years: 5
order: {reason: {ro: Proba}}
examples: []
"#;
