//! What a hostile definition costs: each is tried in a process of its own, by its processor time and its peak of memory.

use std::process::Command;

use mpay_pages::asset::Assets;
use mpay_pages::compile::{Compiled, canonical, compile};
use mpay_pages::diag::{Diagnostics, Sources, to_json, to_sarif, to_text};
use mpay_pages::plan::Plan;
use mpay_pages::view::{FormState, ServicePage, View};
use rustix::time::{ClockId, clock_gettime};

use super::{Expected, GROUPS, Hostile};

/// The variable with the group and the name of the one to try in this process.
const NAME: &str = "HOSTILE_DEFINITION";
/// How the line begins that the process prints.
const MARK: &str = "hostile definition: ";

/// What it took, and what became of it.
pub struct Cost {
    /// Of compiling it and telling what is wrong, in every form.
    pub compiled_ms: f64,
    /// Of its pages.
    pub pages_ms: f64,
    /// Of its canonical layout.
    pub layout_ms: f64,
    /// The most memory that the process had, in megabytes.
    pub peak_mb: f64,
    /// What differs from what was expected; empty when nothing does.
    pub surprise: String,
    /// What was told, in short.
    pub told: String,
}

/// Tries one in a process of its own: this program, started with these arguments.
pub fn cost((group, hostile): &(usize, Hostile), args: &[&str]) -> Cost {
    let this = std::env::current_exe().unwrap();
    let output = Command::new(this).args(args).env(NAME, format!("{group} {}", hostile.name)).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| Some(line.split_once(MARK)?.1));
    let failure = || String::from_utf8_lossy(&output.stderr).chars().take(600).collect::<String>();
    let line = line.map_or_else(|| format!("0|0|0|0|it fails: {}|", failure()), str::to_owned);
    let parts: Vec<&str> = line.split('|').collect();
    let number = |at: usize| parts[at].parse::<f64>().unwrap();
    let (surprise, told) = (parts[4].to_owned(), parts[5].to_owned());
    Cost { compiled_ms: number(0), pages_ms: number(1), layout_ms: number(2), peak_mb: number(3), surprise, told }
}

/// In a process that [`cost`] started: tries the one that was asked for, prints what it took, and gives true.
pub fn run_if_asked() -> bool {
    let Ok(asked) = std::env::var(NAME) else { return false };
    let (group, name) = asked.split_once(' ').unwrap();
    let of_group = GROUPS[group.parse::<usize>().unwrap()]();
    let hostile = of_group.into_iter().find(|hostile| hostile.name == name).unwrap();
    // Those that are not asked for do not count: the peak begins here.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let (compiled, compiled_ms) = timed(|| compiled(&hostile));
    let (_, pages_ms) = timed(|| compiled.plan.as_ref().map(pages));
    let (_, layout_ms) = timed(|| layout(&hostile.files.service_file.1));
    let codes: std::collections::BTreeSet<&str> =
        compiled.diagnostics.iter().map(|found| found.code.as_str()).collect();
    let surprise = match hostile.expected {
        Expected::Accepted if compiled.plan.is_none() => "it is refused",
        Expected::Refused(_) if compiled.plan.is_some() => "it is accepted",
        Expected::Refused(code) if !codes.contains(code) => "it is refused for something else",
        _ => "",
    };
    let told = format!("{} {}", compiled.diagnostics.len(), codes.into_iter().collect::<Vec<_>>().join(" "));
    println!("{MARK}{compiled_ms}|{pages_ms}|{layout_ms}|{}|{surprise}|{told}", peak_mb());
    true
}

/// Compiles, and tells what is wrong in every form.
fn compiled(hostile: &Hostile) -> Compiled {
    let compiled = compile(&hostile.files, jiff::civil::Date::constant(2026, 3, 1));
    let (found, sources) = (&compiled.diagnostics, &compiled.sources);
    for diagnostic in found {
        let text = sources.text(diagnostic.place.file);
        let (start, end) = (diagnostic.place.start, diagnostic.place.end);
        assert!(text.get(start..end).is_some(), "{}: {start}..{end} is no part of the file", diagnostic.message);
    }
    let json = to_json(found, sources);
    assert_eq!((json.len(), to_text(found, sources, false).is_empty()), (found.len(), found.is_empty()));
    assert!(to_sarif(&json).to_string().contains("2.1.0"));
    compiled
}

/// Emits the pages as publication does, each once empty; a stored plan is the same plan.
fn pages(plan: &Plan) {
    let assets = Assets::load();
    let view = View::new(&|path| assets.address(path).to_owned()).unwrap();
    for language in &plan.languages {
        let template = view.service_page(plan, *language).unwrap();
        ServicePage::parse(&template).unwrap().render(&FormState::default()).unwrap();
    }
}

/// Lays a text out in the canonical way, and again.
fn layout(text: &str) {
    let canonical = |text: &str| {
        let mut sources = Sources::default();
        let file = sources.add("hostile.yaml", text);
        canonical(file, text, &mut Diagnostics::default())
    };
    if let Some(once) = canonical(text) {
        assert!(canonical(&once).as_ref() == Some(&once), "laid out twice, it is another");
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = processor_ms();
    let done = work();
    (done, processor_ms() - started)
}

/// How long this thread has run on a processor.
pub fn processor_ms() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// The most memory that this process had, in megabytes.
pub fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}
