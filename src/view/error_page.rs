//! The page that says why there is no other, and what a payer can do; never what went wrong inside.

use minijinja::context;
use minijinja::value::Value;

use crate::plan::Contact;

/// What a payer is told about a request that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorPage {
    /// Why there is no page.
    pub kind: ErrorKind,
    /// The number under which the log knows the request.
    pub request_id: String,
    /// Whom to ask, where that is known.
    pub contact: Option<Contact>,
}

/// Why there is no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// Nothing is at this address.
    NotFound,
    /// The request cannot be read.
    BadRequest,
    /// The request came from another site.
    Forbidden,
    /// The request is larger than any form.
    TooLarge,
    /// The body is not a form.
    UnsupportedMedia,
    /// The address does not take this method.
    MethodNotAllowed,
    /// Too many requests came from one place.
    TooManyRequests,
    /// Something that we need does not answer.
    Unavailable,
    /// MPay does not give its payment note.
    NoteUnavailable,
    /// We failed.
    Internal,
}

impl ErrorKind {
    /// All kinds.
    pub const ALL: [ErrorKind; 10] = [
        ErrorKind::NotFound,
        ErrorKind::BadRequest,
        ErrorKind::Forbidden,
        ErrorKind::TooLarge,
        ErrorKind::UnsupportedMedia,
        ErrorKind::MethodNotAllowed,
        ErrorKind::TooManyRequests,
        ErrorKind::Unavailable,
        ErrorKind::NoteUnavailable,
        ErrorKind::Internal,
    ];

    /// The names of its heading, its sentence, and what to do first.
    const fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            ErrorKind::NotFound => ("page-not-found-title", "page-not-found-text", "do-check-address"),
            ErrorKind::BadRequest => ("page-bad-request-title", "page-bad-request-text", "do-retry"),
            ErrorKind::Forbidden => ("page-forbidden-title", "page-forbidden-text", "do-retry"),
            ErrorKind::TooLarge => ("page-too-large-title", "page-too-large-text", "do-retry"),
            ErrorKind::UnsupportedMedia => ("page-unsupported-title", "page-unsupported-text", "do-retry"),
            ErrorKind::MethodNotAllowed => ("page-method-title", "page-method-text", "do-check-address"),
            ErrorKind::TooManyRequests => ("page-too-many-title", "page-too-many-text", "do-retry"),
            ErrorKind::Unavailable => ("page-unavailable-title", "page-unavailable-text", "do-retry"),
            ErrorKind::NoteUnavailable => ("page-note-unavailable-title", "page-note-unavailable-text", "do-retry"),
            ErrorKind::Internal => ("page-internal-title", "page-internal-text", "do-retry"),
        }
    }
}

impl ErrorPage {
    pub(super) fn context(&self) -> Value {
        let (title, text, first) = self.kind.texts();
        context! { title, text, steps => [first, "do-find-service", "do-ask"], request_id => self.request_id.clone() }
    }
}
