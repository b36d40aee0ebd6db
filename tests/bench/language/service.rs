//! A service of twelve fields of many types, with a table, values, conditions, checks and two lines.

use mpay_pages::compile::DefinitionFiles;

const BENEFICIARY: &str = "\
format: 1
beneficiary: proba
name: {ro: Instituția de probă, ru: Пробное учреждение, en: Trial Institution}
idno: \"1003600000006\"
contact: {phone: \"+37322000000\"}
accounts:
  main: {iban: MD44TRGAAA14222099000000, bic: TREZMD2X}
  other: {iban: MD27TRGAAA14153499000000, bic: TREZMD2X}
";

const SERVICE: &str = r#"format: 1
service: s-NUMBER
mpay_service_id: TRYNUMBER
languages: [ro, ru, en]
title: {ro: Arenda terenurilor NUMBER, ru: Аренда участков NUMBER, en: Lease of land NUMBER}
description: {ro: "Plata arendei, *anuală*.", ru: "Плата за аренду, *годовая*.", en: "The rent of a *year*."}
payer: {kinds: [person, organization]}
sections:
  - title: {ro: Contractul, ru: Договор, en: The contract}
    fields:
      - {id: contract, type: text, label: {ro: Numărul contractului, ru: Номер договора, en: Contract number}, max_length: 14, pattern: "[A-Z]{0,3}[0-9]{1,10}", error: {ro: "Litere, apoi cifre", ru: "Буквы, затем цифры", en: "Letters, then digits"}}
      - {id: signed_on, type: date, label: {ro: Data semnării, ru: Дата подписания, en: Signed on}, not_after: today}
      - {id: use, type: choice, label: {ro: Folosința, ru: Использование, en: Use}, options: [{id: pasture, label: {ro: Pășune, ru: Пастбище, en: Pasture}}, {id: hay, label: {ro: Fâneață, ru: Сенокос, en: Hay}}, {id: orchard, label: {ro: Livadă, ru: Сад, en: Orchard}}]}
      - {id: area, type: number, decimals: 2, min: 0.01, max: 5000, unit: {ro: ha, ru: га, en: ha}, label: {ro: Suprafața, ru: Площадь, en: Area}}
      - {id: months, type: quantity, min: 1, max: 12, label: {ro: Luni, ru: Месяцы, en: Months}}
      - {id: fenced, type: yes_no, label: {ro: Este îngrădit, ru: Огорожен, en: Is it fenced}}
  - title: {ro: Contacte, ru: Контакты, en: Contacts}
    fields:
      - {id: delegate, type: idnp, label: {ro: IDNP delegat, ru: IDNP представителя, en: Delegate IDNP}, show_when: payer.kind == "organization", required: false}
      - {id: phone, type: phone, label: {ro: Telefon, ru: Телефон, en: Phone}}
      - {id: mail, type: email, label: {ro: Poșta electronică, ru: Электронная почта, en: Email}, required: false}
      - {id: parcel, type: cadastral_number, label: {ro: Numărul cadastral, ru: Кадастровый номер, en: Cadastral number}}
      - {id: gift, type: amount, min: 1, max: 1000, required: false, label: {ro: Donație, ru: Пожертвование, en: Gift}}
      - {id: agreed, type: consent, label: {ro: Sunt de acord, ru: Согласен, en: I agree}}
tables:
  rate: {pasture: 120.50, hay: 96, orchard: 210.25}
values:
  rent: round(area * rate[use] * months / 12, 2)
  fence: if(fenced, 15.50, 0)
checks:
  - {assert: "days_between(signed_on, today()) < 40000", message: {ro: "Contractul e prea vechi", ru: "Договор слишком стар", en: "The contract is too old"}}
lines:
  - {id: rent, reason: {ro: "Arendă, contract {contract}", ru: "Аренда, договор {contract}", en: "Rent, contract {contract}"}, amount: "max(rent + fence, 1)", account: main}
  - {id: gift, reason: {ro: Donație, ru: Пожертвование, en: Gift}, amount: "if(answered(gift), gift, 1)", account: other, when: answered(gift)}
order:
  reason: {ro: "Arendă, contract {contract}", ru: "Аренда, договор {contract}", en: "Rent, contract {contract}"}
  due_after_days: 30
legal:
  basis: {ro: Legea nr. 1/2000, ru: Закон № 1/2000, en: Law 1/2000}
  data_purpose: {ro: Evidența plăților, ru: Учёт платежей, en: Keeping account of payments}
  data_basis: {ro: Legea 195/2024, ru: Закон 195/2024, en: Law 195/2024}
  data_years: 5
examples:
  - answers: {payer.kind: person, payer.id: "2006022048426", payer.name: Ion Rusu, contract: AB12, signed_on: 2026-01-25, use: hay, area: 2.5, months: 6, fenced: true, phone: "+37369000000", parcel: "1234567.89", agreed: true}
    total: 135.50
"#;

/// The service with its number; each has a text and addresses of its own.
pub fn files(number: &str) -> DefinitionFiles {
    let slug = format!("s-{number}");
    DefinitionFiles {
        beneficiary: "proba".to_owned(),
        beneficiary_file: ("proba/beneficiary.yaml".to_owned(), BENEFICIARY.to_owned()),
        service_file: (format!("proba/{slug}.yaml"), SERVICE.replace("NUMBER", number)),
        service: slug,
        beside: Vec::new(),
    }
}

/// A form for it, as a browser sends it.
pub fn body() -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("payer.kind", "organization"),
            ("payer.id", "1003600000006"),
            ("payer.name", "Societatea Agricolă „Codru” SRL"),
            ("contract", "AB1234"),
            ("signed_on", "25.01.2026"),
            ("use", "orchard"),
            ("area", "12,75"),
            ("months", "9"),
            ("fenced", "yes"),
            ("delegate", "2006022048426"),
            ("phone", "069 123 456"),
            ("mail", "plati@example.md"),
            ("parcel", "1234567.89"),
            ("gift", "50"),
            ("agreed", "yes"),
        ])
        .finish()
}
