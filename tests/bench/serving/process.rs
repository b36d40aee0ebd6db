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
}

/// How often both sides of a comparison are measured: an odd number, so that one round is the median.
const ROUNDS: usize = 5;

/// The rates of something and of what bounds it, measured in turn, so that a disturbance meets both.
pub struct Comparison {
    rounds: Vec<Round>,
}

struct Round {
    measured: Rate,
    bound: Rate,
}

impl Comparison {
    /// Measures both sides in each round, what bounds first.
    pub fn measure(mut bound: impl FnMut() -> Rate, mut measured: impl FnMut() -> Rate) -> Comparison {
        let round = |_| {
            let bound = bound();
            Round { measured: measured(), bound }
        };
        Comparison { rounds: (0..ROUNDS).map(round).collect() }
    }

    /// The median rate of what is measured.
    pub fn measured(&self) -> Rate {
        self.median_rate(|round| round.measured)
    }

    /// The median rate of what bounds it.
    pub fn bound(&self) -> Rate {
        self.median_rate(|round| round.bound)
    }

    /// Prints the median of the rounds' ratios in hundredths, with the lowest and the highest, and whether an aim is
    /// reached by processor time.
    pub fn print_share(&self, what: &str, aim: f64) {
        let by_clock = self.ratios(|rate| rate.by_clock);
        let by_processor = self.ratios(|rate| rate.by_processor);
        let verdict = if median(&by_processor) >= aim { "reached" } else { "MISSED" };
        println!(
            "{what:36} {:8.1} %, {:8.1} % of processor time ({:.1} to {:.1} in {ROUNDS} rounds); aim {aim} %: {verdict}",
            median(&by_clock),
            median(&by_processor),
            by_processor[0],
            by_processor[ROUNDS - 1],
        );
    }

    fn median_rate(&self, side: impl Fn(&Round) -> Rate) -> Rate {
        let sorted = |number: fn(Rate) -> f64| sorted(self.rounds.iter().map(|round| number(side(round))));
        Rate {
            by_clock: median(&sorted(|rate| rate.by_clock)),
            by_processor: median(&sorted(|rate| rate.by_processor)),
        }
    }

    fn ratios(&self, number: fn(Rate) -> f64) -> Vec<f64> {
        sorted(self.rounds.iter().map(|round| 100.0 * number(round.measured) / number(round.bound)))
    }
}

fn sorted(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers
}

/// The middle of an odd number of sorted numbers.
fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:8.0} /s, {:8.0} /s of processor time", self.by_clock, self.by_processor)
    }
}
