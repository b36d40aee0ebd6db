//! Takes up new keys and certificates while the server runs, and warns of those that end soon.

use std::sync::Arc;
use std::time::Duration;

use crate::app::{App, Lasting, Nearness, Trust};
use crate::config::{Credentials, EnvironmentConfig};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The trust that credentials make.
pub(super) fn trust(credentials: Credentials) -> Trust {
    let certificates = credentials.certificates().iter().map(|(is_ours, one)| Lasting::of(*is_ours, one)).collect();
    let (verifier, signer) = credentials.into_parts();
    Trust { verifier, signer, certificates }
}

/// Looks at the files for as long as the server runs. Files that are wrong are told in the log, and what was read before
/// counts on.
pub(super) async fn watch(app: Arc<App>, config: EnvironmentConfig) {
    let mut content = config.credentials.content().clone();
    let mut warned = app.warn_of_ends(Nearness::Far);
    let mut told = String::new();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        match config.read_credentials(app.now()) {
            Ok(credentials) if *credentials.content() != content => {
                content = credentials.content().clone();
                app.replace_trust(trust(credentials));
                tracing::info!(environment = %config.environment, "new keys and certificates count from now on");
                warned = Nearness::Far;
            }
            Ok(_) => {}
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
