//! Codes of letters and digits: in capitals, without spaces and dashes, letters that look like Latin ones read as these.

use crate::form::Problem;
use crate::identifiers::FiscalCode;
use crate::plan::CodeFormat;
use crate::typed::{bare, has_foreign_letters, latin};

pub(super) fn code(typed: &str, format: CodeFormat) -> Result<String, Problem> {
    let code: String = latin(&bare(typed)).chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if fits(&code, format) {
        return Ok(code);
    }
    Err(if has_foreign_letters(&code) { Problem::OtherLetters } else { Problem::Code })
}

fn fits(code: &str, format: CodeFormat) -> bool {
    let is_sign = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let signs = |lengths: std::ops::RangeInclusive<usize>| lengths.contains(&code.len()) && code.bytes().all(is_sign);
    match format {
        CodeFormat::TaxCode => {
            FiscalCode::parse(code).is_ok() || (signs(5..=13) && code.bytes().any(|b| b.is_ascii_uppercase()))
        }
        CodeFormat::VehiclePlate => signs(2..=10),
        CodeFormat::Vin => signs(17..=17) && !code.contains(['I', 'O', 'Q']),
        CodeFormat::CadastralNumber => {
            let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
                lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
            };
            let mut parts = code.split('.');
            parts.next().is_some_and(|first| digits(first, 7..=11))
                && parts.clone().count() <= 4
                && parts.all(|part| digits(part, 1..=4))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_with_letters_that_look_alike() {
        for (format, typed, read) in [
            (CodeFormat::VehiclePlate, "АВС 123", "ABC123"),
            (CodeFormat::VehiclePlate, "авс-123", "ABC123"),
            (CodeFormat::VehiclePlate, "abc\u{a0}\u{200b}123", "ABC123"),
            (CodeFormat::VehiclePlate, "K\u{2011}AB 123", "KAB123"),
            (CodeFormat::VehiclePlate, "ＡＢＣ１２３", "ABC123"),
            (CodeFormat::Vin, "WVWZZZ1JZХW000001", "WVWZZZ1JZXW000001"),
            (CodeFormat::Vin, "\u{feff}wvwzzz1jzxw000001\t", "WVWZZZ1JZXW000001"),
            (CodeFormat::TaxCode, "СН 1234567", "CH1234567"),
            (CodeFormat::TaxCode, "2006022048426\u{200b}", "2006022048426"),
            (CodeFormat::CadastralNumber, "0100101.123.01\u{200b}", "0100101.123.01"),
        ] {
            assert_eq!(code(typed, format), Ok(read.to_owned()), "{typed:?}");
        }
    }

    #[test]
    fn letters_that_look_like_no_latin_ones_are_told() {
        for (format, typed, problem) in [
            (CodeFormat::VehiclePlate, "АБВ 123", Problem::OtherLetters),
            (CodeFormat::Vin, "ЖVWZZZ1JZXW000001", Problem::OtherLetters),
            (CodeFormat::Vin, "WVWZZZ1JZOW000001", Problem::Code),
            (CodeFormat::VehiclePlate, "A", Problem::Code),
            (CodeFormat::TaxCode, "2006022048427", Problem::Code),
        ] {
            assert_eq!(code(typed, format), Err(problem), "{typed:?}");
        }
    }
}
