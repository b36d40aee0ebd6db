//! How much is kept, and what becomes of a form where there is no room or the store cannot write.

use super::*;

const NONE: KeptAmount = KeptAmount { rows: 0, bytes: 0 };
const MANY: KeptAmount = KeptAmount { rows: 1_000_000, bytes: 1 << 40 };

async fn server(of_network: KeptAmount, of_all: KeptAmount) -> InProcess {
    let kept = KeptBounds { of_network, of_all };
    InProcess::with_settings(WebSettings { kept, ..WebSettings::default() }).await
}

/// A whole way through a form whose steps are not kept: each page is the answer itself, and an order comes of it.
async fn goes_without(browser: &Browser) {
    let form = filled(browser, &forest_land_rent(), "ro").await;
    let wrong = browser.reviews(&form.clone().with([("contract", "!")])).await.expect(422);
    assert!(!wrong.address.contains("/answers/"), "{}", wrong.address);
    assert_eq!(wrong.form(SERVICE_FORM).value("rent"), form.value("rent"));
    let review = browser.reviews(&wrong.form(SERVICE_FORM).with([("contract", "AB23215")])).await.expect(200);
    let russian = Page { address: review.address.replace("/ro/", "/ru/"), ..review };
    let order = browser.press(&russian.form(REVIEW), ("_action", "confirm")).await;
    browser.follow(order).await.expect(200).says("9 267,05 MDL");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_one_network_the_oldest_make_room_and_others_lose_nothing() {
    let share = KeptAmount { rows: 10, bytes: 1 << 30 };
    let server = server(share, MANY).await;
    let neighbour = Browser::from("198.51.100.7", &server.address);
    let theirs = reviewed(&neighbour).await;
    let mut reviews = Vec::new();
    for _ in 0..30 {
        server.clock.set(server.clock.now() + 1.seconds());
        let browser = Browser::from("203.0.113.9", &server.address);
        let review = reviewed(&browser).await;
        reviews.push((browser, review.address));
    }
    assert!(server.app.store.kept_amount().await.unwrap().rows <= 11);
    let (oldest, newest) = (&reviews[0], &reviews[29]);
    is_gone(oldest.0.get(&oldest.1).await);
    newest.0.get(&newest.1).await.expect(200).one(REVIEW);
    neighbour.get(&theirs.address).await.expect(200).one(REVIEW);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_keeps_large_forms_is_held_to_its_bytes() {
    let share = KeptAmount { rows: 1_000_000, bytes: 200_000 };
    let server = server(share, MANY).await;
    for _ in 0..20 {
        let browser = Browser::from("203.0.113.9", &server.address);
        let large = [("contract".to_owned(), "x".repeat(60_000)), ("_action".to_owned(), "recalculate".to_owned())];
        let page = browser.post("/ro/moldsilva/forest-land-rent/answers", &large).await.expect(200);
        assert_eq!(page.form(SERVICE_FORM).value("contract").len(), 60_000);
    }
    let kept = server.app.store.kept_amount().await.unwrap();
    assert!(kept.bytes <= 200_000 && kept.rows >= 2, "{kept:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_all_is_full_a_network_keeps_its_newest_and_a_stranger_is_answered_directly() {
    let server = server(MANY, KeptAmount { rows: 3, bytes: 1 << 30 }).await;
    let mut reviews = Vec::new();
    for _ in 0..8 {
        let browser = Browser::from("203.0.113.9", &server.address);
        let review = reviewed(&browser).await;
        reviews.push((browser, review.address));
    }
    assert!(server.app.store.kept_amount().await.unwrap().rows <= 5);
    reviews[7].0.get(&reviews[7].1).await.expect(200).one(REVIEW);
    goes_without(&Browser::from("198.51.100.7", &server.address)).await;
    goes_without(&Browser::new(&server.address)).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_can_be_kept_nothing_typed_is_lost() {
    let full = server(NONE, NONE).await;
    // The bound of all is met by the first.
    reviewed(&Browser::new(&full.address)).await;
    for browser in [Browser::new(&full.address), Browser::without_cookies(&full.address)] {
        goes_without(&browser).await;
    }
    full.stop().await;
    let broken = server(MANY, MANY).await;
    broken.database.execute("DROP TABLE kept_answers").await;
    let browser = Browser::new(&broken.address);
    let form = filled(&browser, &forest_land_rent(), "ro").await;
    let review = browser.reviews(&form).await.expect(200);
    assert_eq!(review.form(REVIEW).value("contract"), "AB23215");
    broken.stop().await;
}
