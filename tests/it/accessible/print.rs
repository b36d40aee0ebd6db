//! Printed pages: all that is to be read, nothing that is to be pressed, and a common order on one sheet.

use mpay_pages::i18n::Language;
use serde_json::json;

use super::WIDE;
use crate::support::chromium::Chromium;
use crate::support::client::Browser;
use crate::support::paper::{PAPERS, printed};
use crate::support::services::{forest_land_rent, museum_tickets};
use crate::support::shared;
use crate::support::steps::{at_mpay, ordered, pays};

/// What a press would do something with, and yet is printed.
const PRESSED: &str = "return [...document.querySelectorAll('button, .button, summary, select')]
    .filter(one => one.getClientRects().length).map(one => one.outerHTML)";
/// What is to be read and is not printed.
const UNREAD: &str = "return [...document.querySelectorAll('main :is(h1, h2, dt, dd, td, .total, .order-key)')]
    .filter(one => !one.closest('.no-print, .hidden') && !one.getClientRects().length).map(one => one.outerHTML)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_common_order_is_printed_on_one_sheet_with_all_that_it_says() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let chromium = Chromium::start(WIDE).await;
    for language in Language::ALL {
        let unpaid = ordered(&browser, &forest_land_rent(), language.code()).await;
        let paid = ordered(&browser, &museum_tickets(), language.code()).await;
        let note = at_mpay(&browser, &paid).await;
        pays(&browser, &note).await;
        for address in [&unpaid.address, &paid.address] {
            chromium.opens(address).await;
            for (paper, most) in PAPERS.into_iter().zip([1, 2]) {
                let sheets = printed(&chromium, paper).await.len();
                assert!(sheets <= most, "{address} on {paper:?}: {sheets} sheets");
            }
            chromium.tells("Emulation.setEmulatedMedia", json!({"media": "print"})).await;
            for script in [PRESSED, UNREAD] {
                let found = chromium.driver.execute(script, Vec::new()).await.unwrap();
                assert_eq!(found.json(), &json!([]), "{address}: {script}");
            }
            chromium.tells("Emulation.setEmulatedMedia", json!({"media": ""})).await;
        }
    }
    chromium.quit().await;
}
