//! Telephone numbers: those of Moldova as people write them, and of the world with their country's code (ITU-T E.164).

use serde::{Deserialize, Serialize};

use super::identifier;
use crate::typed::bare;

/// Why a text is not a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Neither of Moldova nor with a country's code.
    #[error(
        "write 8 digits, the first from 2 to 9, for a telephone number of Moldova, or + and the country's code before another"
    )]
    Malformed,
    /// More than one number, or one with an extension behind it.
    #[error("write one number, without an extension")]
    Several,
    /// Letters where digits belong.
    #[error("a telephone number has digits only, and + at its beginning")]
    Letters,
    /// Without a country's code, so many digits where a number of Moldova has 8, or 9 with the 0 before them.
    #[error("a telephone number of Moldova has 8 digits, or 9 with the 0 before them; this has {0}")]
    NationalLength(usize),
    /// After the code of a country whose numbers all have one length, another.
    #[error("after +{code}, a telephone number has {digits} digits")]
    Country {
        /// The country's code.
        code: u16,
        /// The digits behind it.
        digits: usize,
    },
    /// After +373, not eight digits of Moldova's numbering plan.
    #[error("a telephone number of Moldova has 8 digits after +373, the first from 2 to 9")]
    Moldovan,
    /// After +, so many digits: too few or too many.
    #[error("a telephone number with a country's code has 7 to 15 digits after +, this has {0}")]
    Length(usize),
}

/// A number in international form, `+37360606060`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

identifier!(Phone, PhoneError);

/// Moldova's code with the sign before it.
const MOLDOVA: &str = "+373";

/// Countries' codes of two digits (ITU-T E.164, annexed list of 2016); 1 and 7 have one, all others three.
const CODES_OF_TWO: [&str; 43] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95",
];

/// Countries whose numbers all have one length behind the code, by their numbering plans: North America's (NANP), Russia's and
/// Kazakhstan's, Romania's, Ukraine's.
const LENGTHS: [(u16, usize); 4] = [(1, 10), (7, 10), (40, 9), (380, 9)];

impl Phone {
    /// The most characters of a number as [`Phone::spaced`] writes it: 15 digits, the sign, and five spaces between groups.
    pub const SPACED_CHARS_MAX: usize = 21;

    /// Reads `+373 60 606 060`, `373…`, `0…` or the eight digits alone, and any number of another country that begins with
    /// + or 00 and its code; with spaces, dots, dashes, slashes and parentheses between.
    ///
    /// # Errors
    /// See [`PhoneError`].
    pub fn parse(text: &str) -> Result<Phone, PhoneError> {
        let text = bare(text).to_lowercase();
        let words = ["telefon", "телефон", "phone", "tel", "тел", "mobil", "mob", "моб"];
        let number = words.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(&text);
        let number = number.trim_start_matches([':', '.', ' ']).trim_end_matches(['.', ',', ';']);
        if has_more_behind(number) {
            return Err(PhoneError::Several);
        }
        if number.contains(char::is_alphabetic) {
            return Err(PhoneError::Letters);
        }
        // The 0 of calls within a country is written so beside its code: +44 (0)20 7946 0958.
        let number = if number.starts_with(['+', '0']) { number.replacen("(0)", "", 1) } else { number.to_owned() };
        let number: String = number.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '/' | '(' | ')')).collect();
        let (is_international, digits) = match number.strip_prefix('+').or_else(|| number.strip_prefix("00")) {
            Some(digits) => (true, digits),
            None => (false, number.as_str()),
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PhoneError::Malformed);
        }
        if is_international && !digits.starts_with("373") {
            return Phone::foreign(digits);
        }
        let national = match digits.strip_prefix("373").filter(|_| is_international || digits.len() == 11) {
            // Some write the 0 of calls within Moldova there too.
            Some(rest) if rest.len() == 9 => rest.strip_prefix('0').ok_or(PhoneError::Moldovan)?,
            Some(rest) => rest,
            None if digits.len() == 9 && digits.starts_with('0') => &digits[1..],
            None if !is_international && digits.len() != 8 => return Err(PhoneError::NationalLength(digits.len())),
            None => digits,
        };
        if national.len() == 8 && matches!(national.as_bytes()[0], b'2'..=b'9') {
            Ok(Phone(format!("{MOLDOVA}{national}")))
        } else {
            Err(if is_international { PhoneError::Moldovan } else { PhoneError::Malformed })
        }
    }

    /// E.164: at most 15 digits, and no country's code begins with 0; the shortest numbers in use have 7.
    fn foreign(digits: &str) -> Result<Phone, PhoneError> {
        for (code, length) in LENGTHS {
            let rest = digits.strip_prefix(&code.to_string());
            if rest.is_some_and(|rest| rest.len() != length) {
                return Err(PhoneError::Country { code, digits: length });
            }
        }
        match digits.len() {
            7..=15 if !digits.starts_with('0') => Ok(Phone(format!("+{digits}"))),
            7..=15 => Err(PhoneError::Malformed),
            count => Err(PhoneError::Length(count)),
        }
    }

    /// In digits alone, as MPay's own services send it: of Moldova with the trunk zero and no country's code, `060606060`;
    /// of another country as it is dialled from Moldova, `0040721234567`.
    pub fn national(&self) -> String {
        match self.0.strip_prefix(MOLDOVA) {
            Some(national) => format!("0{national}"),
            None => self.0.replacen('+', "00", 1),
        }
    }

    /// As people read it: `+373 60 606 060`, `+40 721 234 567`.
    pub fn spaced(&self) -> String {
        if let Some(n) = self.0.strip_prefix(MOLDOVA) {
            return format!("{MOLDOVA} {} {} {}", &n[..2], &n[2..5], &n[5..]);
        }
        let digits = &self.0[1..];
        let code = match digits.as_bytes()[0] {
            b'1' | b'7' => 1,
            _ if CODES_OF_TWO.contains(&&digits[..2]) => 2,
            _ => 3,
        };
        let mut spaced = format!("+{}", &digits[..code]);
        let mut rest = &digits[code..];
        while !rest.is_empty() {
            // The last group has two to four digits, but for numbers of one digit after the code, which nobody has.
            let length = if rest.len() <= 4 { rest.len() } else { 3 };
            spaced.push(' ');
            spaced.push_str(&rest[..length]);
            rest = &rest[length..];
        }
        spaced
    }
}

/// Fewest digits that are a number for themselves: those of the oldest ones within a town.
const NUMBER_DIGITS_MIN: usize = 6;
/// Fewest digits of the last group of a number; shorter ones behind a slash or parentheses are an extension.
const LAST_GROUP_MIN: usize = 3;

/// Whether something stands behind a number that is no part of it: an extension, a word for one, another number.
fn has_more_behind(number: &str) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let all = number.strip_prefix("00").unwrap_or(number);
    let is_national = match all.strip_prefix('0') {
        Some(rest) => digits(rest) == 8,
        None => digits(all) == 8,
    };
    let bare: String = all.chars().filter(char::is_ascii_digit).collect();
    let of =
        |(code, length): (u16, usize)| bare.strip_prefix(&code.to_string()).is_some_and(|rest| rest.len() == length);
    let is_whole = is_national || LENGTHS.into_iter().chain([(373, 8)]).any(of);
    let is_behind = |sign: &str, is_sign: bool| {
        number.match_indices(sign).any(|(at, _)| {
            let (before, after) = (digits(&number[..at]), digits(&number[at..]));
            let is_last_group = is_sign && is_whole && after >= LAST_GROUP_MIN;
            before >= NUMBER_DIGITS_MIN && after > 0 && !is_last_group
        })
    };
    ["/", "(", " - "].into_iter().any(|sign| is_behind(sign, true))
        || ["+", ",", ";", "#", "ext", "int", "доб", "вн", "x"].into_iter().any(|word| is_behind(word, false))
}
