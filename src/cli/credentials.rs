//! Takes up new keys and certificates while the server runs, and warns of those that end soon.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch::Receiver;

use super::serve;
use crate::app::{App, Lasting, Nearness, Next, Task, Trust, Whose};
use crate::config::{Credentials, EnvironmentConfig, TlsConfig};
use crate::ids::ContentHash;
use crate::web::{Guard, Tls};

/// The files are looked at; where that stays out, certificates run out unseen.
const CREDENTIALS: Task =
    Task { name: "credentials", every: Duration::from_secs(10), late_after: Duration::from_secs(120), is_vital: true };

/// The trust that credentials make, and how long all certificates last that someone is shown.
pub(super) fn trust(credentials: Credentials, tls: &TlsConfig) -> Trust {
    let certificates = credentials.certificates().iter().map(|(is_ours, one)| {
        let whose = if *is_ours { Whose::Ours } else { Whose::Mpays };
        Lasting::of(whose, one)
    });
    let site = tls.identity.as_ref().and_then(|(certificate, _)| Tls::subject_and_end(certificate).ok());
    let site = site.map(|(subject, not_after)| Lasting {
        whose: Whose::Site,
        subject,
        // Browsers judge it; only its end is told.
        not_before: Timestamp::MIN,
        not_after,
    });
    let certificates = certificates.chain(site).collect();
    let (verifier, signer) = credentials.into_parts();
    Trust { verifier, signer, certificates }
}

/// Looks at the files for as long as the server runs. Files that are wrong are told in the log, and what was read before
/// counts on: all of it, so that a key never counts without its certificate.
pub(super) struct CredentialsWatch {
    config: EnvironmentConfig,
    guard: Guard,
    seen: Mutex<Seen>,
}

/// What the looks before came to.
struct Seen {
    present: (ContentHash, TlsConfig),
    /// The configuration's keys whose certificates did not count when they were read.
    lapsed: Vec<String>,
    warned: Nearness,
    told: String,
}

impl CredentialsWatch {
    /// A watch over the files of a configuration, from which a running server took its own.
    pub fn new(config: EnvironmentConfig, guard: Guard) -> CredentialsWatch {
        let present = (config.credentials.content().clone(), config.tls.clone());
        for error in config.credentials.out_of_date() {
            tracing::error!(environment = %config.environment, "{error}");
        }
        let lapsed = lapsed_keys(&config.credentials);
        let seen = Seen { present, lapsed, warned: Nearness::Far, told: String::new() };
        CredentialsWatch { config, guard, seen: Mutex::new(seen) }
    }

    /// Starts it.
    pub fn start(self, app: &Arc<App>, stopped: Receiver<bool>) {
        warn_of_open_keys(&self.config);
        let watch = Arc::new(self);
        app.keep_doing(CREDENTIALS, stopped, move |app| {
            let watch = Arc::clone(&watch);
            async move {
                watch.look(&app);
                Ok(Next::Rested)
            }
        });
    }

    fn look(&self, app: &App) {
        // After a panic, the files are only read once more.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match read(app, &self.config) {
            Ok((credentials, tls, newer)) => {
                let found = (credentials.content().clone(), tls);
                let fails = credentials.out_of_date().iter().find(|error| !seen.lapsed.contains(&error.key));
                if let Some(error) = fails.filter(|_| found.0 != seen.present.0) {
                    // What counts today is not given up for what does not.
                    seen.say_once(error.to_string());
                } else {
                    seen.told.clear();
                    if found != seen.present {
                        seen.lapsed = lapsed_keys(&credentials);
                        app.replace_trust(trust(credentials, &found.1));
                        self.guard.take_over(newer);
                        warn_of_open_keys(&self.config);
                        seen.present = found;
                        tracing::info!(environment = %self.config.environment, "new keys and certificates count from now on");
                        seen.warned = Nearness::Far;
                    }
                }
            }
            Err(error) => seen.say_once(error.to_string()),
        }
        seen.warned = app.warn_of_ends(seen.warned);
    }
}

impl Seen {
    /// Says what is wrong with the files once for each fault, not every ten seconds.
    fn say_once(&mut self, error: String) {
        if self.told != error {
            tracing::error!("{error}; what was read before counts on");
            self.told = error;
        }
    }
}

/// The configuration's keys whose certificates do not count today.
fn lapsed_keys(credentials: &Credentials) -> Vec<String> {
    credentials.out_of_date().iter().map(|error| error.key.clone()).collect()
}

/// Who has our key signs in our name: it is its owner's alone.
fn warn_of_open_keys(config: &EnvironmentConfig) {
    for path in config.keys_that_all_may_read() {
        let path = path.display();
        tracing::warn!(
            "every user of this machine may read the private key {path}: take it from them with chmod o= {path}"
        );
    }
}

fn read(app: &App, config: &EnvironmentConfig) -> anyhow::Result<(Credentials, TlsConfig, Guard)> {
    let credentials = config.read_credentials(app.now())?;
    let tls = config.read_tls()?;
    let guard = serve::guard(&tls)?;
    Ok((credentials, tls, guard))
}
