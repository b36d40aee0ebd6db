//! The seal on kept answers: AES-256-GCM with a key that is made of their address and of the browser's cookie, and stands
//! nowhere. It must not know what an answer means.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};

use super::KeptAnswers;
use crate::ids::KeptToken;
use crate::store::KeptName;

/// Bytes of a key and of a name.
const LENGTH: usize = 32;
/// What keys are made for: those of another purpose are others, though made of the same secret.
const PURPOSE: &[u8] = b"mpay-pages: answers between two steps";
/// Between the address and the cookie's word, in which it does not occur.
const APART: u8 = 0;

/// What opens and closes the answers of one address.
pub(super) struct Seal {
    name: KeptName,
    key: [u8; LENGTH],
    /// What they belong to: they open as answers of nothing else.
    bound_to: String,
}

/// How long what HKDF gives is.
struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        LENGTH
    }
}

impl Seal {
    /// The seal of an address, in a browser with a cookie or one that keeps none.
    pub fn new(token: &KeptToken, cookie: Option<&str>, bound_to: &str) -> Seal {
        let mut secret = token.as_str().as_bytes().to_vec();
        if let Some(word) = cookie {
            secret.push(APART);
            secret.extend_from_slice(word.as_bytes());
        }
        let made = Salt::new(HKDF_SHA256, PURPOSE).extract(&secret);
        let of = |what: &[u8]| {
            let mut bytes = [0u8; LENGTH];
            // It fails for more than 8,160 bytes alone; a key of zeros would be one that everybody knows.
            let filled = made.expand(&[what], Length).and_then(|made| made.fill(&mut bytes));
            assert!(filled.is_ok(), "HKDF gives 32 bytes");
            bytes
        };
        Seal { name: of(b"name"), key: of(b"key"), bound_to: bound_to.to_owned() }
    }

    /// The name under which they are stored.
    pub fn name(&self) -> KeptName {
        self.name
    }

    /// Answers, sealed; `None` when that fails.
    pub fn close(&self, answers: &KeptAnswers) -> Option<Vec<u8>> {
        let mut bytes = serde_json::to_vec(answers).ok()?;
        let nonce = self.cipher()?.seal_in_place_append_tag(self.aad(), &mut bytes).ok()?;
        Some([nonce.as_ref().as_slice(), &bytes].concat())
    }

    /// What was sealed by this seal; `None` for all else.
    pub fn open(&self, mut sealed: Vec<u8>) -> Option<KeptAnswers> {
        let mut bytes = sealed.split_off(NONCE_LEN.min(sealed.len()));
        let nonce = Nonce::try_assume_unique_for_key(&sealed).ok()?;
        let opened = self.cipher()?.open_in_place(nonce, self.aad(), &mut bytes).ok()?;
        serde_json::from_slice(opened).ok()
    }

    fn cipher(&self) -> Option<RandomizedNonceKey> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.key).ok()
    }

    fn aad(&self) -> Aad<&[u8]> {
        Aad::from(self.bound_to.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::FixedRandom;

    #[test]
    fn it_opens_for_its_address_its_browser_and_its_service_alone() {
        let (random, word) = (FixedRandom::new(7), "0123456789abcdefghjkmnpqrs");
        let (token, other) = (KeptToken::draw(&random), KeptToken::draw(&random));
        let raw = [("payer.id", "2006022048426"), ("note", "Ștefan \0 \u{1f332}")].into_iter().collect();
        let answers = KeptAnswers { raw, is_judged: true, word: Some("w".to_owned()), ..KeptAnswers::default() };
        for cookie in [None, Some(word)] {
            let seal = Seal::new(&token, cookie, "test a/b");
            let sealed = seal.close(&answers).unwrap();
            assert!(!String::from_utf8_lossy(&sealed).contains("2006022048426"));
            assert_ne!(seal.close(&answers).unwrap(), sealed, "no nonce comes twice");
            assert_eq!(Seal::new(&token, cookie, "test a/b").open(sealed.clone()).as_ref(), Some(&answers));
            let elsewhere = if cookie.is_some() { None } else { Some(word) };
            let stranger = Some("zzzzzzzzzzzzzzzzzzzzzzzzzz");
            for wrong in [
                Seal::new(&other, cookie, "test a/b"),
                Seal::new(&token, elsewhere, "test a/b"),
                Seal::new(&token, stranger, "test a/b"),
                Seal::new(&token, cookie, "production a/b"),
                Seal::new(&token, cookie, "test a/c"),
            ] {
                assert_eq!(wrong.open(sealed.clone()), None);
            }
            assert_ne!(Seal::new(&token, elsewhere, "test a/b").name(), seal.name());
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert_eq!(seal.open(changed), None, "byte {at}");
                assert_eq!(seal.open(sealed[..at].to_vec()), None, "cut at {at}");
            }
        }
    }
}
