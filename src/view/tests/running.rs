//! The running total and what only a script can hide, on the page.

use super::*;
use crate::form::{RawAnswers, so_far};

const LIVE: &str = r#"
format: 1
service: live
mpay_service_id: LIV01
languages: [ro, ru]
title: {ro: Viu, ru: Живой}
payer: {kinds: [person]}
sections:
  - title: {ro: Cererea, ru: Заявление}
    fields:
      - {id: area, type: number, min: 1, max: 90, label: {ro: Suprafața, ru: Площадь}}
      - {id: permit, type: text, max_length: 9, label: {ro: Aviz, ru: Разрешение}, show_when: area > 10}
      - {id: email, type: email, label: {ro: Poșta, ru: Почта}}
  - title: {ro: Mult, ru: Много}
    show_when: area > 50
    fields:
      - {id: sure, type: consent, label: {ro: Sigur, ru: Да}}
lines:
  - {id: rent, reason: {ro: "Arendă <{area}>", ru: "Аренда <{area}>"}, amount: area * 2, account: main}
legal:
  basis: {ro: Legea 1, ru: Закон 1}
  data_purpose: {ro: Plata, ru: Оплата}
  data_basis: {ro: Legea 2, ru: Закон 2}
  data_years: 5
order: {reason: {ro: Tot, ru: Всё}}
"#;

fn page(plan: &Plan, typed: &[(&str, &str)], language: Language) -> String {
    let raw: RawAnswers = typed.iter().copied().collect();
    let so_far = so_far(plan, &raw, jiff::civil::Date::constant(2026, 3, 1));
    let state = FormState { running: RunningTotal::new(plan, &so_far, language), ..form(typed, &[]) };
    let html = ServicePage::parse(&view().service_page(plan, language).unwrap()).unwrap().render(&state).unwrap();
    check(&html, "live");
    html
}

#[test]
fn a_page_that_changes_names_what_counts_and_marks_what_only_a_script_hides() {
    let plan = crate::compile::testing::plan(LIVE);
    let html = page(&plan, &[], Language::Ru);
    assert!(
        html.contains(r#"data-preview="/ru/proba/live/preview" data-live="area""#),
        "the e-mail address is not sent"
    );
    assert_eq!(attributes(&html, "data-note"), [i18n::text(Language::Ru, "running-none")]);
    for marked in [r#"<div id="w-permit" data-when>"#, r#"id="ws-2" data-when>"#, r#"<div id="w-sure" data-when>"#] {
        assert!(html.contains(marked), "{marked}");
    }
    assert_eq!(
        html.matches(&i18n::text(Language::Ru, "when-note")).count(),
        2,
        "not twice in a section that comes and goes"
    );
    assert!(html.contains("name=\"permit\"") && !html.contains("name=\"permit\" required"));
    assert_eq!(view().service_style(&plan), None);
}

#[test]
fn the_running_total_is_shown_as_text() {
    let plan = crate::compile::testing::plan(LIVE);
    let html = page(&plan, &[("area", "60")], Language::Ro);
    assert!(html.contains("<dt>Arendă &lt;60&gt;</dt><dd class=\"nums\">120,00\u{a0}MDL</dd>"));
    assert_eq!(html.matches("<span>Total</span> <b>120,00\u{a0}MDL</b>").count(), 2, "in the form and beside it");
}

#[test]
fn a_page_that_never_changes_asks_for_no_total() {
    let mut plan = crate::compile::testing::plan(LIVE);
    plan.sections.truncate(1);
    plan.sections[0].fields.truncate(1);
    for amount in [Some(crate::expr::Expr::bare(crate::expr::ExprKind::Number(5.into()))), None] {
        plan.lines[0].amount = amount;
        let html = empty_page(&plan, Language::Ro);
        assert!(!html.contains("data-preview") && !html.contains("recalculate"));
    }
}
