//! HTTP: the router on one screen. A handler reads the request, calls one use case, writes the response.

mod admission;
mod body;
mod door;
mod file;
mod layer;
mod mpay;
mod payer;
mod problem;
mod server;
mod theme;
mod tls;

pub use admission::{Guard, MpayClients};
pub use server::{Serving, serve, serve_guarded};
pub use tls::{ClientCertificates, Peer, Tls, TlsError};

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

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
    /// The `Content-Security-Policy` of all pages.
    policy: Arc<str>,
    door: Arc<door::Door>,
    mpay_clients: MpayClients,
}

/// All addresses of the service.
fn router(app: Arc<App>, settings: WebSettings, mpay_clients: MpayClients) -> Router {
    let policy = layer::content_security_policy(&app.pay_page).into();
    let web = Web { app, settings, policy, door: door::Door::new(), mpay_clients };
    Router::new()
        .route("/", get(payer::home))
        .route("/{language}", get(payer::catalogue))
        .route("/{language}/", get(payer::catalogue))
        .route("/{language}/{beneficiary}", get(payer::beneficiary))
        .route("/{language}/{beneficiary}/{service}", get(payer::form).post(payer::submit))
        .route("/{language}/{beneficiary}/{service}/preview", post(payer::preview))
        .route("/{language}/order/{token}", get(payer::order))
        .route("/{language}/order/{token}/change", get(payer::change))
        .route("/{language}/order/{token}/return", get(payer::returned))
        .route("/{language}/order/{token}/payment-note.pdf", get(payer::payment_note))
        .route("/theme", post(theme::choose))
        .route("/static/{*path}", get(file::asset))
        .route("/logo/{name}", get(file::published))
        .route("/favicon.ico", get(file::favicon))
        .route("/robots.txt", get(file::robots))
        .route("/health", get(file::health))
        .route("/mpay/{environment}/service-provider", get(mpay::description).post(mpay::service_provider))
        .fallback(problem::not_found)
        .layer(from_fn_with_state(web.clone(), door::admit))
        .layer(from_fn_with_state(web.clone(), problem::present))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(problem::after_panic))
        .layer(from_fn_with_state(web.clone(), theme::dress))
        .layer(from_fn_with_state(web.clone(), layer::headers))
        .layer(from_fn(layer::request_id))
        .with_state(web)
}
