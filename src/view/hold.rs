//! The page of a right form that is held back while programs flood its service.

use minijinja::context;
use minijinja::value::{Serde, Value};

use super::{answers_address, beneficiary_address};
use crate::i18n::{Language, text_with};
use crate::plan::Plan;

/// A form that is held back, and what lets it through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldPage {
    /// All that was sent, to be sent again.
    pub answers: Vec<(String, String)>,
    /// What the server knows the puzzle by.
    pub proof: String,
    /// The puzzle: of the number that solves it, written behind it and a colon, the SHA-256 begins with zero bits.
    pub puzzle: String,
    /// So many.
    pub bits: u32,
    /// In so many seconds the form passes without a solution.
    pub wait_seconds: u64,
    /// The address of the script that solves the puzzle.
    pub script: String,
}

impl HoldPage {
    pub(super) fn context(&self, plan: &Plan, language: Language) -> Value {
        context! {
            service => plan.title.get(language),
            wait => text_with(language, "hold-wait", &[("seconds", self.wait_seconds.to_string())]),
            answers_address => answers_address(plan, language),
            beneficiary_address => beneficiary_address(&plan.beneficiary.slug, language),
            answers => Value::from(Serde(&self.answers)),
            proof => self.proof.clone(),
            puzzle => self.puzzle.clone(),
            bits => self.bits,
            script => self.script.clone(),
        }
    }
}
