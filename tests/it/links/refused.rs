//! Links that do not open: changed, cut, of another service or environment, expired, withdrawn, outdated.

use jiff::{SignedDuration, ToSpan};
use mpay_pages::app::find_definitions;
use mpay_pages::clock;
use mpay_pages::i18n::Language;
use mpay_pages::ids::Environment;

use super::{LETTER, SERVICE, made, path, request};
use crate::support::client::Browser;
use crate::support::in_process::InProcess;
use crate::support::program::shipped_definitions;

#[tokio::test]
async fn a_changed_address_opens_nothing_and_shows_nothing() {
    let server = InProcess::start().await;
    let link = made(&server, SERVICE, &request(LETTER, Some(1), None)).await;
    let browser = Browser::new(&server.address);
    let (right, token) = (path(Language::Ro, &link), link.token.to_string());
    let last = if token.ends_with('0') { "1" } else { "0" };
    let changed = format!("{}{last}", &token[..39]);
    let elsewhere = right.replace("gradinite-chisinau/kindergarten-fee", "moldsilva/forest-land-rent");
    let cases = [
        right.replace(&token, &changed),
        right.replace(&token, &token[..30]),
        right.replace(&token, ""),
        right.replace(&token, "%00%ff"),
        right.replace(&token, &"z".repeat(3_000)),
        elsewhere,
    ];
    for address in &cases {
        let page = browser.get(address).await.expect(404);
        page.says("Linkul nu este corect");
        page.says("Cereți un link nou");
        assert!(!page.body.contains("Maria Munteanu") && page.all("form").is_empty(), "{address}");
        assert_eq!(page.header("cache-control"), "no-store");
    }
    // The same of a form.
    let mut form = browser.get(&right).await.expect(200).form("#service-form");
    form = form.with([("_link", changed.as_str())]);
    browser.go_on(&form).await.expect(404).says("Linkul nu este corect");
    // And the other environment does not know it.
    let there = server.app.store.in_environment(Environment::Production);
    assert!(there.link(&link.link.id, server.app.now()).await.unwrap().is_none());
    server.stop().await;
}

/// Someone who can write into the database cannot change what was sent out.
#[tokio::test]
async fn a_link_whose_content_was_changed_in_the_store_does_not_open() {
    let server = InProcess::start().await;
    let link = made(&server, SERVICE, &request(LETTER, Some(1), None)).await;
    let id = link.link.id.as_str();
    server
        .database
        .execute(&format!("UPDATE links SET content = REPLACE(content, '\"18\"', '\"1\"') WHERE id = '{id}'"))
        .await;
    let page = Browser::new(&server.address).get(&path(Language::En, &link)).await.expect(404);
    page.says("This link is not right");
    server.stop().await;
}

#[tokio::test]
async fn a_link_ends_with_its_last_day_in_chisinau() {
    let server = InProcess::start().await;
    let today = clock::today(server.app.now());
    let last = today.checked_add(3.days()).unwrap();
    let link = made(&server, SERVICE, &request(LETTER, None, Some(last))).await;
    let browser = Browser::new(&server.address);
    server.clock.set(clock::end_of(last).unwrap());
    let open = browser.get(&path(Language::En, &link)).await.expect(200);
    server.clock.set(clock::end_of(last).unwrap() + SignedDuration::from_secs(1));
    let over = browser.get(&path(Language::En, &link)).await.expect(410);
    over.says("This link has expired");
    over.says(&mpay_pages::i18n::date(Language::En, last));
    for language in ["ro", "ru"] {
        let address = over.one(&format!(".languages a[hreflang={language}]")).attribute("href").to_owned();
        browser.get(&address).await.expect(410);
    }
    // A form that was open over midnight.
    browser.go_on(&open.form("#service-form")).await.expect(410).says("This link has expired");
    server.stop().await;
}

/// Personal data is kept no longer than it serves; that the link is over is still said, and nothing more to anybody.
#[tokio::test]
async fn thirty_days_after_its_end_a_link_s_answers_are_forgotten() {
    let server = InProcess::start().await;
    let last = clock::today(server.app.now()).checked_add(1.days()).unwrap();
    let link = made(&server, SERVICE, &request(LETTER, Some(1), Some(last))).await;
    let other = made(&server, SERVICE, &request(LETTER, Some(1), None)).await;
    let (browser, address) = (Browser::new(&server.address), path(Language::En, &link));
    let form = browser.get(&address).await.expect(200).form("#service-form");
    let order = browser
        .go_on(&form.with([("payer.id", "2012003456788"), ("payer.name", "Ana Munteanu"), ("telephone", "060606060")]))
        .await;
    let order = browser.follow(order).await.expect(200);
    let forget = async |after: SignedDuration| {
        server.clock.set(clock::end_of(last).unwrap() + after);
        assert!(!server.app.forget_link_answers().await.unwrap(), "there is no more to do");
        server.app.store.link(&link.link.id, server.app.now()).await.unwrap().unwrap()
    };
    // Its holder is led to the order as long as somebody may ask.
    assert_eq!(forget(SignedDuration::from_hours(29 * 24)).await.forgotten_at, None);
    browser.get(&address).await.expect(200).one("a.button-primary");

    let forgotten = forget(SignedDuration::from_hours(30 * 24 + 1)).await;
    assert!(forgotten.forgotten_at.is_some() && forgotten.link.answers.is_empty(), "{forgotten:?}");
    let (token, id) = (link.token.to_string(), link.link.id.as_str());
    let unsigned = address.replace(&token, &format!("{id}{}", &other.token.to_string()[id.len()..]));
    for address in [&address, &unsigned] {
        let page = browser.get(address).await.expect(410);
        page.says("This link has expired");
        assert!(!page.body.contains("Munteanu") && !page.body.contains("/order/"), "{address}");
    }
    // What came of it stays, and so does the link that is not over.
    browser.get(&order.address).await.expect(200).says("Kindergarten fee");
    assert_eq!((forgotten.link.made_by.as_str(), forgotten.link.uses_max), ("test", Some(1)));
    browser.get(&path(Language::En, &other)).await.expect(200);
    server.stop().await;
}

#[tokio::test]
async fn a_withdrawn_link_says_so() {
    let server = InProcess::start().await;
    let link = made(&server, SERVICE, &request(LETTER, None, None)).await;
    assert!(server.app.store.revoke_link(&link.link.id, None, server.app.now()).await.unwrap());
    let page = Browser::new(&server.address).get(&path(Language::Ru, &link)).await.expect(410);
    page.says("Ссылка отозвана");
    server.stop().await;
}

/// A new version of the service without the option that the link chose.
#[tokio::test]
async fn a_link_that_the_service_no_longer_takes_says_so() {
    let server = InProcess::start().await;
    let link = made(&server, SERVICE, &request(LETTER, None, None)).await;
    let found = find_definitions(&shipped_definitions().join("gradinite-chisinau")).unwrap();
    let mut files = found[0].read().unwrap();
    files.service_file.1 = files.service_file.1.replace("max: 23", "max: 17").replace("days: 18", "days: 17");
    files.service_file.1 = files.service_file.1.replace("total: 250.20", "total: 236.30");
    assert!(server.app.publish(&files).await.unwrap().publication.is_some());
    let page = Browser::new(&server.address).get(&path(Language::Ro, &link)).await.expect(410);
    page.says("Linkul nu se mai potrivește cu serviciul");
    assert!(!page.body.contains("Maria Munteanu"));
    server.stop().await;
}
