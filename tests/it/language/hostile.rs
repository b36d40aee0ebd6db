//! Definitions that were written to hurt: none panics, hangs or eats the memory, and each is judged as it should be.
//!
//! Each is tried in a process of its own, by processor time and peak of memory. The aim, a second and 200 MB, is for an
//! optimized build: there the test and `cargo bench --bench language` hold it. The test's usual build is some twenty times
//! slower and gets that much more time: what grows with the square of a file, or doubles, is found all the same.

use crate::support::hostile::{all, cost, run_if_asked};

/// The longest that one may take, in milliseconds of the processor, for each of: compiled, pages, layout.
const MS_MAX: f64 = if cfg!(debug_assertions) { 20_000.0 } else { 1_000.0 };
/// The most memory that one may need, in megabytes; memory is the same in every build.
const MB_MAX: f64 = 200.0;
/// How many are tried at once.
const THREADS: usize = 2;

/// Not a story of its own: what the process does that tries one of them.
#[test]
fn one_hostile_definition_where_it_is_asked_for() {
    run_if_asked();
}

#[test]
fn hostile_definitions_are_judged_in_bounded_time_and_memory() {
    let all = all();
    let args = ["--exact", "language::hostile::one_hostile_definition_where_it_is_asked_for", "--nocapture"];
    let wrong = std::thread::scope(|scope| {
        let share = |first: usize| {
            let (all, args) = (&all, &args);
            scope.spawn(move || {
                let mut wrong = Vec::new();
                for hostile in all.iter().skip(first).step_by(THREADS) {
                    let cost = cost(hostile, args);
                    let slowest = cost.compiled_ms.max(cost.pages_ms).max(cost.layout_ms);
                    if !cost.surprise.is_empty() || slowest > MS_MAX || cost.peak_mb > MB_MAX {
                        let (peak, told) = (cost.peak_mb, cost.told);
                        wrong.push(format!(
                            "{}: {slowest:.0} ms, {peak:.0} MB, {} ({told})",
                            hostile.1.name, cost.surprise
                        ));
                    }
                }
                wrong
            })
        };
        let threads: Vec<_> = (0..THREADS).map(share).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<String>>()
    });
    assert!(all.len() > 150, "{}", all.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
