//! The services that ship.

use super::*;
use crate::diag::to_text;

fn files(beneficiary: &str, service: &str) -> DefinitionFiles {
    let folder = format!("{}/definitions/{beneficiary}", env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
    DefinitionFiles {
        beneficiary: beneficiary.to_owned(),
        beneficiary_file: ("beneficiary.yaml".to_owned(), read("beneficiary.yaml")),
        service: service.to_owned(),
        service_file: (format!("{service}.yaml"), read(&format!("{service}.yaml"))),
        beside: vec![("logo.png".to_owned(), std::fs::read(format!("{folder}/logo.png")).unwrap())],
    }
}

#[test]
fn every_service_that_ships_compiles_without_a_word() {
    for (beneficiary, service) in [
        ("moldsilva", "forest-land-rent"),
        ("instante", "court-stamp-fee"),
        ("gradinite-chisinau", "kindergarten-fee"),
        ("muzeul-etnografie", "museum-tickets"),
    ] {
        let compiled = compile(&files(beneficiary, service), "2026-11-24".parse().unwrap());
        let text = to_text(&compiled.diagnostics, &compiled.sources, false);
        assert!(text.is_empty(), "{text}");
        let plan = compiled.plan.unwrap();
        let stored = serde_json::to_string(&plan).unwrap();
        let read: Plan = serde_json::from_str(&stored).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), stored);
    }
}
