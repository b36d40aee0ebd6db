//! Make personal links: the answers are judged as the form would, signed, and kept.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::AppError;
use crate::clock;
use crate::form::{self, FieldProblem, RawAnswers};
use crate::i18n::Language;
use crate::ids::{LinkId, RandomSource, Slug};
use crate::limits::{LINK_REFERENCE_CHARS_MAX, LINK_USES_MAX, PROPERTY_VALUE_CHARS_MAX};
use crate::link::{Link, LinkKey, LinkTable, LinkToken};
use crate::plan::{Plan, Prefill};
use crate::registry::{Bundle, ServicePath};
use crate::store::{Conflict, Store, StoreError};
use crate::typed::is_blank;

/// What a link shall say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkRequest {
    /// Answers, as they would be typed, by the names of the form; empty ones are left out.
    pub answers: Vec<(String, String)>,
    /// The fields to lock, beside those that the definition locks in any case.
    pub locked: Vec<String>,
    /// The last day on which it makes orders, in Chișinău.
    pub expires_on: Option<Date>,
    /// How many orders can come of it.
    pub uses_max: Option<u32>,
    /// Its maker's own name for it.
    pub reference: Option<String>,
    /// Of which names the answer was a number before it was a text: it has one reading.
    pub numbers: BTreeSet<String>,
}

/// What is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkProblem {
    /// The name that it is about: of the form, or `locked`, `expires_on`, `uses`, `reference`.
    pub name: String,
    /// What, in English: who makes links reads it.
    pub message: String,
}

/// Who makes links, and when.
#[derive(Debug, Clone, Copy)]
pub struct LinkMaker<'a> {
    /// Who, at most 60 characters.
    pub by: &'a str,
    /// When.
    pub at: Timestamp,
}

/// A link that was made, with the part of its address that opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeLink {
    /// The link.
    pub link: Link,
    /// What opens it.
    pub token: LinkToken,
}

/// What came of making links.
#[derive(Debug)]
pub enum Made {
    /// All of them, in the order of the requests.
    Links(Vec<MadeLink>),
    /// None: what is wrong, with the position of the request.
    Refused(Vec<(usize, LinkProblem)>),
}

/// How many times names are drawn anew: one collision is bad luck, four are a fault.
const DRAWS_MAX: usize = 4;
/// After how many links others are answered: a millisecond of work or two.
const BREATH: usize = 32;

/// The columns of a table that are no answers.
const REFERENCE: &str = "reference";

/// A request for each line of a table: its cells are answers by their headings, in any case, but for
/// `reference` and the columns that are only kept. All else is as in `terms`.
pub fn requests_of_table(table: &LinkTable, kept: &[String], terms: &LinkRequest) -> Vec<LinkRequest> {
    let kept: Vec<String> = kept.iter().map(|heading| heading.to_lowercase()).collect();
    let of_row = |(_, cells): (u64, _)| request_of_row(cells, &kept, terms);
    table.rows().map(of_row).collect()
}

fn request_of_row<'t>(
    cells: impl Iterator<Item = (&'t str, &'t str)>,
    kept: &[String],
    terms: &LinkRequest,
) -> LinkRequest {
    let mut request = LinkRequest { answers: Vec::new(), ..terms.clone() };
    for (heading, cell) in cells {
        // Names of answers have small letters; people write headings with a capital.
        let heading = heading.to_lowercase();
        if cell.is_empty() || kept.contains(&heading) {
            continue;
        }
        match heading.as_str() {
            REFERENCE => request.reference = Some(cell.to_owned()),
            _ => request.answers.push((heading, cell.to_owned())),
        }
    }
    request
}

/// The plan of the version of a service that is served.
///
/// # Errors
/// `NotFound` when none is; when the store fails or the version cannot be read.
pub async fn served_plan(store: &Store, path: &ServicePath) -> Result<Plan, AppError> {
    let versions = store.versions(path).await?;
    let served = versions.iter().find(|version| version.is_served);
    let served = served.ok_or(AppError::NotFound("a version of the service that is served in this environment"))?;
    let version = store.version(path, served.number).await?.ok_or(AppError::NotFound("the version that is served"))?;
    Ok(Bundle::from_document(&version.bundle)?.plan)
}

/// Makes a link for each request, or none when one of them is wrong. A request with a reference that was made before
/// gives the link that it gave then.
///
/// # Errors
/// When the store fails.
pub async fn make_links(
    store: &Store,
    plan: &Plan,
    requests: &[LinkRequest],
    maker: LinkMaker<'_>,
    random: &dyn RandomSource,
) -> Result<Made, AppError> {
    let today = clock::today(maker.at);
    let mut problems = Vec::new();
    let mut checked = Vec::with_capacity(requests.len());
    for (at, request) in requests.iter().enumerate() {
        breathe(at).await;
        match check(plan, request, today) {
            Ok(answers) => checked.push((request, answers)),
            Err(found) => problems.extend(found.into_iter().map(|problem| (at, problem))),
        }
    }
    if !problems.is_empty() {
        return Ok(Made::Refused(problems));
    }
    let key = store.link_key(random, maker.at).await?;
    for _ in 0..DRAWS_MAX {
        let mut links = Vec::with_capacity(checked.len());
        for (at, (request, answers)) in checked.iter().enumerate() {
            breathe(at).await;
            links.push(drawn(plan, request, answers, &key, maker, random));
        }
        match store.add_links(&links).await {
            Ok(links) => return signed(store, links, key).await.map(Made::Links),
            Err(StoreError::Conflict(Conflict::LinkDrawn)) => {}
            Err(StoreError::Conflict(Conflict::ReferenceTaken { reference, link })) => {
                let at = requests.iter().position(|request| request.reference.as_ref() == Some(&reference));
                let message = format!(
                    "`{reference}` stands for the link {link}, which says something else or was withdrawn; give this \
                     one another reference"
                );
                let problem = LinkProblem { name: "reference".to_owned(), message };
                return Ok(Made::Refused(vec![(at.unwrap_or_default(), problem)]));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(AppError::NoFreeKey)
}

/// Lets others be answered now and then: thousands of links are some hundred milliseconds of work.
async fn breathe(at: usize) {
    if at % BREATH == BREATH - 1 {
        tokio::task::yield_now().await;
    }
}

/// Each with its signature; one that stood before can have an older key.
async fn signed(store: &Store, links: Vec<Link>, newest: LinkKey) -> Result<Vec<MadeLink>, AppError> {
    let mut all = Vec::with_capacity(links.len());
    for (at, link) in links.into_iter().enumerate() {
        breathe(at).await;
        let older = if link.key == newest.id { None } else { store.link_key_of(link.key).await? };
        let token = older.as_ref().unwrap_or(&newest).sign(store.environment(), &link);
        all.push(MadeLink { link, token });
    }
    Ok(all)
}

fn drawn(
    plan: &Plan,
    request: &LinkRequest,
    answers: &[(String, String)],
    key: &LinkKey,
    maker: LinkMaker<'_>,
    random: &dyn RandomSource,
) -> Link {
    Link {
        id: LinkId::draw(random),
        beneficiary: plan.beneficiary.slug.clone(),
        service: plan.service.clone(),
        key: key.id,
        locked: locked(plan, &request.locked, answers),
        answers: answers.to_vec(),
        expires_on: request.expires_on,
        uses_max: request.uses_max,
        reference: request.reference.clone(),
        made_by: maker.by.to_owned(),
        made_at: maker.at,
    }
}

/// The questions whose answers are locked: those that the request names, and those that the definition locks.
fn locked(plan: &Plan, named: &[String], answers: &[(String, String)]) -> Vec<String> {
    let mut questions: Vec<String> = answers.iter().map(|(name, _)| question(plan, name)).collect();
    questions.dedup();
    questions.retain(|one| named.contains(one) || is_locked(plan, one));
    questions
}

fn is_locked(plan: &Plan, question: &str) -> bool {
    let first = form::names_of_question(plan, question).into_iter().next();
    first.and_then(|name| form::prefill_of(plan, &name)) == Some(Prefill::Locked)
}

/// The question that a name of the form belongs to.
fn question(plan: &Plan, name: &str) -> String {
    form::field_of(plan, name).map_or_else(|| name.to_owned(), |field| field.id.clone())
}

/// Judges a request on a day; gives its answers in canonical text.
fn check(plan: &Plan, request: &LinkRequest, today: Date) -> Result<Vec<(String, String)>, Vec<LinkProblem>> {
    let mut problems = Vec::new();
    let mut say = |name: &str, message: String| problems.push(LinkProblem { name: name.to_owned(), message });
    let given: Vec<&(String, String)> = request.answers.iter().filter(|(_, text)| !is_blank(text)).collect();
    for (name, text) in &given {
        match form::prefill_of(plan, name) {
            None => say(name, format!("the page does not ask for `{name}`; a link can carry {}", carried(plan))),
            Some(Prefill::Never) => say(
                name,
                format!(
                    "the definition lets no link carry `{name}`: write `prefill: allow` or `prefill: locked` there"
                ),
            ),
            Some(_) if text.trim().chars().count() > PROPERTY_VALUE_CHARS_MAX => {
                let count = text.trim().chars().count();
                say(name, format!("at most {PROPERTY_VALUE_CHARS_MAX} characters are taken, and this has {count}"));
            }
            Some(_) => {}
        }
    }
    if given.is_empty() {
        say("answers", format!("a link carries at least one answer; this service's links can carry {}", carried(plan)));
    }
    for name in &request.locked {
        if !given.iter().any(|(given, _)| question(plan, given) == *name) {
            say("locked", format!("`{name}` is to be locked, but no answer is given for it"));
        }
    }
    if request.expires_on.is_some_and(|day| day < today) {
        say("expires_on", format!("the last day is over: today is {today}"));
    }
    if request.uses_max.is_some_and(|most| !(1..=LINK_USES_MAX).contains(&most)) {
        say("uses", format!("a link is for 1 to {LINK_USES_MAX} uses"));
    }
    let reference = request.reference.as_deref();
    let is_shaped = |text: &str| {
        (1..=LINK_REFERENCE_CHARS_MAX).contains(&text.chars().count()) && !text.chars().any(char::is_control)
    };
    if reference.is_some_and(|text| !is_shaped(text)) {
        say("reference", format!("a reference has 1 to {LINK_REFERENCE_CHARS_MAX} ordinary characters"));
    }
    let mut raw = RawAnswers::default();
    for (name, text) in given.iter().copied() {
        match request.numbers.contains(name) {
            true => raw.set_number(name, text),
            false => raw.set(name, text),
        }
    }
    match form::read_given(plan, &raw, today) {
        Ok(answers) if problems.is_empty() => return Ok(answers),
        Ok(_) => {}
        Err(found) => {
            for problem in found.iter().filter(|problem| form::prefill_of(plan, &problem.name).is_some()) {
                problems.push(in_english(plan, problem));
            }
        }
    }
    Err(problems)
}

fn in_english(plan: &Plan, problem: &FieldProblem) -> LinkProblem {
    LinkProblem { name: problem.name.clone(), message: problem.words(plan, Language::En) }
}

/// The names that links of a service can carry, for people.
fn carried(plan: &Plan) -> String {
    let payer = form::PAYER_NAMES.iter().filter(|_| !plan.payer_prefill.is_never()).map(|name| (*name).to_owned());
    let once = plan.fields().filter(|field| !field.prefill.is_never());
    let names: Vec<String> = payer.chain(once.flat_map(|field| form::names_of(field, &field.id))).take(20).collect();
    if names.is_empty() { "nothing: its definition says no `prefill`".to_owned() } else { names.join(", ") }
}

/// The address of a link's page in a language.
pub fn link_address(public_url: &str, language: Language, link: &Link, token: &LinkToken) -> String {
    format!("{public_url}{}", link_path(language, &link.beneficiary, &link.service, token))
}

pub(super) fn link_path(language: Language, beneficiary: &Slug, service: &Slug, token: &LinkToken) -> String {
    format!("/{language}/{beneficiary}/{service}?l={token}")
}
