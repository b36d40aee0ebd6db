//! A pattern for whole answers: a regular expression that is compiled once, at its first use.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::limits::PATTERN_BYTES_MAX;

/// The steps in which compiled patterns are measured.
const BYTES: [usize; 4] =
    [PATTERN_BYTES_MAX / 48, PATTERN_BYTES_MAX / 12, PATTERN_BYTES_MAX / 4, PATTERN_BYTES_MAX / 2];

/// A regular expression that the whole of an answer must match. Matching takes time linear in the answer's length.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Pattern {
    written: String,
    /// A service that nobody opens costs nothing; `None` within: a stored plan that was tampered with.
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern as a definition writes it.
    ///
    /// # Errors
    /// When it is no regular expression, or one that takes more than [`PATTERN_BYTES_MAX`] when compiled.
    pub fn parse(written: &str) -> Result<Pattern, regex::Error> {
        // On its own first: `a)|(b` would be a pattern only between our brackets, and match parts of answers.
        regex_syntax::parse(written).map_err(|error| regex::Error::Syntax(error.to_string()))?;
        let regex = whole(written, PATTERN_BYTES_MAX)?;
        Ok(Pattern { written: written.to_owned(), regex: OnceLock::from(Some(regex)) })
    }

    /// How many bytes it takes when compiled, up to the next of a few steps.
    pub fn bytes(&self) -> usize {
        let fits = |bytes: &usize| whole(&self.written, *bytes).is_ok();
        BYTES.into_iter().find(fits).unwrap_or(PATTERN_BYTES_MAX)
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether a text as a whole is of this form.
    pub fn matches(&self, text: &str) -> bool {
        self.regex
            .get_or_init(|| whole(&self.written, PATTERN_BYTES_MAX).ok())
            .as_ref()
            .is_some_and(|regex| regex.is_match(text))
    }
}

fn whole(written: &str, bytes_max: usize) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&format!(r"\A(?:{written})\z")).size_limit(bytes_max).build()
}

/// Of a stored plan, whose compiler has parsed it.
impl From<String> for Pattern {
    fn from(written: String) -> Pattern {
        Pattern { written, regex: OnceLock::new() }
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> String {
        pattern.written
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.written == other.written
    }
}

impl Eq for Pattern {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_about_the_whole_answer() {
        for (pattern, answer, matches) in [
            ("[0-9]+", "12", true),
            ("[0-9]+", "12a", false),
            ("a|b", "b", true),
            ("a|b", "ab", false),
            ("a", "a\n", false),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().matches(answer), matches, "{pattern} {answer:?}");
            assert_eq!(Pattern::from(pattern.to_owned()).matches(answer), matches, "stored: {pattern} {answer:?}");
        }
    }

    /// What people write for names fits; so do several of them on one page.
    #[test]
    fn names_and_words_of_any_alphabet_fit() {
        for (pattern, bytes) in [
            (r"\p{L}{1,4}( \p{L}{1,4})?", 768 * 1024),
            (r"\p{Lu}\p{L}{1,30}", 1536 * 1024),
            (r"[\p{L} -]{2,60}", PATTERN_BYTES_MAX),
            (r"\w{1,50}", PATTERN_BYTES_MAX),
            ("[A-ZĂÂÎȘȚ][a-zăâîșț -]{1,40}", 64 * 1024),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().bytes(), bytes, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_closes_our_bracket_or_grows_too_large_is_refused() {
        for pattern in ["a)|(b", "(?x)a #", "(", "[0-9]{1,1000}{1,1000}"] {
            assert!(Pattern::parse(pattern).is_err(), "{pattern}");
        }
    }
}
