//! For tests: compiles a service from its text alone, for a beneficiary that is always there.

use super::{Compiled, DefinitionFiles, compile};
use crate::plan::Plan;

pub(crate) const BENEFICIARY: &str = "\
format: 1
beneficiary: proba
name: {ro: Instituția Publică Exemplu, ru: Учреждение Пример, en: Example Institution}
idno: \"1003600000006\"
contact: {phone: \"+37322000000\"}
accounts:
  main: {iban: MD44TRGAAA14222099000000, bic: TREZMD2X}
  other: {iban: MD27TRGAAA14153499000000, bic: TREZMD2X}
";

/// Compiles a service; its file is named as it names itself.
pub(crate) fn compiled(service: &str) -> Compiled {
    compiled_for(BENEFICIARY, service)
}

/// The same with a beneficiary of its own.
pub(crate) fn compiled_for(beneficiary: &str, service: &str) -> Compiled {
    compiled_with(beneficiary, service, &[])
}

/// The same with files beside it.
pub(crate) fn compiled_with(beneficiary: &str, service: &str, beside: &[(&str, &[u8])]) -> Compiled {
    let name = |text: &str, key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key));
        line.map(|name| name.trim().to_owned()).unwrap_or_default()
    };
    let files = DefinitionFiles {
        beneficiary: name(beneficiary, "beneficiary:"),
        beneficiary_file: ("beneficiary.yaml".to_owned(), beneficiary.to_owned()),
        service: name(service, "service:"),
        service_file: ("service.yaml".to_owned(), service.to_owned()),
        beside: beside.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect(),
    };
    compile(&files, jiff::civil::Date::constant(2026, 3, 1))
}

/// The plan of a service that compiles.
pub(crate) fn plan(service: &str) -> Plan {
    let compiled = compiled(service);
    let text = crate::diag::to_text(&compiled.diagnostics, &compiled.sources, false);
    compiled.plan.unwrap_or_else(|| panic!("{text}"))
}

/// The paths and texts of all YAML files that ship.
pub(crate) fn shipped() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions");
    let mut found = Vec::new();
    for beneficiary in std::fs::read_dir(folder).unwrap() {
        for file in std::fs::read_dir(beneficiary.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "yaml") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() > 20, "the shipped definitions were not found");
    found
}

/// The plan of a service that ships, by its path without the ending, and its logo.
pub(crate) fn shipped_plan(path: &str) -> (Plan, Option<Vec<u8>>) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions");
    let (beneficiary, service) = path.split_once('/').unwrap();
    let read = |name: &str| std::fs::read(folder.join(beneficiary).join(name)).unwrap();
    let text = |name: &str| String::from_utf8(read(name)).unwrap();
    let beside = std::fs::read_dir(folder.join(beneficiary)).unwrap().map(|entry| entry.unwrap().file_name());
    let beside = beside.map(|name| name.into_string().unwrap()).filter(|name| !name.ends_with(".yaml"));
    let files = DefinitionFiles {
        beneficiary: beneficiary.to_owned(),
        beneficiary_file: ("beneficiary.yaml".to_owned(), text("beneficiary.yaml")),
        service: service.to_owned(),
        service_file: ("service.yaml".to_owned(), text(&format!("{service}.yaml"))),
        beside: beside.map(|name| (name.clone(), read(&name))).collect(),
    };
    let compiled = compile(&files, jiff::civil::Date::constant(2026, 3, 1));
    (compiled.plan.unwrap(), compiled.logo)
}
