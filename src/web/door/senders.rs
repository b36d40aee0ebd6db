//! Those whose bodies are on their way: they hold no working place yet, and nobody by being slow keeps others from sending.
//! It must not know what is sent.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::sync::oneshot;

use crate::web::crowd::{Crowd, Crowded, Guest};
use crate::web::place::Place;

/// A bound on how many send at once, in all and of one place.
///
/// Whoever comes is let in. Where as many send as may, the one who has sent for the longest time gives way: first one of the
/// same network, if that has its share, else of all. A message that is sent without a pause arrives within one round trip and
/// is out of it before so many come after it; a body that is held back is not.
#[derive(Debug)]
pub(super) struct Senders {
    most: usize,
    most_of_place: usize,
    line: Mutex<Line>,
}

/// Those who send, in the order in which they began.
#[derive(Debug, Default)]
struct Line {
    begun: u64,
    senders: VecDeque<Sender>,
}

#[derive(Debug)]
struct Sender {
    number: u64,
    place: Option<Place>,
    /// Dropped when it has to give way.
    _stay: oneshot::Sender<()>,
}

/// One who sends, until it is dropped.
#[derive(Debug)]
struct Sending {
    senders: Arc<Senders>,
    number: u64,
    /// Ends when it has to give way.
    stay: oneshot::Receiver<()>,
}

impl Senders {
    /// Room for so many in all, and for so many of one place.
    pub fn new(most: usize, most_of_place: usize) -> Arc<Senders> {
        Arc::new(Senders { most: most.max(1), most_of_place: most_of_place.max(1), line: Mutex::default() })
    }

    fn begin(self: &Arc<Senders>, place: Option<Place>) -> Sending {
        let (keep, stay) = oneshot::channel();
        let mut line = self.line();
        for (network, times) in place.into_iter().flat_map(Place::networks) {
            let most = self.most_of_place.saturating_mul(times as usize).min(self.most / 2).max(self.most_of_place);
            let is_of_network = |sender: &Sender| sender.place.is_some_and(|place| place.is_in(network));
            if line.senders.iter().filter(|sender| is_of_network(sender)).count() >= most
                && let Some(oldest) = line.senders.iter().position(is_of_network)
            {
                line.senders.remove(oldest);
            }
        }
        if line.senders.len() >= self.most {
            line.senders.pop_front();
        }
        line.begun += 1;
        let number = line.begun;
        line.senders.push_back(Sender { number, place, _stay: keep });
        Sending { senders: Arc::clone(self), number, stay }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        // Each change is whole: a panic elsewhere leaves nothing half written.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    fn present(&self) -> usize {
        self.line().senders.len()
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        let mut line = self.senders.line();
        if let Ok(at) = line.senders.binary_search_by_key(&self.number, |sender| sender.number) {
            line.senders.remove(at);
        }
    }
}

/// Why a body is not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::web) enum TurnedAway {
    /// Others began to send later, and it was not done.
    #[error("the body took too long while many were sent")]
    GaveWay,
    /// It is here, but too many others are worked on.
    #[error("too many requests are worked on")]
    Crowded(Crowded),
}

/// A working place, taken when the body is here, and held by whoever holds this too.
pub(super) type WorkingPlace = Arc<OnceLock<Guest>>;

/// A body on its way. Its sender is counted from the first time that somebody wants some of it until it is here; then the
/// request takes a working place.
pub(super) struct Arriving {
    body: Body,
    stage: Stage,
    senders: Arc<Senders>,
    place: Option<Place>,
    working: (Arc<Crowd>, WorkingPlace),
}

enum Stage {
    Unasked,
    Sending(Sending),
    Over,
}

impl Arriving {
    /// A body that `senders` counts and that takes a place among `working` in the end.
    pub fn new(
        body: Body,
        place: Option<Place>,
        senders: &Arc<Senders>,
        working: (Arc<Crowd>, WorkingPlace),
    ) -> Arriving {
        Arriving { body, stage: Stage::Unasked, senders: Arc::clone(senders), place, working }
    }

    /// Takes the working place.
    fn arrive(&self) -> Result<(), TurnedAway> {
        let (crowd, place) = &self.working;
        let guest = crowd.enter(self.place).map_err(TurnedAway::Crowded)?;
        // The body ends once.
        let _ = place.set(guest);
        Ok(())
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if matches!(self.stage, Stage::Unasked) {
            self.stage = Stage::Sending(self.senders.begin(self.place));
        }
        let Stage::Sending(sending) = &mut self.stage else { return Poll::Ready(None) };
        let gave_way = Pin::new(&mut sending.stay).poll(context).is_ready();
        let frame = Pin::new(&mut self.body).poll_frame(context);
        // What is here counts, even if it had to give way in this very moment.
        let ended = match frame {
            Poll::Ready(None) => self.arrive().err(),
            Poll::Ready(Some(Err(error))) => {
                self.stage = Stage::Over;
                return Poll::Ready(Some(Err(error.into())));
            }
            Poll::Pending if gave_way => Some(TurnedAway::GaveWay),
            Poll::Ready(Some(Ok(frame))) => return Poll::Ready(Some(Ok(frame))),
            Poll::Pending => return Poll::Pending,
        };
        self.stage = Stage::Over;
        Poll::Ready(ended.map(|why| Err(why.into())))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.stage, Stage::Over)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Why a body was not read, if it was turned away.
pub(in crate::web) fn turned_away(error: axum::Error) -> Option<TurnedAway> {
    error.into_inner().downcast_ref::<TurnedAway>().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(last: u8) -> Option<Place> {
        Some(Place::Address([203, 0, 113, last]))
    }

    fn gave_way(sending: &mut Sending) -> bool {
        sending.stay.try_recv() == Err(oneshot::error::TryRecvError::Closed)
    }

    #[test]
    fn the_longest_of_a_place_that_has_its_share_gives_way_and_nobody_of_another() {
        let senders = Senders::new(4, 2);
        let mut other = senders.begin(place(1));
        let mut here: Vec<Sending> = (0..3).map(|_| senders.begin(place(9))).collect();
        assert_eq!(here.iter_mut().map(gave_way).collect::<Vec<_>>(), [true, false, false]);
        assert!(!gave_way(&mut other));
        assert_eq!(senders.present(), 3);
        drop(here);
        assert_eq!(senders.present(), 1);
    }

    #[test]
    fn the_longest_of_all_gives_way_when_the_room_is_full() {
        let senders = Senders::new(4, 2);
        let mut here: Vec<Sending> = (0..4).map(|last| senders.begin(place(last))).collect();
        let mut newest = senders.begin(place(5));
        // A proxy that speaks for many has no share, but makes none give way but the longest either.
        let mut proxy = senders.begin(None);
        assert_eq!(here.iter_mut().map(gave_way).collect::<Vec<_>>(), [true, true, false, false]);
        assert!(!gave_way(&mut newest) && !gave_way(&mut proxy));
        assert_eq!(senders.present(), 4);
        drop((here, newest, proxy));
        assert_eq!(senders.present(), 0);
    }

    #[test]
    fn a_network_of_many_networks_has_a_share_too() {
        let senders = Senders::new(64, 2);
        let of_ipv6 = |d: u16| Some(Place::Network([0x2001, 0xdb8, 1, d], 64));
        let mut here: Vec<Sending> = (0..20).map(|d| senders.begin(of_ipv6(d))).collect();
        assert_eq!(here.iter_mut().filter_map(|one| gave_way(one).then_some(())).count(), 12, "of a home, eight send");
    }
}
