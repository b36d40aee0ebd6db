//! What others see of an order whose address was handed on to them.

use super::{check, sample, view};
use crate::i18n::Language;
use crate::view::{OrderPage, Viewer, Visit};

/// What the sample order's payer answered, in all forms in which a page could show it.
const SECRETS: [&str; 9] = [
    "2000000000004",
    "Munteanu",
    "45/2026",
    "28.02.2026",
    "conform notificării",
    "ion.munteanu@example.md",
    "69 123 456",
    "69123456",
    "un răspuns vechi",
];

fn page_for(viewer: Viewer, name: &str, language: Language) -> OrderPage {
    let (_, record, visit) = sample::orders().into_iter().find(|(other, ..)| *other == name).unwrap();
    OrderPage::new(&record, &sample::plan(), language, Visit { viewer, ..visit }, sample::addresses())
}

#[test]
fn others_see_who_pays_in_part_and_no_answer_in_any_state() {
    for (name, ..) in sample::orders() {
        for language in Language::ALL {
            let page = page_for(Viewer::Other, name, language);
            let mut shown = vec![view().order_page(language, &page).unwrap()];
            if page.has_note() {
                shown.push(view().note(language, &page).unwrap());
            }
            for html in &shown {
                check(html, name);
                // The reasons of lines stand there as MPay prints them.
                let answers = html.replace("Arendă 45/2026", "");
                for secret in SECRETS {
                    assert!(!answers.contains(secret), "{name} in {language}: {secret}");
                }
            }
            if ["unpaid", "confirming", "part_paid", "paid"].contains(&name) {
                for masked in ["I*** M***", "2000******004", "+373 ** *** *56"] {
                    assert!(shown[0].contains(masked), "{name} in {language}: {masked}");
                }
            }
        }
    }
}

#[test]
fn the_browser_that_made_the_order_sees_all_of_it() {
    let html = view().order_page(Language::Ro, &page_for(Viewer::Maker, "unpaid", Language::Ro)).unwrap();
    for answer in ["2000000000004", "Ion Munteanu", "28.02.2026", "+373 69 123 456", "ion.munteanu@example.md"] {
        assert!(html.contains(answer), "{answer}");
    }
    assert!(!html.contains("***"));
}

#[test]
fn the_pages_for_others_look_as_they_did() {
    for name in ["unpaid", "paid"] {
        let html = view().order_page(Language::Ro, &page_for(Viewer::Other, name, Language::Ro)).unwrap();
        insta::assert_snapshot!(format!("handed_on_{name}"), html);
    }
}
