//! IDNP and IDNO: the 13-digit codes of persons and organizations.

use serde::{Deserialize, Serialize};

use super::identifier;
use crate::typed::{bare, without_label};

/// Why a text is not a code of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FiscalError {
    /// Something that is no digit.
    #[error("a code has 13 digits and nothing else")]
    NotDigits,
    /// A spreadsheet's short form, which has lost the last digits: `2.00602E+12`.
    #[error("a spreadsheet has shortened the code: write all 13 digits")]
    Shortened,
    /// So many digits, and not 13.
    #[error("a code has 13 digits, this has {0}")]
    Length(usize),
    /// The last digit does not follow from the first twelve.
    #[error("the check digit is wrong")]
    CheckDigit,
    /// A valid code of another kind, told by its first digits.
    #[error("the first digits are those of another kind of code")]
    OtherKind,
}

/// A person's code: 13 digits, the first 2 (or 09, the old form), the last a check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Idnp(String);

/// An organization's code: 13 digits, the first 1, the last a check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Idno(String);

/// A code that is either an [`Idnp`] or an [`Idno`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum FiscalCode {
    /// A person's.
    Person(Idnp),
    /// An organization's.
    Organization(Idno),
}

identifier!(Idnp, FiscalError);
identifier!(Idno, FiscalError);

impl Idnp {
    /// Reads an IDNP; what stands around and between the digits in documents is dropped.
    ///
    /// # Errors
    /// See [`FiscalError`].
    pub fn parse(text: &str) -> Result<Idnp, FiscalError> {
        let digits = thirteen_digits(text)?;
        if !digits.starts_with('2') && !digits.starts_with("09") {
            return Err(FiscalError::OtherKind);
        }
        if is_checked(&digits) { Ok(Idnp(digits)) } else { Err(FiscalError::CheckDigit) }
    }
}

impl Idno {
    /// Reads an IDNO; what stands around and between the digits in documents is dropped.
    ///
    /// # Errors
    /// See [`FiscalError`].
    pub fn parse(text: &str) -> Result<Idno, FiscalError> {
        let digits = thirteen_digits(text)?;
        if !digits.starts_with('1') {
            return Err(FiscalError::OtherKind);
        }
        if is_checked(&digits) { Ok(Idno(digits)) } else { Err(FiscalError::CheckDigit) }
    }
}

impl FiscalCode {
    /// Reads a code of either kind.
    ///
    /// # Errors
    /// See [`FiscalError`].
    pub fn parse(text: &str) -> Result<FiscalCode, FiscalError> {
        match Idnp::parse(text) {
            Ok(idnp) => Ok(FiscalCode::Person(idnp)),
            Err(FiscalError::OtherKind) => Idno::parse(text).map(FiscalCode::Organization),
            Err(error) => Err(error),
        }
    }

    /// The 13 digits.
    pub fn as_str(&self) -> &str {
        match self {
            FiscalCode::Person(idnp) => idnp.as_str(),
            FiscalCode::Organization(idno) => idno.as_str(),
        }
    }
}

impl TryFrom<String> for FiscalCode {
    type Error = FiscalError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        FiscalCode::parse(&text)
    }
}

impl From<FiscalCode> for String {
    fn from(code: FiscalCode) -> String {
        code.as_str().to_owned()
    }
}

/// The words that stand before a code in documents.
const LABELS: [&str; 12] = [
    "idnp",
    "idno",
    "иднп",
    "идно",
    "c.f",
    "c/f",
    "cf",
    "cod fiscal",
    "codul fiscal",
    "фискальный код",
    "nr",
    "cod personal",
];

/// The 13 digits without what stands around and between them: words for the code, white space, dashes, dots, slashes.
fn thirteen_digits(text: &str) -> Result<String, FiscalError> {
    let text = bare(text);
    if is_shortened(&text) {
        return Err(FiscalError::Shortened);
    }
    let code = without_label(&text, &LABELS);
    let digits: String = code.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '/')).collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FiscalError::NotDigits);
    }
    if digits.len() == 13 { Ok(digits) } else { Err(FiscalError::Length(digits.len())) }
}

/// Whether the last of 13 digits is right: the first twelve, weighted 7, 3, 1 in turn, sum to it modulo 10.
fn is_checked(digits: &str) -> bool {
    let values: Vec<u32> = digits.bytes().map(|b| u32::from(b - b'0')).collect();
    let sum: u32 = values[..12].iter().zip([7, 3, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    sum % 10 == values[12]
}

/// Whether a number stands in a spreadsheet's short form: digits, and an exponent of ten.
fn is_shortened(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['E', 'e', 'Е', 'е']) else { return false };
    let is_exponent = exponent.strip_prefix('+').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    is_exponent && number.starts_with(|c: char| c.is_ascii_digit()) && !number.contains(char::is_alphabetic)
}
