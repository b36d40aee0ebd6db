//! Everything may come twice, also at once: clicks, forms, confirmations. It counts once.

use std::collections::BTreeSet;
use std::sync::Arc;

use mpay_pages::i18n::Language;
use mpay_pages::money::Money;
use mpay_pages::mpay::call::Outcome;
use mpay_pages::mpay::fault::FaultCode;
use mpay_pages::order::OrderStatus;
use tokio::task::JoinSet;

use crate::support::caller::{Caller, confirmation};
use crate::support::client::{Browser, http};
use crate::support::services::{court_stamp_fee, forest_land_rent, museum_tickets};
use crate::support::shared;
use crate::support::steps::{PAY_FORM, filled, ordered};

/// How many come at once.
const AT_ONCE: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_posted_again_or_eight_times_at_once_makes_one_order() {
    let demo = shared::demo();
    let browser = Arc::new(Browser::new(&demo.server.address));
    for service in [forest_land_rent(), museum_tickets()] {
        let form = filled(&browser, &service, "ro").await;
        // A browser has its cookie from the first answer that is its own.
        browser.post(&form.action, &[]).await.expect(422);
        let mut posts = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (browser, form) = (Arc::clone(&browser), form.clone());
            posts.spawn(async move { browser.go_on(&form).await.expect(303).header("location").to_owned() });
        }
        let mut orders: BTreeSet<String> = posts.join_all().await.into_iter().collect();
        orders.insert(browser.go_on(&form).await.expect(303).header("location").to_owned());
        assert_eq!(orders.len(), 1, "{orders:?}");
        browser.get(orders.first().unwrap()).await.expect(200);
    }
}

/// The empty page gives no cookie: it is the same for everybody. A form that makes an order as a browser's very first word
/// is sent again with one, by its own redirect.
#[tokio::test]
async fn the_first_form_of_a_browser_is_sent_again_once_with_a_cookie_or_without() {
    let demo = shared::demo();
    let service = court_stamp_fee();
    let address = format!("{}{}", demo.server.address, service.address("ro"));
    // What its payer has seen and confirmed, also when another story has paid for the same.
    let review = Browser::new(&demo.server.address);
    let review = review.reviews(&filled(&review, &service, "ro").await).await.expect(200);
    let seen = review.form("#review-form").value("_seen").to_owned();
    let answers = service.answers().chain([("_seen", seen.as_str()), ("_again", "yes")]);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(answers).finish();
    let send = async |address: &str, cookie: &str| {
        let request = http().post(address).header("content-type", "application/x-www-form-urlencoded");
        let answer = request.header("cookie", cookie).body(body.clone()).send().await.unwrap();
        let header = |name| answer.headers().get(name).map_or(String::new(), |v| v.to_str().unwrap().to_owned());
        (answer.status().as_u16(), header("location"), header("set-cookie"))
    };
    let empty = http().get(&address).send().await.unwrap();
    assert_eq!(
        (empty.headers().get("set-cookie"), &empty.headers()["cache-control"]),
        (None, &"public, no-cache".parse().unwrap())
    );
    let (status, again, given) = send(&address, "").await;
    assert_eq!(status, 307);
    let (again, given) = (format!("{}{again}", demo.server.address), given.split(';').next().unwrap().to_owned());
    assert_eq!(again.rsplit('=').next(), given.rsplit('=').next(), "{again} {given}");
    let (status, order, _) = send(&again, &given).await;
    assert_eq!(status, 303);
    for (address, cookie) in [(&again, ""), (&address, given.as_str()), (&again, given.as_str())] {
        let (status, same, _) = send(address, cookie).await;
        assert_eq!((status, &same), (303, &order));
    }
    let (status, other, _) = send(&address, "").await;
    assert_eq!(status, 307, "a stranger");
    let (_, others, _) = send(&format!("{}{other}", demo.server.address), "").await;
    assert_ne!(others, order);
}

/// Nothing tells such a browser's clicks from those of others but the review that it confirms.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_without_a_cookie_that_confirms_eight_times_at_once_makes_one_order() {
    let demo = shared::demo();
    let service = court_stamp_fee();
    let sends = async |address: String, fields: Vec<(String, String)>| {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = http().post(&address).header("content-type", "application/x-www-form-urlencoded").body(body);
        request.send().await.unwrap()
    };
    let mut orders = Vec::new();
    // Two payers with the same answers, behind one address.
    for _ in 0..2 {
        let mut confirmed = BTreeSet::new();
        let payer = Browser::without_cookies(&demo.server.address);
        let review = payer.reviews(&filled(&payer, &service, "ro").await).await.expect(200);
        // The review in another language is that of the same browser.
        let word = review.form("#review-form").value("_browser").to_owned();
        let mut fields = review.form("#review-form").fields;
        fields.push(("_language".to_owned(), "ru".to_owned()));
        let review = payer.post(&service.address("ru"), &fields).await.expect(200);
        assert_eq!(review.one("html").attribute("lang"), "ru");
        let mut fields = review.form("#review-form").fields;
        assert!(fields.contains(&("_browser".to_owned(), word)), "{fields:?}");
        fields.push(("_again".to_owned(), "yes".to_owned()));
        let mut posts = JoinSet::new();
        for _ in 0..AT_ONCE {
            posts.spawn(sends(format!("{}{}", demo.server.address, service.address("ru")), fields.clone()));
        }
        for answer in posts.join_all().await {
            assert_eq!(answer.status(), 303);
            confirmed.insert(answer.headers()["location"].to_str().unwrap().to_owned());
        }
        assert_eq!(confirmed.len(), 1, "{confirmed:?}");
        orders.extend(confirmed);
    }
    assert_ne!(orders[0], orders[1]);
}

#[tokio::test]
async fn two_browsers_with_the_same_answers_make_two_orders() {
    let demo = shared::demo();
    let [first, second] = [Browser::new(&demo.server.address), Browser::new(&demo.server.address)];
    let service = court_stamp_fee();
    let [one, other] = [ordered(&first, &service, "ru").await, ordered(&second, &service, "ru").await];
    assert_ne!(one.address, other.address);
    assert_ne!(one.form(PAY_FORM).value("OrderKey"), other.form(PAY_FORM).value("OrderKey"));
}

#[tokio::test]
async fn other_answers_another_language_or_a_paid_order_make_another_order() {
    let demo = shared::demo();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let service = forest_land_rent();
    let first = ordered(&browser, &service, "en").await;
    let other = filled(&browser, &service, "en").await.with([("rent", "9267,06")]);
    let other = browser.go_on(&other).await;
    let other = browser.follow(other).await.expect(200);
    let russian = ordered(&browser, &service, "ru").await;
    let details = mpay.order(&first.form(PAY_FORM), Language::En).await;
    mpay.confirm(&confirmation(&details, "TWICE-PAID")).await.accepted();
    let after = ordered(&browser, &service, "en").await;
    let all = [&first, &other, &russian, &after].map(|page| &page.address);
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), 4, "{all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmation_that_comes_again_or_eight_times_at_once_is_one_payment() {
    let demo = shared::demo();
    let (browser, mpay) = (Browser::new(&demo.server.address), Arc::new(Caller::of(&demo)));
    let order = ordered(&browser, &court_stamp_fee(), "en").await;
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    let confirmation = confirmation(&details, "TWICE-1");
    let mut calls = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (mpay, confirmation) = (Arc::clone(&mpay), confirmation.clone());
        calls.spawn(async move { mpay.confirm(&confirmation).await });
    }
    for reply in calls.join_all().await {
        assert_eq!((reply.status, reply.accepted()), (200, &Outcome::Confirmed));
    }
    assert_eq!(mpay.confirm(&confirmation).await.accepted(), &Outcome::Confirmed);
    let page = browser.get(&order.address).await.expect(200);
    assert_eq!(page.one(".receipt .amount b").text, "200,00 MDL");
    assert_eq!(page.text().matches("TWICE-1").count(), 2, "its number and its note's: {}", page.text());
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    assert_eq!((details.status, details.total_amount_due), (OrderStatus::Paid, Some(Money::ZERO)));
}

/// MPay took money twice, or not as the order asked: it is kept and shown, and a payment never moves to another order.
#[tokio::test]
async fn a_second_payment_is_kept_and_a_payment_of_another_order_refused() {
    let demo = shared::demo();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let order = ordered(&browser, &forest_land_rent(), "en").await;
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    for number in ["MORE-1", "MORE-2"] {
        mpay.confirm(&confirmation(&details, number)).await.accepted();
    }
    let page = browser.get(&order.address).await.expect(200);
    page.says("18 534,10 MDL");
    page.says("More was paid than was owed.");
    for number in ["MORE-1", "MORE-2"] {
        page.says(number);
    }
    let other = ordered(&browser, &court_stamp_fee(), "en").await;
    let details = mpay.order(&other.form(PAY_FORM), Language::En).await;
    let reply = mpay.confirm(&confirmation(&details, "MORE-1")).await;
    assert_eq!(reply.fault(), FaultCode::InvalidParameter);
    browser.get(&other.address).await.expect(200).says("Pay the order");
}
