//! Forgetting: personal data that serves nobody any more leaves the store.

use jiff::ToSpan;

use super::{App, AppError};
use crate::clock;

/// How many days after its last day, or after it was withdrawn, a link's answers are kept: for its holder's questions.
const LINK_ANSWERS_DAYS: i64 = 30;
/// Of how many links at once: a moment's work for a database.
const LINKS_AT_ONCE: u32 = 500;

impl App {
    /// Forgets what links answered that have been over for thirty days, of some hundreds at once; whether there may be more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_link_answers(&self) -> Result<bool, AppError> {
        let now = self.now();
        let since = now - (LINK_ANSWERS_DAYS * 24).hours();
        let forgotten = self.store.forget_link_answers((clock::today(since), since), LINKS_AT_ONCE, now).await?;
        if forgotten > 0 {
            tracing::info!(links = forgotten, "the answers of links that are over were forgotten");
        }
        Ok(forgotten == u64::from(LINKS_AT_ONCE))
    }
}
