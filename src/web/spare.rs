//! Spare connections: when there is no room for one more, it may still be MPay's. It must not know what is asked.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::crowd::{Crowd, Guest};

/// Room for connections beside the usual ones, on which MPay's calls are answered and all else is told to come back.
///
/// Nobody knows whose a connection is before something is asked on it. So a newcomer is let in, and of those that have asked
/// nothing yet the one gives way that has been here for the longest time: who calls asks within one round trip, and to keep it
/// out others must open dozens of connections in that time, all the time.
pub(super) struct SpareRoom {
    all: Arc<Crowd>,
    unasked_max: usize,
    /// Of those that may have asked nothing yet, the oldest first. Dropped, one has to give way, if it has not asked.
    unasked: VecDeque<oneshot::Sender<()>>,
}

/// A spare connection.
pub(super) struct Spare {
    /// Counts it until it is dropped.
    pub guest: Guest,
    /// Ends when it has to give way, if nothing was asked on it by then.
    pub stay: oneshot::Receiver<()>,
}

impl SpareRoom {
    /// Room for so many.
    pub fn new(most: usize) -> SpareRoom {
        let unasked_max = most.div_ceil(4);
        SpareRoom { all: Crowd::new(most, most), unasked_max, unasked: VecDeque::with_capacity(unasked_max) }
    }

    /// Lets one more in; none where as many that have asked something are served still.
    pub fn enter(&mut self) -> Option<Spare> {
        self.unasked.retain(|one| !one.is_closed());
        if self.unasked.len() >= self.unasked_max {
            self.unasked.pop_front();
        }
        let guest = self.all.enter(None).ok()?;
        let (keep, stay) = oneshot::channel();
        self.unasked.push_back(keep);
        Some(Spare { guest, stay })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_gives_way_and_a_newcomer_is_let_in() {
        let mut room = SpareRoom::new(8);
        let gave_way = |spare: &mut Spare| spare.stay.try_recv() == Err(oneshot::error::TryRecvError::Closed);
        let mut here: Vec<Spare> = (0..3).map(|_| room.enter().unwrap()).collect();
        assert_eq!(here.iter_mut().map(gave_way).collect::<Vec<_>>(), [true, false, false]);
        // Who has gone makes room.
        here.pop();
        let mut newest = room.enter().unwrap();
        assert!(!gave_way(&mut here[1]) && !gave_way(&mut newest));
        here.extend((0..5).map(|_| room.enter().unwrap()));
        assert!(room.enter().is_none(), "as many are served as there is room for");
    }
}
