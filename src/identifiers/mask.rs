//! Masks: how what identifies a person is shown to somebody else, enough for whoever knows it to tell that it is meant.
//! Must not know on which page that is, nor who looks.

use unicode_normalization::UnicodeNormalization;

/// What stands for a text of which nothing is shown.
const HIDDEN: &str = "***";
/// How many digits of a code are shown at its beginning and at its end.
const CODE_SHOWN: (usize, usize) = (4, 3);
/// Digits of an IDNP or IDNO.
const CODE_DIGITS: usize = 13;
/// How many digits of a telephone are shown at its end.
const PHONE_SHOWN: usize = 2;
/// Fewest digits of a telephone behind the country's code: of shorter ones the end would say too much.
const NATIONAL_DIGITS_MIN: usize = 5;
/// Countries' codes of two digits (ITU-T E.164); 1 and 7 have one, all others three.
const CODES_OF_TWO: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95", "98",
];

/// The code of a person or an organization: `2012******788`.
pub fn mask_code(code: &str) -> String {
    let (first, last) = CODE_SHOWN;
    if code.len() != CODE_DIGITS || !code.bytes().all(|b| b.is_ascii_digit()) {
        return HIDDEN.to_owned();
    }
    let hidden = "*".repeat(CODE_DIGITS - first - last);
    format!("{}{hidden}{}", &code[..first], &code[CODE_DIGITS - last..])
}

/// A telephone number in international form, `+37360606006`: its country and its end, `+373 ** *** *06`.
pub fn mask_phone(number: &str) -> String {
    let Some(digits) = number.strip_prefix('+').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit())) else {
        return HIDDEN.to_owned();
    };
    let country = match digits.get(..2) {
        Some(two) if two.starts_with(['1', '7']) => 1,
        Some(two) if CODES_OF_TWO.contains(&two) => 2,
        _ => 3,
    };
    let national = digits.len().saturating_sub(country);
    if national < NATIONAL_DIGITS_MIN {
        return HIDDEN.to_owned();
    }
    let masked: Vec<u8> = digits
        .bytes()
        .skip(country)
        .enumerate()
        .map(|(at, digit)| if at + PHONE_SHOWN < national { b'*' } else { digit })
        .collect();
    // In groups of three from the end, as numbers of Moldova are written.
    let groups = masked.rchunks(3).rev().map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    format!("+{} {groups}", &digits[..country])
}

/// The name of a person or an organization: the first letter of each word, `I*** R***`.
pub fn mask_name(name: &str) -> String {
    let first = |word: &str| word.nfc().find(|c| c.is_alphanumeric());
    let initials: Vec<String> =
        name.split_whitespace().filter_map(first).map(|letter| format!("{letter}{HIDDEN}")).collect();
    if initials.is_empty() { HIDDEN.to_owned() } else { initials.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_shows_its_ends() {
        for (code, masked) in [
            ("2012003456788", "2012******788"),
            ("0912003456788", "0912******788"),
            ("1003600000006", "1003******006"),
            ("", "***"),
            ("201200345678", "***"),
            ("20120034567888", "***"),
            ("2012003456７88", "***"),
            ("A1234567", "***"),
        ] {
            assert_eq!(mask_code(code), masked, "{code}");
        }
    }

    #[test]
    fn a_telephone_shows_its_country_and_its_last_two_digits() {
        for (number, masked) in [
            ("+37360606006", "+373 ** *** *06"),
            ("+37322801220", "+373 ** *** *20"),
            ("+40721234567", "+40 *** *** *67"),
            ("+79161234567", "+7 * *** *** *67"),
            ("+12125550123", "+1 * *** *** *23"),
            ("+4930123456", "+49 ** *** *56"),
            ("+380501234567", "+380 *** *** *67"),
            ("+35312345", "+353 ** *45"),
            ("+3531234", "***"),
            ("+3", "***"),
            ("+", "***"),
            ("", "***"),
            ("060606006", "***"),
            ("+373606ț6006", "***"),
        ] {
            assert_eq!(mask_phone(number), masked, "{number}");
        }
    }

    #[test]
    fn a_name_shows_the_first_letter_of_each_word() {
        for (name, masked) in [
            ("Ion Rusu", "I*** R***"),
            ("  Ion   Rusu ", "I*** R***"),
            ("Ana-Maria Țurcanu", "A*** Ț***"),
            ("T\u{326}urcanu Ș", "Ț*** Ș***"),
            ("Ольга Петровна Ёлкина", "О*** П*** Ё***"),
            ("\u{201e}Forest\u{201d} S.R.L.", "F*** S***"),
            ("ion", "i***"),
            ("- . '", "***"),
            ("", "***"),
        ] {
            assert_eq!(mask_name(name), masked, "{name}");
        }
    }
}
