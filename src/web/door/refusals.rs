//! Who was refused what, for the log: with the network that it came from and nothing else of it. A flood must not flood the
//! log: of each kind and network the first is told at once, the others as a count a minute later. It must not know why.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::diag::one_line;
use crate::web::place::Place;

/// For how long refusals are counted before the counts are told.
const WINDOW: Duration = Duration::from_secs(60);
/// Most kinds and networks that are told at once in a window; the others are only counted.
const TOLD_AT_ONCE_MAX: usize = 50;
/// Most kinds and networks that are counted each by itself; the others together.
const COUNTED_MAX: usize = 1_000;
/// Most counts that are told of a window, the largest first; the others together.
const COUNTS_TOLD_MAX: usize = 20;

/// What was refused: why, in plain words, and the status that was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::web) struct Refused {
    /// Why.
    pub why: &'static str,
    /// With which status.
    pub status: u16,
}

/// Counts what was refused.
#[derive(Debug, Default)]
pub(in crate::web) struct Refusals(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    is_open: bool,
    /// How many came after the one that was told at once.
    of: HashMap<(Refused, Option<Place>), u64>,
    /// How many came of kinds and networks for which there was no room.
    others: u64,
    told: usize,
}

/// What a new refusal is for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Noted {
    /// Whether it is told at once.
    is_told: bool,
    /// Whether a window begins with it.
    begins: bool,
}

/// What a window's counts say: each kind and network, then how many others.
type Summary = (Vec<((Refused, Option<Place>), u64)>, u64);

impl Refusals {
    /// Notes that something was refused; `detail` says more of it, if it is told at once.
    pub fn note(self: &Arc<Refusals>, what: Refused, place: Option<Place>, detail: &str) {
        let noted = self.counts().add(what, place);
        if noted.is_told {
            let (status, why, network) = (what.status, what.why, network(place));
            match detail {
                "" => tracing::warn!(status, why, %network, "refused"),
                detail => tracing::warn!(status, why, %network, detail = %one_line(detail), "refused"),
            }
        }
        if noted.begins {
            // The counts are told when the window is over, even if nothing more is refused by then.
            let refusals = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep(WINDOW).await;
                refusals.tell();
            });
        }
    }

    /// Tells the counts of the window that is over.
    fn tell(&self) {
        let (counts, others) = self.counts().end();
        for ((Refused { status, why }, place), count) in counts {
            tracing::warn!(status, why, network = %network(place), count, "refused further within a minute");
        }
        if others > 0 {
            tracing::warn!(count = others, "refused further within a minute, of other kinds or networks");
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        // Counts alone: a panic elsewhere leaves nothing half written that matters.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn add(&mut self, what: Refused, place: Option<Place>) -> Noted {
        let begins = !std::mem::replace(&mut self.is_open, true);
        let has_room = self.of.len() < COUNTED_MAX;
        let mut is_told = false;
        match self.of.get_mut(&(what, place)) {
            Some(count) => *count += 1,
            None if has_room => {
                is_told = self.told < TOLD_AT_ONCE_MAX;
                self.told += usize::from(is_told);
                self.of.insert((what, place), u64::from(!is_told));
            }
            None => self.others += 1,
        }
        Noted { is_told, begins }
    }

    fn end(&mut self) -> Summary {
        let counts = std::mem::take(self);
        let mut of: Vec<_> = counts.of.into_iter().filter(|(_, count)| *count > 0).collect();
        of.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let rest = of.split_off(of.len().min(COUNTS_TOLD_MAX));
        let others = counts.others + rest.iter().map(|(_, count)| count).sum::<u64>();
        (of, others)
    }
}

/// A place in the log.
fn network(place: Option<Place>) -> Cow<'static, str> {
    place.map_or(Cow::Borrowed("this machine"), |place| Cow::Owned(place.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOO_OFTEN: Refused = Refused { why: "too often", status: 429 };

    fn place(number: u16) -> Option<Place> {
        let [high, low] = number.to_be_bytes();
        Some(Place::Address([203, 0, high, low]))
    }

    #[test]
    fn the_first_is_told_at_once_and_the_others_are_counted() {
        let mut counts = Counts::default();
        assert_eq!(counts.add(TOO_OFTEN, place(1)), Noted { is_told: true, begins: true });
        for _ in 0..100_000 {
            assert_eq!(counts.add(TOO_OFTEN, place(1)), Noted { is_told: false, begins: false });
        }
        let other = Refused { why: "too many", ..TOO_OFTEN };
        assert!(counts.add(other, place(1)).is_told && counts.add(TOO_OFTEN, place(2)).is_told);
        assert!(counts.add(TOO_OFTEN, None).is_told);
        assert_eq!(counts.end(), (vec![((TOO_OFTEN, place(1)), 100_000)], 0));
        // The next window begins with the next refusal.
        assert_eq!(counts.add(TOO_OFTEN, place(1)), Noted { is_told: true, begins: true });
    }

    #[test]
    fn a_flood_from_everywhere_is_some_lines() {
        let mut counts = Counts::default();
        let told = (0..60_000).filter(|number| counts.add(TOO_OFTEN, place(*number)).is_told).count();
        assert_eq!(told, TOLD_AT_ONCE_MAX);
        let (of, others) = counts.end();
        assert_eq!(of.len(), COUNTS_TOLD_MAX);
        let all = of.iter().map(|(_, count)| count).sum::<u64>() + others;
        assert_eq!(all, 60_000 - TOLD_AT_ONCE_MAX as u64, "none is lost");
    }
}
