//! The offline MPay: the pages of a payer at MPay, with real signed calls to a provider. It must not know the provider's
//! store or pages: it speaks to it as MPay does. No money moves.

mod exchange;
mod handle;
mod input;
mod note;
mod page;
mod payment;
mod pretty;
mod rest;
mod scenario;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::timeout::TimeoutLayer;

use crate::asset::Assets;
use crate::limits::FORM_BYTES_MAX;
use crate::mpay::security::{Signer, Verifier};
use exchange::Provider;
use page::Pages;

/// Longest time for one answer of the simulator: all its attempts to reach the provider fit into it.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(45);

/// Most late confirmations that wait at a time.
const LATE_MAX: usize = 100;

/// What the simulator needs to play MPay.
#[derive(Debug)]
pub struct SimulatorConfig {
    /// The http address of the provider's SOAP endpoint.
    pub provider_endpoint: String,
    /// MPay's test key: signs the requests.
    pub signer: Signer,
    /// Trusts the provider's certificate: verifies the replies.
    pub verifier: Verifier,
    /// How long after the payer's return a late confirmation is sent.
    pub late_after: Duration,
}

/// What the handlers share. Nothing of a payment is kept here: it travels in the forms' hidden fields.
struct Simulator {
    provider: Provider,
    pages: Pages,
    assets: Assets,
    late_after: Duration,
    /// One place for each late confirmation that is under way.
    late: Arc<Semaphore>,
}

/// Serves the simulator until `shutdown` is ready; calls that are being answered then are finished.
///
/// # Errors
/// When the listener fails, or the HTTP client cannot be made.
pub async fn serve(
    listener: TcpListener,
    config: SimulatorConfig,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let assets = Assets::load();
    let stylesheets = [assets.address("css/pages.css"), assets.address("css/simulator.css")];
    let pages = Pages::new(stylesheets, assets.address("images/favicon.svg"));
    let pages = pages.map_err(io::Error::other)?;
    let provider = Provider::new(config.provider_endpoint, config.signer, config.verifier).map_err(io::Error::other)?;
    let simulator = Arc::new(Simulator {
        provider,
        pages,
        assets,
        late_after: config.late_after,
        late: Arc::new(Semaphore::new(LATE_MAX)),
    });
    axum::serve(listener, router(simulator)).with_graceful_shutdown(shutdown).await
}

fn router(simulator: Arc<Simulator>) -> Router {
    Router::new()
        .route("/", get(handle::home))
        .route("/terminal", get(handle::terminal).post(handle::terminal_key))
        .route("/service/pay", post(handle::pay).get(handle::back_home))
        .route("/service/confirm", post(handle::confirm).get(handle::back_home))
        .route("/api/invoices", get(rest::invoices))
        .route("/api/Invoices/DownloadInvoicePdf", get(rest::download))
        .route("/api/Invoices/GetPdfInvoiceBytes", get(rest::bytes))
        .route("/static/{*path}", get(handle::asset))
        .fallback(handle::nothing)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, ANSWER_TIME_MAX))
        .with_state(simulator)
}
