//! The order key: what a payer types at MPay's site or at a payment terminal.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{RandomSource, ServiceId};
use crate::identifiers::mod97;

/// Why a text is not an order key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrderKeyError {
    /// Not a service id followed by 16 digits.
    #[error("an order key is a service id followed by 16 digits")]
    Shape,
    /// A digit or letter was mistyped.
    #[error("the check digits are wrong")]
    CheckDigits,
}

/// A service id, 14 random digits (46.5 bits), and two check digits (ISO 7064 MOD 97-10) over all of it: every
/// mistyped digit and every swap of two neighbouring digits is noticed. At most 36 characters, as MPay asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderKey(String);

impl OrderKey {
    const RANDOM_DIGITS: u32 = 14;
    const DIGITS: usize = 16;

    /// Draws a new key for a service.
    pub fn draw(service: &ServiceId, random: &dyn RandomSource) -> OrderKey {
        const BOUND: u64 = 10u64.pow(OrderKey::RANDOM_DIGITS);
        // The largest multiple of the bound below 2^64: draws above it are thrown away, so that no digit is likelier.
        const FAIR: u64 = u64::MAX - u64::MAX % BOUND;
        let number = loop {
            let mut bytes = [0u8; 8];
            random.fill(&mut bytes);
            let drawn = u64::from_be_bytes(bytes);
            if drawn < FAIR {
                break drawn % BOUND;
            }
        };
        let body = format!("{service}{number:014}");
        let check = 98 - mod97(body.bytes().chain(*b"00"));
        OrderKey(format!("{body}{check:02}"))
    }

    /// Reads a key as it is typed: white space and dashes are dropped, letters become capitals.
    ///
    /// # Errors
    /// See [`OrderKeyError`].
    pub fn parse(text: &str) -> Result<OrderKey, OrderKeyError> {
        let key: String =
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
        let split = key.len().checked_sub(Self::DIGITS).filter(|at| key.is_char_boundary(*at));
        let (service, digits) = key.split_at(split.ok_or(OrderKeyError::Shape)?);
        if ServiceId::parse(service).is_err() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(OrderKeyError::Shape);
        }
        if mod97(key.bytes()) == 1 { Ok(OrderKey(key)) } else { Err(OrderKeyError::CheckDigits) }
    }

    /// The key without gaps, as MPay takes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The service id that it begins with.
    pub fn service_id(&self) -> &str {
        &self.0[..self.0.len() - Self::DIGITS]
    }

    /// The key for a person: `MDS02 1234 5678 9012 3456`.
    pub fn grouped(&self) -> String {
        let service = self.service_id();
        let digits = &self.0[service.len()..];
        let groups: Vec<&str> = (0..4).map(|i| &digits[4 * i..4 * i + 4]).collect();
        format!("{service} {}", groups.join(" "))
    }
}

impl fmt::Display for OrderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for OrderKey {
    type Error = OrderKeyError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        OrderKey::parse(&text)
    }
}

impl From<OrderKey> for String {
    fn from(key: OrderKey) -> String {
        key.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::FixedRandom;

    fn key(seed: u64) -> OrderKey {
        OrderKey::draw(&ServiceId::parse("MDS02").unwrap(), &FixedRandom::new(seed))
    }

    #[test]
    fn a_key_is_the_service_and_sixteen_digits() {
        let key = key(7);
        assert_eq!(key.as_str().len(), 21);
        assert_eq!(OrderKey::parse(&key.grouped().to_lowercase()), Ok(key.clone()));
        assert_eq!(key.grouped().split(' ').count(), 5);
    }

    #[test]
    fn what_is_not_a_key_is_refused() {
        for text in ["", "1234567890123456", "MDS02", "ăăăăăăăăăăăăăăăăă", "MDS0212345678901234x6", &"9".repeat(400)]
        {
            assert!(OrderKey::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_mistyped_digit_is_noticed(seed: u64, at in 5usize..21, with in "[A-Z0-9]") {
            let right = key(seed);
            let mut wrong = right.as_str().to_owned();
            wrong.replace_range(at..=at, &with);
            prop_assert_eq!(OrderKey::parse(&wrong).is_ok(), wrong == right.as_str());
        }

        #[test]
        fn any_swap_of_neighbouring_digits_is_noticed(seed: u64, at in 5usize..20) {
            let right = key(seed);
            let mut swapped = right.as_str().as_bytes().to_vec();
            swapped.swap(at, at + 1);
            let swapped = String::from_utf8(swapped).unwrap();
            prop_assert_eq!(OrderKey::parse(&swapped).is_ok(), swapped == right.as_str());
        }
    }
}
