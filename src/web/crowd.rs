//! How many are here at once, in all and of one place. Memory is bounded whoever comes: places share a fixed number of
//! counters, and an unlucky pair shares one. It must not know what they are here for.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::place::Place;

/// How many counters of places.
const COUNTERS: usize = 16_384;

/// A bound on how many are here at once.
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
    counter: Option<usize>,
}

/// Why one more may not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crowded {
    /// As many are here as may be.
    House,
    /// As many of its place are here as may be.
    Place,
}

impl Crowd {
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
        let mut guest = Guest { crowd: Arc::clone(self), counter: None };
        if let Some(place) = place {
            let at = self.hasher.hash_one(place) as usize % COUNTERS;
            if !add(&self.of_places[at], self.most_of_place) {
                return Err(Crowded::Place);
            }
            guest.counter = Some(at);
        }
        Ok(guest)
    }

    /// How many are here.
    pub fn present(&self) -> usize {
        self.present.load(Ordering::Relaxed)
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
        if let Some(at) = self.counter {
            self.crowd.of_places[at].fetch_sub(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_and_the_house_have_bounds_and_who_leaves_makes_room() {
        let crowd = Crowd::new(4, 2);
        let place = |last| Some(Place::Address([203, 0, 113, last]));
        let first = crowd.enter(place(9)).unwrap();
        let _second = crowd.enter(place(9)).unwrap();
        assert_eq!(crowd.enter(place(9)).unwrap_err(), Crowded::Place);
        assert_eq!(crowd.present(), 2, "whoever is not let in is not counted");
        let proxy = [crowd.enter(None).unwrap(), crowd.enter(None).unwrap()];
        assert_eq!(crowd.enter(place(10)).unwrap_err(), Crowded::House);
        assert_eq!(crowd.enter(None).unwrap_err(), Crowded::House);
        drop(first);
        let _third = crowd.enter(place(9)).unwrap();
        drop(proxy);
        assert_eq!(crowd.enter(place(9)).unwrap_err(), Crowded::Place);
        assert_eq!(crowd.present(), 2);
    }
}
