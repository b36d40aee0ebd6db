//! Refunds and payments of too much: what was decided is not said to be done, and what a person dealt with is not said to be open.

use mpay_pages::i18n::Language;

use super::unusual::said;
use crate::support::caller::{Caller, confirmation};
use crate::support::client::Browser;
use crate::support::program::Demo;
use crate::support::services::court_stamp_fee;
use crate::support::steps::{PAY_FORM, ordered};

const WHY: [&str; 4] = ["--reason", "asked", "--by", "Ana"];

/// What an export says of an order in some columns.
fn exported(demo: &Demo, key: &str, columns: &[&str]) -> Vec<String> {
    let (csv, _) = said(demo, "order", &["export", "--service", "instante/court-stamp-fee"]);
    let mut rows = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let headings = rows.headers().unwrap().clone();
    let row = rows.records().map(Result::unwrap).find(|row| &row[0] == key).unwrap();
    let place = |name: &&str| headings.iter().position(|heading| heading == *name).unwrap();
    columns.iter().map(|name| row[place(name)].to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_is_to_be_paid_back_until_staff_says_that_it_was() {
    let demo = Demo::start();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let order = ordered(&browser, &court_stamp_fee(), "en").await;
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    let (total, key) = (details.total_amount_due.unwrap().to_string(), details.order_key.as_str());
    let columns = ["status", "paid", "due", "to_pay_back"];
    mpay.confirm(&confirmation(&details, "BACK-1")).await.accepted();
    assert_eq!(exported(&demo, key, &columns), ["Paid", &total, "0.00", "0.00"]);

    let (told, _) = said(&demo, "order", &[&["refund", key], &WHY[..]].concat());
    assert!(told.contains(&format!("paid {total}, due 0.00")), "nothing was paid back: {told}");
    assert!(told.contains(&format!("refund    {total} MDL to be paid back\n")), "{told}");
    assert_eq!(exported(&demo, key, &columns), ["Refunding", &total, "0.00", &total]);
    for viewer in [&browser, &Browser::new(&demo.server.address)] {
        let page = viewer.get(&order.address).await.expect(200);
        assert_eq!(page.one("h1").text, "The money is to be paid back");
        page.says("has not confirmed yet that it was returned");
        page.says("(to be paid back)");
        assert!(!page.text().contains("way that you paid"), "nobody here knows how the money comes");
    }

    let (told, _) = said(&demo, "order", &[&["refunded", key], &WHY[..]].concat());
    assert!(told.contains("paid 0.00, due 0.00") && told.contains(&format!("{total} MDL paid back\n")), "{told}");
    assert_eq!(exported(&demo, key, &columns), ["Refunded", "0.00", "0.00", "0.00"]);
    let page = browser.get(&order.address).await.expect(200);
    page.says("The money was returned");
    page.says("(paid back)");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_of_too_much_is_told_until_a_person_has_dealt_with_it() {
    let demo = Demo::start();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let order = ordered(&browser, &court_stamp_fee(), "en").await;
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    for payment in ["TWICE-1", "TWICE-2", "TWICE-3"] {
        mpay.confirm(&confirmation(&details, payment)).await.accepted();
    }
    let more = "More was paid than was owed";
    for (settled, flags) in [("TWICE-2", "paid_before paid_before"), ("TWICE-3", "paid_before")] {
        browser.get(&order.address).await.expect(200).says(more);
        assert_eq!(exported(&demo, &details.order_key, &["flags"]), [flags]);
        said(&demo, "payments", &[&["settle", settled], &WHY[..]].concat());
    }
    let page = browser.get(&order.address).await.expect(200);
    assert!(!page.text().contains(more), "{}", page.text());
    assert_eq!(exported(&demo, &details.order_key, &["flags"]), [""]);
}
