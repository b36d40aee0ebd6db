//! The name of a personal link, in lists and commands. It opens nothing: what does is the link's address.

use std::fmt;

use super::{RandomSource, base32};

/// Why a text is not the name of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a link's name has 12 small letters and digits, as `mpay-pages link list` shows it")]
pub struct LinkIdError;

/// 60 random bits as 12 characters of Crockford's base 32.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkId(String);

impl LinkId {
    /// How many characters it has.
    pub const CHARS: usize = 12;

    /// Draws a new one.
    pub fn draw(random: &dyn RandomSource) -> LinkId {
        let mut bytes = [0u8; 8];
        random.fill(&mut bytes);
        LinkId(base32::encode(u64::from_be_bytes(bytes).into(), Self::CHARS))
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`LinkIdError`] for anything that [`LinkId::draw`] cannot give.
    pub fn parse(text: &str) -> Result<LinkId, LinkIdError> {
        if base32::is_encoded(text, Self::CHARS) { Ok(LinkId(text.to_owned())) } else { Err(LinkIdError) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
