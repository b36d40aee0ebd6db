//! Light, dark or as the device: chosen without a script, kept in a cookie, and the empty page stays one constant.

use reqwest::header::{COOKIE, ETAG, IF_NONE_MATCH};

use crate::support::chromium::Chromium;
use crate::support::client::{Browser, http};
use crate::support::shared;
use crate::support::steps::SERVICE_FORM;

const PAGE: &str = "/ro/moldsilva/forest-land-rent";

#[tokio::test]
async fn a_theme_changes_one_attribute_and_has_tags_of_its_own() {
    let demo = shared::demo();
    let client = http();
    let get = async |cookie: &str, known: &str| {
        let request = client.get(format!("{}{PAGE}", demo.server.address)).header("accept-encoding", "br");
        let request = if cookie.is_empty() { request } else { request.header(COOKIE, cookie) };
        let response = request.header(IF_NONE_MATCH, known).send().await.unwrap();
        let tag = response.headers()[ETAG].to_str().unwrap().to_owned();
        let encoding = response.headers().contains_key("content-encoding");
        (response.status().as_u16(), tag, encoding, response.bytes().await.unwrap().to_vec())
    };
    let (status, bare, is_encoded, _) = get("", "").await;
    assert_eq!((status, is_encoded), (200, true), "without a choice it is the constant");
    assert_eq!(get("theme=purple", &bare).await.0, 304, "an unknown word is no choice");
    let (status, dark, _, body) = get("payer=x; theme=dark", &bare).await;
    assert_eq!(status, 200, "the constant is not the dark page");
    assert_ne!(dark, bare);
    let plain = client.get(format!("{}{PAGE}", demo.server.address)).send().await.unwrap().text().await.unwrap();
    let expected = plain.replacen("<html", "<html data-theme=\"dark\"", 1);
    assert_eq!(String::from_utf8(body).unwrap(), expected);
    assert_eq!(get("theme=dark", &dark).await, (304, dark.clone(), false, Vec::new()));
    assert_eq!(get("theme=light", &dark).await.0, 200);
    assert_eq!(get("", &dark).await.0, 200, "and the other way round");
}

#[tokio::test]
async fn a_choice_loses_no_answer_and_leads_back() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let form = browser.get(PAGE).await.expect(200).form(SERVICE_FORM).with([("contract", "AB1"), ("rent", "5")]);
    let page = browser.press(&form, ("_theme", "dark")).await.expect(200);
    assert!(page.header("set-cookie").starts_with("theme=dark; Path=/; Max-Age=31536000; HttpOnly"));
    assert_eq!(page.one("html").attribute("data-theme"), "dark");
    assert_eq!(page.form(SERVICE_FORM).value("contract"), "AB1");
    let order =
        |theme: &str, back: &str| vec![("_theme".to_owned(), theme.to_owned()), ("back".to_owned(), back.to_owned())];
    let back = browser.post("/theme", &order("light", "/ru?q=x")).await.expect(303);
    assert_eq!(back.header("location"), "/ru?q=x");
    let forgotten = browser.post("/theme", &order("system", "//evil.example/")).await.expect(303);
    assert_eq!(forgotten.header("location"), "/");
    assert!(forgotten.header("set-cookie").contains("Max-Age=0"));
    browser.post("/theme", &order("purple", "/")).await.expect(400);
    let lost = browser.client.get(format!("{}/ru/nothing", demo.server.address)).header(COOKIE, "theme=dark");
    let lost = lost.send().await.unwrap().text().await.unwrap();
    assert!(lost.contains("<html data-theme=\"dark\" lang=\"ru\""), "pages of errors too");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_theme_is_chosen_in_a_browser_without_scripts_and_stays() {
    let demo = shared::demo();
    let chromium = Chromium::without_scripts(360).await;
    chromium.driver.goto(format!("{}/ru", demo.server.address)).await.unwrap();
    let colour = async || {
        let script = "return getComputedStyle(document.body).backgroundColor";
        chromium.driver.execute(script, Vec::new()).await.unwrap().json().as_str().unwrap().to_owned()
    };
    chromium.find(".themes").await;
    assert_eq!(colour().await, "rgb(255, 255, 255)");
    chromium.click(".themes [value=dark]").await;
    chromium.find("[data-theme=dark] .themes").await;
    assert_eq!(colour().await, "rgb(30, 30, 30)");
    assert!(chromium.text(".themes [value=dark]").await.contains("выбрано"));
    chromium.driver.goto(format!("{}/ru/moldsilva/forest-land-rent", demo.server.address)).await.unwrap();
    chromium.find("[data-theme=dark] #service-form").await;
    chromium.types("#f-contract", "AB7").await;
    chromium.click(".themes [value=light]").await;
    chromium.find("[data-theme=light] #service-form").await;
    assert_eq!(chromium.value("#f-contract").await, "AB7");
    chromium.quit().await;
}
