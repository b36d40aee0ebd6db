//! `serve`: the server for real use.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpListener;

use super::{Outcome, ServeArgs};
use crate::app::{App, MpayLink};
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::ids::SystemRandom;
use crate::mpay::security::{Signer, Verifier};
use crate::store::Store;
use crate::web::{self, WebSettings};

pub(super) async fn serve(args: ServeArgs) -> Outcome {
    let config = Config::from_overrides(&settings(&args)?)?;
    let stop = stop_signal()?;
    let store = Store::open(&config.database_url).await?;
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
