//! Time as the program reads it: instants in UTC, civil time in Chișinău where a person or MPay reads it.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Where the current time comes from; the tests set their own.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The zone in which Moldova's services open, close and fall due.
pub fn chisinau() -> TimeZone {
    // The zone database is compiled in; the fallback is Chișinău's winter offset.
    TimeZone::get("Europe/Chisinau").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(2)))
}

/// The wall-clock time in Chișinău at an instant.
pub fn local(at: Timestamp) -> DateTime {
    at.to_zoned_datetime(chisinau()).datetime()
}

/// The calendar day in Chișinău at an instant.
pub fn today(at: Timestamp) -> Date {
    local(at).date()
}

/// The instant of a wall-clock time in Chișinău. A time that the clocks skip is read as the moment after the gap;
/// one that they repeat, as its first occurrence. `None` only at the ends of the calendar.
pub fn from_local(time: DateTime) -> Option<Timestamp> {
    time.to_zoned_datetime(chisinau()).ok().map(|zoned| zoned.timestamp())
}

/// The last second of a day in Chișinău: until then an order that is due on that day can be paid.
pub fn end_of(day: Date) -> Option<Timestamp> {
    let next = day.checked_add(1.day()).ok()?;
    from_local(next.to_datetime(jiff::civil::Time::midnight()))?.checked_sub(1.second()).ok()
}

/// Microseconds since 1970, as the store keeps instants.
pub fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The instant of the store's microseconds, clamped to the calendar's ends.
pub fn from_micros(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_in_chisinau_also_when_the_clocks_change() {
        for (day, end) in [
            ("2026-01-25", "2026-01-25T21:59:59Z"),
            ("2026-07-10", "2026-07-10T20:59:59Z"),
            ("2026-03-29", "2026-03-29T20:59:59Z"),
            ("2026-10-25", "2026-10-25T21:59:59Z"),
        ] {
            assert_eq!(end_of(day.parse().unwrap()).unwrap().to_string(), end);
        }
    }

    #[test]
    fn local_time_and_instants_agree() {
        let at: Timestamp = "2025-07-10T07:51:23Z".parse().unwrap();
        assert_eq!(local(at).to_string(), "2025-07-10T10:51:23");
        assert_eq!(from_local(local(at)), Some(at));
        assert_eq!(from_micros(micros(at)), at);
    }
}
