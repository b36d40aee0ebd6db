//! The payer's pages.

mod catalogue;
mod cookie;
mod hold;
mod link;
mod paper;

pub(super) use catalogue::{beneficiary, catalogue, keep_lists};
pub(super) use paper::{code, note, poster};

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::Web;
use super::problem::{Kind, Problem, accepted_language};
use super::theme::Theme;
use super::tls::Peer;
use super::{body, file, place};
use crate::app::{Outcome, Submission};
use crate::form;
use crate::i18n::Language;
use crate::ids::OrderToken;
use crate::limits::FIELDS_MAX;
use crate::mpay_client::PageFormat;

type Answer = Result<Response, Problem>;

/// A browser without a language in its address gets the one that it asks for.
pub(super) async fn home(headers: HeaderMap) -> Response {
    let mut response = redirect(StatusCode::FOUND, &format!("/{}", accepted_language(&headers)));
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-language"));
    response
}

/// A service's page before anything is typed, a constant; or with what the link fills in; or what it says while it is closed.
pub(super) async fn form(
    State(web): State<Web>,
    Path((language, beneficiary, service)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
) -> Answer {
    let language = known(&language)?;
    let listed = web.app.served().service(&beneficiary, &service).cloned().ok_or(Problem::new(Kind::NotFound))?;
    let empty_file = listed.empty_file(language).ok_or(Problem::new(Kind::NotFound))?;
    let query = body::bounded(query);
    if query.is_empty() && listed.summary.is_always_open() {
        return file::constant(&web, empty_file, &method, &headers).await;
    }
    let service = &web.app.open(&listed).await?;
    if let Some(closed) = web.app.closed_page(service, language)? {
        return Ok(page(closed));
    }
    if let Some(text) = asked(&query, "l") {
        return link::open(&web, service, language, &text, &headers).await;
    }
    let pairs = form_urlencoded::parse(query.as_bytes()).into_owned().take(FIELDS_MAX);
    match web.app.prefilled(service, language, pairs)? {
        Some(html) => Ok(cookie::greet(page(html), &headers, &web.settings)),
        None => file::constant(&web, empty_file, &method, &headers).await,
    }
}

/// A filled form: an order, the page with what is wrong, or the same in another language.
pub(super) async fn submit(
    State(web): State<Web>,
    Path((language, beneficiary, service)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let mut raw = body::form(&web, &headers, body).await?;
    // A field that people do not see; programs that fill in whatever they find do.
    if !raw.get("_website").is_empty() {
        return Err(Problem::new(Kind::BadRequest));
    }
    let theme = raw.remove("_theme").and_then(|word| Theme::from_word(&word));
    let language = known(&language)?;
    let service = web.app.service(&beneficiary, &service).await?;
    let service = &service.ok_or(Problem::new(Kind::NotFound))?;
    service.page(language).ok_or(Problem::new(Kind::NotFound))?;
    if raw.get("_action") == "enter"
        && let Some(name) = form::sought(&service.plan, &raw)
    {
        // The Enter key sends the whole form; within a search it asks for what is found.
        raw.set("_search", name);
    }
    let only_searches = !raw.get("_search").is_empty();
    if !only_searches {
        form::take_found(&service.plan, &mut raw);
    }
    let link = match link::of_form(&web, service, &mut raw).await? {
        Ok(link) => link,
        Err(refused) => return link::refused(&web, service, language, &refused, raw.get("_link")),
    };
    let dressed =
        |response: Response| theme.into_iter().fold(response, |response, theme| theme.choose(response, &web.settings));
    let greeted = |html: String| dressed(cookie::greet(page(html), &headers, &web.settings));
    let is_review = !raw.get("_seen").is_empty();
    let only_looks = theme.is_some() || !raw.get("_language").is_empty();
    let only_fills = only_searches || raw.get("_action") == "recalculate" || !raw.get("_edit").is_empty();
    if only_looks && !is_review || only_fills {
        return Ok(greeted(web.app.filled(service, language, &raw, link.as_ref())?));
    }
    if let Some(html) = web.app.with_rows(service, language, &raw, link.as_ref())? {
        return Ok(greeted(html));
    }
    if only_looks {
        // Looking at it in another language or theme confirms nothing.
        raw.remove("_seen");
    }
    // One that was given a cookie and has none keeps none: its word is in the review or in the address.
    let kept = cookie::browser(&headers, &web.settings);
    let carried = cookie::of_review(&raw);
    let given = || cookie::given(query.as_deref()).or_else(|| carried.clone().map(String::from));
    let browser = kept.clone().or_else(given);
    let word = carried.clone().unwrap_or_else(cookie::draw);
    let new_word = kept.is_none().then(|| word.to_string());
    let changes = OrderToken::parse(raw.get("_change")).ok();
    let place = place::of_request(&web, &peer, &headers);
    let held = hold::judge(&web, service, &mut raw, browser.is_some(), place).await?;
    // What was not seen, and what a browser sends that is to be told from others first, makes no order.
    let may_order = !raw.get("_seen").is_empty() && browser.is_some() && !held.is_shut();
    if may_order && !web.door.lets_order(place) {
        held.give_back(&web);
        return Err(Problem::new(Kind::TooManyRequests));
    }
    let submission = Submission { language, raw, browser, new_word, link, changes, is_held: held.is_shut() };
    let outcome = web.app.submit(service, &submission).await;
    held.settle(&web, service, &outcome);
    match outcome? {
        Outcome::Held => hold::page(&web, service, &submission, &held),
        Outcome::Ordered(token) => Ok(redirect(StatusCode::SEE_OTHER, &format!("/{language}/order/{token}"))),
        Outcome::Stranger => {
            let again = format!("{}?{}", service.address(language), cookie::in_address(&word));
            Ok(cookie::give(redirect(StatusCode::TEMPORARY_REDIRECT, &again), &word, &web.settings))
        }
        // The cookie and the review say the same word.
        Outcome::Reviewed(html) if kept.is_none() => Ok(dressed(cookie::give(page(html), &word, &web.settings))),
        Outcome::Reviewed(html) | Outcome::Ended(html) => Ok(greeted(html)),
        Outcome::LinkRefused(refused) => link::refused(&web, service, language, &refused, submission.raw.get("_link")),
        Outcome::Refused(html) => {
            let mut response = greeted(html);
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

/// What the answers cost so far and which fields they ask, for the page's script. Nothing is kept of them.
pub(super) async fn preview(
    State(web): State<Web>,
    Path((language, beneficiary, service)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let mut raw = body::form(&web, &headers, body).await?;
    let language = known(&language)?;
    let service = web.app.service(&beneficiary, &service).await?;
    let service = &service.ok_or(Problem::new(Kind::NotFound))?;
    // The answers that a link locks count whatever the browser sends. One that opens no more is told when the form is sent.
    link::of_form(&web, service, &mut raw).await?.ok();
    let running = serde_json::to_string(&web.app.running_total(service, language, &raw));
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    Ok((headers, running.map_err(|_| Problem::new(Kind::Internal))?).into_response())
}

/// An order's own page.
pub(super) async fn order(
    State(web): State<Web>,
    Path((language, token)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let (language, token) = (known(&language)?, known_token(&token)?);
    let browser = cookie::browser(&headers, &web.settings);
    Ok(page(web.app.order_page(&token, language, browser.as_deref()).await?))
}

/// The form again, filled with an order's answers, in the browser that made it; others are led to the order's page, which
/// says so.
pub(super) async fn change(
    State(web): State<Web>,
    Path((language, token)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let (language, token) = (known(&language)?, known_token(&token)?);
    let browser = cookie::browser(&headers, &web.settings);
    Ok(match web.app.change_page(&token, language, browser.as_deref()).await? {
        Some(form) => page(form),
        None => to_order(language, &token),
    })
}

/// MPay's payment note of an order, in `?format=A4` or `A5`, in the browser that made it; others are led to its page.
pub(super) async fn payment_note(
    State(web): State<Web>,
    Path((language, token)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let (language, token) = (known(&language)?, known_token(&token)?);
    let query = query.unwrap_or_default();
    let format = asked(&query, "format").map_or(Some(PageFormat::A4), |word| PageFormat::from_word(&word));
    let format = format.ok_or(Problem::new(Kind::BadRequest))?;
    let browser = cookie::browser(&headers, &web.settings);
    let Some((key, pdf)) = web.app.payment_note(&token, format, browser.as_deref()).await? else {
        return Ok(to_order(language, &token));
    };
    let name = format!("attachment; filename=\"payment-note-{key}.pdf\"");
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}

/// MPay sends the browser back here, whether the payer paid or not.
pub(super) async fn returned(State(web): State<Web>, Path((language, token)): Path<(String, String)>) -> Answer {
    let (language, token) = (known(&language)?, known_token(&token)?);
    web.app.note_return(&token).await?;
    Ok(to_order(language, &token))
}

/// To an order's own page.
fn to_order(language: Language, token: &OrderToken) -> Response {
    redirect(StatusCode::SEE_OTHER, &format!("/{language}/order/{token}"))
}

fn known(language: &str) -> Result<Language, Problem> {
    Language::from_code(language).ok_or(Problem::new(Kind::NotFound))
}

fn known_token(token: &str) -> Result<OrderToken, Problem> {
    OrderToken::parse(token).map_err(|_| Problem::new(Kind::NotFound))
}

/// What an address's query says under a name, the first time.
fn asked<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    form_urlencoded::parse(query.as_bytes()).find(|(other, _)| other == name).map(|(_, text)| text)
}

fn page(html: String) -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (headers, html).into_response()
}

/// A redirect within the service: addresses are made of checked parts, so they are valid header values.
fn redirect(status: StatusCode, to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(location) => {
            (status, [(LOCATION, location), (CACHE_CONTROL, HeaderValue::from_static("no-store"))]).into_response()
        }
        Err(_) => Problem::new(Kind::Internal).into_response(),
    }
}
