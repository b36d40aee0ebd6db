//! Cookies: how ours are named, read and written. It must not know what any of them says.

use std::fmt::Display;

use axum::http::header::{COOKIE, InvalidHeaderValue};
use axum::http::{HeaderMap, HeaderValue};

use super::WebSettings;

/// One of our cookies.
pub(super) struct Cookie {
    /// Its name over HTTPS: with `__Host-` no other host can set it.
    pub host: &'static str,
    /// Its name without, where browsers would refuse that.
    pub plain: &'static str,
}

impl Cookie {
    fn name(&self, settings: &WebSettings) -> &'static str {
        if settings.is_https { self.host } else { self.plain }
    }

    /// What it says in a request; the first where it stands twice.
    pub fn of<'h>(&self, headers: &'h HeaderMap, settings: &WebSettings) -> Option<&'h str> {
        let name = self.name(settings);
        let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(found, _)| *found == name).map(|(_, word)| word)
    }

    /// The header that sets it, to be kept for some seconds, or until the browser is closed.
    ///
    /// # Errors
    /// When the word cannot stand in a header.
    pub fn set(
        &self,
        word: impl Display,
        seconds: Option<u32>,
        settings: &WebSettings,
    ) -> Result<HeaderValue, InvalidHeaderValue> {
        let name = self.name(settings);
        let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let secure = if settings.is_https { "; Secure" } else { "" };
        HeaderValue::from_str(&format!("{name}={word}; Path=/{age}; HttpOnly; SameSite=Lax{secure}"))
    }
}
