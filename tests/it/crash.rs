//! The server dies between any two steps and is started again: the journey goes on, nothing acknowledged is gone.

use mpay_pages::i18n::Language;
use mpay_pages::ids::{OrderToken, RandomSource, SystemRandom};
use mpay_pages::mpay::call::Outcome;
use mpay_pages::order::OrderStatus;

use crate::support::caller::{Caller, confirmation};
use crate::support::client::{Browser, http};
use crate::support::program::{Demo, shipped_definitions};
use crate::support::services::forest_land_rent;
use crate::support::steps::{NOTE_FORM, PAY_FORM, at_mpay, filled, ordered, pays};

/// A demo of one beneficiary, which starts quickly.
fn demo() -> Demo {
    Demo::of(&shipped_definitions().join("moldsilva"))
}

/// A sudden end and a new start.
fn crash(demo: &mut Demo) {
    demo.server.kill();
    demo.start_again();
}

#[tokio::test]
async fn a_journey_outlives_a_crash_between_any_two_steps() {
    let mut demo = demo();
    let browser = Browser::new(&demo.server.address);
    let form = filled(&browser, &forest_land_rent(), "en").await;
    crash(&mut demo);
    let ordered = browser.go_on(&form).await.expect(303);
    crash(&mut demo);
    let order = browser.follow(ordered).await.expect(200);
    assert_eq!(browser.go_on(&form).await.expect(303).header("location"), location(&order.address));
    crash(&mut demo);
    let note = at_mpay(&browser, &order).await;
    crash(&mut demo);
    let back = pays(&browser, &note).await;
    crash(&mut demo);
    let returned = browser.follow(back).await;
    crash(&mut demo);
    let paid = browser.follow(returned).await.expect(200);
    paid.says("The payment is confirmed");
    paid.says(note.form(NOTE_FORM).value("PaymentID"));
    crash(&mut demo);
    assert_eq!(browser.get(&order.address).await.expect(200).text(), paid.text());
}

/// MPay does not know whether its confirmation arrived: it sends it again to the server that came back.
#[tokio::test]
async fn a_confirmation_whose_reply_was_given_is_never_lost_and_counts_once() {
    let mut demo = demo();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    for number in ["CRASH-1", "CRASH-2"] {
        let order = ordered(&Browser::new(&demo.server.address), &forest_land_rent(), "en").await;
        let pay = order.form(PAY_FORM);
        let details = mpay.order(&pay, Language::En).await;
        let confirmation = confirmation(&details, number);
        assert_eq!(mpay.confirm(&confirmation).await.accepted(), &Outcome::Confirmed);
        crash(&mut demo);
        assert_eq!(mpay.order(&pay, Language::En).await.status, OrderStatus::Paid);
        assert_eq!(mpay.confirm(&confirmation).await.accepted(), &Outcome::Confirmed);
        let page = browser.get(&order.address).await.expect(200);
        assert_eq!(page.one(".receipt .amount b").text, "9 267,05 MDL");
        page.says(number);
    }
}

/// The server dies while confirmations arrive: whatever was acknowledged is there afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_in_the_middle_of_a_crowd_loses_nothing_acknowledged() {
    let mut demo = demo();
    let address = demo.server.address.clone();
    let mut crowd = tokio::task::JoinSet::new();
    let (acknowledged, mut heard) = tokio::sync::mpsc::unbounded_channel();
    for _ in 0..6 {
        let (address, acknowledged) = (address.clone(), acknowledged.clone());
        // Orders without end, until the server is gone.
        crowd.spawn(async move {
            while let Some(order) = order_of_a_stranger(&address).await {
                acknowledged.send(order).unwrap();
            }
        });
    }
    drop(acknowledged);
    let mut orders = Vec::new();
    while orders.len() < 30 {
        orders.push(heard.recv().await.unwrap());
    }
    demo.server.kill();
    while let Some(order) = heard.recv().await {
        orders.push(order);
    }
    while let Some(joined) = crowd.join_next().await {
        joined.unwrap();
    }
    demo.start_again();
    let browser = Browser::new(&demo.server.address);
    for order in orders {
        browser.get(&order).await.expect(200).says("Pay the order");
    }
}

#[tokio::test]
async fn a_stop_that_is_asked_for_is_clean_and_the_next_start_keeps_the_data() {
    let mut demo = demo();
    let browser = Browser::new(&demo.server.address);
    let order = ordered(&browser, &forest_land_rent(), "ro").await;
    let certificate = demo.data().join("keys/provider.pem");
    let before = std::fs::read(&certificate).unwrap();
    for signal in ["INT", "TERM"] {
        let status = demo.server.stop(signal);
        assert_eq!(status.code(), Some(0), "after SIG{signal}:\n{}", demo.server.stderr());
        demo.start_again();
        let said = demo.server.stderr();
        assert_eq!(said.matches("is served already, nothing changed").count(), 1, "{said}");
        assert_eq!(browser.get(&order.address).await.expect(200).text(), order.text());
    }
    assert_eq!(std::fs::read(&certificate).unwrap(), before);
}

/// Posts the form as a browser that was never here; gives the order's address, or nothing when the server is gone.
pub async fn order_of_a_stranger(address: &str) -> Option<String> {
    let cookie = format!("payer={}", OrderToken::draw(&SystemRandom));
    // A contract of its own: nobody is asked whether the same was paid before.
    let mut drawn = [0; 4];
    SystemRandom.fill(&mut drawn);
    let contract = format!("{:010}", u32::from_be_bytes(drawn));
    let kept = posts(address, &cookie, &contract, "").await?;
    assert_eq!(kept.status(), 303);
    let review = format!("{address}{}", kept.headers()["location"].to_str().unwrap());
    let review = http().get(review).header("cookie", &cookie).send().await.ok()?;
    assert_eq!(review.status(), 200);
    let review = review.text().await.ok()?;
    let seen = review.split("name=\"_seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = posts(address, &cookie, &contract, seen).await?;
    assert_eq!(answer.status(), 303);
    Some(answer.headers()["location"].to_str().unwrap().to_owned())
}

/// Posts a form as a browser with a cookie; nothing when the server is gone.
pub async fn posts(address: &str, cookie: &str, contract: &str, seen: &str) -> Option<reqwest::Response> {
    let service = forest_land_rent();
    let answers = service.answers().filter(|(name, _)| *name != "contract");
    let answers = answers.chain([("contract", contract), ("_seen", seen)]);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(answers).finish();
    let request = http().post(format!("{address}{}", service.address("en"))).header("cookie", cookie);
    request.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.ok()
}

fn location(address: &str) -> &str {
    let host = address.find("://").unwrap() + 3;
    &address[host + address[host..].find('/').unwrap()..]
}
