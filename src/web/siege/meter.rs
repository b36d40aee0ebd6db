//! How fast something comes, and since when it comes too fast. It holds nothing back itself.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::micros;

/// A bucket that drains at a pace and is full when too many came: a rate limiter's, but it only looks.
#[derive(Debug)]
pub(super) struct Meter {
    /// How long one takes to drain, and a full bucket, in microseconds.
    one: i64,
    full: i64,
    /// When it will be empty.
    empty_at: AtomicI64,
    /// Until when the siege lasts.
    siege_until: AtomicI64,
}

impl Meter {
    /// For so many a second in the long run, and so many at once; at least one of each.
    pub fn new((per_second, at_once): (u32, u32)) -> Meter {
        let one = 1_000_000 / i64::from(per_second.max(1));
        let full = one * i64::from(at_once.max(1));
        Meter { one, full, empty_at: AtomicI64::new(i64::MIN), siege_until: AtomicI64::new(i64::MIN) }
    }

    /// Counts one. When too many came, a siege lasts for a while from here on.
    pub fn count(&self, at: Timestamp, siege: Duration) {
        let now = micros(at);
        // What does not fit any more is not counted: however long a flood was, it is over soon after.
        let poured = |empty_at: i64| Some((empty_at.max(now) + self.one).min(now + self.full));
        let before = self.empty_at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, poured);
        let (Ok(before) | Err(before)) = before;
        if before.max(now) + self.one > now + self.full {
            let siege = i64::try_from(siege.as_micros()).unwrap_or(i64::MAX);
            self.siege_until.fetch_max(now.saturating_add(siege), Ordering::Relaxed);
        }
    }

    /// Whether the siege lasts.
    pub fn is_under_siege(&self, at: Timestamp) -> bool {
        micros(at) < self.siege_until.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_siege_begins_when_too_many_come_and_ends_a_while_after_the_last() {
        let siege = Duration::from_secs(60);
        let at = |millis: i64| Timestamp::from_millisecond(1_800_000_000_000 + millis).unwrap();
        let meter = Meter::new((2, 4));
        // Two a second for an hour are peace, and so are four at once.
        for i in 0..7_200 {
            meter.count(at(i * 500), siege);
        }
        let begin = 3_700_000;
        for _ in 0..4 {
            meter.count(at(begin), siege);
        }
        assert!(!meter.is_under_siege(at(begin)));
        meter.count(at(begin), siege);
        assert!(meter.is_under_siege(at(begin)));
        assert!(meter.is_under_siege(at(begin + 59_999)));
        assert!(!meter.is_under_siege(at(begin + 60_000)));
        // However long and strong a flood is, peace comes a minute after it.
        for i in 0..100_000 {
            meter.count(at(begin + i), siege);
        }
        assert!(meter.is_under_siege(at(begin + 99_999 + 59_999)));
        assert!(!meter.is_under_siege(at(begin + 99_999 + 60_000)));
        meter.count(at(begin + 160_000), siege);
        assert!(!meter.is_under_siege(at(begin + 160_000)));
    }
}
