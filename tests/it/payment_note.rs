//! The payment note of MPay, offered to the payer: there when MPay is, and a clear page when it is not.

use crate::support::client::Browser;
use crate::support::html::Page;
use crate::support::in_process::InProcess;
use crate::support::program::Demo;
use crate::support::services::forest_land_rent;
use crate::support::shared;
use crate::support::steps::ordered;

/// The addresses under which a page offers the note.
fn offers(page: &Page) -> Vec<String> {
    let links = page.all("a[href*='payment-note.pdf']");
    links.iter().map(|link| link.attribute("href").to_owned()).collect()
}

/// Fetches a file: its status, its media type and its text.
async fn fetched(browser: &Browser, demo: &Demo, path: &str) -> (u16, String, String) {
    let address = format!("{}{path}", demo.server.address);
    let answer = browser.send(&address, browser.client.get(&address)).await;
    let media_type = answer.header("content-type").to_owned();
    (answer.status, media_type, answer.body)
}

#[tokio::test]
async fn a_payer_downloads_the_payment_note_on_either_paper() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let order = ordered(&browser, &forest_land_rent(), "ro").await;
    let offers = offers(&order);
    assert_eq!(offers.len(), 2, "{offers:?}");
    // Two things of one name would be taken for each other.
    let (ours, mpays) = (order.one("a[href$='/note']"), order.all("p.note:has(a[href*='payment-note.pdf'])"));
    assert!(ours.text.starts_with("Fișa comenzii"), "{}", ours.text);
    assert!(mpays.iter().all(|one| one.text.contains("nota de plată întocmită de MPay")) && mpays.len() == 1);
    for (address, size) in offers.iter().zip(["[0 0 595 842]", "[0 0 420 595]"]) {
        let (status, media_type, text) = fetched(&browser, &demo, address).await;
        assert_eq!((status, media_type.as_str()), (200, "application/pdf"));
        assert!(text.starts_with("%PDF-1.4") && text.contains(size) && text.contains("9 267,05 MDL"), "{text}");
    }
    let (path, _) = offers[0].split_once('?').unwrap();
    let (plain, ..) = fetched(&browser, &demo, path).await;
    let (wrong, ..) = fetched(&browser, &demo, &format!("{path}?format=A3")).await;
    let (nowhere, ..) = fetched(&browser, &demo, "/ro/order/none/payment-note.pdf").await;
    assert_eq!((plain, wrong, nowhere), (200, 400, 404));
    // It says who pays in full: whoever was given the order's address is led to the order's page.
    let stranger = fetched(&Browser::new(&demo.server.address), &demo, path).await;
    assert_eq!((stranger.0, stranger.2.as_str()), (303, ""));
}

#[tokio::test]
async fn without_mpays_rest_service_no_note_is_offered() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    let order = ordered(&browser, &forest_land_rent(), "ro").await;
    assert!(offers(&order).is_empty());
    browser.get(&format!("{}/payment-note.pdf", order.address)).await.expect(404);
    server.stop().await;
}

#[tokio::test]
async fn a_payment_note_that_does_not_come_is_a_clear_page_and_the_order_stays() {
    // Nobody listens there.
    let server = InProcess::with_payment_notes("http://127.0.0.1:9").await;
    let browser = Browser::new(&server.address);
    let order = ordered(&browser, &forest_land_rent(), "en").await;
    for _ in 0..8 {
        let address = offers(&order).remove(0);
        let request = browser.client.get(format!("{}{address}", server.address)).header("accept", "text/html");
        let page = browser.send(&order.address, request).await.expect(503);
        page.says("MPay’s payment note cannot be downloaded now");
        page.says("Your order has not changed");
        assert!(!page.body.contains("127.0.0.1:9"), "{}", page.body);
    }
    browser.get(&order.address).await.expect(200).says("Pay the order");
    server.stop().await;
}
