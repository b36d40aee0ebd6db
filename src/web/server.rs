//! The server: one listener, a clean stop, and a watch over what other processes publish.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::connection::Connections;
use super::crowd::Crowd;
use super::spare::{Spare, SpareRoom};
use super::{Guard, WebSettings, edge, payer, place};
use crate::app::{App, Next, Task};

/// The store is asked whether something was published.
const PUBLICATIONS: Task =
    Task { name: "publications", every: Duration::from_secs(1), late_after: Duration::from_secs(30), is_vital: true };
/// What serves nobody any more is forgotten; at once again while there is more.
const FORGETTING: Task = Task {
    name: "forgetting",
    every: Duration::from_secs(600),
    late_after: Duration::from_secs(3_600),
    is_vital: false,
};
/// Answers between two steps that are too old are forgotten, some hundreds at a time; at once again while there is more.
const KEPT_ANSWERS: Task = Task {
    name: "kept answers",
    every: Duration::from_secs(60),
    late_after: Duration::from_secs(600),
    is_vital: false,
};
/// Some stored orders are looked through, for likenesses that are missing.
const LIKENESSES: Task =
    Task { name: "likenesses", every: Duration::from_secs(1), late_after: Duration::from_secs(7_200), is_vital: false };
/// How long to wait when no connection can be accepted, as when too many files are open.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(200);
/// How long requests may go on after a stop is asked for.
const STOP_TIME_MAX: Duration = Duration::from_secs(10);

/// A running server.
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether it speaks TLS.
    pub is_tls: bool,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    present: Arc<Crowd>,
}

/// Where connections come from, and how many there are.
struct Listening {
    listener: TcpListener,
    trusted: Arc<[IpAddr]>,
    present: Arc<Crowd>,
    spare: SpareRoom,
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
    let (stop, stopped) = watch::channel(false);
    let edge = edge(Arc::clone(&app), settings.clone(), guard.mpay_clients);
    let web = edge.web().clone();
    app.keep_doing(PUBLICATIONS, stopped.clone(), move |app| {
        let web = web.clone();
        async move {
            app.refresh().await?;
            // Whoever comes first after a publication finds the lists made.
            payer::keep_lists(&web).await;
            Ok(Next::Rested)
        }
    });
    app.keep_doing(
        FORGETTING,
        stopped.clone(),
        |app| async move { app.forget_link_answers().await.map(Next::while_more) },
    );
    app.keep_doing(KEPT_ANSWERS, stopped.clone(), |app| async move {
        app.forget_kept_answers().await.map(Next::while_more)
    });
    app.keep_doing(
        LIKENESSES,
        stopped.clone(),
        |app| async move { app.fill_likenesses().await.map(|()| Next::Rested) },
    );
    let is_tls = guard.tls.is_some();
    let bounds = settings.bounds;
    let present = Crowd::new(bounds.connections_max, bounds.connections_of_place_max);
    let listening = Listening {
        listener,
        trusted: Arc::clone(&settings.trusted_proxies),
        present: Arc::clone(&present),
        spare: SpareRoom::new(bounds.spare_connections_max),
    };
    let task = tokio::spawn(accept(listening, Connections::new(edge, guard.tls, bounds), stopped));
    Ok(Serving { address, is_tls, stop, task, present })
}

impl Serving {
    /// Says when the server stops, for the background tasks beside it.
    pub fn stopped(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// How many connections there are now.
    pub fn connections(&self) -> usize {
        self.present.present()
    }

    /// Takes no new connections, lets requests end, and stops; within ten seconds whatever they do.
    ///
    /// # Errors
    /// When the server had panicked before.
    pub async fn stop(self) -> std::io::Result<()> {
        self.stop.send_replace(true);
        match tokio::time::timeout(STOP_TIME_MAX, self.task).await {
            Ok(ended) => ended.map_err(std::io::Error::other),
            Err(_) => Ok(()),
        }
    }
}

/// Accepts connections until the server stops, and waits for those that are there.
async fn accept(listening: Listening, connections: Connections, mut stopped: watch::Receiver<bool>) {
    let connections = Arc::new(connections);
    let Listening { listener, trusted, present, mut spare } = listening;
    let mut running = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            // A closed channel is a stop too.
            _ = stopped.wait_for(|is_stopped| *is_stopped) => break,
            accepted = listener.accept() => accepted,
            Some(_) = running.join_next() => continue,
        };
        match accepted {
            Ok((stream, address)) => {
                let (connections, stopped) = (Arc::clone(&connections), stopped.clone());
                if let Ok(guest) = present.enter(place::of_connection(address.ip(), &trusted)) {
                    running.spawn(async move {
                        connections.serve(stream, address, stopped).await;
                        drop(guest);
                    });
                } else if let Some(Spare { guest, stay }) = spare.enter() {
                    running.spawn(async move {
                        connections.serve_spare(stream, address, stopped, stay).await;
                        drop(guest);
                    });
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be accepted");
                tokio::time::sleep(ACCEPT_AGAIN_AFTER).await;
            }
        }
    }
    drop(listener);
    running.join_all().await;
}
