//! What comes to MPay's endpoint: a signed fault in answer, whatever it is, and no word of why security failed.

use jiff::{SignedDuration, Timestamp};
use mpay_pages::i18n::Language;
use mpay_pages::ids::SystemRandom;
use mpay_pages::money::Money;
use mpay_pages::mpay::call::{self, Outcome};
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::fault::FaultCode;
use mpay_pages::mpay::message::{OrderDetailsQuery, PaymentConfirmation};
use mpay_pages::order::OrderStatus;

use crate::support::caller::{Caller, Reply, confirmation, signer};
use crate::support::client::Browser;
use crate::support::in_process::Pair;
use crate::support::services::court_stamp_fee;
use crate::support::shared;
use crate::support::steps::{PAY_FORM, ordered};

const ACTION: &str = "https://mpay.gov.md/IServiceProvider/GetOrderDetails";
/// What a sender whose signature does not count is told, whatever the reason.
const REFUSED: &str = "The authentication of the message failed.";

/// A request about an order that does not exist.
fn asked() -> Request {
    let (order_key, service_id) = ("AAJ1000000000000000000".to_owned(), "AAJ10".to_owned());
    Request::GetOrderDetails(OrderDetailsQuery { language: Language::En, order_key, service_id })
}

/// What the fault says.
#[track_caller]
fn reason(reply: &Reply) -> String {
    reply.fault();
    let Outcome::Fault(fault) = reply.accepted() else { unreachable!("it is a fault") };
    fault.reason.clone()
}

#[tokio::test]
async fn what_is_not_signed_by_mpay_is_refused_without_a_reason() {
    let demo = shared::demo();
    let mpay = Caller::of(&demo);
    let right = |signer| String::from_utf8(call::request(signer, &asked(), mpay.now(), &SystemRandom)).unwrap();
    let ours = right(&mpay.signer);
    let key = |name: &str| std::fs::read(demo.data().join("keys").join(name)).unwrap();
    let (value_start, _) = ours.split_once("SignatureValue>").unwrap();
    let at = value_start.len() + "SignatureValue>".len() + 10;
    let forged = format!("{}{}{}", &ours[..at], if &ours[at..=at] == "A" { "B" } else { "A" }, &ours[at + 1..]);
    let (header, body) = ours.split_once("</soap:Header>").unwrap();
    let unsigned = String::from(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><GetOrderDetails \
         xmlns=\"https://mpay.gov.md\"/></s:Body></s:Envelope>",
    );
    let time = |minutes| {
        let at = Timestamp::now() + SignedDuration::from_mins(minutes);
        call::request(&mpay.signer, &asked(), at, &SystemRandom)
    };
    for (name, message) in [
        ("nothing", Vec::new()),
        ("no XML", b"hello".to_vec()),
        ("bytes", vec![0xff; 100]),
        ("HTML", b"<!doctype html><html></html>".to_vec()),
        ("half a message", ours.as_bytes()[..ours.len() / 2].to_vec()),
        ("a DTD", format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{ours}").into_bytes()),
        ("an external entity", b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>".to_vec()),
        ("a million laughs", laughs().into_bytes()),
        ("depth", "<a>".repeat(10_000).into_bytes()),
        ("no signature", unsigned.into_bytes()),
        ("a changed signature", forged.into_bytes()),
        ("another order", ours.replace("AAJ1000000000000000000", "AAJ1000000000000000001").into_bytes()),
        ("another header", format!("{header}<x/></soap:Header><x/>{body}").into_bytes()),
        ("a stranger", right(&Pair::new("mpay.example").signer()).into_bytes()),
        ("ourselves", right(&signer(&key("provider.key.pem"), &key("provider.pem"))).into_bytes()),
        ("an old message", time(-30)),
        ("a message from the future", time(30)),
    ] {
        let reply = mpay.send(message, ACTION).await;
        assert_eq!((reply.fault(), reason(&reply).as_str()), (FaultCode::AuthenticationFailed, REFUSED), "{name}");
    }
    unharmed(&mpay).await;
}

fn laughs() -> String {
    let entities: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    format!("<!DOCTYPE l [<!ENTITY l0 \"lol\">{entities}]><l>&l9;</l>")
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused_with_a_signed_fault() {
    let demo = shared::demo();
    let mpay = Caller::of(&demo);
    for size in [64 * 1024 + 1, 10_000_000] {
        let request = mpay.client.post(&mpay.endpoint).header("content-type", "text/xml").body(vec![b' '; size]);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 413);
        assert_eq!(response.headers()["content-type"], "text/xml; charset=utf-8");
        let reply = mpay.read(413, response.bytes().await.unwrap().to_vec());
        let Outcome::Fault(fault) = reply.accepted() else { panic!("no fault") };
        assert_eq!(fault.code, Some(FaultCode::InvalidParameter));
        assert!(fault.reason.contains("too large"), "{}", fault.reason);
    }
    unharmed(&mpay).await;
}

/// The signature is right, and what is asked is not of the contract.
#[tokio::test]
async fn what_mpay_may_not_ask_is_an_invalid_parameter() {
    let demo = shared::demo();
    let mpay = Caller::of(&demo);
    let query = |inside: &str| {
        format!("<GetOrderDetails xmlns=\"https://mpay.gov.md\"><query>{inside}</query></GetOrderDetails>")
    };
    let right = "<Language>RO</Language><OrderKey>AAJ1000000000000000000</OrderKey><ServiceID>AAJ10</ServiceID>";
    for (name, operation) in [
        ("another operation", "<CancelOrder xmlns=\"https://mpay.gov.md\"></CancelOrder>".to_owned()),
        ("another namespace", query(right).replace("https://mpay.gov.md", "urn:other")),
        ("nothing asked", query("")),
        ("an unknown language", query(&right.replace("RO", "DE"))),
        ("a key that is too long", query(&right.replace("AAJ1000000000000000000", &"1".repeat(37)))),
        ("an element twice", query(&format!("{right}<ServiceID>AAJ10</ServiceID>"))),
        ("an element that is not of the contract", query(&format!("{right}<Script>x</Script>"))),
        ("an element within", query(&right.replace("AAJ10</S", "<b>AAJ10</b></S"))),
    ] {
        let reply = mpay.send(mpay.signer.sign(&operation, mpay.now(), &SystemRandom), ACTION).await;
        assert_eq!(reply.fault(), FaultCode::InvalidParameter, "{name}");
        assert!(!reason(&reply).contains("src/"), "{name}");
    }
    unharmed(&mpay).await;
}

/// The operation is that of the signed body; what an unsigned header says does not count.
#[tokio::test]
async fn a_wrong_soap_action_or_media_type_changes_nothing() {
    let demo = shared::demo();
    let mpay = Caller::of(&demo);
    let message = call::request(&mpay.signer, &asked(), mpay.now(), &SystemRandom);
    for action in ["https://mpay.gov.md/IServiceProvider/ConfirmOrderPayment", "urn:evil", "", "%00%ff"] {
        let reply = mpay.send(message.clone(), action).await;
        assert_eq!((reply.status, reply.accepted()), (200, &Outcome::OrderDetails(Vec::new())), "{action}");
    }
    let request = mpay.client.post(&mpay.endpoint).header("content-type", "application/json").body(message);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn what_does_not_exist_or_does_not_fit_is_told_by_its_fault_and_pays_nothing() {
    let demo = shared::demo();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let order = ordered(&browser, &court_stamp_fee(), "en").await;
    let pay = order.form(PAY_FORM);
    let details = mpay.order(&pay, Language::En).await;
    let right = confirmation(&details, "HOSTILE-1");
    let asks = |order_key: &str, service_id: &str| {
        let (order_key, service_id) = (order_key.to_owned(), service_id.to_owned());
        Request::GetOrderDetails(OrderDetailsQuery { language: Language::Ru, order_key, service_id })
    };
    assert_eq!(mpay.call(&asks(&right.order_key, "XXX99")).await.fault(), FaultCode::UnknownService);
    let none = Outcome::OrderDetails(Vec::new());
    for key in ["AAJ1000000000000000000", "' OR 1=1 --", "AAJ10\u{202e}", "0"] {
        assert_eq!(mpay.call(&asks(key, "AAJ10")).await.accepted(), &none, "{key}");
    }
    assert_eq!(mpay.call(&asks(&right.order_key, "MDS02")).await.accepted(), &none, "the key of another service");

    let changed = |change: &dyn Fn(&mut PaymentConfirmation)| {
        let mut confirmation = right.clone();
        change(&mut confirmation);
        confirmation
    };
    for (name, confirmation, fault) in [
        ("a service", changed(&|c| c.service_id = "XXX99".into()), FaultCode::UnknownService),
        ("an order", changed(&|c| c.order_key = "AAJ1000000000000000000".into()), FaultCode::UnknownOrder),
        ("another service", changed(&|c| c.service_id = "MDS02".into()), FaultCode::UnknownOrder),
        ("a currency", changed(&|c| c.currency = "EUR".into()), FaultCode::InvalidParameter),
        ("no number", changed(&|c| c.payment_id.clear()), FaultCode::InvalidParameter),
        ("a long number", changed(&|c| c.payment_id = "1".repeat(37)), FaultCode::InvalidParameter),
    ] {
        let reply = mpay.confirm(&confirmation).await;
        assert_eq!(reply.fault(), fault, "{name}: {}", reason(&reply));
    }
    // A signed confirmation of nothing is kept like every other, and pays nothing.
    mpay.confirm(&changed(&|c| c.total_amount = Money::ZERO)).await.accepted();
    let after = mpay.order(&pay, Language::En).await;
    assert_eq!((after.status, after.total_amount_due), (OrderStatus::Active, details.total_amount_due));
    browser.get(&order.address).await.expect(200).says("Pay the order");
}

/// The endpoint answers as before.
async fn unharmed(mpay: &Caller) {
    let reply = mpay.call(&asked()).await;
    assert_eq!(reply.accepted(), &Outcome::OrderDetails(Vec::new()));
}
