//! Likeness: what all orders have in common by which the same payer asks for the same thing, in whatever browser, language and
//! version. It is a code (HMAC-SHA-256, RFC 2104) with a secret of the database, so that whoever reads it cannot try out
//! whose it is. It must not know what is done with it.

use std::fmt;

use aws_lc_rs::hmac;

use super::OrderContent;
use crate::i18n::folded;
use crate::identifiers::FiscalCode;
use crate::ids::{RandomSource, Slug};

/// The answers that say who pays; they are compared as number and name.
const PAYER: [&str; 2] = ["payer.id", "payer.name"];

/// The likeness of an order, in 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness(String);

impl Likeness {
    /// All 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A database's secret that likenesses are made with.
#[derive(Clone)]
pub struct LikenessKey([u8; 32]);

/// Never the secret.
impl fmt::Debug for LikenessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LikenessKey")
    }
}

/// What is asked for, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The beneficiary's name in addresses.
    pub beneficiary: &'a Slug,
    /// The service's name in addresses.
    pub service: &'a Slug,
    /// The payer's number; none of a payer that gave none.
    pub number: Option<&'a FiscalCode>,
    /// The payer's name.
    pub name: &'a str,
    /// All answers in canonical text.
    pub answers: &'a [(String, String)],
}

impl<'a> Asked<'a> {
    /// What an order of a service asks for.
    pub fn of(beneficiary: &'a Slug, service: &'a Slug, content: &'a OrderContent) -> Asked<'a> {
        let (number, name) = (Some(&content.payer.id), content.payer.name.as_str());
        Asked { beneficiary, service, number, name, answers: &content.answers }
    }
}

impl LikenessKey {
    /// Draws a new one.
    pub fn draw(random: &dyn RandomSource) -> LikenessKey {
        let mut secret = [0u8; 32];
        random.fill(&mut secret);
        LikenessKey(secret)
    }

    /// Reads one from the store; `None` for what is no key.
    pub fn from_stored(secret: &[u8]) -> Option<LikenessKey> {
        secret.try_into().ok().map(LikenessKey)
    }

    /// The secret, for the store.
    pub fn secret(&self) -> &[u8] {
        &self.0
    }

    /// The likeness of what is asked for. It is told that it was paid to whoever says the same number, the same name,
    /// however written, and the same answers; so a payer without a number or a name is like nobody, and `None` is given.
    pub fn likeness(&self, asked: &Asked<'_>) -> Option<Likeness> {
        let number = asked.number?;
        let words = words_of(asked.name);
        if words.is_empty() {
            return None;
        }
        let mut answers: Vec<&(String, String)> =
            asked.answers.iter().filter(|(name, _)| !PAYER.contains(&name.as_str())).collect();
        // In another version of the definition they may stand in another order.
        answers.sort_unstable();
        let mut code = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.0));
        let mut add = |part: &str| {
            // Preceded by its length, so that no two lists of parts are alike.
            code.update(&(part.len() as u64).to_be_bytes());
            code.update(part.as_bytes());
        };
        for part in [asked.beneficiary.as_str(), asked.service.as_str(), number.as_str(), &words] {
            add(part);
        }
        for (name, text) in answers {
            add(name);
            add(text);
        }
        Some(Likeness(code.sign().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()))
    }
}

/// The words of a name in the order of the alphabet, whatever their case, their marks and what stands between them: people
/// write the family name first or last, ş for ș, е for ё, and a hyphen or none.
fn words_of(name: &str) -> String {
    // By way of capitals, as some small letters have two forms, or one of two letters.
    let folded = folded(&name.to_uppercase().to_lowercase());
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::FixedRandom;

    fn key() -> LikenessKey {
        LikenessKey::draw(&FixedRandom::new(1))
    }

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    fn likeness(
        key: &LikenessKey,
        service: &str,
        number: Option<&str>,
        name: &str,
        answers: &[(&str, &str)],
    ) -> Option<Likeness> {
        let number = number.map(|number| FiscalCode::parse(number).unwrap());
        let answers: Vec<(String, String)> =
            answers.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let (beneficiary, service) = (slug("scoli"), slug(service));
        let asked =
            Asked { beneficiary: &beneficiary, service: &service, number: number.as_ref(), name, answers: &answers };
        key.likeness(&asked)
    }

    const NUMBER: Option<&str> = Some("2012003456788");
    const ANSWERS: &[(&str, &str)] = &[("payer.id", "2012003456788"), ("school", "albota"), ("month", "01.2026")];

    #[test]
    fn a_name_is_the_same_however_people_write_it() {
        let written = |name| likeness(&key(), "fee", NUMBER, name, ANSWERS).unwrap();
        for (name, others) in [
            (
                "Ana-Maria Țurcanu Ștefan",
                &["ana maria ţurcanu ştefan", "ȘTEFAN  TURCANU ANA–MARIA", "T\u{326}urcanu Stefan, Ana Maria"][..],
            ),
            ("Семён Ёлкин", &["ЕЛКИН СЕМЕН", "Семе\u{308}н\u{a0}Елкин"]),
            ("Вячеслав Сойко", &["сойко  вячеслав"]),
            ("Ion D'Arc", &["D’Arc Ion", "d arc ion"]),
            ("İsa Işık", &["isa isik"]),
            ("Großmann Σωκράτης", &["GROSSMANN ΣΩΚΡΑΤΗΣ"]),
        ] {
            for other in others {
                assert_eq!(written(name), written(other), "{name}: {other}");
            }
        }
        for other in ["Ion Rus", "Ion", "Ion Ion Rusu", "IonRusu", "I Rusu", "Ion Русу", ""] {
            assert_ne!(Some(written("Ion Rusu")), likeness(&key(), "fee", NUMBER, other, ANSWERS), "{other}");
        }
    }

    #[test]
    fn another_number_answer_service_or_database_is_another_thing() {
        let name = "Ion Rusu";
        let one = likeness(&key(), "fee", NUMBER, name, ANSWERS);
        assert!(one.as_ref().is_some_and(|one| one.as_str().len() == 64));
        let turned: Vec<(&str, &str)> = ANSWERS.iter().rev().copied().collect();
        assert_eq!(likeness(&key(), "fee", NUMBER, name, &turned), one, "the order of the answers");
        let other = LikenessKey::draw(&FixedRandom::new(2));
        for another in [
            likeness(&key(), "fee", Some("2001000000012"), name, ANSWERS),
            likeness(&key(), "donation", NUMBER, name, ANSWERS),
            likeness(&key(), "fee", NUMBER, name, &[("school", "albota"), ("month", "02.2026")]),
            likeness(&key(), "fee", NUMBER, name, &[("school", "albota")]),
            likeness(&key(), "fee", NUMBER, name, &[("school", "albot"), ("amonth", "01.2026")]),
            likeness(&other, "fee", NUMBER, name, ANSWERS),
        ] {
            assert!(another.is_some() && another != one);
        }
    }

    #[test]
    fn who_gives_no_number_or_no_name_is_like_nobody() {
        assert_eq!(likeness(&key(), "fee", None, "Ion Rusu", ANSWERS), None);
        assert_eq!(likeness(&key(), "fee", NUMBER, " - ' ", ANSWERS), None);
    }

    #[test]
    fn a_key_is_kept_whole_and_never_shown() {
        let key = key();
        let kept = LikenessKey::from_stored(key.secret()).unwrap();
        assert_eq!(kept.secret(), key.secret());
        assert!(LikenessKey::from_stored(&key.secret()[1..]).is_none());
        assert_eq!(format!("{key:?}"), "LikenessKey");
    }
}
