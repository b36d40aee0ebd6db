//! A siege: orders come faster than people make them. While it lasts, a form that would make an order is held back until
//! its browser has solved a puzzle or waited. In peace nobody meets any of this.

mod meter;
mod proof;

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use jiff::Timestamp;

use super::door::{Pace, PlacePace};
use super::place::Place;
use crate::app::{Hold, HoldSecrets};
use crate::ids::ContentHash;
use crate::registry::ServicePath;
use meter::Meter;
use proof::{Effort, Proofs, Verdict};

/// How many counters of services: services share them, as memory is bounded, and an unlucky pair shares one.
const COUNTERS: usize = 4_096;
/// How long a siege lasts after orders came too fast the last time.
const SIEGE: Duration = Duration::from_secs(60);

/// When a siege begins, and what lets a form through then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SiegeBounds {
    /// How many orders of one service people make: a second in the long run, and at once.
    pub of_service: (u32, u32),
    /// The same of all services.
    pub of_site: (u32, u32),
    /// With how many zero bits the hash of a solution begins: a telephone tries some hundred thousand a second.
    pub puzzle_bits: u32,
    /// After how long a form passes without a solution.
    pub wait: Duration,
    /// How many such forms pass: a second in the long run, and at once.
    pub waited_of_site: (u32, u32),
    /// The same of one place.
    pub waited_of_place: (u32, u32),
}

impl Default for SiegeBounds {
    fn default() -> SiegeBounds {
        SiegeBounds {
            // Three hundred parents a minute, on the day when all of them pay.
            of_service: (5, 300),
            of_site: (50, 1_000),
            puzzle_bits: 16,
            wait: Duration::from_secs(10),
            waited_of_site: (10, 50),
            waited_of_place: (1, 10),
        }
    }
}

/// What is remembered of sieges.
pub(super) struct Siege {
    bounds: SiegeBounds,
    services: Vec<Meter>,
    site: Meter,
    /// Drawn anew in each process, so that nobody can choose with whom to share.
    hasher: RandomState,
    proofs: Proofs,
    waited_of_site: Pace,
    waited_of_place: PlacePace,
}

/// A form that would make an order of a service under siege, at an instant.
pub(super) struct Knock<'a> {
    /// All that was sent but the proof: a proof is for one form alone.
    pub subject: ContentHash,
    /// The proof that came with it, and the number that solves its puzzle; empty where none did.
    pub proof: &'a str,
    /// The number.
    pub solution: &'a str,
    /// Where it comes from, where that is known.
    pub place: Option<Place>,
    /// When.
    pub at: Timestamp,
}

/// Whether a form may make an order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// In peace.
    Open,
    /// Its proof counts, and is taken: it counts for nothing else.
    Proven,
    /// It is held back.
    Shut(Hold),
}

impl Siege {
    pub fn new(bounds: SiegeBounds) -> Siege {
        Siege {
            services: (0..COUNTERS).map(|_| Meter::new(bounds.of_service)).collect(),
            site: Meter::new(bounds.of_site),
            hasher: RandomState::new(),
            proofs: Proofs::new(bounds.puzzle_bits, bounds.wait),
            waited_of_site: Pace::new(bounds.waited_of_site),
            waited_of_place: PlacePace::new(bounds.waited_of_place),
            bounds,
        }
    }

    /// Counts a form that makes an order, or would if it were not held back.
    pub fn count(&self, service: &ServicePath, at: Timestamp) {
        self.meter(service).count(at, SIEGE);
        self.site.count(at, SIEGE);
    }

    /// Whether orders of a service come too fast.
    pub fn is_on(&self, service: &ServicePath, at: Timestamp) -> bool {
        self.meter(service).is_under_siege(at) || self.site.is_under_siege(at)
    }

    /// Whether a form may make an order in a siege.
    pub fn gate(&self, knock: &Knock<'_>, secrets: &HoldSecrets) -> Gate {
        let verdict = self.proofs.judge(secrets, (knock.proof, knock.solution), &knock.subject, knock.at);
        let earned = match verdict {
            Verdict::Earned(Effort::Solved) => Some(Effort::Solved),
            Verdict::Earned(Effort::Waited) => self.lets_one_who_waited(knock.place).then_some(Effort::Waited),
            Verdict::TooEarly(seconds) => return self.shut(knock.proof.to_owned(), seconds),
            Verdict::None => None,
        };
        if earned.is_some_and(|effort| self.proofs.take(knock.proof, effort, knock.at)) {
            return Gate::Proven;
        }
        // Without a secret of this day (it began just now) the proof is one that never counts: the page comes once more.
        let proof = self.proofs.issue(secrets, &knock.subject, knock.at).unwrap_or_default();
        self.shut(proof, self.bounds.wait.as_secs())
    }

    /// Lets a proof count again that was taken and made no order.
    pub fn give_back(&self, proof: &str) {
        self.proofs.give_back(proof);
    }

    fn shut(&self, proof: String, wait_seconds: u64) -> Gate {
        let puzzle = proof::puzzle_of(&proof).to_owned();
        Gate::Shut(Hold { proof, puzzle, bits: self.bounds.puzzle_bits, wait_seconds })
    }

    fn lets_one_who_waited(&self, place: Option<Place>) -> bool {
        self.waited_of_place.lets(place) && self.waited_of_site.lets(&())
    }

    fn meter(&self, service: &ServicePath) -> &Meter {
        &self.services[self.hasher.hash_one(service) as usize % COUNTERS]
    }
}
