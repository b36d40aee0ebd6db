//! Every code, from a small definition with one fault, as its author reads it.

use std::collections::BTreeSet;

use super::testing::{BENEFICIARY, compiled_with};
use crate::diag::to_text;

/// Nothing is wrong with it.
const GOOD: &str = r#"format: 1
service: proba
mpay_service_id: PRB01
languages: [ro, ru]
title: {ro: Arenda, ru: Аренда}
payer: {kinds: [person, organization]}
sections:
  - title: {ro: Cererea, ru: Заявление}
    fields:
      - {id: contract, type: text, max_length: 12, label: {ro: Contract, ru: Договор}}
      - id: use
        type: choice
        label: {ro: Folosința, ru: Использование}
        options:
          - {id: hay, label: {ro: Fân, ru: Сено}}
          - {id: wood, label: {ro: Lemn, ru: Дрова}}
      - {id: area, type: number, decimals: 2, min: 0.5, max: 500, label: {ro: Suprafața, ru: Площадь}}
      - {id: old, type: quantity, min: 0, max: 900, label: {ro: Indice vechi, ru: Старое показание}}
      - {id: new, type: quantity, min: 0, max: 900, label: {ro: Indice nou, ru: Новое показание}}
      - {id: tip, type: amount, max: 50, required: false, label: {ro: Bacșiș, ru: Чаевые}}
  - title: {ro: Copii, ru: Дети}
    repeat: {id: child, max: 3, row: {ro: Copil, ru: Ребёнок}}
    fields:
      - {id: months, type: quantity, max: 9, label: {ro: Luni, ru: Месяцы}}
tables:
  rate: {hay: 96, wood: 120.50}
values:
  price: rate[use]
checks:
  - {assert: new > old, message: {ro: Indicele crește, ru: Показание растёт}}
legal:
  basis: {ro: Legea 1, ru: Закон 1}
  data_purpose: {ro: Plata, ru: Оплата}
  data_basis: {ro: Legea 2, ru: Закон 2}
  data_years: 5
lines:
  - {id: rent, reason: {ro: "Arendă {contract}", ru: "Аренда {contract}"}, amount: "round(area * price, 2)", account: main}
  - {id: used, reason: {ro: Consum, ru: Расход}, amount: (new - old) * 2, account: main}
  - {id: child, for_each: child, reason: {ro: Copil, ru: Ребёнок}, amount: months * 5, account: other}
order: {reason: {ro: Arendă, ru: Аренда}}
examples:
  - answers: {payer.kind: person, payer.id: "2001000000012", payer.name: Ion Rusu, contract: A1, use: hay, area: 2, old: 1, new: 2, child.1.months: 1}
    total: 199.00
"#;

/// One fault: its code, and what makes it: texts of the service, each with what stands in its place.
pub(super) type Fault = (&'static str, &'static [(&'static str, &'static str)]);

const FAULTS: &[Fault] = &[
    ("E0101", &[("kinds: [person, organization]", "kinds: [person, organization")]),
    ("E0102", &[("{ro: Arenda, ru: Аренда}", "&title {ro: Arenda, ru: Аренда}")]),
    ("E0103", &[("format: 1\n", "format: 1\nformat: 1\n")]),
    (
        "E0104",
        &[("area * price, 2)", "area * ((((((((((((((((((((((((((((((((((price)))))))))))))))))))))))))))))))))), 2)")],
    ),
    ("E0105", &[("max_length: 12", "max_length: 12, hnt: {ro: x, ru: y}")]),
    ("E0106", &[("order: {reason: {ro: Arendă, ru: Аренда}}\n", "order: {due_after_days: 3}\n")]),
    ("E0107", &[("payer: {kinds: [person, organization]}", "payer: {kinds: person}")]),
    ("E0108", &[("type: choice", "type: choise")]),
    ("E0109", &[("{ro: Cererea, ru: Заявление}", "{ro: \"\", ru: Заявление}")]),
    ("E0110", &[("{ro: Contract, ru: Договор}", "{ro: Contract}")]),
    ("E0111", &[("mpay_service_id: PRB01", "mpay_service_id: PRB-01")]),
    // Its file has the same name.
    ("E0111", &[("service: proba", "service: Proba 2")]),
    ("E0112", &[("max: 500", "max: 0.1")]),
    (
        "E0113",
        &[(
            "        options:\n          - {id: hay, label: {ro: Fân, ru: Сено}}\n          - {id: wood, label: {ro: Lemn, ru: Дрова}}\n",
            "        options: {from: use.csv}\n",
        )],
    ),
    (
        "E0114",
        &[(
            "        options:\n          - {id: hay, label: {ro: Fân, ru: Сено}}\n          - {id: wood, label: {ro: Lemn, ru: Дрова}}\n",
            "        options: {from: uses.csv}\n",
        )],
    ),
    ("E0115", &[("type: amount, max: 50", "type: email, prefill: allow")]),
    (
        "E0115",
        &[(
            "type: amount, max: 50",
            "type: basket, prefill: allow, items: [{id: a, label: {ro: A, ru: А}, price: 1, max: 9}]",
        )],
    ),
    ("E0115", &[("kinds: [person, organization]", "kinds: [person, organization], prefill: allow")]),
    ("E0115", &[("type: quantity, max: 9", "type: quantity, prefill: locked, max: 9")]),
    (
        "E0115",
        &[
            ("id: contract, type: text", "id: l, prefill: allow, type: text"),
            ("\"Arendă {contract}\", ru: \"Аренда {contract}\"", "\"Arendă {l}\", ru: \"Аренда {l}\""),
            ("contract: A1", "l: A1"),
        ],
    ),
    (
        "E0201",
        &[
            ("id: new, type", "id: old, type"),
            ("new > old", "old > 0"),
            ("(new - old) * 2", "old"),
            ("old: 1, new: 2", "old: 2"),
            ("{ro: Indice nou", "{ro: Indicele"),
        ],
    ),
    ("E0202", &[("(new - old) * 2", "(nev - old) * 2")]),
    ("E0202", &[("Аренда {contract}", "Аренда {contrct}")]),
    ("E0203", &[("price, 2)\", account: main", "price, 2)\", account: mian")]),
    ("E0204", &[("  price: rate[use]\n", "  price: rate[use] + extra\n  extra: price / 2\n")]),
    ("E0205", &[("(new - old) * 2", "(new - old) * 2 + tip")]),
    ("E0206", &[("{ro: Lemn, ru: Дрова}", "{ro: Fân, ru: Дрова}")]),
    ("E0207", &[("(new - old) * 2", "(new - old) * months")]),
    ("E0208", &[("(new - old) * 2", "\"sum(child, months * sum(child, months))\"")]),
    ("E0301", &[("(new - old) * 2", "(new - old) × 2")]),
    ("E0302", &[("(new - old) * 2", "(new - use) * 2")]),
    ("E0303", &[("{hay: 96, wood: 120.50}", "{hay: 96}")]),
    ("E0304", &[("max_length: 12", "max_length: 12, pattern: \"[A-\"")]),
    ("E0305", &[("max_length: 12", "max_length: 12, pattern: \"[A-Z]{3}[0-9]{1,10}\"")]),
    ("E0306", &[("  price: rate[use]\n", "  price:\n    from 2026-01-01: 96\n    from 2025-01-01: 98\n")]),
    ("E0307", &[("  price: rate[use]\n", "  price:\n    from 2027-01-01: 96\n    from 2028-01-01: 98\n")]),
    (
        "E0308",
        &[(
            "  price: rate[use]\n",
            "  price:\n    tiers_of: area\n    up to 50: 96\n    up to 10: 98\n    above: 99\n",
        )],
    ),
    ("E0309", &[("  price: rate[use]\n", "  price:\n    tiers_of: area\n    up to 50: 96\n    up to 300: 98\n")]),
    ("E0310", &[("required: false, label", "required: false, show_when: area > 500, label")]),
    ("E0401", &[("assert: new > old", "assert: new >= old")]),
    ("E0402", &[("round(area * price, 2)", "round(area * price * 1000000, 2)")]),
    ("E0403", &[("\"round(area * price, 2)\"", "area * price")]),
    ("E0404", &[("(new - old) * 2", "round(900 / old) + 1")]),
    (
        "E0405",
        &[
            ("price, 2)\", account: main}", "price, 2)\", account: main, when: area > 100}"),
            ("account: main}\n  - {id: child", "account: main, when: use == \"hay\"}\n  - {id: child"),
            (
                "  - {id: child, for_each: child, reason: {ro: Copil, ru: Ребёнок}, amount: months * 5, account: other}\n",
                "",
            ),
            ("total: 199.00", "total: 2.00"),
        ],
    ),
    ("E0501", &[("max_length: 12", "max_length: 60")]),
    ("E0502", &[("max_length: 12", "max_length: 12, property: {name: Use}")]),
    ("E0601", &[("total: 199.00", "total: 200.00")]),
    ("E0602", &[("area: 2,", "area: 0.2,")]),
    ("E0801", &[("order: {", "order: {due_after_days: 3, due_on: 2026-12-31, ")]),
    (
        "E0802",
        &[
            ("payer: {", "open: {until: 2027-01-01, closed_text: {ro: Închis, ru: Закрыто}}\npayer: {"),
            ("order: {", "order: {due_on: 2026-12-31, "),
        ],
    ),
    ("E0803", &[("(new - old) * 2", "at_mpay"), ("order: {", "order: {partial_payments: {first_part_percent: 50}, ")]),
    ("W0701", &[("{ro: Indice vechi, ru: Старое показание}", "{ro: Indice vechi, ru: Indice vechi}")]),
    (
        "W0703",
        &[(
            "examples:\n  - answers: {payer.kind: person, payer.id: \"2001000000012\", payer.name: Ion Rusu, contract: A1, use: hay, area: 2, old: 1, new: 2, child.1.months: 1}\n    total: 199.00\n",
            "",
        )],
    ),
    ("W0704", &[("  price: rate[use]\n", "  price: rate[use]\n  extra: area * 2\n")]),
    ("W0705", &[("{ro: Indice nou", "{ro: Indice vechi")]),
    (
        "W0706",
        &[(
            "      - {id: tip, type",
            "      - {id: days, type: choices, required: false, label: {ro: Zile, ru: Дни}, options: [{id: d1, label: {ro: '1', ru: '1'}}, \
             {id: d2, label: {ro: '2', ru: '2'}}, {id: d3, label: {ro: '3', ru: '3'}}, {id: d4, label: {ro: '4', ru: '4'}}, \
             {id: d5, label: {ro: '5', ru: '5'}}, {id: d6, label: {ro: '6', ru: '6'}}, {id: d7, label: {ro: '7', ru: '7'}}, \
             {id: d8, label: {ro: '8', ru: '8'}}, {id: d9, label: {ro: '9', ru: '9'}}, {id: d10, label: {ro: '10', ru: '10'}}, \
             {id: d11, label: {ro: '11', ru: '11'}}, {id: d12, label: {ro: '12', ru: '12'}}, {id: d13, label: {ro: '13', ru: '13'}}, \
             {id: d14, label: {ro: '14', ru: '14'}}, {id: d15, label: {ro: '15', ru: '15'}}, {id: d16, label: {ro: '16', ru: '16'}}, \
             {id: d17, label: {ro: '17', ru: '17'}}, {id: d18, label: {ro: '18', ru: '18'}}, {id: d19, label: {ro: '19', ru: '19'}}, \
             {id: d20, label: {ro: '20', ru: '20'}}, {id: d21, label: {ro: '21', ru: '21'}}]}\n      - {id: tip, type",
        )],
    ),
    (
        "W0707",
        &[("max_length: 12", "max_length: 12, property: {display: {ro: Numărul contractului, ru: Номер договора}}")],
    ),
    (
        "W0708",
        &[("{ro: Arendă, ru: Аренда}}\nexamples", "{ro: \"Cod {payer.id}\", ru: \"Код {payer.id}\"}}\nexamples")],
    ),
    (
        "W0708",
        &[("type: text, max_length: 12, label", "type: phone, label"), ("contract: A1", "contract: \"060606060\"")],
    ),
];

/// A table whose second line lacks its Romanian name.
const TABLE: &str = "id,ro,ru\nhay,Fân,Сено\nwood,,Дрова\n";

pub(super) fn refused(service: &str, beneficiary: &str) -> (BTreeSet<&'static str>, String) {
    let compiled = compiled_with(beneficiary, service, &[("uses.csv", TABLE.as_bytes())]);
    let codes = compiled.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    (codes, to_text(&compiled.diagnostics, &compiled.sources, false))
}

pub(super) fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from:?} is in the good definition");
        text.replacen(from, to, 1)
    })
}

/// What is told of faults, one after the other; each must have its code and no other.
pub(super) fn told_of(faults: &[Fault]) -> String {
    let (mut told, mut wrong) = (String::new(), String::new());
    for (code, changes) in faults {
        let (codes, text) = refused(&changed(changes), BENEFICIARY);
        if codes != BTreeSet::from([*code]) {
            wrong.push_str(&format!("{code} gives {codes:?}\n{text}"));
        }
        told.push_str(&text);
    }
    assert!(wrong.is_empty(), "{wrong}");
    told
}

/// YAML takes what stands behind each comma for a key; it is one mistake, told at the first comma.
#[test]
fn a_text_that_commas_cut_is_told_once() {
    let service = changed(&[("(new - old) * 2", "min((new - old) * 2, max(old, 5), 900)")]);
    let compiled = compiled_with(BENEFICIARY, &service, &[]);
    let [only] = compiled.diagnostics.as_slice() else { panic!("{:?}", compiled.diagnostics) };
    assert_eq!(
        (only.code.as_str(), &service[..only.place.start]),
        ("E0105", service.split_once(", max(old").unwrap().0)
    );
    assert_eq!(&service[only.place.start..only.place.end], ",");
}

/// A field's own condition is judged where its section is shown.
#[test]
fn the_condition_of_a_section_holds_for_its_fields() {
    let (tip, rows) = ("      - {id: tip, type", "  - title: {ro: Copii, ru: Дети}\n");
    let section = "  - title: {ro: Firma, ru: Фирма}\n    show_when: payer.kind == \"organization\"\n    fields:\n\
                   \x20     - {id: branch, type: yes_no, label: {ro: Filială, ru: Филиал}}\n\
                   \x20     - {id: staff, type: quantity, max: 9, show_when: branch, label: {ro: Angajați, ru: Сотрудники}}\n";
    let inside = changed(&[(rows, &format!("{section}{rows}"))]);
    assert_eq!(refused(&inside, BENEFICIARY).0, BTreeSet::new());
    let outside = inside.replace(tip, &format!("      - {{id: note, type: text, max_length: 9, show_when: branch, label: {{ro: Nota, ru: Заметка}}}}\n{tip}"));
    assert_eq!(refused(&outside, BENEFICIARY).0, BTreeSet::from(["E0205"]));
    let twice = inside.replace("show_when: branch", "show_when: payer.kind == \"organization\"");
    assert_eq!(refused(&twice, BENEFICIARY).0, BTreeSet::from(["E0310"]));
}

#[test]
fn nothing_is_wrong_with_the_good_one() {
    let (codes, text) = refused(GOOD, BENEFICIARY);
    assert!(codes.is_empty(), "{text}");
}

#[test]
fn each_fault_has_its_code_and_says_what_to_do() {
    insta::assert_snapshot!("faults", told_of(FAULTS));
}

#[test]
fn a_beneficiary_s_own_faults_are_told_too() {
    let other_bank = BENEFICIARY.replacen("TREZMD2X", "AGRNMD2X", 1);
    let wrong_account = BENEFICIARY.replacen("MD44TR", "MD45TR", 1);
    let mut told = String::new();
    for (code, beneficiary) in [("W0702", other_bank), ("E0111", wrong_account)] {
        let (codes, text) = refused(GOOD, &beneficiary);
        assert_eq!(codes, BTreeSet::from([code]), "{text}");
        told.push_str(&text);
    }
    insta::assert_snapshot!("beneficiary", told);
}

/// Twenty questions, each of which doubles the cases of a sum.
#[test]
fn more_cases_than_can_be_looked_at_are_refused_in_time() {
    let questions: String = (1..=20)
        .map(|n| format!("      - {{id: q{n}, type: yes_no, property: none, label: {{ro: Da {n}, ru: Да {n}}}}}\n"))
        .collect();
    let values: String = (1..=20).map(|n| format!("  v{n}: if(q{n}, v{p}, v{p} + 1)\n", p = n - 1)).collect();
    let service = changed(&[
        ("      - {id: contract,", &format!("{questions}      - {{id: contract,")),
        ("values:\n", &format!("values:\n  v0: \"1\"\n{values}")),
        ("(new - old) * 2", "(new - old) * v20"),
        ("examples:", "examples: []\nunused:"),
    ]);
    let service = service.split("unused:").next().unwrap().to_owned();
    let (codes, text) = refused(&service, BENEFICIARY);
    assert!(codes.contains("E0406"), "{text}");
}

/// What is kept for good must be read again, whatever wrote it.
#[test]
fn a_sum_of_too_many_terms_is_refused_and_of_many_is_not() {
    for (terms, told) in [(60, vec![]), (120, vec!["E0104"])] {
        let sum = vec!["new"; terms].join(" + ");
        let (codes, text) =
            refused(&changed(&[("(new - old) * 2", &sum), ("total: 199.00", "total: 317.00")]), BENEFICIARY);
        assert_eq!(codes, told.into_iter().collect(), "{text}");
    }
}

#[test]
fn every_code_is_tested() {
    let elsewhere = ["W0702", "E0406"];
    for code in crate::diag::Code::ALL {
        let is_tested = FAULTS.iter().any(|(tested, _)| *tested == code.as_str());
        assert!(is_tested || elsewhere.contains(&code.as_str()), "{code}");
    }
}

#[test]
fn all_problems_come_out_in_one_run_in_their_order() {
    let service = changed(&[
        ("max_length: 12", "max_lenght: 12"),
        ("(new - old) * 2", "(nev - old) * 2"),
        ("round(area * price, 2)", "area / (old - 5)"),
        ("{hay: 96, wood: 120.50}", "{hay: 96, wod: 120.50}"),
    ]);
    let compiled = compiled_with(BENEFICIARY, &service, &[]);
    let codes: Vec<&str> = compiled.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    let text = to_text(&compiled.diagnostics, &compiled.sources, false);
    assert_eq!(codes[..3], ["E0105", "W0704", "E0303"], "{text}");
    assert!(codes.contains(&"E0404") && codes.contains(&"E0202"), "{text}");
    let places: Vec<_> = compiled.diagnostics.iter().map(|diagnostic| diagnostic.place).collect();
    assert!(places.is_sorted());
}

/// Files that no tree can be made of, and examples, which are run once all else is right, say nothing beside others.
const ALONE: [&str; 4] = ["E0101", "E0104", "E0601", "E0602"];

/// Faults that are rightly silent beside another: they are about what the first one made unreadable.
const SILENT: [(&str, &[&str]); 16] = [
    // The bounds of `area` are not known.
    ("E0112", &["E0309", "E0310", "E0402", "E0403", "E0405"]),
    // The options of `use` are not known.
    ("E0113", &["E0302", "E0303", "E0402", "E0403", "E0405", "E0502"]),
    // The amount, the check or the line whose bounds are asked for has no meaning.
    ("E0115", &["E0205"]),
    ("E0202", &["E0401"]),
    ("E0204", &["E0303", "E0402", "E0403"]),
    ("E0205", &["E0401"]),
    ("E0208", &["E0401"]),
    ("E0803", &["E0401"]),
    ("E0301", &["E0401", "E0405", "W0704"]),
    ("E0302", &["E0401"]),
    ("E0303", &["E0403"]),
    ("E0404", &["E0401"]),
    ("E0306", &["E0303", "E0402", "E0403"]),
    ("E0307", &["E0303", "E0403"]),
    ("E0308", &["E0303", "E0402", "E0403"]),
    ("E0309", &["E0303", "E0403"]),
];

#[test]
fn two_faults_are_both_told_and_nothing_else_is_blamed() {
    let mut wrong = String::new();
    let mut tried = 0;
    for (at, (one, first)) in FAULTS.iter().enumerate() {
        for (other, second) in &FAULTS[at + 1..] {
            // Faults in one place hide each other.
            let apart = |(from, _): &(&str, &str)| !first.iter().any(|(a, _)| a.contains(from) || from.contains(a));
            let once = changed(first);
            if [one, other].iter().any(|code| ALONE.contains(code))
                || !second.iter().all(|change| apart(change) && once.contains(change.0))
            {
                continue;
            }
            let hides = |a: &str, b: &str| SILENT.iter().any(|(code, silent)| *code == a && silent.contains(&b));
            if hides(one, other) || hides(other, one) {
                continue;
            }
            let both = second.iter().fold(once, |text, (from, to)| text.replacen(from, to, 1));
            let (codes, text) = refused(&both, BENEFICIARY);
            tried += 1;
            if codes != BTreeSet::from([*one, *other]) {
                wrong.push_str(&format!("{one} and {other} give {codes:?}\n{text}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried > 500, "{tried} pairs");
}
