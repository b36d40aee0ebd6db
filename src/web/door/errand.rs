//! What a request comes for, as far as bounds differ. It must not know what is answered.

use axum::http::Method;

/// What a request comes for. Each has places and a pace of its own, so that none keeps another out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    /// Anything to read.
    Page,
    /// A static file.
    File,
    /// Whether the server is well.
    Health,
    /// Anything that is sent, but for what follows.
    Form,
    /// What a form's answers cost so far, for the page's script. Such questions leave the pace of real forms alone.
    Preview,
    /// A call of the API.
    Api,
    /// A message of MPay.
    Call,
}

impl Errand {
    /// What a request comes for.
    pub fn of(method: &Method, path: &str) -> Errand {
        let is_post = method == Method::POST;
        if path.starts_with("/mpay/") {
            return if is_post { Errand::Call } else { Errand::Page };
        }
        if path.starts_with("/api/") {
            return Errand::Api;
        }
        match (is_post, path) {
            (true, path) if path.ends_with("/preview") => Errand::Preview,
            (true, _) => Errand::Form,
            (false, "/health" | "/healthz" | "/readyz") => Errand::Health,
            (false, path) if path.starts_with("/static/") => Errand::File,
            (false, _) => Errand::Page,
        }
    }

    /// Whether a browser sends it, and must not send it for another site. What a program shows is a secret that no browser
    /// adds by itself.
    pub fn is_of_browser(self) -> bool {
        match self {
            Errand::Form | Errand::Preview | Errand::Api => true,
            Errand::Page | Errand::File | Errand::Health | Errand::Call => false,
        }
    }
}
