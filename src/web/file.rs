//! Files as they are: static files under addresses that never change their content, logos, pages before they are filled.

use axum::extract::State;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use jiff::Timestamp;
use serde_json::json;

use super::Web;
use super::problem::{Kind, Problem};
use crate::app::{AppError, Lasting, Nearness};
use crate::ids::ContentHash;
use crate::registry::PublishedFile;

const FOREVER: &str = "public, max-age=31536000, immutable";

/// A static file: of this program, or of the program that published a version which still names it.
pub(super) async fn asset(State(web): State<Web>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    match web.app.assets.find(uri.path()) {
        Some(file) => Ok(respond(file, &headers, FOREVER)),
        None => published(State(web), uri, headers).await,
    }
}

/// A file that a published version names.
pub(super) async fn published(State(web): State<Web>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let file = web.app.store.file(uri.path()).await.map_err(AppError::from)?;
    file.map(|file| respond(&file, &headers, FOREVER)).ok_or(Problem::new(Kind::NotFound))
}

/// Browsers ask for it unasked.
pub(super) async fn favicon(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Problem> {
    let address = web.app.assets.address("images/favicon.svg").to_owned();
    let file = web.app.assets.find(&address).ok_or(Problem::new(Kind::NotFound))?;
    Ok(respond(file, &headers, "public, max-age=86400"))
}

/// Orders are nobody's business.
pub(super) async fn robots() -> Response {
    let text = "User-agent: *\nDisallow: /ro/order/\nDisallow: /ru/order/\nDisallow: /en/order/\n";
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// Whether the service can take orders, for whoever watches over it.
pub(super) async fn health(State(web): State<Web>) -> Result<Response, Problem> {
    web.app.store.check().await.map_err(AppError::from)?;
    let (now, trust) = (web.app.now(), web.app.trust());
    let certificates: Vec<_> = trust.certificates.iter().map(|one| certificate(one, now)).collect();
    let is_well = trust.certificates.iter().all(|one| one.nearness(now) == Nearness::Far);
    let health = json!({
        "status": if is_well { "ok" } else { "warning" },
        "environment": web.app.store.environment().word(),
        "certificates": certificates,
    });
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    Ok((headers, format!("{health:#}\n")).into_response())
}

fn certificate(one: &Lasting, now: Timestamp) -> serde_json::Value {
    let warning = match one.nearness(now) {
        Nearness::Far => None,
        Nearness::InSixtyDays => Some("ends in at most 60 days"),
        Nearness::InThirtyDays => Some("ends in at most 30 days"),
        Nearness::InSevenDays => Some("ends in at most 7 days"),
        Nearness::Over => Some("is over"),
    };
    json!({
        "whose": one.whose.words(),
        "subject": one.subject,
        "notAfter": one.not_after.to_string(),
        "daysLeft": one.days_left(now),
        "warning": warning,
    })
}

/// A file in the best encoding that the browser takes, or 304 when the browser has it.
pub(super) fn respond(file: &PublishedFile, headers: &HeaderMap, cache: &'static str) -> Response {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (bytes, encoding) = match (&file.brotli, &file.gzip) {
        (Some(brotli), _) if accepts(accepted, "br") => (brotli, Some("br")),
        (_, Some(gzip)) if accepts(accepted, "gzip") => (gzip, Some("gzip")),
        _ => (&file.bytes, None),
    };
    let tag = format!("\"{}\"", ContentHash::of(&[bytes]).short());
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|other| other.trim().trim_start_matches("W/") == tag || other.trim() == "*");
    let mut response = match is_known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => bytes.clone().into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    if is_known {
        headers.remove(CONTENT_TYPE);
        return response;
    }
    if let Ok(media_type) = HeaderValue::from_str(&file.media_type) {
        headers.insert(CONTENT_TYPE, media_type);
    }
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// Whether an `Accept-Encoding` names an encoding without refusing it.
fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|item| {
        let mut parts = item.split(';');
        let is_named = parts.next().is_some_and(|name| name.trim().eq_ignore_ascii_case(encoding));
        let is_refused = parts.any(|part| {
            part.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse::<f32>().is_ok_and(|q| q <= 0.0))
        });
        is_named && !is_refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_taken_as_they_are_offered() {
        assert!(accepts("gzip, br;q=0.5", "br"));
        assert!(!accepts("gzip;q=0, br", "gzip"));
        assert!(!accepts("", "br"));
        assert!(!accepts("brotli", "br"));
    }
}
