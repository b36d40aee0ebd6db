//! Pages of what comes and goes: conditions, rows, endings.

use super::*;

/// A service with every construct that comes and goes.
const CHANGING: &str = r#"
format: 1
service: changing
mpay_service_id: CHG01
languages: [ro, ru]
title: {ro: Schimbări, ru: Изменения}
payer: {kinds: [person, organization]}
sections:
  - title: {ro: Cererea, ru: Заявление}
    fields:
      - id: use
        type: choice
        label: {ro: Folosința, ru: Использование}
        options: [{id: hay, label: {ro: Fân, ru: Сено}}, {id: wood, label: {ro: Lemn, ru: Дрова}}]
      - {id: area, type: number, min: 1, max: 9, label: {ro: Suprafața, ru: Площадь}, show_when: use == "hay"}
      - {id: trees, type: quantity, max: 9, label: {ro: Copaci, ru: Деревья}, show_when: not (use == "hay")}
      - {id: note, type: text, label: {ro: Nota, ru: Заметка}, show_when: answered(area) and area > 3, required: false}
      - id: needs
        type: choices
        required: false
        label: {ro: Nevoi, ru: Потребности}
        options: [{id: car, label: {ro: Mașină, ru: Машина}}, {id: saw, label: {ro: Ferăstrău, ru: Пила}}]
  - title: {ro: Firma, ru: Фирма}
    show_when: payer.kind == "organization"
    fields:
      - {id: head, type: text, max_length: 30, label: {ro: Director, ru: Директор}}
  - title: {ro: Copii, ru: Дети}
    repeat: {id: child, min: 1, max: 3, row: {ro: Copilul, ru: Ребёнок}}
    fields:
      - {id: months, type: quantity, max: 12, label: {ro: Luni, ru: Месяцы}}
      - {id: reduced, type: yes_no, label: {ro: Redus, ru: Льгота}}
      - {id: act, type: text, max_length: 9, label: {ro: Act, ru: Акт}, show_when: reduced}
lines:
  - {id: fee, for_each: child, reason: {ro: Taxa, ru: Плата}, amount: months * 5, account: main}
  - {id: car, reason: {ro: Auto, ru: Авто}, amount: "7", account: main, when: '"car" in needs'}
legal:
  basis: {ro: Legea 1, ru: Закон 1}
  data_purpose: {ro: Plata, ru: Оплата}
  data_basis: {ro: Legea 2, ru: Закон 2}
  data_years: 5
order: {reason: {ro: Tot, ru: Всё}}
"#;

#[test]
fn what_comes_and_goes_does_so_without_a_script() {
    let plan = crate::compile::testing::plan(CHANGING);
    let (address, rules) = view().service_style(&plan).unwrap();
    let html = empty_page(&plan, Language::Ro);
    check(&html, "changing");
    assert!(html.contains(&format!(r#"<link rel="stylesheet" href="{address}">"#)));
    insta::assert_snapshot!("changing_style", rules);
    for id in rules.split('#').filter_map(|part| part.split_once('{')).map(|(id, _)| id) {
        assert!(
            id == "service-form" || html.contains(&format!(r#"id="{id}""#)) || id.contains("-2-") || id.contains("-3-"),
            "{id}"
        );
    }
    assert!(html.contains("child.1.months") && !html.contains("child.2.months"), "one row at first");
    assert!(html.contains(r#"name="_add" value="child""#));
}

#[test]
fn rows_are_added_and_taken_away_with_their_answers() {
    let plan = crate::compile::testing::plan(CHANGING);
    let template = view().service_page(&plan, Language::Ru).unwrap();
    let page = |raw: &crate::form::RawAnswers| {
        let mut state = FormState::default();
        state.values.extend(raw.iter().map(|(name, text)| (name.to_owned(), text.to_owned())));
        state.values.extend(crate::form::row_marks(&plan, raw).into_iter().map(|mark| (mark, "yes".to_owned())));
        let html = ServicePage::parse(&template).unwrap().render(&state).unwrap();
        check(&html, "rows");
        html
    };
    let mut raw: crate::form::RawAnswers = [("child.1.months", "4"), ("_add", "child")].into_iter().collect();
    assert!(crate::form::change_rows(&plan, &mut raw));
    let html = page(&raw);
    assert!(html.contains(r#"name="child.1.months" value="4""#) && html.contains(r#"name="child.2.months" value="""#));
    for (name, text) in [("child.2.months", "5"), ("child.3.months", "6"), ("_remove", "child.2")] {
        raw.set(name, text);
    }
    assert!(!page(&raw).contains(r#"name="_add""#), "no more rows than are allowed");
    assert!(crate::form::change_rows(&plan, &mut raw));
    let html = page(&raw);
    assert!(html.contains(r#"name="child.2.months" value="6""#) && !html.contains("child.3.months"));
    assert!(!crate::form::change_rows(&plan, &mut raw));
}

#[test]
fn an_ending_has_no_way_to_pay() {
    let plan = sample::plan();
    for text in sample::HOSTILE {
        let answers = [("use".to_owned(), text.to_owned())];
        for ending in [Ending::Stopped(text, &answers), Ending::Closed(text)] {
            let html = view().ending(&plan, Language::En, &ending, None).unwrap();
            assert!(!html.contains("button-primary") && !html.contains(r#"value="continue""#));
            assert_eq!(html.contains(r#"name="_language""#), matches!(ending, Ending::Stopped(..)));
            if !text.contains("{{") && !text.contains("{%") && !text.contains("<%") {
                check(&html, "ending");
            }
        }
    }
}

/// A basket with a price that changes, by a day that is asked, and one that changes by the day of the order.
const PRICES: &str = r#"
format: 1
service: prices
mpay_service_id: PRC01
languages: [ro, ru, en]
title: {ro: Bilete, ru: Билеты, en: Tickets}
payer: {kinds: [person]}
sections:
  - title: {ro: Vizita, ru: Посещение, en: Visit}
    fields:
      - {id: visit, type: date, not_before: today, label: {ro: Data vizitei, ru: Дата посещения, en: Date of visit}}
      - id: tickets
        type: basket
        by: visit
        label: {ro: Bilete, ru: Билеты, en: Tickets}
        items:
          - {id: adult, price: {from 2026-01-01: 50, from 2027-01-01: 60, from 2028-02-01: 70}, max: 9, label: {ro: Adult, ru: Взрослый, en: Adult}}
          - {id: pupil, price: {from 2026-01-01: 10}, max: 9, label: {ro: Elev, ru: Школьник, en: Pupil}}
lines:
  - {id: tickets, reason: {ro: Bilete, ru: Билеты, en: Tickets}, amount: sum(tickets), account: main}
legal:
  basis: {ro: Legea 1, ru: Закон 1, en: Law 1}
  data_purpose: {ro: Plata, ru: Оплата, en: Payment}
  data_basis: {ro: Legea 2, ru: Закон 2, en: Law 2}
  data_years: 5
order: {reason: {ro: Bilete, ru: Билеты, en: Tickets}}
"#;

#[test]
fn each_price_is_shown_with_its_days() {
    // The beneficiary of other tests has a name in each of these languages.
    let plan = crate::compile::testing::plan(PRICES);
    for (language, days, note) in [
        (Language::Ro, ["până la 31.12.2026", "01.01.2027 – 31.01.2028", "de la 01.02.2028"], "„Data vizitei”"),
        (Language::Ru, ["по 31.12.2026", "01.01.2027 – 31.01.2028", "с 01.02.2028"], "«Дата посещения»"),
        (Language::En, ["until 31.12.2026", "01.01.2027 – 31.01.2028", "from 01.02.2028"], "“Date of visit”"),
    ] {
        let html = empty_page(&plan, language);
        check(&html, "prices");
        for (price, days) in ["50,00", "60,00", "70,00"].iter().zip(days) {
            let shown = format!("<span>{price}\u{a0}MDL <small>{days}</small></span>");
            assert!(html.contains(&shown), "{shown}\n{html}");
        }
        assert!(html.contains(">10,00\u{a0}MDL</span>"), "what does not change has no days");
        assert!(html.contains(note), "{note}");
    }
}
