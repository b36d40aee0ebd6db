//! Search among the services: letters count, not their case, their marks, nor the language of the page.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::plan::Plan;
use crate::view::plain_text;

/// Longest search, in characters; what follows is not looked at.
pub const SEARCH_CHARS_MAX: usize = 100;
/// Most words of a search.
const WORDS_MAX: usize = 10;

/// What someone looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    typed: String,
    words: Vec<String>,
}

impl Search {
    /// What was typed; `None` when it holds no letter and no digit.
    pub fn parse(typed: &str) -> Option<Search> {
        let typed: String = typed.chars().take(SEARCH_CHARS_MAX).collect::<String>().trim().to_owned();
        let folded = folded(&typed);
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<String> = words.take(WORDS_MAX).map(str::to_owned).collect();
        (!words.is_empty()).then_some(Search { typed, words })
    }

    /// As it was typed, within the bound.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether a text of [`text_of`] holds all the words, or their beginnings.
    pub fn finds(&self, text: &str) -> bool {
        self.words.iter().all(|word| text.contains(word.as_str()))
    }
}

/// All that a service can be found by, in every language.
pub fn text_of(plan: &Plan) -> String {
    let mut text = plan.beneficiary.idno.to_string();
    let mut add = |part: &str| {
        text.push('\n');
        text.push_str(&folded(part));
    };
    for (_, words) in plan.title.iter().chain(plan.beneficiary.name.iter()) {
        add(words);
    }
    for (_, words) in plan.description.iter().flat_map(|description| description.iter()) {
        add(&plain_text(words));
    }
    text
}

/// Small letters without marks: ș and ş are s, ă and â are a, ё is е.
fn folded(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_and_not_their_marks_or_case() {
        let text = folded("Instanța de judecată Ștefan-Vodă. Ёлка и ЗЕМЛЯ, зелёная. Sprâncenă, în pădure");
        for (typed, is_found) in [
            ("instanta", true),
            ("INSTANŢA", true),
            ("stefan voda", true),
            ("Ştefan", true),
            ("елка", true),
            ("ЁЛКА зеленая", true),
            ("земля", true),
            ("sprincena", false),
            ("sprancena in padure", true),
            ("padur", true),
            ("padure moara", false),
            ("„pădure”!", true),
        ] {
            assert_eq!(Search::parse(typed).unwrap().finds(&text), is_found, "{typed}");
        }
    }

    #[test]
    fn a_search_is_bounded_and_needs_a_letter_or_a_digit() {
        for empty in ["", "  ", "?!%", "\u{301}\u{301}", "—"] {
            assert_eq!(Search::parse(empty), None, "{empty:?}");
        }
        let long = Search::parse(&"ș ".repeat(5_000)).unwrap();
        assert_eq!((long.words.len(), long.typed().chars().count()), (WORDS_MAX, SEARCH_CHARS_MAX - 1));
    }
}
