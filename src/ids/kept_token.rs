//! The address at which answers are kept between two steps of a form: a secret, of which the key is made that opens them.

use std::fmt;

use super::{RandomSource, base32};

/// The unguessable part of such an address: 128 random bits as 26 characters of Crockford's base 32.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptToken(String);

/// Why a text is not the address of kept answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of kept answers")]
pub struct KeptTokenError;

impl KeptToken {
    const CHARS: usize = 26;

    /// Draws a new one.
    pub fn draw(random: &dyn RandomSource) -> KeptToken {
        let mut bytes = [0u8; 16];
        random.fill(&mut bytes);
        KeptToken(base32::encode(u128::from_be_bytes(bytes), Self::CHARS))
    }

    /// Reads one from an address or a form.
    ///
    /// # Errors
    /// [`KeptTokenError`] for anything that [`KeptToken::draw`] cannot give.
    pub fn parse(text: &str) -> Result<KeptToken, KeptTokenError> {
        if base32::is_encoded(text, Self::CHARS) { Ok(KeptToken(text.to_owned())) } else { Err(KeptTokenError) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A log shows that there is one, and not which: it opens what a payer answered.
impl fmt::Debug for KeptToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptToken")
    }
}

impl fmt::Display for KeptToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::FixedRandom;

    #[test]
    fn it_is_read_as_it_was_drawn_and_shown_to_no_log() {
        let token = KeptToken::draw(&FixedRandom::new(1));
        assert_eq!(KeptToken::parse(token.as_str()), Ok(token.clone()));
        assert_eq!(format!("{token:?}"), "KeptToken");
        for wrong in ["", "short", &token.as_str().to_uppercase(), &format!("{token}0"), &token.as_str()[1..]] {
            assert_eq!(KeptToken::parse(wrong), Err(KeptTokenError), "{wrong}");
        }
    }
}
