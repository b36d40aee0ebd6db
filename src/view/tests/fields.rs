//! Each type of field: with which control, keyboard and token it is asked, and what is said of each way to be wrong.

use std::collections::BTreeSet;
use std::fmt::Write;

use jiff::civil::Date;
use regex::Regex;

use super::empty_page;
use crate::compile::service_schema;
use crate::compile::testing::plan;
use crate::form::{RawAnswers, check};
use crate::i18n::Language;

const TODAY: Date = Date::constant(2026, 3, 1);

/// A type with what else its field says, and answers of each way in which it can be wrong, of a basket those of its item.
const FIELDS: &[(&str, &str, &[&str])] = &[
    (
        "text",
        "min_length: 2, max_length: 5, pattern: \"[A-Z]+\"",
        &["", "A", "ABCDEF", "abc", "A\u{1}B", "4111111111111111"],
    ),
    ("long_text", "max_length: 40", &["", "123456789 123456789 123456789 123456789 1"]),
    ("number", "decimals: 2, min: 0.5, max: 100", &["", "abc", "0,1", "101", "1,255"]),
    ("quantity", "max: 9", &["", "abc", "1,5", "0", "10"]),
    ("amount", "min: 1, max: 2000", &["", "abc", "0,5", "2001", "1,255"]),
    ("choice", OPTIONS, &["", "third"]),
    ("choices", OPTIONS, &[""]),
    ("yes_no", "", &["", "maybe"]),
    ("consent", "", &[""]),
    ("date", "not_before: 2026-01-25, not_after: today", &["", "31.02.2026", "24.01.2026", "02.03.2026"]),
    ("month", "not_before: 2026-01-25, not_after: today", &["", "13.2026", "12.2025", "04.2026"]),
    ("year", "min: 1990, max: 2100", &["", "26", "1989", "2101"]),
    ("tax_code", "", &["", "!"]),
    ("vehicle_plate", "", &["", "!"]),
    ("vin", "", &["", "IOQ"]),
    ("cadastral_number", "", &["", "12"]),
    ("email", "", &["", "ana@example"]),
    ("phone", "", &["", "12"]),
    ("idnp", "", &["", "2006022048427"]),
    ("idno", "", &["", "1016600999994"]),
    ("idn", "", &["", "2006022048427"]),
    ("iban", "", &["", "MD44TRGAAA14222099000001"]),
    ("basket", "items: [{id: copy, price: 5, max: 3, label: {ro: Copie, ru: Копия, en: Copy}}]", &["", "4", "abc"]),
    ("notice", "", &[]),
];

const OPTIONS: &str =
    "options: [{id: one, label: {ro: Una, ru: Одно, en: One}}, {id: two, label: {ro: Alta, ru: Другое, en: Two}}]";

fn service(kind: &str, more: &str) -> String {
    let more = if more.is_empty() { String::new() } else { format!(", {more}") };
    format!(
        "format: 1\nservice: asked\nmpay_service_id: ASK01\nlanguages: [ro, ru, en]\n\
         title: {{ro: Serviciu, ru: Услуга, en: Service}}\npayer: {{kinds: [person, organization]}}\n\
         sections:\n  - title: {{ro: Cererea, ru: Заявление, en: Request}}\n    fields:\n      \
         - {{id: q, type: {kind}, label: {{ro: Întrebarea, ru: Вопрос, en: Question}}{more}}}\n\
         lines:\n  - {{id: fee, reason: {{ro: Taxă, ru: Плата, en: Fee}}, amount: 5, account: main}}\n\
         order: {{reason: {{ro: Taxă, ru: Плата, en: Fee}}}}\n\
         legal:\n  basis: {{ro: Legea 1, ru: Закон 1, en: Law 1}}\n  \
         data_purpose: {{ro: Plata, ru: Оплата, en: Payment}}\n  \
         data_basis: {{ro: Legea 2, ru: Закон 2, en: Law 2}}\n  data_years: 5\n"
    )
}

/// The controls of a name and what describes them, as a page has them.
fn controls(html: &str, name: &str) -> String {
    let name = regex::escape(name);
    let pattern = format!(
        r#"<(?:input|select|textarea)[^>]* name="{name}(?:\.[a-z]+)?"[^>]*>|<p class="hint" id="h-{}">[^<]*"#,
        name.replace(r"\.", "-")
    );
    let found = Regex::new(&pattern).unwrap();
    found.find_iter(html).fold(String::new(), |mut all, one| {
        writeln!(all, "  {}", one.as_str()).unwrap();
        all
    })
}

/// What is said of answers, in each language.
fn said(plan: &crate::plan::Plan, answers: &[(&str, &str)]) -> String {
    let raw: RawAnswers = answers.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let problems = check(plan, &raw, TODAY).expect_err("a wrong answer is refused");
    let mut all = String::new();
    for problem in problems.iter().filter(|one| answers.iter().any(|(name, _)| name.starts_with(&one.name))) {
        for language in Language::ALL {
            writeln!(all, "    {language}: {}", problem.words(plan, language)).unwrap();
        }
    }
    assert!(!all.is_empty(), "nothing is said of {answers:?}: {problems:?}");
    all
}

#[test]
fn each_type_is_asked_as_it_is_typed_and_each_mistake_is_told_with_what_to_do() {
    let mut table = String::new();
    for (kind, more, wrong) in FIELDS {
        let plan = plan(&service(kind, more));
        writeln!(table, "{kind}\n{}", controls(&empty_page(&plan, Language::Ro), "q").trim_end()).unwrap();
        let name = if *kind == "basket" { "q.copy" } else { "q" };
        for answer in *wrong {
            writeln!(table, "  {answer:?}").unwrap();
            table += &said(&plan, &[(name, answer)]);
        }
    }
    let plan = plan(&service("consent", ""));
    let html = empty_page(&plan, Language::Ro);
    for (name, wrong) in [
        ("payer.kind", &[&[("payer.kind", "")][..], &[("payer.kind", "ghost")]][..]),
        (
            "payer.id",
            &[
                &[("payer.id", ""), ("payer.kind", "person")],
                &[("payer.id", "1016600999993"), ("payer.kind", "person")],
                &[("payer.id", "1016600999994"), ("payer.kind", "organization")],
            ],
        ),
        ("payer.name", &[&[("payer.name", "")], &[("payer.name", "\u{1}")]]),
    ] {
        writeln!(table, "{name}\n{}", controls(&html, name).trim_end()).unwrap();
        for answers in wrong {
            writeln!(table, "  {:?}", answers.iter().map(|(_, answer)| *answer).collect::<Vec<_>>()).unwrap();
            table += &said(&plan, answers);
        }
    }
    insta::assert_snapshot!("fields", table);
}

#[test]
fn no_type_of_the_language_is_left_out() {
    let schema = service_schema().to_string();
    let known: BTreeSet<&str> = FIELDS.iter().map(|(kind, ..)| *kind).collect();
    let named = Regex::new(r#""type":\{"const":"([a-z_]+)"#).unwrap();
    let all: BTreeSet<&str> = named.captures_iter(&schema).map(|found| found.get(1).unwrap().as_str()).collect();
    assert_eq!(all, known);
}
