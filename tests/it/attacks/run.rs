//! The corpus is sent to the running program.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use mpay_pages::i18n::Language;
use mpay_pages::mpay::call::Outcome;
use mpay_pages::mpay::endpoint;
use mpay_pages::mpay::fault::FaultCode;
use mpay_pages::order::OrderStatus;

use super::corpus::{Attack, Expected, Stage, attacks};
use super::wrapping;
use crate::support::caller::{Caller, verifier};
use crate::support::client::Browser;
use crate::support::services::court_stamp_fee;
use crate::support::shared;
use crate::support::steps::{PAY_FORM, ordered};

/// What a sender is told whose signature does not count, whatever the reason.
const REFUSED: &str = "The authentication of the message failed.";
/// The longest that any message may take to be refused, even by a build without optimization on a busy machine.
const REFUSAL_TIME_MAX: Duration = Duration::from_millis(250);

fn all(stage: &Stage) -> Vec<Attack> {
    let all: Vec<Attack> = attacks(stage).into_iter().chain(wrapping::attacks(stage)).collect();
    assert!(all.len() > 200, "{}", all.len());
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hostile_message_is_refused_with_a_signed_fault_and_changes_nothing() {
    let demo = shared::demo();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let order = ordered(&browser, &court_stamp_fee(), "en").await;
    let pay = order.form(PAY_FORM);
    let before = mpay.order(&pay, Language::En).await;
    // Whoever reads an address in a message comes here.
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let stage = Stage::new(&demo, &before, &format!("http://{}", trap.local_addr().unwrap()));

    // The pieces are right: it is what was done to them that is refused.
    let right = mpay.send(stage.harmless().text().into_bytes(), "").await;
    assert!(matches!(right.accepted(), Outcome::OrderDetails(orders) if orders.len() == 1));

    for Attack { name, message, expected } in all(&stage) {
        let reply = mpay.send(message.clone().into_bytes(), "").await;
        let told = || format!("{name}: {:?}\n{message}", reply.examination);
        let Some(Outcome::Fault(fault)) = reply.examination.accepted() else { panic!("{}", told()) };
        let status = if expected == Expected::TooLarge { 413 } else { 500 };
        assert_eq!(reply.status, status, "{}", told());
        match expected {
            Expected::AuthenticationFailed => {
                assert_eq!(fault.code, Some(FaultCode::AuthenticationFailed), "{}", told());
                assert_eq!(fault.reason, REFUSED, "{}", told());
            }
            Expected::InvalidParameter | Expected::TooLarge => {
                assert_eq!(fault.code, Some(FaultCode::InvalidParameter), "{}", told());
            }
            Expected::MustUnderstand => assert_eq!(fault.written, "soap:MustUnderstand", "{}", told()),
        }
    }

    assert!(trap.accept().is_err(), "an address in a message was visited");
    let after = mpay.order(&pay, Language::En).await;
    assert_eq!(after, before);
    assert_eq!(after.status, OrderStatus::Active);
    assert_eq!(browser.get(&order.address).await.expect(200).text(), order.text());
    // What was attacked with does pay when nothing is done to it.
    assert_eq!(mpay.send(stage.deadly().text().into_bytes(), "").await.accepted(), &Outcome::Confirmed);
}

/// Each refusal is cheap: sizes, depths and counts are bounded before any work is done that grows with them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_hostile_message_costs_much() {
    let demo = shared::demo();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let order = ordered(&browser, &court_stamp_fee(), "ro").await;
    let details = mpay.order(&order.form(PAY_FORM), Language::Ro).await;
    let stage = Stage::new(&demo, &details, "http://127.0.0.1:9");
    let mpays = verifier(&std::fs::read(demo.data().join("keys/mpay.pem")).unwrap());
    for Attack { name, message, .. } in all(&stage) {
        // The quickest of several tries: another process may have taken one of them.
        let quickest = (0..3).map(|_| {
            let started = Instant::now();
            assert!(endpoint::open(&mpays, message.as_bytes(), stage.now).is_err(), "{name}");
            started.elapsed()
        });
        let quickest = quickest.min().unwrap();
        assert!(quickest < REFUSAL_TIME_MAX, "{name} took {quickest:?}");
    }
}
