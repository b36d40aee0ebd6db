//! How a number is read that somebody typed: with spaces or marks between thousands, a comma or a dot before decimals. What
//! can mean two numbers is never taken for one of them.

use rust_decimal::Decimal;

use super::{bare, has_several_cells};

/// Why a text is not one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not digits with marks between.
    #[error("not a number")]
    Malformed,
    /// Digits with a tab or the end of a line between: several cells of a table.
    #[error("several numbers stand in it")]
    Several,
    /// Digits that are not in groups of three: `1.25.000`.
    #[error("the digits before the comma are not in groups of three")]
    Grouping,
    /// One mark before three digits, as in `1.250`, or before six or nine: thousands to some, decimals to others.
    #[error("it can be read as {} and as {}: write one of these", written(*.thousands), unmistakable(*.decimals))]
    TwoWays {
        /// With the mark between thousands.
        thousands: Decimal,
        /// With the mark before decimals.
        decimals: Decimal,
    },
    /// More than 12 digits before the comma.
    #[error("the number has too many digits")]
    TooLong,
    /// More than 12 digits after it, or so many zeros at the end that it is doubtful what was meant: `1,2500`.
    #[error("the number has too many decimals")]
    TooPrecise,
}

/// Most digits on each side of the comma; the sum fits a [`Decimal`].
const DIGITS_MAX: usize = 12;

/// Reads a number where so many decimals can stand. A sign may stand before it; a minus is a dash of any kind.
///
/// Where fewer decimals can stand, one mark before exactly three, six or nine digits has two readings. Before a mark of
/// decimals nobody writes thousands that begin with 0, so `0.125` has one. Zeros that make more decimals than can stand are
/// dropped where one or two digits are behind the mark (`5,00` pieces) and refused where there are more.
///
/// # Errors
/// See [`NumberError`]; that there are more decimals than can stand is for the caller to say.
pub fn read_number(typed: &str, decimals_max: u32) -> Result<Decimal, NumberError> {
    if has_several_cells(typed) {
        return Err(NumberError::Several);
    }
    let typed = bare(typed);
    let (is_negative, digits) = match typed.strip_prefix(['-', '+']) {
        Some(digits) => (typed.starts_with('-'), digits.trim_start()),
        None => (false, typed.as_str()),
    };
    let signed = |number: Decimal| if is_negative { -number } else { number };
    let digits = whole_marks(digits);
    let parts = Parts::of(&digits)?;
    let Some(last) = parts.decimals() else {
        return parts.whole(parts.groups.len()).and_then(|whole| decimal(&whole, "")).map(signed);
    };
    let whole = parts.whole(last);
    let is_zero = last == 1 && parts.groups[0].bytes().all(|b| b == b'0');
    let count = parts.groups[last].len();
    let number = decimal(&whole?, parts.groups[last])?;
    if is_zero || u32::try_from(count).is_ok_and(|count| count <= decimals_max) {
        return Ok(signed(number));
    }
    if count.is_multiple_of(3) {
        // Each reading is told as far as there is one: `1250.500` is no grouping, and may be meant as such.
        let thousands = decimal(&parts.groups.concat(), "").map_err(|_| NumberError::TooPrecise)?;
        return Err(NumberError::TwoWays { thousands: signed(thousands), decimals: signed(number) });
    }
    // With digits other than zeros it has too many decimals, which is for the caller to say.
    if count > 3 && number.scale() <= decimals_max { Err(NumberError::TooPrecise) } else { Ok(signed(number)) }
}

/// Digits with something on both sides of each mark: `5,`, `5.` and `5,-` are 5, and `,5` is 0,5.
fn whole_marks(digits: &str) -> String {
    let ends_in_digit = |text: &&str| text.ends_with(|c: char| c.is_ascii_digit());
    let ends = [",-", ".-", ",", "."];
    let shorn = ends.into_iter().find_map(|end| digits.strip_suffix(end)).filter(ends_in_digit).unwrap_or(digits);
    let is_fraction = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    match shorn.strip_prefix([',', '.']) {
        Some(rest) if is_fraction(rest) => format!("0{shorn}"),
        _ => shorn.to_owned(),
    }
}

/// Reads a number as we write it ourselves, in stored answers: it has one reading.
pub fn read_exact(written: &str) -> Option<Decimal> {
    read_number(written, u32::MAX).ok()
}

/// A number as pages write it: `1250,5`.
pub fn written(number: Decimal) -> String {
    number.normalize().to_string().replace('.', ",")
}

/// The same, so that it has one reading: nobody takes four or seven digits behind a comma for thousands.
fn unmistakable(number: Decimal) -> String {
    let text = written(number);
    let scale = number.normalize().scale();
    if scale > 0 && scale.is_multiple_of(3) { format!("{text}0") } else { text }
}

/// The digits between the signs, and these signs: always one less.
struct Parts<'t> {
    groups: Vec<&'t str>,
    signs: Vec<char>,
}

impl<'t> Parts<'t> {
    fn of(digits: &'t str) -> Result<Parts<'t>, NumberError> {
        let mut parts = Parts { groups: Vec::new(), signs: Vec::new() };
        let mut rest = digits;
        loop {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            if length == 0 {
                return Err(NumberError::Malformed);
            }
            let (group, after) = rest.split_at(length);
            parts.groups.push(group);
            let Some(sign) = after.chars().next() else { return Ok(parts) };
            let sign_kept = match sign {
                // Apostrophes part thousands as well, in spreadsheets of some languages.
                ' ' | '\'' | '\u{2019}' | '\u{2bc}' => ' ',
                '.' | ',' => sign,
                _ => return Err(NumberError::Malformed),
            };
            parts.signs.push(sign_kept);
            rest = &after[sign.len_utf8()..];
            if sign == ' ' {
                rest = rest.trim_start_matches(' ');
            }
        }
    }

    /// The position of the decimals among the groups: behind the last sign, where it is a mark that stands nowhere else.
    fn decimals(&self) -> Option<usize> {
        let (mark, before) = self.signs.split_last()?;
        (*mark != ' ' && !before.contains(mark)).then_some(self.signs.len())
    }

    /// The digits of the first groups, which must be of three with one sign between them all.
    fn whole(&self, groups: usize) -> Result<String, NumberError> {
        let (groups, signs) = (&self.groups[..groups], &self.signs[..groups - 1]);
        let is_one_sign = signs.windows(2).all(|pair| pair[0] == pair[1]);
        let are_of_three = groups.len() == 1
            || groups[0].len() <= 3
                && !groups[0].bytes().all(|b| b == b'0')
                && groups[1..].iter().all(|group| group.len() == 3);
        if is_one_sign && are_of_three { Ok(groups.concat()) } else { Err(NumberError::Grouping) }
    }
}

fn decimal(whole: &str, fraction: &str) -> Result<Decimal, NumberError> {
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if whole.len() > DIGITS_MAX {
        return Err(NumberError::TooLong);
    }
    if fraction.len() > DIGITS_MAX {
        return Err(NumberError::TooPrecise);
    }
    let number = format!("0{whole}.{fraction}0").parse::<Decimal>();
    number.map(|number| number.normalize()).map_err(|_| NumberError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, read) in [
            ("1250", "1250"),
            ("1250,5", "1250.5"),
            ("1250.50", "1250.5"),
            ("1 250,50", "1250.5"),
            ("1\u{a0}250,50", "1250.5"),
            ("1\u{202f}000\u{202f}000", "1000000"),
            ("1\u{2009}000.5", "1000.5"),
            ("1  250", "1250"),
            ("1'250.50", "1250.5"),
            ("1\u{2019}000\u{2019}000", "1000000"),
            ("1.250,50", "1250.5"),
            ("1,250.50", "1250.5"),
            ("1.000.000", "1000000"),
            ("1,000,000", "1000000"),
            ("1.000.000,5", "1000000.5"),
            ("1,000,000.05", "1000000.05"),
            ("0,125", "0.125"),
            ("0.500", "0.5"),
            ("-0.125", "-0.125"),
            ("+5", "5"),
            ("- 5", "-5"),
            ("\u{2212}2,5", "-2.5"),
            ("\u{2013}2,5", "-2.5"),
            ("\u{feff}12\u{200e}", "12"),
            ("１２，５", "12.5"),
            ("5,0", "5"),
            ("5.", "5"),
            ("5,", "5"),
            (".5", "0.5"),
            (",5", "0.5"),
            ("-,5", "-0.5"),
            ("1 250,-", "1250"),
            ("1 250.\u{2013}", "1250"),
            ("0,1250", "0.125"),
            ("0,500000", "0.5"),
            ("\u{2028}12\r\n", "12"),
            ("007", "7"),
            ("\t12\t", "12"),
        ] {
            assert_eq!(read_number(typed, 2), Ok(number(read)), "{typed:?}");
        }
    }

    #[test]
    fn one_mark_before_three_digits_has_two_readings() {
        for (typed, thousands, decimals) in [
            ("1.250", "1250", "1.25"),
            ("1,250", "1250", "1.25"),
            ("10.000", "10000", "10"),
            ("10,000", "10000", "10"),
            (" 999.999\u{a0}", "999999", "999.999"),
            ("-1.250", "-1250", "-1.25"),
            ("\u{2212} 1,250", "-1250", "-1.25"),
            ("+1,250", "1250", "1.25"),
            ("\u{200e}1.250\u{200b}", "1250", "1.25"),
            ("1\u{200b}.250", "1250", "1.25"),
            ("１．２５０", "1250", "1.25"),
            ("1250.500", "1250500", "1250.5"),
            ("1 250,500", "1250500", "1250.5"),
            ("1.250,500", "1250500", "1250.5"),
            ("012.500", "12500", "12.5"),
            ("1.250,", "1250", "1.25"),
        ] {
            let two = NumberError::TwoWays { thousands: number(thousands), decimals: number(decimals) };
            for decimals_max in 0..=2 {
                assert_eq!(read_number(typed, decimals_max), Err(two), "{typed:?}");
            }
            for decimals_max in 3..=6 {
                assert_eq!(read_number(typed, decimals_max), Ok(number(decimals)), "{typed:?}");
            }
        }
        assert_eq!(
            read_number("1.250", 2).unwrap_err().to_string(),
            "it can be read as 1250 and as 1,25: write one of these"
        );
        let told = read_number("1.125", 2).unwrap_err().to_string();
        assert_eq!(told, "it can be read as 1125 and as 1,1250: write one of these");
        assert_eq!(read_number("1,1250", 2), Ok(number("1.125")));
        let told = read_number("1,234567", 2).unwrap_err().to_string();
        assert_eq!(told, "it can be read as 1234567 and as 1,2345670: write one of these");
        assert_eq!(read_number("1,2345670", 2), Ok(number("1.234567")));
    }

    #[test]
    fn more_digits_behind_a_mark_than_can_stand_are_not_read_in_silence() {
        for (typed, thousands, decimals) in [
            ("1.000000", "1000000", "1"),
            ("1,000000", "1000000", "1"),
            ("12.500000", "12500000", "12.5"),
            ("1,000000000", "1000000000", "1"),
            ("-1.000000", "-1000000", "-1"),
        ] {
            let two = NumberError::TwoWays { thousands: number(thousands), decimals: number(decimals) };
            for decimals_max in 0..=5 {
                assert_eq!(read_number(typed, decimals_max), Err(two), "{typed:?}");
            }
        }
        assert_eq!(read_number("1.000000", 6), Ok(number("1")));
        for typed in ["1.0000", "1,2500", "1.25000", "12,3400", "1.250,5000", "1,2500000", "1,000000000000"] {
            assert_eq!(read_number(typed, 2), Err(NumberError::TooPrecise), "{typed:?}");
        }
        for typed in
            ["1\t250", "1\n250", "1\r\n250", "1\u{2028}250,50", "12\t", "1,\t5", "\u{200b}1\u{2029}\u{200b}250"]
        {
            let read = if typed == "12\t" { Ok(number("12")) } else { Err(NumberError::Several) };
            assert_eq!(read_number(typed, 2), read, "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_and_why() {
        for (error, texts) in [
            (
                NumberError::Malformed,
                &[
                    "",
                    "-",
                    "+",
                    "abc",
                    "1e5",
                    ",",
                    ".",
                    "5,,",
                    ",,5",
                    ".5.5",
                    "1..2",
                    "1,,2",
                    "1.,2",
                    "1 ,5",
                    "1, 5",
                    "--5",
                    "5-",
                    "12:30",
                    "١٢",
                    "\u{202e}12",
                    "0x10",
                    "1_000",
                    "1''000",
                    "½",
                ][..],
            ),
            (
                NumberError::Grouping,
                &[
                    "1.25.000",
                    "12,34.56,7",
                    "1 25",
                    "12 34,00",
                    "1234 567",
                    "1.2.3",
                    "1.000 000",
                    "1 000.000.000",
                    "1,000.000,50",
                    "1'000 00",
                    "1.25,50",
                    "1250.500,50",
                    "0.500.000",
                ],
            ),
            (NumberError::TooLong, &["1234567890123", "1 234 567 890 123,5"]),
            (NumberError::TooPrecise, &["1,1234567890123"]),
        ] {
            for typed in texts {
                assert_eq!(read_number(typed, 2), Err(error), "{typed:?}");
            }
        }
        assert_eq!(read_number("0000000000000012", 2), Ok(number("12")));
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        for text in ["0", "12", "-0.5", "1.250", "0.125", "999999999999.999999"] {
            assert_eq!(read_exact(&written(number(text))), Some(number(text).normalize()), "{text}");
        }
    }
}
