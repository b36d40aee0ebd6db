//! The one cookie: a random word that tells two browsers apart, so that two payers with the same answers get two
//! orders and one payer with two clicks gets one. It says nothing about anyone and ends with the session.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::ids::{OrderToken, SystemRandom};
use crate::web::WebSettings;

fn name(settings: &WebSettings) -> &'static str {
    if settings.is_https { "__Host-payer" } else { "payer" }
}

/// The word of the browser, if it has one of ours.
pub(super) fn browser(headers: &HeaderMap, settings: &WebSettings) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, word) = pairs.find(|(found, _)| *found == name(settings))?;
    OrderToken::parse(word).ok().map(String::from)
}

/// A new word for a browser.
pub(super) fn fresh(settings: &WebSettings) -> HeaderValue {
    let secure = if settings.is_https { "; Secure" } else { "" };
    let word = OrderToken::draw(&SystemRandom);
    HeaderValue::from_str(&format!("{}={word}; Path=/; HttpOnly; SameSite=Lax{secure}", name(settings)))
        .unwrap_or(HeaderValue::from_static(""))
}
