//! Amounts of lei, exact to the ban; never a float.

use std::fmt;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

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
}

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

    /// Reads what a person types: `1 250,50`, `1250.50`, `9267`. Spaces of any kind group digits; the mark is a comma or a dot.
    ///
    /// # Errors
    /// `Malformed` for anything else (signs and exponents too), `TooPrecise` beyond two decimals.
    pub fn parse_typed(text: &str) -> Result<Money, MoneyError> {
        Money::from_decimal(parse_typed_decimal(text).ok_or(MoneyError::Malformed)?)
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

/// Reads an unsigned decimal as a person types it, with spaces between groups and a comma or dot as the mark.
/// Gives `None` for signs, exponents, a group that is not of three digits, or more than 12 whole digits.
pub fn parse_typed_decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let mark = text.rfind([',', '.']);
    let (whole, fraction) = match mark {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    if let Some(fraction) = fraction
        && (fraction.is_empty() || fraction.len() > 6 || !fraction.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let groups: Vec<&str> = whole.split([' ', '\u{a0}', '\u{202f}', '\u{2009}']).collect();
    let well_grouped = groups.iter().enumerate().all(|(i, group)| {
        let digits = group.bytes().all(|b| b.is_ascii_digit());
        digits && if groups.len() == 1 || i == 0 { !group.is_empty() } else { group.len() == 3 }
    });
    if !well_grouped || (groups.len() > 1 && groups[0].len() > 3) {
        return None;
    }
    let whole = groups.concat();
    if whole.len() > 12 {
        return None;
    }
    format!("{whole}.{}", fraction.unwrap_or("0")).parse::<Decimal>().ok().map(|d| d.normalize())
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
        ] {
            assert_eq!(Money::parse_typed(text), Ok(Money(bani)), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for text in ["1,234.567", "-5", "abc", "1e5", "", ",", "5,", ",5", "1 25", "12 34,00", "+1", "1.2.3", "١٢"] {
            assert_eq!(Money::parse_typed(text), Err(MoneyError::Malformed), "{text:?}");
        }
        assert_eq!(Money::parse_typed("12,345"), Err(MoneyError::TooPrecise));
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
