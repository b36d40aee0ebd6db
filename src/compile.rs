//! From a definition's text to a plan: read, shape, resolve, prove, run the examples.
//!
//! Pure: files come in as text, problems go out as diagnostics. Knows nothing of stores, pages or HTTP.

mod answers;
mod definition;
mod example_marks;
mod examples;
mod layout;
mod names;
mod prove;
mod resolve;
mod schema;
mod shape;
mod sums;

pub use answers::{Example, answers, examples, typed};
pub use example_marks::{ExampleMark, example_marks};
pub use layout::canonical;
pub use schema::{beneficiary_schema, service_schema};

use jiff::civil::Date;

use crate::diag::{Code, Diagnostic, Diagnostics, Place, Sources};
use crate::limits::{LOGO_BYTES_MAX, TABLE_BYTES_MAX};
use crate::plan::Plan;
use crate::yaml;

/// The files of one service.
#[derive(Debug, Clone)]
pub struct DefinitionFiles {
    /// The beneficiary's folder.
    pub beneficiary: String,
    /// The path of `beneficiary.yaml`, as messages should show it, and its text.
    pub beneficiary_file: (String, String),
    /// The name of the service's file without its ending.
    pub service: String,
    /// The path of the service's file, as messages should show it, and its text.
    pub service_file: (String, String),
    /// The files beside it that a definition may name, with their bytes: the logo, and tables in CSV.
    pub beside: Vec<(String, Vec<u8>)>,
}

/// What a compilation gives.
#[derive(Debug)]
pub struct Compiled {
    /// The plan, unless there are errors.
    pub plan: Option<Plan>,
    /// The plan of a definition that is wrong in nothing but its examples: for trying it out, never for publishing.
    pub draft: Option<Plan>,
    /// The bytes of the logo that the plan names.
    pub logo: Option<Vec<u8>>,
    /// All problems, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that the diagnostics speak about; a table that none speaks about is empty.
    pub sources: Sources,
}

/// Compiles a service. `today` is the day on which examples without a day of their own are run.
pub fn compile(files: &DefinitionFiles, today: Date) -> Compiled {
    let mut sources = Sources::default();
    let service_file = sources.add(files.service_file.0.clone(), files.service_file.1.clone());
    let beneficiary_file = sources.add(files.beneficiary_file.0.clone(), files.beneficiary_file.1.clone());
    let mut diagnostics = Diagnostics::default();
    let tables = tables(files, &mut sources, &mut diagnostics, service_file);

    let service = yaml::parse_to_explain(service_file, &files.service_file.1, &mut diagnostics);
    let beneficiary = yaml::parse_to_explain(beneficiary_file, &files.beneficiary_file.1, &mut diagnostics);
    let service = service.and_then(|node| shape::service(&node, &files.service, &tables, &mut diagnostics));
    let languages = service.as_ref().map_or(vec![crate::i18n::Language::Ro], |service| service.languages.clone());
    let folder = &files.beneficiary;
    let beneficiary =
        beneficiary.and_then(|node| shape::beneficiary(&node, folder, &languages, &tables, &mut diagnostics));

    let mut logo = None;
    let mut plan = None;
    let mut is_proved = false;
    if let (Some(service), Some(beneficiary)) = (service, beneficiary) {
        logo = beneficiary.logo.as_ref().and_then(|name| find_logo(name, files, &mut diagnostics));
        let checked = resolve::resolve(service, beneficiary, &mut diagnostics);
        prove::prove(&checked, today, &mut diagnostics);
        is_proved = !diagnostics.has_errors();
        examples::run(&checked, today, &mut diagnostics);
        plan = Some(checked.plan);
    }
    let whole = plan.filter(|_| is_proved).map(|mut plan| {
        plan.beneficiary.logo = logo.as_ref().map(|bytes| logo_address(bytes));
        plan
    });
    let (plan, draft) = if diagnostics.has_errors() { (None, whole) } else { (whole, None) };
    let diagnostics = diagnostics.into_sorted();
    for table in tables.iter().filter(|table| diagnostics.iter().any(|found| found.speaks_of(table.file))) {
        sources.set_text(table.file, table.text);
    }
    Compiled { plan, draft, logo, diagnostics, sources }
}

/// The tables beside a definition, as texts with places; among the sources they have no texts yet.
fn tables<'a>(
    files: &'a DefinitionFiles,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
    service: crate::diag::FileId,
) -> Vec<shape::TableFile<'a>> {
    let mut found = Vec::new();
    for (name, bytes) in files.beside.iter().filter(|(name, _)| name.to_ascii_lowercase().ends_with(".csv")) {
        let start = Place { file: service, start: 0, end: 0 };
        match std::str::from_utf8(bytes) {
            _ if bytes.len() > TABLE_BYTES_MAX => {
                diagnostics
                    .report(Code::TooLarge, start, format!("the table `{name}` has {} bytes", bytes.len()))
                    .help(format!("a table has at most {TABLE_BYTES_MAX} bytes"));
            }
            Ok(text) => {
                let file = sources.add(name.clone(), "");
                found.push(shape::TableFile { name, file, text });
            }
            Err(_) => {
                diagnostics
                    .report(Code::BadTableFile, start, format!("the table `{name}` is not UTF-8 text"))
                    .help("save it as CSV in UTF-8");
            }
        }
    }
    found
}

/// The address under which a logo is served for good: its content decides it.
fn logo_address(bytes: &[u8]) -> String {
    format!("/logo/{}.png", crate::ids::ContentHash::of(&[bytes]).short())
}

fn find_logo(
    name: &crate::diag::Placed<String>,
    files: &DefinitionFiles,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<u8>> {
    let mut refuse = |place: Place, message: String, help: &str| {
        diagnostics.report(Code::BadFile, place, message).help(help);
        None
    };
    let Some((_, bytes)) = files.beside.iter().find(|(file, _)| *file == name.value) else {
        return refuse(name.place, format!("there is no file `{}` beside it", name.value), "add the logo, a PNG");
    };
    if bytes.len() > LOGO_BYTES_MAX {
        return refuse(name.place, format!("the logo has {} bytes", bytes.len()), "a logo has at most 65 536 bytes");
    }
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return refuse(name.place, format!("`{}` is not a PNG image", name.value), "save the logo as a PNG");
    }
    Some(bytes.clone())
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
