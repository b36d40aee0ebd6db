//! Numbers, amounts and quantities: what is wrong with one, told by its field's bounds.

use rust_decimal::Decimal;

use crate::form::Problem;
use crate::i18n::{Language, Localized};
use crate::money::{Money, MoneyError};
use crate::typed::{NumberError, bare, has_several_cells, is_blank, read_number, written};

/// A text to be read as a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits<'t> {
    pub text: &'t str,
    /// Whether it was a number already, in YAML or JSON: then it has one reading.
    pub is_number: bool,
}

impl Digits<'_> {
    /// What a machine wrote, in digits or with an exponent.
    fn machine_written(self) -> Option<Decimal> {
        let number = self.text.parse().or_else(|_| Decimal::from_scientific(self.text));
        number.ok().filter(|_| self.is_number)
    }

    fn read(self, decimals: u32, unit: Option<&Localized<String>>) -> Result<Decimal, NumberError> {
        match self.machine_written() {
            Some(number) => Ok(number),
            None if has_several_cells(self.text) => Err(NumberError::Several),
            None => read_number(&without_unit(&bare(self.text), unit), decimals),
        }
    }

    fn is_below_zero(self) -> bool {
        bare(self.text).starts_with('-')
    }

    /// Whether a number stands before words or signs of something else: `5 km`.
    fn has_words(self) -> bool {
        let text = bare(self.text);
        text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(char::is_alphabetic)
    }
}

/// The words for pieces, which do no harm where whole numbers without a unit are asked for.
const PIECES: [&str; 9] = ["buc", "bucăți", "bucati", "bucată", "шт", "штук", "штуки", "pcs", "pieces"];

/// A number without the field's own unit behind it, as any language of the page writes it, or without the word for pieces
/// where the field has none.
fn without_unit(text: &str, unit: Option<&Localized<String>>) -> String {
    let plain = |text: &str| text.to_lowercase().replace('²', "2").replace('³', "3");
    let text = plain(text);
    let units: Vec<String> = match unit {
        Some(unit) => Language::ALL.into_iter().map(|language| plain(unit.get(language))).collect(),
        None => PIECES.map(str::to_owned).to_vec(),
    };
    let number = |unit: &String| {
        let unit = unit.trim_end_matches('.');
        let number = text.trim_end_matches('.').strip_suffix(unit).filter(|_| !unit.is_empty())?.trim_end();
        number.ends_with(|c: char| c.is_ascii_digit()).then(|| number.to_owned())
    };
    units.iter().find_map(number).unwrap_or(text)
}

/// What to say of a number with two readings: which bound both of them pass, or else both, also where the field would take
/// only one. Who is told of one might take the other for read.
fn told_of_two<T: PartialOrd + Copy>(
    readings: [(Option<T>, String); 2],
    (min, max): (T, T),
    too_small: Problem,
    too_large: Problem,
) -> Problem {
    let fits = |value: &Option<T>| value.is_some_and(|value| value >= min && value <= max);
    let [(thousands, as_thousands), (decimals, as_decimals)] = readings;
    if !fits(&thousands) && !fits(&decimals) {
        return if thousands.is_some_and(|value| value < min) { too_small } else { too_large };
    }
    match decimals {
        Some(_) => Problem::TwoWays { thousands: as_thousands, decimals: as_decimals },
        // It would have more decimals than can stand.
        None => Problem::OneReading(as_thousands),
    }
}

pub(super) fn number(
    typed: Digits<'_>,
    decimals: u32,
    (min, max): (Decimal, Decimal),
    unit: Option<&Localized<String>>,
) -> Result<Decimal, Problem> {
    let too_precise = || if decimals == 0 { Problem::NotWhole } else { Problem::TooManyDecimals(decimals) };
    let number = typed.read(decimals, unit).map_err(|error| match error {
        NumberError::Malformed if unit.is_some() && typed.has_words() => Problem::OtherUnit,
        NumberError::Malformed if decimals == 0 => Problem::NotWhole,
        NumberError::Malformed => Problem::NotNumber,
        NumberError::Several => Problem::SeveralNumbers,
        NumberError::Grouping => Problem::Grouping,
        NumberError::TooLong if typed.is_below_zero() => Problem::TooSmall(min),
        NumberError::TooLong => Problem::TooLarge(max),
        NumberError::TooPrecise => too_precise(),
        // As thousands too large, as decimals too many of them: the latter is meant.
        NumberError::TwoWays { thousands, decimals: other }
            if other.normalize().scale() > decimals && thousands > max && other <= max =>
        {
            too_precise()
        }
        NumberError::TwoWays { thousands, decimals: other } => {
            let exact = Some(other).filter(|other| other.normalize().scale() <= decimals);
            let readings = [(Some(thousands), written(thousands)), (exact, written(other))];
            told_of_two(readings, (min, max), Problem::TooSmall(min), Problem::TooLarge(max))
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
    let read = match typed.machine_written() {
        Some(lei) => Money::from_decimal(lei),
        None => Money::parse_typed(typed.text),
    };
    let amount = read.map_err(|error| match error {
        MoneyError::TooPrecise => Problem::AmountTooPrecise,
        MoneyError::TooLarge => Problem::AmountTooLarge(max),
        MoneyError::Negative => Problem::AmountTooSmall(min),
        MoneyError::OtherCurrency => Problem::OtherCurrency,
        MoneyError::Several => Problem::SeveralNumbers,
        MoneyError::Malformed => Problem::NotAmount,
        MoneyError::Grouping => Problem::Grouping,
        MoneyError::TwoWays { thousands, decimals }
            if decimals.normalize().scale() > 2 && thousands > max.to_decimal() && decimals <= max.to_decimal() =>
        {
            Problem::AmountTooPrecise
        }
        MoneyError::TwoWays { thousands, decimals } => {
            let of = |lei| Money::from_decimal(lei).ok();
            let readings = [(of(thousands), written(thousands)), (of(decimals), in_bani(decimals))];
            told_of_two(readings, (min, max), Problem::AmountTooSmall(min), Problem::AmountTooLarge(max))
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
    let pieces = number(typed, 0, (Decimal::ZERO, max.into()), None).map_err(|problem| match problem {
        Problem::TooSmall(_) | Problem::TooLarge(_) => Problem::BasketQuantity(max),
        other => other,
    })?;
    u32::try_from(pieces).map_err(|_| Problem::BasketQuantity(max))
}
