//! Whether links may carry an answer.

use serde::{Deserialize, Serialize};

/// Whether links to a page may carry an answer, and whether the payer may change it then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", from = "Stored")]
pub enum Prefill {
    /// No link carries it.
    #[default]
    Never,
    /// Any link may, also by its open address. The payer may change it, unless a signed link locks it.
    Allow,
    /// Only a signed link may, and then it is fixed. Without such a link the page asks as usual, so that whoever has
    /// lost it can still pay.
    Locked,
}

impl Prefill {
    /// Whether no link carries it.
    pub fn is_never(&self) -> bool {
        *self == Prefill::Never
    }
}

/// As plans say it: by a word; before signed links were known, by yes or no.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Flag(bool),
    Word(Word),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Never,
    Allow,
    Locked,
}

impl From<Stored> for Prefill {
    fn from(stored: Stored) -> Prefill {
        match stored {
            Stored::Flag(false) | Stored::Word(Word::Never) => Prefill::Never,
            Stored::Flag(true) | Stored::Word(Word::Allow) => Prefill::Allow,
            Stored::Word(Word::Locked) => Prefill::Locked,
        }
    }
}
