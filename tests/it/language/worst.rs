//! The search for the worst definition: shapes of a service are changed at random, and what makes the compiler work more is
//! kept. `WORST_SECONDS` and `WORST_SEED` set how long it goes on and where it begins; what it finds stands among the
//! hostile definitions, so that the tests try it each time.

use std::time::{Duration, Instant};

use crate::support::hostile::climbed::{KNOBS, Shape, files};
use crate::support::hostile::run::{peak_mb, processor_ms};
use mpay_pages::compile::compile;
use mpay_pages::diag::to_text;
use mpay_pages::limits::DEFINITION_BYTES_MAX;

use super::exact::Draws;
use super::terms::TODAY;

/// The longest that one may take in the test's usual build, in milliseconds, as for the hostile definitions.
const MS_MAX: f64 = if cfg!(debug_assertions) { 20_000.0 } else { 1_000.0 };
/// The most memory that one may need, in megabytes.
const MB_MAX: f64 = 200.0;
/// After how many changes that were no better the search begins anew.
const PATIENCE: usize = 60;

fn number_from(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// What a shape costs to compile and to tell of: milliseconds and megabytes; nothing of a file that is too large.
fn cost(shape: &Shape) -> Option<(f64, f64, bool)> {
    let files = files(shape);
    if files.service_file.1.len() > DEFINITION_BYTES_MAX {
        return None;
    }
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let started = processor_ms();
    let compiled = compile(&files, TODAY);
    to_text(&compiled.diagnostics, &compiled.sources, false);
    Some((processor_ms() - started, peak_mb(), compiled.plan.is_some()))
}

fn changed(shape: &Shape, draws: &mut Draws) -> Shape {
    let mut next = *shape;
    for _ in 0..1 + draws.below(3) {
        let at = draws.below(KNOBS.len() as u64) as usize;
        let most = KNOBS[at].1;
        next[at] = match draws.below(5) {
            0 => 0,
            1 => most,
            2 => (next[at] * 2).min(most),
            3 => next[at] / 2,
            _ => draws.below(u64::from(most) + 1) as u32,
        };
    }
    next
}

#[test]
#[ignore = "it searches for minutes; what it found is among the hostile definitions"]
fn the_worst_definition_that_a_search_finds_is_within_the_bounds() {
    let mut draws = Draws::new(number_from("WORST_SEED", 1));
    let end = Instant::now() + Duration::from_secs(number_from("WORST_SECONDS", 300));
    let (mut tried, mut slowest, mut largest) = (0, (0.0, Shape::default()), (0.0, Shape::default()));
    while Instant::now() < end {
        let mut shape = Shape::default();
        for (knob, (_, most)) in shape.iter_mut().zip(KNOBS) {
            *knob = if draws.one_in(2) { 0 } else { draws.below(u64::from(most) + 1) as u32 };
        }
        let (mut best, mut failed) = (0.0, 0);
        while failed < PATIENCE && Instant::now() < end {
            let next = changed(&shape, &mut draws);
            let Some((ms, mb, is_accepted)) = cost(&next) else {
                failed += 1;
                continue;
            };
            tried += 1;
            if mb > largest.0 {
                largest = (mb, next);
            }
            if ms <= best * 1.02 {
                failed += 1;
                continue;
            }
            (best, shape, failed) = (ms, next, 0);
            if best > slowest.0 {
                slowest = (best, shape);
                println!("{best:.0} ms, {mb:.0} MB, accepted: {is_accepted}: {shape:?}");
            }
        }
    }
    println!("{tried} tried; {:.0} ms: {:?}; {:.0} MB: {:?}", slowest.0, slowest.1, largest.0, largest.1);
    assert!(slowest.0 < MS_MAX && largest.0 < MB_MAX && tried > 10);
}
