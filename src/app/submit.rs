//! Submit: what a payer typed becomes an order, or comes back with what is wrong.

use jiff::Timestamp;

use crate::clock;
use crate::form::{self, FieldProblem, RawAnswers};
use crate::i18n::{Language, text_with};
use crate::ids::{ContentHash, OrderKey, OrderToken};
use crate::order::{Order, OrderContent};
use crate::plan::Plan;
use crate::store::{Conflict, StoreError};
use crate::view::{FieldError, FormState};

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
    /// The page again, with what was typed and what is wrong with it.
    Refused(String),
}

/// How many order keys are drawn before giving up: one collision in 10^14 is bad luck, four are a fault.
const DRAWS_MAX: usize = 4;

impl App {
    /// Checks, prices and stores an order.
    ///
    /// # Errors
    /// When the store fails or the published plan does; never for what the payer typed.
    pub async fn submit(&self, service: &ServedService, submission: &Submission) -> Result<Outcome, AppError> {
        let now = self.now();
        let today = clock::today(now);
        let answers = match form::check(&service.plan, &submission.raw, today) {
            Ok(answers) => answers,
            Err(problems) => return self.refused(service, submission, &problems).map(Outcome::Refused),
        };
        let content = form::order_content(&service.plan, &answers, today)?;
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
        self.page(service, language, raw, &[])
    }

    fn refused(
        &self,
        service: &ServedService,
        submission: &Submission,
        problems: &[FieldProblem],
    ) -> Result<String, AppError> {
        self.page(service, submission.language, &submission.raw, problems)
    }

    fn page(
        &self,
        service: &ServedService,
        language: Language,
        raw: &RawAnswers,
        problems: &[FieldProblem],
    ) -> Result<String, AppError> {
        let page = service.page(language).ok_or(AppError::NotFound("a page in this language"))?;
        let values = raw.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let errors = problems.iter().map(|problem| field_error(&service.plan, problem, language)).collect();
        Ok(page.template()?.render(&FormState { values, errors })?)
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
    let path = service.path.to_string();
    let version = service.number.0.to_be_bytes();
    let total = content.total.bani().to_be_bytes();
    let mut parts: Vec<&[u8]> =
        vec![path.as_bytes(), &version, submission.language.code().as_bytes(), submission.browser.as_bytes(), &total];
    for (name, text) in &content.answers {
        parts.push(name.as_bytes());
        parts.push(text.as_bytes());
    }
    ContentHash::of(&parts)
}

/// The words for a problem: the field's own where its author wrote some, ours otherwise.
fn field_error(plan: &Plan, problem: &FieldProblem, language: Language) -> FieldError {
    let own = plan.field(&problem.name).and_then(|field| field.error.as_ref());
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
