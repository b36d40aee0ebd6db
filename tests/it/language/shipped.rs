//! The services that ship.

use std::path::Path;

use mpay_pages::app::find_definitions;
use mpay_pages::compile::compile;
use mpay_pages::diag::to_text;
use mpay_pages::plan::Plan;

#[test]
fn every_service_that_ships_compiles_without_a_word() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions");
    let all = find_definitions(&root).unwrap();
    assert_eq!(all.len(), 16);
    for files in all {
        let compiled = compile(&files.read().unwrap(), "2026-11-24".parse().unwrap());
        let text = to_text(&compiled.diagnostics, &compiled.sources, false);
        assert!(text.is_empty(), "{text}");
        let plan = compiled.plan.unwrap();
        let stored = serde_json::to_string(&plan).unwrap();
        let read: Plan = serde_json::from_str(&stored).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), stored);
    }
}

#[test]
fn the_donation_has_403_schools_each_with_its_own_account() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions/scoli");
    let files = find_definitions(&root).unwrap();
    let plan = compile(&files[0].read().unwrap(), "2026-11-24".parse().unwrap()).plan.unwrap();
    let ibans: std::collections::BTreeSet<&str> = plan.accounts.values().map(|account| account.iban.as_str()).collect();
    assert_eq!(ibans.len(), 403);
}
