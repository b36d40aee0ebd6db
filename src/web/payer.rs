//! The payer's pages.

mod catalogue;
mod cookie;
mod hold;
mod kept;
mod link;
mod paper;
mod submit;

pub(super) use catalogue::{beneficiary, catalogue, keep_lists};
pub(super) use kept::{kept, kept_page};
pub(super) use paper::{code, note, poster};
pub(super) use submit::{sent_form, submit};

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::Web;
use super::problem::{Kind, Problem, accepted_language};
use super::{body, file};
use crate::app::RETURNED;
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
    // No cookie: given while the form is on its way, it would be another than the one that the form is given.
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    Ok((headers, running.map_err(|_| Problem::new(Kind::Internal))?).into_response())
}

/// An order's own page.
pub(super) async fn order(
    State(web): State<Web>,
    Path((language, token)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let (language, token) = (known(&language)?, known_token(&token)?);
    let browser = cookie::browser(&headers, &web.settings);
    let returned = query.as_deref().and_then(|query| asked(query, RETURNED)).and_then(|text| text.parse().ok());
    let returned_at = returned.and_then(|seconds| Timestamp::from_second(seconds).ok());
    Ok(page(web.app.order_page(&token, language, (browser.as_deref(), returned_at)).await?))
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
    Ok(redirect(StatusCode::SEE_OTHER, &web.app.way_back(&token, language).await?))
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
