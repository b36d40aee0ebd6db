//! Hold: a right form waits for a proof that no program floods the service, and keeps what was typed.

use std::sync::{Arc, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{App, AppError, ServedService};
use crate::form::RawAnswers;
use crate::i18n::Language;
use crate::view::HoldPage;

/// What lets a form through that is held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// What proofs are signed with: a secret for each day, the same for all processes of a database. One is drawn when a siege
/// needs it, and forgotten the day after the next.
#[derive(Clone, PartialEq, Eq)]
pub struct HoldSecrets {
    day: i64,
    secret: [u8; 32],
    before: Option<[u8; 32]>,
}

impl HoldSecrets {
    /// Those of an instant's day and the day before.
    pub fn new(at: Timestamp, secret: [u8; 32], before: Option<[u8; 32]>) -> HoldSecrets {
        HoldSecrets { day: day_of(at), secret, before }
    }

    /// The one that signs what is given at an instant; none for another day than its own and the one before.
    pub fn at(&self, at: Timestamp) -> Option<&[u8; 32]> {
        match self.day - day_of(at) {
            0 => Some(&self.secret),
            1 => self.before.as_ref(),
            _ => None,
        }
    }
}

/// Days since 1970, UTC.
fn day_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(24 * 60 * 60)
}

impl App {
    /// What proofs are signed with now: from the store once a day, when a siege needs it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn hold_secrets(&self) -> Result<Arc<HoldSecrets>, AppError> {
        let now = self.now();
        // The lock guards a pointer: a panic elsewhere cannot have left it half written.
        let known = self.hold_secrets.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.day == day_of(now)) {
            return Ok(known);
        }
        let mut drawn = [0u8; 32];
        self.random.fill(&mut drawn);
        let (secret, before) = self.store.siege_secrets(day_of(now), drawn).await?;
        let secrets = Arc::new(HoldSecrets::new(now, secret, before));
        *self.hold_secrets.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&secrets));
        Ok(secrets)
    }

    /// The page of a form that is held back, with all that was sent, and with what says who sent it and where it is kept.
    ///
    /// # Errors
    /// When the template fails.
    pub fn hold_page(
        &self,
        service: &ServedService,
        language: Language,
        raw: &RawAnswers,
        hold: &Hold,
        carried: &[(String, String)],
    ) -> Result<String, AppError> {
        let answers = raw.iter().filter(|(_, text)| !text.is_empty());
        let page = HoldPage {
            answers: answers.map(|(name, text)| (name.to_owned(), text.to_owned())).chain(carried.to_vec()).collect(),
            proof: hold.proof.clone(),
            puzzle: hold.puzzle.clone(),
            bits: hold.bits,
            wait_seconds: hold.wait_seconds,
            script: self.assets.address("js/hold.js").to_owned(),
        };
        Ok(self.view.hold(&service.plan, language, &page)?)
    }
}
