//! Who receives the money: whoever holds the account that is paid, before the answers are known that may decide it, and on
//! the pages of an order.

use jiff::civil::date;

use super::{check, empty_page, view};
use crate::compile::testing::shipped_plan;
use crate::form::{self, RawAnswers};
use crate::i18n::Language;
use crate::order::OrderContent;
use crate::plan::Plan;
use crate::view::ReviewPage;

/// A service, what its page says in Romanian, and what it does not say.
const SAID: [(&str, &[&str], &[&str]); 4] = [
    // One account, among others that other services of the institution use.
    (
        "trezoreria/court-state-fee",
        &["MF – Trezoreria de Stat", "MD94 TRGA AA14 2220 0100 0000", "Trezoreria de Stat (TREZMD2X)"],
        &["MD75 TRGA", "Depinde de"],
    ),
    ("muzeul-etnografie/museum-tickets", &["MD27 TRGA AA14 1534 9900 0000"], &["Depinde de", "Unul dintre"]),
    (
        "gradinite-chisinau/kindergarten-fee",
        &["Unul dintre acestea", "Grădinița nr. 1 Andrieș", "<dt>Prin</dt>", "MD71 TRPA", "MD46 TRPA", "MD83 TRPA"],
        &["Depinde de"],
    ),
    // Hundreds.
    ("scoli/school-donation", &["Depinde de răspunsurile"], &["Unul dintre"]),
];

#[test]
fn a_page_says_which_account_is_paid_or_that_the_answers_decide() {
    for (path, said, not_said) in SAID {
        let (plan, _) = shipped_plan(path);
        for language in Language::ALL {
            check(&empty_page(&plan, language), path);
        }
        let html = empty_page(&plan, Language::Ro);
        for text in said {
            assert!(html.contains(text), "{path} says {text}");
        }
        for text in not_said {
            assert!(!html.contains(text), "{path} does not say {text}");
        }
    }
}

const PAYER: [(&str, &str); 2] = [("payer.id", "2012003456788"), ("payer.name", "Ana Munteanu")];
const PERSON: (&str, &str) = ("payer.kind", "person");
const PHONE: (&str, &str) = ("telephone", "060606060");

/// A service, answers, who receives the money (name, IDNO, IBAN, bank), and what else is said of an institution.
type Paid = (&'static str, &'static [(&'static str, &'static str)], [&'static str; 4], Option<&'static str>);

const PAID: [Paid; 4] = [
    (
        "instante/court-stamp-fee",
        &[PERSON, PHONE, ("court", "ungheni")],
        ["Judecătoria Ungheni", "1014601000104", "MD89 TRPA AA14 2310 A012 33AA", "TREZMD2X"],
        Some("Instanțele judecătorești"),
    ),
    (
        "scoli/school-donation",
        &[PERSON, ("school", "gimnaziul_albota"), ("donation", "11"), ("email", "ana@example.md")],
        ["Gimnaziul Albota", "1012600000011", "MD33 TRPA", "TREZMD2X"],
        Some("Instituțiile de învățământ"),
    ),
    (
        "gradinite-chisinau/kindergarten-fee",
        &[
            PHONE,
            ("kindergarten", "nr_52"),
            ("group", "Mijlocie"),
            ("child_code", "104552"),
            ("child_idnp", "2004999999996"),
            ("child_name", "Maria Munteanu"),
            ("period", "01.2026"),
            ("days", "18"),
        ],
        ["Grădinița nr. 52 Licurici", "1003600000006", "MD46 TRPA AA14 2310 A099 52AA", "TREZMD2X"],
        Some("Chișinău"),
    ),
    (
        "moldsilva/forest-land-rent",
        &[PERSON, PHONE, ("contract", "23215"), ("date", "25.01.2025"), ("rent", "9267,00")],
        ["Agenția Moldsilva", "1006601000255", "MD", "MD2X"],
        None,
    ),
];

fn content(plan: &Plan, own: &[(&str, &str)]) -> OrderContent {
    let pairs = PAYER.iter().chain(own).map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let raw: RawAnswers = pairs.collect();
    let on = date(2026, 3, 1);
    let answers = form::check(plan, &raw, on).unwrap_or_else(|problems| panic!("{problems:?}"));
    form::order_content(plan, &answers, on).unwrap()
}

/// The box that says who receives the money.
fn side(html: &str) -> &str {
    html.split("id=\"side-title\"").nth(1).unwrap().split("</aside>").next().unwrap()
}

#[test]
fn a_review_says_who_holds_the_account_that_is_paid() {
    for (path, answers, receiver, institution) in PAID {
        let (plan, _) = shipped_plan(path);
        let content = content(&plan, answers);
        for language in Language::ALL {
            let page = ReviewPage {
                content: &content,
                on: date(2026, 3, 1),
                plan: &plan,
                typed: &[],
                locked: Default::default(),
                warnings: Vec::new(),
                has_changed: false,
                paid_before: None,
                seen: "0",
                word: None,
                kept: None,
            };
            let html = view().review_page(language, &page).unwrap();
            check(&html, path);
            let said = side(&html);
            for (at, part) in receiver.into_iter().enumerate() {
                // The institution itself has a name in each language.
                let is_said = said.contains(part) || at == 0 && institution.is_none() && language != Language::Ro;
                assert!(is_said, "{path} in {language} says {part}: {said}");
            }
            let own = plan.beneficiary.idno.as_str();
            assert_eq!(said.contains(own), own == receiver[1], "{path}: the institution's code is not the receiver's");
            if language == Language::Ro {
                assert_eq!(said.contains("<dt>Prin</dt>"), institution.is_some(), "{path}");
                assert!(institution.is_none_or(|name| said.contains(name)), "{path}: {said}");
            }
        }
    }
}
