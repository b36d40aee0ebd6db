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
    fn numbers_of_every_country_are_read_written_and_read_again() {
        for (typed, kept, spaced, digits) in [
            ("+373 60 606 060", "+37360606060", "+373 60 606 060", "060606060"),
            ("+373 (0) 60 606 060", "+37360606060", "+373 60 606 060", "060606060"),
            ("+373060606060", "+37360606060", "+373 60 606 060", "060606060"),
            ("00373 60606060", "+37360606060", "+373 60 606 060", "060606060"),
            ("\u{202a}+373 60 606 060\u{202c}", "+37360606060", "+373 60 606 060", "060606060"),
            ("tel: 060-606-060", "+37360606060", "+373 60 606 060", "060606060"),
            ("тел. 060/606/060", "+37360606060", "+373 60 606 060", "060606060"),
            ("022 123 456", "+37322123456", "+373 22 123 456", "022123456"),
            ("+40721234567", "+40721234567", "+40 721 234 567", "0040721234567"),
            ("0040 721 234 567", "+40721234567", "+40 721 234 567", "0040721234567"),
            ("＋４０ 721 234 567", "+40721234567", "+40 721 234 567", "0040721234567"),
            ("+44 (0)20 7946 0958", "+442079460958", "+44 207 946 0958", "00442079460958"),
            ("+1 (212) 555\u{2011}0123", "+12125550123", "+1 212 555 0123", "0012125550123"),
            ("+7 495 123-45-67", "+74951234567", "+7 495 123 4567", "0074951234567"),
            ("+380 44 123 45 67", "+380441234567", "+380 441 234 567", "00380441234567"),
            ("+2904567", "+2904567", "+290 4567", "002904567"),
            ("+491234567890123", "+491234567890123", "+49 123 456 789 0123", "00491234567890123"),
            ("022 123 - 456", "+37322123456", "+373 22 123 456", "022123456"),
            ("00373 (22) 123/456", "+37322123456", "+373 22 123 456", "022123456"),
            ("Telefon: 22 12 34 56.", "+37322123456", "+373 22 123 456", "022123456"),
        ] {
            let phone = Phone::parse(typed).unwrap();
            assert_eq!(
                (phone.as_str(), phone.spaced().as_str(), phone.national().as_str()),
                (kept, spaced, digits),
                "{typed}"
            );
            assert!(phone.spaced().chars().count() <= Phone::SPACED_CHARS_MAX, "{typed}");
            for written in [phone.spaced(), phone.national(), phone.to_string()] {
                assert_eq!(Phone::parse(&written).unwrap(), phone, "{written}");
            }
        }
        for (typed, error) in [
            ("", PhoneError::Malformed),
            ("+", PhoneError::Malformed),
            ("12345", PhoneError::NationalLength(5)),
            ("40721234567", PhoneError::NationalLength(11)),
            ("+373 22 123 456/78", PhoneError::Several),
            ("022 123 456 (12)", PhoneError::Several),
            ("022 123 456 - 8", PhoneError::Several),
            ("22-12-34/56", PhoneError::Several),
            ("22-12-34/22-12-35", PhoneError::Several),
            ("060606060/069123456", PhoneError::Several),
            ("060606060, 069123456", PhoneError::Several),
            ("060606060; 069123456", PhoneError::Several),
            ("022 123 456 int. 12", PhoneError::Several),
            ("022 123 456 доб. 12", PhoneError::Several),
            ("+40 721 234 567 (12)", PhoneError::Several),
            ("+40 721 234 56/7", PhoneError::Several),
            ("+40721234567 x12", PhoneError::Several),
            ("+373 60 606 060 +373 69 123 456", PhoneError::Several),
            ("+1 212 555 012", PhoneError::Country { code: 1, digits: 10 }),
            ("+7 495 123-45-678", PhoneError::Country { code: 7, digits: 10 }),
            ("+4072123456", PhoneError::Country { code: 40, digits: 9 }),
            ("00380 44 123 45 6", PhoneError::Country { code: 380, digits: 9 }),
            ("606060601", PhoneError::NationalLength(9)),
            ("06060606a", PhoneError::Letters),
            ("O60606060", PhoneError::Letters),
            ("+0721234567", PhoneError::Malformed),
            ("+40 721 ABC", PhoneError::Letters),
            ("+40+721234567", PhoneError::Malformed),
            ("\u{202e}060606060", PhoneError::Malformed),
            ("10 606 060", PhoneError::Malformed),
            ("+373 10 606 060", PhoneError::Moldovan),
            ("+3736060606", PhoneError::Moldovan),
            ("+373606060600", PhoneError::Moldovan),
            ("+293456", PhoneError::Length(6)),
            ("+4934567890123456", PhoneError::Length(16)),
        ] {
            assert_eq!(Phone::parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn accounts_are_read_as_letters_of_banks_write_them() {
        let iban = Iban::parse("MD77TRGAAA14153401000000").unwrap();
        for typed in [
            "\u{200b}MD77TRGAAA14153401000000",
            "md77 trga aa14 1534 0100 0000",
            "IBAN MD77 TRGA AA14 1534 0100 0000",
            "IBAN: MD77TRGAAA14153401000000",
            "iban\u{a0}MD77TRGAAA14153401000000",
            "MD77-TRGA-AA14-1534-0100-0000",
            "MD77\u{2011}TRGA\u{2011}AA14\u{2011}1534\u{2011}0100\u{2011}0000",
            "МD77 ТRGА АА14 1534 0100 0000",
            "\tMD77TRGAAA14153401000000\n",
        ] {
            assert_eq!(Iban::parse(typed), Ok(iban.clone()), "{typed:?}");
        }
        for (typed, error) in [
            ("RO49AAAA1B31007593840000", IbanError::NotMoldovan),
            ("", IbanError::NotMoldovan),
            ("IBAN", IbanError::NotMoldovan),
            ("77TRGAAA14153401000000", IbanError::NotMoldovan),
            ("MD77TRGAAA1415340100000", IbanError::Length(23)),
            ("MD77TRGAAA141534010000000", IbanError::Length(25)),
            ("MD77TRGAAA1415340100000/", IbanError::Signs),
            ("MD77TRGAAA14153401000001", IbanError::CheckDigits),
            ("MD77ЖRGAAA14153401000000", IbanError::OtherLetters),
        ] {
            assert_eq!(Iban::parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn codes_of_persons_are_read_with_what_stands_around_their_digits() {
        for typed in [
            "2006022048426\u{200b}",
            "2006 0220 48426",
            "2006\u{a0}022\u{202f}048426",
            "2006-022-048426",
            "\t2006022048426\n",
        ] {
            assert_eq!(Idnp::parse(typed).unwrap().as_str(), "2006022048426", "{typed:?}");
        }
        for (typed, error) in [
            ("200602204842", FiscalError::Length(12)),
            ("20060220484266", FiscalError::Length(14)),
            ("2006022048427", FiscalError::CheckDigit),
            ("200602204842a", FiscalError::NotDigits),
            ("", FiscalError::NotDigits),
            ("1003600000006", FiscalError::OtherKind),
        ] {
            assert_eq!(Idnp::parse(typed), Err(error), "{typed:?}");
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
