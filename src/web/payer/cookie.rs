//! The payer's cookie: a random word that tells two browsers apart, so that two payers with the same answers get two
//! orders and one payer with two clicks gets one. It says nothing about anyone and ends with the session.
//!
//! The empty page gives none, so that it is the same for everybody and can be kept. The first answer that is for one
//! payer alone does. A form that comes without one is sent through once more, with a word in its address: so a browser that
//! keeps cookies shows its own from the first step on, and what is kept of its answers opens nowhere else. One that keeps
//! none carries the word in its pages: a review that is confirmed several times at once makes one order, and two payers
//! behind one address have two.

use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::Response;

use crate::form::RawAnswers;
use crate::ids::{OrderToken, SystemRandom};
use crate::web::WebSettings;
use crate::web::cookies::Cookie;

const AGAIN: &str = "again=";

const COOKIE: Cookie = Cookie { host: "__Host-payer", plain: "payer" };

/// Says nothing: it is another after each order.
const ORDERED: Cookie = Cookie { host: "__Host-ordered", plain: "ordered" };

/// The word of the browser, if it has one of ours.
pub(super) fn browser(headers: &HeaderMap, settings: &WebSettings) -> Option<String> {
    OrderToken::parse(COOKIE.of(headers, settings)?).ok().map(String::from)
}

/// A new word.
pub(super) fn draw() -> OrderToken {
    OrderToken::draw(&SystemRandom)
}

/// The query of an address at which a form is sent again, with the word that the browser was given for it.
pub(super) fn in_address(word: &OrderToken) -> String {
    format!("{AGAIN}{word}")
}

/// The word in such an address.
pub(super) fn given(query: Option<&str>) -> Option<OrderToken> {
    OrderToken::parse(query?.strip_prefix(AGAIN)?).ok()
}

/// The word that a page carries in a browser that keeps no cookie.
pub(super) fn of_page(raw: &RawAnswers) -> Option<OrderToken> {
    OrderToken::parse(raw.get("_browser")).ok()
}

/// The response, with a word for a browser that has none.
pub(super) fn greet(response: Response, request: &HeaderMap, settings: &WebSettings) -> Response {
    match browser(request, settings) {
        Some(_) => response,
        None => give(response, &draw(), settings),
    }
}

/// The response, with a word for the browser.
pub(super) fn give(mut response: Response, word: &OrderToken, settings: &WebSettings) -> Response {
    if let Ok(cookie) = COOKIE.set(word, None, settings) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

/// The response to an order: a browser that has put the pages before it aside for Back, though they are `no-store`, drops
/// them when a cookie changes that scripts do not see (Chromium does), and asks for them again.
pub(super) fn end_steps(mut response: Response, settings: &WebSettings) -> Response {
    if let Ok(cookie) = ORDERED.set(draw(), None, settings) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
