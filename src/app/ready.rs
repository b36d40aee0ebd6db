//! Whether an order could be stored and MPay be understood at this moment: for whoever sends payers to this server, or to
//! another.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::{App, Whose};

/// How long an answer counts: whoever asks more often learns nothing new, and costs nothing.
const COUNTS_FOR: Duration = Duration::from_secs(1);
/// How long the store may take for a trial. Payers would not wait longer either.
const TRIAL_TIME_MAX: Duration = Duration::from_secs(5);

/// One thing that must be well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// What it is, for people.
    pub name: &'static str,
    /// Whether it is well.
    pub is_well: bool,
}

/// When it was looked last, and what was found.
pub(super) type LastChecks = tokio::sync::Mutex<Option<(Instant, Arc<[Check]>)>>;

impl App {
    /// Looks at everything that must be well for an order to be stored and MPay to be understood; once a second at most,
    /// however often it is asked.
    pub async fn readiness(&self) -> Arc<[Check]> {
        // Whoever comes meanwhile waits for this look, and gets what it found.
        let mut last = self.last_checks.lock().await;
        if let Some((at, checks)) = &*last
            && at.elapsed() < COUNTS_FOR
        {
            return Arc::clone(checks);
        }
        let checks = self.look_at_everything().await;
        *last = Some((Instant::now(), Arc::clone(&checks)));
        checks
    }

    async fn look_at_everything(&self) -> Arc<[Check]> {
        let is_file_there = self.store.check_file().is_ok();
        let trial = timeout(TRIAL_TIME_MAX, self.store.try_order()).await;
        let failure = match &trial {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error as &dyn std::error::Error),
            Err(error) => Some(error as &dyn std::error::Error),
        };
        if let Some(error) = failure {
            tracing::warn!(error, "no order could be stored now");
        }
        let (now, present) = (self.now(), Instant::now());
        let trust = self.trust();
        let is_valid = |whose| {
            let mut all = trust.certificates.iter().filter(|one| one.whose == whose).peekable();
            all.peek().is_none() || all.any(|one| one.is_valid(now))
        };
        let are_tasks_well = self.tasks().iter().all(|state| !state.task.is_vital || !state.is_late(present));
        [
            ("an order can be stored", is_file_there && failure.is_none()),
            ("what is published is loaded", self.served().sequence().is_some()),
            ("our certificate is valid", is_valid(Whose::Ours)),
            ("a certificate of MPay is valid", is_valid(Whose::Mpays)),
            ("background tasks go well", are_tasks_well),
        ]
        .map(|(name, is_well)| Check { name, is_well })
        .into()
    }
}
