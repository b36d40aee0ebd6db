//! Who receives the money, before the answers are known that may decide it.

use super::{check, empty_page};
use crate::compile::testing::shipped_plan;
use crate::i18n::Language;

/// A service, what its page says in Romanian, and what it does not say.
const SAID: [(&str, &[&str], &[&str]); 4] = [
    // One account, among others that other services of the institution use.
    ("trezoreria/court-state-fee", &["MD94 TRGA AA14 2220 0100 0000", "TREZMD2X"], &["MD75 TRGA", "Depinde de"]),
    ("muzeul-etnografie/museum-tickets", &["MD27 TRGA AA14 1534 9900 0000"], &["Depinde de", "Unul dintre"]),
    (
        "gradinite-chisinau/kindergarten-fee",
        &["Unul dintre acestea", "Grădinița nr. 1 Andrieș", "MD71 TRPA", "MD46 TRPA", "MD83 TRPA"],
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
