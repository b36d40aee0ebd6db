//! What every response carries: a request id, and the headers that keep pages to themselves.

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, ETAG};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::Web;
use crate::ids::{RandomSource, SystemRandom};

/// Names a request in the log, in its response's `x-request-id`, and on error pages.
#[derive(Debug, Clone, Default)]
pub(super) struct RequestId(String);

impl RequestId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Gives each request an id and a span of the log. No address is logged: an order's is a secret.
pub(super) async fn request_id(mut request: Request, next: Next) -> Response {
    let mut bytes = [0u8; 8];
    SystemRandom.fill(&mut bytes);
    let id = RequestId(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
    let span = tracing::info_span!("request", id = id.as_str(), method = %request.method());
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).instrument(span).await;
    // A constant is kept by browsers and caches: the id would soon be that of somebody else's request.
    if response.headers().contains_key(ETAG) {
        return response;
    }
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// Sets the headers of all responses.
pub(super) async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in web.common_headers.iter() {
        response.headers_mut().insert(name.clone(), value.clone());
    }
    // Whoever says nothing of caches may be speaking to one person.
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The headers of all responses, for payers who go from here to MPay's pay page.
pub(super) fn common_headers(pay_page: &str, is_https: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let policy = HeaderValue::from_str(&content_security_policy(pay_page));
    headers.insert("content-security-policy", policy.unwrap_or(HeaderValue::from_static("default-src 'none'")));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert("x-frame-options", HeaderValue::from_static("DENY"));
    // No page that is led to learns where its reader came from: not MPay, nor whoever a definition's text links to. MPay is
    // told an order's address by that order's own form, as ReturnUrl, and sees there what everybody else sees: no answer.
    // Our own forms still say where they come from.
    headers.insert("referrer-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    );
    if is_https {
        headers.insert("strict-transport-security", HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    headers
}

/// Pages load nothing from elsewhere, run our own script alone, and post only to us and to MPay.
fn content_security_policy(pay_page: &str) -> String {
    let origin: String = pay_page.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self' {origin}"
    )
}
