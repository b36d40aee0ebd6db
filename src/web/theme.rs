//! The theme that someone chose, light or dark, kept in a cookie.
//!
//! Pages are the same bytes for all; for those few who chose, the root element gets one attribute more on the way out. So
//! the empty pages stay constants, compressed once.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, ETAG, IF_NONE_MATCH, LOCATION, SET_COOKIE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::{Kind, Problem};
use super::{Web, WebSettings, body};

/// Largest page, in bytes: thousands of options with long names stay far below.
const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Longest address to go back to, in bytes.
const BACK_BYTES_MAX: usize = 2_000;

/// What someone chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    /// Whatever the device says: what is so without a choice.
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

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
    fn of(headers: &HeaderMap, settings: &WebSettings) -> Theme {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let word = pairs.find(|(name, _)| *name == cookie_name(settings)).map(|(_, word)| word);
        word.and_then(Theme::from_word).unwrap_or(Theme::System)
    }

    /// Keeps the choice for a year, or forgets it.
    fn cookie(self, settings: &WebSettings) -> HeaderValue {
        let secure = if settings.is_https { "; Secure" } else { "" };
        let age = if self == Theme::System { 0 } else { 365 * 24 * 60 * 60 };
        let (name, word) = (cookie_name(settings), self.word());
        HeaderValue::from_str(&format!("{name}={word}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"))
            .unwrap_or(HeaderValue::from_static(""))
    }

    /// Makes a response carry the choice, which already counts for it.
    pub fn choose(self, mut response: Response, settings: &WebSettings) -> Response {
        response.headers_mut().append(SET_COOKIE, self.cookie(settings));
        response.extensions_mut().insert(self);
        response
    }
}

fn cookie_name(settings: &WebSettings) -> &'static str {
    if settings.is_https { "__Host-theme" } else { "theme" }
}

/// Takes a choice and leads back to the page where it was made.
pub(super) async fn choose(State(web): State<Web>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let raw = body::form(&headers, body).await?;
    let theme = Theme::from_word(raw.get("_theme")).ok_or(Problem::new(Kind::BadRequest))?;
    let back = Some(raw.get("back")).filter(|back| is_ours(back)).unwrap_or("/");
    let location = HeaderValue::from_str(back).map_err(|_| Problem::new(Kind::BadRequest))?;
    Ok(theme.choose((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(), &web.settings))
}

/// Whether an address is one of this service: a path, never another host.
fn is_ours(address: &str) -> bool {
    let is_path = address.starts_with('/') && !address.starts_with("//");
    is_path && address.len() <= BACK_BYTES_MAX && address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

/// Dresses pages in the theme that the browser asks for.
pub(super) async fn dress(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if ["/static/", "/logo/", "/mpay/", "/health"].iter().any(|bare| path.starts_with(bare)) {
        return next.run(request).await;
    }
    let asked = Theme::of(request.headers(), &web.settings);
    if asked != Theme::System {
        // The constant is wanted as it is, and is known under its own tag.
        request.headers_mut().remove(ACCEPT_ENCODING);
        match bare_tags(request.headers(), asked) {
            Some(tags) => request.headers_mut().insert(IF_NONE_MATCH, tags),
            None => request.headers_mut().remove(IF_NONE_MATCH),
        };
    }
    let response = next.run(request).await;
    match response.extensions().get::<Theme>().copied().unwrap_or(asked) {
        Theme::System => response,
        theme => dressed(response, theme).await,
    }
}

/// The tags that the browser knows in this theme, without the theme.
fn bare_tags(headers: &HeaderMap, theme: Theme) -> Option<HeaderValue> {
    let known = headers.get(IF_NONE_MATCH)?.to_str().ok()?;
    let end = format!(".{}\"", theme.word());
    let bare: Vec<String> =
        known.split(',').filter_map(|tag| Some(format!("{}\"", tag.trim().strip_suffix(&end)?))).collect();
    HeaderValue::from_str(&bare.join(", ")).ok().filter(|_| !bare.is_empty())
}

async fn dressed(response: Response, theme: Theme) -> Response {
    let (mut parts, body) = response.into_parts();
    let is_page = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page && parts.status != StatusCode::NOT_MODIFIED {
        return Response::from_parts(parts, body);
    }
    if let Some(tag) = parts.headers.get(ETAG).and_then(|tag| tag.to_str().ok()?.strip_suffix('"'))
        && let Ok(tag) = HeaderValue::from_str(&format!("{tag}.{}\"", theme.word()))
    {
        parts.headers.insert(ETAG, tag);
    }
    parts.headers.append(VARY, HeaderValue::from_static("cookie"));
    let Ok(bytes) = to_bytes(body, PAGE_BYTES_MAX).await else {
        return Problem::new(Kind::Internal).into_response();
    };
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(with_attribute(&bytes, theme)))
}

/// The page with the theme at its root element.
fn with_attribute(page: &[u8], theme: Theme) -> Vec<u8> {
    const ROOT: &[u8] = b"<html";
    // It stands at the beginning of every page, behind the document type.
    let start = &page[..page.len().min(100)];
    let Some(at) = start.windows(ROOT.len()).position(|part| part == ROOT) else { return page.to_vec() };
    let (before, after) = page.split_at(at + ROOT.len());
    [before, format!(" data-theme=\"{}\"", theme.word()).as_bytes(), after].concat()
}

#[cfg(test)]
mod tests {
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
        let dark = with_attribute(page, Theme::Dark);
        assert_eq!(dark, b"<!doctype html>\n<html data-theme=\"dark\" lang=\"ro\"><p>&lt;html");
        assert_eq!(with_attribute(b"", Theme::Dark), b"");
    }

    #[test]
    fn tags_of_another_theme_are_not_known() {
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, "W/\"a.dark\", \"b.light\", \"c\", \"d.dark\"".parse().unwrap());
        assert_eq!(bare_tags(&headers, Theme::Dark).unwrap(), "W/\"a\", \"d\"");
        headers.insert(IF_NONE_MATCH, "\"c\"".parse().unwrap());
        assert_eq!(bare_tags(&headers, Theme::Light), None);
    }
}
