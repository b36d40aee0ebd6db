//! How many are here at once, in all and of one place. Memory is bounded whoever comes: places share a fixed number of
//! counters, and an unlucky pair shares one. It must not know what they are here for.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::place::{NETWORKS, Place};

/// How many counters of places.
const COUNTERS: usize = 16_384;
/// Most of one place in the last quarter of the room.
const FEW: usize = 4;

/// A bound on how many are here at once.
///
/// One place alone may have `most_of_place` of the room. The more of it is taken, the fewer a place may have: a share of what
/// is free, and of the last quarter only a few. With a fixed bound a handful of places would fill the room; so, more than a
/// hundred must come to keep a newcomer out. (Switches share their memory among ports in this way: Choudhury and Hahne,
/// "Dynamic queue length thresholds", 1998.)
#[derive(Debug)]
pub(super) struct Crowd {
    most: usize,
    most_of_place: usize,
    present: AtomicUsize,
    of_places: Vec<AtomicUsize>,
    /// Drawn anew in each process, so that nobody can choose with whom to share.
    hasher: RandomState,
}

/// One who is here, until it is dropped.
#[derive(Debug)]
pub(super) struct Guest {
    crowd: Arc<Crowd>,
    counters: [Option<usize>; NETWORKS],
}

/// Why one more may not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crowded {
    /// As many are here as may be.
    House,
    /// As many of its place are here as may be now.
    Place,
}

impl Crowd {
    /// Room for so many in all, and for so many of one place while nobody else is here.
    pub fn new(most: usize, most_of_place: usize) -> Arc<Crowd> {
        let of_places = (0..COUNTERS).map(|_| AtomicUsize::new(0)).collect();
        Arc::new(Crowd { most, most_of_place, present: AtomicUsize::new(0), of_places, hasher: RandomState::new() })
    }

    /// Lets one more in, of a place if one is known.
    ///
    /// # Errors
    /// [`Crowded`]; then it is not counted.
    pub fn enter(self: &Arc<Crowd>, place: Option<Place>) -> Result<Guest, Crowded> {
        if !add(&self.present, self.most) {
            return Err(Crowded::House);
        }
        // From here on it is counted, and not any more once it is dropped.
        let mut guest = Guest { crowd: Arc::clone(self), counters: [None; NETWORKS] };
        let networks = place.into_iter().flat_map(Place::networks);
        for (nth, (network, times)) in networks.enumerate() {
            let at = self.hasher.hash_one(network) as usize % COUNTERS;
            // Two of its own networks that share a counter are counted there once, or it had half of its share.
            if guest.counters.contains(&Some(at)) {
                continue;
            }
            if !add(&self.of_places[at], self.share(times as usize)) {
                return Err(Crowded::Place);
            }
            guest.counters[nth] = Some(at);
        }
        Ok(guest)
    }

    /// How many are here.
    pub fn present(&self) -> usize {
        self.present.load(Ordering::Relaxed)
    }

    /// How many of a network that is as large as so many places may be here now, with the one who asks.
    fn share(&self, times: usize) -> usize {
        // However large it is, it leaves half of the room to others.
        let alone = self.most_of_place.saturating_mul(times).min(self.most / 2).max(self.most_of_place);
        let (last, others) = (self.most / 4, self.most.saturating_sub(alone));
        let Some(shared) = others.checked_sub(last).filter(|shared| *shared > 0) else { return self.most };
        let free = self.most.saturating_sub(self.present().saturating_sub(1));
        let share = alone.saturating_mul(free.saturating_sub(last)) / shared;
        share.min(alone).max((alone / 16).clamp(1, FEW))
    }
}

/// Counts one more, unless there are `most`.
fn add(counter: &AtomicUsize, most: usize) -> bool {
    let one_more = |count| (count < most).then_some(count + 1);
    counter.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok()
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.crowd.present.fetch_sub(1, Ordering::Relaxed);
        for at in self.counters.iter().flatten() {
            self.crowd.of_places[*at].fetch_sub(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(last: u8) -> Option<Place> {
        Some(Place::Address([203, 0, 113, last]))
    }

    #[test]
    fn a_place_and_the_house_have_bounds_and_who_leaves_makes_room() {
        let crowd = Crowd::new(4, 2);
        let first = crowd.enter(place(9)).unwrap();
        let second = crowd.enter(place(9)).unwrap();
        assert_eq!(crowd.enter(place(9)).unwrap_err(), Crowded::Place);
        assert_eq!(crowd.present(), 2, "whoever is not let in is not counted");
        let proxy = [crowd.enter(None).unwrap(), crowd.enter(None).unwrap()];
        assert_eq!(crowd.enter(place(10)).unwrap_err(), Crowded::House);
        assert_eq!(crowd.enter(None).unwrap_err(), Crowded::House);
        drop(first);
        // One is free: not for a place that has one already, but for another.
        assert_eq!(crowd.enter(place(9)).unwrap_err(), Crowded::Place);
        let other = crowd.enter(place(10)).unwrap();
        drop((second, proxy, other));
        let _again = [crowd.enter(place(9)).unwrap(), crowd.enter(place(9)).unwrap()];
        assert_eq!(crowd.present(), 2);
    }

    /// As many as get in.
    fn fill(crowd: &Arc<Crowd>, place: Option<Place>) -> Vec<Guest> {
        std::iter::from_fn(|| crowd.enter(place).ok()).collect()
    }

    #[test]
    fn however_many_places_take_what_they_get_a_newcomer_finds_room() {
        let crowd = Crowd::new(2_048, 512);
        let here: Vec<_> = (0..100).map(|last| fill(&crowd, place(last))).collect();
        assert_eq!(here[0].len(), 512);
        // Not every one, as some share a counter.
        assert!(here.iter().filter(|guests| !guests.is_empty()).count() > 90);
        assert!((200..205).any(|last| crowd.enter(place(last)).is_ok()));
    }

    #[test]
    fn a_network_of_many_networks_leaves_room() {
        let crowd = Crowd::new(2_048, 512);
        let of_ipv6 = |a: u16, d: u16| Some(Place::Network([0x2001, 0xdb8, a, d], 64));
        let here: Vec<_> = (0..0x1000).flat_map(|d| fill(&crowd, of_ipv6(1, d))).collect();
        assert!(here.len() <= 1_024, "{}", here.len());
        assert!(fill(&crowd, of_ipv6(2, 0)).len() > 100);
        assert_eq!(crowd.present(), here.len());
        drop(here);
        assert_eq!(crowd.present(), 0);
        // Nothing stays counted of those who were refused for a wider network.
        assert_eq!(fill(&crowd, of_ipv6(1, 0xfff)).len(), 512);
    }
}
