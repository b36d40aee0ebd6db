//! Whether MPay's clock and ours agree, as its messages tell. It must not know what they say.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

use super::App;
use crate::clock::{from_micros, micros};

/// Stands for never: no message comes at the end of the calendar.
const NEVER: i64 = i64::MIN;

/// When messages that MPay signed last came, by this clock.
#[derive(Debug)]
pub(super) struct MpayTime {
    /// One whose time was right.
    timely: AtomicI64,
    /// One whose time was wrong.
    untimely: AtomicI64,
}

impl MpayTime {
    /// Before any message.
    pub(super) fn unknown() -> MpayTime {
        MpayTime { timely: AtomicI64::new(NEVER), untimely: AtomicI64::new(NEVER) }
    }
}

impl App {
    /// Notes that MPay sent a message, and whether its time was right.
    pub(super) fn note_mpay_time(&self, is_timely: bool) {
        let MpayTime { timely, untimely } = &self.mpay_time;
        if is_timely {
            timely.store(micros(self.now()), Ordering::Relaxed);
            untimely.store(NEVER, Ordering::Relaxed);
        } else {
            untimely.store(micros(self.now()), Ordering::Relaxed);
        }
    }

    /// When this process last refused a message that MPay signed, for its time alone, and understood none since: then a
    /// clock is wrong, most likely ours, or someone sends an old message again. `None` when all is well.
    pub fn refused_for_time_at(&self) -> Option<Timestamp> {
        Some(self.mpay_time.untimely.load(Ordering::Relaxed)).filter(|at| *at != NEVER).map(from_micros)
    }

    /// When this process last understood a message of MPay.
    pub fn understood_mpay_at(&self) -> Option<Timestamp> {
        Some(self.mpay_time.timely.load(Ordering::Relaxed)).filter(|at| *at != NEVER).map(from_micros)
    }
}
