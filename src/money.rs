//! Amounts of lei, exact to the ban; never a float.

use std::fmt;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::typed::{self, NumberError, bare, has_several_cells, latin_of_case, read_number};

/// An amount of Moldovan lei, held in bani (1 leu = 100 bani). Can be negative in intermediate sums only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text or number is not an amount of lei.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not digits with an optional decimal part.
    #[error("not an amount of money")]
    Malformed,
    /// More than two digits after the decimal mark.
    #[error("an amount has at most two decimals")]
    TooPrecise,
    /// Beyond what 64 bits of bani hold.
    #[error("the amount is too large")]
    TooLarge,
    /// Below zero.
    #[error("an amount is not below zero")]
    Negative,
    /// Of another currency, by the word or sign beside it.
    #[error("an amount is in lei")]
    OtherCurrency,
    /// Several cells of a table.
    #[error("several amounts stand in it")]
    Several,
    /// Its digits are not in groups of three.
    #[error("the digits of the amount are not in groups of three")]
    Grouping,
    /// One mark before three digits: thousands to some, bani to others.
    #[error("{}", two_ways(*.thousands, *.decimals))]
    TwoWays {
        /// In lei, with the mark between thousands.
        thousands: Decimal,
        /// In lei, with the mark before bani.
        decimals: Decimal,
    },
}

/// Both readings of an amount, as far as each can be meant: nobody is told to write what is refused again.
fn two_ways(thousands: Decimal, decimals: Decimal) -> String {
    let whole = typed::written(thousands);
    match decimals.normalize().scale() {
        0..=2 => format!("the amount can be read as {whole} and as {}: write one of these", typed::written(decimals)),
        _ => format!(
            "a mark stands before three digits, and an amount has at most two decimals: write {whole}, if that is meant"
        ),
    }
}

/// The words for lei in the three languages, in the cases that stand with numbers.
const LEI: [&str; 8] = ["lei", "leu", "mdl", "лей", "лея", "леев", "леи", "мдл"];

/// The words for bani.
const BANI: [&str; 7] = ["bani", "ban", "бан", "бани", "бань", "банов", "бана"];

/// How the words and codes of currencies begin that people in Moldova have beside lei, and their signs.
const OTHER_CURRENCIES: [&str; 17] = [
    "eur", "usd", "dol", "ron", "gbp", "rub", "uah", "chf", "pln", "евро", "дол", "руб", "грн", "грив", "фунт", "зл",
    "грош",
];
const OTHER_SIGNS: [char; 6] = ['€', '$', '£', '₽', '₴', '¥'];

impl Money {
    /// No money at all.
    pub const ZERO: Money = Money(0);

    /// An amount from its bani.
    pub const fn from_bani(bani: i64) -> Money {
        Money(bani)
    }

    /// The amount in bani.
    pub const fn bani(self) -> i64 {
        self.0
    }

    /// An amount from an exact decimal number of lei.
    ///
    /// # Errors
    /// `TooPrecise` for a fraction of a ban, `TooLarge` beyond 64 bits.
    pub fn from_decimal(lei: Decimal) -> Result<Money, MoneyError> {
        let bani = lei.checked_mul(Decimal::ONE_HUNDRED).ok_or(MoneyError::TooLarge)?;
        if !bani.fract().is_zero() {
            return Err(MoneyError::TooPrecise);
        }
        bani.to_i64().map(Money).ok_or(MoneyError::TooLarge)
    }

    /// The amount as a decimal number of lei with two places.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The sum, or `None` beyond 64 bits.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// The sum of many, or `None` beyond 64 bits.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        amounts.into_iter().try_fold(Money::ZERO, Money::checked_add)
    }

    /// Reads what a person types: `1 250,50`, `1250.50`, `9267`, `5 lei`, `MDL 5`, `5 lei 50 bani`; numbers as [`read_number`]
    /// does, the words for lei and bani in any of the three languages.
    ///
    /// # Errors
    /// See [`MoneyError`].
    pub fn parse_typed(text: &str) -> Result<Money, MoneyError> {
        if has_several_cells(text) {
            return Err(MoneyError::Several);
        }
        let text = bare(text);
        if let Some(amount) = lei_and_bani(&text) {
            return Ok(amount);
        }
        let lei = match read_number(without_currency(&text), 2) {
            Ok(lei) if lei < Decimal::ZERO => return Err(MoneyError::Negative),
            Ok(lei) => lei,
            Err(NumberError::Malformed) if has_other_currency(&text) => return Err(MoneyError::OtherCurrency),
            Err(NumberError::Malformed) => return Err(MoneyError::Malformed),
            Err(NumberError::Several) => return Err(MoneyError::Several),
            Err(NumberError::Grouping) => return Err(MoneyError::Grouping),
            Err(NumberError::TooLong) => return Err(MoneyError::TooLarge),
            Err(NumberError::TooPrecise) => return Err(MoneyError::TooPrecise),
            Err(NumberError::TwoWays { thousands, decimals }) => {
                return Err(MoneyError::TwoWays { thousands, decimals });
            }
        };
        Money::from_decimal(lei)
    }

    /// Reads an XML `decimal` as MPay writes it: `9267.00`, `9267`; no sign but a leading `+`, at most two significant places.
    ///
    /// # Errors
    /// As for [`Money::from_decimal`]; `Malformed` when it is not an unsigned decimal.
    pub fn parse_xml(text: &str) -> Result<Money, MoneyError> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        if digits.is_empty() || digits.len() > 30 || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return Err(MoneyError::Malformed);
        }
        let lei: Decimal = digits.parse().map_err(|_| MoneyError::Malformed)?;
        Money::from_decimal(lei)
    }

    /// The amount with its currency, as a payer reads it: `1 250,50 MDL`.
    pub fn with_currency(self) -> String {
        format!("{}\u{a0}MDL", self.grouped())
    }

    /// The amount as a payer reads it, `1 250,50`, with no-break spaces between thousands and without the currency.
    pub fn grouped(self) -> String {
        let sign = if self.0 < 0 { "\u{2212}" } else { "" };
        let lei = (self.0.unsigned_abs() / 100).to_string();
        let mut out = String::from(sign);
        for (i, digit) in lei.chars().enumerate() {
            if i > 0 && (lei.len() - i).is_multiple_of(3) {
                out.push('\u{a0}');
            }
            out.push(digit);
        }
        out.push_str(&format!(",{:02}", self.0.unsigned_abs() % 100));
        out
    }
}

/// As MPay's XML and our interfaces write it: `1250.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let bani = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", bani / 100, bani % 100)
    }
}

/// Whether a word is one of some; letters of two alphabets that look alike are the same.
fn is_among(word: &str, words: &[&str]) -> bool {
    let seen = latin_of_case(&word.to_lowercase());
    words.iter().any(|other| latin_of_case(other) == seen)
}

fn has_other_currency(text: &str) -> bool {
    let text = text.to_lowercase();
    let is_of = |word: &str| OTHER_CURRENCIES.iter().any(|start| word.starts_with(start));
    text.contains(OTHER_SIGNS) || text.split(|c: char| !c.is_alphabetic()).any(is_of)
}

/// The amount of `1 250 lei 50 bani` or `50 bani`: its parts are told by their words, so that a mark in the lei can only part
/// thousands.
fn lei_and_bani(text: &str) -> Option<Money> {
    let (rest, word) = last_word(text);
    let digits = rest.len() - rest.bytes().rev().take_while(u8::is_ascii_digit).count();
    let bani: i64 = rest[digits..].parse().ok().filter(|bani| is_among(word, &BANI) && *bani < 100)?;
    let lei = rest[..digits].trim_end_matches([' ', ',']);
    if lei.is_empty() {
        return Some(Money(bani));
    }
    let (before, word) = last_word(lei);
    // Some write "and" between.
    let (lei, word) = if ["și", "si", "и", "and"].contains(&word) { last_word(before) } else { (before, word) };
    let lei = match read_number(lei, 0).ok().filter(|_| is_among(word, &LEI)) {
        Some(lei) => lei,
        None => match read_number(lei, 0) {
            Err(NumberError::TwoWays { thousands, .. }) if is_among(word, &LEI) => thousands,
            _ => return None,
        },
    };
    let whole = Money::from_decimal(lei).ok().filter(|_| lei.fract().is_zero() && lei >= Decimal::ZERO)?;
    whole.checked_add(Money(bani))
}

/// A text without its last word, and this word; a dot behind it does not count.
fn last_word(text: &str) -> (&str, &str) {
    let undotted = text.strip_suffix('.').unwrap_or(text).trim_end();
    let (before, word) = undotted.split_at(undotted.trim_end_matches(char::is_alphabetic).len());
    (before.trim_end(), word)
}

/// The number of an amount that has the word for lei before or behind it, with a dot or without.
fn without_currency(text: &str) -> &str {
    let is_word = |word: &str| is_among(word, &LEI);
    let undotted = text.strip_suffix('.').unwrap_or(text).trim_end();
    let (number, word) = undotted.split_at(undotted.trim_end_matches(char::is_alphabetic).len());
    if is_word(word) {
        return number.trim_end();
    }
    let (word, number) = text.split_at(text.find(|c: char| !c.is_alphabetic()).unwrap_or(0));
    if is_word(word) { number.strip_prefix('.').unwrap_or(number).trim_start() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_amounts_are_read_as_people_write_them() {
        for (text, bani) in [
            ("1 250,50", 125_050),
            ("1\u{a0}250,50", 125_050),
            ("1250.50", 125_050),
            ("0,01", 1),
            ("9267", 926_700),
            (" 13.9 ", 1_390),
            ("1 000 000", 100_000_000),
            ("9.267,00", 926_700),
            ("9,267.00", 926_700),
            ("1.000.000", 100_000_000),
            ("+1", 100),
            ("\u{feff}12", 1_200),
            ("\u{200e}12\u{200f}", 1_200),
            ("0.500", 50),
            ("5.", 500),
            ("5,- lei", 500),
            (".5", 50),
            ("5lеi", 500),
            ("5 лeй", 500),
            ("1 250 lei 50 bani", 125_050),
            ("1.250 lei 50 bani", 125_050),
            ("1250 lei și 5 bani.", 125_005),
            ("1250 леев 50 бань", 125_050),
            ("5 lei, 50 bani", 550),
            ("50 bani", 50),
        ] {
            assert_eq!(Money::parse_typed(text), Ok(Money(bani)), "{text:?}");
        }
    }

    #[test]
    fn the_word_for_lei_stands_before_or_behind_in_any_case() {
        for word in ["lei", "Lei", "LEI", "leu", "mdl", "MDL", "лей", "лея", "леев", "ЛЕЕВ", "Леев", "МДЛ"]
        {
            for text in [
                format!("5 {word}"),
                format!("5{word}"),
                format!("5,00\u{a0}{word}."),
                format!("{word} 5"),
                format!("{word}5,00"),
                format!("{word}. 5"),
                format!("\u{200b}5 {word}\u{200b}"),
            ] {
                assert_eq!(Money::parse_typed(&text), Ok(Money(500)), "{text:?}");
            }
            let two = MoneyError::TwoWays { thousands: 1250.into(), decimals: Decimal::new(125, 2) };
            for text in [format!("1.250 {word}"), format!("{word} 1,250"), format!("1.250{word}.")] {
                assert_eq!(Money::parse_typed(&text), Err(two), "{text:?}");
            }
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for (error, texts) in [
            (MoneyError::Negative, ["-5", "\u{2212}5 lei", "lei -5"]),
            (MoneyError::OtherCurrency, ["5 euro", "€5", "5 USD"]),
            (MoneyError::OtherCurrency, ["5 $", "100 рублей", "5 RON"]),
            (MoneyError::Several, ["1\t250", "1\n250 lei", "1 lei\u{2028}2 lei"]),
        ] {
            for text in texts {
                assert_eq!(Money::parse_typed(text), Err(error), "{text:?}");
            }
        }
        for text in [
            "abc",
            "1e5",
            "",
            ",",
            "1,,2",
            "5,5 lei 50 bani",
            "5 lei 150 bani",
            "5 50 bani",
            "١٢",
            "lei",
            "5 l",
            "lei 5 lei",
            "5 lei 50",
            "\u{202e}12",
        ] {
            assert_eq!(Money::parse_typed(text), Err(MoneyError::Malformed), "{text:?}");
        }
        for text in ["1.2.3", "1 25", "12 34,00", "1.25.000", "12,34.56,7"] {
            assert_eq!(Money::parse_typed(text), Err(MoneyError::Grouping), "{text:?}");
        }
        for text in ["12,3456", "0,125", "0.001", "1,234.5678", "1,2500", "1.0000"] {
            assert_eq!(Money::parse_typed(text), Err(MoneyError::TooPrecise), "{text:?}");
        }
        assert_eq!(Money::parse_typed("99999999999999999999"), Err(MoneyError::TooLarge));
    }

    #[test]
    fn an_amount_is_never_read_two_ways() {
        for (text, thousands, decimals) in [
            ("1.250", "1250", "1.25"),
            ("10,000", "10000", "10"),
            ("12.345", "12345", "12.345"),
            ("1,234.567", "1234567", "1234.567"),
            ("1.000000", "1000000", "1"),
        ] {
            let two =
                MoneyError::TwoWays { thousands: thousands.parse().unwrap(), decimals: decimals.parse().unwrap() };
            assert_eq!(Money::parse_typed(text), Err(two), "{text:?}");
        }
    }

    #[test]
    fn amounts_are_written_for_people_and_for_machines() {
        for (bani, machine, person) in [
            (125_050, "1250.50", "1\u{a0}250,50"),
            (1, "0.01", "0,01"),
            (100_000_000, "1000000.00", "1\u{a0}000\u{a0}000,00"),
            (-5, "-0.05", "\u{2212}0,05"),
        ] {
            assert_eq!(Money(bani).to_string(), machine);
            assert_eq!(Money(bani).grouped(), person);
        }
    }

    #[test]
    fn xml_decimals_have_at_most_two_places() {
        assert_eq!(Money::parse_xml("9267.00"), Ok(Money(926_700)));
        assert_eq!(Money::parse_xml("9267.0000"), Ok(Money(926_700)));
        assert_eq!(Money::parse_xml("0.001"), Err(MoneyError::TooPrecise));
        for text in ["-1", "1,5", "1e3", "", " 1", "INF", "99999999999999999999"] {
            assert!(Money::parse_xml(text).is_err(), "{text:?}");
        }
    }
}
