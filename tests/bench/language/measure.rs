//! Times by the processor, which other programs disturb least.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long something is repeated.
const REPEATED: Duration = Duration::from_millis(1_500);
/// In how many parts; the best of them counts: noise only ever adds.
const PARTS: u32 = 5;

/// What one repetition takes.
#[derive(Clone, Copy)]
pub struct Measured {
    pub micros: f64,
}

/// Repeats something.
pub fn measure<T>(mut work: impl FnMut() -> T) -> Measured {
    let started = Instant::now();
    black_box(work());
    let once = started.elapsed().max(Duration::from_nanos(20));
    let count = (REPEATED.as_secs_f64() / f64::from(PARTS) / once.as_secs_f64()).clamp(1.0, 1e7) as u64;
    let part = || {
        let started = Instant::now();
        for _ in 0..count {
            black_box(work());
        }
        started.elapsed().as_secs_f64() * 1e6 / count as f64
    };
    let best = std::iter::repeat_with(part).take(PARTS as usize).fold(f64::INFINITY, f64::min);
    Measured { micros: best }
}

/// Does something long once.
pub fn once<T>(work: impl FnOnce() -> T) -> Measured {
    let started = Instant::now();
    black_box(work());
    Measured { micros: started.elapsed().as_secs_f64() * 1e6 }
}

impl Measured {
    /// A line: what, the time, the ratios, and whether an aim in microseconds is reached.
    pub fn print(self, what: &str, aim: Option<f64>, others: &[(&str, Measured)]) {
        let ratios: String =
            others.iter().map(|(name, other)| format!(", {:.1} × {name}", self.micros / other.micros)).collect();
        let verdict = aim.map(|aim| {
            let word = if self.micros < aim { "reached" } else { "MISSED" };
            format!("; aim below {aim} µs: {word}")
        });
        println!("  {what:38}{:12.2} µs{ratios}{}", self.micros, verdict.unwrap_or_default());
    }
}
