//! What the worst definitions cost: each in a process of its own, by its processor time and its peak of memory.

use std::process::Command;
use std::time::Instant;

use mpay_pages::compile::compile;
use mpay_pages::diag::to_text;

use super::{TODAY, hostile};

const NAME: &str = "LANGUAGE_BENCH_HOSTILE";
/// The longest time that is aimed at, in milliseconds.
const TIME_MAX: f64 = 1_000.0;
/// The most memory that is aimed at, in megabytes.
const MEMORY_MAX: f64 = 200.0;

/// The name of the one to compile in this process.
pub fn asked_for() -> Option<String> {
    std::env::var(NAME).ok()
}

/// Compiles one, shows what is wrong with it, and prints the time and the peak of memory.
pub fn run(name: &str) {
    let hostile = hostile::all().into_iter().find(|hostile| hostile.name == name).unwrap();
    let started = Instant::now();
    let compiled = compile(&hostile.files, TODAY);
    let text = to_text(&compiled.diagnostics, &compiled.sources, false);
    let millis = started.elapsed().as_secs_f64() * 1e3;
    let codes: std::collections::BTreeSet<&str> =
        compiled.diagnostics.iter().map(|found| found.code.as_str()).collect();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: f64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    let codes: Vec<&str> = codes.into_iter().collect();
    println!("{millis} {} {} bytes of text, {}", peak / 1024.0, text.len(), codes.join(" "));
}

/// Compiles all and prints what each took.
pub fn print() {
    println!("hostile definitions, each compiled and its problems shown; aim below {TIME_MAX} ms and {MEMORY_MAX} MB");
    for hostile in hostile::all() {
        let this = std::env::current_exe().unwrap();
        let output = Command::new(this).env(NAME, hostile.name).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let mut words = text.trim().splitn(3, ' ');
        let mut number = || words.next().unwrap().parse::<f64>().unwrap();
        let (millis, peak) = (number(), number());
        let verdict = if millis < TIME_MAX && peak < MEMORY_MAX { "" } else { "  MISSED" };
        println!("  {:38}{millis:9.1} ms{peak:8.1} MB  {}{verdict}", hostile.name, words.next().unwrap_or_default());
    }
}
