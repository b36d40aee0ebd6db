//! Whoever comes back from MPay before its confirmation waits at a page that shows the payment by itself, or by its button.

use mpay_pages::i18n::Language;

use crate::support::caller::{Caller, confirmation};
use crate::support::chromium::Chromium;
use crate::support::client::Browser;
use crate::support::program::Demo;
use crate::support::services::court_stamp_fee;
use crate::support::shared;
use crate::support::steps::{PAY_FORM, ordered};

const WAITING: &str = "Plata este în curs de confirmare";
const PAID: &str = "Plata a fost confirmată";
const BY_ITSELF: &str = "Pagina se schimbă singură când vine răspunsul.";
const BY_THE_BUTTON: &str = "Apăsați butonul ca să vedeți dacă a venit răspunsul.";

/// Comes back to a new order that MPay has not confirmed; gives what confirms it.
async fn comes_back(chromium: &Chromium, demo: &Demo, payment: &'static str) -> impl AsyncFnOnce() {
    let order = ordered(&Browser::new(&demo.server.address), &court_stamp_fee(), "ro").await;
    let mpay = Caller::of(demo);
    let details = mpay.order(&order.form(PAY_FORM), Language::Ro).await;
    chromium.opens(&format!("{}/return", order.address)).await;
    chromium.arrives(WAITING).await;
    async move || {
        mpay.confirm(&confirmation(&details, payment)).await.accepted();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_waits_shows_the_payment_without_a_hand_being_moved() {
    let (demo, chromium) = (shared::demo(), Chromium::start(360).await);
    let confirms = comes_back(&chromium, &demo, "WAITED-1").await;
    assert!(chromium.text("[data-refresh]").await.contains(BY_ITSELF));
    chromium.driver.execute("window.isOld = true", Vec::new()).await.unwrap();
    confirms().await;
    chromium.arrives(PAID).await;
    chromium.sees("!window.isOld && !document.querySelector('[data-refresh]')").await;
    chromium.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_waits_without_scripts_says_how_to_look_again() {
    let (demo, chromium) = (shared::demo(), Chromium::without_scripts(360).await);
    let confirms = comes_back(&chromium, &demo, "WAITED-2").await;
    let told = chromium.text("[data-refresh]").await;
    assert!(told.contains(BY_THE_BUTTON) && !told.contains(BY_ITSELF), "{told}");
    // Nothing has come: the page is the same.
    chromium.leaves(async || chromium.click("a.button").await).await;
    chromium.arrives(WAITING).await;
    confirms().await;
    chromium.click("a.button").await;
    chromium.arrives(PAID).await;
    chromium.quit().await;
}
