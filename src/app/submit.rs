//! Submit: what a payer typed becomes an order, or comes back with what is wrong.

use jiff::Timestamp;

use crate::clock;
use crate::form::{self, FieldProblem, Problem, RawAnswers};
use crate::i18n::{Language, text_with};
use crate::ids::{ContentHash, OrderKey, OrderToken, VersionNumber};
use crate::limits::PROPERTY_VALUE_CHARS_MAX;
use crate::order::{Order, OrderContent};
use crate::plan::Plan;
use crate::registry::ServicePath;
use crate::store::{Conflict, StoreError};
use crate::view::{Ending, FieldError, FormState, RunningTotal};

use super::{App, AppError, ServedService};

/// A form that came in.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The page's language.
    pub language: Language,
    /// What was typed.
    pub raw: RawAnswers,
    /// What tells one browser from another, if it says; empty otherwise.
    pub browser: String,
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// An order: a new one, or the one that the same submission had made before.
    Ordered(OrderToken),
    /// The answers and what they cost, to be confirmed: nothing is kept yet.
    Reviewed(String),
    /// The page again, with what was typed and what is wrong with it.
    Refused(String),
    /// A page that says why nothing is ordered.
    Ended(String),
}

/// How many order keys are drawn before giving up: one collision in 10^14 is bad luck, four are a fault.
const DRAWS_MAX: usize = 4;

impl App {
    /// Checks and prices an order, and stores it once its payer has seen and confirmed exactly that.
    ///
    /// # Errors
    /// When the store fails or the published plan does; never for what the payer typed.
    pub async fn submit(&self, service: &ServedService, submission: &Submission) -> Result<Outcome, AppError> {
        let now = self.now();
        let today = clock::today(now);
        if let Some(closed) = self.closed_page(service, submission.language)? {
            return Ok(Outcome::Ended(closed));
        }
        let answers = match form::check(&service.plan, &submission.raw, today) {
            Ok(answers) => answers,
            Err(problems) => return self.refused(service, submission, &problems),
        };
        let content = form::order_content(&service.plan, &answers, today)?;
        let warnings = form::warnings(&service.plan, &answers, today);
        if let Some(page) = self.unconfirmed(service, submission, &content, &warnings).await? {
            return Ok(Outcome::Reviewed(page));
        }
        let hash = submission_hash(service, submission, &content);
        for _ in 0..DRAWS_MAX {
            let order = self.order(service, submission, content.clone(), hash.clone(), now);
            match self.store.submit(&order).await {
                Ok(submitted) => return Ok(Outcome::Ordered(submitted.order.order.token)),
                Err(StoreError::Conflict(Conflict::OrderDrawn)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(AppError::NoFreeKey)
    }

    /// The page in another language, with what was typed and without a word about what is wrong.
    ///
    /// # Errors
    /// When the template fails.
    pub fn filled(&self, service: &ServedService, language: Language, raw: &RawAnswers) -> Result<String, AppError> {
        self.page(service, language, raw, FormState::default())
    }

    /// The page with what a link may fill in; `None` when it carries nothing of the kind.
    ///
    /// # Errors
    /// When the template fails.
    pub fn prefilled(
        &self,
        service: &ServedService,
        language: Language,
        pairs: impl Iterator<Item = (String, String)>,
    ) -> Result<Option<String>, AppError> {
        let may = |name: &str| service.plan.field(name).is_some_and(|field| field.can_prefill);
        let short = |text: &str| text.chars().count() <= PROPERTY_VALUE_CHARS_MAX;
        let raw: RawAnswers = pairs.filter(|(name, text)| may(name) && short(text)).collect();
        match raw.iter().next() {
            Some(_) => self.filled(service, language, &raw).map(Some),
            None => Ok(None),
        }
    }

    /// The page with a row more or less; `None` when the form did not ask for that.
    ///
    /// # Errors
    /// When the template fails.
    pub fn with_rows(
        &self,
        service: &ServedService,
        language: Language,
        raw: &RawAnswers,
    ) -> Result<Option<String>, AppError> {
        let mut raw = raw.clone();
        match form::change_rows(&service.plan, &mut raw) {
            true => self.filled(service, language, &raw).map(Some),
            false => Ok(None),
        }
    }

    /// What a form that is still being filled in would cost, and what it asks. Nothing is kept.
    pub fn running_total(&self, service: &ServedService, language: Language, raw: &RawAnswers) -> RunningTotal {
        let so_far = form::so_far(&service.plan, raw, clock::today(self.now()));
        RunningTotal::new(&service.plan, &so_far, language)
    }

    /// The page that is shown in place of the form while the service takes no orders.
    ///
    /// # Errors
    /// When the template fails.
    pub fn closed_page(&self, service: &ServedService, language: Language) -> Result<Option<String>, AppError> {
        let plan = &service.plan;
        let today = clock::today(self.now());
        match plan.opening.as_ref().filter(|opening| !opening.is_open(today)) {
            Some(opening) => {
                let ending = Ending::Closed(opening.closed_text.get(language));
                Ok(Some(self.view.ending(plan, language, &ending)?))
            }
            None => Ok(None),
        }
    }

    fn refused(
        &self,
        service: &ServedService,
        submission: &Submission,
        problems: &[FieldProblem],
    ) -> Result<Outcome, AppError> {
        let (plan, language) = (&service.plan, submission.language);
        if let [FieldProblem { problem: Problem::Stop(words), .. }] = problems {
            let answers = typed(&submission.raw);
            let ending = Ending::Stopped(words.get(language), &answers);
            return Ok(Outcome::Ended(self.view.ending(plan, language, &ending)?));
        }
        let errors = problems.iter().map(|problem| field_error(plan, problem, language)).collect();
        let state = FormState { errors, ..FormState::default() };
        self.page(service, language, &submission.raw, state).map(Outcome::Refused)
    }

    fn page(
        &self,
        service: &ServedService,
        language: Language,
        raw: &RawAnswers,
        mut state: FormState,
    ) -> Result<String, AppError> {
        let page = service.page(language).ok_or(AppError::NotFound("a page in this language"))?;
        for (name, text) in raw.iter() {
            state.values.entry(name.to_owned()).or_insert_with(|| text.to_owned());
        }
        for mark in form::row_marks(&service.plan, raw) {
            state.values.insert(mark, "yes".to_owned());
        }
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
            content,
        }
    }
}

/// The same browser's same answers to the same version in the same language are the same submission, as long as its
/// order can be paid: a double click, a repeated POST, a second tab.
fn submission_hash(service: &ServedService, submission: &Submission, content: &OrderContent) -> ContentHash {
    hash_of_submission(&service.path, service.number, submission.language, &submission.browser, content)
}

pub(super) fn hash_of_submission(
    path: &ServicePath,
    version: VersionNumber,
    language: Language,
    browser: &str,
    content: &OrderContent,
) -> ContentHash {
    let path = path.to_string();
    let version = version.0.to_be_bytes();
    let total = content.total.bani().to_be_bytes();
    let mut parts: Vec<&[u8]> = vec![path.as_bytes(), &version, language.code().as_bytes(), browser.as_bytes(), &total];
    for (name, text) in &content.answers {
        parts.push(name.as_bytes());
        parts.push(text.as_bytes());
    }
    ContentHash::of(&parts)
}

/// The answers as they were typed, for a page that sends them again.
pub(super) fn typed(raw: &RawAnswers) -> Vec<(String, String)> {
    let is_answer =
        |(name, text): &(&str, &str)| !text.is_empty() && (!name.starts_with('_') || name.starts_with("_row."));
    raw.iter().filter(is_answer).map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// The words for a problem: the field's own where its author wrote some, ours otherwise.
fn field_error(plan: &Plan, problem: &FieldProblem, language: Language) -> FieldError {
    // A row's field has its own name last: `child.2.name`.
    let id = problem.name.rsplit('.').next().unwrap_or(&problem.name);
    let own = plan.field(id).and_then(|field| field.error.as_ref());
    let own_rule = problem.problem.own_words();
    let message = match own {
        _ if own_rule.is_some() => own_rule.map(|words| words.get(language).clone()).unwrap_or_default(),
        Some(own) if problem.problem.is_about_form() => own.get(language).clone(),
        _ => {
            let (id, variables) = problem.problem.text();
            text_with(language, id, &variables)
        }
    };
    FieldError { name: problem.name.clone(), message }
}
