//! MPay as a caller: signs with the demo's key, posts to the endpoint, and holds every reply to the contract's schema.

use std::path::Path;
use std::process::Command;

use jiff::{SignedDuration, Timestamp};
use mpay_pages::i18n::Language;
use mpay_pages::ids::SystemRandom;
use mpay_pages::mpay::call::{self, Examination, Outcome};
use mpay_pages::mpay::certificate::{Certificate, Identity, TrustedCertificates};
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::fault::FaultCode;
use mpay_pages::mpay::message::{ConfirmationLine, OrderDetails, OrderDetailsQuery, PaymentConfirmation};
use mpay_pages::mpay::security::{Signer, Verifier};
use mpay_pages::xml;

use super::client::http;
use super::html::Form;
use super::program::Demo;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// MPay, calling a demo.
pub struct Caller {
    pub endpoint: String,
    pub signer: Signer,
    provider: Verifier,
    pub client: reqwest::Client,
    /// How far its clock is ahead of this machine's.
    pub ahead: SignedDuration,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub message: Vec<u8>,
    pub examination: Examination,
}

impl Caller {
    /// The MPay that a demo trusts.
    pub fn of(demo: &Demo) -> Caller {
        let key = |name: &str| std::fs::read(demo.data().join("keys").join(name)).unwrap();
        let mpay = signer(&key("mpay.key.pem"), &key("mpay.pem"));
        Caller::at(&demo.server.address, mpay, verifier(&key("provider.pem")))
    }

    /// A caller with a key, of a server that signs with a key.
    pub fn at(server: &str, signer: Signer, provider: Verifier) -> Caller {
        let endpoint = format!("{server}/mpay/test/service-provider");
        Caller { endpoint, signer, provider, client: http(), ahead: SignedDuration::ZERO }
    }

    /// The present instant by its clock.
    pub fn now(&self) -> Timestamp {
        Timestamp::now() + self.ahead
    }

    /// Posts a body as a SOAP message.
    pub async fn send(&self, message: Vec<u8>, action: &str) -> Reply {
        self.try_send(message, action).await.unwrap_or_else(|error| panic!("{}: {error:?}", self.endpoint))
    }

    /// Posts a body as a SOAP message to a server that may go away meanwhile.
    async fn try_send(&self, message: Vec<u8>, action: &str) -> reqwest::Result<Reply> {
        let request = self.client.post(&self.endpoint).header("content-type", "text/xml; charset=utf-8");
        let request = request.header("soapaction", format!("\"{action}\"")).body(message);
        let response = request.send().await?;
        let status = response.status().as_u16();
        assert_eq!(response.headers()["content-type"], "text/xml; charset=utf-8");
        Ok(self.read(status, response.bytes().await?.to_vec()))
    }

    /// Reads a reply, which must be valid.
    pub fn read(&self, status: u16, message: Vec<u8>) -> Reply {
        assert_schema(&message);
        let examination = call::examine(&self.provider, &message, self.now());
        Reply { status, message, examination }
    }

    /// Signs and posts a request.
    pub async fn call(&self, request: &Request) -> Reply {
        let message = call::request(&self.signer, request, self.now(), &SystemRandom);
        self.send(message, &call::soap_action(request)).await
    }

    /// Signs and posts a request; nothing when the server goes away meanwhile.
    pub async fn try_call(&self, request: &Request) -> Option<Reply> {
        let message = call::request(&self.signer, request, self.now(), &SystemRandom);
        self.try_send(message, &call::soap_action(request)).await.ok()
    }

    /// The orders of the key in a pay form.
    pub async fn orders(&self, pay: &Form, language: Language) -> Vec<OrderDetails> {
        let (order_key, service_id) = (pay.value("OrderKey").to_owned(), pay.value("ServiceID").to_owned());
        let reply = self.call(&Request::GetOrderDetails(OrderDetailsQuery { language, order_key, service_id })).await;
        assert_eq!(reply.status, 200);
        match reply.accepted() {
            Outcome::OrderDetails(orders) => orders.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// The order of a pay form.
    pub async fn order(&self, pay: &Form, language: Language) -> OrderDetails {
        let mut orders = self.orders(pay, language).await;
        assert_eq!(orders.len(), 1, "{orders:?}");
        orders.remove(0)
    }

    /// Confirms a payment and gives the reply, whatever it is.
    pub async fn confirm(&self, confirmation: &PaymentConfirmation) -> Reply {
        self.call(&Request::ConfirmOrderPayment(confirmation.clone())).await
    }
}

impl Reply {
    /// What it says; its signature and structure are right.
    #[track_caller]
    pub fn accepted(&self) -> &Outcome {
        let text = || String::from_utf8_lossy(&self.message).into_owned();
        self.examination.accepted().unwrap_or_else(|| panic!("{:?}\n{}", self.examination, text()))
    }

    /// The code of the fault that it must be: signed, with status 500, as XML.
    #[track_caller]
    pub fn fault(&self) -> FaultCode {
        assert_eq!(self.status, 500);
        match self.accepted() {
            Outcome::Fault(fault) => fault.code.unwrap_or_else(|| panic!("{fault:?}")),
            other => panic!("no fault: {other:?}"),
        }
    }
}

/// The confirmation of all that is due of an order.
pub fn confirmation(order: &OrderDetails, payment_id: &str) -> PaymentConfirmation {
    let lines = order.lines.iter().map(|line| ConfirmationLine {
        amount: line.amount_due.unwrap(),
        destination_account: None,
        line_id: line.line_id.clone(),
        properties: Vec::new(),
    });
    PaymentConfirmation {
        currency: "MDL".to_owned(),
        invoice_id: Some(format!("I{payment_id}")),
        lines: lines.collect(),
        order_key: order.order_key.clone(),
        paid_at: Some(Timestamp::now()),
        payment_id: payment_id.to_owned(),
        properties: Vec::new(),
        service_id: order.service_id.clone(),
        total_amount: order.total_amount_due.unwrap(),
        oddities: Vec::new(),
    }
}

/// A signer with the key and the certificate in these bytes.
pub fn signer(key: &[u8], certificate: &[u8]) -> Signer {
    Signer::new(Identity::read(key, certificate).unwrap())
}

/// A verifier that trusts the certificate in these bytes.
pub fn verifier(certificate: &[u8]) -> Verifier {
    Verifier::new(TrustedCertificates::new(vec![Certificate::read(certificate).unwrap()]).unwrap())
}

/// Asserts that what a message's body holds is valid: in MPay's contract, or as a fault of SOAP 1.1.
pub fn assert_schema(message: &[u8]) {
    let text = String::from_utf8_lossy(message);
    let document = xml::parse(message).unwrap_or_else(|error| panic!("{error}: {text}"));
    let body = document.descendants().find(|node| node.has_tag_name((SOAP, "Body"))).expect("a SOAP body");
    let operation = body.first_element_child().expect("an operation");
    let is_fault = operation.has_tag_name((SOAP, "Fault"));
    let schema = if is_fault { "tests/data/soap-fault.xsd" } else { "src/mpay/contract/mpay-strict.xsd" };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("message.xml");
    // The prefix of fault codes is declared around the fault, as names within values need it.
    let how = xml::Canonical { prefix_list: "mpay", without: None };
    std::fs::write(&file, xml::canonicalize(operation, &how)).unwrap();
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema"]);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(schema)).arg(&file);
    let output = command.output().expect("these tests need xmllint (Debian: `apt-get install libxml2-utils`)");
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
}
