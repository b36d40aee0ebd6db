//! Everyone can use the pages: axe-core finds nothing in a real browser, nothing is wider than the narrowest screen, and a
//! keyboard reaches everything. WCAG 2.2 AA asks for more than a program can check; this is the part that it can.

use std::path::Path;

use serde_json::Value;

use crate::support::chromium::Chromium;
use crate::support::client::Browser;
use crate::support::services::{court_stamp_fee, forest_land_rent, museum_tickets};
use crate::support::steps::{at_mpay, ordered, pays};
use crate::support::{program::Demo, shared};

/// The narrowest screen that WCAG 2.2 (1.4.10) asks for, in CSS pixels; also a screen of 1280 at 400 %.
const NARROW: u32 = 320;
const WIDE: u32 = 1280;

/// Runs axe-core and gives what it found wrong: the rule, how grave, and where.
const RUN: &str = "const done = arguments[arguments.length - 1];
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: rules }).then(result => done(result.violations.map(
        found => [found.id, found.impact, found.nodes.slice(0, 3).map(node => node.html)])));";

pub fn axe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/node/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(path).expect("this test needs axe-core: `tests/run.sh` installs it")
}

/// What stands at the address that the browser is at is usable.
pub async fn is_usable(chromium: &Chromium, axe: &str, width: u32, what: &str) {
    chromium.find("footer").await;
    let wide = chromium.driver.execute("return document.documentElement.scrollWidth", Vec::new()).await.unwrap();
    assert!(wide.json().as_u64().unwrap() <= u64::from(width), "{what} is {} wide on {width}", wide.json());
    chromium.driver.execute(axe, Vec::new()).await.unwrap();
    let found = chromium.driver.execute_async(RUN, Vec::new()).await.unwrap();
    assert_eq!(found.json(), &Value::Array(Vec::new()), "{what} at {width}");
}

/// Addresses of an order that is not paid and of one that is.
async fn orders(demo: &Demo, language: &str) -> [String; 2] {
    let browser = Browser::new(&demo.server.address);
    let open = ordered(&browser, &court_stamp_fee(), language).await.address;
    let order = ordered(&browser, &museum_tickets(), language).await;
    let note = at_mpay(&browser, &order).await;
    pays(&browser, &note).await;
    [open, order.address]
}

async fn every_page_is_usable(width: u32, languages: &[&str]) {
    let demo = shared::demo();
    let home = &demo.server.address;
    let chromium = Chromium::start(width).await;
    let axe = axe();
    for language in languages {
        let [open, paid] = orders(&demo, language).await;
        let services = ["trezoreria/court-state-fee", "gradinite-chisinau/kindergarten-fee", "scoli/school-donation"];
        let mut addresses = vec![
            format!("{home}/{language}"),
            format!("{home}/{language}/nothing"),
            format!("{open}/note"),
            open,
            paid,
        ];
        addresses.extend(services.map(|path| format!("{home}/{language}/{path}")));
        addresses.push(format!("{home}/{language}/muzeul-etnografie"));
        addresses.push(format!("{home}/{language}/instante/court-stamp-fee/poster"));
        for address in addresses {
            chromium.driver.goto(&address).await.unwrap();
            is_usable(&chromium, &axe, width, &address).await;
        }
        // Every answer missing: each field has its message, and the summary leads to each.
        chromium.driver.goto(format!("{home}{}", museum_tickets().address(language))).await.unwrap();
        chromium.click("#service-form button[value=continue]").await;
        chromium.find("#errors").await;
        is_usable(&chromium, &axe, width, &format!("the errors in {language}")).await;
    }
    chromium.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_usable_on_the_narrowest_screen_in_every_language() {
    every_page_is_usable(NARROW, &["ro", "ru", "en"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_usable_on_a_wide_screen() {
    every_page_is_usable(WIDE, &["ru"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyboard_reaches_every_control_in_the_order_of_the_page() {
    let demo = shared::demo();
    let chromium = Chromium::start(WIDE).await;
    chromium.driver.goto(format!("{}{}", demo.server.address, forest_land_rent().address("en"))).await.unwrap();
    chromium.find("footer").await;
    let mut reached = Vec::new();
    for _ in 0..30 {
        let active = chromium.driver.active_element().await.unwrap();
        active.send_keys("\u{e004}").await.unwrap();
        let now = "const e = document.activeElement; return e.name || e.className || e.tagName";
        reached.push(chromium.driver.execute(now, Vec::new()).await.unwrap().json().as_str().unwrap().to_owned());
    }
    assert_eq!(reached[0], "skip", "the first stop leads past the frame");
    let wanted = ["payer.kind", "payer.id", "payer.name", "contract", "date", "telephone", "rent", "_action"];
    let places: Vec<_> = wanted.iter().map(|name| reached.iter().position(|one| one == name)).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?} {reached:?}");
    assert!(!reached.iter().any(|name| name == "_website"), "the trap for programs is no stop");
    chromium.quit().await;
}
