//! Numbers, amounts and quantities: what is wrong with one, told by its field's bounds.

use rust_decimal::Decimal;

use crate::form::Problem;
use crate::money::{Money, MoneyError};
use crate::typed::{NumberError, bare, is_blank, read_number, written};

/// A text to be read as a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits<'t> {
    pub text: &'t str,
    /// Whether it was a number already, in YAML or JSON: then it has one reading.
    pub is_number: bool,
}

impl Digits<'_> {
    fn read(self, decimals: u32) -> Result<Decimal, NumberError> {
        match self.text.parse().ok().filter(|_| self.is_number) {
            Some(number) => Ok(number),
            None => read_number(self.text, decimals),
        }
    }

    fn is_below_zero(self) -> bool {
        bare(self.text).starts_with('-')
    }
}

pub(super) fn number(typed: Digits<'_>, decimals: u32, min: Decimal, max: Decimal) -> Result<Decimal, Problem> {
    let too_precise = || if decimals == 0 { Problem::NotWhole } else { Problem::TooManyDecimals(decimals) };
    let number = typed.read(decimals).map_err(|error| match error {
        NumberError::Malformed if decimals == 0 => Problem::NotWhole,
        NumberError::Malformed => Problem::NotNumber,
        NumberError::Grouping => Problem::Grouping,
        NumberError::TooLong if typed.is_below_zero() => Problem::TooSmall(min),
        NumberError::TooLong => Problem::TooLarge(max),
        NumberError::TooPrecise => too_precise(),
        NumberError::TwoWays { thousands, decimals: other } if other.normalize().scale() > decimals => {
            Problem::ThousandsMark(written(thousands))
        }
        NumberError::TwoWays { thousands, decimals } => {
            Problem::TwoWays { thousands: written(thousands), decimals: written(decimals) }
        }
    })?;
    let number = number.normalize();
    if number.scale() > decimals {
        return Err(too_precise());
    }
    if number < min {
        return Err(Problem::TooSmall(min));
    }
    if number > max {
        return Err(Problem::TooLarge(max));
    }
    Ok(number)
}

pub(super) fn amount(typed: Digits<'_>, min: Money, max: Money) -> Result<Money, Problem> {
    let read = match typed.text.parse().ok().filter(|_| typed.is_number) {
        Some(lei) => Money::from_decimal(lei),
        None => Money::parse_typed(typed.text),
    };
    let amount = read.map_err(|error| match error {
        MoneyError::TooPrecise => Problem::AmountTooPrecise,
        MoneyError::TooLarge => Problem::AmountTooLarge(max),
        MoneyError::Malformed => Problem::NotAmount,
        MoneyError::Grouping => Problem::Grouping,
        MoneyError::TwoWays { thousands, decimals } if decimals.normalize().scale() > 2 => {
            Problem::ThousandsMark(written(thousands))
        }
        MoneyError::TwoWays { thousands, decimals } => {
            Problem::TwoWays { thousands: written(thousands), decimals: in_bani(decimals) }
        }
    })?;
    if amount < min {
        return Err(Problem::AmountTooSmall(min));
    }
    if amount > max {
        return Err(Problem::AmountTooLarge(max));
    }
    Ok(amount)
}

/// A number of lei as amounts are written, `1,50`; with all its decimals where it has more.
fn in_bani(lei: Decimal) -> String {
    let lei = lei.normalize();
    let places = usize::try_from(lei.scale()).unwrap_or(2).max(2);
    format!("{lei:.places$}").replace('.', ",")
}

/// How many of an item are wanted; none where nothing was typed.
pub(super) fn quantity(typed: Digits<'_>, max: u32) -> Result<u32, Problem> {
    if is_blank(typed.text) {
        return Ok(0);
    }
    let pieces = number(typed, 0, Decimal::ZERO, max.into()).map_err(|problem| match problem {
        Problem::TooSmall(_) | Problem::TooLarge(_) => Problem::BasketQuantity(max),
        other => other,
    })?;
    u32::try_from(pieces).map_err(|_| Problem::BasketQuantity(max))
}
