//! `serve`: the server for real use.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use http::HeaderName;
use tokio::net::TcpListener;

use super::credentials::{self, CredentialsWatch};
use super::database::await_store;
use super::{Outcome, ServeArgs};
use crate::app::{App, KeptBounds, MpayLink};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, EnvironmentConfig, EnvironmentOverrides, Often, Overrides, SiegeConfig, TlsConfig};
use crate::ids::{Environment, SystemRandom};
use crate::mpay_client::{Patience, PaymentNotes};
use crate::store::{Store, without_secrets};
use crate::web::{
    self, Bounds, ClientCertificates, Guard, MpayClients, Paces, Serving, SiegeBounds, Tls, TlsError, WebSettings,
};

/// Why a server ends by itself.
pub(super) const FILE_LOST: &str = "the database's file was moved, deleted or replaced while the server ran: nothing more was \
     acknowledged\n  fix: put the right file back, with the -wal file that belongs to it, and start again; a backup is \
     put in place only while no server runs";

pub(super) async fn serve(args: ServeArgs) -> Outcome {
    let config = Config::from_overrides(&settings(&args)?, SystemClock.now())?;
    let mut stop = std::pin::pin!(stop_signal()?);
    let store = tokio::select! {
        store = await_store(&config.database_url, Environment::Test) => store?,
        () = &mut stop => return Ok(true),
    };
    let database = without_secrets(&config.database_url);
    tracing::info!(version = env!("CARGO_PKG_VERSION"), database, "starting");
    let mut running = Vec::new();
    let (files_max, servers) = (open_files_max(), config.environments.len());
    let bounds = Bounds::default().within_files(files_max, servers);
    if let Some(shortage) = Bounds::default().shortage(files_max, servers) {
        tracing::warn!("{shortage}");
    }
    let settings = WebSettings {
        is_https: false,
        trusted_proxies: Arc::clone(&config.trusted_proxies),
        bounds,
        paces: Paces::default(),
        siege: siege_bounds(&config.siege),
        kept: KeptBounds::default(),
    };
    for environment in config.environments {
        running.push(start(environment, &store, settings.clone()).await?);
    }
    for serving in &running {
        ready(serving.address, serving.is_tls);
    }
    let is_lost = tokio::select! {
        () = stop => false,
        () = store.file_lost() => true,
    };
    tracing::info!("stopping");
    for serving in running {
        serving.stop().await?;
    }
    store.close().await;
    if is_lost {
        anyhow::bail!(FILE_LOST);
    }
    Ok(true)
}

/// Serves one environment, and watches over its keys and certificates.
async fn start(config: EnvironmentConfig, store: &Store, settings: WebSettings) -> anyhow::Result<Serving> {
    let listener = bind(config.listen).await?;
    let trust = credentials::trust(config.read_credentials(SystemClock.now())?, &config.tls);
    let payment_notes = config.rest_url.as_deref().map(payment_notes).transpose()?;
    let mpay = MpayLink { trust, pay_page: config.pay_page.clone(), payment_notes };
    let settings = WebSettings { is_https: config.public_url.starts_with("https://"), ..settings };
    let (store, public_url) = (store.in_environment(config.environment), config.public_url.clone());
    let app = App::start(store, mpay, public_url, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    let app = Arc::new(app);
    let guard = guard(&config.tls)?;
    let serving = web::serve_guarded(listener, Arc::clone(&app), settings, guard.clone())?;
    let (public_url, services) = (&app.public_url, app.served().services().count());
    tracing::info!(environment = %config.environment, address = %serving.address, public_url, services, "serving");
    CredentialsWatch::new(config, guard).start(&app, serving.stopped());
    Ok(serving)
}

/// What the configuration says of sieges, and the program's own where it says nothing.
fn siege_bounds(config: &SiegeConfig) -> SiegeBounds {
    let usual = SiegeBounds::default();
    let often = |said: Option<Often>, usual| said.map_or(usual, |often| (often.per_second, often.at_once));
    SiegeBounds {
        of_service: often(config.orders_of_service, usual.of_service),
        of_site: often(config.orders_of_all, usual.of_site),
        puzzle_bits: config.puzzle_bits.unwrap_or(usual.puzzle_bits),
        wait: config.wait_seconds.map_or(usual.wait, |seconds| Duration::from_secs(seconds.into())),
        waited_of_site: often(config.waited_of_all, usual.waited_of_site),
        waited_of_place: often(config.waited_of_place, usual.waited_of_place),
    }
}

/// TLS and the look at who calls, as configured.
pub(super) fn guard(config: &TlsConfig) -> anyhow::Result<Guard> {
    let wrong = |key: &'static str| move |error: TlsError| config.wrong(key, error.to_string());
    let clients = config.client_certificates.as_deref().map(ClientCertificates::new).transpose();
    let clients = clients.map_err(wrong("tls.client_certificates"))?;
    let tls = match &config.identity {
        Some((certificate, key)) => {
            Some(Tls::new(certificate, key, clients.as_ref()).map_err(wrong("tls.certificate"))?)
        }
        None => None,
    };
    let mpay_clients = match (clients, &config.proxy_header) {
        (None, _) => MpayClients::Anyone,
        (Some(_), None) => MpayClients::OfTls,
        (Some(clients), Some(name)) => {
            let key = "tls.proxy_client_certificate_header";
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| config.wrong(key, format!("`{name}` is not a header's name")))?;
            MpayClients::OfProxy(name, clients)
        }
    };
    Ok(Guard { tls, mpay_clients })
}

/// MPay's payment notes at an address.
pub(super) fn payment_notes(address: &str) -> anyhow::Result<PaymentNotes> {
    PaymentNotes::new(address, Patience::default()).map_err(|error| {
        anyhow::anyhow!("configuration key `mpay.rest_url`: no client can be made for it: {error}\n  fix: install the system's certificates (on Debian: ca-certificates), or leave the key out")
    })
}

fn settings(args: &ServeArgs) -> anyhow::Result<Overrides> {
    let main = EnvironmentOverrides {
        listen: args.listen.clone(),
        public_url: args.public_url.clone(),
        pay_page: args.pay_page.clone(),
        rest_url: args.rest_url.clone(),
        mpay_certificates: args.mpay_certificate.clone(),
        accept_rsa_sha1: args.accept_rsa_sha1,
        key: args.key.clone(),
        certificate: args.certificate.clone(),
        ..EnvironmentOverrides::default()
    };
    Ok(Overrides { main, ..Overrides::default() }.or(args.store.settings()?))
}

/// How many files this process may have open, connections among them, where that can be known; else what is usual.
fn open_files_max() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(1_024)
}

/// A listener on an address, or why there is none.
pub(super) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}: free it, or choose another with --listen"))
}

/// Tells whoever started the server that it accepts connections. It serves also where nobody listens to that.
pub(super) fn ready(address: SocketAddr, is_tls: bool) {
    let scheme = if is_tls { "https" } else { "http" };
    // In one piece: a part that is kept back would fail once more at the end.
    let line = format!("ready {scheme}://{address}\n");
    let mut out = std::io::stdout();
    if let Err(error) = out.write_all(line.as_bytes()).and_then(|()| out.flush()) {
        tracing::warn!(%error, "standard output cannot be written; the server is ready all the same");
    }
}

/// Ends when the process is asked to stop: Ctrl-C, or SIGTERM. SIGHUP does nothing.
pub(super) fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        // Sent at the end of a terminal, or by those who want files read again: without a handler it would be the end.
        let mut hangup = signal(SignalKind::hangup())?;
        Ok(async move {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => return,
                    _ = terminate.recv() => return,
                    Some(()) = hangup.recv() => {
                        tracing::info!("SIGHUP: nothing to do; keys and certificates are read again every ten seconds");
                    }
                }
            }
        })
    }
    #[cfg(not(unix))]
    {
        Ok(async {
            // Without a handler the process ends at Ctrl-C by itself.
            let _ = tokio::signal::ctrl_c().await;
        })
    }
}
