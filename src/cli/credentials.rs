//! Takes up new keys and certificates while the server runs, and warns of those that end soon.

use std::sync::Arc;
use std::time::Duration;

use super::serve;
use crate::app::{App, Lasting, Nearness, Trust, Whose};
use crate::config::{Credentials, EnvironmentConfig, TlsConfig};
use crate::web::{Guard, Tls};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The trust that credentials make, and how long all certificates last that someone is shown.
pub(super) fn trust(credentials: Credentials, tls: &TlsConfig) -> Trust {
    let certificates = credentials.certificates().iter().map(|(is_ours, one)| {
        let whose = if *is_ours { Whose::Ours } else { Whose::Mpays };
        Lasting::of(whose, one)
    });
    let site = tls.identity.as_ref().and_then(|(certificate, _)| Tls::subject_and_end(certificate).ok());
    let site = site.map(|(subject, not_after)| Lasting { whose: Whose::Site, subject, not_after });
    let certificates = certificates.chain(site).collect();
    let (verifier, signer) = credentials.into_parts();
    Trust { verifier, signer, certificates }
}

/// Looks at the files for as long as the server runs. Files that are wrong are told in the log, and what was read before
/// counts on: all of it, so that a key never counts without its certificate.
pub(super) async fn watch(app: Arc<App>, config: EnvironmentConfig, guard: Guard) {
    let mut present = (config.credentials.content().clone(), config.tls.clone());
    let mut warned = app.warn_of_ends(Nearness::Far);
    let mut told = String::new();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        match read(&app, &config) {
            Ok((credentials, tls, newer)) => {
                told.clear();
                let found = (credentials.content().clone(), tls);
                if found != present {
                    app.replace_trust(trust(credentials, &found.1));
                    guard.take_over(newer);
                    present = found;
                    tracing::info!(environment = %config.environment, "new keys and certificates count from now on");
                    warned = Nearness::Far;
                }
            }
            // Said once for each fault, not every ten seconds.
            Err(error) if error.to_string() != told => {
                told = error.to_string();
                tracing::error!("{error}; what was read before counts on");
            }
            Err(_) => {}
        }
        warned = app.warn_of_ends(warned);
    }
}

fn read(app: &App, config: &EnvironmentConfig) -> anyhow::Result<(Credentials, TlsConfig, Guard)> {
    let credentials = config.read_credentials(app.now())?;
    let tls = config.read_tls()?;
    let guard = serve::guard(&tls)?;
    Ok((credentials, tls, guard))
}
