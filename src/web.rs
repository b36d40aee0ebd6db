//! HTTP: the router on one screen. A handler reads the request, calls one use case, writes the response.

mod admission;
mod api;
mod body;
mod bounds;
mod connection;
mod constant;
mod cookies;
mod crowd;
mod door;
mod edge;
mod file;
mod gate;
mod health;
mod layer;
mod mpay;
mod negotiate;
mod payer;
mod place;
mod problem;
mod server;
mod shelf;
mod siege;
mod spare;
mod theme;
mod tls;

pub use admission::{Guard, MpayClients};
pub use bounds::Bounds;
pub use door::Paces;
pub use server::{Serving, serve, serve_guarded};
pub use siege::SiegeBounds;
pub use tls::{ClientCertificates, Peer, Tls, TlsError};

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use axum::Router;
use axum::http::HeaderMap;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, post};

use crate::app::{App, KeptBounds};

/// What the server itself must know beside the use cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebSettings {
    /// The proxies whose word counts for where a request comes from.
    pub trusted_proxies: Arc<[IpAddr]>,
    /// Whether browsers come over https, so that cookies can be kept from all else.
    pub is_https: bool,
    /// How many connections there are at once, and how long each may take.
    pub bounds: Bounds,
    /// How often requests may come.
    pub paces: Paces,
    /// When orders come too fast, and what lets a form through then.
    pub siege: SiegeBounds,
    /// How much is kept of forms between their steps.
    pub kept: KeptBounds,
}

/// Shared by all handlers.
#[derive(Clone)]
struct Web {
    app: Arc<App>,
    settings: WebSettings,
    /// The headers of all answers.
    common_headers: Arc<HeaderMap>,
    shelf: Arc<shelf::Shelf>,
    /// After which publication the lists were made last.
    listed: Arc<AtomicI64>,
    door: Arc<door::Door>,
    siege: Arc<siege::Siege>,
    mpay_clients: MpayClients,
}

/// What answers requests.
fn edge(app: Arc<App>, settings: WebSettings, mpay_clients: MpayClients) -> edge::Edge {
    let common_headers = Arc::new(layer::common_headers(&app.pay_page, settings.is_https));
    let shelf = Arc::new(shelf::Shelf::new(Arc::clone(&common_headers)));
    let door = door::Door::new(settings.paces, settings.bounds);
    let siege = Arc::new(siege::Siege::new(settings.siege));
    let web = Web { app, settings, common_headers, shelf, listed: Arc::default(), door, siege, mpay_clients };
    edge::Edge::new(web.clone(), router(web))
}

/// All addresses of the service, and who answers there.
fn routes() -> Vec<(&'static str, MethodRouter<Web>)> {
    vec![
        ("/", get(payer::home)),
        ("/{language}", get(payer::catalogue)),
        ("/{language}/", get(payer::catalogue)),
        ("/{language}/{beneficiary}", get(payer::beneficiary)),
        ("/{language}/{beneficiary}/{service}", get(payer::form).post(payer::submit)),
        ("/{language}/{beneficiary}/{service}/answers", get(payer::sent_form).post(payer::submit)),
        ("/{language}/{beneficiary}/{service}/answers/{kept}", get(payer::kept)),
        ("/{language}/{beneficiary}/{service}/answers/{kept}/{page}", get(payer::kept_page)),
        ("/{language}/{beneficiary}/{service}/poster", get(payer::poster)),
        ("/{language}/{beneficiary}/{service}/qr.svg", get(payer::code)),
        ("/{language}/{beneficiary}/{service}/preview", post(payer::preview)),
        ("/{language}/order/{token}", get(payer::order)),
        ("/{language}/order/{token}/change", get(payer::change)),
        ("/{language}/order/{token}/note", get(payer::note)),
        ("/{language}/order/{token}/return", get(payer::returned)),
        ("/{language}/order/{token}/payment-note.pdf", get(payer::payment_note)),
        ("/api/v1/links", post(api::make)),
        ("/api/v1/links/{id}", delete(api::revoke)),
        ("/theme", post(theme::choose)),
        ("/static/{*path}", get(file::published)),
        ("/logo/{name}", get(file::published)),
        ("/favicon.ico", get(file::favicon)),
        ("/robots.txt", get(file::robots)),
        ("/health", get(health::health)),
        ("/healthz", get(health::alive)),
        ("/readyz", get(health::ready)),
        ("/mpay/{environment}/service-provider", get(mpay::description).post(mpay::service_provider)),
    ]
}

/// The addresses of the routes, for tests that must forget none.
pub fn addresses() -> impl Iterator<Item = &'static str> {
    routes().into_iter().map(|(address, _)| address)
}

fn router(web: Web) -> Router {
    let routes = routes().into_iter();
    routes
        .fold(Router::new(), |router, (address, answers)| router.route(address, answers))
        .fallback(problem::not_found)
        .layer(from_fn_with_state(web.clone(), door::admit))
        .layer(from_fn_with_state(web.clone(), problem::present))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(problem::after_panic))
        .layer(from_fn_with_state(web.clone(), theme::dress))
        .layer(from_fn_with_state(web.clone(), layer::headers))
        .layer(from_fn(layer::request_id))
        .with_state(web)
}
