//! Light, dark or as the device: chosen without a script, kept in a cookie, and the empty page stays one constant.

use reqwest::header::{ACCEPT_ENCODING, COOKIE, ETAG, IF_NONE_MATCH, SET_COOKIE, VARY};
use serde_json::{Value, json};

use crate::accessible::{axe, is_usable};
use crate::support::chromium::Chromium;
use crate::support::client::{Browser, http};
use crate::support::shared;
use crate::support::steps::SERVICE_FORM;

const PAGE: &str = "/ro/moldsilva/forest-land-rent";
const WHITE: &str = "rgb(255, 255, 255)";
const DARK: &str = "rgb(30, 30, 30)";

#[tokio::test]
async fn a_theme_changes_one_attribute_and_has_tags_of_its_own() {
    let demo = shared::demo();
    let client = http();
    for path in [PAGE, "/ro"] {
        let address = format!("{}{path}", demo.server.address);
        let get = async |cookie: &str, known: &str| {
            let request = client.get(&address).header(ACCEPT_ENCODING, "br").header(COOKIE, cookie);
            let response = request.header(IF_NONE_MATCH, known).send().await.unwrap();
            assert_eq!(response.headers()[VARY], "accept-encoding, cookie");
            assert_eq!(response.headers()["cache-control"], "public, no-cache");
            assert!(response.headers().get(SET_COOKIE).is_none());
            (response.status().as_u16(), response.headers()[ETAG].to_str().unwrap().to_owned())
        };
        let text = async |cookie: &str| {
            client.get(&address).header(COOKIE, cookie).send().await.unwrap().text().await.unwrap()
        };
        // Twice: a constant is made first, and at hand then.
        for _ in 0..2 {
            let (status, bare) = get("payer=x", "").await;
            assert_eq!(status, 200);
            assert_eq!(get("theme=purple", &bare).await, (304, bare.clone()), "an unknown word is no choice");
            for (cookie, other) in [("payer=x; theme=dark", "light"), ("theme=light; payer=x", "dark")] {
                let (status, dressed) = get(cookie, &bare).await;
                assert_eq!(status, 200, "the constant is another page");
                assert_eq!(get(cookie, &dressed).await, (304, dressed.clone()));
                assert_eq!(get("", &dressed).await.0, 200, "and the other way round");
                assert_eq!(get(&format!("theme={other}"), &dressed).await.0, 200);
            }
            let plain = text("").await;
            assert!(!plain.contains("data-theme"));
            assert_eq!(text("theme=dark").await, plain.replacen("<html", "<html data-theme=\"dark\"", 1));
        }
    }
}

#[tokio::test]
async fn a_choice_loses_no_answer_and_leads_back() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let answers = [("contract", "AB1"), ("rent", "5")];
    let form = browser.get(PAGE).await.expect(200).form(SERVICE_FORM).with(answers);
    let page = browser.press(&form, ("_theme", "dark")).await.expect(200);
    let again = browser.get(PAGE).await.expect(200);
    assert_eq!(again.one("html").attribute("data-theme"), "dark", "the browser keeps the choice");
    assert_eq!(page.one("html").attribute("data-theme"), "dark");
    assert!(page.all("#errors").is_empty(), "nothing was sent yet");
    for (name, typed) in answers {
        assert_eq!(page.form(SERVICE_FORM).value(name), typed);
    }
    let order =
        |theme: &str, back: &str| vec![("_theme".to_owned(), theme.to_owned()), ("back".to_owned(), back.to_owned())];
    let back = browser.post("/theme", &order("light", "/ru?q=x")).await.expect(303);
    assert_eq!(back.header("location"), "/ru?q=x");
    let forgotten = browser.post("/theme", &order("system", "//evil.example/")).await.expect(303);
    assert_eq!(forgotten.header("location"), "/");
    assert!(forgotten.header("set-cookie").contains("Max-Age=0"));
    browser.post("/theme", &order("purple", "/")).await.expect(400);
    let foreign = browser.client.post(format!("{}/theme", demo.server.address)).header("sec-fetch-site", "cross-site");
    let foreign = foreign.header("content-type", "application/x-www-form-urlencoded").body("_theme=dark&back=/");
    browser.send(&demo.server.address, foreign).await.expect(403);
    let lost = browser.client.get(format!("{}/ru/nothing", demo.server.address)).header(COOKIE, "theme=dark");
    let lost = lost.send().await.unwrap().text().await.unwrap();
    assert!(lost.contains("<html data-theme=\"dark\" lang=\"ru\""), "pages of errors too");
}

#[tokio::test]
async fn a_review_stays_a_review_in_another_theme() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let service = crate::support::services::forest_land_rent();
    // Of its own: what others pay for meanwhile would change the review.
    let form = crate::support::steps::filled(&browser, &service, "ro").await.with([("contract", "AB7781")]);
    let review = browser.reviews(&form).await.expect(200);
    // Also of a browser that keeps no cookie: the word that the review carries for it stays.
    let forgetful = Browser::new(&demo.server.address);
    let again = forgetful.press(&review.form("#review-form"), ("_theme", "light")).await.expect(200);
    assert_eq!(again.one("html").attribute("data-theme"), "light");
    assert_eq!(again.form("#review-form"), review.form("#review-form"));
}

#[test]
fn both_ways_to_dark_have_the_same_colours() {
    let sheet = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("static/css/pages.css");
    let sheet = std::fs::read_to_string(sheet).unwrap();
    let colours = |opening: &str| {
        let block = sheet.split(opening).nth(1).unwrap().split('}').next().unwrap();
        block.lines().map(str::trim).filter(|line| line.starts_with("--")).collect::<Vec<_>>()
    };
    let chosen = colours(":root[data-theme=\"dark\"] {");
    assert!(chosen.len() > 5);
    assert_eq!(chosen, colours(":root:not([data-theme]) {"));
}

/// Waits until the page has a colour: its stylesheet may be on its way.
async fn has_background(chromium: &Chromium, colour: &str) {
    chromium.sees(&format!("getComputedStyle(document.body).backgroundColor == '{colour}'")).await;
}

/// What a browser says of its device.
fn device(features: Value) -> Value {
    json!({ "media": "", "features": features })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_theme_is_chosen_in_a_browser_without_scripts_and_stays() {
    let demo = shared::demo();
    let chromium = Chromium::without_scripts(360).await;
    let scheme = |value: &str| device(json!([{"name": "prefers-color-scheme", "value": value}]));
    chromium.tells("Emulation.setEmulatedMedia", scheme("light")).await;
    chromium.driver.goto(format!("{}/ru", demo.server.address)).await.unwrap();
    chromium.find(".themes").await;
    has_background(&chromium, WHITE).await;
    assert!(chromium.text(".themes [value=system]").await.contains("выбрано"));
    chromium.tells("Emulation.setEmulatedMedia", scheme("dark")).await;
    has_background(&chromium, DARK).await;
    chromium.click(".themes [value=light]").await;
    chromium.find("[data-theme=light] .themes").await;
    has_background(&chromium, WHITE).await;
    chromium.tells("Emulation.setEmulatedMedia", scheme("light")).await;
    chromium.click(".themes [value=dark]").await;
    chromium.find("[data-theme=dark] .themes").await;
    has_background(&chromium, DARK).await;
    assert_eq!(chromium.text(".themes [value=dark]").await, "Тёмное (выбрано)");
    assert_eq!(chromium.text(".themes [value=light]").await, "Светлое");

    // A form keeps what was typed, and the next page is as chosen from its first byte.
    chromium.driver.goto(format!("{}/ru/moldsilva/forest-land-rent", demo.server.address)).await.unwrap();
    chromium.find("[data-theme=dark] #service-form").await;
    chromium.types("#f-contract", "AB7").await;
    chromium.click(".themes [value=light]").await;
    chromium.find("[data-theme=light] #service-form").await;
    assert_eq!(chromium.value("#f-contract").await, "AB7");
    chromium.click(".themes [value=system]").await;
    chromium.find("html:not([data-theme]) #service-form").await;
    assert_eq!(chromium.value("#f-contract").await, "AB7");
    chromium.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chosen_theme_is_usable_and_gives_way_to_forced_colours_and_to_paper() {
    let demo = shared::demo();
    let axe = axe();
    let chromium = Chromium::start(360).await;
    for (word, language) in [("dark", "ru"), ("light", "ro")] {
        chromium.driver.goto(format!("{}/{language}", demo.server.address)).await.unwrap();
        chromium.click(&format!(".themes [value={word}]")).await;
        chromium.find(&format!("[data-theme={word}] footer")).await;
        for path in ["", "/moldsilva/forest-land-rent", "/muzeul-etnografie/museum-tickets"] {
            let address = format!("{}/{language}{path}", demo.server.address);
            chromium.driver.goto(&address).await.unwrap();
            chromium.find(&format!("[data-theme={word}] footer")).await;
            is_usable(&chromium, &axe, 360, &format!("{address}, {word}")).await;
        }
    }
    chromium.click(".themes [value=dark]").await;
    chromium.find("[data-theme=dark] footer").await;
    has_background(&chromium, DARK).await;
    let forced =
        json!([{"name": "forced-colors", "value": "active"}, {"name": "prefers-color-scheme", "value": "light"}]);
    chromium.tells("Emulation.setEmulatedMedia", device(forced)).await;
    let canvas = "const probe = document.createElement('div'); probe.style.cssText = 'background: Canvas; forced-color-adjust: none';
        document.body.append(probe); return [getComputedStyle(probe).backgroundColor, getComputedStyle(document.body).backgroundColor]";
    let colours = chromium.driver.execute(canvas, Vec::new()).await.unwrap().json().clone();
    assert_eq!(colours[0], colours[1], "the page has the reader's own colours");
    chromium.tells("Emulation.setEmulatedMedia", json!({"media": "print", "features": []})).await;
    let ink = "return getComputedStyle(document.body).color";
    assert_eq!(chromium.driver.execute(ink, Vec::new()).await.unwrap().json(), "rgb(0, 0, 0)", "paper is white");
    chromium.quit().await;
}
