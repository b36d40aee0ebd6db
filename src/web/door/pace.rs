//! How often something may come: so many a second, and so many at once. Memory is bounded whoever comes: names share a
//! fixed number of counters, and an unlucky pair shares one.

use std::hash::{BuildHasher, Hash, RandomState};
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use crate::web::place::{NETWORKS, Place};

/// How many counters; each takes some tens of bytes.
const COUNTERS: usize = 16_384;
/// How many counters of wider networks: there are fewer of them.
const WIDER_COUNTERS: usize = 4_096;

type Counter<C> = RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// A pace for each of many names. Its clock is the process's own, which nobody sets; a test brings another.
pub(in crate::web) struct Pace<C: Clock = DefaultClock> {
    counters: Vec<Counter<C>>,
    /// Drawn anew in each process, so that nobody can choose with whom to share.
    hasher: RandomState,
}

impl Pace {
    /// So many a second in the long run, and so many at once after a rest; at least one of each.
    pub fn new(often: (u32, u32)) -> Pace {
        Pace::with_clock(often, COUNTERS, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> Pace<C> {
    fn with_clock((per_second, at_once): (u32, u32), counters: usize, clock: &C) -> Pace<C> {
        let at_least_one = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(at_least_one(per_second)).allow_burst(at_least_one(at_once));
        let counters = (0..counters).map(|_| RateLimiter::direct_with_clock(quota, clock.clone())).collect();
        Pace { counters, hasher: RandomState::new() }
    }

    /// Whether one more may come under this name; it is counted if so.
    pub fn lets(&self, name: &impl Hash) -> bool {
        self.counter(name).check().is_ok()
    }

    /// Whether so many more may come under this name; they are counted if so, and none of them if not.
    pub fn lets_many(&self, name: &impl Hash, count: u32) -> bool {
        let Some(count) = NonZeroU32::new(count) else { return true };
        matches!(self.counter(name).check_n(count), Ok(Ok(())))
    }

    fn counter(&self, name: &impl Hash) -> &Counter<C> {
        &self.counters[self.hasher.hash_one(name) as usize % self.counters.len()]
    }
}

/// A pace for each place: for an IPv6 place also for the wider networks that it is in.
pub(in crate::web) struct PlacePace<C: Clock = DefaultClock>([Pace<C>; NETWORKS]);

impl PlacePace {
    /// So many a second of one place in the long run, and so many at once after a rest.
    pub fn new(often: (u32, u32)) -> PlacePace {
        PlacePace::with_clock(often, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> PlacePace<C> {
    fn with_clock((per_second, at_once): (u32, u32), clock: &C) -> PlacePace<C> {
        let as_wide_as = |places: u32| (per_second.saturating_mul(places), at_once.saturating_mul(places));
        // As in `Place::networks`.
        PlacePace(
            [(1, COUNTERS), (4, WIDER_COUNTERS), (16, WIDER_COUNTERS)]
                .map(|(places, counters)| Pace::with_clock(as_wide_as(places), counters, clock)),
        )
    }

    /// Whether one more may come from a place; it is counted if so. This machine's own requests have no place, and come as
    /// often as they like.
    pub fn lets(&self, place: Option<Place>) -> bool {
        // What a network has no more room for is not counted in the wider ones.
        place.is_none_or(|place| self.0.iter().zip(place.networks()).all(|(pace, (network, _))| pace.lets(&network)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn one_name_is_held_to_its_pace_and_others_are_free() {
        let clock = FakeRelativeClock::default();
        let pace = Pace::with_clock((1, 3), COUNTERS, &clock);
        let four = || (0..4).map(|_| pace.lets(&"a")).collect::<Vec<_>>();
        assert_eq!(four(), [true, true, true, false]);
        clock.advance(Duration::from_millis(1_000));
        assert_eq!(four(), [true, false, false, false]);
        // Not one name, as it could share a counter with the first.
        assert!((0..10).filter(|name| pace.lets(name)).count() >= 9);
    }

    #[test]
    fn many_are_counted_as_many_or_not_at_all() {
        let clock = FakeRelativeClock::default();
        let pace = Pace::with_clock((2, 10), COUNTERS, &clock);
        assert!(!pace.lets_many(&"a", 11), "more than ever fit at once");
        assert!(pace.lets_many(&"a", 0));
        assert!(pace.lets_many(&"a", 8));
        assert!(!pace.lets_many(&"a", 3));
        assert!(pace.lets_many(&"a", 2));
        clock.advance(Duration::from_secs(2));
        assert!(!pace.lets_many(&"a", 5));
        assert!(pace.lets_many(&"a", 4));
    }

    #[test]
    fn who_has_many_networks_has_not_as_many_times_as_much() {
        let clock = FakeRelativeClock::default();
        let pace = PlacePace::with_clock((1, 10), &clock);
        let from = |c: u16, d: u16| Some(Place::Network([0x2001, 0xdb8, c, d], 64));
        let lets_of =
            |places: &mut dyn Iterator<Item = Option<Place>>| places.filter(|place| pace.lets(*place)).count();
        assert_eq!(lets_of(&mut (0..100).map(|_| from(1, 0))), 10);
        // The home's other networks, then those of the office that it is in, then another office.
        assert_eq!(lets_of(&mut (0..1_000).map(|at| from(1, at % 0x100))), 30);
        assert_eq!(lets_of(&mut (0..10_000).map(|at| from(1, at))), 120);
        // Another office shares some counters with those many, which have used each of them once or twice.
        let others = (2..12).filter(|office| lets_of(&mut (0..100).map(|_| from(*office, 0))) >= 6).count();
        assert!(others >= 8, "{others} of ten other offices");
        assert!((0..1_000).all(|_| pace.lets(None)));
        clock.advance(Duration::from_secs(1));
        assert_eq!(lets_of(&mut (0..100).map(|_| from(1, 0))), 1);
    }
}
