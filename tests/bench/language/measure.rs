//! Times by the processor, which other programs disturb least.

use std::hint::black_box;

use rustix::time::{ClockId, clock_gettime};

/// How long something is repeated, in microseconds.
const REPEATED_MICROS: f64 = 2_000_000.0;
/// In how many parts; the best of them counts: noise only ever adds.
const PARTS: u32 = 20;

/// What one repetition takes of the processor.
#[derive(Clone, Copy)]
pub struct Measured {
    pub micros: f64,
}

/// Repeats something.
pub fn measure<T>(mut work: impl FnMut() -> T) -> Measured {
    // The first time warms caches up, the second tells how often it is repeated.
    black_box(work());
    let single = once(&mut work).micros.max(0.05);
    let count = (REPEATED_MICROS / f64::from(PARTS) / single).clamp(1.0, 1e7) as u64;
    let part = || {
        let started = micros();
        for _ in 0..count {
            black_box(work());
        }
        (micros() - started) / count as f64
    };
    let best = std::iter::repeat_with(part).take(PARTS as usize).fold(f64::INFINITY, f64::min);
    Measured { micros: best }
}

/// Does something long once.
pub fn once<T>(work: impl FnOnce() -> T) -> Measured {
    let started = micros();
    black_box(work());
    Measured { micros: micros() - started }
}

/// How long this thread has run on a processor.
fn micros() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

impl Measured {
    /// A line: what, the time, the ratios, and whether an aim in microseconds is reached; gives whether it is missed.
    pub fn print(self, what: &str, aim: Option<f64>, others: &[(&str, Measured)]) -> bool {
        let ratios: String =
            others.iter().map(|(name, other)| format!(", {:.1} × {name}", self.micros / other.micros)).collect();
        let is_missed = aim.is_some_and(|aim| self.micros >= aim);
        let verdict = aim.map(|aim| format!("; aim below {aim} µs: {}", if is_missed { "MISSED" } else { "reached" }));
        println!("  {what:38}{:12.2} µs{ratios}{}", self.micros, verdict.unwrap_or_default());
        is_missed
    }
}
