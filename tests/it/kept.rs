//! What is kept between two steps of a form: who opens it, for how long, how much of it there is, and that nothing typed is
//! lost where it cannot be kept.

use std::sync::Arc;

use jiff::ToSpan;
use mpay_pages::app::KeptBounds;
use mpay_pages::clock::Clock;
use mpay_pages::ids::{Environment, KeptToken, OrderToken, SystemRandom};
use mpay_pages::store::{KeptAmount, Store};
use mpay_pages::web::WebSettings;

use crate::support::client::Browser;
use crate::support::databases::databases;
use crate::support::html::{Page, absolute};
use crate::support::in_process::InProcess;
use crate::support::services::forest_land_rent;
use crate::support::steps::{SERVICE_FORM, filled};

mod bounds;
mod browsers;
mod rows;

const REVIEW: &str = "#review-form";
/// What only the payer's own pages say.
const SECRETS: [&str; 3] = ["2006022048426", "AB23215", "9267,05"];

/// Goes to the review of a right form.
async fn reviewed(browser: &Browser) -> Page {
    let form = filled(browser, &forest_land_rent(), "ro").await;
    let review = browser.reviews(&form).await.expect(200);
    review.one(REVIEW);
    review
}

fn says_no_answer(page: &Page) {
    for secret in SECRETS {
        assert!(!page.body.contains(secret), "{} says {secret}", page.address);
    }
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
}

/// A page of ours that leads back to the form.
fn is_gone(page: Page) {
    let page = page.expect(410);
    says_no_answer(&page);
    page.says("Răspunsurile nu se mai păstrează aici");
    page.one("a.button[href='/ro/moldsilva/forest-land-rent']");
}

/// The address of the form of a kept page.
fn form_of(review: &Page) -> String {
    review.address.strip_suffix("/review").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_step_lies_at_an_address_of_its_own_and_back_finds_what_was_typed_last() {
    let server = InProcess::start().await;
    for browser in [Browser::new(&server.address), Browser::without_cookies(&server.address)] {
        let review = reviewed(&browser).await;
        assert_eq!((review.header("cache-control"), review.header("referrer-policy")), ("no-store", "same-origin"));
        // Back: the form has all of it, and says nothing that is wrong.
        let form = browser.get(&form_of(&review)).await.expect(200);
        assert_eq!(form.form(SERVICE_FORM).value("contract"), "AB23215");
        // Errors, corrected: one goes back to the correction, and not to the mistake.
        let wrong = form.form(SERVICE_FORM).with([("contract", "!")]);
        let wrong = browser.reviews(&wrong).await.expect(422);
        assert_eq!(wrong.address, form.address, "one way through a form has one address");
        assert_eq!(browser.get(&wrong.address).await.expect(422).form(SERVICE_FORM).value("contract"), "!");
        // The review of a form that is wrong meanwhile is that form.
        browser.follow(browser.get(&review.address).await).await.expect(422);
        let right = wrong.form(SERVICE_FORM).with([("contract", "AB23216")]);
        let review = browser.reviews(&right).await.expect(200);
        let back = browser.get(&wrong.address).await.expect(200);
        assert_eq!(back.form(SERVICE_FORM).value("contract"), "AB23216");
        // Another language of the same address has the same answers.
        let russian = browser.get(&review.address.replace("/ro/", "/ru/")).await.expect(200);
        russian.one("html[lang=ru]");
        assert_eq!(russian.form(REVIEW).value("contract"), "AB23216");
        // The order empties it: from then on all its pages lead to the order.
        let order = browser.press(&review.form(REVIEW), ("_action", "confirm")).await;
        let order = browser.follow(order).await.expect(200);
        let path = order.address.strip_prefix(&server.address).unwrap();
        for address in [&review.address, &wrong.address, &format!("{}/wait", wrong.address)] {
            let page = browser.get(address).await.expect(200);
            says_no_answer(&page);
            page.one(&format!("a.button[href='{path}']"));
        }
        // What a page that was left open sends then begins another way, and the first goes on leading to its order.
        let again = browser.reviews(&right).await.expect(200);
        assert_ne!(again.address, review.address);
        browser.get(&review.address).await.expect(200).one(&format!("a.button[href='{path}']"));
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_opens_in_the_browser_that_typed_and_in_no_other() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    let review = reviewed(&browser).await;
    // Another browser with our cookie, one that has none yet, and one that keeps none.
    let other = Browser::new(&server.address);
    reviewed(&other).await;
    for stranger in [other, Browser::new(&server.address), Browser::without_cookies(&server.address)] {
        for address in [&review.address, &form_of(&review), &format!("{}/link", form_of(&review))] {
            is_gone(stranger.get(address).await);
        }
        // Nor does it overwrite what is kept there, or learn it, by sending a form in its name.
        let token = form_of(&review).rsplit('/').next().unwrap().to_owned();
        let empty = [("_kept".to_owned(), token), ("_action".to_owned(), "recalculate".to_owned())];
        let page = stranger.post("/ro/moldsilva/forest-land-rent/answers", &empty).await.expect(200);
        assert_eq!(page.form(SERVICE_FORM).value("contract"), "");
    }
    assert_eq!(browser.get(&review.address).await.expect(200).form(REVIEW).value("contract"), "AB23215");
    // What a browser without cookies typed opens in none that shows one of ours.
    let without = Browser::without_cookies(&server.address);
    let review = reviewed(&without).await;
    is_gone(browser.get(&review.address).await);
    without.get(&review.address).await.expect(200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_was_made_up_or_changed_leads_back_to_the_form() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    let review = reviewed(&browser).await;
    let form = form_of(&review);
    let drawn = KeptToken::draw(&SystemRandom);
    let (base, token) = form.rsplit_once('/').unwrap();
    let upper = token.to_uppercase();
    for wrong in [drawn.as_str(), &upper, &token[1..], &format!("{token}0"), "..%2f", "%00", "a'b", "%E2%80%8B"] {
        is_gone(browser.get(&format!("{base}/{wrong}")).await);
        is_gone(browser.get(&format!("{base}/{wrong}/review")).await);
    }
    browser.get(&format!("{form}/nothing")).await.expect(404);
    // Of another service, or under its form's own name, it is nothing.
    browser.get(&form.replace("forest-land-rent", "nothing")).await.expect(404);
    let other = browser.get(&format!("{}/ro/muzeul-de-istorie/museum-tickets/answers/{token}", server.address)).await;
    assert!([404, 410].contains(&other.status));
    assert!(!other.body.contains("AB23215"));
    // The address that forms are sent to is no page.
    let page = browser.get(base).await;
    assert_eq!(
        browser.follow(page).await.expect(200).address,
        format!("{}/ro/moldsilva/forest-land-rent", server.address)
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_gone_two_hours_after_its_last_use() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    let review = reviewed(&browser).await;
    let begun = server.clock.now();
    for minutes in [100, 219] {
        server.clock.set(begun + minutes.minutes());
        browser.get(&review.address).await.expect(200).one(REVIEW);
    }
    server.clock.set(begun + (219 + 120).minutes());
    is_gone(browser.get(&review.address).await);
    // It leaves the database too, by itself.
    let store = server.app.store.clone();
    while store.kept_amount().await.unwrap().rows > 0 {
        tokio::task::yield_now().await;
    }
    // A page that was left open for so long still sends its answers.
    let again = browser.press(&review.form(REVIEW), ("_edit", "form")).await.expect(200);
    assert_eq!(again.form(SERVICE_FORM).value("contract"), "AB23215");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_request_may_reach_another_process() {
    let server = InProcess::start().await;
    let (there, serving) = server.beside(WebSettings::default()).await;
    let word = format!("payer={}", OrderToken::draw(&SystemRandom));
    let browser = Browser::new(&server.address);
    let headers = [("cookie", word.as_str())];
    let form = filled(&browser, &forest_land_rent(), "ro").await;
    let review = browser.post_with(&form.action, &headers, &form.fields).await.expect(200);
    let elsewhere = review.address.replace(&server.address, &there);
    let other = Browser::new(&there);
    let page = other.send(&elsewhere, other.client.get(&elsewhere).header("cookie", &word)).await.expect(200);
    let confirmed = page.form(REVIEW).with([("_action", "confirm")]);
    let action = absolute(&elsewhere, "/ro/moldsilva/forest-land-rent/answers");
    let order = other.post_with(&action, &headers, &confirmed.fields).await.expect(303);
    let path = order.header("location").to_owned();
    // The first process knows of the order at once.
    let back = browser.send(&review.address, browser.client.get(&review.address).header("cookie", &word)).await;
    back.expect(200).one(&format!("a.button[href='{path}']"));
    serving.stop().await.unwrap();
    server.stop().await;
}

/// A question for the total that is answered while the form is on its way would change the cookie under it.
#[tokio::test]
async fn a_question_for_the_total_gives_no_cookie() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    let form = filled(&browser, &forest_land_rent(), "ro").await;
    let asked = browser.post("/ro/moldsilva/forest-land-rent/preview", &form.fields).await.expect(200);
    assert_eq!(asked.header("set-cookie"), "");
    server.stop().await;
}
