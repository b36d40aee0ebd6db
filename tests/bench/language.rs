//! How fast the compiler and the form are. `cargo bench --bench language` prints it, in times and as ratios to two
//! measures of the same run: what plain `serde_yaml` takes to read the same text, and one SHA-256 of the same bytes.
//!
//! Each hostile definition is compiled in a process of its own, so that its memory can be told.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[allow(dead_code)]
#[path = "../it/support/hostile.rs"]
mod hostile;
#[path = "language/measure.rs"]
mod measure;
#[path = "language/service.rs"]
mod service;
#[path = "language/worst.rs"]
mod worst;

use aws_lc_rs::digest::{SHA256, digest};
use mpay_pages::asset::Assets;
use mpay_pages::compile::{DefinitionFiles, compile};
use mpay_pages::form::{RawAnswers, check, price};
use mpay_pages::plan::Plan;
use mpay_pages::view::View;

use measure::measure;

const TODAY: jiff::civil::Date = jiff::civil::Date::constant(2026, 3, 1);

fn main() {
    if let Some(name) = worst::asked_for() {
        return worst::run(&name);
    }
    let assets = Assets::load();
    let view = View::new(&|path| assets.address(path).to_owned()).unwrap();
    let files = service::files("1");
    let text = files.service_file.1.clone();
    let yaml = measure(|| serde_yaml::from_str::<serde_yaml::Value>(&text).unwrap());
    println!("a service of 12 fields, three languages, {} bytes", text.len());
    yaml.print("serde_yaml reads it", None, &[]);
    let whole = measure(|| pages(&view, &compiled(&files)));
    whole.print("compiled, its pages emitted", Some(2_000.0), &[("serde_yaml", yaml)]);
    measure(|| compiled(&files)).print("  compiled", None, &[("serde_yaml", yaml)]);

    let many: Vec<DefinitionFiles> = (0..1_000).map(|number| service::files(&number.to_string())).collect();
    let all = measure::once(|| many.iter().map(|files| pages(&view, &compiled(files))).sum::<usize>());
    all.print("1,000 services, each with its pages", None, &[("serde_yaml", yaml)]);

    let plan = compiled(&files);
    let body = service::body();
    let sha = measure(|| digest(&SHA256, body.as_bytes()));
    let raw = || form_urlencoded::parse(body.as_bytes()).into_owned().collect::<RawAnswers>();
    let answers = check(&plan, &raw(), TODAY).unwrap_or_else(|problems| panic!("{problems:?}"));
    println!("one submission of 12 fields, {} bytes", body.len());
    sha.print("one SHA-256 of it", None, &[]);
    let checked = measure(|| check(&plan, &raw(), TODAY).unwrap());
    checked.print("read and validated", Some(50.0), &[("SHA-256", sha)]);
    let priced = measure(|| price(&plan, &answers, TODAY).unwrap());
    priced.print("priced", Some(5.0), &[("SHA-256", sha)]);

    worst::print();
}

fn compiled(files: &DefinitionFiles) -> Plan {
    let compiled = compile(files, TODAY);
    compiled.plan.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

/// Emits the pages of all languages; gives their bytes.
fn pages(view: &View, plan: &Plan) -> usize {
    plan.languages.iter().map(|language| view.service_page(plan, *language).unwrap().len()).sum()
}
