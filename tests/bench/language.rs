//! How fast the compiler and the form are. `cargo bench --bench language` prints it, in processor times and as ratios to
//! two measures of the same run: what plain `serde_yaml` takes to read the same text, and one SHA-256 of the same bytes.
//! It fails when an aim is missed. `-- NAME` tries the hostile definitions alone that have this in their names.
//!
//! Each hostile definition is tried in a process of its own, so that its memory can be told.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[allow(dead_code)]
#[path = "../it/support/hostile.rs"]
mod hostile;
#[path = "language/measure.rs"]
mod measure;
#[path = "language/service.rs"]
mod service;

use std::process::ExitCode;

use aws_lc_rs::digest::{SHA256, digest};
use mpay_pages::asset::Assets;
use mpay_pages::compile::{DefinitionFiles, compile};
use mpay_pages::form::{RawAnswers, check, price};
use mpay_pages::plan::Plan;
use mpay_pages::view::View;

use measure::measure;

const TODAY: jiff::civil::Date = jiff::civil::Date::constant(2026, 3, 1);
/// The longest that a hostile definition may take, in milliseconds.
const HOSTILE_MS_MAX: f64 = 1_000.0;
/// The most memory that it may need, in megabytes.
const HOSTILE_MB_MAX: f64 = 200.0;

fn main() -> ExitCode {
    if hostile::run_if_asked() {
        return ExitCode::SUCCESS;
    }
    let only = std::env::args().nth(1).filter(|word| !word.starts_with('-'));
    let missed = match only {
        None => [services(), submissions(), hostile_definitions("")],
        Some(name) => [hostile_definitions(&name); 3],
    };
    if missed.contains(&true) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Compiling services and emitting their pages; gives whether an aim is missed.
fn services() -> bool {
    let assets = Assets::load();
    let view = View::new(&|path| assets.address(path).to_owned()).unwrap();
    let files = service::files("1");
    let text = &files.service_file.1;
    println!("a service of 12 fields, three languages, {} bytes", text.len());
    let yaml = measure(|| serde_yaml::from_str::<serde_yaml::Value>(text).unwrap());
    let sha = measure(|| digest(&SHA256, text.as_bytes()));
    let ratios = [("serde_yaml", yaml), ("SHA-256", sha)];
    yaml.print("serde_yaml reads it", None, &[]);
    sha.print("one SHA-256 of it", None, &[]);
    measure(|| compiled(&files)).print("compiled", None, &ratios);
    let plan = compiled(&files);
    measure(|| pages(&view, &plan)).print("its pages emitted", None, &ratios);
    let is_missed = measure(|| pages(&view, &compiled(&files))).print("both", Some(2_000.0), &ratios);

    let many: Vec<DefinitionFiles> = (0..1_000).map(|number| service::files(&number.to_string())).collect();
    println!("1,000 such services");
    let texts = || many.iter().map(|files| &files.service_file.1);
    let yaml = measure::once(|| {
        texts()
            .map(|text| serde_yaml::from_str::<serde_yaml::Value>(text).unwrap().is_mapping())
            .filter(|is| *is)
            .count()
    });
    let sha =
        measure::once(|| texts().map(|text| usize::from(digest(&SHA256, text.as_bytes()).as_ref()[0])).sum::<usize>());
    let all = measure::once(|| many.iter().map(|files| pages(&view, &compiled(files))).sum::<usize>());
    all.print("compiled, their pages emitted", None, &[("serde_yaml", yaml), ("SHA-256", sha)]);
    is_missed
}

/// Judging and pricing a form; gives whether an aim is missed.
fn submissions() -> bool {
    let plan = compiled(&service::files("1"));
    let body = service::body();
    let as_yaml: String =
        form_urlencoded::parse(body.as_bytes()).map(|(name, text)| format!("{name}: '{text}'\n")).collect();
    println!("one submission of 12 fields, {} bytes", body.len());
    let yaml = measure(|| serde_yaml::from_str::<serde_yaml::Value>(&as_yaml).unwrap());
    let sha = measure(|| digest(&SHA256, body.as_bytes()));
    let ratios = [("serde_yaml", yaml), ("SHA-256", sha)];
    yaml.print("serde_yaml reads the same answers", None, &[]);
    sha.print("one SHA-256 of it", None, &[]);
    let raw = || form_urlencoded::parse(body.as_bytes()).into_owned().collect::<RawAnswers>();
    let answers = check(&plan, &raw(), TODAY).unwrap_or_else(|problems| panic!("{problems:?}"));
    let checked = measure(|| check(&plan, &raw(), TODAY).unwrap()).print("parsed and validated", Some(50.0), &ratios);
    let priced = measure(|| price(&plan, &answers, TODAY).unwrap()).print("priced", Some(5.0), &ratios);
    checked || priced
}

/// The hostile definitions; gives whether one takes too much, or does not become what it should.
fn hostile_definitions(only: &str) -> bool {
    println!(
        "hostile definitions: compiled and told what is wrong, their pages, their layout; aim below {HOSTILE_MS_MAX} ms \
         each and {HOSTILE_MB_MAX} MB"
    );
    let mut is_missed = false;
    for hostile in hostile::all().iter().filter(|(_, hostile)| hostile.name.contains(only)) {
        let cost = hostile::cost(hostile, &[]);
        let most = cost.compiled_ms.max(cost.pages_ms).max(cost.layout_ms);
        let is_too_much = most >= HOSTILE_MS_MAX || cost.peak_mb >= HOSTILE_MB_MAX;
        is_missed |= is_too_much || !cost.surprise.is_empty();
        println!(
            "  {:46}{:8.1}{:8.1}{:8.1} ms{:7.1} MB  {}{}{}",
            hostile.1.name,
            cost.compiled_ms,
            cost.pages_ms,
            cost.layout_ms,
            cost.peak_mb,
            cost.told,
            if is_too_much { "  MISSED" } else { "" },
            if cost.surprise.is_empty() { String::new() } else { format!("  UNEXPECTED: {}", cost.surprise) },
        );
    }
    is_missed
}

fn compiled(files: &DefinitionFiles) -> Plan {
    let compiled = compile(files, TODAY);
    compiled.plan.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

/// Emits the pages of all languages; gives their bytes.
fn pages(view: &View, plan: &Plan) -> usize {
    plan.languages.iter().map(|language| view.service_page(plan, *language).unwrap().len()).sum()
}
