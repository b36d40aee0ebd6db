//! The server: one listener, a clean stop, and a watch over what other processes publish.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::tls::{Peer, TlsListener};
use super::{Guard, WebSettings, router};
use crate::app::App;

/// How often the store is asked whether something was published.
const REFRESH_EVERY: Duration = Duration::from_secs(1);
/// How long requests may go on after a stop is asked for.
const STOP_TIME_MAX: Duration = Duration::from_secs(10);

/// A running server.
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether it speaks TLS.
    pub is_tls: bool,
    stop: watch::Sender<bool>,
    task: JoinHandle<std::io::Result<()>>,
}

/// Starts the server on a bound listener; it accepts connections from now on.
///
/// # Errors
/// When the listener has no address.
pub fn serve(listener: TcpListener, app: Arc<App>, settings: WebSettings) -> std::io::Result<Serving> {
    serve_guarded(listener, app, settings, Guard::default())
}

/// As [`serve`], with TLS of its own or a look at who calls the MPay endpoint.
///
/// # Errors
/// When the listener has no address.
pub fn serve_guarded(
    listener: TcpListener,
    app: Arc<App>,
    settings: WebSettings,
    guard: Guard,
) -> std::io::Result<Serving> {
    let address = listener.local_addr()?;
    let (stop, mut stopped) = watch::channel(false);
    tokio::spawn(refresh(Arc::clone(&app), stop.subscribe()));
    let service = router(app, settings, guard.mpay_clients).into_make_service_with_connect_info::<Peer>();
    let until_stopped = async move {
        // A closed channel is a stop too.
        let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
    };
    let is_tls = guard.tls.is_some();
    let task = match guard.tls {
        None => tokio::spawn(axum::serve(listener, service).with_graceful_shutdown(until_stopped).into_future()),
        Some(tls) => {
            let listener = TlsListener::new(listener, tls)?;
            tokio::spawn(axum::serve(listener, service).with_graceful_shutdown(until_stopped).into_future())
        }
    };
    Ok(Serving { address, is_tls, stop, task })
}

impl Serving {
    /// Takes no new connections, lets requests end, and stops; within ten seconds whatever they do.
    ///
    /// # Errors
    /// When the server had failed before.
    pub async fn stop(self) -> std::io::Result<()> {
        self.stop.send_replace(true);
        match tokio::time::timeout(STOP_TIME_MAX, self.task).await {
            Ok(Ok(served)) => served,
            Ok(Err(failed)) => Err(std::io::Error::other(failed)),
            Err(_) => Ok(()),
        }
    }
}

/// Looks for publications until the server stops. A store that is away is asked again.
async fn refresh(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stopped.wait_for(|is_stopped| *is_stopped) => return,
            () = tokio::time::sleep(REFRESH_EVERY) => {}
        }
        if let Err(error) = app.refresh().await {
            tracing::error!(error = &error as &dyn std::error::Error, "what is published cannot be read");
        }
    }
}
