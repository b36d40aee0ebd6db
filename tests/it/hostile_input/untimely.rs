//! Messages that MPay signed and whose time is wrong: refused as ever, but kept for a person, as a clock may be wrong.

use jiff::{SignedDuration, Timestamp};
use mpay_pages::i18n::Language;
use mpay_pages::ids::SystemRandom;
use mpay_pages::mpay::call::{self, Outcome};
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::fault::FaultCode;
use mpay_pages::mpay::message::OrderDetailsQuery;

use crate::support::caller::{Caller, confirmation};
use crate::support::client::Browser;
use crate::support::in_process::InProcess;
use crate::support::services::court_stamp_fee;
use crate::support::steps::{PAY_FORM, ordered};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_whose_signature_is_right_and_whose_time_is_not_is_kept_once() {
    let server = InProcess::start().await;
    let started = Timestamp::now();
    let minutes = |minutes| started + SignedDuration::from_mins(minutes);
    let (browser, mut mpay) =
        (Browser::new(&server.address), Caller::at(&server.address, server.signer(), server.provider()));
    let order = ordered(&browser, &court_stamp_fee(), "en").await;
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    let sign = |request: &Request, at| call::request(&server.signer(), request, at, &SystemRandom);
    let pays = |payment_id: &str| Request::ConfirmOrderPayment(confirmation(&details, payment_id));
    let asks = |order_key: &str| {
        let (order_key, service_id) = (order_key.to_owned(), details.service_id.clone());
        Request::GetOrderDetails(OrderDetailsQuery { language: Language::En, order_key, service_id })
    };
    let health = async || browser.get("/health").await.expect(200).text();
    assert!(health().await.contains("\"refusedForTimeAt\": null"));

    // This machine's clock is an hour ahead: MPay's message is of an hour ago. It is sent again and again.
    mpay.ahead = SignedDuration::from_mins(60);
    server.clock.set(minutes(60));
    let late = sign(&pays("LATE-1"), started);
    for _ in 0..3 {
        assert_eq!(mpay.send(late.clone(), "").await.fault(), FaultCode::AuthenticationFailed);
        assert_eq!(mpay.send(sign(&pays("LATE-1"), minutes(1)), "").await.fault(), FaultCode::AuthenticationFailed);
    }
    let kept = server.app.store.refused_messages(10).await.unwrap();
    assert_eq!((kept.len(), kept[0].payment_id.as_deref(), kept[0].is_recorded), (1, Some("LATE-1"), false));
    assert_eq!(server.app.store.refused_message(kept[0].sequence).await.unwrap(), Some(late));
    assert!(kept[0].reason.contains("its time is not"), "{}", kept[0].reason);
    assert!(server.app.refused_for_time_at().is_some());
    assert!(health().await.contains("\"status\": \"warning\""));
    // Whoever has an old message can send it: that takes no server away.
    browser.get("/readyz").await.expect(200);
    // One from the future too; and of questions, which tell of no money, one in an hour.
    assert_eq!(mpay.send(sign(&pays("EARLY-1"), minutes(90)), "").await.fault(), FaultCode::AuthenticationFailed);
    for n in 0..5 {
        let asked = sign(&asks(&format!("AAJ10{n}")), started);
        assert_eq!(mpay.send(asked, "").await.fault(), FaultCode::AuthenticationFailed);
    }
    assert_eq!(server.app.store.refused_messages(10).await.unwrap().len(), 3);
    // What is not signed by MPay fills nothing, whatever its time.
    let stranger = crate::support::in_process::Pair::new("mpay.example").signer();
    mpay.send(call::request(&stranger, &pays("FORGED-1"), started, &SystemRandom), "").await.fault();
    assert_eq!(server.app.store.refused_messages(10).await.unwrap().len(), 3);

    // The next message that is understood says that the clocks agree.
    let orders = mpay.orders(&order.form(PAY_FORM), Language::En).await;
    assert_eq!((orders.len(), server.app.refused_for_time_at()), (1, None));
    // Who sends a recorded payment again, long after, says nothing new.
    let paid = sign(&pays("PAID-1"), minutes(60));
    assert_eq!(mpay.send(paid.clone(), "").await.accepted(), &Outcome::Confirmed);
    mpay.ahead = SignedDuration::from_mins(600);
    server.clock.set(minutes(600));
    assert_eq!(mpay.send(paid, "").await.fault(), FaultCode::AuthenticationFailed);
    assert_eq!(server.app.store.refused_messages(10).await.unwrap().len(), 3);
    assert_eq!(server.app.refused_for_time_at(), None);
    server.stop().await;
}
