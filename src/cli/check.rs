//! `check`: compiles definitions and says what is wrong with them.

use std::io::{IsTerminal, Write};

use jiff::Timestamp;

use super::output::output;
use super::{CheckArgs, Format, Outcome};
use crate::app::find_all_definitions;
use crate::clock;
use crate::compile::{Compiled, compile};
use crate::diag::{Severity, to_json, to_sarif, to_text};

pub(super) fn check(args: &CheckArgs) -> Outcome {
    let today = clock::today(Timestamp::now());
    let mut all = Vec::new();
    let (mut services, mut failed) = (0, 0);
    for files in find_all_definitions(&args.paths)? {
        let compiled = compile(&files.read()?, today);
        services += 1;
        failed += usize::from(compiled.plan.is_none());
        match args.format {
            Format::Text => tell(&compiled),
            Format::Json | Format::Sarif => all.extend(to_json(&compiled.diagnostics, &compiled.sources)),
        }
    }
    let document = match args.format {
        Format::Text => None,
        Format::Json => Some(serde_json::Value::Array(all)),
        Format::Sarif => Some(to_sarif(&all)),
    };
    match document {
        Some(document) => {
            let text = serde_json::to_string_pretty(&document)?;
            writeln!(output(), "{text}")?;
        }
        None => eprintln!("{}", summary(services, failed)),
    }
    Ok(failed == 0)
}

/// Prints the diagnostics of a compilation to standard error.
pub(super) fn tell(compiled: &Compiled) {
    let coloured = std::io::stderr().is_terminal();
    eprint!("{}", to_text(&compiled.diagnostics, &compiled.sources, coloured));
    let errors = compiled.diagnostics.iter().filter(|diagnostic| diagnostic.code.severity() == Severity::Error).count();
    let file = compiled.sources.path(crate::diag::FileId(0));
    match errors {
        0 => {}
        1 => eprintln!("{file}: 1 error; it cannot be published\n"),
        many => eprintln!("{file}: {many} errors; it cannot be published\n"),
    }
}

fn summary(services: usize, failed: usize) -> String {
    let noun = |count: usize| if count == 1 { "service" } else { "services" };
    match failed {
        0 => format!("{services} {} compiled", noun(services)),
        _ => format!("{failed} of {services} {} did not compile", noun(services)),
    }
}
