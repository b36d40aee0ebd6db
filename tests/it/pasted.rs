//! What people paste into the real form: the page takes it as they see it, or says what is wrong with it, and cuts nothing.

use crate::support::client::Browser;
use crate::support::shared;
use crate::support::steps::SERVICE_FORM;

const SERVICE: &str = "exemplu/every-kind";

/// Names of the form with what is pasted there; all of it is read.
const READ: &[(&str, &[&str])] = &[
    ("payer.id", &["1003600000006\u{200b}", "\u{feff}1003 6000 00006", "1003600000006\t"]),
    (
        "payer.name",
        &["Ion\tRusu", "Ion\u{2028}Rusu", "Ion\u{200e} Rusu", "Ion \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}"],
    ),
    ("area", &["\u{200e}12,5\u{200f}", "0,500", "１２"]),
    ("pieces", &["3,0", "\u{a0}3"]),
    ("gift", &["1.250,50", "1,250.50", "5 леев", "MDL 5", "5 Lei.", "1 000,00"]),
    ("signed", &["25 ianuarie 2025", "25 января 2025 г.", "January 25, 2025", "25.01.\u{200b}2025", "25.01.2025."]),
    ("period", &["ianuarie 2026", "январь 2026 г.", "2026-01"]),
    ("since", &["2020 г.", "\u{200b}2020"]),
    ("plate", &["АВС 123", "abc\u{2011}123"]),
    ("vin", &["WVWZZZ1JZХW000001"]),
    ("refund", &["IBAN MD77 TRGA AA14 1534 0100 0000", "MD77-TRGA-AA14-1534-0100-0000", "МD77TRGAAA14153401000000"]),
    ("email", &["ion+mpay@example.md", "ștefan@școală.md", "a@example.md\u{200b}"]),
    ("telephone", &["\u{202a}+373 60 606 060\u{202c}", "+40721234567", "0040 721 234 567"]),
];

/// Names of the form with what is pasted there, and what the page says of it.
const TOLD: &[(&str, &str, &str)] = &[
    ("gift", "1.250", "Did you mean 1250 or 1,25?"),
    ("gift", "1,250 lei", "Did you mean 1250 or 1,25?"),
    ("pieces", "1.000", "Did you mean 1000 or 1?"),
    ("area", "10.000", "Did you mean 10000 or 10?"),
    ("extras.copy", "1.000", "Did you mean 1000 or 1?"),
    ("gift", "1.25.000", "thousands are not in groups of three"),
    ("signed", "25.01.26", "Write the year with four digits"),
    ("signed", "31.12.1899", "Enter a year from 1900 to 2100"),
    ("signed", "25.01", "Enter the day, month and year"),
    ("signed", "31.04.2025", "There is no such day"),
    ("refund", "RO49AAAA1B31007593840000", "its IBAN starts with MD"),
    ("refund", "MD77TRGAAA1415340100000", "24 characters; you entered 23"),
    ("plate", "АБВ 123", "Write this in Latin letters"),
    ("telephone", "+373 60 606", "After +373, a phone number has 8 digits"),
    ("payer.name", "4111.1111/1111_1111", "Do not write your card number here"),
];

#[tokio::test]
async fn what_is_pasted_is_read_as_people_see_it_or_told_at_its_field() {
    let demo = shared::samples();
    let browser = Browser::new(&demo.server.address);
    let page = browser.get(&format!("/en/{SERVICE}")).await.expect(200);
    assert!(page.all("[maxlength]").is_empty(), "a browser cuts what is pasted into such a box");
    let rounds = READ.iter().map(|(_, pastes)| pastes.len()).max().unwrap();
    for round in 0..rounds {
        let pasted: Vec<(&str, &str)> =
            READ.iter().map(|(name, pastes)| (*name, pastes[round % pastes.len()])).collect();
        let form = page.form(SERVICE_FORM).with([("payer.kind", "organization")]).with(pasted.clone());
        let refused = browser.reviews(&form).await.expect(422);
        assert!(!refused.all("[name=owner][aria-invalid=true]").is_empty(), "others are missed");
        for (name, typed) in pasted {
            assert!(refused.all(&format!("[name='{name}'][aria-invalid=true]")).is_empty(), "{name}: {typed:?}");
            assert_eq!(refused.one(&format!("[name='{name}']")).attribute("value"), typed, "nothing typed is changed");
        }
    }
    for (name, typed, told) in TOLD {
        let form = page.form(SERVICE_FORM).with([("payer.kind", "organization"), (*name, *typed)]);
        let refused = browser.reviews(&form).await.expect(422);
        assert!(!refused.all(&format!("[name='{name}'][aria-invalid=true]")).is_empty(), "{name}: {typed:?}");
        refused.says(told);
    }
}
