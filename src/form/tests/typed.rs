//! What people type and paste into each kind of field: what is read, and what is refused and why.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{TODAY, with};
use crate::compile::testing::plan;
use crate::form::{Answer, FieldProblem, Problem, RawAnswers, check, read_given};
use crate::i18n::Language;
use crate::identifiers::Iban;
use crate::money::Money;
use crate::plan::Plan;

/// The service of these tests with wider bounds, numbers of three decimals, codes and texts with patterns.
pub(super) fn service() -> Plan {
    let extra = [
        "{id: exact, type: number, decimals: 3, min: -1000000, max: 1000000, required: false, label: {ro: a, ru: б}}",
        "{id: many, type: quantity, max: 1000000, required: false, label: {ro: a, ru: б}}",
        "{id: sum, type: amount, min: 0.01, max: 99999999, required: false, label: {ro: a, ru: б}}",
        "{id: built, type: year, min: 1990, max: 2026, required: false, label: {ro: a, ru: б}}",
        "{id: plate, type: vehicle_plate, required: false, label: {ro: a, ru: б}}",
        "{id: vin, type: vin, required: false, label: {ro: a, ru: б}}",
        "{id: any, type: text, max_length: 40, pattern: \"[A-Z0-9 -]{3,40}\", error: {ro: E, ru: E}, required: false, label: {ro: a, ru: б}}",
        "{id: sixteen, type: text, max_length: 16, pattern: \"[0-9]{16}\", error: {ro: E, ru: E}, required: false, label: {ro: a, ru: б}}",
        "{id: contract, type: text, max_length: 13, required: false, label: {ro: a, ru: б}}",
        "{id: day, type: date, required: false, label: {ro: a, ru: б}}",
        "{id: month, type: month, required: false, label: {ro: a, ru: б}}",
    ];
    let fields: String = extra.iter().map(|field| format!("      - {field}\n")).collect();
    plan(&super::EVERY_KIND.replacen("      - {id: word,", &format!("{fields}      - {{id: word,"), 1))
}

/// What one field answers, the others being right.
pub(super) fn told(plan: &Plan, name: &str, typed: &str) -> Result<Answer, Problem> {
    let mut raw = with(&[]);
    raw.set(name, typed);
    judged(plan, name, &raw)
}

fn judged(plan: &Plan, name: &str, raw: &RawAnswers) -> Result<Answer, Problem> {
    match check(plan, raw, TODAY) {
        Ok(answers) if name == "payer.name" => Ok(Answer::Text(answers.payer.name)),
        Ok(answers) if name == "payer.id" => Ok(Answer::Code(answers.payer.id)),
        Ok(answers) => Ok(answers.get(name).unwrap_or_else(|| panic!("{name} is answered")).clone()),
        Err(mut problems) => {
            let FieldProblem { name: told, problem } = problems.remove(0);
            assert!(problems.is_empty() && told == name, "{name}: {told}, {problems:?}");
            Err(problem)
        }
    }
}

fn two_ways(thousands: &str, decimals: &str) -> Problem {
    Problem::TwoWays { thousands: thousands.to_owned(), decimals: decimals.to_owned() }
}

fn one(reading: &str) -> Problem {
    Problem::OneReading(reading.to_owned())
}

#[test]
fn money_is_never_read_two_ways() {
    let plan = service();
    for (name, typed, problem) in [
        ("sum", "1.250", two_ways("1250", "1,25")),
        ("sum", "10.000", two_ways("10000", "10,00")),
        ("sum", "1,250", two_ways("1250", "1,25")),
        ("sum", "1.500", two_ways("1500", "1,50")),
        ("sum", "1.250 lei", two_ways("1250", "1,25")),
        ("sum", "MDL 1,250", two_ways("1250", "1,25")),
        ("sum", "12.345", one("12345")),
        ("many", "1.000", two_ways("1000", "1")),
        ("many", "1,000", two_ways("1000", "1")),
        ("weight", "1,000", two_ways("1000", "1")),
        ("many", "1.000000", two_ways("1000000", "1")),
        ("sum", "1.000000", two_ways("1000000", "1,00")),
        ("sum", "100.000.000", Problem::AmountTooLarge(Money::from_bani(9_999_999_900))),
        ("sum", "1,2500", Problem::AmountTooPrecise),
        ("many", "1.0000", Problem::NotWhole),
        ("sum", "1\t250", Problem::SeveralNumbers),
        ("sum", "1\n250 lei", Problem::SeveralNumbers),
        ("many", "1\u{2028}250", Problem::SeveralNumbers),
        ("tickets.adult", "1\t0", Problem::SeveralNumbers),
        ("weight", "9.250", two_ways("9250", "9,25")),
        ("weight", "9.255", Problem::TooManyDecimals(2)),
        ("weight", "-9.250", Problem::TooSmall((-2).into())),
        ("weight", "-1.250", two_ways("-1250", "-1,25")),
        ("tickets.adult", "1.000", two_ways("1000", "1")),
        ("sum", "1.25.000", Problem::Grouping),
        ("sum", "5 EUR", Problem::OtherCurrency),
        ("sum", "5 €", Problem::OtherCurrency),
        ("sum", "-5", Problem::AmountTooSmall(Money::from_bani(1))),
        ("sum", "12,34.56,7", Problem::Grouping),
        ("many", "1 00", Problem::Grouping),
        ("many", "0,125", Problem::NotWhole),
        ("sum", "0,125", Problem::AmountTooPrecise),
        ("sum", "12,3456", Problem::AmountTooPrecise),
        ("sum", "99999999999999", Problem::AmountTooLarge(Money::from_bani(9_999_999_900))),
        ("weight", "99999999999999", Problem::TooLarge(5000.into())),
        ("weight", "-99999999999999", Problem::TooSmall((-2).into())),
        ("weight", "1,12345678901234", Problem::TooManyDecimals(2)),
    ] {
        assert_eq!(told(&plan, name, typed), Err(problem), "{name}: {typed:?}");
    }
    for (name, typed, bani) in [
        ("sum", "1.250,50", 125_050),
        ("sum", "1,250.50", 125_050),
        ("sum", "1.000.000", 100_000_000),
        ("sum", "1 000 000,00", 100_000_000),
        ("sum", "5 лей", 500),
        ("sum", "5 леев", 500),
        ("sum", "5 LEI.", 500),
        ("sum", "mdl 5", 500),
        ("sum", "\u{feff}12", 1_200),
        ("sum", "0.500", 50),
        ("sum", "1 250 lei 50 bani", 125_050),
        ("sum", "5lеi", 500),
    ] {
        assert_eq!(told(&plan, name, typed), Ok(Answer::Amount(Money::from_bani(bani))), "{name}: {typed:?}");
    }
    for (name, typed, number) in [
        ("exact", "1.234", "1.234"),
        ("exact", "1,234", "1.234"),
        ("exact", "1.000.000", "1000000"),
        ("exact", "\u{2212}1,234", "-1.234"),
        ("many", "1.000.000", "1000000"),
        ("many", "1 000", "1000"),
        ("many", "3,0", "3"),
        ("many", "3 buc.", "3"),
        ("many", "3шт", "3"),
        ("weight", "\u{2013}1,5", "-1.5"),
    ] {
        let read = Answer::Number(number.parse::<Decimal>().unwrap().normalize());
        assert_eq!(told(&plan, name, typed), Ok(read), "{name}: {typed:?}");
    }
}

#[test]
fn what_was_a_number_already_has_one_reading() {
    let plan = service();
    for (name, number, read) in [
        ("sum", "1.250", Answer::Amount(Money::from_bani(125))),
        ("many", "1.000", Answer::Number(Decimal::ONE)),
        ("exact", "1.234", Answer::Number(Decimal::new(1234, 3))),
        ("contract", "1.250", Answer::Text("1.250".to_owned())),
        ("tickets.adult", "2.000", Answer::Number(Decimal::TWO)),
        ("tickets.adult", "2e0", Answer::Number(Decimal::TWO)),
        ("sum", "1e3", Answer::Amount(Money::from_bani(100_000))),
        ("sum", "1.25E+1", Answer::Amount(Money::from_bani(1_250))),
        ("many", "1e3", Answer::Number(Decimal::ONE_THOUSAND)),
    ] {
        let mut raw = with(&[]);
        raw.set_number(name, number);
        let name = name.split('.').next().unwrap();
        let found = judged(&plan, name, &raw).unwrap();
        match found {
            Answer::Basket(chosen) => assert_eq!(chosen, [("adult".to_owned(), 2)]),
            other => assert_eq!(other, read, "{name}: {number}"),
        }
        raw.set(name, "1.250");
        assert!(!raw.is_number(name), "a text again");
    }
}

/// Every field with an answer as people type it, and as the field keeps it.
const KEPT: [(&str, &str, &str); 17] = [
    ("payer.id", "2001000000012", "2001000000012"),
    ("payer.name", "Ion Rusu", "Ion Rusu"),
    ("word", "ABC", "ABC"),
    ("story", "un text", "un text"),
    ("weight", "2,5", "2,5"),
    ("pieces", "3", "3"),
    ("gift", "12", "12,00"),
    ("built", "2020", "2020"),
    ("plate", "ABC 123", "ABC123"),
    ("vin", "WVWZZZ1JZXW000001", "WVWZZZ1JZXW000001"),
    ("day", "25.01.2026", "25.01.2026"),
    ("month", "01.2026", "01.2026"),
    ("mail", "a@example.md", "a@example.md"),
    ("telephone", "+373 60 606 060", "+373 60 606 060"),
    ("child", "2006022048426", "2006022048426"),
    ("firm", "1003600000006", "1003600000006"),
    ("back", "MD77TRGAAA14153401000000", "MD77 TRGA AA14 1534 0100 0000"),
];

#[test]
fn what_nobody_sees_of_a_paste_does_not_count() {
    let plan = service();
    let field = |name: &str| plan.field(name).or(plan.field("story")).unwrap().clone();
    for (name, typed, kept) in KEPT {
        for unseen in [
            '\u{200b}',
            '\u{200e}',
            '\u{200f}',
            '\u{202a}',
            '\u{202c}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{feff}',
            '\u{ad}',
            '\u{61c}',
            '\u{180e}',
            '\u{e0041}',
            '\u{fe0f}',
        ] {
            let (first, rest) = typed.split_at(1);
            for pasted in [
                format!("{unseen}{typed}{unseen}"),
                format!("{first}{unseen}{rest}"),
                format!("\t{unseen}{typed}\u{a0}\n"),
            ] {
                let found = told(&plan, name, &pasted).map(|answer| answer.display(&field(name), Language::Ro));
                assert_eq!(found.as_deref(), Ok(kept), "{name}: {pasted:?}");
            }
        }
        assert!(
            told(&plan, name, &typed.replacen(&typed[..1], &format!("{}\u{202e}", &typed[..1]), 1)).is_err(),
            "{name}"
        );
    }
}

#[test]
fn names_and_texts_are_kept_as_people_see_them() {
    let plan = service();
    for (typed, kept) in [
        ("Ion\tRusu", "Ion Rusu"),
        ("Ion\u{2028}Rusu", "Ion Rusu"),
        ("Ion\u{200e} Rusu", "Ion Rusu"),
        ("Ion\u{a0}Rusu", "Ion Rusu"),
        (
            "Ion \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} Rusu",
            "Ion \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} Rusu",
        ),
    ] {
        assert_eq!(told(&plan, "payer.name", typed), Ok(Answer::Text(kept.to_owned())), "{typed:?}");
    }
    for typed in ["Ion\u{e000}", "Ion\u{85}Rusu", "Ion\nRusu", "\u{1b}[1mIon", "a\u{202e}b"] {
        assert_eq!(told(&plan, "payer.name", typed), Err(Problem::Characters), "{typed:?}");
    }
    assert_eq!(told(&plan, "story", "a\u{2028}b\tc"), Ok(Answer::Text("a\nb c".to_owned())));
}

#[test]
fn lengths_are_those_of_what_is_kept() {
    let plan = service();
    for typed in [" ABC1234567890", "ABC1234567890\u{200b}", "\tABC1234567890\u{a0}"] {
        assert_eq!(told(&plan, "contract", typed), Ok(Answer::Text("ABC1234567890".to_owned())), "{typed:?}");
    }
    let long = Problem::TooLong { max: 13, length: 14 };
    assert_eq!(told(&plan, "contract", " ABC12345678901"), Err(long.clone()));
    let (id, variables) = long.text();
    for (language, words) in [
        (Language::En, "Enter at most 13 characters; you entered 14"),
        (Language::Ro, "Introduceți cel mult 13 caractere; ați introdus 14"),
        (Language::Ru, "Введите не более 13 символов; введено 14"),
    ] {
        assert_eq!(crate::i18n::text_with(language, id, &variables), words);
    }
    let blank = told(&plan, "payer.name", "\u{200b}\u{feff} ");
    assert_eq!(blank, Err(Problem::Required));
    assert_eq!(told(&plan, "word", "\u{200b}"), Err(Problem::Required));
}

#[test]
fn letters_that_look_alike_are_read_or_told() {
    let plan = service();
    for (name, typed, read) in [
        ("plate", "АВС 123", "ABC123"),
        ("vin", "WVWZZZ1JZХW000001", "WVWZZZ1JZXW000001"),
        ("any", "АВС 123", "ABC 123"),
        ("any", "ABC\u{2013}123", "ABC-123"),
        ("any", "АВ\u{a0}12", "AB 12"),
        ("word", "АВС", "ABC"),
    ] {
        assert_eq!(told(&plan, name, typed), Ok(Answer::Text(read.to_owned())), "{name}: {typed}");
    }
    let iban = Iban::parse("MD77TRGAAA14153401000000").unwrap();
    assert_eq!(told(&plan, "back", "МD77 ТRGА АА14 1534 0100 0000"), Ok(Answer::Iban(iban)));
    for (name, typed) in
        [("plate", "АБВ 123"), ("vin", "ЖVWZZZ1JZXW000001"), ("any", "ДЖ 123"), ("back", "МД77TRGAAA14153401000000")]
    {
        assert_eq!(told(&plan, name, typed), Err(Problem::OtherLetters), "{name}: {typed}");
    }
}

#[test]
fn messages_say_what_is_wrong_with_this_answer() {
    let plan = service();
    for (name, typed, problem) in [
        ("day", "25.01.26", Problem::YearDigits),
        ("day", "31.12.1899", Problem::YearOutside),
        ("day", "01.01.2101", Problem::YearOutside),
        ("day", "25.01", Problem::NotDate),
        ("day", "2026-01-25T24:99", Problem::NoSuchTime),
        ("day", "31.04.2026", Problem::NoSuchDate),
        ("month", "01.26", Problem::YearDigits),
        ("month", "13.2026", Problem::NoSuchMonth),
        ("month", "01.1899", Problem::YearOutside),
        ("month", "ianuarie", Problem::NotMonth),
        ("built", "26", Problem::YearDigits),
        ("built", "1989", Problem::YearTooEarly(1990)),
        ("built", "x", Problem::NotYear),
        ("back", "RO49AAAA1B31007593840000", Problem::IbanCountry),
        ("back", "MD77TRGAAA1415340100000", Problem::IbanLength(23)),
        ("back", "MD77TRGAAA141534010000000", Problem::IbanLength(25)),
        ("back", "MD78TRGAAA14153401000000", Problem::Iban),
        ("back", "MD77*TRGAAA1415340100000", Problem::IbanSigns),
        ("telephone", "+373 60 606 06", Problem::PhoneOfMoldova),
        ("telephone", "+4934", Problem::PhoneDigits(4)),
        ("telephone", "+4934567890123456", Problem::PhoneDigits(16)),
        ("telephone", "12345", Problem::PhoneNational(5)),
        ("telephone", "40721234567", Problem::PhoneNational(11)),
        ("telephone", "10606060", Problem::Phone),
        ("telephone", "22-12-34/56", Problem::PhoneSeveral),
        ("telephone", "+1 212 555 012", Problem::PhoneOfCountry { code: 1, digits: 10 }),
        ("telephone", "06o606060", Problem::PhoneLetters),
        ("child", "200602204842", Problem::CodeDigits(12)),
        ("firm", "10036000000066", Problem::CodeDigits(14)),
        ("child", "2006022048427", Problem::CodeCheckDigit),
        ("child", "1003600000006", Problem::Idnp),
        ("child", "2OO6022048426", Problem::CodeSigns),
        ("child", "2.00602E+12", Problem::CodeShortened),
        ("payer.id", "200100000001", Problem::CodeDigits(12)),
        ("mail", "ion@", Problem::EmailDomain),
        ("mail", "a@b.md; c@d.md", Problem::EmailSeveral),
        ("payer.name", "12345", Problem::NoLetters),
        ("payer.name", "- . -", Problem::NoLetters),
    ] {
        assert_eq!(told(&plan, name, typed), Err(problem), "{name}: {typed:?}");
    }
    let day = Date::constant(2026, 1, 25);
    for typed in ["25 ianuarie 2026", "25.01.2026 г.", "25 января 2026 г.", "January 25, 2026", "25.01.2026."] {
        assert_eq!(told(&plan, "day", typed), Ok(Answer::Date(day)), "{typed}");
    }
    let iban = Iban::parse("MD77TRGAAA14153401000000").unwrap();
    for typed in
        ["IBAN MD77 TRGA AA14 1534 0100 0000", "iban: md77trgaaa14153401000000", "MD77-TRGA-AA14-1534-0100-0000"]
    {
        assert_eq!(told(&plan, "back", typed), Ok(Answer::Iban(iban.clone())), "{typed}");
    }
}

#[test]
fn cards_are_seen_in_every_text() {
    let plan = service();
    for name in ["payer.name", "story", "any", "contract"] {
        for typed in ["4111111111111111", "4111.1111.1111.1111", "4111  1111  1111  1111", "3530 1113 3330 0000"] {
            assert_eq!(told(&plan, name, typed), Err(Problem::CardNumber), "{name}: {typed}");
        }
    }
    assert_eq!(told(&plan, "mail", "4111111111111111@example.md"), Err(Problem::CardNumber));
    // A field that asks for sixteen digits, no more and no fewer, is not asked for a card.
    assert_eq!(told(&plan, "sixteen", "4111111111111111"), Ok(Answer::Text("4111111111111111".to_owned())));
    assert_eq!(told(&plan, "any", "2006022048426"), Ok(Answer::Text("2006022048426".to_owned())));
}

#[test]
fn links_carry_canonical_answers() {
    let mut plan = service();
    plan.payer_prefill = crate::plan::Prefill::Allow;
    let given = |pairs: &[(&str, &str)]| read_given(&plan, &pairs.iter().copied().collect(), TODAY);
    let read = given(&[
        ("payer.id", "\u{200b}2001 0000 00012"),
        ("payer.name", "Ion\tRusu\u{200b}"),
        ("sum", "1.250,50 lei"),
        ("telephone", "0040 721 234 567"),
        ("day", "25 ianuarie 2026"),
    ]);
    let read = read.unwrap();
    for (name, text) in [
        ("payer.id", "2001000000012"),
        ("payer.name", "Ion Rusu"),
        ("sum", "1\u{a0}250,50"),
        ("telephone", "+40 721 234 567"),
        ("day", "25.01.2026"),
    ] {
        assert!(read.contains(&(name.to_owned(), text.to_owned())), "{name}: {read:?}");
    }
    let refused = given(&[("sum", "10,000")]).unwrap_err();
    assert_eq!(refused, [FieldProblem { name: "sum".to_owned(), problem: two_ways("10000", "10,00") }]);
}
