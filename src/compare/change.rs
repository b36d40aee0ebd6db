//! A change, with what is at risk: reviewers read money first and texts last.

use jiff::civil::Date;
use serde::Serialize;

use super::words::Told;
use crate::i18n::{Language, Localized};

/// What is at risk when something is changed. An operator approves all but texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// How much is paid.
    Money,
    /// Where the money goes.
    Account,
    /// Who pays and who is paid, and the names by which MPay and the books know the service and its answers.
    Identity,
    /// What payers are asked, and when.
    Asked,
    /// By which law.
    Legal,
    /// Words only.
    Text,
}

impl Risk {
    /// All, the riskiest first.
    pub const ALL: [Risk; 6] = [Risk::Money, Risk::Account, Risk::Identity, Risk::Asked, Risk::Legal, Risk::Text];

    /// A heading for changes of this kind.
    pub const fn title(self) -> &'static str {
        match self {
            Risk::Money => "money",
            Risk::Account => "accounts",
            Risk::Identity => "identity",
            Risk::Asked => "what is asked",
            Risk::Legal => "legal",
            Risk::Text => "texts",
        }
    }

    /// Whether an operator approves a change of this kind; others the beneficiary publishes alone.
    pub const fn needs_approval(self) -> bool {
        !matches!(self, Risk::Text)
    }
}

/// What happened to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
    /// It is the same under another name.
    Renamed,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What is at risk.
    pub risk: Risk,
    /// Which part of the service: `field area`, `table rate`.
    pub part: String,
    /// What of it: `maximum`; empty for the part as a whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// What happened.
    pub effect: Effect,
    /// The language, where only the words in one are another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// From which day on, where the change is one of a tariff that changes on days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The lines whose amount depends on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
}

/// The changes that were found so far.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub all: Vec<Change>,
}

impl Changes {
    /// The changes of a part.
    pub fn of(&mut self, part: impl Into<String>) -> Part<'_> {
        Part { part: part.into(), changes: self }
    }
}

/// The changes of one part of a service.
pub(super) struct Part<'c> {
    part: String,
    changes: &'c mut Changes,
}

impl Part<'_> {
    /// Compares one thing.
    pub fn one<T: Told + PartialEq>(&mut self, risk: Risk, what: &str, before: &T, after: &T) {
        if before != after {
            self.changed(risk, what, before.told(), after.told());
        }
    }

    /// Compares a text in the languages that both versions have it in.
    pub fn texts<T: Told + PartialEq>(&mut self, risk: Risk, what: &str, a: &Localized<T>, b: &Localized<T>) {
        for language in Language::ALL {
            if let (Some(before), Some(after)) = (a.exact(language), b.exact(language))
                && before != after
            {
                let change = self.change(risk, what, Effect::Changed, Some(before.told()), Some(after.told()));
                change.language = Some(language);
            }
        }
    }

    /// Compares a text that can be left out.
    pub fn optional_texts<T: Told + PartialEq>(
        &mut self,
        risk: Risk,
        what: &str,
        before: Option<&Localized<T>>,
        after: Option<&Localized<T>>,
    ) {
        match (before, after) {
            (Some(before), Some(after)) => self.texts(risk, what, before, after),
            (Some(before), None) => {
                self.change(risk, what, Effect::Removed, Some(before.ro.told()), None);
            }
            (None, Some(after)) => {
                self.change(risk, what, Effect::Added, None, Some(after.ro.told()));
            }
            (None, None) => {}
        }
    }

    /// Notes that something was something else.
    pub fn changed(&mut self, risk: Risk, what: &str, before: String, after: String) -> &mut Change {
        self.change(risk, what, Effect::Changed, Some(before), Some(after))
    }

    /// Notes that the part, or something of it, is new.
    pub fn added(&mut self, risk: Risk, what: &str, after: String) -> &mut Change {
        self.change(risk, what, Effect::Added, None, Some(after))
    }

    /// Notes that the part, or something of it, is gone.
    pub fn removed(&mut self, risk: Risk, what: &str, before: String) -> &mut Change {
        self.change(risk, what, Effect::Removed, Some(before), None)
    }

    /// Notes a change of any kind; it can be refined.
    pub fn change(
        &mut self,
        risk: Risk,
        what: &str,
        effect: Effect,
        before: Option<String>,
        after: Option<String>,
    ) -> &mut Change {
        let part = self.part.clone();
        let what = what.to_owned();
        self.changes.all.push(Change {
            risk,
            part,
            what,
            effect,
            language: None,
            before,
            after,
            from: None,
            lines: Vec::new(),
        });
        let last = self.changes.all.len() - 1;
        &mut self.changes.all[last]
    }
}

/// Puts the parts of two versions side by side by their names: those of the later in their order, then what is gone.
pub(super) fn paired<'a, T>(
    before: &'a [T],
    after: &'a [T],
    is_same: impl Fn(&T, &T) -> bool,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let partner = |later: &T| before.iter().find(|earlier| is_same(earlier, later));
    let mut pairs: Vec<(Option<&T>, Option<&T>)> = after.iter().map(|later| (partner(later), Some(later))).collect();
    let is_gone = |earlier: &&T| !after.iter().any(|later| is_same(earlier, later));
    pairs.extend(before.iter().filter(is_gone).map(|earlier| (Some(earlier), None)));
    pairs
}
