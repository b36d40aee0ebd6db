//! Telephone numbers of Moldova's numbering plan.

use serde::{Deserialize, Serialize};

use super::identifier;

/// Why a text is not a Moldovan telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a telephone number of Moldova has 8 digits after +373 or 0, the first from 2 to 9")]
pub struct PhoneError;

/// A Moldovan number in international form, `+37360606060`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

identifier!(Phone, PhoneError);

impl Phone {
    /// Reads `+373 60 606 060`, `373…`, `0…` or the eight digits alone, with spaces, dots, dashes and parentheses between.
    ///
    /// # Errors
    /// [`PhoneError`] for anything else.
    pub fn parse(text: &str) -> Result<Phone, PhoneError> {
        let bare: String =
            text.trim().chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '(' | ')')).collect();
        let national = match bare.strip_prefix("+373").or_else(|| bare.strip_prefix("00373")) {
            Some(rest) => rest,
            None if bare.len() == 11 => bare.strip_prefix("373").ok_or(PhoneError)?,
            None if bare.len() == 9 => bare.strip_prefix('0').ok_or(PhoneError)?,
            None => &bare,
        };
        let digits = national.bytes().all(|b| b.is_ascii_digit());
        if national.len() == 8 && digits && matches!(national.as_bytes()[0], b'2'..=b'9') {
            Ok(Phone(format!("+373{national}")))
        } else {
            Err(PhoneError)
        }
    }

    /// With the trunk zero and no country code, as MPay's own services send it: `060606060`.
    pub fn national(&self) -> String {
        format!("0{}", &self.0[4..])
    }

    /// As people read it: `+373 60 606 060`.
    pub fn spaced(&self) -> String {
        let n = &self.0[4..];
        format!("+373 {} {} {}", &n[..2], &n[2..5], &n[5..])
    }
}
