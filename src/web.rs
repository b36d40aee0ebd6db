//! HTTP: the router on one screen. A handler reads the request, calls one use case, writes the response.

mod admission;
mod api;
mod body;
mod connection;
mod constant;
mod door;
mod edge;
mod file;
mod layer;
mod mpay;
mod negotiate;
mod payer;
mod problem;
mod server;
mod shelf;
mod tls;

pub use admission::{Guard, MpayClients};
pub use server::{Serving, serve, serve_guarded};
pub use tls::{ClientCertificates, Peer, Tls, TlsError};

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{delete, get, post};

use crate::app::App;

/// What the server itself must know beside the use cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebSettings {
    /// The proxies whose word counts for where a request comes from.
    pub trusted_proxies: Arc<[IpAddr]>,
    /// Whether browsers come over https, so that cookies can be kept from all else.
    pub is_https: bool,
}

/// Shared by all handlers.
#[derive(Clone)]
struct Web {
    app: Arc<App>,
    settings: WebSettings,
    /// The headers of all answers.
    common_headers: Arc<HeaderMap>,
    shelf: Arc<shelf::Shelf>,
    door: Arc<door::Door>,
    mpay_clients: MpayClients,
}

/// What answers requests.
fn edge(app: Arc<App>, settings: WebSettings, mpay_clients: MpayClients) -> edge::Edge {
    let common_headers = Arc::new(layer::common_headers(&app.pay_page, settings.is_https));
    let shelf = Arc::new(shelf::Shelf::new(Arc::clone(&common_headers)));
    let web = Web { app, settings, common_headers, shelf, door: door::Door::new(), mpay_clients };
    edge::Edge::new(web.clone(), router(web))
}

/// All addresses of the service.
fn router(web: Web) -> Router {
    Router::new()
        .route("/", get(payer::home))
        .route("/{language}", get(payer::catalogue))
        .route("/{language}/", get(payer::catalogue))
        .route("/{language}/{beneficiary}", get(payer::beneficiary))
        .route("/{language}/{beneficiary}/{service}", get(payer::form).post(payer::submit))
        .route("/{language}/{beneficiary}/{service}/poster", get(payer::poster))
        .route("/{language}/{beneficiary}/{service}/qr.svg", get(payer::code))
        .route("/{language}/order/{token}", get(payer::order))
        .route("/{language}/order/{token}/change", get(payer::change))
        .route("/{language}/order/{token}/return", get(payer::returned))
        .route("/{language}/order/{token}/payment-note.pdf", get(payer::payment_note))
        .route("/api/v1/links", post(api::make))
        .route("/api/v1/links/{id}", delete(api::revoke))
        .route("/static/{*path}", get(file::published))
        .route("/logo/{name}", get(file::published))
        .route("/favicon.ico", get(file::favicon))
        .route("/robots.txt", get(file::robots))
        .route("/health", get(file::health))
        .route("/mpay/{environment}/service-provider", get(mpay::description).post(mpay::service_provider))
        .fallback(problem::not_found)
        .layer(from_fn_with_state(web.clone(), door::admit))
        .layer(from_fn_with_state(web.clone(), problem::present))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(problem::after_panic))
        .layer(from_fn_with_state(web.clone(), layer::headers))
        .layer(from_fn(layer::request_id))
        .with_state(web)
}
