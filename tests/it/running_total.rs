//! The running total and the fields that come and go by script: on the server, in a browser with scripts and without.

use serde_json::{Value, json};

use crate::support::chromium::Chromium;
use crate::support::client::Browser;
use crate::support::html::squeezed;
use crate::support::in_process::InProcess;
use crate::support::shared;
use crate::support::steps::SERVICE_FORM;

const WIDTH: u32 = 360;
const SERVICE: &str = "exemplu/every-kind";

fn pairs(typed: &[(&str, &str)]) -> Vec<(String, String)> {
    typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[tokio::test]
async fn the_server_tells_what_is_known_so_far_in_the_page_s_language() {
    let demo = shared::samples();
    let browser = Browser::new(&demo.server.address);
    let typed = pairs(&[("area", "60,5"), ("use", "hay"), ("worker.1.days", "21"), ("_row.worker.2", "yes")]);
    for (language, reason, label) in [
        ("ro", "Arenda terenului, 60,5 ha", "Total până acum"),
        ("ru", "Аренда участка, 60,5 га", "Итого на данный момент"),
        ("en", "Land rent, 60,5 ha", "Total so far"),
    ] {
        let page = browser.post(&format!("/{language}/{SERVICE}/preview"), &typed).await.expect(200);
        assert_eq!((page.header("content-type"), page.header("cache-control")), ("application/json", "no-store"));
        let told: Value = serde_json::from_str(&page.body).unwrap();
        assert_eq!(told["lines"][0], json!({"reason": reason, "amount": "5\u{a0}808,00\u{a0}MDL"}));
        assert_eq!((told["lines"].as_array().unwrap().len(), &told["label"]), (2, &json!(label)));
        assert_eq!(told["total"], "6\u{a0}018,00\u{a0}MDL");
        assert_eq!(told["shown"], json!(["w-permit", "w-large", "ws-2", "w-manager", "w-worker-1-act"]));
    }
    let stopped = browser.post(&format!("/en/{SERVICE}/preview"), &pairs(&[("area", "99"), ("use", "hay")])).await;
    let told: Value = serde_json::from_str(&stopped.expect(200).body).unwrap();
    assert_eq!((&told["total"], &told["note"]), (&json!(""), &json!("For this area you pay at the office.")));
    browser.post("/en/exemplu/nothing/preview", &typed).await.expect(404);
    browser.get(&format!("/en/{SERVICE}/preview")).await.expect(405);
}

#[tokio::test]
async fn a_button_recalculates_without_a_script_and_asks_for_nothing_yet() {
    let demo = shared::samples();
    let browser = Browser::new(&demo.server.address);
    let page = browser.get(&format!("/en/{SERVICE}")).await.expect(200);
    page.one("#running").text.contains("worked out from your answers").then_some(()).unwrap();
    let form = page.form(SERVICE_FORM).with([("area", "2"), ("use", "pasture"), ("payer.name", "Ion R")]);
    let page = browser.press(&form, ("_action", "recalculate")).await.expect(200);
    assert!(page.all(".error, .summary-errors, [aria-invalid=true]").is_empty());
    let form = page.form(SERVICE_FORM);
    assert_eq!([form.value("area"), form.value("use"), form.value("payer.name")], ["2", "pasture", "Ion R"]);
    let told = page.one("#running").text;
    for words in ["Land rent, 2 ha", "241,00 MDL", "Total so far 241,00 MDL", "also depends on questions"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(page.one(".side [data-total]").text, "Total so far 241,00 MDL");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_running_total_and_the_fields_follow_the_answers_in_a_browser() {
    let demo = shared::samples();
    let chromium = Chromium::start(WIDTH).await;
    chromium.driver.goto(format!("{}/ru/{SERVICE}", demo.server.address)).await.unwrap();
    chromium.sees("document.documentElement.classList.contains('live') && !document.querySelector('.asked')").await;
    for hidden in ["#w-permit", "#ws-2", "#w-worker-1-act", "#running button"] {
        assert!(!chromium.find(hidden).await.is_displayed().await.unwrap(), "{hidden}");
    }
    chromium.click("label:has(#f-use)").await;
    chromium.types("#f-area", "60").await;
    chromium.sees("document.querySelector('#running .total b').textContent === '5\u{a0}760,00\u{a0}MDL'").await;
    let told = squeezed(&chromium.text("#running").await);
    assert!(told.contains("Аренда участка, 60 га 5 760,00 MDL Итого на данный момент 5 760,00 MDL"), "{told}");
    for shown in ["#f-permit", "#f-manager", "#w-large"] {
        assert!(chromium.find(shown).await.is_displayed().await.unwrap(), "{shown}");
    }
    assert!(chromium.find("#f-permit").await.prop("required").await.unwrap().as_deref() == Some("true"));
    chromium.types("#f-area", "10").await;
    chromium.sees("document.querySelector('#running .total b').textContent === '960,00\u{a0}MDL'").await;
    assert!(!chromium.find("#w-permit").await.is_displayed().await.unwrap());

    // The server does not answer: no total that could be wrong, every field with its hint, and the button.
    chromium.tells("Network.enable", json!({})).await;
    chromium.tells("Network.setBlockedURLs", json!({"urls": ["*/preview"]})).await;
    chromium.types("#f-area", "11").await;
    chromium.sees("!document.documentElement.classList.contains('live')").await;
    assert!(chromium.find("#f-permit").await.is_displayed().await.unwrap());
    assert!(!chromium.find("#running .total").await.is_displayed().await.unwrap());
    chromium.tells("Network.setBlockedURLs", json!({"urls": []})).await;
    chromium.click("#running button[value=recalculate]").await;
    chromium.sees("document.querySelector('#running .total b').textContent === '1\u{a0}056,00\u{a0}MDL'").await;
    assert_eq!(chromium.value("#f-area").await, "11");
    chromium.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_without_scripts_shows_what_it_cannot_hide_and_the_server_asks_for_it() {
    let demo = shared::samples();
    let chromium = Chromium::without_scripts(WIDTH).await;
    chromium.driver.goto(format!("{}/en/{SERVICE}", demo.server.address)).await.unwrap();
    assert!(chromium.find("#f-permit").await.is_displayed().await.unwrap());
    assert!(chromium.text("#w-permit").await.contains("Asked for some answers only"));
    for (area, is_asked) in [("5", false), ("20", true)] {
        chromium.types("#f-area", area).await;
        chromium.click("#service-form button[value=continue]").await;
        chromium.find("#errors").await;
        let asks = "document.querySelector('#errors a[href=\"#f-permit\"]')";
        chromium.sees(&format!("document.querySelector('#f-area').defaultValue === '{area}'")).await;
        chromium.sees(&format!("Boolean({asks}) === {is_asked}")).await;
    }
    chromium.quit().await;
}

/// Questions for the total have a pace of their own: a page that asks too often can still be sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_for_the_total_takes_nothing_from_the_pace_of_forms() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    let address = format!("{}/en/moldsilva/forest-land-rent", server.address);
    let post = async |address: &str| {
        let request = browser.client.post(address).header("x-forwarded-for", "203.0.113.9");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body("rent=5");
        browser.send(address, request).await
    };
    let mut asked = 0;
    while post(&format!("{address}/preview")).await.status == 200 {
        asked += 1;
        assert!(asked < 5_000, "nobody stops it");
    }
    assert!(asked >= 500, "only {asked} were answered");
    let fields = [("rent".to_owned(), "5".to_owned())];
    browser.post_with(&address, &[("x-forwarded-for", "203.0.113.9")], &fields).await.expect(422);
    server.stop().await;
}
