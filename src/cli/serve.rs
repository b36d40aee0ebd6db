//! `serve`: the server for real use.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpListener;

use super::{Outcome, ServeArgs};
use crate::app::{App, MpayLink};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Overrides};
use crate::ids::SystemRandom;
use crate::mpay::security::{Signer, Verifier};
use crate::store::Store;
use crate::web::{self, WebSettings};

pub(super) async fn serve(args: ServeArgs) -> Outcome {
    let config = Config::from_overrides(&settings(&args)?, SystemClock.now())?;
    let stop = stop_signal()?;
    let store = open_store(&config.database_url).await?;
    let listener = bind(config.listen).await?;
    let mpay = MpayLink {
        verifier: Verifier::new(config.mpay_certificates).with_rsa_sha1(config.accept_rsa_sha1),
        signer: Signer::new(config.identity),
        pay_page: config.pay_page,
    };
    let is_https = config.public_url.starts_with("https://");
    let settings = WebSettings { environment: config.environment, is_https };
    let app = App::start(store, mpay, config.public_url, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    let app = Arc::new(app);
    let serving = web::serve(listener, Arc::clone(&app), settings)?;
    ready(serving.address)?;
    stop.await;
    tracing::info!("stopping");
    serving.stop().await?;
    app.store.close().await;
    Ok(true)
}

fn settings(args: &ServeArgs) -> anyhow::Result<Overrides> {
    let flags = Overrides {
        listen: args.listen.clone(),
        public_url: args.public_url.clone(),
        environment: args.environment.clone(),
        pay_page: args.pay_page.clone(),
        mpay_certificates: args.mpay_certificate.clone(),
        accept_rsa_sha1: args.accept_rsa_sha1,
        key: args.key.clone(),
        certificate: args.certificate.clone(),
        ..Overrides::default()
    };
    Ok(flags.or(args.store.settings()?))
}

/// The store at an address, or what is wrong with it.
pub(super) async fn open_store(address: &str) -> anyhow::Result<Store> {
    Store::open(address).await.map_err(|error| {
        let (address, error) = (without_secrets(address), anyhow::Error::from(error));
        anyhow::anyhow!(
            "configuration key `database_url`: {address} cannot be opened: {error:#}\n  \
             fix: write it as postgres://user@host/database or sqlite:FILE, and check that it is there and may be \
             written; or leave it out and name a folder with `data`"
        )
    })
}

/// A database's address without what may be a password: the user's part and the parameters.
fn without_secrets(address: &str) -> String {
    let address = address.split('?').next().unwrap_or_default();
    match (address.split_once("://"), address.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
        _ => address.to_owned(),
    }
}

/// A listener on an address, or why there is none.
pub(super) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}: free it, or choose another with --listen"))
}

/// Tells whoever started the server that it accepts connections.
pub(super) fn ready(address: SocketAddr) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "ready http://{address}")?;
    Ok(out.flush()?)
}

/// Ends when the process is asked to stop: Ctrl-C, or SIGTERM.
pub(super) fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        for (address, shown) in [
            ("postgres://pay:s3cret@db.example/pay?password=s3cret", "postgres://…@db.example/pay"),
            ("postgres://pay:s3@cret@db.example/pay", "postgres://…@db.example/pay"),
            ("sqlite:data/mpay-pages.sqlite", "sqlite:data/mpay-pages.sqlite"),
            ("postgres://db.example/pay", "postgres://db.example/pay"),
        ] {
            assert_eq!(without_secrets(address), shown);
        }
    }
}
