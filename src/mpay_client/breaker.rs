//! A circuit breaker: who fails often in a row is left alone for a while, then tried by one. It must not know who.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Counts failures.
#[derive(Debug)]
pub(super) struct Breaker {
    failures_max: u32,
    left_alone: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// In a row.
    failures: u32,
    /// Until when nobody tries.
    until: Option<Instant>,
}

impl Breaker {
    pub(super) fn new(failures_max: u32, left_alone: Duration) -> Breaker {
        Breaker { failures_max, left_alone, state: Mutex::default() }
    }

    /// Whether a call may be made. When the time is over, the first who asks tries, and the others wait once more.
    pub(super) fn lets_through(&self, now: Instant) -> bool {
        let mut state = self.state();
        match state.until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                state.until = Some(now + self.left_alone);
                true
            }
        }
    }

    pub(super) fn succeeded(&self) {
        *self.state() = State::default();
    }

    pub(super) fn failed(&self, now: Instant) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        if state.failures >= self.failures_max {
            state.until = Some(now + self.left_alone);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Two plain values: a panic elsewhere cannot have left them half written.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_failures_in_a_row_lets_one_try_and_closes() {
        let (breaker, start) = (Breaker::new(3, Duration::from_secs(30)), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        for _ in 0..2 {
            breaker.failed(at(0));
        }
        breaker.succeeded();
        for second in 0..2 {
            breaker.failed(at(second));
            assert!(breaker.lets_through(at(second)), "two in a row");
        }
        breaker.failed(at(2));
        assert!(!breaker.lets_through(at(2)) && !breaker.lets_through(at(31)));
        assert!(breaker.lets_through(at(32)), "one tries");
        assert!(!breaker.lets_through(at(33)), "the others wait");
        breaker.failed(at(34));
        assert!(!breaker.lets_through(at(63)));
        assert!(breaker.lets_through(at(64)));
        breaker.succeeded();
        assert!(breaker.lets_through(at(65)) && breaker.lets_through(at(65)));
    }
}
