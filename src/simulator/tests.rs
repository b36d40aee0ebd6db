//! The simulator over real sockets, against a small provider that the tests answer for.

mod scenarios;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use http::StatusCode;
use jiff::Timestamp;
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use reqwest::redirect::Policy;
use tokio::net::TcpListener;

use super::{SimulatorConfig, serve};
use crate::ids::SystemRandom;
use crate::money::Money;
use crate::mpay::certificate::{Certificate, Identity, TrustedCertificates};
use crate::mpay::endpoint::{Reply, Request, open, reply};
use crate::mpay::fault::{Fault, FaultCode};
use crate::mpay::message::{CustomerType, DestinationAccount, OrderDetails, OrderDetailsLine, PaymentConfirmation};
use crate::mpay::security::{Signer, Verifier};
use crate::order::OrderStatus;

struct Pair {
    key: String,
    certificate: String,
}

impl Pair {
    fn new() -> Pair {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let certificate = CertificateParams::new(vec!["test.example".to_owned()]).unwrap().self_signed(&key).unwrap();
        Pair { key: key.serialize_pem(), certificate: certificate.pem() }
    }

    fn signer(&self) -> Signer {
        Signer::new(Identity::read(self.key.as_bytes(), self.certificate.as_bytes()).unwrap())
    }

    fn verifier(&self) -> Verifier {
        let certificate = Certificate::read(self.certificate.as_bytes()).unwrap();
        Verifier::new(TrustedCertificates::new(vec![certificate]).unwrap())
    }
}

/// MPay's pair, the provider's, and a stranger's.
fn pairs() -> &'static [Pair; 3] {
    static PAIRS: OnceLock<[Pair; 3]> = OnceLock::new();
    PAIRS.get_or_init(|| [Pair::new(), Pair::new(), Pair::new()])
}

/// What the provider does with one call.
enum Move {
    Order(Box<OrderDetails>),
    Nothing,
    Confirm,
    Fault(FaultCode),
    Down,
    Stranger,
    Html,
}

#[derive(Default)]
struct Script {
    moves: Mutex<VecDeque<Move>>,
    confirmations: Mutex<Vec<PaymentConfirmation>>,
    languages: Mutex<Vec<crate::i18n::Language>>,
}

async fn provide(State(script): State<Arc<Script>>, body: Bytes) -> (StatusCode, Vec<u8>) {
    let now = Timestamp::now();
    let request = open(&pairs()[0].verifier(), &body, now).expect("the simulator signs what the contract allows");
    match &request {
        Request::ConfirmOrderPayment(confirmation) => script.confirmations.lock().unwrap().push(confirmation.clone()),
        Request::GetOrderDetails(query) => script.languages.lock().unwrap().push(query.language),
    }
    let signed = |answer: Reply| reply(&pairs()[1].signer(), &answer, now, &SystemRandom);
    match script.moves.lock().unwrap().pop_front().unwrap_or(Move::Down) {
        Move::Order(details) => (StatusCode::OK, signed(Reply::OrderDetails(vec![*details]))),
        Move::Nothing => (StatusCode::OK, signed(Reply::OrderDetails(Vec::new()))),
        Move::Confirm => (StatusCode::OK, signed(Reply::Confirmed)),
        Move::Fault(code) => (StatusCode::INTERNAL_SERVER_ERROR, signed(Reply::Fault(Fault::new(code)))),
        Move::Down => (StatusCode::SERVICE_UNAVAILABLE, Vec::new()),
        Move::Stranger => {
            let answer = Reply::OrderDetails(vec![details()]);
            (StatusCode::OK, reply(&pairs()[2].signer(), &answer, now, &SystemRandom))
        }
        Move::Html => (StatusCode::OK, b"<html>hello</html>".to_vec()),
    }
}

fn details() -> OrderDetails {
    let line = |id: &str, bani| OrderDetailsLine {
        allow_advance_payments: None,
        allow_partial_payments: None,
        amount_due: Some(Money::from_bani(bani)),
        destination_account: DestinationAccount {
            bank_account: Some("MD77TRGAAA14153401000000".into()),
            bank_code: Some("TREZMD2X".into()),
            bank_fiscal_code: Some("1006601000255".into()),
            beneficiary_name: Some("Agenția <b>Moldsilva</b>".into()),
            configuration_code: None,
        },
        line_id: id.into(),
        properties: Vec::new(),
        reason: "Arenda".into(),
    };
    OrderDetails {
        allow_advance_payments: None,
        allow_partial_payments: None,
        currency: "MDL".into(),
        customer_id: "2012003456788".into(),
        customer_name: "Ana Munteanu".into(),
        customer_type: CustomerType::Person,
        due_at: None,
        issued_at: None,
        lines: vec![line("1", 926_700), line("2", 12_000)],
        order_key: "K1".into(),
        properties: Vec::new(),
        reason: "Plata pentru arendă".into(),
        service_id: "MDS02".into(),
        status: OrderStatus::Active,
        total_amount_due: Some(Money::from_bani(938_700)),
    }
}

fn order() -> Move {
    Move::Order(Box::new(details()))
}

struct Stage {
    address: SocketAddr,
    script: Arc<Script>,
    client: reqwest::Client,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl Stage {
    async fn new(moves: Vec<Move>) -> Stage {
        let script = Arc::new(Script { moves: Mutex::new(moves.into()), ..Script::default() });
        let provider = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider_address = provider.local_addr().unwrap();
        let router = Router::new().route("/soap", post(provide)).with_state(script.clone());
        tokio::spawn(async move { axum::serve(provider, router).await });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let config = SimulatorConfig {
            provider_endpoint: format!("http://{provider_address}/soap"),
            signer: pairs()[0].signer(),
            verifier: pairs()[1].verifier(),
            late_after: std::time::Duration::from_millis(200),
        };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        tokio::spawn(serve(listener, config, async { drop(stopped.await) }));
        let client = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Stage { address, script, client, stop: Some(stop) }
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let response = self.client.get(format!("http://{}{path}", self.address)).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post_bytes(path, body.into_bytes()).await
    }

    async fn post_bytes(&self, path: &str, body: Vec<u8>) -> (u16, String, String) {
        let response = self
            .client
            .post(format!("http://{}{path}", self.address))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .unwrap();
        let location = response.headers().get("location").map_or("", |value| value.to_str().unwrap()).to_owned();
        (response.status().as_u16(), location, response.text().await.unwrap())
    }

    fn confirmations(&self) -> Vec<PaymentConfirmation> {
        self.script.confirmations.lock().unwrap().clone()
    }
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let after = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1;
    after.split_once('"').unwrap().0.to_owned()
}

const ASKED: [(&str, &str); 2] = [("ServiceID", "MDS02"), ("OrderKey", " K 1 ")];
const RETURN: (&str, &str) = ("ReturnUrl", "http://127.0.0.1:9/ro/o/1?a=b&c=d");

#[tokio::test]
async fn a_payer_pays_and_comes_back() {
    let stage = Stage::new(vec![order(), order(), Move::Confirm]).await;
    let (status, _, page) = stage.post("/service/pay", &[ASKED[0], ASKED[1], RETURN]).await;
    assert_eq!(status, 200, "{page}");
    for text in [
        "Ana Munteanu",
        "2012******788",
        "9\u{a0}387,00\u{a0}MDL",
        "signature verified (rsa-sha256, certificate ",
        "structure is right: GetOrderDetailsResponse, orders: 1, lines: 2",
        "Agenția &lt;b&gt;Moldsilva&lt;",
    ] {
        assert!(page.contains(text), "{text} in {page}");
    }
    let (invoice, payment) = (hidden(&page, "InvoiceID"), hidden(&page, "PaymentID"));
    assert_eq!((invoice.len(), payment.len()), (14, 12));
    let fields = [ASKED[0], ASKED[1], RETURN, ("InvoiceID", &invoice), ("PaymentID", &payment), ("instrument", "mia")];
    let (status, location, _) = stage.post("/service/confirm", &fields).await;
    assert_eq!((status, location.as_str()), (303, RETURN.1));
    let [confirmed] = &stage.confirmations()[..] else { panic!() };
    assert_eq!((confirmed.payment_id.clone(), confirmed.invoice_id.clone()), (payment, Some(invoice)));
    assert_eq!(confirmed.total_amount, Money::from_bani(938_700));
    assert_eq!(confirmed.lines.iter().map(|line| line.amount.bani()).collect::<Vec<_>>(), [926_700, 12_000]);
    assert_eq!(confirmed.properties[0].value.as_deref(), Some("MIA"));
}

#[tokio::test]
async fn a_provider_that_is_down_is_asked_again_with_the_same_payment() {
    let stage = Stage::new(vec![order(), Move::Down, Move::Down, Move::Confirm]).await;
    let (status, _, page) = stage.post("/service/confirm", &ASKED).await;
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("Confirmarea a fost primită") && page.contains("structure is right"));
    let payments: Vec<_> = stage.confirmations().into_iter().map(|confirmation| confirmation.payment_id).collect();
    assert_eq!(payments.len(), 3);
    assert!(payments.iter().all(|payment| *payment == payments[0]));

    let stage = Stage::new(vec![order()]).await;
    let fields = [ASKED[0], ASKED[1], ("PaymentID", "77"), ("instrument", "cash"), ("Amount", "1,50")];
    let (status, _, page) = stage.post("/service/confirm", &fields).await;
    assert_eq!((status, stage.confirmations().len()), (502, 3));
    for (name, value) in &fields[2..] {
        assert_eq!(hidden(&page, name), *value, "what was decided can be sent again");
    }
}

#[tokio::test]
async fn giving_up_pays_nothing() {
    let stage = Stage::new(vec![]).await;
    let (status, location, _) =
        stage.post("/service/confirm", &[ASKED[0], ASKED[1], RETURN, ("action", "cancel")]).await;
    assert_eq!((status, location.as_str()), (303, RETURN.1));
    let (status, location, _) = stage.post("/service/confirm", &[ASKED[0], ASKED[1], ("action", "cancel")]).await;
    assert_eq!((status, location.as_str()), (303, "/"));
    assert!(stage.confirmations().is_empty());
}

#[tokio::test]
async fn a_reply_that_cannot_be_trusted_stops_the_payment() {
    let stage = Stage::new(vec![Move::Stranger, Move::Stranger, Move::Html]).await;
    let (status, _, page) = stage.post("/service/pay", &ASKED).await;
    assert_eq!(status, 200);
    assert!(page.contains("nu se verifică") && page.contains("unknown signer") && page.contains("Plata este oprită"));
    assert!(!page.contains("/service/confirm"));
    assert_eq!(stage.post("/service/confirm", &ASKED).await.0, 409);
    let (status, _, page) = stage.post("/service/pay", &ASKED).await;
    assert_eq!(status, 502);
    assert!(page.contains("Structura răspunsului: greșită"));
    assert!(stage.confirmations().is_empty());
}

#[tokio::test]
async fn broken_rules_and_other_orders_are_shown() {
    let mut wrong = details();
    wrong.total_amount_due = Some(Money::from_bani(1));
    wrong.order_key = "OTHER".into();
    let stage = Stage::new(vec![Move::Order(Box::new(wrong))]).await;
    let (_, _, page) = stage.post("/service/pay", &ASKED).await;
    assert!(page.contains("TotalAmountDue is not the sum of the lines"), "{page}");
    assert!(page.contains("OrderKey is not the one that was asked for"));
    assert!(page.contains("Plata este oprită"));
}

#[tokio::test]
async fn what_cannot_be_paid_is_not_paid() {
    let mut paid = details();
    paid.status = OrderStatus::Paid;
    let moves = vec![Move::Order(Box::new(paid)), Move::Nothing, Move::Fault(FaultCode::UnknownService)];
    let stage = Stage::new(moves).await;
    let (status, _, page) = stage.post("/service/confirm", &ASKED).await;
    assert!(status == 409 && page.contains("Comanda este achitată"));
    let (status, _, page) = stage.post("/service/pay", &ASKED).await;
    assert!(status == 404 && page.contains("nu a fost găsită") && page.contains("value=\"K1\""));
    let (status, _, page) = stage.post("/service/pay", &ASKED).await;
    assert!(status == 502 && page.contains("mpay:UnknownService") && page.contains("eroare SOAP"));
    assert!(stage.confirmations().is_empty());
}

#[tokio::test]
async fn a_part_is_paid_where_that_is_allowed() {
    let mut partial = details();
    (partial.allow_partial_payments, partial.lines[0].allow_partial_payments) = (Some(true), Some(true));
    let order = || Move::Order(Box::new(partial.clone()));
    let stage = Stage::new(vec![order(), order(), order(), Move::Confirm]).await;
    let paying = |amount: &'static str| [ASKED[0], ASKED[1], ("Amount", amount)];
    for amount in ["9 387,01", "0"] {
        let (status, _, page) = stage.post("/service/confirm", &paying(amount)).await;
        assert!(status == 400 && page.contains("Suma nu poate fi plătită"), "{amount}");
    }
    assert_eq!(stage.post("/service/confirm", &paying("9 300,50")).await.0, 200);
    let confirmation = &stage.confirmations()[0];
    assert_eq!(confirmation.total_amount, Money::from_bani(930_050));
    assert_eq!(confirmation.lines.iter().map(|line| line.amount.bani()).collect::<Vec<_>>(), [926_700, 3_350]);
}

#[tokio::test]
async fn garbled_input_is_refused_with_a_page() {
    let stage = Stage::new(vec![]).await;
    let many = "a=b&".repeat(1_000);
    let long = "9".repeat(40);
    let long_key = format!("ServiceID=MDS02&OrderKey={long}");
    for body in [
        "",
        "%",
        "ServiceID=%ff&OrderKey=1",
        "ServiceID=MDS02",
        "ServiceID=MDS02&OrderKey=1&ReturnUrl=javascript:alert(1)",
        "ServiceID=MDS02&OrderKey=1&ReturnUrl=/relative",
        many.as_str(),
        long_key.as_str(),
        "\0\u{fffd}",
    ] {
        for path in ["/service/pay", "/service/confirm"] {
            let (status, _, page) = stage.post_bytes(path, body.as_bytes().to_vec()).await;
            assert!(status == 400 && page.contains("Nu se poate continua"), "{body} {status}");
        }
    }
    let (status, ..) = stage.post("/service/confirm", &[ASKED[0], ASKED[1], ("instrument", "gold")]).await;
    assert_eq!(status, 400);
    assert_eq!(stage.post_bytes("/service/pay", vec![b'a'; 100_000]).await.0, 413);
}

#[tokio::test]
async fn the_home_page_links_a_stylesheet_that_is_there() {
    let mut stage = Stage::new(vec![]).await;
    let (status, page) = stage.get("/").await;
    assert_eq!(status, 200);
    let stylesheet = page.split_once("rel=\"stylesheet\" href=\"").unwrap().1.split_once('"').unwrap().0;
    let (status, css) = stage.get(&stylesheet.replace("&#x2f;", "/")).await;
    assert!(status == 200 && css.contains(".verdict"));
    assert_eq!(stage.get("/nothing").await.0, 404);
    assert_eq!(stage.get("/static/../Cargo.toml").await.0, 404);
    assert_eq!(stage.get("/service/pay").await.0, 303);
    drop(stage.stop.take());
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert!(stage.client.get(format!("http://{}/", stage.address)).send().await.is_err());
}
