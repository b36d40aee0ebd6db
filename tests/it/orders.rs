//! Orders as definitions of their own shape them, over the whole way from the page to the payment.

mod export;
pub mod limit;
pub mod open_amount;
mod refunds;
mod unusual;
mod workbook;

use mpay_pages::compile::DefinitionFiles;
use tempfile::TempDir;

use crate::support::client::Browser;
use crate::support::hostile::parts::BENEFICIARY;
use crate::support::html::Page;
use crate::support::steps::SERVICE_FORM;

/// A service of one question: `name` is its name in addresses, `terms` are its lines, its order and what else it has.
pub fn service(name: &str, terms: &str) -> String {
    format!(
        r#"format: 1
service: {name}
mpay_service_id: PRB01
languages: [ro, ru, en]
title: {{ro: Înscriere, ru: Запись, en: Enrolment}}
payer: {{kinds: [person]}}
sections:
  - title: {{ro: Cererea, ru: Заявление, en: Request}}
    fields:
      - {{id: note, type: text, max_length: 20, label: {{ro: Nota, ru: Заметка, en: Note}}}}
legal:
  basis: {{ro: Legea 1, ru: Закон 1, en: Law 1}}
  data_purpose: {{ro: Plata, ru: Оплата, en: Payment}}
  data_basis: {{ro: Legea 2, ru: Закон 2, en: Law 2}}
  data_years: 5
{terms}"#
    )
}

/// The files of a service, by its name and text.
pub fn files(name: &str, text: &str) -> DefinitionFiles {
    DefinitionFiles {
        beneficiary: "proba".to_owned(),
        beneficiary_file: ("beneficiary.yaml".to_owned(), BENEFICIARY.to_owned()),
        service: name.to_owned(),
        service_file: (format!("{name}.yaml"), text.to_owned()),
        beside: Vec::new(),
    }
}

/// A folder of definitions with one service.
fn folder(name: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = files(name, text);
    let own = folder.path().join("proba");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("beneficiary.yaml"), files.beneficiary_file.1).unwrap();
    std::fs::write(own.join(format!("{name}.yaml")), files.service_file.1).unwrap();
    folder
}

/// Types the right answers into a service's page and sends them.
async fn answered(browser: &Browser, address: &str, note: &str) -> Page {
    let page = browser.get(address).await.expect(200);
    let answers = [("payer.id", "2001000000012"), ("payer.name", "Ion Rusu"), ("note", note)];
    browser.go_on(&page.form(SERVICE_FORM).with(answers)).await
}
