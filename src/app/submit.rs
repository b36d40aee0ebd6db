//! Submit: what a payer typed becomes an order, or it is said why it does not yet.

use jiff::Timestamp;

use crate::clock;
use crate::form::{self, FieldProblem, Problem, RawAnswers};
use crate::i18n::{Language, Localized};
use crate::ids::{ContentHash, LinkId, OrderKey, OrderToken, VersionNumber};
use crate::limits::PROPERTY_VALUE_CHARS_MAX;
use crate::money::Money;
use crate::order::{Order, OrderContent};
use crate::plan::{Plan, Prefill};
use crate::registry::ServicePath;
use crate::store::{Conflict, KeptName, StoreError};
use crate::view::{Ending, FieldError, FormState, RunningTotal, found_options};

use super::linked::{OpenedLink, RefusedLink};
use super::{App, AppError, ServedService};

/// A form that came in.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The page's language.
    pub language: Language,
    /// What was typed.
    pub raw: RawAnswers,
    /// What tells one browser from another; none for one that came for the first time.
    pub browser: Option<String>,
    /// The word that its review carries, by which a browser without a cookie is told from others.
    pub new_word: Option<String>,
    /// The personal link that it came by; its locked answers stand among what was typed.
    pub link: Option<OpenedLink>,
    /// The order of the same link whose answers are being changed.
    pub changes: Option<OrderToken>,
    /// Whether it is held back: nothing is made of it, though nothing is wrong.
    pub is_held: bool,
    /// What was kept of it between its steps, which the order empties.
    pub kept: Option<KeptName>,
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// An order: a new one, or the one that the same submission had made before.
    Ordered(OrderToken),
    /// Nothing yet, though nothing is wrong: first the browser must be told apart from others, so that what it sends
    /// twice makes one order.
    Stranger,
    /// The answers and what they cost are to be confirmed first.
    Unconfirmed,
    /// Nothing, as it is held back.
    Held,
    /// Something is wrong with what was typed.
    Refused,
    /// Nothing can be ordered: the answers stop it, or the service takes no orders now.
    Ended,
    /// The link makes no more orders.
    LinkRefused(RefusedLink),
}

/// How many order keys are drawn before giving up: one collision in 10^14 is bad luck, four are a fault.
const DRAWS_MAX: usize = 4;

/// The names under which a form carries the link that it came by, and the order that it changes.
const CARRIED: [&str; 2] = ["_link", "_change"];

impl App {
    /// Checks and prices an order, and stores it once its payer has seen and confirmed exactly that.
    ///
    /// # Errors
    /// When the store fails or the published plan does; never for what the payer typed.
    pub async fn submit(&self, service: &ServedService, submission: &Submission) -> Result<Outcome, AppError> {
        let now = self.now();
        self.looks_full(&service.listed).await?;
        if self.closed_words(service, submission.language).is_some() {
            return Ok(Outcome::Ended);
        }
        let Judged { content, warnings } = match self.judge_answers(service, &submission.raw)? {
            Ok(judged) => judged,
            Err(problems) if stop_words(&problems).is_some() => return Ok(Outcome::Ended),
            Err(_) => return Ok(Outcome::Refused),
        };
        if !self.is_confirmed(service, submission, &content, &warnings).await? {
            return Ok(Outcome::Unconfirmed);
        }
        let Some(browser) = &submission.browser else { return Ok(Outcome::Stranger) };
        if submission.is_held {
            return Ok(Outcome::Held);
        }
        let hash = submission_hash(service, submission, browser, &content);
        let changes = self.changed_by(submission).await?;
        for _ in 0..DRAWS_MAX {
            let order = self.order(service, submission, content.clone(), hash.clone(), now);
            let earlier = changes.as_ref().filter(|_| order.link.is_some());
            let submitted = match (submission.kept, earlier) {
                (Some(kept), earlier) => self.store.submit_kept(&order, earlier, kept).await,
                (None, Some(earlier)) => self.store.submit_in_place_of(&order, earlier).await,
                (None, None) => self.store.submit(&order).await,
            };
            match (submitted, &submission.link) {
                (Ok(submitted), _) => return Ok(Outcome::Ordered(submitted.order.order.token)),
                (Err(StoreError::Conflict(Conflict::OrderDrawn)), _) => {}
                (Err(StoreError::Conflict(conflict)), Some(link)) => {
                    return self.link_refused(link, conflict).await.map(Outcome::LinkRefused);
                }
                (Err(error), _) => return Err(error.into()),
            }
        }
        Err(AppError::NoFreeKey)
    }

    /// The page in another language, with what was typed and without a word about what is wrong.
    ///
    /// # Errors
    /// When the template fails.
    pub fn filled(
        &self,
        service: &ServedService,
        language: Language,
        raw: &RawAnswers,
        link: Option<&OpenedLink>,
    ) -> Result<String, AppError> {
        self.page(service, language, (raw, link), FormState::default())
    }

    /// The page with what an open address may fill in; `None` when it carries nothing of the kind.
    ///
    /// # Errors
    /// When the template fails.
    pub fn prefilled(
        &self,
        service: &ServedService,
        language: Language,
        pairs: impl Iterator<Item = (String, String)>,
    ) -> Result<Option<String>, AppError> {
        let may = |name: &str| service.plan.field(name).is_some_and(|field| field.prefill == Prefill::Allow);
        let short = |text: &str| text.chars().count() <= PROPERTY_VALUE_CHARS_MAX;
        let raw: RawAnswers = pairs.filter(|(name, text)| may(name) && short(text)).collect();
        match raw.iter().next() {
            Some(_) => self.filled(service, language, &raw, None).map(Some),
            None => Ok(None),
        }
    }

    /// What a form that is still being filled in would cost, and what it asks. Nothing is kept.
    pub fn running_total(&self, service: &ServedService, language: Language, raw: &RawAnswers) -> RunningTotal {
        let so_far = form::so_far(&service.plan, raw, clock::today(self.now()));
        RunningTotal::new(&service.plan, &so_far, language)
    }

    /// The page that is shown in place of the form while the service takes no orders: on other days than it says, or once
    /// as many are paid as may be, as far as that was seen.
    ///
    /// # Errors
    /// When the template fails.
    pub fn closed_page(&self, service: &ServedService, language: Language) -> Result<Option<String>, AppError> {
        let ending = self.closed_words(service, language).map(Ending::Closed);
        Ok(ending.map(|ending| self.view.ending(&service.plan, language, &ending, None)).transpose()?)
    }

    /// What is said in place of the form while the service takes no orders.
    pub(super) fn closed_words<'s>(&self, service: &'s ServedService, language: Language) -> Option<&'s str> {
        let plan = &service.plan;
        let today = clock::today(self.now());
        let closed = plan.opening.as_ref().filter(|opening| !opening.is_open(today)).map(|open| &open.closed_text);
        let full = plan.limit.as_ref().filter(|_| service.is_full()).map(|limit| &limit.reached_text);
        closed.or(full).map(|words| words.get(language).as_str())
    }

    /// What answers come to: an order that can be confirmed, or what is wrong with them.
    pub(super) fn judge_answers(
        &self,
        service: &ServedService,
        raw: &RawAnswers,
    ) -> Result<Result<Judged, Vec<FieldProblem>>, AppError> {
        let (plan, today) = (&service.plan, clock::today(self.now()));
        let answers = match form::check(plan, raw, today) {
            Ok(answers) => answers,
            Err(problems) => return Ok(Err(problems)),
        };
        let content = form::order_content(plan, &answers, today)?;
        Ok(Ok(Judged { content, warnings: form::warnings(plan, &answers, today) }))
    }

    pub(super) fn page(
        &self,
        service: &ServedService,
        language: Language,
        (raw, link): (&RawAnswers, Option<&OpenedLink>),
        mut state: FormState,
    ) -> Result<String, AppError> {
        let page = service.page(language).ok_or(AppError::NotFound("a page in this language"))?;
        fill(&mut state, &service.plan, raw, language);
        // What opens nothing is not carried on.
        if link.is_none() {
            state.values.retain(|name, _| !CARRIED.contains(&name.as_str()));
        }
        state.locked = link.map(OpenedLink::locked).unwrap_or_default();
        state.running = self.running_total(service, language, raw);
        Ok(page.template()?.render(&state)?)
    }

    fn order(
        &self,
        service: &ServedService,
        submission: &Submission,
        content: OrderContent,
        hash: ContentHash,
        now: Timestamp,
    ) -> Order {
        Order {
            key: OrderKey::draw(&service.plan.service_id, &*self.random),
            token: OrderToken::draw(&*self.random),
            beneficiary: service.path.beneficiary.clone(),
            service: service.path.service.clone(),
            version: service.number,
            language: submission.language,
            created_at: now,
            due_at: form::due_at(&service.plan, now),
            submission: hash,
            link: submission.link.as_ref().map(|link| link.id().clone()),
            content,
        }
    }
}

/// An order that right answers make, and what is unusual about them but allowed.
pub(super) struct Judged {
    pub content: OrderContent,
    pub warnings: Vec<Localized<String>>,
}

/// What a definition says to answers with which nothing is ordered here.
pub(super) fn stop_words(problems: &[FieldProblem]) -> Option<&Localized<String>> {
    match problems {
        [FieldProblem { problem: Problem::Stop(words), .. }] => Some(words),
        _ => None,
    }
}

/// The same browser's same answers to the same version in the same language are the same submission, as long as its
/// order can be paid: a double click, a repeated POST, a second tab.
fn submission_hash(
    service: &ServedService,
    submission: &Submission,
    browser: &str,
    content: &OrderContent,
) -> ContentHash {
    let link = submission.link.as_ref().map(OpenedLink::id);
    hash_of_submission((&service.path, service.number), submission.language, browser, link, content)
}

pub(super) fn hash_of_submission(
    (path, version): (&ServicePath, VersionNumber),
    language: Language,
    browser: &str,
    link: Option<&LinkId>,
    content: &OrderContent,
) -> ContentHash {
    let path = path.to_string();
    let version = version.0.to_be_bytes();
    // Nothing is no total: an amount that is given at MPay is told from all others.
    let total = content.total.map_or(0, Money::bani).to_be_bytes();
    let mut parts: Vec<&[u8]> = vec![path.as_bytes(), &version, language.code().as_bytes(), browser.as_bytes(), &total];
    parts.extend(link.map(|link| link.as_str().as_bytes()));
    for (name, text) in &content.answers {
        parts.push(name.as_bytes());
        parts.push(text.as_bytes());
    }
    ContentHash::of(&parts)
}

/// The answers as they were typed, for a page that sends them again, with the link that they came by and the order that
/// they change.
pub(super) fn typed(raw: &RawAnswers) -> Vec<(String, String)> {
    let is_answer = |(name, text): &(&str, &str)| {
        !text.is_empty() && (!name.starts_with('_') || name.starts_with("_row.") || CARRIED.contains(name))
    };
    raw.iter().filter(is_answer).map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// Puts what was typed into a form, the rows that it has and what is found of long choices; what the form has already stays.
pub(super) fn fill(state: &mut FormState, plan: &Plan, raw: &RawAnswers, language: Language) {
    for (name, text) in raw.iter() {
        state.values.entry(name.to_owned()).or_insert_with(|| text.to_owned());
    }
    for mark in form::row_marks(plan, raw) {
        state.values.insert(mark, "yes".to_owned());
    }
    state.found = found_options(plan, raw, language);
}

/// What is wrong with answers, in the page's language.
pub(super) fn field_errors(plan: &Plan, problems: &[FieldProblem], language: Language) -> Vec<FieldError> {
    let error =
        |problem: &FieldProblem| FieldError { name: problem.name.clone(), message: problem.words(plan, language) };
    problems.iter().map(error).collect()
}
