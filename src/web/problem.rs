//! Problems: the one place where what went wrong becomes a page or `application/problem+json` (RFC 9457).
//!
//! What a problem shows comes from its kind alone, so that nothing internal can reach a payer.

use std::any::Any;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use super::Web;
use super::api::is_of_api;
use super::door::Refused;
use super::layer::RequestId;
use super::mpay::is_of_mpay;
use crate::app::{AppError, LinkProblem};
use crate::i18n::Language;
use crate::mpay::fault::{Fault, FaultCode};
use crate::view::{ErrorKind, ErrorPage};

/// What went wrong, as far as a payer may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    BadRequest,
    Unauthorized,
    Forbidden,
    NoCertificate,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    Timeout,
    TooLarge,
    UnsupportedMedia,
    TooManyRequests,
    Unavailable,
    NoteUnavailable,
    Internal,
}

/// A problem on its way to the layer that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Problem(Kind);

impl Problem {
    pub fn new(kind: Kind) -> Problem {
        Problem(kind)
    }

    /// What it is for the log, where somebody was refused: such a request reached nothing.
    pub fn refused(self) -> Option<Refused> {
        match self.0 {
            Kind::BadRequest
            | Kind::Unauthorized
            | Kind::Forbidden
            | Kind::NoCertificate
            | Kind::Timeout
            | Kind::TooLarge
            | Kind::TooManyRequests
            | Kind::Unavailable => Some(Refused { why: self.title(), status: self.status().as_u16() }),
            Kind::NotFound
            | Kind::MethodNotAllowed
            | Kind::NotAcceptable
            | Kind::UnsupportedMedia
            | Kind::NoteUnavailable
            | Kind::Internal => None,
        }
    }

    fn status(self) -> StatusCode {
        match self.0 {
            Kind::BadRequest => StatusCode::BAD_REQUEST,
            Kind::Unauthorized => StatusCode::UNAUTHORIZED,
            Kind::Forbidden | Kind::NoCertificate => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Kind::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Kind::Timeout => StatusCode::REQUEST_TIMEOUT,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Kind::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Kind::Unavailable | Kind::NoteUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The problem of a bare status that a library gave, such as the router's 405.
    fn of_status(status: StatusCode) -> Option<Problem> {
        Some(Problem(match status {
            StatusCode::NOT_FOUND => Kind::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Kind::MethodNotAllowed,
            StatusCode::REQUEST_TIMEOUT => Kind::Timeout,
            StatusCode::PAYLOAD_TOO_LARGE => Kind::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Kind::UnsupportedMedia,
            status if status.is_client_error() => Kind::BadRequest,
            status if status.is_server_error() => Kind::Internal,
            _ => return None,
        }))
    }

    /// In plain English, for machines.
    fn title(self) -> &'static str {
        match self.0 {
            Kind::BadRequest => "The request cannot be read",
            Kind::Unauthorized => "This address asks for a token in the header Authorization: Bearer …",
            Kind::Forbidden => "Another site sent this form; open our page and send it from there",
            Kind::NoCertificate => "This address asks for a client certificate",
            Kind::NotFound => "There is nothing at this address",
            Kind::MethodNotAllowed => "This address does not take this method",
            Kind::NotAcceptable => "The request refuses every encoding that there is of this",
            Kind::Timeout => "The request took too long to arrive",
            Kind::TooLarge => "The request is too large",
            Kind::UnsupportedMedia => "The request's media type is not taken here",
            Kind::TooManyRequests => "Too many requests came from this place; try again in a minute",
            Kind::Unavailable => "The service is busy; try again in a moment",
            Kind::NoteUnavailable => "MPay does not give the payment note; try again in a moment",
            Kind::Internal => "Something went wrong on our side",
        }
    }

    fn page(self) -> ErrorKind {
        match self.0 {
            Kind::BadRequest | Kind::NotAcceptable | Kind::Timeout => ErrorKind::BadRequest,
            Kind::Unauthorized | Kind::Forbidden | Kind::NoCertificate => ErrorKind::Forbidden,
            Kind::NotFound => ErrorKind::NotFound,
            Kind::MethodNotAllowed => ErrorKind::MethodNotAllowed,
            Kind::TooLarge => ErrorKind::TooLarge,
            Kind::UnsupportedMedia => ErrorKind::UnsupportedMedia,
            Kind::TooManyRequests => ErrorKind::TooManyRequests,
            Kind::Unavailable => ErrorKind::Unavailable,
            Kind::NoteUnavailable => ErrorKind::NoteUnavailable,
            Kind::Internal => ErrorKind::Internal,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Problem {
        if error.is_not_found() {
            return Problem(Kind::NotFound);
        }
        if let AppError::PaymentNote(error) = &error {
            tracing::warn!(%error, "no payment note");
            return Problem(Kind::NoteUnavailable);
        }
        tracing::error!(error = &error as &dyn std::error::Error, "a request failed");
        Problem(if error.is_passing() { Kind::Unavailable } else { Kind::Internal })
    }
}

/// What is wrong with one part of what the API was sent.
#[derive(Debug, Serialize)]
pub(super) struct Detail {
    /// The line of the table, counted from its headings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The name that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What, and what to do.
    pub detail: String,
}

impl Detail {
    /// About all of it.
    pub fn plain(detail: String) -> Detail {
        Detail { line: None, name: None, detail }
    }

    /// Of a link.
    pub fn of(problem: LinkProblem, line: Option<u64>) -> Detail {
        Detail { line, name: Some(problem.name), detail: problem.message }
    }
}

/// Most details that are told at once.
const DETAILS_MAX: usize = 100;

/// What the API was sent cannot be taken; nothing of it was done.
pub(super) fn refused(id: &RequestId, status: StatusCode, details: &[Detail]) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": "What was sent cannot be taken; nothing was done",
        "status": status.as_u16(),
        "requestId": id.as_str(),
        "errors": details.get(..DETAILS_MAX).unwrap_or(details),
    });
    let headers = [(CONTENT_TYPE, "application/problem+json"), (CACHE_CONTROL, "no-store")];
    (status, headers, body.to_string()).into_response()
}

/// Any address that no route has.
pub(super) async fn not_found() -> Problem {
    Problem(Kind::NotFound)
}

/// A panic of a handler: logged, and told to the sender as our fault.
pub(super) fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = text, "a handler panicked");
    let problem = Problem(Kind::Internal);
    (problem.status(), problem.title()).into_response()
}

/// Turns problems into what the sender can read: a page in the address's language, or problem+json.
pub(super) async fn present(State(web): State<Web>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let headers = request.headers().clone();
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let response = next.run(request).await;
    let told = response.extensions().get::<Problem>().copied();
    let is_bare = !response.headers().contains_key(CONTENT_TYPE) || told.is_none() && is_plain_text(&response);
    let Some(problem) = told.or_else(|| Problem::of_status(response.status()).filter(|_| is_bare)) else {
        return response;
    };
    let allow = response.headers().get(ALLOW).cloned();
    let mut shown = if is_of_mpay(&path) && speaks_soap(&headers) {
        as_fault(&web, problem)
    } else if is_of_api(&path) || wants_json(&headers) {
        as_json(problem, &id)
    } else {
        as_page(&web, problem, &id, &path, &headers)
    };
    shown.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(allow) = allow {
        shown.headers_mut().insert(ALLOW, allow);
    }
    if problem.0 == Kind::Unauthorized {
        shown.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    let retry_after = match problem.0 {
        Kind::Unavailable | Kind::NoteUnavailable => Some("5"),
        Kind::TooManyRequests => Some("60"),
        _ => None,
    };
    if let Some(seconds) = retry_after {
        shown.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    shown
}

/// The form in which a library's own refusals come, such as an address that is not UTF-8.
fn is_plain_text(response: &Response) -> bool {
    let value = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    response.status().is_client_error() && value.is_some_and(|value| value.starts_with("text/plain"))
}

/// Whether a program asks at the MPay endpoint, and not a person who looks at it.
fn speaks_soap(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accept = text(&ACCEPT);
    // Java's plain client accepts HTML without reading it.
    headers.contains_key("soapaction")
        || text(&CONTENT_TYPE).contains("xml")
        || !accept.contains("text/html") && !accept.contains("json")
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("json") && !accept.contains("text/html")
}

fn as_json(problem: Problem, id: &RequestId) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": problem.title(),
        "status": problem.status().as_u16(),
        "requestId": id.as_str(),
    });
    (problem.status(), [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// For MPay's systems, and whoever else speaks SOAP.
fn as_fault(web: &Web, problem: Problem) -> Response {
    let code = match problem.0 {
        Kind::Unauthorized | Kind::Forbidden | Kind::NoCertificate => FaultCode::AuthenticationFailed,
        Kind::TooManyRequests | Kind::Unavailable | Kind::NoteUnavailable | Kind::Internal => FaultCode::InternalError,
        Kind::BadRequest
        | Kind::NotFound
        | Kind::MethodNotAllowed
        | Kind::NotAcceptable
        | Kind::Timeout
        | Kind::TooLarge
        | Kind::UnsupportedMedia => FaultCode::InvalidParameter,
    };
    let fault = web.app.ready_fault(&Fault::because(code, format!("{}.", problem.title())));
    (problem.status(), [(CONTENT_TYPE, "text/xml; charset=utf-8")], fault).into_response()
}

fn as_page(web: &Web, problem: Problem, id: &RequestId, path: &str, headers: &HeaderMap) -> Response {
    let from_path = path.split('/').nth(1).and_then(Language::from_code);
    let language = from_path.unwrap_or_else(|| accepted_language(headers));
    let page = ErrorPage { kind: problem.page(), request_id: id.as_str().to_owned(), contact: None };
    match web.app.view.error_page(language, &page) {
        Ok(html) => (problem.status(), [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the error page cannot be made");
            (problem.status(), problem.title()).into_response()
        }
    }
}

/// The language that the browser asks for.
pub(super) fn accepted_language(headers: &HeaderMap) -> Language {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Language::from_accept_language(accepted)
}
