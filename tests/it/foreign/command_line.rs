//! The xmlsec1 command line signs messages in the shapes of MPay's guide, and verifies our replies.

use std::process::Command;

use jiff::{SignedDuration, Timestamp};
use mpay_pages::mpay::call::Outcome;
use mpay_pages::order::OrderStatus;

use crate::support::caller::Caller;
use crate::support::client::Browser;
use crate::support::program::Demo;
use crate::support::services::museum_tickets;
use crate::support::shared;
use crate::support::steps::{PAY_FORM, ordered};

const SOAP_BODY: &str = "http://schemas.xmlsoap.org/soap/envelope/:Body";
const TIMESTAMP: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd:Timestamp";
const SHAPES: [(&str, &str); 2] = [
    (".NET", include_str!("../../foreign/xmlsec1/dotnet.xml")),
    ("WSS4J", include_str!("../../foreign/xmlsec1/wss4j.xml")),
];
const ALGORITHMS: [(&str, &str); 2] = [
    ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1"),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
];

fn xmlsec1(arguments: &[&str], message: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("message.xml");
    std::fs::write(&file, message).unwrap();
    let ids = ["--id-attr:Id", SOAP_BODY, "--id-attr:Id", TIMESTAMP];
    let output = Command::new("xmlsec1").args(arguments).args(ids).arg(&file).output();
    let output = output.expect("this test needs xmlsec1 (Debian: `apt-get install xmlsec1`)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn signed(demo: &Demo, shape: &str, (signature, digest): (&str, &str), operation: &str) -> Vec<u8> {
    let keys = demo.data().join("keys");
    let certificate = std::fs::read_to_string(keys.join("mpay.pem")).unwrap();
    let token: String = certificate.lines().filter(|line| !line.starts_with("-----")).collect();
    let now = Timestamp::now();
    let message = shape
        .replace("{created}", &now.to_string())
        .replace("{expires}", &(now + SignedDuration::from_mins(1)).to_string())
        .replace("{token}", &token)
        .replace("{signature}", signature)
        .replace("{digest}", digest)
        .replace("{operation}", operation);
    let key = keys.join("mpay.key.pem");
    xmlsec1(&["--sign", "--privkey-pem", key.to_str().unwrap(), "--output", "/dev/stdout"], message.as_bytes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_in_the_guide_s_shapes_are_answered_with_what_xmlsec1_verifies() {
    let demo = shared::demo();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let provider = demo.data().join("keys").join("provider.pem");
    let verifies = ["--verify", "--pubkey-cert-pem", provider.to_str().unwrap(), "--enabled-key-data", "rsa"];
    for (name, shape) in SHAPES {
        for algorithms in ALGORITHMS {
            let pay = ordered(&browser, &museum_tickets(), "ro").await.form(PAY_FORM);
            let (key, service) = (pay.value("OrderKey"), pay.value("ServiceID"));
            let query = format!(
                r#"<GetOrderDetails xmlns="https://mpay.gov.md"><query><OrderKey>{key}</OrderKey><ServiceID>{service}</ServiceID></query></GetOrderDetails>"#
            );
            let reply = mpay.send(signed(&demo, shape, algorithms, &query), "").await;
            xmlsec1(&verifies, &reply.message);
            let Outcome::OrderDetails(orders) = reply.accepted() else {
                panic!("{name}: {reply:?}", reply = reply.status)
            };
            assert_eq!(orders[0].status, OrderStatus::Active, "{name}");
            let total = orders[0].total_amount_due.unwrap();
            let lines: String = orders[0].lines.iter().map(|line| format!(
                "<PaymentConfirmationLine><Amount>{}</Amount><DestinationAccount/><LineID>{}</LineID></PaymentConfirmationLine>",
                line.amount_due.unwrap(), line.line_id
            )).collect();
            let confirmation = format!(
                r#"<ConfirmOrderPayment xmlns="https://mpay.gov.md"><confirmation><Currency>MDL</Currency><InvoiceID>1</InvoiceID><Lines>{lines}</Lines><OrderKey>{key}</OrderKey><PaidAt>2026-11-24T10:00:00</PaidAt><PaymentID>X{key}</PaymentID><ServiceID>{service}</ServiceID><TotalAmount>{total}</TotalAmount></confirmation></ConfirmOrderPayment>"#
            );
            let reply = mpay.send(signed(&demo, shape, algorithms, &confirmation), "").await;
            xmlsec1(&verifies, &reply.message);
            assert_eq!(reply.accepted(), &Outcome::Confirmed, "{name}");
            browser.get(&pay.value("ReturnUrl").replace("/return", "")).await.expect(200).one(".receipt");
        }
    }
}
