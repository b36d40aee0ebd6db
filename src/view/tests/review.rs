//! The review of answers before an order is made.

use super::*;

fn page(language: Language, change: impl FnOnce(&mut ReviewPage<'_>)) -> String {
    let (plan, (_, record, _)) = (sample::plan(), sample::orders().remove(0));
    let typed = record.order.content.answers.clone();
    let mut page = ReviewPage {
        content: &record.order.content,
        on: jiff::civil::Date::constant(2026, 3, 1),
        plan: &plan,
        typed: &typed,
        locked: BTreeSet::new(),
        warnings: Vec::new(),
        has_changed: false,
        paid_before: None,
        seen: "0123456789ab",
        word: Some("AAAAAAAAAAAAAAAAAAAAAAAAAA"),
        kept: Some("0000000000000000000000kept"),
    };
    change(&mut page);
    let html = view().review_page(language, &page).unwrap();
    check(&html, "review");
    html
}

#[test]
fn every_state_of_a_review_fits_together_in_every_language() {
    insta::assert_snapshot!("review", page(Language::Ro, |_| {}));
    for language in Language::ALL {
        let paid = PaidBefore::Here {
            address: format!("/{language}/order/AAAAAAAAAAAAAAAAAAAAAAAAAA"),
            amount: Money::from_bani(24_000),
            when: "12.09.2026".into(),
        };
        let html = page(language, |page| {
            (page.paid_before, page.has_changed) = (Some(paid), true);
            page.warnings = sample::HOSTILE[5..7].iter().map(|text| (*text).to_owned()).collect();
        });
        assert!(
            html.contains("240,00\u{a0}MDL") && html.contains(r#"name="_again""#) && !html.contains("button-primary")
        );
        let elsewhere = page(language, |page| page.paid_before = Some(PaidBefore::Somewhere));
        assert!(!elsewhere.contains("/order/") && elsewhere.contains(&i18n::text(language, "paid-before-somewhere")));
    }
}

#[test]
fn what_was_typed_waits_in_the_review_as_text() {
    let hostile: Vec<(String, String)> =
        sample::HOSTILE.iter().map(|text| ((*text).to_owned(), (*text).to_owned())).collect();
    let (plan, (_, record, _)) = (sample::plan(), sample::orders().remove(0));
    let content = &record.order.content;
    let page = ReviewPage {
        content,
        on: jiff::civil::Date::constant(2026, 3, 1),
        plan: &plan,
        typed: &hostile,
        locked: BTreeSet::new(),
        warnings: Vec::new(),
        has_changed: false,
        paid_before: None,
        seen: "",
        word: None,
        kept: None,
    };
    let html = view().review_page(Language::En, &page).unwrap();
    // The page's own script, and no other.
    assert_eq!((html.matches("<script").count(), html.matches("<script src=\"/static/").count()), (1, 1));
    assert!(!html.contains("<img src=x"));
    for text in sample::HOSTILE {
        let escaped = escape::escaped(text);
        assert!(html.contains(&format!(r#"name="{escaped}" value="{escaped}""#)), "{text}");
    }
}
