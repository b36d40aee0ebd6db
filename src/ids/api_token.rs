//! The secret with which a beneficiary's own system calls the API, and its name in lists.

use std::fmt;

use super::{ContentHash, RandomSource, base32};

/// Why a text is no token of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token of the API")]
pub struct ApiTokenError;

/// 256 random bits behind a prefix by which tools that look for leaked secrets know it. Shown once; only its hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiToken(String);

/// Never the secret.
impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken")
    }
}

impl ApiToken {
    const PREFIX: &'static str = "mpay_pages_";
    const HALF_CHARS: usize = 26;

    /// Draws a new one.
    pub fn draw(random: &dyn RandomSource) -> ApiToken {
        let half = || {
            let mut bytes = [0u8; 16];
            random.fill(&mut bytes);
            base32::encode(u128::from_be_bytes(bytes), Self::HALF_CHARS)
        };
        ApiToken(format!("{}{}{}", Self::PREFIX, half(), half()))
    }

    /// Reads one from a request.
    ///
    /// # Errors
    /// [`ApiTokenError`] for anything that [`ApiToken::draw`] cannot give.
    pub fn parse(text: &str) -> Result<ApiToken, ApiTokenError> {
        let secret = text.strip_prefix(Self::PREFIX).ok_or(ApiTokenError)?;
        let is_shaped = base32::is_encoded(secret, 2 * Self::HALF_CHARS);
        if is_shaped { Ok(ApiToken(text.to_owned())) } else { Err(ApiTokenError) }
    }

    /// What is kept of it. The secret has too many bits to be found from its hash.
    pub fn hash(&self) -> ContentHash {
        ContentHash::of(&[self.0.as_bytes()])
    }

    /// The secret, to be shown once.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

/// The name of a token in lists: 40 random bits as 8 characters of Crockford's base 32. It opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ApiTokenId(String);

impl ApiTokenId {
    const CHARS: usize = 8;

    /// Draws a new one.
    pub fn draw(random: &dyn RandomSource) -> ApiTokenId {
        let mut bytes = [0u8; 8];
        random.fill(&mut bytes);
        ApiTokenId(base32::encode(u64::from_be_bytes(bytes).into(), Self::CHARS))
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`ApiTokenError`] for anything that [`ApiTokenId::draw`] cannot give.
    pub fn parse(text: &str) -> Result<ApiTokenId, ApiTokenError> {
        if base32::is_encoded(text, Self::CHARS) { Ok(ApiTokenId(text.to_owned())) } else { Err(ApiTokenError) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ApiTokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::FixedRandom;

    #[test]
    fn a_token_is_read_as_it_was_drawn_and_never_printed() {
        let token = ApiToken::draw(&FixedRandom::new(1));
        assert_eq!(token.secret().len(), 63);
        assert_eq!(ApiToken::parse(token.secret()), Ok(token.clone()));
        assert_ne!(token.hash(), ApiToken::draw(&FixedRandom::new(2)).hash());
        assert_eq!(format!("{token:?}"), "ApiToken");
        for wrong in ["", "mpay_pages_", &token.secret()[1..], &token.secret().to_uppercase(), "Bearer x"] {
            assert!(ApiToken::parse(wrong).is_err(), "{wrong}");
        }
    }
}
