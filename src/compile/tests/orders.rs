//! What holds for orders as a whole: what contradicts it, as the author reads it.

use super::testing::compiled;
use crate::diag::to_text;

/// Nothing is wrong with it once it has lines, an order and examples.
const FRAME: &str = "\
format: 1
service: frame
mpay_service_id: FRM01
languages: [ro]
title: {ro: Exemplu}
payer: {kinds: [person]}
sections:
  - title: {ro: Cererea}
    fields:
      - {id: days, type: quantity, max: 30, label: {ro: Zile}}
  - title: {ro: Copii}
    repeat: {id: child, max: 3, row: {ro: Copil}}
    fields:
      - {id: months, type: quantity, max: 9, label: {ro: Luni}}
legal:
  basis: {ro: Legea 1}
  data_purpose: {ro: Plata}
  data_basis: {ro: Legea 2}
  data_years: 5
";

const ANSWERS: &str =
    "{payer.kind: person, payer.id: \"2001000000012\", payer.name: Ion Rusu, days: 2, child.1.months: 1}";

/// All that a compilation says of some reporting columns.
fn told_of_columns(columns: &[&str]) -> String {
    let mut told = String::new();
    for column in columns {
        let frame = FRAME.replace(
            "      - {id: days,",
            "      - {id: use, type: choice, label: {ro: Folosința}, options: [{id: hay, label: {ro: Fân}}, \
             {id: wood, label: {ro: Lemn}}]}\n      - {id: story, type: long_text, label: {ro: Poveste}}\n      \
             - {id: tip, type: amount, max: 9, required: false, label: {ro: Bacșiș}}\n      - {id: days,",
        );
        let service = format!(
            "{frame}reporting:\n  {column}\nlines: [{{id: fee, reason: {{ro: Taxă}}, account: main, amount: 5}}]\n\
             order: {{reason: {{ro: Taxă}}}}\nexamples:\n  - {{answers: {{payer.kind: person, \
             payer.id: \"2001000000012\", payer.name: Ion, use: hay, story: a, days: 2, child.1.months: 1}}, total: 5}}\n"
        );
        let compiled = compiled(&service);
        let text = to_text(&compiled.diagnostics, &compiled.sources, false);
        told.push_str(&format!("# {column}\n{}\n", if text.is_empty() { "compiles\n" } else { &text }));
    }
    told
}

#[test]
fn reporting_columns() {
    insta::assert_snapshot!(told_of_columns(&[
        "unit: \"4210\"",
        "unit: \"{use}-{payer.id}\"",
        "unit: {by: use, texts: {hay: D1, wood: D2}}",
        "unit: {value: \"if(answered(tip), tip, 0) + count(child)\"}",
        "unit: \"{usse}\"",
        "unit: \"{tip}\"",
        "unit: \"{months}\"",
        "unit: \"{story}{story}\"",
        "unit: {by: use, texts: {hay: D1, woods: D2}}",
        "unit: {by: days, texts: {hay: D1}}",
        "unit: {by: use, value: days}",
        "unit: {by: use}",
        "unit: {value: tip}",
        "unit: {value: 1 / (days - 2)}",
        "unit: {value: months}",
        "unit: {value: child}",
        "unit: {value: 'if(days > 2, \"\", \"long\")'}",
    ]));
}

/// All that a compilation says of some services: what is tried, the lines, the rest of the order, what the example says.
fn told(cases: &[(&str, &str, &str, &str)]) -> String {
    let mut told = String::new();
    for (what, line, order, example) in cases {
        let service = format!(
            "{FRAME}lines:\n  - {{id: fee, reason: {{ro: Taxă}}, account: main, {line}}}\n\
             order: {{reason: {{ro: Taxă}}, {order}}}\nexamples:\n  - {{answers: {ANSWERS}, {example}}}\n"
        );
        let compiled = compiled(&service);
        let text = to_text(&compiled.diagnostics, &compiled.sources, false);
        told.push_str(&format!("# {what}\n{}\n", if text.is_empty() { "compiles\n" } else { &text }));
    }
    told
}

#[test]
fn a_word_about_paying_again() {
    insta::assert_snapshot!(told(&[
        ("usual", "amount: 5", "paying_again: usual", "total: 5"),
        ("misspelt", "amount: 5", "paying_again: usuall", "total: 5"),
        ("no word", "amount: 5", "paying_again: true", "total: 5"),
        ("a misspelt key", "amount: 5", "pay_again: usual", "total: 5"),
    ]));
}

#[test]
fn an_amount_that_is_given_at_mpay() {
    insta::assert_snapshot!(told(&[
        ("in advance", "amount: at_mpay", "advance_payments: true", "total: at_mpay"),
        ("in parts", "amount: at_mpay", "partial_payments: true", "total: at_mpay"),
        ("not allowed", "amount: at_mpay", "due_after_days: 3", "total: at_mpay"),
        ("for each row", "amount: at_mpay, for_each: child", "advance_payments: true", "total: at_mpay"),
        ("under a condition", "amount: at_mpay, when: days > 2", "advance_payments: true", "total: at_mpay"),
        ("a total is expected", "amount: at_mpay", "advance_payments: true", "total: 10, lines: {fee: 10}"),
        ("no total is expected", "amount: days * 5", "advance_payments: true", "total: at_mpay"),
        ("part of an expression", "amount: at_mpay + 1", "advance_payments: true", "total: at_mpay"),
    ]));
}
