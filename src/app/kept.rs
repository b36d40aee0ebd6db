//! Kept answers: what a payer has typed is kept between two steps, so that Back, Forward and a reload find it. Each step
//! lies at an address; what is kept of it is sealed with a key that only the address gives, and the browser's cookie where
//! it has one: the database alone, or the address alone in another browser, opens nothing.

mod seal;

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::submit::{Submission, field_errors, stop_words, typed};
use super::{App, AppError, Hold, OpenedLink, ServedService};
use crate::clock::from_micros;
use crate::form::RawAnswers;
use crate::i18n::{Language, text};
use crate::ids::{KeptToken, OrderToken};
use crate::store::{Keeping, KeptAmount, KeptName, SealedAnswers, SealedOrOrdered};
use crate::view::{Ending, FieldError, FormState, NoLongerKept};
use seal::Seal;

/// For how long after its last use it can be opened: as long as somebody looks for a document at home.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(2);
/// A use is written down when the last one that was is older: reading costs no commit otherwise.
const USE_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);
/// Of how many rows at once what is too old is forgotten: a moment's work for a database.
const FORGOTTEN_AT_ONCE: u32 = 500;
/// How often another token is drawn where what a form named has become an order.
const DRAWS_MAX: usize = 2;

/// How much may be kept at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptBounds {
    /// Of one network: an office or a mobile network shares an address. It may send 25 forms a second, of which one in five
    /// makes an order; 5,000 payers in two hours are more than any town hall has, and about 1 kB each.
    pub of_network: KeptAmount,
    /// Of all: two hours of fifteen orders a second. A form fills the row of its bound (64 KiB) at the most.
    pub of_all: KeptAmount,
}

impl Default for KeptBounds {
    fn default() -> KeptBounds {
        KeptBounds {
            of_network: KeptAmount { rows: 5_000, bytes: 16 * 1024 * 1024 },
            of_all: KeptAmount { rows: 100_000, bytes: 256 * 1024 * 1024 },
        }
    }
}

/// What is kept of a form between two steps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswers {
    /// What was sent.
    #[serde(with = "pairs")]
    pub raw: RawAnswers,
    /// Whether it was sent to go on: then its form says what is wrong.
    pub is_judged: bool,
    /// Whether the field was filled in that people do not see.
    pub is_trapped: bool,
    /// The link that it came by, where that opens no more.
    pub refused_link: Option<String>,
    /// What holds it back, and since when, in microseconds.
    pub hold: Option<(Hold, i64)>,
    /// What tells its browser from others, which keeps no cookie.
    pub word: Option<String>,
}

/// What is found at the address of kept answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundKept {
    /// The answers.
    Answers(Box<KeptAnswers>),
    /// The order that was made of them.
    Ordered(OrderToken),
}

/// What a review comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reviewed {
    /// What would be ordered, to be confirmed.
    Page(String),
    /// Why nothing can be ordered.
    Ended(String),
    /// Something is wrong with the answers: the form says what.
    Wrong,
}

/// How much is kept, as far as this process has seen: counted now and then, and what it kept since.
#[derive(Debug, Default)]
pub(super) struct KeptSoFar {
    rows: AtomicU64,
    bytes: AtomicU64,
}

impl KeptSoFar {
    fn set(&self, amount: KeptAmount) {
        self.rows.store(amount.rows, Ordering::Relaxed);
        self.bytes.store(amount.bytes, Ordering::Relaxed);
    }

    fn add(&self, bytes: u64) {
        self.rows.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn amount(&self) -> KeptAmount {
        KeptAmount { rows: self.rows.load(Ordering::Relaxed), bytes: self.bytes.load(Ordering::Relaxed) }
    }
}

impl App {
    /// Keeps answers for a browser, under the token that their form carried or a new one; `None` where there is no room.
    /// `cookie` is the word of the browser's cookie, without which they do not open again where it has one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_answers(
        &self,
        service: &ServedService,
        answers: &KeptAnswers,
        carried: Option<KeptToken>,
        (cookie, network): (Option<&str>, Option<i64>),
        bounds: &KeptBounds,
    ) -> Result<Option<KeptToken>, AppError> {
        let mut token = carried.unwrap_or_else(|| KeptToken::draw(&*self.random));
        for _ in 0..DRAWS_MAX {
            let seal = self.seal(service, &token, cookie);
            let Some(sealed) = seal.close(answers) else { return Ok(None) };
            let row = SealedAnswers { name: seal.name(), sealed, network, at: self.now() };
            let weight = row.weight();
            let is_full = !self.kept_so_far.amount().is_within(bounds.of_all);
            match self.store.keep_answers(row, bounds.of_network, is_full).await? {
                Keeping::Kept => {
                    self.kept_so_far.add(weight);
                    return Ok(Some(token));
                }
                Keeping::Over => token = KeptToken::draw(&*self.random),
                Keeping::NoRoom => return Ok(None),
            }
        }
        Ok(None)
    }

    /// What is kept at an address, for a browser with a cookie or without one; `None` for what is too old, or was never
    /// kept for it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn kept_answers(
        &self,
        service: &ServedService,
        token: &KeptToken,
        cookie: Option<&str>,
    ) -> Result<Option<FoundKept>, AppError> {
        let (seal, now) = (self.seal(service, token, cookie), self.now());
        let Some(found) = self.store.kept_answers(&seal.name()).await? else { return Ok(None) };
        let age = now.duration_since(found.used_at);
        if age >= KEPT_FOR {
            return Ok(None);
        }
        let opened = match found.what {
            SealedOrOrdered::Ordered(order) => FoundKept::Ordered(order),
            SealedOrOrdered::Sealed(sealed) => match seal.open(sealed) {
                Some(answers) => FoundKept::Answers(Box::new(answers)),
                None => return Ok(None),
            },
        };
        if age >= USE_AGAIN_AFTER
            && let Err(error) = self.store.use_kept_answers(&seal.name(), now).await
        {
            // What was read is shown; it ends two hours after the use that was written down.
            tracing::warn!(error = &error as &dyn std::error::Error, "the use of kept answers was not written down");
        }
        Ok(Some(opened))
    }

    /// The name in the store of what is kept at an address for a browser.
    pub fn kept_name(&self, service: &ServedService, token: &KeptToken, cookie: Option<&str>) -> KeptName {
        self.seal(service, token, cookie).name()
    }

    fn seal(&self, service: &ServedService, token: &KeptToken, cookie: Option<&str>) -> Seal {
        let environment = self.store.environment().word();
        Seal::new(token, cookie, &format!("{environment} {}", service.path))
    }

    /// Forgets what was kept and is too old, some hundreds at once, and counts what is left; whether there may be more to
    /// forget.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_kept_answers(&self) -> Result<bool, AppError> {
        let forgotten = self.store.forget_kept_answers(self.now() - KEPT_FOR, FORGOTTEN_AT_ONCE).await?;
        self.kept_so_far.set(self.store.kept_amount().await?);
        Ok(forgotten == u64::from(FORGOTTEN_AT_ONCE))
    }

    /// The form with kept answers, and whether it says that something is wrong with them.
    ///
    /// # Errors
    /// When the template fails, or the published plan does.
    pub fn kept_form(
        &self,
        service: &ServedService,
        language: Language,
        (answers, link): (&KeptAnswers, Option<&OpenedLink>),
        carried: &[(String, String)],
    ) -> Result<(String, bool), AppError> {
        let mut errors = Vec::new();
        if answers.is_trapped {
            errors.push(FieldError { name: String::new(), message: text(language, "trap-filled") });
        } else if answers.is_judged
            && let Err(problems) = self.judge_answers(service, &answers.raw)?
            && stop_words(&problems).is_none()
        {
            errors = field_errors(&service.plan, &problems, language);
        }
        let is_wrong = !errors.is_empty();
        let values = carried.iter().cloned().collect();
        let state = FormState { errors, values, ..FormState::default() };
        Ok((self.page(service, language, (&answers.raw, link), state)?, is_wrong))
    }

    /// The review of answers that were sent to go on.
    ///
    /// # Errors
    /// When the store fails, a template, or the published plan.
    pub async fn reviewed(
        &self,
        service: &ServedService,
        submission: &Submission,
        (kept, carried): (Option<&KeptToken>, &[(String, String)]),
    ) -> Result<Reviewed, AppError> {
        match self.judge_answers(service, &submission.raw)? {
            Ok(judged) => {
                let shown = (&judged.content, judged.warnings.as_slice());
                self.review(service, submission, shown, kept).await.map(Reviewed::Page)
            }
            Err(problems) => {
                let Some(words) = stop_words(&problems) else { return Ok(Reviewed::Wrong) };
                let answers = [typed(&submission.raw).as_slice(), carried].concat();
                let ending = Ending::Stopped(words.get(submission.language), &answers);
                Ok(Reviewed::Ended(self.view.ending(&service.plan, submission.language, &ending, kept)?))
            }
        }
    }

    /// The page of answers that are kept no more.
    ///
    /// # Errors
    /// When the template fails.
    pub fn no_longer_kept_page(
        &self,
        service: &ServedService,
        language: Language,
        page: &NoLongerKept,
    ) -> Result<String, AppError> {
        Ok(self.view.no_longer_kept(&service.plan, language, page)?)
    }
}

impl KeptAnswers {
    /// What holds them back at an instant: the wait has become shorter meanwhile.
    pub fn hold_at(&self, now: Timestamp) -> Option<Hold> {
        let (hold, since) = self.hold.as_ref()?;
        let waited = now.duration_since(from_micros(*since)).as_secs().max(0).unsigned_abs();
        Some(Hold { wait_seconds: hold.wait_seconds.saturating_sub(waited), ..hold.clone() })
    }
}

/// Answers as a list of names and texts.
mod pairs {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::form::RawAnswers;

    pub fn serialize<S: Serializer>(raw: &RawAnswers, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(raw.iter())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RawAnswers, D::Error> {
        Ok(Vec::<(String, String)>::deserialize(deserializer)?.into_iter().collect())
    }
}
