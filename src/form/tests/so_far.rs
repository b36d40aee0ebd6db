//! What a form costs and asks while it is being filled in.

use super::*;

/// A service whose price and questions depend on numbers, with rows.
const GROWING: &str = r#"
format: 1
service: growing
mpay_service_id: GRW01
languages: [ro, ru]
title: {ro: Creștere, ru: Рост}
payer: {kinds: [person, organization]}
sections:
  - title: {ro: Cererea, ru: Заявление}
    fields:
      - {id: area, type: number, decimals: 2, min: 1, max: 100, label: {ro: Suprafața, ru: Площадь}}
      - {id: permit, type: text, max_length: 9, label: {ro: Aviz, ru: Разрешение}, show_when: answered(area) and area > 10}
      - {id: email, type: email, label: {ro: Poșta, ru: Почта}}
  - title: {ro: Mult, ru: Много}
    show_when: payer.kind == "organization" and area > 50
    fields:
      - {id: why, type: text, max_length: 30, label: {ro: De ce, ru: Зачем}}
  - title: {ro: Copii, ru: Дети}
    repeat: {id: child, min: 1, max: 3, row: {ro: Copilul, ru: Ребёнок}}
    fields:
      - {id: months, type: quantity, min: 1, max: 12, label: {ro: Luni, ru: Месяцы}}
      - {id: act, type: text, max_length: 9, label: {ro: Act, ru: Акт}, show_when: months > 6}
values:
  rent: round(area * 2, 2)
stop_when:
  - {condition: area == 99, message: {ro: Mergeți la ghișeu, ru: Идите в кассу}}
lines:
  - {id: rent, reason: {ro: "Arendă {area}", ru: "Аренда {area}"}, amount: rent, account: main}
  - {id: fee, for_each: child, reason: {ro: "Taxa {months}", ru: "Плата {months}"}, amount: months * 5, account: main}
  - {id: act, reason: {ro: "Avizul {permit}", ru: "Разрешение {permit}"}, amount: "7", account: main, when: answered(area) and area > 10}
legal:
  basis: {ro: Legea 1, ru: Закон 1}
  data_purpose: {ro: Plata, ru: Оплата}
  data_basis: {ro: Legea 2, ru: Закон 2}
  data_years: 5
order: {reason: {ro: Tot, ru: Всё}}
"#;

#[test]
fn what_is_known_so_far_has_its_price() {
    let plan = plan(GROWING);
    for (typed, lines, total, is_whole) in [
        (&[][..], &[][..], None, false),
        (&[("area", "2")], &[("Arendă 2", 400)], Some(400), false),
        (&[("area", "2,5"), ("child.1.months", "2")], &[("Arendă 2,5", 500), ("Taxa 2", 1_000)], Some(1_500), true),
        // A wrong answer is one that is missing.
        (&[("area", "x"), ("child.1.months", "2")], &[("Taxa 2", 1_000)], Some(1_000), false),
        (&[("area", "101"), ("child.1.months", "0")], &[], None, false),
        (
            &[("area", "2"), ("child.1.months", "2"), ("email", "x")],
            &[("Arendă 2", 400), ("Taxa 2", 1_000)],
            Some(1_400),
            true,
        ),
        (&[("area", "20")], &[("Arendă 20", 4_000), ("Avizul …", 700)], Some(4_700), false),
        (&[("area", "20"), ("permit", "A1")], &[("Arendă 20", 4_000), ("Avizul A1", 700)], Some(4_700), false),
        (
            &[("area", "1"), ("child.1.months", "1"), ("child.2.months", "2")],
            &[("Arendă 1", 200), ("Taxa 1", 500), ("Taxa 2", 1_000)],
            Some(1_700),
            true,
        ),
    ] {
        let so_far = so_far(&plan, &typed.iter().copied().collect(), TODAY);
        let found: Vec<_> = so_far.lines.iter().map(|line| (line.reason.ro.as_str(), line.amount.bani())).collect();
        assert_eq!(
            (found.as_slice(), so_far.total.map(Money::bani), so_far.is_whole),
            (lines, total, is_whole),
            "{typed:?}"
        );
        assert_eq!(so_far.stop, None);
    }
    let stopped = so_far(&plan, &[("area", "99")].into_iter().collect(), TODAY);
    assert_eq!(stopped.stop.unwrap().ru.as_deref(), Some("Идите в кассу"));
}

#[test]
fn what_is_asked_so_far_follows_the_answers() {
    let plan = plan(GROWING);
    let many = [("payer.kind", "organization"), ("area", "51"), ("child.1.months", "7"), ("child.2.months", "6")];
    for (typed, asked, sections) in [
        (&[][..], &["area", "child.1.months", "email"][..], &[0, 2][..]),
        (&[("area", "10")], &["area", "child.1.months", "email"], &[0, 2]),
        (&[("area", "11")], &["area", "child.1.months", "email", "permit"], &[0, 2]),
        (&many, &["area", "child.1.act", "child.1.months", "child.2.months", "email", "permit", "why"], &[0, 1, 2]),
    ] {
        let so_far = so_far(&plan, &typed.iter().copied().collect(), TODAY);
        assert_eq!(so_far.fields.iter().map(String::as_str).collect::<Vec<_>>(), asked, "{typed:?}");
        assert_eq!(so_far.sections.iter().copied().collect::<Vec<_>>(), sections, "{typed:?}");
    }
}

#[test]
fn a_price_so_far_is_the_price_once_all_is_answered() {
    let plan = plan(EVERY_KIND);
    let raw: RawAnswers = answers().into_iter().collect();
    let order = order_content(&plan, &check(&plan, &raw, TODAY).unwrap(), TODAY).unwrap();
    let so_far = so_far(&plan, &raw, TODAY);
    let lines = order.lines.into_iter().map(|line| LineSoFar { reason: line.reason, amount: line.amount.unwrap() });
    assert_eq!((so_far.lines, so_far.total, so_far.is_whole), (lines.collect(), order.total, true));
}

#[test]
fn only_the_answers_that_count_are_named() {
    let plan = plan(GROWING);
    let names = |conditions: &[&crate::expr::Expr]| names_that_count(&plan, conditions.iter().copied());
    assert_eq!(names(&[]).into_iter().collect::<Vec<_>>(), ["area", "months", "permit"]);
    let section = plan.sections[1].shown_when.as_ref().unwrap();
    assert_eq!(names(&[section]).into_iter().collect::<Vec<_>>(), ["area", "months", "payer.kind", "permit"]);
}
