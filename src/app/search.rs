//! Search among the services that are served: words count, not their case, their marks, nor the language of the page.

use std::sync::Arc;

use super::{App, ListedService};
use crate::i18n::{add_folded, beginnings};
use crate::identifiers::Idno;
use crate::limits::SEARCH_CHARS_MAX;
use crate::registry::Summary;
use crate::view::plain_text;

/// Most words of a search.
const WORDS_MAX: usize = 10;
/// Most services that a search shows.
const FOUND_MAX: usize = 50;
/// Longest number that a search may hold, in digits, unless it is an organization's code: longer ones are people's codes,
/// telephones, cards and contracts.
const DIGITS_MAX: usize = 6;

/// What someone looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    typed: String,
    /// Folded, each with a space before it: with that it is found at the beginning of words alone.
    words: Vec<String>,
}

/// Why nothing is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSearch {
    /// No letter and no digit was typed.
    Empty,
    /// It may tell something about a person: services are not found by that, and no page repeats it.
    Personal,
}

/// What a search finds.
pub struct Found {
    /// The best first, not more than a page shows.
    pub services: Vec<Arc<ListedService>>,
    /// How many there are.
    pub count: usize,
}

impl Search {
    /// Reads what was typed.
    ///
    /// # Errors
    /// See [`NoSearch`].
    pub fn parse(typed: &str) -> Result<Search, NoSearch> {
        let typed = typed.chars().take(SEARCH_CHARS_MAX).collect::<String>().trim().to_owned();
        if is_personal(&typed) {
            return Err(NoSearch::Personal);
        }
        let words = beginnings(&typed, WORDS_MAX);
        if words.is_empty() { Err(NoSearch::Empty) } else { Ok(Search { typed, words }) }
    }

    /// As it was typed, within the bound.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// How well a service fits: how many words begin one of its title, and how many one of its beneficiary's name; `None`
    /// when a word is nowhere.
    fn rank(&self, text: &SearchText) -> Option<(usize, usize)> {
        let in_part = |part: &str| self.words.iter().filter(|word| part.contains(word.as_str())).count();
        let is_found =
            |word: &String| [&text.title, &text.beneficiary, &text.description].iter().any(|part| part.contains(word));
        self.words.iter().all(is_found).then(|| (in_part(&text.title), in_part(&text.beneficiary)))
    }
}

/// Whether someone may have typed what only they should know: an e-mail address, or a number that is no organization's.
fn is_personal(typed: &str) -> bool {
    let is_gap = |c: char| c.is_whitespace() || "-.+()".contains(c);
    let runs = typed.split(|c: char| !c.is_numeric() && !is_gap(c));
    let mut runs = runs.map(|run| run.chars().filter(|c| c.is_numeric()).collect::<String>());
    typed.contains('@') || runs.any(|run| run.chars().count() > DIGITS_MAX && Idno::parse(&run).is_err())
}

/// All that a service can be found by, in every language, folded.
#[derive(Debug)]
pub(super) struct SearchText {
    title: Box<str>,
    /// With its code.
    beneficiary: Box<str>,
    description: Box<str>,
}

impl SearchText {
    pub fn of(summary: &Summary) -> SearchText {
        let mut title = String::new();
        summary.title.iter().for_each(|(_, text)| add_folded(&mut title, text));
        let mut beneficiary = format!(" {}", summary.idno);
        summary.beneficiary_name.iter().for_each(|(_, text)| add_folded(&mut beneficiary, text));
        let mut description = String::new();
        let texts = summary.description.iter().flat_map(|description| description.iter());
        texts.for_each(|(_, text)| add_folded(&mut description, &plain_text(text)));
        SearchText { title: title.into(), beneficiary: beneficiary.into(), description: description.into() }
    }
}

impl App {
    /// The services that a search finds: those whose title has more of its words come first, then those whose
    /// beneficiary's name has, then by address.
    pub fn search(&self, search: &Search) -> Found {
        let served = self.served();
        let ranked = served.services().filter_map(|service| Some((search.rank(service.search_text())?, service)));
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        let services = ranked.iter().take(FOUND_MAX).map(|(_, service)| Arc::clone(service)).collect();
        Found { services, count: ranked.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(title: &str, beneficiary: &str, description: &str) -> SearchText {
        let words = |text: &str| {
            let mut words = String::new();
            add_folded(&mut words, text);
            words.into()
        };
        SearchText { title: words(title), beneficiary: words(beneficiary), description: words(description) }
    }

    #[test]
    fn words_count_and_not_their_marks_or_case() {
        let text = text(
            "Instanța de judecată Ștefan-Vodă. Ёлка и ЗЕМЛЯ, зелёная",
            "Sprâncenă, în pădure, Ministerul Muncii",
            "Pîinea noastră (TVA 20%)",
        );
        for (typed, is_found) in [
            ("instanta", true),
            ("INSTANŢA", true),
            ("Instant\u{326}a", true),
            ("stefan voda", true),
            ("Ştefan", true),
            ("елка", true),
            ("ЁЛКА зеленая", true),
            ("земля", true),
            ("sprincena", true),
            ("sprancena in padure", true),
            ("pâinea", true),
            ("painea", true),
            ("piine", true),
            ("padur", true),
            ("adure", false),
            ("padure moara", false),
            ("„pădure”!", true),
            ("tva 20", true),
            ("voda-stefan ministerul", true),
        ] {
            assert_eq!(Search::parse(typed).unwrap().rank(&text).is_some(), is_found, "{typed}");
        }
    }

    #[test]
    fn titles_count_before_institutions_and_those_before_descriptions() {
        let search = Search::parse("bilete muzeu").unwrap();
        let ranks = [
            text("Bilete la muzeu", "Primăria", ""),
            text("Bilete", "Muzeul Național", ""),
            text("Bilete", "Primăria", "Intrarea la muzeu"),
            text("Vizite", "Muzeul Național", "Bilete"),
            text("Vizite", "Primăria", "Bilete la muzeu"),
        ]
        .map(|text| search.rank(&text).unwrap());
        assert!(ranks.is_sorted_by(|first, second| first > second), "{ranks:?}");
    }

    #[test]
    fn a_search_is_bounded_and_needs_a_letter_or_a_digit() {
        for empty in ["", "  ", "?!%", "\u{301}\u{301}", "—"] {
            assert_eq!(Search::parse(empty), Err(NoSearch::Empty), "{empty:?}");
        }
        let long = Search::parse(&"ș ".repeat(5_000)).unwrap();
        assert_eq!((long.words.len(), long.typed().chars().count()), (WORDS_MAX, SEARCH_CHARS_MAX - 1));
        let expanding = Search::parse(&"\u{fdfa}".repeat(5_000)).unwrap();
        assert!(expanding.words.concat().chars().count() <= 20 * SEARCH_CHARS_MAX);
    }

    #[test]
    fn what_may_be_about_a_person_is_not_looked_for() {
        for personal in [
            "2001000000012",
            "2001 0000 00012",
            "IDNP:2001000000012",
            "taxa 2001000000013",
            "0601234567",
            "+373 69 123 987",
            "4111-1111-1111-1111",
            "ion@example.md",
            "٢٠٠١٠٠٠٠٠٠٠١٢",
            "1003600000006 2001000000012",
        ] {
            assert_eq!(Search::parse(personal), Err(NoSearch::Personal), "{personal}");
        }
        for harmless in ["1003600000006", "IDNO 1003 6000 00006", "liceul 12", "anul 2026", "legea 1-2/2020"] {
            assert!(Search::parse(harmless).is_ok(), "{harmless}");
        }
    }
}
