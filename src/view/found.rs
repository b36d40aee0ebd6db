//! What a page shows of a long choice: the option that is chosen, and those that a search has found.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::form::{self, RawAnswers, Searched};
use crate::i18n::{Language, text_with};
use crate::plan::{ChoiceOption, Plan};

/// Most options that a search shows.
const FOUND_MAX: usize = 20;

/// The options that are shown of a long choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundOptions {
    /// What was found; none where nothing was looked for.
    note: Option<String>,
    options: Vec<FoundOption>,
    /// Whether the page was asked for just to show them.
    is_asked: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct FoundOption {
    value: String,
    label: String,
}

/// The options that a page shows of each long choice, by its name in the form; `_search` names the one that was asked for.
pub fn found_options(plan: &Plan, raw: &RawAnswers, language: Language) -> BTreeMap<String, FoundOptions> {
    let all = form::searched(plan).into_iter();
    all.filter_map(|one| Some((one.name.clone(), shown(&one, raw, language)?))).collect()
}

fn shown(one: &Searched<'_>, raw: &RawAnswers, language: Language) -> Option<FoundOptions> {
    let (typed, chosen) = (one.typed(raw), one.chosen(raw));
    let is_asked = raw.get("_search") == one.name;
    let is_sought = is_asked || !typed.is_empty();
    if !is_sought && chosen.is_none() {
        return None;
    }
    let found = if is_sought { one.find(typed) } else { Vec::new() };
    let others = found.iter().take(FOUND_MAX).copied().filter(|option| Some(*option) != chosen);
    let option =
        |option: &ChoiceOption| FoundOption { value: option.id.clone(), label: option.label.get(language).clone() };
    Some(FoundOptions {
        note: is_sought.then(|| note(typed, found.len(), language)),
        options: chosen.into_iter().chain(others).map(option).collect(),
        is_asked,
    })
}

fn note(typed: &str, count: usize, language: Language) -> String {
    match count {
        0 => text_with(language, "find-nothing", &[("typed", typed.to_owned())]),
        1..=FOUND_MAX => text_with(language, "find-found", &[("count", count.to_string())]),
        _ => text_with(language, "find-first", &[("shown", FOUND_MAX.to_string()), ("count", count.to_string())]),
    }
}
