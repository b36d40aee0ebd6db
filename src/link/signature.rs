//! The signature of links: HMAC-SHA-256 (RFC 2104) over all that a link says.
//!
//! An address carries the link's name, its key's number and the code; what the link says stands in the store. So no
//! address, log or history shows a personal answer, the address is short enough for a small QR code, and a link can be
//! counted and withdrawn. The code binds the address to the content: a link whose content was changed after it was sent
//! out is refused, and whoever knows the names of links cannot make their addresses.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;

use super::Link;
use crate::ids::{Environment, LinkId, RandomSource, base32};

/// The number of a key: 1, 2, 3 …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkKeyId(u32);

impl LinkKeyId {
    /// The first key.
    pub const FIRST: LinkKeyId = LinkKeyId(1);
    /// In addresses: 10 bits.
    const CHARS: usize = 2;
    const MAX: u32 = 1_023;

    /// The key of a number; `None` when addresses have no room for it.
    pub fn new(number: u32) -> Option<LinkKeyId> {
        (1..=Self::MAX).contains(&number).then_some(LinkKeyId(number))
    }

    /// The number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The key after this one; `None` when addresses have no room for it.
    pub fn next(self) -> Option<LinkKeyId> {
        LinkKeyId::new(self.0 + 1)
    }

    fn text(self) -> String {
        base32::encode(self.0.into(), Self::CHARS)
    }
}

/// A secret key of this installation.
#[derive(Clone)]
pub struct LinkKey {
    /// Its number.
    pub id: LinkKeyId,
    secret: [u8; 32],
}

/// Never the secret.
impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkKey({})", self.id.0)
    }
}

impl LinkKey {
    /// Draws a new one.
    pub fn draw(id: LinkKeyId, random: &dyn RandomSource) -> LinkKey {
        let mut secret = [0u8; 32];
        random.fill(&mut secret);
        LinkKey { id, secret }
    }

    /// Reads one from the store; `None` for what is no key.
    pub fn from_stored(id: LinkKeyId, secret: &[u8]) -> Option<LinkKey> {
        Some(LinkKey { id, secret: secret.try_into().ok()? })
    }

    /// The secret, for the store.
    pub fn secret(&self) -> &[u8] {
        &self.secret
    }

    /// The part of a link's address that opens it.
    pub fn sign(&self, environment: Environment, link: &Link) -> LinkToken {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.secret);
        let tag = hmac::sign(&key, &said(environment, link));
        // Half of the code, the least that RFC 2104 recommends.
        let half = tag.as_ref().iter().take(16).fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
        LinkToken { id: link.id.clone(), key: self.id, code: base32::encode(half, LinkToken::CODE_CHARS) }
    }

    /// Whether an address opens this link, as it is now, in this environment.
    pub fn opens(&self, environment: Environment, link: &Link, token: &LinkToken) -> bool {
        let right = self.sign(environment, link);
        (right.key, &right.id) == (token.key, &token.id)
            && verify_slices_are_equal(right.code.as_bytes(), token.code.as_bytes()).is_ok()
    }
}

/// All that is signed: each part behind its length, so that no two links say the same bytes.
fn said(environment: Environment, link: &Link) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut say = |text: &str| {
        bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    };
    say("mpay-pages link 1");
    say(environment.word());
    say(link.id.as_str());
    say(link.beneficiary.as_str());
    say(link.service.as_str());
    say(&link.expires_on.map(|day| day.to_string()).unwrap_or_default());
    say(&link.uses_max.map(|most| most.to_string()).unwrap_or_default());
    say(&link.answers.len().to_string());
    for (name, text) in &link.answers {
        say(name);
        say(text);
    }
    for name in &link.locked {
        say(name);
    }
    bytes
}

/// Why a text opens no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a link")]
pub struct LinkTokenError;

/// The part of a link's address that opens it: the link's name, its key's number and the code, 40 characters of
/// Crockford's base 32, 188 bits of which nobody can guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkToken {
    id: LinkId,
    key: LinkKeyId,
    code: String,
}

impl LinkToken {
    const CODE_CHARS: usize = 26;
    const CHARS: usize = LinkId::CHARS + LinkKeyId::CHARS + Self::CODE_CHARS;

    /// Reads one as it stands in an address or as it is typed from a letter.
    ///
    /// # Errors
    /// [`LinkTokenError`] for anything that [`LinkKey::sign`] cannot give.
    pub fn parse(text: &str) -> Result<LinkToken, LinkTokenError> {
        // Before anything is copied: an address can be long.
        let text = if text.len() <= 4 * Self::CHARS { base32::normalized(text) } else { return Err(LinkTokenError) };
        if !base32::is_encoded(&text, Self::CHARS) {
            return Err(LinkTokenError);
        }
        let (id, rest) = text.split_at(LinkId::CHARS);
        let (key, code) = rest.split_at(LinkKeyId::CHARS);
        let key = (1..=LinkKeyId::MAX).map(LinkKeyId).find(|one| one.text() == key).ok_or(LinkTokenError)?;
        Ok(LinkToken { id: LinkId::parse(id).map_err(|_| LinkTokenError)?, key, code: code.to_owned() })
    }

    /// The name of the link that it is said to open.
    pub fn id(&self) -> &LinkId {
        &self.id
    }

    /// The key that it is said to be signed with.
    pub fn key(&self) -> LinkKeyId {
        self.key
    }
}

impl fmt::Display for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.id, self.key.text(), self.code)
    }
}
