//! The files of a drawn definition, and the accounts of its beneficiary.

use mpay_pages::compile::DefinitionFiles;

/// Its accounts are [those that lines may name](super::judge::ACCOUNTS).
const BENEFICIARY: &str = "\
format: 1
beneficiary: proba
name: {ro: Instituția Publică Exemplu}
idno: \"1003600000006\"
contact: {phone: \"+37322000000\"}
accounts:
  main: {iban: MD44TRGAAA14222099000000, bic: TREZMD2X}
  other: {iban: MD27TRGAAA14153499000000, bic: TREZMD2X}
";

/// The number of an account.
pub fn iban(account: &str) -> &'static str {
    match account {
        "main" => "MD44TRGAAA14222099000000",
        _ => "MD27TRGAAA14153499000000",
    }
}

pub fn files(service: &str) -> DefinitionFiles {
    DefinitionFiles {
        beneficiary: "proba".to_owned(),
        beneficiary_file: ("beneficiary.yaml".to_owned(), BENEFICIARY.to_owned()),
        service: "drawn".to_owned(),
        service_file: ("drawn.yaml".to_owned(), service.to_owned()),
        beside: Vec::new(),
    }
}
