//! Whatever the program writes of an answer, in any language and for machines, its reader takes back as the same.

use jiff::civil::Date;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::typed::{service, told};
use crate::form::Answer;
use crate::i18n::Language;
use crate::identifiers::{FiscalCode, Iban, Phone};
use crate::money::Money;
use crate::plan::Field;

/// All that is written of an answer, in every language: in boxes, orders, links, and for machines.
fn writings(field: &Field, answer: &Answer) -> Vec<String> {
    let mut all: Vec<String> = Language::ALL
        .into_iter()
        .flat_map(|language| [answer.display(field, language), answer.for_mpay(field, language)])
        .collect();
    all.extend(answer.as_typed(field, "x").into_iter().map(|(_, text)| text));
    match answer {
        Answer::Amount(amount) => all.extend([amount.with_currency(), amount.to_string()]),
        Answer::Number(number) => all.push(number.normalize().to_string()),
        Answer::Date(day) => {
            all.push(day.to_string());
            all.extend(Language::ALL.map(|language| crate::i18n::date(language, *day)));
        }
        Answer::Month(day) => all.push(format!("{}-{:02}", day.year(), day.month())),
        Answer::Phone(phone) => all.push(phone.to_string()),
        Answer::Iban(iban) => all.push(iban.to_string()),
        _ => {}
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_as_the_same(
        bani in 1i64..=9_999_999_900,
        thousandths in -1_000_000_000i64..=1_000_000_000,
        hundredths in -200i64..=500_000,
        many in 1u32..=1_000_000,
        days in 0i64..=73_000,
        built in 1990i16..=2026,
        national in 20_000_000u64..=99_999_999,
        foreign in 1_000_000u64..=999_999_999_999_999,
    ) {
        let plan = service();
        let day = Date::constant(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let foreign = Phone::parse(&format!("+{foreign}"));
        let mut all = vec![
            ("sum", Answer::Amount(Money::from_bani(bani))),
            ("exact", Answer::Number(Decimal::new(thousandths, 3).normalize())),
            ("weight", Answer::Number(Decimal::new(hundredths, 2).normalize())),
            ("many", Answer::Number(many.into())),
            ("day", Answer::Date(day)),
            ("month", Answer::Month(day.first_of_month())),
            ("built", Answer::Year(built)),
            ("telephone", Answer::Phone(Phone::parse(&format!("+373{national}")).unwrap())),
            ("back", Answer::Iban(Iban::parse("MD77TRGAAA14153401000000").unwrap())),
            ("child", Answer::Code(FiscalCode::parse("2006022048426").unwrap())),
            ("mail", Answer::Text("ștefan+x@exemplu.md".to_owned())),
            ("plate", Answer::Text("ABC123".to_owned())),
        ];
        all.extend(foreign.into_iter().map(|phone| ("telephone", Answer::Phone(phone))));
        for (name, answer) in all {
            let field = plan.field(name).unwrap();
            for text in writings(field, &answer) {
                prop_assert_eq!(told(&plan, name, &text), Ok(answer.clone()), "{}: {:?}", name, text);
            }
        }
    }

    #[test]
    fn a_number_that_is_read_has_the_digits_that_were_typed(typed in "[0-9]{1,5}([., '][0-9]{1,4}){0,3}") {
        let plan = service();
        if let Ok(Answer::Amount(amount)) = told(&plan, "sum", &typed) {
            // Marks may be dropped and zeros added or cut at the ends; no digit is lost or gets another place by a factor of ten
            // but by the last mark.
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            let read: String = amount.bani().to_string();
            prop_assert_eq!(digits.trim_matches('0'), read.trim_matches('0'), "{}", typed);
            let last = typed.rsplit(['.', ',']).next().unwrap_or_default();
            prop_assert!(!(typed.matches(['.', ',']).count() == 1 && last.len() == 3) || typed.trim_start_matches('0').starts_with(['.', ',']), "{}", typed);
        }
    }
}
