//! The theme that someone chose, light or dark, kept in a cookie.
//!
//! Pages are the same bytes for all. For those who chose, the root element gets one attribute more on the way out: nobody
//! waits for a further file, nothing flashes, and no script is needed. A constant so dressed is a constant of its own.

use std::borrow::Cow;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::cookies::Cookie;
use super::problem::{Kind, Problem};
use super::{Web, WebSettings, body};
use crate::limits::QUERY_BYTES_MAX;

/// Largest page, in bytes: thousands of options with long names stay far below.
const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// How long a choice is kept.
const SECONDS_KEPT: u32 = 365 * 24 * 60 * 60;
const COOKIE: Cookie = Cookie { host: "__Host-theme", plain: "theme" };

/// What someone chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    /// Whatever the device says: what is so without a choice.
    System,
    Light,
    Dark,
}

impl Theme {
    /// All themes.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The theme of a button.
    pub fn from_word(word: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.word() == word)
    }

    const fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// What the browser's cookie says.
    pub fn of(headers: &HeaderMap, settings: &WebSettings) -> Theme {
        COOKIE.of(headers, settings).and_then(Theme::from_word).unwrap_or(Theme::System)
    }

    /// A page's name, dressed in it.
    pub fn name_of(self, page: &str) -> Cow<'_, str> {
        match self {
            Theme::System => Cow::Borrowed(page),
            theme => Cow::Owned(format!("{page}#{}", theme.word())),
        }
    }

    /// The page with the theme at its root element.
    pub fn dress(self, page: &[u8]) -> Vec<u8> {
        const ROOT: &[u8] = b"<html";
        // It stands at the beginning of every page, behind the document type.
        let start = &page[..page.len().min(100)];
        match start.windows(ROOT.len()).position(|part| part == ROOT) {
            Some(at) if self != Theme::System => {
                let (before, after) = page.split_at(at + ROOT.len());
                [before, format!(" data-theme=\"{}\"", self.word()).as_bytes(), after].concat()
            }
            _ => page.to_vec(),
        }
    }

    /// Makes a response carry the choice, which already counts for it.
    pub fn choose(self, mut response: Response, settings: &WebSettings) -> Response {
        let seconds = if self == Theme::System { 0 } else { SECONDS_KEPT };
        if let Ok(cookie) = COOKIE.set(self.word(), Some(seconds), settings) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Takes a choice and leads back to the page where it was made.
pub(super) async fn choose(State(web): State<Web>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let raw = body::form(&web, &headers, body).await?;
    let theme = Theme::from_word(raw.get("_theme")).ok_or(Problem::new(Kind::BadRequest))?;
    let back = Some(raw.get("back")).filter(|back| is_ours(back)).unwrap_or("/");
    let location = HeaderValue::from_str(back).map_err(|_| Problem::new(Kind::BadRequest))?;
    Ok(theme.choose((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(), &web.settings))
}

/// Whether an address is one of this service: a path, never another host.
fn is_ours(address: &str) -> bool {
    let is_path = address.starts_with('/') && !address.starts_with("//");
    is_path && address.len() <= QUERY_BYTES_MAX && address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

/// Dresses the pages that are made for one reader in the theme of that reader.
pub(super) async fn dress(State(web): State<Web>, request: Request, next: Next) -> Response {
    let asked = Theme::of(request.headers(), &web.settings);
    let response = next.run(request).await;
    let theme = response.extensions().get::<Theme>().copied().unwrap_or(asked);
    let headers = response.headers();
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // A constant comes dressed.
    if theme == Theme::System || !is_page || headers.contains_key(ETAG) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, PAGE_BYTES_MAX).await else {
        return Problem::new(Kind::Internal).into_response();
    };
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(theme.dress(&bytes)))
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn one_goes_back_to_our_own_pages_only() {
        for ours in ["/", "/ro", "/ru/order/AB_c-1", "/ro?q=%C8%99i+b"] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in ["", "ro", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nx: y", "/ș"] {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn the_root_alone_gets_the_theme() {
        let page = b"<!doctype html>\n<html lang=\"ro\"><p>&lt;html";
        assert_eq!(Theme::Dark.dress(page), b"<!doctype html>\n<html data-theme=\"dark\" lang=\"ro\"><p>&lt;html");
        assert_eq!(Theme::System.dress(page), page);
        assert_eq!(Theme::Dark.dress(b""), b"");
    }

    #[test]
    fn the_cookie_is_found_among_others_and_only_known_words_count() {
        for (line, theme) in [
            ("theme=dark", Theme::Dark),
            ("payer=x; theme=light; z=theme=dark", Theme::Light),
            ("theme=purple", Theme::System),
            ("mytheme=dark", Theme::System),
            ("__Host-theme=dark", Theme::System),
            ("", Theme::System),
        ] {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(line))]);
            assert_eq!(Theme::of(&headers, &WebSettings::default()), theme, "{line}");
        }
    }
}
