//! Trust between this service and its MPay: keys and certificates, replaceable while requests run, and how long they last.

use std::sync::{Arc, PoisonError};

use jiff::Timestamp;

use super::App;
use crate::clock;
use crate::mpay::certificate::Certificate;
use crate::mpay::security::{Signer, Verifier};

/// What verifies MPay's messages and signs ours.
pub struct Trust {
    /// Verifies MPay's messages.
    pub verifier: Verifier,
    /// Signs ours.
    pub signer: Signer,
    /// The certificates behind both, and the one of the server itself.
    pub certificates: Vec<Lasting>,
}

/// How long a certificate lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lasting {
    /// Who shows it.
    pub whose: Whose,
    /// Its subject.
    pub subject: String,
    /// Its first instant.
    pub not_before: Timestamp,
    /// Its last instant.
    pub not_after: Timestamp,
}

/// Who shows a certificate to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// We sign messages to MPay with it.
    Ours,
    /// MPay signs messages to us with it.
    Mpays,
    /// The server shows it to browsers.
    Site,
}

impl Whose {
    /// For operators.
    pub const fn words(self) -> &'static str {
        match self {
            Whose::Ours => "ours",
            Whose::Mpays => "MPay's",
            Whose::Site => "the site's",
        }
    }
}

/// How near a certificate's end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// More than 60 days away.
    Far,
    /// At most 60 days away.
    InSixtyDays,
    /// At most 30 days away.
    InThirtyDays,
    /// At most 7 days away.
    InSevenDays,
    /// It is over.
    Over,
}

impl Lasting {
    /// How long a certificate lasts.
    pub fn of(whose: Whose, certificate: &Certificate) -> Lasting {
        let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
        Lasting { whose, subject: certificate.subject().to_owned(), not_before, not_after }
    }

    /// Whether it has begun and is not over.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        (self.not_before..=self.not_after).contains(&now)
    }

    /// Whole days that are left; negative when it is over.
    pub fn days_left(&self, now: Timestamp) -> i64 {
        self.not_after.duration_since(now).as_secs().div_euclid(24 * 60 * 60)
    }

    /// How near its end is.
    pub fn nearness(&self, now: Timestamp) -> Nearness {
        match self.days_left(now) {
            ..0 => Nearness::Over,
            0..=7 => Nearness::InSevenDays,
            8..=30 => Nearness::InThirtyDays,
            31..=60 => Nearness::InSixtyDays,
            61.. => Nearness::Far,
        }
    }
}

impl App {
    /// The trust of this moment; a request keeps the one that it began with.
    pub fn trust(&self) -> Arc<Trust> {
        // The lock guards a pointer: a panic elsewhere cannot have left it half written.
        Arc::clone(&self.trust.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Trusts other keys from now on.
    pub fn replace_trust(&self, trust: Trust) {
        *self.trust.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(trust);
    }

    /// Warns in the log of certificates that end soon, of each once per nearness; gives the nearest end, to be handed in
    /// the next time.
    pub fn warn_of_ends(&self, warned: Nearness) -> Nearness {
        let now = self.now();
        let environment = self.store.environment();
        let trust = self.trust();
        for one in trust.certificates.iter().filter(|one| one.nearness(now) > warned) {
            let (subject, last_day) = (&one.subject, clock::today(one.not_after));
            let whose = one.whose.words();
            let days = one.days_left(now);
            if one.nearness(now) >= Nearness::InSevenDays {
                tracing::error!(%environment, whose, subject, %last_day, days, "a certificate must be replaced now");
            } else {
                tracing::warn!(%environment, whose, subject, %last_day, days, "a certificate ends soon; replace it");
            }
        }
        trust.certificates.iter().map(|one| one.nearness(now)).max().unwrap_or(Nearness::Far)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_warned_about_60_30_and_7_days_ahead() {
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        for (not_after, days, nearness) in [
            ("2027-01-25T10:00:00Z", 62, Nearness::Far),
            ("2027-01-23T10:00:01Z", 60, Nearness::InSixtyDays),
            ("2026-12-24T10:00:01Z", 30, Nearness::InThirtyDays),
            ("2026-12-01T10:00:01Z", 7, Nearness::InSevenDays),
            ("2026-11-24T10:00:00Z", 0, Nearness::InSevenDays),
            ("2026-11-24T09:59:59Z", -1, Nearness::Over),
        ] {
            let one = Lasting {
                whose: Whose::Ours,
                subject: String::new(),
                not_before: Timestamp::UNIX_EPOCH,
                not_after: not_after.parse().unwrap(),
            };
            assert_eq!((one.days_left(now), one.nearness(now)), (days, nearness), "{not_after}");
        }
    }
}
