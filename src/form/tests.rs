//! What is accepted, what is refused and why, and what an order says.

mod so_far;
mod typed;
mod written;

use jiff::civil::Date;
use proptest::prelude::*;
use rust_decimal::Decimal;

mod rows;

use super::*;
use crate::compile::testing::plan;
use crate::i18n::Language;
use crate::money::Money;
use crate::order::{OrderContent, PropertyKind};

const TODAY: Date = Date::constant(2026, 3, 1);

/// A page with a field of every kind.
const EVERY_KIND: &str = r#"
format: 1
service: every-kind
mpay_service_id: EVK01
languages: [ro, ru]
title: {ro: Toate, ru: Всё}
payer: {kinds: [person, organization]}
sections:
  - title: {ro: Toate, ru: Всё}
    fields:
      - {id: word, type: text, min_length: 2, max_length: 5, pattern: "[A-Zșț]+", label: {ro: a, ru: б}, error: {ro: Majuscule, ru: Заглавные}}
      - {id: story, type: long_text, required: false, label: {ro: a, ru: б}}
      - {id: weight, type: number, decimals: 2, min: -2, max: 5000, label: {ro: a, ru: б}}
      - {id: pieces, type: quantity, max: 9, label: {ro: a, ru: б}}
      - {id: gift, type: amount, min: 1, max: 2000, label: {ro: a, ru: б}}
      - id: use
        type: choice
        label: {ro: a, ru: б}
        options:
          - {id: hay, label: {ro: Fân, ru: Сено}}
          - {id: pasture, label: {ro: Pășune, ru: Пастбище}}
      - {id: urgent, type: yes_no, label: {ro: a, ru: б}}
      - {id: agree, type: consent, label: {ro: a, ru: б}}
      - {id: born, type: date, not_before: 2000-01-01, not_after: today, label: {ro: a, ru: б}}
      - {id: period, type: month, not_after: today, label: {ro: a, ru: б}}
      - {id: mail, type: email, label: {ro: a, ru: б}}
      - {id: telephone, type: phone, label: {ro: a, ru: б}}
      - {id: child, type: idnp, label: {ro: a, ru: б}}
      - {id: firm, type: idno, label: {ro: a, ru: б}}
      - {id: other, type: idn, label: {ro: a, ru: б}}
      - {id: back, type: iban, label: {ro: a, ru: б}}
      - id: tickets
        type: basket
        label: {ro: a, ru: б}
        items:
          - {id: adult, price: 50, max: 10, label: {ro: Adult, ru: Взрослый}}
          - {id: pupil, price: 10.50, max: 10, label: {ro: Elev, ru: Школьник}}
      - {id: note, type: notice, label: {ro: a, ru: б}}
tables:
  rate: {hay: 96, pasture: 120.50}
values:
  hurry: if(urgent, 2, 1)
lines:
  - {id: rent, reason: {ro: "Plata {use}", ru: "Плата {use}"}, amount: "round(pieces * rate[use] * hurry / 3, 2)", account: main}
  - {id: tickets, reason: {ro: Bilete, ru: Билеты}, amount: sum(tickets) + gift, account: main}
legal:
  basis: {ro: Legea 1, ru: Закон 1}
  data_purpose: {ro: Plata, ru: Оплата}
  data_basis: {ro: Legea 2, ru: Закон 2}
  data_years: 5
order:
  reason: {ro: "Pe {born}", ru: "За {period}"}
  due_after_days: 3
"#;

fn answers() -> Vec<(&'static str, &'static str)> {
    vec![
        ("payer.kind", "person"),
        ("payer.id", "2001000000012"),
        ("payer.name", "  Ion Rusu "),
        ("word", "ABş"),
        ("weight", "1 250,5"),
        ("pieces", "3"),
        ("gift", "1 000,00"),
        ("use", "hay"),
        ("urgent", "yes"),
        ("agree", "yes"),
        ("born", "25.01.2026"),
        ("period", "02.2026"),
        ("mail", "ion@Example.MD"),
        ("telephone", "+373 60 606 060"),
        ("child", "2004999999996"),
        ("firm", "1016600999993"),
        ("other", "1003600000006"),
        ("back", "md44 trga aa14 2220 9900 0000"),
        ("tickets.adult", "2"),
        ("tickets.pupil", ""),
    ]
}

fn with(changes: &[(&'static str, &str)]) -> RawAnswers {
    let all = answers().into_iter().map(|(name, text)| (name, text.to_owned()));
    all.chain(changes.iter().map(|(name, text)| (*name, (*text).to_owned()))).collect()
}

#[test]
fn good_answers_make_an_order() {
    let plan = plan(EVERY_KIND);
    let answers = check(&plan, &with(&[]), TODAY).unwrap();
    let content = order_content(&plan, &answers, TODAY).unwrap();
    let amounts: Vec<String> = content.lines.iter().map(|line| line.amount.unwrap().to_string()).collect();
    assert_eq!(amounts, ["192.00", "1100.00"]);
    assert_eq!(content.total, Some(Money::from_bani(129_200)));
    assert_eq!(content.reason.get(Language::Ro), "Pe 25.01.2026");
    assert_eq!(content.reason.get(Language::Ru), "За 02.2026");
    assert_eq!(content.lines[0].reason.get(Language::Ru), "Плата Сено");
    assert_eq!(content.payer.name, "Ion Rusu");
    let properties: Vec<(&str, &str, PropertyKind)> = content
        .properties
        .iter()
        .map(|property| (property.name.as_str(), property.value.get(Language::Ro).as_str(), property.kind))
        .collect();
    assert_eq!(
        properties,
        [
            ("IDNP", "2001000000012", PropertyKind::Idn),
            ("Name", "Ion Rusu", PropertyKind::CustomerName),
            ("PayerType", "Person", PropertyKind::CustomerType),
            ("Word", "ABș", PropertyKind::String),
            ("Weight", "1250.5", PropertyKind::Number),
            ("Pieces", "3", PropertyKind::Number),
            ("Use", "Fân", PropertyKind::String),
            ("Urgent", "Da", PropertyKind::String),
            ("Born", "25.01.2026", PropertyKind::String),
            ("Period", "02.2026", PropertyKind::String),
            ("Mail", "ion@example.md", PropertyKind::String),
            ("Telephone", "060606060", PropertyKind::Number),
            ("Child", "2004999999996", PropertyKind::Idn),
            ("Firm", "1016600999993", PropertyKind::Idn),
            ("Other", "1003600000006", PropertyKind::Idn),
            ("Back", "MD44TRGAAA14222099000000", PropertyKind::String),
            ("Adult", "2", PropertyKind::Number),
        ]
    );
}

#[test]
fn an_order_s_answers_sent_again_make_the_same_order() {
    let plan = plan(EVERY_KIND);
    let answers = check(&plan, &with(&[]), TODAY).unwrap();
    let content = order_content(&plan, &answers, TODAY).unwrap();
    let again: RawAnswers = content.answers.clone().into_iter().collect();
    let again = order_content(&plan, &check(&plan, &again, TODAY).unwrap(), TODAY).unwrap();
    assert_eq!(again, content);
}

#[test]
fn each_wrong_answer_is_told_at_its_field() {
    let plan = plan(EVERY_KIND);
    for (name, text, problem) in [
        ("payer.kind", "", Problem::Choose),
        ("payer.kind", "robot", Problem::Choose),
        ("payer.id", "", Problem::Required),
        ("payer.id", "2001000000013", Problem::CodeCheckDigit),
        ("payer.id", "1016600999993", Problem::PayerIdnp),
        ("payer.name", "   ", Problem::Required),
        ("payer.name", &"ă".repeat(61), Problem::TooLong { max: 60, length: 61 }),
        ("payer.name", "a\u{202e}b", Problem::Characters),
        ("word", "", Problem::Required),
        ("word", "A", Problem::TooShort { min: 2, length: 1 }),
        ("word", "ABCDEF", Problem::TooLong { max: 5, length: 6 }),
        ("word", "abc", Problem::Pattern),
        ("word", "A\u{0}B", Problem::Characters),
        ("payer.name", "4111 1111 1111 1111", Problem::CardNumber),
        ("weight", "abc", Problem::NotNumber),
        ("weight", "1,2345", Problem::TooManyDecimals(2)),
        ("weight", "-2,01", Problem::TooSmall(Decimal::from(-2))),
        ("weight", "5000,01", Problem::TooLarge(Decimal::from(5000))),
        ("weight", "1e3", Problem::NotNumber),
        ("pieces", "2,5", Problem::NotWhole),
        ("pieces", "0", Problem::TooSmall(Decimal::ONE)),
        ("pieces", "-1", Problem::TooSmall(Decimal::ONE)),
        ("gift", "0,99", Problem::AmountTooSmall(Money::from_bani(100))),
        ("gift", "1,9999", Problem::AmountTooPrecise),
        ("gift", "many", Problem::NotAmount),
        ("use", "", Problem::Choose),
        ("use", "wood", Problem::UnknownOption),
        ("urgent", "", Problem::Choose),
        ("urgent", "maybe", Problem::UnknownOption),
        ("agree", "", Problem::Consent),
        ("born", "31.02.2026", Problem::NoSuchDate),
        ("born", "25.01.26", Problem::YearDigits),
        ("born", "31.12.1999", Problem::DateTooEarly(Date::constant(2000, 1, 1))),
        ("born", "02.03.2026", Problem::DateTooLate(TODAY)),
        ("period", "13.2026", Problem::NoSuchMonth),
        ("period", "04.2026", Problem::MonthTooLate(Date::constant(2026, 3, 1))),
        ("mail", "ion@", Problem::EmailDomain),
        ("mail", "a b@c.md", Problem::EmailSpace),
        ("telephone", "12345", Problem::PhoneNational(5)),
        ("child", "2004999999995", Problem::CodeCheckDigit),
        ("firm", "2004999999996", Problem::Idno),
        ("other", "3000000000012", Problem::Idn),
        ("back", "MD95TRGAAA14222001000000", Problem::Iban),
        ("back", "RO49AAAA1B31007593840000", Problem::IbanCountry),
    ] {
        let problems = check(&plan, &with(&[(name, text)]), TODAY).unwrap_err();
        assert_eq!(problems, [FieldProblem { name: name.to_owned(), problem }], "{name} = {text:?}");
    }
    for (changes, name, problem) in [
        ([("tickets.adult", "0"), ("tickets.pupil", "0")], "tickets", Problem::BasketEmpty),
        ([("tickets.adult", "11"), ("tickets.pupil", "")], "tickets.adult", Problem::BasketQuantity(10)),
        ([("tickets.adult", "99999999999"), ("tickets.pupil", "")], "tickets.adult", Problem::BasketQuantity(10)),
        ([("tickets.adult", "1"), ("tickets.pupil", "-1")], "tickets.pupil", Problem::BasketQuantity(10)),
    ] {
        let problems = check(&plan, &with(&changes), TODAY).unwrap_err();
        assert_eq!(problems, [FieldProblem { name: name.to_owned(), problem }]);
    }
}

#[test]
fn nothing_at_all_is_told_field_by_field_in_the_order_of_the_page() {
    let plan = plan(EVERY_KIND);
    let problems = check(&plan, &RawAnswers::default(), TODAY).unwrap_err();
    let names: Vec<&str> = problems.iter().map(|problem| problem.name.as_str()).collect();
    let expected = [
        "payer.kind",
        "payer.id",
        "payer.name",
        "word",
        "weight",
        "pieces",
        "gift",
        "use",
        "urgent",
        "agree",
        "born",
        "period",
        "mail",
        "telephone",
        "child",
        "firm",
        "other",
        "back",
        "tickets",
    ];
    assert_eq!(names, expected);
}

#[test]
fn an_order_falls_due_at_the_end_of_a_day_in_chisinau() {
    let plan = plan(EVERY_KIND);
    let due = |now: &str| due_at(&plan, now.parse().unwrap()).unwrap().to_string();
    assert_eq!(due("2026-03-01T10:00:00Z"), "2026-03-04T21:59:59Z");
    // Already the next day in Chișinău, and summer time begins in between.
    assert_eq!(due("2026-03-27T22:30:00Z"), "2026-03-31T20:59:59Z");
}

#[test]
fn orders_with_one_last_day_fall_due_at_its_end() {
    let service = EVERY_KIND.replace("due_after_days: 3", "due_on: 2026-07-10");
    let open = "open: {until: 2026-07-10, closed_text: {ro: Închis, ru: Закрыто}}\npayer:";
    let plan = plan(&service.replacen("payer:", open, 1));
    for now in ["2026-03-01T10:00:00Z", "2026-07-10T20:59:59Z"] {
        assert_eq!(due_at(&plan, now.parse().unwrap()).unwrap().to_string(), "2026-07-10T20:59:59Z");
    }
}

#[test]
fn an_amount_that_is_given_at_mpay_is_left_open() {
    let open = EVERY_KIND.replace("sum(tickets) + gift", "at_mpay");
    let open: String =
        open.lines().filter(|line| !line.contains("{id: rent")).map(|line| format!("{line}\n")).collect();
    let plan = plan(&format!("{open}  advance_payments: true\n"));
    let content = order_content(&plan, &check(&plan, &with(&[]), TODAY).unwrap(), TODAY).unwrap();
    assert_eq!((content.total, content.lines[0].amount), (None, None));
    let stored = serde_json::to_string(&content).unwrap();
    assert_eq!(serde_json::from_str::<OrderContent>(&stored).unwrap(), content);
}

#[test]
fn an_order_allows_parts_and_advances_where_its_definition_does() {
    for (words, expected) in [
        ("", (false, false)),
        ("  partial_payments: true\n", (true, false)),
        ("  advance_payments: true\n", (false, true)),
    ] {
        let plan = plan(&format!("{EVERY_KIND}{words}"));
        let content = order_content(&plan, &check(&plan, &with(&[]), TODAY).unwrap(), TODAY).unwrap();
        assert_eq!((content.allow_partial_payments, content.allow_advance_payments), expected, "{words}");
    }
}

#[test]
fn every_problem_has_words_in_every_language() {
    let problems = [
        Problem::Required,
        Problem::Choose,
        Problem::UnknownOption,
        Problem::NotNumber,
        Problem::NotWhole,
        Problem::TooManyDecimals(2),
        Problem::TooSmall(Decimal::ONE),
        Problem::TooLarge(Decimal::ONE),
        Problem::NotAmount,
        Problem::AmountTooSmall(Money::from_bani(100)),
        Problem::AmountTooLarge(Money::from_bani(100)),
        Problem::AmountTooPrecise,
        Problem::NotYear,
        Problem::YearTooEarly(1990),
        Problem::YearTooLate(2100),
        Problem::TooShort { min: 2, length: 1 },
        Problem::TooLong { max: 2, length: 3 },
        Problem::Grouping,
        Problem::OneReading("1250".to_owned()),
        Problem::SeveralNumbers,
        Problem::OtherCurrency,
        Problem::OtherUnit,
        Problem::TwoWays { thousands: "1250".to_owned(), decimals: "1,25".to_owned() },
        Problem::OtherLetters,
        Problem::CardNumber,
        Problem::NoSuchDate,
        Problem::NoSuchTime,
        Problem::NoSuchMonth,
        Problem::YearDigits,
        Problem::YearOutside,
        Problem::PhoneOfMoldova,
        Problem::EmailSeveral,
        Problem::EmailSpace,
        Problem::EmailComma,
        Problem::EmailNoAt,
        Problem::EmailDomain,
        Problem::EmailLetters,
        Problem::NoLetters,
        Problem::PhoneSeveral,
        Problem::PhoneLetters,
        Problem::PhoneNational(7),
        Problem::PhoneOfCountry { code: 40, digits: 9 },
        Problem::PhoneDigits(16),
        Problem::CodeDigits(12),
        Problem::IbanCountry,
        Problem::IbanSigns,
        Problem::IbanLength(23),
        Problem::Code,
        Problem::CodeSigns,
        Problem::CodeShortened,
        Problem::CodeCheckDigit,
        Problem::VinLength(16),
        Problem::VinLetters,
        Problem::PlateSigns,
        Problem::PlateLength,
        Problem::CadastralSigns,
        Problem::CadastralParts,
        Problem::Pattern,
        Problem::Characters,
        Problem::NotDate,
        Problem::DateTooEarly(TODAY),
        Problem::DateTooLate(TODAY),
        Problem::NotMonth,
        Problem::MonthTooEarly(TODAY),
        Problem::MonthTooLate(TODAY),
        Problem::Email,
        Problem::Phone,
        Problem::Idnp,
        Problem::Idno,
        Problem::Idn,
        Problem::PayerIdnp,
        Problem::PayerIdno,
        Problem::Iban,
        Problem::Consent,
        Problem::BasketEmpty,
        Problem::BasketQuantity(3),
    ];
    for problem in problems {
        for language in Language::ALL {
            let (id, variables) = problem.text();
            let words = crate::i18n::text_with(language, id, &variables);
            assert!(words.len() > 10 && words != id, "{id} in {language}: {words}");
            for (_, value) in &variables {
                assert!(words.contains(value.as_str()), "{id} in {language} leaves out {value}: {words}");
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_either_accepted_clean_or_refused(text in "\\PC{0,12}|[\\x00-\\x20A-Z]{0,6}") {
        let plan = plan(EVERY_KIND);
        if let Ok(answers) = check(&plan, &with(&[("story", &text)]), TODAY)
            && let Some(Answer::Text(kept)) = answers.get("story")
        {
            prop_assert!(kept.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert_eq!(kept.trim(), kept.as_str());
        }
    }

    #[test]
    fn the_total_is_the_sum_of_the_lines(pieces in 1u32..=9, adults in 0u32..=10, pupils in 1u32..=10, gift in 100i64..=200_000) {
        let plan = plan(EVERY_KIND);
        let gift = Money::from_bani(gift);
        let raw = with(&[
            ("pieces", &pieces.to_string()),
            ("tickets.adult", &adults.to_string()),
            ("tickets.pupil", &pupils.to_string()),
            ("gift", &gift.grouped()),
        ]);
        let content = order_content(&plan, &check(&plan, &raw, TODAY).unwrap(), TODAY).unwrap();
        // 64 lei a piece; 50 and 10.50 a ticket: in bani, by hand.
        let expected = i64::from(pieces) * 6_400 + i64::from(adults) * 5_000 + i64::from(pupils) * 1_050 + gift.bani();
        prop_assert_eq!(content.total, Some(Money::from_bani(expected)));
        prop_assert_eq!(Money::checked_sum(content.lines.iter().filter_map(|line| line.amount)), content.total);
    }
}
