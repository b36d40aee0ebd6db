//! Codes of letters and digits: in capitals, without spaces and dashes, letters that look like Latin ones read as these, and
//! without the words and marks that are copied with them.

use std::ops::RangeInclusive;

use super::of_code;
use crate::form::Problem;
use crate::identifiers::{FiscalCode, FiscalError};
use crate::plan::CodeFormat;
use crate::typed::{bare, has_foreign_letters, latin, without_label};

/// The words that stand before a code in documents.
const LABELS: [&str; 16] = [
    "vin",
    "nr",
    "numărul",
    "număr",
    "numar",
    "cadastral",
    "de înmatriculare",
    "cod fiscal",
    "codul fiscal",
    "idnp",
    "idno",
    "номер",
    "кадастровый",
    "госномер",
    "гос",
    "cod",
];
/// Letters and digits of a vehicle identification number (ISO 3779).
const VIN_SIGNS: usize = 17;
/// Letters and digits of a registration plate of any country.
const PLATE_SIGNS: RangeInclusive<usize> = 2..=10;

pub(super) fn code(typed: &str, format: CodeFormat) -> Result<String, Problem> {
    let typed = bare(typed);
    // As it stands first: a plate may begin with the letters of such a word.
    let whole = fitting(&typed, format);
    let without = without_label(&typed, &LABELS);
    match format {
        CodeFormat::VehiclePlate | CodeFormat::Vin => whole.or_else(|_| fitting(&without_dots(without), format)),
        CodeFormat::TaxCode | CodeFormat::CadastralNumber => whole.or_else(|_| fitting(without, format)),
    }
}

/// The code that a text is, or what is wrong with it.
fn fitting(typed: &str, format: CodeFormat) -> Result<String, Problem> {
    let code: String = latin(typed).chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if has_foreign_letters(&code) {
        return Err(Problem::OtherLetters);
    }
    match format {
        CodeFormat::TaxCode => tax_code(code),
        CodeFormat::VehiclePlate => plate(code),
        CodeFormat::Vin => vin(code),
        CodeFormat::CadastralNumber => cadastral_number(code, typed),
    }
}

fn are_signs(code: &str) -> bool {
    code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

fn tax_code(code: String) -> Result<String, Problem> {
    let is_foreign = (5..=13).contains(&code.len()) && are_signs(&code) && code.contains(|c: char| c.is_alphabetic());
    match FiscalCode::parse(&code) {
        Ok(own) => Ok(own.as_str().to_owned()),
        Err(_) if is_foreign => Ok(code),
        Err(FiscalError::NotDigits) => Err(Problem::Code),
        Err(error) => Err(of_code(error, Problem::Idn)),
    }
}

fn plate(code: String) -> Result<String, Problem> {
    match are_signs(&code) {
        false => Err(Problem::PlateSigns),
        true if PLATE_SIGNS.contains(&code.len()) => Ok(code),
        true => Err(Problem::PlateLength),
    }
}

fn vin(code: String) -> Result<String, Problem> {
    if !are_signs(&code) {
        return Err(Problem::PlateSigns);
    }
    if code.len() != VIN_SIGNS {
        return Err(Problem::VinLength(code.len()));
    }
    if code.contains(['I', 'O', 'Q']) { Err(Problem::VinLetters) } else { Ok(code) }
}

/// However the groups of a plate are parted.
fn without_dots(code: &str) -> String {
    code.chars().filter(|c| !matches!(c, '.' | '/' | '·')).collect()
}

/// A cadastral number with dots between its parts: as it was typed, or, where there are other marks between them, with dots
/// for these.
fn cadastral_number(code: String, typed: &str) -> Result<String, Problem> {
    if is_cadastral_number(&code) {
        return Ok(code);
    }
    let is_mark = |c: char| matches!(c, '.' | ' ' | '-' | '/' | ',' | '·' | ':');
    let parts: Vec<&str> = typed.split(is_mark).filter(|part| !part.is_empty()).collect();
    let dotted = parts.join(".");
    if is_cadastral_number(&dotted) {
        return Ok(dotted);
    }
    let are_digits = parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    Err(if are_digits { Problem::CadastralParts } else { Problem::CadastralSigns })
}

fn is_cadastral_number(code: &str) -> bool {
    let are_digits = |part: &str, lengths: RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let mut parts = code.split('.');
    parts.next().is_some_and(|first| are_digits(first, 7..=11))
        && parts.clone().count() <= 4
        && parts.all(|part| are_digits(part, 1..=4))
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
            (CodeFormat::TaxCode, "IDNO: 1003600000006", "1003600000006"),
            (CodeFormat::TaxCode, "2.006.022.048.426", "2006022048426"),
            (CodeFormat::VehiclePlate, "ABC.123", "ABC123"),
            (CodeFormat::VehiclePlate, "ABC/123", "ABC123"),
            (CodeFormat::VehiclePlate, "nr. ABC 123", "ABC123"),
            (CodeFormat::VehiclePlate, "„ABC 123”", "ABC123"),
            (CodeFormat::VehiclePlate, "NR 123", "NR123"),
            (CodeFormat::Vin, "VIN: WVWZZZ1JZXW000001", "WVWZZZ1JZXW000001"),
            (CodeFormat::Vin, "VIN WVWZZZ1JZXW000001.", "WVWZZZ1JZXW000001"),
            (CodeFormat::CadastralNumber, "0100101.123.01\u{200b}", "0100101.123.01"),
            (CodeFormat::CadastralNumber, "0100101 123 01", "0100101.123.01"),
            (CodeFormat::CadastralNumber, "0100101/123/01", "0100101.123.01"),
            (CodeFormat::CadastralNumber, "0100101,123,01", "0100101.123.01"),
            (CodeFormat::CadastralNumber, "0100101·123", "0100101.123"),
            (CodeFormat::CadastralNumber, "0100101.123-01", "0100101.123.01"),
            (CodeFormat::CadastralNumber, "0100101.123.", "0100101.123"),
            (CodeFormat::CadastralNumber, "0100 101.123", "0100101.123"),
            (CodeFormat::CadastralNumber, "Nr. cadastral 0100101.123", "0100101.123"),
        ] {
            assert_eq!(code(typed, format), Ok(read.to_owned()), "{typed:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_code_is_told() {
        for (format, typed, problem) in [
            (CodeFormat::VehiclePlate, "АБВ 123", Problem::OtherLetters),
            (CodeFormat::VehiclePlate, "A", Problem::PlateLength),
            (CodeFormat::VehiclePlate, "ABCDEF 123456", Problem::PlateLength),
            (CodeFormat::VehiclePlate, "=ABC", Problem::PlateSigns),
            (CodeFormat::VehiclePlate, "ABC١٢", Problem::PlateSigns),
            (CodeFormat::Vin, "ЖVWZZZ1JZXW000001", Problem::OtherLetters),
            (CodeFormat::Vin, "WVWZZZ1JZOW000001", Problem::VinLetters),
            (CodeFormat::Vin, "WVWZZZ1JZ1W00000", Problem::VinLength(16)),
            (CodeFormat::Vin, "WVWZZZ1JZ1W0000011", Problem::VinLength(18)),
            (CodeFormat::TaxCode, "2006022048427", Problem::CodeCheckDigit),
            (CodeFormat::TaxCode, "200602204842", Problem::CodeDigits(12)),
            (CodeFormat::TaxCode, "3000000000012", Problem::Idn),
            (CodeFormat::TaxCode, "A1", Problem::Code),
            (CodeFormat::CadastralNumber, "О100101.123", Problem::CadastralSigns),
            (CodeFormat::CadastralNumber, "0100101.12345", Problem::CadastralParts),
            (CodeFormat::CadastralNumber, "010010112301", Problem::CadastralParts),
        ] {
            assert_eq!(code(typed, format), Err(problem), "{typed:?}");
        }
    }
}
