//! Texts: cleaned first, then held against their lengths and their pattern.

use crate::form::Problem;
use crate::form::card::{asks_for_such_numbers, holds_card_number};
use crate::limits::NAME_CHARS_MAX;
use crate::plan::Pattern;
use crate::typed::{self, bare, has_foreign_letters, latin, latin_of_case};

/// The name of a payer.
pub(super) fn name(typed: &str) -> Result<String, Problem> {
    let name = typed::text(typed, false).ok_or(Problem::Characters)?;
    if name.is_empty() {
        return Err(Problem::Required);
    }
    if holds_card_number(&name) {
        return Err(Problem::CardNumber);
    }
    if !name.contains(char::is_alphabetic) {
        return Err(Problem::NoLetters);
    }
    within(&name, 0, NAME_CHARS_MAX)?;
    Ok(name)
}

pub(super) fn text(
    typed: &str,
    min: usize,
    max: usize,
    pattern: Option<&Pattern>,
    is_multiline: bool,
) -> Result<String, Problem> {
    let text = typed::text(typed, is_multiline).ok_or(Problem::Characters)?;
    let Some(pattern) = pattern else {
        if holds_card_number(&text) {
            return Err(Problem::CardNumber);
        }
        within(&text, min, max)?;
        return Ok(text);
    };
    let text = meant(&text, pattern, (min, max));
    if holds_card_number(&text) && !asks_for_such_numbers(pattern, &text) {
        return Err(Problem::CardNumber);
    }
    within(&text, min, max)?;
    match pattern.matches(&text) {
        true => Ok(text),
        false if has_foreign_letters(&text) && wants_latin(pattern) => Err(Problem::OtherLetters),
        false => Err(Problem::Pattern),
    }
}

/// Of a text and its other spellings the first that the pattern takes: with ordinary dashes and spaces, with Latin letters
/// in place of those that look like them. The text itself where it takes none.
fn meant(text: &str, pattern: &Pattern, (min, max): (usize, usize)) -> String {
    let plain = bare(text);
    let mut spellings = vec![text.to_owned()];
    if has_foreign_letters(&plain) {
        let (of_case, capital) = (latin_of_case(&plain), latin(&plain));
        spellings.extend([plain, of_case, capital]);
    } else {
        spellings.push(plain);
    }
    let fits = |text: &String| (min..=max).contains(&text.chars().count()) && pattern.matches(text);
    spellings.into_iter().find(fits).unwrap_or_else(|| text.to_owned())
}

/// Whether a pattern, by the look of it, takes no letters but Latin ones.
fn wants_latin(pattern: &Pattern) -> bool {
    let written = pattern.as_str().replace("\\.", "");
    !has_foreign_letters(&written)
        && !["\\p", "\\P", "\\w", "\\W", "\\S", "\\D", "\\x", "\\u", "[^", "."]
            .iter()
            .any(|class| written.contains(class))
}

/// Whether a text has at least and at most so many characters.
fn within(text: &str, min: usize, max: usize) -> Result<(), Problem> {
    match text.chars().count() {
        length if length < min => Err(Problem::TooShort { min, length }),
        length if length > max => Err(Problem::TooLong { max, length }),
        _ => Ok(()),
    }
}
