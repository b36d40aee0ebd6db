//! Fuzzing as part of the tests: for a while, each target runs on the texts that once failed, on its seeds, and on
//! mutations of them. `FUZZ_SECONDS` sets how long for each, `FUZZ_SEED` where the draws begin; `guided.sh` runs the
//! same targets under coverage.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cost;
mod draws;
mod mutate;
mod seeds;
mod targets;
mod watch;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use draws::Draws;

/// How long each target runs, in seconds.
const SECONDS: u64 = 12;
/// How long one text may take on a processor, in milliseconds: a second, and more for code that is not optimised.
const MS_MAX: i64 = 20_000;
/// How long one text may take by the clock; what takes longer hangs.
const HANG: Duration = Duration::from_secs(120);
/// How many of the latest texts are kept to go on from.
const KEPT_MAX: usize = 200;

fn number_from(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn try_out(name: &str, run: fn(&str), text: &str) {
    let done = watch::hold(name, text, HANG, watch::give_up);
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| cost::held(MS_MAX, || run(text)))) {
        let kept = watch::keep(name, text);
        eprintln!(
            "--- the target `{name}` fails on this text; keep {kept:?} in tests/fuzz/found/{name}/:\n{text}\n---"
        );
        resume_unwind(panic);
    }
    drop(done);
}

fn fuzz(name: &str, run: fn(&str), seeds: Vec<String>) {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/found").join(name);
    let found = std::fs::read_dir(found).into_iter().flatten().map(|entry| entry.unwrap().path());
    found.for_each(|path| try_out(name, run, &std::fs::read_to_string(path).unwrap()));
    seeds.iter().for_each(|seed| try_out(name, run, seed));
    let mut draws = Draws::new(number_from("FUZZ_SEED", 1));
    let end = Instant::now() + Duration::from_secs(number_from("FUZZ_SECONDS", SECONDS));
    let mut texts = seeds.clone();
    let mut tried = 0;
    while Instant::now() < end {
        let from = texts[draws.below(texts.len())].clone();
        let text = mutate::mutate(&from, &seeds, &mut draws);
        try_out(name, run, &text);
        tried += 1;
        if text.len() > from.len() * 2 {
            continue;
        }
        if texts.len() < seeds.len() + KEPT_MAX {
            texts.push(text);
        } else {
            let at = seeds.len() + draws.below(KEPT_MAX);
            texts[at] = text;
        }
    }
    println!("{name}: {tried} texts");
    assert!(tried > 20, "only {tried} texts were tried");
}

#[test]
fn yaml() {
    fuzz("yaml", targets::yaml::run, seeds::yaml());
}

#[test]
fn layout() {
    fuzz("layout", targets::layout::run, seeds::layout());
}

#[test]
fn expression() {
    fuzz("expression", targets::expression::run, seeds::expression());
}

#[test]
fn answers() {
    fuzz("answers", targets::answers::run, seeds::answers());
}

#[test]
fn definition() {
    fuzz("definition", targets::definition::run, seeds::definition());
}
