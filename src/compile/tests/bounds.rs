//! What is as large as it may be works in every room; what is larger is refused.

use std::collections::BTreeMap;

use super::super::testing::{BENEFICIARY, compiled, compiled_with, plan};
use crate::diag::{Diagnostic, Severity, to_text};
use crate::form::{RawAnswers, check, price};
use crate::limits::{EXPRESSION_HEIGHT_MAX, MESSAGE_CHARS_MAX};
use crate::registry::Bundle;

/// A service with a number `n`, its values and the amount of its line.
fn service(values: &str, amount: &str) -> String {
    format!(
        "format: 1\nservice: tall\nmpay_service_id: TAL01\nlanguages: [ro]\ntitle: {{ro: Titlu}}\n\
         payer: {{kinds: [person]}}\nsections:\n  - title: {{ro: Una}}\n    fields:\n\
         \x20     - {{id: n, type: quantity, max: 9, label: {{ro: Număr}}}}\n\
         \x20     - {{id: a, type: choice, label: {{ro: A}}, options: [{{id: x, label: {{ro: X}}}}, {{id: y, label: {{ro: Y}}}}]}}\n\
         \x20     - {{id: b, type: choice, label: {{ro: B}}, options: [{{id: x, label: {{ro: X}}}}, {{id: z, label: {{ro: Z}}}}]}}\n\
         tables:\n  rate: {{x: 1, y: 2}}\nvalues:\n  v: n\n{values}\
         lines:\n  - {{id: only, reason: {{ro: Plata}}, amount: '{amount}', account: main}}\n\
         order: {{reason: {{ro: Plata}}}}\n\
         legal: {{basis: {{ro: L}}, data_purpose: {{ro: P}}, data_basis: {{ro: L}}, data_years: 5}}\n"
    )
}

fn codes(text: &str) -> Vec<&'static str> {
    errors(&compiled(text).diagnostics)
}

fn errors(all: &[Diagnostic]) -> Vec<&'static str> {
    all.iter().filter(|found| found.code.severity() == Severity::Error).map(|found| found.code.as_str()).collect()
}

/// A sum of so many levels.
fn sum(first: &str, height: usize) -> String {
    format!("{first}{}", " + 1".repeat(height - 1))
}

/// Values and a line that build on one another as high as they may: each thread of a server has room for that.
#[test]
fn the_tallest_expressions_are_proved_stored_read_and_priced() {
    let days: String = (0..50).map(|at| format!("    from {}-01-01: {}\n", 1970 + at, at + 1)).collect();
    let values = format!(
        "  v1: {}\n  v2: {}\n  dated:\n{days}",
        sum("v", EXPRESSION_HEIGHT_MAX),
        sum("v1", EXPRESSION_HEIGHT_MAX)
    );
    let plan = plan(&service(&values, &sum("v2 + dated", EXPRESSION_HEIGHT_MAX - 1)));
    let bundle = Bundle { format: 1, plan, pages: BTreeMap::new() };
    let document = bundle.to_document().unwrap();
    let read = Bundle::from_document(&document).unwrap();
    assert!(read.to_document().unwrap() == document);
    let raw: RawAnswers = [
        ("payer.kind", "person"),
        ("payer.id", "2001000000012"),
        ("payer.name", "Ion Rusu"),
        ("n", "9"),
        ("a", "x"),
        ("b", "x"),
    ]
    .into_iter()
    .collect();
    let today = jiff::civil::Date::constant(2026, 3, 1);
    let answers = check(&read.plan, &raw, today).unwrap();
    // 9, three sums of ones, and the tariff of the last day.
    let ones = 99 + 99 + 98;
    assert_eq!(price(&read.plan, &answers, today).unwrap().total.unwrap().to_string(), format!("{}.00", 9 + ones + 50));
}

#[test]
fn expressions_that_are_taller_are_refused() {
    assert_eq!(codes(&service("", &sum("v", EXPRESSION_HEIGHT_MAX + 1))), ["E0104"]);
    let values: String = (1..=4).map(|at| format!("  v{at}: {}\n", sum(&format!("v{}", at - 1), 90))).collect();
    let found = codes(&service(&format!("  v0: n\n{values}"), "v4"));
    assert_eq!(found, ["E0104"]);
}

/// What is one of two choices can be any option of either.
#[test]
fn a_table_needs_the_options_of_both_choices() {
    assert_eq!(codes(&service("", "v + rate[a]")), [""; 0]);
    for key in ["if(n > 2, a, b)", "if(n > 2, b, a)", "if(n > 2, a, if(n > 1, a, b))"] {
        assert_eq!(codes(&service("", &format!("v + rate[{key}]"))), ["E0303"], "{key}");
    }
}

#[test]
fn names_as_long_as_a_file_are_told_in_short() {
    let name = "service".repeat(15_000);
    let compiled = compiled(&format!("format: {name}\npayer: {{kinds: [{name}]}}\n"));
    assert!(compiled.diagnostics.len() > 5);
    let text = to_text(&compiled.diagnostics, &compiled.sources, false);
    let longest = text.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(longest < MESSAGE_CHARS_MAX + 100, "{longest}");
}

/// A field whose options could not be read is missed, not left out.
#[test]
fn a_table_of_headings_alone_is_refused() {
    let options = "options: [{id: x, label: {ro: X}}, {id: y, label: {ro: Y}}]";
    let of_table = service("", "v").replacen(options, "options: {from: t.csv}", 1);
    for table in ["id,ro\n", "id,ro\n,\n\n", "\u{feff}id,ro"] {
        let compiled = compiled_with(BENEFICIARY, &of_table, &[("t.csv", table.as_bytes())]);
        assert_eq!(errors(&compiled.diagnostics), ["E0114"], "{table:?}");
    }
}

/// A row of many boxes and of a choice that is searched: each box, each search and the row's mark are sent.
#[test]
fn a_form_that_asks_more_than_is_read_says_how_many_rows_fit() {
    let options = |count: usize| {
        let option = |at: usize| format!("{{id: o{at}, label: {{ro: Varianta {at}}}}}");
        (0..count).map(option).collect::<Vec<_>>().join(", ")
    };
    let rows = |most: usize| {
        let section = format!(
            "  - title: {{ro: Copii}}\n    repeat: {{id: child, max: {most}, row: {{ro: Copil}}}}\n    fields:\n\
             \x20     - {{id: many, type: choices, property: none, label: {{ro: Multe}}, required: false, options: [{}]}}\n\
             \x20     - {{id: long, type: choice, label: {{ro: Lung}}, options: [{}]}}\ntables:",
            options(26),
            options(61)
        );
        service("", "n").replace("tables:", &section)
    };
    let refused = compiled(&rows(20));
    assert_eq!(errors(&refused.diagnostics), ["E0104"], "{}", to_text(&refused.diagnostics, &refused.sources, false));
    let told = refused.diagnostics.iter().find(|found| found.code.severity() == Severity::Error).unwrap();
    let help = told.help.clone().unwrap();
    let most: usize = help.rsplit(' ').next().unwrap().parse().unwrap();
    assert!(codes(&rows(most)).is_empty(), "{help}");
    assert_eq!(codes(&rows(most + 1)), ["E0104"], "{help}");
}
