//! A recorded message sent again, byte for byte. Within its short life it may be: a query only reads, and what it reads
//! goes back to whoever could record the reply already; a confirmation counts once. After that it is refused.

use jiff::{SignedDuration, Timestamp};
use mpay_pages::i18n::Language;
use mpay_pages::ids::SystemRandom;
use mpay_pages::mpay::call::{self, Outcome};
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::fault::FaultCode;
use mpay_pages::mpay::message::OrderDetailsQuery;
use mpay_pages::order::OrderStatus;

use crate::support::caller::{Caller, confirmation};
use crate::support::client::Browser;
use crate::support::in_process::InProcess;
use crate::support::services::court_stamp_fee;
use crate::support::steps::{PAY_FORM, ordered};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recorded_message_does_no_harm_while_it_lives_and_nothing_afterwards() {
    let server = InProcess::start().await;
    let started = Timestamp::now();
    let (browser, mut mpay) =
        (Browser::new(&server.address), Caller::at(&server.address, server.signer(), server.provider()));
    let order = ordered(&browser, &court_stamp_fee(), "en").await;
    let pay = order.form(PAY_FORM);
    let details = mpay.order(&pay, Language::En).await;
    let query = Request::GetOrderDetails(OrderDetailsQuery {
        language: Language::En,
        order_key: details.order_key.clone(),
        service_id: details.service_id.clone(),
    });
    let paid = Request::ConfirmOrderPayment(confirmation(&details, "REPLAY-1"));
    let sign = |request: &Request| call::request(&mpay.signer, request, started, &SystemRandom);
    let (query, paid) = (sign(&query), sign(&paid));

    assert_eq!(mpay.send(paid.clone(), "").await.accepted(), &Outcome::Confirmed);
    let page = browser.get(&order.address).await.expect(200).text();
    for minutes in [0, 1, 5, 9] {
        mpay.ahead = SignedDuration::from_mins(minutes);
        server.clock.set(started + mpay.ahead);
        for _ in 0..3 {
            assert_eq!(mpay.send(paid.clone(), "").await.accepted(), &Outcome::Confirmed);
            let reply = mpay.send(query.clone(), "").await;
            let Outcome::OrderDetails(told) = reply.accepted() else { panic!("{:?}", reply.examination) };
            assert_eq!((told.len(), told[0].status), (1, OrderStatus::Paid));
        }
    }
    assert_eq!(browser.get(&order.address).await.expect(200).text(), page, "paid once, and shown once");
    for minutes in [10, 60, 60 * 24 * 365] {
        mpay.ahead = SignedDuration::from_mins(minutes);
        server.clock.set(started + mpay.ahead);
        for message in [&query, &paid] {
            assert_eq!(mpay.send(message.clone(), "").await.fault(), FaultCode::AuthenticationFailed, "{minutes}");
        }
    }
    assert_eq!(browser.get(&order.address).await.expect(200).text(), page);
    server.stop().await;
}
