//! A form that was sent: an order, or a page with what was typed, which lies at an address of its own. It must not know
//! what an answer means.

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::kept::{self, Sender, Step};
use super::{Answer, cookie, hold, known, link, redirect};
use crate::app::{KeptAnswers, Outcome, ServedService, Submission};
use crate::clock::micros;
use crate::form::{self, RawAnswers};
use crate::i18n::Language;
use crate::ids::{KeptToken, OrderToken};
use crate::view::{KeptPage, answers_address};
use crate::web::problem::{Kind, Problem};
use crate::web::theme::Theme;
use crate::web::tls::Peer;
use crate::web::{Web, body, place};

type Names = Path<(String, String, String)>;

/// Where forms are sent, opened as a page: the form is beside it.
pub(in crate::web) async fn sent_form(State(web): State<Web>, Path((language, beneficiary, service)): Names) -> Answer {
    let language = known(&language)?;
    let service = web.app.service(&beneficiary, &service).await?.ok_or(Problem::new(Kind::NotFound))?;
    Ok(redirect(StatusCode::SEE_OTHER, &service.address(language)))
}

/// What a form asks for beside its answers.
struct Asked {
    /// A theme, which counts from this answer on.
    theme: Option<Theme>,
    /// Whether it is only looked at: in another theme or language.
    only_looks: bool,
    /// Whether it is only filled in further.
    only_fills: bool,
    /// Whether it comes from a review.
    is_review: bool,
    /// Whether the field was filled in that people do not see; programs that fill in whatever they find do.
    is_trapped: bool,
    /// Where its answers were kept before.
    carried: Option<KeptToken>,
}

/// A filled form: an order, or a page that lies at an address where Back and Forward find it.
pub(in crate::web) async fn submit(
    State(web): State<Web>,
    Path((language, beneficiary, service)): Names,
    RawQuery(query): RawQuery,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let mut raw = body::form(&web, &headers, body).await?;
    let language = known(&language)?;
    let service = web.app.service(&beneficiary, &service).await?;
    let service = &service.ok_or(Problem::new(Kind::NotFound))?;
    service.page(language).ok_or(Problem::new(Kind::NotFound))?;
    let place = place::of_request(&web, &peer, &headers);
    let Some(sender) = Sender::of_form(&web, &headers, query.as_deref(), &mut raw, place) else {
        return Ok(tell_apart(&web, service, language));
    };
    let asked = Asked::of(service, &mut raw);
    let step = match link::of_form(&web, service, &mut raw).await? {
        Ok(link) => go_on(&web, (service, language), raw, &asked, link, &sender).await?,
        Err(_) => {
            let refused_link = raw.remove("_link");
            Gone::On(Step {
                page: KeptPage::Link,
                answers: KeptAnswers { raw, refused_link, ..KeptAnswers::default() },
            })
        }
    };
    let answer = match step {
        Gone::Ordered(token) => {
            let order = redirect(StatusCode::SEE_OTHER, &format!("/{language}/order/{token}"));
            cookie::end_steps(order, &web.settings)
        }
        Gone::Unknown => tell_apart(&web, service, language),
        Gone::On(step) => kept::lead(&web, (service, language), step, asked.carried, &sender).await?,
    };
    Ok(asked.theme.into_iter().fold(answer, |answer, theme| theme.choose(answer, &web.settings)))
}

/// Sends a form through once more, with a cookie or, for a browser that keeps none, a word in the address.
fn tell_apart(web: &Web, service: &ServedService, language: Language) -> Response {
    let word = cookie::draw();
    let again = format!("{}?{}", answers_address(&service.plan, language), cookie::in_address(&word));
    cookie::give(redirect(StatusCode::TEMPORARY_REDIRECT, &again), &word, &web.settings)
}

impl Asked {
    /// Takes out of a form what is no answer.
    fn of(service: &ServedService, raw: &mut RawAnswers) -> Asked {
        let theme = raw.remove("_theme").and_then(|word| Theme::from_word(&word));
        let is_trapped = raw.remove("_website").is_some_and(|text| !text.is_empty());
        let carried = raw.remove("_kept").and_then(|text| KeptToken::parse(&text).ok());
        let asks = |raw: &mut RawAnswers, name| raw.remove(name).is_some_and(|text| !text.is_empty());
        let only_looks = asks(raw, "_language") || theme.is_some();
        let is_edited = asks(raw, "_edit");
        let action = raw.remove("_action").unwrap_or_default();
        if action == "enter"
            && let Some(name) = form::sought(&service.plan, raw)
        {
            // The Enter key sends the whole form; within a search it asks for what is found.
            raw.set("_search", name);
        }
        let only_searches = !raw.get("_search").is_empty();
        if !only_searches {
            form::take_found(&service.plan, raw);
        }
        let only_fills = only_searches || action == "recalculate" || is_edited;
        let is_review = !raw.get("_seen").is_empty();
        Asked { theme, only_looks, only_fills, is_review, is_trapped, carried }
    }
}

/// What became of a form.
enum Gone {
    /// An order.
    Ordered(OrderToken),
    /// Its browser must be told from others first.
    Unknown,
    /// A page with what was typed.
    On(Step),
}

async fn go_on(
    web: &Web,
    (service, language): (&ServedService, Language),
    mut raw: RawAnswers,
    asked: &Asked,
    link: Option<crate::app::OpenedLink>,
    sender: &Sender,
) -> Result<Gone, Problem> {
    let on = |page, answers| Ok(Gone::On(Step { page, answers }));
    if asked.is_trapped {
        return on(KeptPage::Form, KeptAnswers { raw, is_trapped: true, ..KeptAnswers::default() });
    }
    if asked.only_looks && !asked.is_review || asked.only_fills || form::change_rows(&service.plan, &mut raw) {
        return on(KeptPage::Form, KeptAnswers { raw, ..KeptAnswers::default() });
    }
    if asked.only_looks {
        // Looking at it in another language or theme confirms nothing.
        raw.remove("_seen");
    }
    let changes = OrderToken::parse(raw.get("_change")).ok();
    let held = hold::judge(web, service, &mut raw, true, sender.place).await?;
    // What was not seen makes no order.
    let may_order = !raw.get("_seen").is_empty() && held.hold().is_none();
    if may_order && !web.door.lets_order(sender.place) {
        held.give_back(web);
        return Err(Problem::new(Kind::TooManyRequests));
    }
    let cookie = sender.cookie.as_deref();
    let submission = Submission {
        language,
        raw,
        browser: Some(sender.word().to_owned()),
        new_word: None,
        link,
        changes,
        is_held: held.hold().is_some(),
        kept: asked.carried.as_ref().map(|token| web.app.kept_name(service, token, cookie)),
    };
    let outcome = web.app.submit(service, &submission).await;
    held.settle(web, service, &outcome);
    let raw = submission.raw;
    let judged = |raw| KeptAnswers { raw, is_judged: true, ..KeptAnswers::default() };
    match outcome? {
        Outcome::Ordered(token) => Ok(Gone::Ordered(token)),
        Outcome::Stranger => Ok(Gone::Unknown),
        Outcome::Held => {
            let hold = held.hold().map(|hold| (hold.clone(), micros(web.app.now())));
            on(KeptPage::Hold, KeptAnswers { hold, ..judged(raw) })
        }
        Outcome::Unconfirmed | Outcome::Ended => on(KeptPage::Review, judged(raw)),
        Outcome::Refused => on(KeptPage::Form, judged(raw)),
        Outcome::LinkRefused(_) => {
            let mut raw = raw;
            let refused_link = raw.remove("_link");
            on(KeptPage::Link, KeptAnswers { refused_link, ..judged(raw) })
        }
    }
}
