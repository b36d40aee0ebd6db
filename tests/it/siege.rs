//! Orders that come faster than people make them: a puzzle or a wait for each, nothing typed is lost, and nobody meets
//! any of it in peace.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{Timestamp, ToSpan};
use mpay_pages::clock::Clock;
use mpay_pages::i18n::Language;
use mpay_pages::mpay::call::Outcome;
use mpay_pages::web::{SiegeBounds, WebSettings};

use crate::accessible::{axe, is_usable};
use crate::support::caller::{Caller, confirmation};
use crate::support::chromium::Chromium;
use crate::support::client::Browser;
use crate::support::html::{Form, Page};
use crate::support::in_process::InProcess;
use crate::support::services::{forest_land_rent, museum_tickets};
use crate::support::steps::{PAY_FORM, filled, ordered};

const HOLD: &str = "#hold";
/// How many orders of a service people make at once, in these stories.
const AT_ONCE: usize = 3;

fn settings() -> WebSettings {
    let siege = SiegeBounds { of_service: (1, AT_ONCE as u32), puzzle_bits: 10, ..SiegeBounds::default() };
    WebSettings { siege, ..WebSettings::default() }
}

async fn server() -> InProcess {
    InProcess::with_settings(settings()).await
}

/// Makes as many orders as people do, and one more: from then on the service is under siege.
async fn besiege(server: &InProcess) {
    besiege_at(&server.address).await;
}

async fn besiege_at(address: &str) {
    for _ in 0..=AT_ONCE {
        ordered(&Browser::new(address), &forest_land_rent(), "en").await;
    }
}

/// The number that solves the puzzle of a page, found as its script does.
fn solution(page: &Page) -> String {
    let form = page.one(HOLD);
    let (puzzle, bits) = (form.attribute("data-puzzle").to_owned(), form.attribute("data-bits").parse().unwrap());
    let zeros = |number: &u32| {
        let hash = digest(&SHA256, format!("{puzzle}:{number}").as_bytes());
        u32::from_be_bytes(hash.as_ref()[..4].try_into().unwrap()).leading_zeros()
    };
    (0..).find(|number| zeros(number) >= bits).unwrap().to_string()
}

async fn held(browser: &Browser, form: &Form) -> Page {
    let page = browser.go_on(form).await.expect(429);
    assert_eq!((page.header("cache-control"), page.header("retry-after")), ("no-store", "10"));
    page
}

/// What stands in the fields that both forms have.
fn typed(form: &Form) -> Vec<(String, String)> {
    let mut fields = form.fields.clone();
    fields.retain(|(name, text)| {
        !text.is_empty() && !["_proof", "_solution", "_action", "_seen", "_browser", "_kept"].contains(&name.as_str())
    });
    fields.sort();
    fields
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_siege_a_solved_puzzle_makes_one_order() {
    let server = server().await;
    besiege(&server).await;
    let browser = Browser::new(&server.address);
    let form = filled(&browser, &forest_land_rent(), "ru").await;
    let page = held(&browser, &form).await;
    page.says("Одну минуту, пожалуйста");
    page.says("подождите 10 секунд");
    let again = page.form(HOLD);
    assert_eq!(typed(&again), typed(&form), "nothing typed is lost");
    let romanian = browser.press(&again, ("_language", "ro")).await.expect(200);
    assert_eq!(typed(&romanian.form("#review-form")), typed(&form), "nor by another language");
    let solution = solution(&page);
    let solved = again.with([("_solution", solution.as_str())]);
    // What is wrong is told as ever, and the proof is kept for later.
    let wrong = solved.clone().with([("contract", "")]);
    browser.post(&wrong.action, &wrong.fields).await.expect(422);
    // A proof is for what was sent, and not for something else.
    let other = solved.clone().with([("contract", "CD1")]);
    browser.post(&other.action, &other.fields).await.expect(429);
    let order = browser.post(&solved.action, &solved.fields).await.expect(303);
    let order = browser.follow(order).await.expect(200);
    order.says("AB23215");
    // It counts once, whoever sends it.
    browser.post(&solved.action, &solved.fields).await.expect(429);
    let stranger = Browser::new(&server.address);
    stranger.post(&solved.action, &solved.fields).await.expect(429);
    server.stop().await;
}

/// What MPay asks and confirms in a siege is answered as ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_siege_holds_no_call_of_mpay() {
    let server = server().await;
    let order = ordered(&Browser::new(&server.address), &forest_land_rent(), "en").await;
    for _ in 0..AT_ONCE {
        ordered(&Browser::new(&server.address), &forest_land_rent(), "en").await;
    }
    let browser = Browser::new(&server.address);
    held(&browser, &filled(&browser, &forest_land_rent(), "en").await).await;
    let mpay = Caller::at(&server.address, server.signer(), server.provider());
    for number in 0..AT_ONCE * 4 {
        let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
        if number == 0 {
            assert_eq!(mpay.confirm(&confirmation(&details, "SIEGE-1")).await.accepted(), &Outcome::Confirmed);
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_script_a_wait_does_the_same() {
    let server = server().await;
    besiege(&server).await;
    let browser = Browser::new(&server.address);
    let form = filled(&browser, &forest_land_rent(), "ro").await;
    let page = held(&browser, &form).await;
    let again = page.form(HOLD);
    // Too early: the same once more, and the wait does not begin anew.
    server.clock.set(server.clock.now() + 4.seconds());
    let early = browser.post(&again.action, &again.fields).await.expect(429);
    early.says("așteptați 7 secunde");
    assert_eq!(early.form(HOLD), again);
    server.clock.set(server.clock.now() + 6.seconds());
    let order = browser.post(&again.action, &again.fields).await.expect(303);
    browser.follow(order).await.expect(200).says("AB23215");
    browser.post(&again.action, &again.fields).await.expect(429);
    // It may be late, but not too late: then there is a new one.
    let page = held(&browser, &form).await;
    server.clock.set(server.clock.now() + 14.minutes());
    besiege(&server).await;
    server.clock.set(server.clock.now() + 59.seconds());
    let again = page.form(HOLD);
    browser.post(&again.action, &again.fields).await.expect(303);
    let page = held(&browser, &form).await;
    let again = page.form(HOLD);
    server.clock.set(server.clock.now() + 15.minutes());
    besiege(&server).await;
    let newer = browser.post(&again.action, &again.fields).await.expect(429);
    assert_ne!(newer.form(HOLD).value("_proof"), again.value("_proof"));
    newer.says("așteptați 10 secunde");
    server.stop().await;
}

/// A balancer need not send a payer to the process that held the form back: the puzzle is solved for all of a database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_process_held_back_another_lets_through() {
    let server = server().await;
    let (other, serving) = server.beside(settings()).await;
    besiege(&server).await;
    besiege_at(&other).await;
    let here = Browser::new(&server.address);
    for (solves, rent) in [(true, "100"), (false, "200")] {
        let form = filled(&here, &forest_land_rent(), "en").await.with([("rent", rent)]);
        let page = held(&here, &form).await;
        let mut again = page.form(HOLD);
        if solves {
            again = again.with([("_solution", solution(&page).as_str())]);
        } else {
            server.clock.set(server.clock.now() + 10.seconds());
        }
        let action = again.action.replace(&server.address, &other);
        assert_ne!(action, again.action);
        let there = Browser::new(&other);
        let order = there.post(&action, &again.fields).await;
        there.follow(order).await.expect(200).says(rent);
        there.post(&action, &again.fields).await.expect(429);
    }
    // On the next day there is another secret; what was given before midnight still counts.
    let midnight = |days: i64| {
        let day = server.clock.now().as_second().div_euclid(86_400) + days;
        Timestamp::from_second(day * 86_400).unwrap()
    };
    server.clock.set(midnight(1) - 60.seconds());
    besiege(&server).await;
    let form = filled(&here, &forest_land_rent(), "en").await.with([("rent", "300")]);
    let again = held(&here, &form).await.form(HOLD);
    server.clock.set(midnight(1) + 30.seconds());
    besiege_at(&other).await;
    let there = Browser::new(&other);
    let action = again.action.replace(&server.address, &other);
    there.post(&action, &again.fields).await.expect(303);
    // Of another database's process it is worth nothing.
    let stranger = InProcess::with_settings(settings()).await;
    stranger.clock.set(server.clock.now());
    besiege(&stranger).await;
    besiege(&server).await;
    let form = filled(&here, &forest_land_rent(), "en").await.with([("rent", "400")]);
    let page = held(&here, &form).await;
    let again = page.form(HOLD).with([("_solution", solution(&page).as_str())]);
    let action = again.action.replace(&server.address, &stranger.address);
    Browser::new(&stranger.address).post(&action, &again.fields).await.expect(429);
    stranger.stop().await;
    serving.stop().await.unwrap();
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn few_pass_by_waiting_however_many_wait() {
    let waited_of_site = (1, 2);
    let siege = SiegeBounds { of_service: (1, 3), wait: Duration::ZERO, waited_of_site, ..SiegeBounds::default() };
    let server = InProcess::with_settings(WebSettings { siege, ..WebSettings::default() }).await;
    besiege(&server).await;
    let mut passed = 0;
    let refused = loop {
        let browser = Browser::new(&server.address);
        let form = filled(&browser, &forest_land_rent(), "ro").await;
        let again = browser.go_on(&form).await.expect(429).form(HOLD);
        let page = browser.post(&again.action, &again.fields).await;
        if page.status != 303 {
            break page.expect(429);
        }
        passed += 1;
        assert!(passed < 200, "all pass");
    };
    assert!(passed >= 2, "{passed}");
    assert_eq!(refused.form(HOLD).value("contract"), "AB23215");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_siege_is_of_one_service_and_ends() {
    let server = server().await;
    let browser = Browser::new(&server.address);
    // In peace nobody is held back, and what is wrong does not count.
    let form = filled(&browser, &forest_land_rent(), "en").await;
    for _ in 0..4 * AT_ONCE {
        browser.go_on(&form.clone().with([("contract", "")])).await.expect(422);
    }
    besiege(&server).await;
    held(&browser, &form).await;
    ordered(&browser, &museum_tickets(), "en").await;
    server.clock.set(server.clock.now() + 61.seconds());
    browser.go_on(&form).await.expect(303);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_solves_the_puzzle_by_itself() {
    let server = server().await;
    besiege(&server).await;
    let chromium = types_the_form(&server).await;
    chromium.arrives("Achitați comanda").await;
    assert!(chromium.text("main").await.contains("Ștefan O'Țîră & Fiii"));
    chromium.quit().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_puzzle_is_solved_the_page_says_what_happens() {
    let siege = SiegeBounds { of_service: (1, 3), puzzle_bits: 32, ..SiegeBounds::default() };
    let server = InProcess::with_settings(WebSettings { siege, ..WebSettings::default() }).await;
    besiege(&server).await;
    let chromium = types_the_form(&server).await;
    chromium.arrives("O clipă, vă rugăm").await;
    assert!(chromium.text("main").await.contains("așteptați 10 secunde și apăsați butonul"));
    is_usable(&chromium, &axe(), 360, "a form that is held back").await;
    // The button is there all the time, and works once the wait is over.
    server.clock.set(server.clock.now() + 10.seconds());
    chromium.click("#hold button").await;
    chromium.arrives("Achitați comanda").await;
    chromium.quit().await;
    server.stop().await;
}

/// A telephone on which the form was typed, sent and confirmed.
async fn types_the_form(server: &InProcess) -> Chromium {
    let chromium = Chromium::start(360).await;
    chromium.driver.goto(&format!("{}/ro/moldsilva/forest-land-rent", server.address)).await.unwrap();
    chromium.arrives("Arenda terenului fondului forestier").await;
    chromium.click("label:has(#f-payer-kind)").await;
    for (field, typed) in [
        ("payer-id", "2006022048426"),
        ("payer-name", "Ștefan O'Țîră & Fiii"),
        ("contract", "23215"),
        ("date", "25.01.2025"),
        ("telephone", "60606060"),
        ("rent", "9267,05\u{e007}"),
    ] {
        chromium.types(&format!("#f-{field}"), typed).await;
    }
    chromium.arrives("Verificați datele").await;
    chromium.click("#review-form button[value=confirm]").await;
    chromium
}

#[test]
fn our_scripts_stay_small() {
    let assets = mpay_pages::asset::Assets::load();
    let scripts = assets.addresses().filter(|address| address.ends_with(".js"));
    let all: usize = scripts.map(|address| assets.plain(address).unwrap().1.len()).sum();
    assert!((1..8_192).contains(&all), "{all} bytes are sent");
}
