//! The three languages of every page, and text that exists in them.

mod texts;
mod words;

pub use texts::{date, date_time, has_text, text, text_with};
pub use words::{add_folded, beginnings, folded};

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language of pages and of MPay's queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Romanian: mandatory in every definition, and MPay's default.
    Ro,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Language {
    /// All languages, in the order in which pages offer them.
    pub const ALL: [Language; 3] = [Language::Ro, Language::Ru, Language::En];

    /// The code in addresses and definitions: `ro`, `ru`, `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Language::Ro => "ro",
            Language::Ru => "ru",
            Language::En => "en",
        }
    }

    /// Its name in English, for messages to authors.
    pub const fn english_name(self) -> &'static str {
        match self {
            Language::Ro => "Romanian",
            Language::Ru => "Russian",
            Language::En => "English",
        }
    }

    /// The language of a code as addresses spell it.
    pub fn from_code(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The best language for an `Accept-Language` header; Romanian when none of it fits.
    pub fn from_accept_language(header: &str) -> Language {
        let mut best = (Language::Ro, 0u32);
        for range in header.split(',').take(20) {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let quality = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(Some(1.0), |q| q.trim().parse::<f32>().ok())
                .filter(|q| (0.0..=1.0).contains(q))
                .map_or(0, |q| (q * 1000.0) as u32);
            let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
            if let Some(language) = Language::from_code(&primary)
                && quality > best.1
            {
                best = (language, quality);
            }
        }
        best.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A value that exists in Romanian and, where a service speaks them, in Russian and English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Localized<T> {
    /// In Romanian.
    pub ro: T,
    /// In Russian.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub ru: Option<T>,
    /// In English.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub en: Option<T>,
}

impl<T> Localized<T> {
    /// The value in a language, or in Romanian where that is missing.
    pub fn get(&self, language: Language) -> &T {
        match language {
            Language::Ro => &self.ro,
            Language::Ru => self.ru.as_ref().unwrap_or(&self.ro),
            Language::En => self.en.as_ref().unwrap_or(&self.ro),
        }
    }

    /// The value in exactly this language.
    pub fn exact(&self, language: Language) -> Option<&T> {
        match language {
            Language::Ro => Some(&self.ro),
            Language::Ru => self.ru.as_ref(),
            Language::En => self.en.as_ref(),
        }
    }

    /// The values that exist, with their languages.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &T)> {
        Language::ALL.into_iter().filter_map(|language| Some((language, self.exact(language)?)))
    }

    /// The same in each language after a change of the values.
    pub fn map<U>(&self, mut change: impl FnMut(Language, &T) -> U) -> Localized<U> {
        Localized {
            ro: change(Language::Ro, &self.ro),
            ru: self.ru.as_ref().map(|value| change(Language::Ru, value)),
            en: self.en.as_ref().map(|value| change(Language::En, value)),
        }
    }
}

impl<T: Clone> Localized<T> {
    /// One value for all languages.
    pub fn same(value: T) -> Localized<T> {
        Localized { ro: value.clone(), ru: Some(value.clone()), en: Some(value) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_s_wish_is_heard() {
        for (header, language) in [
            ("ru-RU,ru;q=0.9,en;q=0.8", Language::Ru),
            ("de, en;q=0.5, ro;q=0.4", Language::En),
            ("fr", Language::Ro),
            ("", Language::Ro),
            ("en;q=0, ru;q=abc", Language::Ro),
        ] {
            assert_eq!(Language::from_accept_language(header), language, "{header:?}");
        }
    }
}
