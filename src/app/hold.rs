//! Hold: a right form waits for a proof that no program floods the service, and keeps what was typed.

use super::{App, AppError, ServedService};
use crate::form::RawAnswers;
use crate::i18n::Language;
use crate::view::HoldPage;

/// What lets a form through that is held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// What the server knows the puzzle by.
    pub proof: String,
    /// The puzzle.
    pub puzzle: String,
    /// With how many zero bits the hash of a solution begins.
    pub bits: u32,
    /// In how many seconds the form passes without one.
    pub wait_seconds: u64,
}

impl App {
    /// The page of a form that is held back, with all that was sent.
    ///
    /// # Errors
    /// When the template fails.
    pub fn hold_page(
        &self,
        service: &ServedService,
        language: Language,
        raw: &RawAnswers,
        hold: &Hold,
    ) -> Result<String, AppError> {
        let answers = raw.iter().filter(|(_, text)| !text.is_empty());
        let page = HoldPage {
            answers: answers.map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
            proof: hold.proof.clone(),
            puzzle: hold.puzzle.clone(),
            bits: hold.bits,
            wait_seconds: hold.wait_seconds,
            script: self.assets.address("js/hold.js").to_owned(),
        };
        Ok(self.view.hold(&service.plan, language, &page)?)
    }
}
