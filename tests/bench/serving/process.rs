//! Processes bound to a core, and the processor time that they use.

use std::process::Command;
use std::time::Duration;

/// Where servers run.
pub const SERVER_CORE: &str = "0";
/// Where those who ask them run.
pub const CALLER_CORE: &str = "1";

/// A command that runs on one core; anywhere, where there is no `taskset`.
pub fn on_core(core: &str, program: impl AsRef<std::ffi::OsStr>) -> Command {
    if !is_installed("taskset") {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", core]).arg(program);
    command
}

/// Whether a program can be started.
pub fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).chain(["/usr/sbin".into()]).any(|folder| folder.join(program).exists())
}

/// The processor time that a process has used, by Linux's count in hundredths of a second.
pub fn processor_time(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    // Fields 14 and 15 of proc(5); the first two stand before the bracket.
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// The memory that a process holds now, and held at the most, in MB of a million bytes.
pub fn memory(process: u32) -> (f64, f64) {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse::<f64>().unwrap() * 1024.0 / 1e6
    };
    (of("VmRSS:"), of("VmHWM:"))
}

/// Rates of something: by the clock, and by processor time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rate {
    pub by_clock: f64,
    pub by_processor: f64,
}

impl Rate {
    /// So many in a time of the clock and a time of a processor.
    pub fn of(count: u64, clock: Duration, processor: Duration) -> Rate {
        Rate { by_clock: count as f64 / clock.as_secs_f64(), by_processor: count as f64 / processor.as_secs_f64() }
    }

    /// The better of two rounds, each by its own measure.
    pub fn best(self, other: Rate) -> Rate {
        Rate { by_clock: self.by_clock.max(other.by_clock), by_processor: self.by_processor.max(other.by_processor) }
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:8.0} /s, {:8.0} /s of processor time", self.by_clock, self.by_processor)
    }
}

/// How one rate stands to another, in hundredths, and whether an aim is reached by processor time.
pub fn share(what: &str, one: Rate, other: Rate, aim: f64) {
    let by_processor = 100.0 * one.by_processor / other.by_processor;
    let by_clock = 100.0 * one.by_clock / other.by_clock;
    let verdict = if by_processor >= aim { "reached" } else { "MISSED" };
    println!("{what:36} {by_clock:8.1} %, {by_processor:8.1} % of processor time; aim {aim} %: {verdict}");
}
