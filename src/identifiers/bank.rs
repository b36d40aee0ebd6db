//! IBAN and BIC of Moldovan accounts.

use serde::{Deserialize, Serialize};

use super::identifier;
use crate::typed::{bare, has_foreign_letters, latin, without_label};

/// Why a text is not a Moldovan IBAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IbanError {
    /// Does not begin with MD.
    #[error("an IBAN of Moldova begins with MD")]
    NotMoldovan,
    /// Letters of another alphabet, which look like no Latin ones.
    #[error("an IBAN is written in Latin letters")]
    OtherLetters,
    /// Something that is neither letter nor digit.
    #[error("an IBAN has letters and digits only")]
    Signs,
    /// So many letters and digits, and not 24.
    #[error("an IBAN of Moldova has 24 letters and digits, this has {0}")]
    Length(usize),
    /// ISO 13616's remainder is not 1.
    #[error("the check digits are wrong")]
    CheckDigits,
}

/// Why a text is not a Moldovan BIC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a BIC of Moldova has 8 or 11 characters: four letters, MD, then two or five letters and digits")]
pub struct BicError;

/// A Moldovan account number: 24 characters, MD, two check digits (ISO 13616), two of the bank, 18 of the account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban(String);

/// A Moldovan bank's code (ISO 9362), such as TREZMD2X of the Treasury.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bic(String);

/// The words that stand before an account in letters and contracts, as [`latin`] turns them: «счёт» has letters that look like
/// none, and keeps these.
const LABELS: [&str; 9] = ["iban", "cod iban", "codul iban", "cont", "contul", "account", "c/d", "р/с", "p/c"];

identifier!(Iban, IbanError);
identifier!(Bic, BicError);

impl Iban {
    /// Reads an IBAN as it stands in letters of banks: white space, dashes, dots and words before it are dropped, letters become
    /// capitals, those of other alphabets the Latin ones that look like them.
    ///
    /// # Errors
    /// See [`IbanError`].
    pub fn parse(text: &str) -> Result<Iban, IbanError> {
        let text = latin(&bare(text));
        let iban: String = without_label(&text, &LABELS).chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
        if has_foreign_letters(&iban) {
            return Err(IbanError::OtherLetters);
        }
        if !iban.starts_with("MD") {
            return Err(IbanError::NotMoldovan);
        }
        if !iban.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(IbanError::Signs);
        }
        if iban.len() != 24 {
            return Err(IbanError::Length(iban.len()));
        }
        let rotated = iban[4..].bytes().chain(iban[..4].bytes());
        if mod97(rotated) == 1 { Ok(Iban(iban)) } else { Err(IbanError::CheckDigits) }
    }

    /// The number in groups of four, as it is read out.
    pub fn grouped(&self) -> String {
        self.0.as_bytes().chunks(4).map(|chunk| String::from_utf8_lossy(chunk)).collect::<Vec<_>>().join(" ")
    }
}

/// A bank that a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bank {
    /// The State Treasury, where public institutions have their accounts.
    Treasury,
    /// The National Bank.
    National,
    /// A commercial bank, by the name under which it does business.
    Commercial(&'static str),
}

/// Banks by the first four letters of their codes: those whose code was seen beside their name. OTP Bank's is of its earlier
/// name. Of all others the code is shown alone: a wrong name would send people to another bank.
const BANKS: [(&str, Bank); 8] = [
    ("TREZ", Bank::Treasury),
    ("NBMD", Bank::National),
    ("AGRN", Bank::Commercial("maib")),
    ("ENEG", Bank::Commercial("Energbank")),
    ("FTMD", Bank::Commercial("FinComBank")),
    ("MOBB", Bank::Commercial("OTP Bank")),
    ("MOLD", Bank::Commercial("Moldindconbank")),
    ("VICB", Bank::Commercial("Victoriabank")),
];

impl Bic {
    /// Reads a BIC; letters become capitals.
    ///
    /// # Errors
    /// [`BicError`] for anything that is not the shape of a Moldovan BIC.
    pub fn parse(text: &str) -> Result<Bic, BicError> {
        let bic = latin(&bare(text));
        let bytes = bic.as_bytes();
        let shaped = matches!(bytes.len(), 8 | 11)
            && bytes[..4].iter().all(u8::is_ascii_uppercase)
            && &bytes[4..6] == b"MD"
            && bytes[6..].iter().all(u8::is_ascii_alphanumeric);
        if shaped { Ok(Bic(bic)) } else { Err(BicError) }
    }

    /// The bank that it stands for, if that is known by name.
    pub fn bank(&self) -> Option<Bank> {
        BANKS.into_iter().find(|(letters, _)| self.0.starts_with(letters)).map(|(_, bank)| bank)
    }
}

/// The remainder by 97 of the number that capital letters (A = 10 … Z = 35) and digits spell: ISO 7064's MOD 97-10.
pub(crate) fn mod97(characters: impl Iterator<Item = u8>) -> u32 {
    characters.fold(0, |remainder, c| match c {
        b'0'..=b'9' => (remainder * 10 + u32::from(c - b'0')) % 97,
        _ => (remainder * 100 + u32::from(c.to_ascii_uppercase().wrapping_sub(b'A')) + 10) % 97,
    })
}
