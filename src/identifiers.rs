//! The state's and the banks' identifiers: parsed once at the edge, then always valid.

mod bank;
mod fiscal;
mod mask;
mod phone;

pub(crate) use bank::mod97;
pub use bank::{Bank, Bic, BicError, Iban, IbanError};
pub use fiscal::{FiscalCode, FiscalError, Idno, Idnp};
pub use mask::{mask_code, mask_name, mask_phone};
pub use phone::{Phone, PhoneError};

/// Gives an identifier the traits that each of them has: text in, text out, never shown in debug output by accident.
macro_rules! identifier {
    ($name:ident, $error:ty) => {
        impl $name {
            /// The canonical text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl std::str::FromStr for $name {
            type Err = $error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $name::parse(text)
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
pub(crate) use identifier;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::money::Money;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../tests/data/identifiers.json")).unwrap()
    }

    fn texts(list: &Value) -> Vec<&str> {
        list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
    }

    fn check(kind: &str, accepts: impl Fn(&str) -> bool) {
        let vectors = vectors();
        for text in texts(&vectors[kind]["valid"]) {
            assert!(accepts(text), "{kind} {text} is valid");
        }
        for text in texts(&vectors[kind]["invalid"]) {
            assert!(!accepts(text), "{kind} {text:?} is not valid");
        }
    }

    #[test]
    fn identifiers_agree_with_the_published_values() {
        check("idnp", |text| Idnp::parse(text).is_ok());
        check("idno", |text| Idno::parse(text).is_ok());
        check("iban_md", |text| Iban::parse(text).is_ok());
        check("bic", |text| Bic::parse(text).is_ok());
    }

    #[test]
    fn a_code_of_another_kind_is_told_apart() {
        assert_eq!(Idnp::parse("1003600000006"), Err(FiscalError::OtherKind));
        assert_eq!(Idno::parse("2000000000004"), Err(FiscalError::OtherKind));
        assert_eq!(FiscalCode::parse("3000000000012"), Err(FiscalError::OtherKind));
        assert!(matches!(FiscalCode::parse("2000 0000 0000 4"), Ok(FiscalCode::Person(_))));
    }

    #[test]
    fn phones_are_normalised() {
        let vectors = vectors();
        for (typed, normal) in vectors["phone"]["normalize"].as_object().unwrap() {
            assert_eq!(Phone::parse(typed).unwrap().as_str(), normal.as_str().unwrap(), "{typed}");
        }
        for (normal, national) in vectors["phone"]["mpay_form"].as_object().unwrap() {
            assert_eq!(Phone::parse(normal).unwrap().national(), national.as_str().unwrap());
        }
        for text in texts(&vectors["phone"]["invalid"]) {
            assert!(Phone::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_agree_with_the_published_values() {
        let vectors = vectors();
        for (typed, exact) in vectors["amount"]["valid"].as_object().unwrap() {
            assert_eq!(Money::parse_typed(typed).unwrap().to_string(), exact.as_str().unwrap());
        }
        for text in texts(&vectors["amount"]["invalid"]) {
            assert!(!Money::parse_typed(text).is_ok_and(|amount| amount > Money::ZERO), "{text}");
        }
    }
}
