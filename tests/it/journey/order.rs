//! The order's own page at other times and addresses: unknown, given up, on its way, expired.

use jiff::{SignedDuration, Timestamp};
use mpay_pages::i18n::Language;
use mpay_pages::ids::{OrderToken, SystemRandom};
use mpay_pages::order::OrderStatus;

use crate::support::caller::{Caller, confirmation};
use crate::support::client::Browser;
use crate::support::in_process::InProcess;
use crate::support::services::{court_stamp_fee, forest_land_rent};
use crate::support::shared;
use crate::support::steps::{NOTE_FORM, PAY_FORM, at_mpay, ordered};

#[tokio::test]
async fn an_unknown_order_is_not_found() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let unknown = OrderToken::draw(&SystemRandom).as_str().to_owned();
    for token in [unknown.as_str(), "x", "..%2f..%2fetc%2fpasswd", &unknown.repeat(20)] {
        for place in ["", "/change", "/return"] {
            let page = browser.get(&format!("/ru/order/{token}{place}")).await.expect(404);
            page.says("Страница не найдена");
            assert_eq!(page.header("cache-control"), "no-store");
        }
    }
}

#[tokio::test]
async fn an_order_is_shown_in_every_language_and_to_whoever_has_its_address() {
    let demo = shared::demo();
    let order = ordered(&Browser::new(&demo.server.address), &court_stamp_fee(), "ro").await;
    let other = Browser::new(&demo.server.address);
    for (language, title) in [("ro", "Achitați comanda"), ("ru", "Оплатите заказ"), ("en", "Pay the order")]
    {
        let address = order.one(&format!(".languages a[hreflang={language}]")).attribute("href").to_owned();
        assert_eq!(other.get(&address).await.expect(200).one("h1").text, title);
    }
}

#[tokio::test]
async fn a_payment_that_was_given_up_can_be_made_again() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let order = ordered(&browser, &forest_land_rent(), "en").await;
    let note = at_mpay(&browser, &order).await;
    let back = browser.press(&note.form(NOTE_FORM), ("action", "cancel")).await;
    let back = browser.follow(back).await;
    let waiting = browser.follow(back).await.expect(200);
    waiting.says("The payment is being confirmed");
    assert_eq!(waiting.one("[data-refresh]").attribute("data-refresh"), "5");
    assert!(waiting.all("meta[http-equiv=refresh]").is_empty(), "no page goes away under its reader");
    let note = at_mpay(&browser, &waiting).await;
    let back = crate::support::steps::pays(&browser, &note).await;
    let back = browser.follow(back).await;
    browser.follow(back).await.expect(200).says("The payment is confirmed");
}

#[tokio::test]
async fn an_order_expires_at_the_end_of_its_last_day_but_late_money_counts() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    let mut mpay = Caller::at(&server.address, server.signer(), server.provider());
    let [unpaid, late] = [forest_land_rent(), court_stamp_fee()];
    let [unpaid, late] = [ordered(&browser, &unpaid, "en").await, ordered(&browser, &late, "en").await];
    let (pay, pay_late) = (unpaid.form(PAY_FORM), late.form(PAY_FORM));
    let due_at = mpay.order(&pay, Language::En).await.due_at.unwrap();

    let pass = |mpay: &mut Caller, until: Timestamp| {
        mpay.ahead = until.duration_since(Timestamp::now());
        server.clock.set(until);
    };
    pass(&mut mpay, due_at);
    browser.get(&unpaid.address).await.expect(200).says("Pay the order");
    assert_eq!(mpay.order(&pay, Language::En).await.status, OrderStatus::Active);

    pass(&mut mpay, due_at + SignedDuration::from_secs(1));
    let expired = browser.get(&unpaid.address).await.expect(200);
    expired.says("The order has expired");
    expired.says("No money was taken.");
    assert!(expired.all(PAY_FORM).is_empty() && expired.all(".card-head a").is_empty());
    let anew = browser.get(expired.one("a.button-primary").attribute("href")).await.expect(200);
    assert_eq!(anew.one("h1").text, "Forest land rent");
    assert_eq!(mpay.order(&pay, Language::En).await.status, OrderStatus::Expired);

    let details = mpay.order(&pay_late, Language::En).await;
    let mut confirmation = confirmation(&details, "LATE-1");
    confirmation.paid_at = Some(mpay.now());
    mpay.confirm(&confirmation).await.accepted();
    browser.get(&late.address).await.expect(200).says("The payment is confirmed");

    let again = ordered(&browser, &forest_land_rent(), "en").await;
    assert_ne!(again.address, unpaid.address, "the same answers after the expiry are a new order");
    again.says("Pay the order");
    server.stop().await;
}
