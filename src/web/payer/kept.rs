//! The pages between two steps of a form: each lies at an address that nobody can guess, reads what is kept there, and is
//! the same however often it is opened, until the answers become an order. It must not know what an answer means.

use axum::extract::{Path, State};
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};

use super::{Answer, cookie, known, link, page as html_page, redirect};
use crate::app::{FoundKept, KeptAnswers, RefusedLink, Reviewed, ServedService, Submission};
use crate::form::RawAnswers;
use crate::i18n::Language;
use crate::ids::{ContentHash, KeptToken, OrderToken};
use crate::link::LinkRefusal;
use crate::view::{KeptPage, NoLongerKept, kept_address};
use crate::web::Web;
use crate::web::place::Place;
use crate::web::problem::{Kind, Problem};

/// Who sent a form, as far as browsers are told apart.
pub(super) struct Sender {
    /// The word of the browser's cookie.
    pub cookie: Option<String>,
    /// The word that the pages of a browser without a cookie carry.
    carried: Option<OrderToken>,
    /// Where it comes from, where that is known.
    pub place: Option<Place>,
}

impl Sender {
    /// Who sent a form, whose word is taken out of it; `None` for one that comes for the first time.
    pub fn of_form(
        web: &Web,
        headers: &HeaderMap,
        query: Option<&str>,
        raw: &mut RawAnswers,
        place: Option<Place>,
    ) -> Option<Sender> {
        let carried = cookie::of_page(raw).or_else(|| cookie::given(query));
        raw.remove("_browser");
        let cookie = cookie::browser(headers, &web.settings);
        (cookie.is_some() || carried.is_some()).then_some(Sender { cookie, carried, place })
    }

    /// What tells its browser from others.
    pub fn word(&self) -> &str {
        self.cookie.as_deref().or(self.carried.as_ref().map(OrderToken::as_str)).unwrap_or_default()
    }

    /// The word that its pages must carry: none where it has a cookie.
    fn carried_word(&self) -> Option<String> {
        self.carried.as_ref().filter(|_| self.cookie.is_none()).map(|word| word.as_str().to_owned())
    }

    /// A number for the network that it comes from: what is kept of one network has a bound. Nothing else is asked of it,
    /// and it is gone with the answers.
    fn network(&self) -> Option<i64> {
        let place = self.place?;
        let hash = ContentHash::of(&[b"kept answers", format!("{place:?}").as_bytes()]);
        i64::from_str_radix(hash.as_str().get(..15)?, 16).ok()
    }
}

/// A step of a form that makes no order: what is kept of it, and the page that shows it.
pub(super) struct Step {
    pub page: KeptPage,
    pub answers: KeptAnswers,
}

/// Keeps a step and leads to its page. Where it cannot be kept, the page itself is the answer: what was typed is worth
/// more than the way back to it.
pub(super) async fn lead(
    web: &Web,
    (service, language): (&ServedService, Language),
    mut step: Step,
    carried: Option<KeptToken>,
    sender: &Sender,
) -> Answer {
    step.answers.word = sender.carried_word();
    let (who, bounds) = ((sender.cookie.as_deref(), sender.network()), &web.settings.kept);
    let token = match web.app.keep_answers(service, &step.answers, carried, who, bounds).await {
        Ok(token) => token,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "answers cannot be kept between two steps");
            None
        }
    };
    match token {
        Some(token) => {
            let address = kept_address(&service.plan, language, &token, step.page);
            Ok(redirect(StatusCode::SEE_OTHER, &address))
        }
        None => Shown { web, service, language, token: None, cookie: sender.cookie.clone() }.show(step).await,
    }
}

/// The form with what is kept at an address.
pub(in crate::web) async fn kept(
    State(web): State<Web>,
    Path((language, beneficiary, service, token)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Answer {
    find(&web, (&language, &beneficiary, &service), &token, KeptPage::Form, &headers).await
}

/// Another page with what is kept at an address.
pub(in crate::web) async fn kept_page(
    State(web): State<Web>,
    Path((language, beneficiary, service, token, page)): Path<(String, String, String, String, String)>,
    headers: HeaderMap,
) -> Answer {
    let page = KeptPage::from_word(&page).ok_or(Problem::new(Kind::NotFound))?;
    find(&web, (&language, &beneficiary, &service), &token, page, &headers).await
}

async fn find(
    web: &Web,
    (language, beneficiary, service): (&str, &str, &str),
    token: &str,
    page: KeptPage,
    headers: &HeaderMap,
) -> Answer {
    let language = known(language)?;
    let service = web.app.service(beneficiary, service).await?;
    let service = &service.ok_or(Problem::new(Kind::NotFound))?;
    service.page(language).ok_or(Problem::new(Kind::NotFound))?;
    let cookie = cookie::browser(headers, &web.settings);
    let token = KeptToken::parse(token).ok();
    let found = match &token {
        Some(token) => web.app.kept_answers(service, token, cookie.as_deref()).await?,
        None => None,
    };
    let no_longer = match found {
        Some(FoundKept::Answers(answers)) => {
            return Shown { web, service, language, token, cookie }.show(Step { page, answers: *answers }).await;
        }
        Some(FoundKept::Ordered(order)) => NoLongerKept::Ordered(format!("/{language}/order/{order}")),
        None => NoLongerKept::Gone,
    };
    let mut response = link::private(html_page(web.app.no_longer_kept_page(service, language, &no_longer)?));
    *response.status_mut() = match no_longer {
        // It leads on to the order.
        NoLongerKept::Ordered(_) => StatusCode::OK,
        NoLongerKept::Gone => StatusCode::GONE,
    };
    Ok(response)
}

/// Where a step is shown, and to whom.
struct Shown<'w> {
    web: &'w Web,
    service: &'w ServedService,
    language: Language,
    /// None where nothing is kept of it.
    token: Option<KeptToken>,
    cookie: Option<String>,
}

impl Shown<'_> {
    /// The page of a step.
    async fn show(&self, mut step: Step) -> Answer {
        let (web, service, language) = (self.web, self.service, self.language);
        if let Some(closed) = web.app.closed_page(service, language)? {
            return Ok(link::private(html_page(closed)));
        }
        let carried = self.carried(&step.answers);
        if let (KeptPage::Link, Some(text)) = (step.page, step.answers.refused_link.as_deref()) {
            return self.refused_link(text).await;
        }
        let link = match link::of_form(web, service, &mut step.answers.raw).await? {
            Ok(link) => link,
            Err(refused) => {
                // The form at this address came by the link: there is another without it.
                return link::refused(web, service, language, &refused, step.answers.raw.get("_link"));
            }
        };
        if let (KeptPage::Hold, Some(hold)) = (step.page, step.answers.hold_at(web.app.now())) {
            let html = web.app.hold_page(service, language, &step.answers.raw, &hold, &carried)?;
            let mut response = link::private(html_page(html));
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(hold.wait_seconds));
            return Ok(response);
        }
        if step.page == KeptPage::Review || step.page == KeptPage::Hold {
            let submission = self.submission(&step.answers, link.clone());
            match web.app.reviewed(service, &submission, (self.token.as_ref(), &carried)).await? {
                Reviewed::Page(html) | Reviewed::Ended(html) => return Ok(link::private(html_page(html))),
                Reviewed::Wrong => {}
            }
            if let Some(token) = &self.token {
                let form = kept_address(&service.plan, language, token, KeptPage::Form);
                return Ok(redirect(StatusCode::SEE_OTHER, &form));
            }
        }
        let (html, is_wrong) = web.app.kept_form(service, language, (&step.answers, link.as_ref()), &carried)?;
        let mut response = link::private(html_page(html));
        if is_wrong {
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        }
        Ok(response)
    }

    /// What the page's form carries beside the answers.
    fn carried(&self, answers: &KeptAnswers) -> Vec<(String, String)> {
        let token = self.token.as_ref().map(|token| ("_kept".to_owned(), token.as_str().to_owned()));
        let word = answers.word.as_ref().map(|word| ("_browser".to_owned(), word.clone()));
        token.into_iter().chain(word).collect()
    }

    fn submission(&self, answers: &KeptAnswers, link: Option<crate::app::OpenedLink>) -> Submission {
        Submission {
            language: self.language,
            raw: answers.raw.clone(),
            browser: self.cookie.clone().or_else(|| answers.word.clone()),
            new_word: answers.word.clone(),
            link,
            changes: None,
            is_held: false,
            kept: None,
        }
    }

    /// Why the link opens no more by which the answers came; the form has them without it.
    async fn refused_link(&self, text: &str) -> Answer {
        match self.web.app.open_link(self.service, text).await? {
            Err(refused) => self.told_of_link(&refused, text),
            // It opens for another order than the one that was to be changed.
            Ok(_) => self.told_of_link(&RefusedLink { why: LinkRefusal::UsedUp, order: None }, text),
        }
    }

    fn told_of_link(&self, refused: &RefusedLink, text: &str) -> Answer {
        let Some(token) = &self.token else {
            return link::refused(self.web, self.service, self.language, refused, text);
        };
        let html = self.web.app.refused_link_of_kept(self.service, self.language, refused, token)?;
        Ok(link::page_of_refused(html, refused))
    }
}
