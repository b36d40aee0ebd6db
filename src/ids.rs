//! Names and numbers that this program gives or takes: slugs, service ids, order keys, order addresses, versions.

mod api_token;
pub mod base32;
mod environment;
mod kept_token;
mod link_id;
mod order_key;
mod random;

pub use api_token::{ApiToken, ApiTokenError, ApiTokenId};
pub use environment::Environment;
pub use kept_token::{KeptToken, KeptTokenError};
pub use link_id::{LinkId, LinkIdError};
pub use order_key::{OrderKey, OrderKeyError};
pub use random::{FixedRandom, RandomSource, SystemRandom};

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::SERVICE_ID_CHARS_MAX;

/// Why a text is not a slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name in an address has 2 to 60 small letters a-z, digits and single dashes, and begins with a letter")]
pub struct SlugError;

/// The name of a beneficiary or service in an address: `forest-land-rent`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// Reads a slug.
    ///
    /// # Errors
    /// [`SlugError`] for anything but 2 to 60 of `a-z`, `0-9` and single inner dashes, a letter first.
    pub fn parse(text: &str) -> Result<Slug, SlugError> {
        let shaped = (2..=60).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && text.as_bytes()[0].is_ascii_lowercase()
            && !text.ends_with('-')
            && !text.contains("--");
        if shaped { Ok(Slug(text.to_owned())) } else { Err(SlugError) }
    }
}

/// Why a text is not a service id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an MPay service id has 1 to 20 capital letters A-Z and digits")]
pub struct ServiceIdError;

/// MPay's `ServiceID`. MPay allows 36 characters; 20 leave room for the 16 digits of an order key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceId(String);

impl ServiceId {
    /// Reads a service id.
    ///
    /// # Errors
    /// [`ServiceIdError`] for anything but 1 to 20 of `A-Z` and `0-9`.
    pub fn parse(text: &str) -> Result<ServiceId, ServiceIdError> {
        let shaped = (1..=SERVICE_ID_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if shaped { Ok(ServiceId(text.to_owned())) } else { Err(ServiceIdError) }
    }
}

/// Why a text is not the address of an order's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of an order")]
pub struct OrderTokenError;

/// The unguessable part of an order page's address: 128 random bits as 26 characters of Crockford's base 32.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderToken(String);

impl OrderToken {
    const CHARS: usize = 26;

    /// Draws a new one.
    pub fn draw(random: &dyn RandomSource) -> OrderToken {
        let mut bytes = [0u8; 16];
        random.fill(&mut bytes);
        OrderToken(base32::encode(u128::from_be_bytes(bytes), Self::CHARS))
    }

    /// Reads one from an address.
    ///
    /// # Errors
    /// [`OrderTokenError`] for anything that [`OrderToken::draw`] cannot give.
    pub fn parse(text: &str) -> Result<OrderToken, OrderTokenError> {
        if base32::is_encoded(text, Self::CHARS) { Ok(OrderToken(text.to_owned())) } else { Err(OrderTokenError) }
    }
}

/// The number of a version within its service: 1, 2, 3 …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VersionNumber(pub u32);

impl fmt::Display for VersionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The SHA-256 of a version's content or of a file, in 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(String);

impl ContentHash {
    /// The hash of some parts, each preceded by its length, so that no two lists of parts hash alike.
    pub fn of(parts: &[&[u8]]) -> ContentHash {
        let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        ContentHash(context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// All 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 12 digits: enough to name a file or version to a person.
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }

    /// A hash that was written by [`ContentHash::as_str`] and read back from the store.
    pub fn from_stored(text: String) -> ContentHash {
        ContentHash(text)
    }
}

macro_rules! text_id {
    ($name:ident, $error:ty) => {
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl TryFrom<String> for $name {
            type Error = $error;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                $name::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
    };
}
text_id!(Slug, SlugError);
text_id!(ServiceId, ServiceIdError);
text_id!(OrderToken, OrderTokenError);
