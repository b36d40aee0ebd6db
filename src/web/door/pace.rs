//! How often something may come: so many a second, and so many at once. Memory is bounded whoever comes: names share a
//! fixed number of counters, and an unlucky pair shares one.

use std::hash::{BuildHasher, Hash, RandomState};
use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// How many counters; each takes some tens of bytes.
const COUNTERS: usize = 16_384;

/// A pace for each of many names.
pub(in crate::web) struct Pace {
    counters: Vec<DefaultDirectRateLimiter>,
    /// Drawn anew in each process, so that nobody can choose with whom to share.
    hasher: RandomState,
}

impl Pace {
    /// So many a second in the long run, and so many at once after a rest; at least one of each.
    pub fn new(per_second: u32, at_once: u32) -> Pace {
        let at_least_one = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(at_least_one(per_second)).allow_burst(at_least_one(at_once));
        Pace { counters: (0..COUNTERS).map(|_| RateLimiter::direct(quota)).collect(), hasher: RandomState::new() }
    }

    /// Whether one more may come under this name; it is counted if so.
    pub fn lets(&self, name: &impl Hash) -> bool {
        let at = self.hasher.hash_one(name) as usize % COUNTERS;
        self.counters[at].check().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_held_to_its_pace_and_others_are_free() {
        let pace = Pace::new(1, 3);
        assert_eq!((0..4).map(|_| pace.lets(&"a")).collect::<Vec<_>>(), [true, true, true, false]);
        // Not one name, as it could share a counter with the first.
        assert!((0..10).filter(|name| pace.lets(name)).count() >= 9);
    }
}
