//! The door: how much at once, how often from one place, and whether a form comes from our own pages.
//! It must not know what is asked.
//!
//! MPay is never kept out. Its calls have working places, senders' places and connections that nothing else can take; whoever
//! is slow to send takes no working place, and gives way to who comes later; and no pace counts what MPay has signed.

mod bulk;
mod errand;
mod origin;
mod pace;
mod paces;
mod refusals;
mod senders;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, HttpBody};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

use super::crowd::{Crowd, Crowded};
use super::place::{self, Place};
use super::problem::{Kind, Problem};
use super::tls::Peer;
use super::{Bounds, Web, WebSettings};
pub(super) use bulk::{Bulk, Occupied};
use errand::Errand;
pub(super) use origin::names_one_host;
pub(super) use pace::{Pace, PlacePace};
pub use paces::Paces;
pub(super) use refusals::{Refusals, Refused};
use senders::{Arriving, Senders, WorkingPlace};
pub(super) use senders::{TurnedAway, turned_away};

/// Most requests of a kind that are worked on at once, and most of one place; more are told to come back. Each kind has its
/// own, so that none keeps another out.
const PAGES_AT_ONCE: (usize, usize) = (512, 128);
const FORMS_AT_ONCE: (usize, usize) = (256, 32);
const PREVIEWS_AT_ONCE: (usize, usize) = (64, 32);
const API_AT_ONCE: (usize, usize) = (32, 8);
const HEALTH_AT_ONCE: (usize, usize) = (16, 4);
/// All of MPay may come from one address. What is not signed leaves its place within a millisecond.
const CALLS_AT_ONCE: (usize, usize) = (128, 128);
/// Most bodies of a kind that are on their way at once, and most of one place; of more, the longest on its way gives way. One
/// takes at most as much memory as it may be long: 64 KiB, and for the API 2 MiB.
const FORMS_SENT_AT_ONCE: (usize, usize) = (512, 64);
const PREVIEWS_SENT_AT_ONCE: (usize, usize) = (128, 32);
const API_SENT_AT_ONCE: (usize, usize) = (32, 8);
const CALLS_SENT_AT_ONCE: (usize, usize) = (128, 64);

/// The places of a kind of request.
struct Places {
    /// For those that are worked on.
    working: Arc<Crowd>,
    /// For bodies on their way, where bodies are read.
    senders: Option<Arc<Senders>>,
}

impl Places {
    fn to_read((most, most_of_place): (usize, usize)) -> Places {
        Places { working: Crowd::new(most, most_of_place), senders: None }
    }

    fn to_send(worked_on: (usize, usize), (most, most_of_place): (usize, usize)) -> Places {
        Places { senders: Some(Senders::new(most, most_of_place)), ..Places::to_read(worked_on) }
    }
}

/// Who is here, and how often it came.
pub(super) struct Door {
    pages_at_once: Places,
    health_at_once: Places,
    forms_at_once: Places,
    previews_at_once: Places,
    api_at_once: Places,
    calls_at_once: Places,
    pages: PlacePace,
    files: PlacePace,
    health: PlacePace,
    forms: PlacePace,
    orders: PlacePace,
    previews: PlacePace,
    calls: PlacePace,
    strangers: PlacePace,
    services: Pace,
    tokens: Pace,
    links: Pace,
    bulks: Arc<bulk::Bulks>,
    /// What was refused, for the log.
    pub refusals: Arc<Refusals>,
    /// Whether it was said that a proxy's word cannot be read.
    has_told_unreadable: AtomicBool,
}

impl Door {
    pub fn new(paces: Paces, bounds: Bounds) -> Arc<Door> {
        // So that those who send on spare connections do not fill them.
        let calls_sent = CALLS_SENT_AT_ONCE.0.min(bounds.spare_connections_max / 2);
        let calls_sent = (calls_sent, CALLS_SENT_AT_ONCE.1.min(calls_sent / 2));
        Arc::new(Door {
            pages_at_once: Places::to_read(PAGES_AT_ONCE),
            health_at_once: Places::to_read(HEALTH_AT_ONCE),
            forms_at_once: Places::to_send(FORMS_AT_ONCE, FORMS_SENT_AT_ONCE),
            previews_at_once: Places::to_send(PREVIEWS_AT_ONCE, PREVIEWS_SENT_AT_ONCE),
            api_at_once: Places::to_send(API_AT_ONCE, API_SENT_AT_ONCE),
            calls_at_once: Places::to_send(CALLS_AT_ONCE, calls_sent),
            pages: PlacePace::new(paces.pages),
            files: PlacePace::new(paces.files),
            health: PlacePace::new(paces.health),
            forms: PlacePace::new(paces.forms),
            orders: PlacePace::new(paces.orders),
            previews: PlacePace::new(paces.previews),
            calls: PlacePace::new(paces.calls),
            strangers: PlacePace::new(paces.strangers),
            services: Pace::new(paces.forms_of_service),
            tokens: Pace::new(paces.calls_of_token),
            links: Pace::new(paces.links_of_token),
            bulks: Arc::default(),
            refusals: Arc::default(),
            has_told_unreadable: AtomicBool::new(false),
        })
    }

    /// Whether the API may be called once more with a token; it is counted if so.
    pub fn lets_token(&self, name: &str) -> bool {
        self.tokens.lets(&name)
    }

    /// Whether so many links more may be made with a token; they are counted if so.
    pub fn lets_links(&self, name: &str, count: usize) -> bool {
        self.links.lets_many(&name, u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Begins bulk work with a token.
    ///
    /// # Errors
    /// [`Occupied`] while it has some under way, or as much is under way as may be.
    pub fn begin_bulk(&self, name: &str) -> Result<Bulk, Occupied> {
        self.bulks.begin(name)
    }

    /// Whether one more page may be read by the place of a request.
    pub fn lets_read(&self, peer: IpAddr, headers: &HeaderMap, settings: &WebSettings) -> bool {
        self.pages.lets(place::of(Some(peer), headers, &settings.trusted_proxies))
    }

    /// Whether one more static file may be read by the place of a request.
    pub fn lets_read_file(&self, peer: IpAddr, headers: &HeaderMap, settings: &WebSettings) -> bool {
        self.files.lets(place::of(Some(peer), headers, &settings.trusted_proxies))
    }

    /// Whether one more order may come from a place; it is counted if so. This machine makes as many as it likes.
    pub fn lets_order(&self, place: Option<Place>) -> bool {
        self.orders.lets(place)
    }

    /// Whether one more message that MPay did not sign may come from a place; it is counted if so.
    pub fn lets_stranger(&self, place: Option<Place>) -> bool {
        self.strangers.lets(place)
    }

    fn places(&self, errand: Errand) -> &Places {
        match errand {
            Errand::Page | Errand::File => &self.pages_at_once,
            Errand::Health => &self.health_at_once,
            Errand::Form => &self.forms_at_once,
            Errand::Preview => &self.previews_at_once,
            Errand::Api => &self.api_at_once,
            Errand::Call => &self.calls_at_once,
        }
    }

    fn lets(&self, errand: Errand, place: Option<Place>, path: &str) -> bool {
        match errand {
            Errand::Page => self.pages.lets(place),
            Errand::File => self.files.lets(place),
            Errand::Health => self.health.lets(place),
            Errand::Preview => self.previews.lets(place),
            Errand::Api => self.calls.lets(place),
            Errand::Form => self.forms.lets(place) && (place.is_none() || self.services.lets(&service_of(path))),
            // Only those that fail are counted, once that is known.
            Errand::Call => true,
        }
    }

    /// Says once that a proxy's word cannot be read.
    fn look_at(&self, place: Option<Place>) {
        if place == Some(Place::Unreadable) && !self.has_told_unreadable.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "a trusted proxy's X-Forwarded-For does not end with an address: all such requests share the bounds of one \
                 place; let the proxy write the caller's address, alone or with its port"
            );
        }
    }
}

/// What an address names beside its language: `/ro/a/b` and `/ru/a/b` are one service, however they are written.
fn service_of(path: &str) -> String {
    let service = path.splitn(3, '/').nth(2).unwrap_or_default();
    percent_decode_str(service).decode_utf8_lossy().into_owned()
}

/// Lets a request in, or says why not; notes whom it sent away.
pub(super) async fn admit(State(web): State<Web>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|info| info.0.ip());
    let place = place::of(peer, request.headers(), &web.settings.trusted_proxies);
    web.door.look_at(place);
    let errand = Errand::of(request.method(), request.uri().path());
    let response = match refusal(&web, errand, place, &request) {
        Some(kind) => Problem::new(kind).into_response(),
        None => work(&web, errand, place, request, next).await,
    };
    let problem = response.extensions().get::<Problem>().copied();
    if let Some(refused) = problem.and_then(Problem::refused) {
        web.door.refusals.note(refused, place, "");
    }
    response
}

/// Why a request is refused before anything of it is read.
fn refusal(web: &Web, errand: Errand, place: Option<Place>, request: &Request) -> Option<Kind> {
    let headers = request.headers();
    if !names_one_host(request.version(), headers) {
        return Some(Kind::BadRequest);
    }
    let changes = request.method() == Method::POST;
    if changes && errand.is_of_browser() && origin::is_from_elsewhere(headers, &web.app.public_url) {
        return Some(Kind::Forbidden);
    }
    (!web.door.lets(errand, place, request.uri().path())).then_some(Kind::TooManyRequests)
}

/// Has a request worked on. One with a body takes its working place when the body is here, others at once.
async fn work(web: &Web, errand: Errand, place: Option<Place>, request: Request, next: Next) -> Response {
    let places = web.door.places(errand);
    let working: WorkingPlace = Arc::default();
    let sends = request.method() == Method::POST && !request.body().is_end_stream();
    let request = match &places.senders {
        Some(senders) if sends => {
            let taken = (Arc::clone(&places.working), Arc::clone(&working));
            request.map(|body| Body::new(Arriving::new(body, place, senders, taken)))
        }
        // What else has a body is not read to it.
        _ => match places.working.enter(place) {
            Ok(guest) => {
                // It was just made, and is empty.
                let _ = working.set(guest);
                request
            }
            Err(crowded) => return Problem::new(Kind::from(crowded)).into_response(),
        },
    };
    let response = next.run(request).await;
    drop(working);
    response
}

impl From<Crowded> for Kind {
    fn from(crowded: Crowded) -> Kind {
        match crowded {
            Crowded::House => Kind::Unavailable,
            Crowded::Place => Kind::TooManyRequests,
        }
    }
}

impl From<TurnedAway> for Kind {
    fn from(turned_away: TurnedAway) -> Kind {
        match turned_away {
            TurnedAway::GaveWay => Kind::Unavailable,
            TurnedAway::Crowded(crowded) => Kind::from(crowded),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_service_has_one_pace_however_its_address_is_written() {
        for path in ["/ro/a/b", "/ru/a/b", "/en/%61/b", "/en/a%2Fb"] {
            assert_eq!(service_of(path), "a/b");
        }
    }
}
