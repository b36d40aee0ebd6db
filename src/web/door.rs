//! The door: how much at once, how often from one place, and whether a form comes from our own pages.
//! It must not know what is asked.

mod pace;

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::crowd::{Crowd, Crowded};
use super::place::{self, Place};
use super::problem::{Kind, Problem};
use super::tls::Peer;
use super::{Web, WebSettings};
pub(super) use pace::Pace;

/// Most requests of a kind that are worked on at once; more are told to come back. One holds at most a form and its page.
/// Each kind has its own: senders who dawdle over their forms keep nobody from reading, nor MPay from confirming.
const PAGES_AT_ONCE_MAX: usize = 512;
const FORMS_AT_ONCE_MAX: usize = 256;
const PREVIEWS_AT_ONCE_MAX: usize = 64;
const CALLS_AT_ONCE_MAX: usize = 128;
/// Most of one place that are worked on at once: nobody alone keeps the others out.
const PAGES_OF_PLACE_AT_ONCE_MAX: usize = 128;
const FORMS_OF_PLACE_AT_ONCE_MAX: usize = 32;
const PREVIEWS_OF_PLACE_AT_ONCE_MAX: usize = 32;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How often something may come: a second in the long run, and at once after a rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paces {
    /// Pages, from one place. Whole offices and mobile networks share an address, so it is wide.
    pub pages: (u32, u32),
    /// Forms, from one place: an order takes some, as a form is reviewed, corrected and confirmed.
    pub forms: (u32, u32),
    /// Forms that would make an order, from one place.
    pub orders: (u32, u32),
    /// Running totals, for one place. Each form asks for some while it is filled in, and does without when it is refused.
    pub previews: (u32, u32),
    /// Forms of one service, from all places.
    pub forms_of_service: (u32, u32),
    /// Calls of the API with one token, from all places.
    pub calls_of_token: (u32, u32),
}

impl Default for Paces {
    fn default() -> Paces {
        Paces {
            pages: (100, 1_000),
            forms: (25, 500),
            orders: (5, 100),
            previews: (50, 500),
            forms_of_service: (500, 5_000),
            calls_of_token: (20, 200),
        }
    }
}

/// Who is here, and how often it came.
pub(super) struct Door {
    pages_at_once: Arc<Crowd>,
    forms_at_once: Arc<Crowd>,
    previews_at_once: Arc<Crowd>,
    calls_at_once: Arc<Crowd>,
    pages: Pace,
    forms: Pace,
    orders: Pace,
    previews: Pace,
    services: Pace,
    tokens: Pace,
}

impl Door {
    pub fn new(paces: Paces) -> Arc<Door> {
        let pace = |(per_second, at_once)| Pace::new(per_second, at_once);
        Arc::new(Door {
            pages_at_once: Crowd::new(PAGES_AT_ONCE_MAX, PAGES_OF_PLACE_AT_ONCE_MAX),
            forms_at_once: Crowd::new(FORMS_AT_ONCE_MAX, FORMS_OF_PLACE_AT_ONCE_MAX),
            previews_at_once: Crowd::new(PREVIEWS_AT_ONCE_MAX, PREVIEWS_OF_PLACE_AT_ONCE_MAX),
            calls_at_once: Crowd::new(CALLS_AT_ONCE_MAX, CALLS_AT_ONCE_MAX),
            pages: pace(paces.pages),
            forms: pace(paces.forms),
            orders: pace(paces.orders),
            previews: pace(paces.previews),
            services: pace(paces.forms_of_service),
            tokens: pace(paces.calls_of_token),
        })
    }

    /// Whether the API may be called once more with a token; it is counted if so.
    pub fn lets_token(&self, name: &str) -> bool {
        self.tokens.lets(&name)
    }

    /// Whether one more page may be read by the place of a request.
    pub fn lets_read(&self, peer: IpAddr, headers: &HeaderMap, settings: &WebSettings) -> bool {
        place::of(Some(peer), headers, &settings.trusted_proxies).is_none_or(|place| self.pages.lets(&place))
    }

    /// Whether one more order may come from a place; it is counted if so. This machine makes as many as it likes.
    pub fn lets_order(&self, place: Option<Place>) -> bool {
        place.is_none_or(|place| self.orders.lets(&place))
    }

    fn is_too_often(&self, request: &Request, web: &Web) -> bool {
        let path = request.uri().path();
        // MPay proves itself by its signature, and a monitor must see the truth; a browser asks for each file once.
        if ["/mpay/", "/static/", "/health", "/readyz"].iter().any(|free| path.starts_with(free)) {
            return false;
        }
        let Some(place) = place_of(request, web) else { return false };
        if request.method() != Method::POST {
            return !self.pages.lets(&place);
        }
        if is_preview(request) {
            return !self.previews.lets(&place);
        }
        // The language is left out: `/ro/a/b` and `/ru/a/b` are one service.
        let service = path.splitn(3, '/').nth(2).unwrap_or_default();
        !self.forms.lets(&place) || !self.services.lets(&service)
    }
}

fn place_of(request: &Request, web: &Web) -> Option<Place> {
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|info| info.0.ip());
    place::of(peer, request.headers(), &web.settings.trusted_proxies)
}

/// Lets a request in, or says why not.
pub(super) async fn admit(State(web): State<Web>, request: Request, next: Next) -> Response {
    let is_call = request.uri().path().starts_with("/mpay/");
    let is_form = request.method() == Method::POST && !is_call;
    let entered = match (is_call, is_form) {
        (true, _) => web.door.calls_at_once.enter(None),
        (_, true) if is_preview(&request) => web.door.previews_at_once.enter(place_of(&request, &web)),
        (_, true) => web.door.forms_at_once.enter(place_of(&request, &web)),
        _ => web.door.pages_at_once.enter(place_of(&request, &web)),
    };
    let _guest = match entered {
        Ok(guest) => guest,
        Err(Crowded::House) => return Problem::new(Kind::Unavailable).into_response(),
        Err(Crowded::Place) => return Problem::new(Kind::TooManyRequests).into_response(),
    };
    if is_form && is_from_elsewhere(request.headers()) {
        return Problem::new(Kind::Forbidden).into_response();
    }
    if web.door.is_too_often(&request, &web) {
        return Problem::new(Kind::TooManyRequests).into_response();
    }
    next.run(request).await
}

/// Whether a page's script asks what the answers cost so far. Such questions leave the pace of real forms alone.
fn is_preview(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path().ends_with("/preview")
}

/// Whether a browser says that another site's page sent this. One that says nothing is old, or no browser.
fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    match (text(&SEC_FETCH_SITE), text(&ORIGIN)) {
        (Some(site), _) => !["same-origin", "none"].contains(&site),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_none() || host != text(&HOST)
        }
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_other_sites_are_told_from_ours() {
        for (sec_fetch_site, origin, expected) in [
            (None, None, false),
            (Some("same-origin"), None, false),
            (Some("none"), None, false),
            (Some("same-site"), None, true),
            (Some("cross-site"), Some("https://plati.example.md"), true),
            (None, Some("https://plati.example.md"), false),
            (None, Some("https://plati.example.md:8443"), true),
            (None, Some("https://evil.example"), true),
            (None, Some("null"), true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, "plati.example.md".parse().unwrap());
            for (name, value) in [(SEC_FETCH_SITE, sec_fetch_site), (ORIGIN, origin)] {
                if let Some(value) = value {
                    headers.insert(name, value.parse().unwrap());
                }
            }
            assert_eq!(is_from_elsewhere(&headers), expected, "{sec_fetch_site:?} {origin:?}");
        }
    }
}
