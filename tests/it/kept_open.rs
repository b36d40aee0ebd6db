//! MPay is never kept out: not by those who send half of something, not by a flood, not by a full house, not by bulk work.

mod bulk;
mod strangers;

use std::time::Duration;

use jiff::Timestamp;
use mpay_pages::i18n::Language;
use mpay_pages::ids::SystemRandom;
use mpay_pages::mpay::call;
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::message::OrderDetailsQuery;
use mpay_pages::web::{Bounds, WebSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::caller::{Caller, confirmation};
use crate::support::client::Browser;
use crate::support::in_process::InProcess;
use crate::support::services::forest_land_rent;
use crate::support::steps::{PAY_FORM, filled, ordered};

/// Bounds that must not be what ends a connection.
const LONG: Duration = Duration::from_secs(600);
/// Longest time until what must happen has happened.
const WAIT_MAX: Duration = Duration::from_secs(120);
const PAGE: &str = "/en/moldsilva/forest-land-rent";
const ENDPOINT: &str = "/mpay/test/service-provider";
const FORM: &str = "application/x-www-form-urlencoded";
const XML: &str = "text/xml; charset=utf-8";

fn patient() -> Bounds {
    Bounds {
        head_time_max: LONG,
        body_time_max: LONG,
        soap_time_max: LONG,
        stall_time_max: LONG,
        lifetime_max: LONG,
        ..Bounds::default()
    }
}

async fn server(bounds: Bounds) -> InProcess {
    InProcess::with_settings(WebSettings { bounds, ..WebSettings::default() }).await
}

fn mpay(server: &InProcess) -> Caller {
    Caller::at(&server.address, server.signer(), server.provider())
}

async fn connect(server: &InProcess) -> TcpStream {
    TcpStream::connect(server.address.trim_start_matches("http://")).await.unwrap()
}

/// What comes until the server ends the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    // A connection that is reset has ended too.
    let _ = tokio::time::timeout(WAIT_MAX, stream.read_to_end(&mut said)).await.expect("it never ends");
    String::from_utf8_lossy(&said).into_owned()
}

/// Sends a head, and is asked for the body.
async fn half_sent(server: &InProcess, path: &str, media_type: &str, place: &str) -> TcpStream {
    let mut stream = connect(server).await;
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: a\r\ncontent-type: {media_type}\r\n{place}content-length: 1000\r\n\
         expect: 100-continue\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 25];
    tokio::time::timeout(WAIT_MAX, stream.read_exact(&mut answer)).await.expect("nobody asks").unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&answer));
    stream
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_sent_messages_and_forms_keep_neither_mpay_nor_payers_out() {
    let server = server(patient()).await;
    let browser = Browser::new(&server.address);
    let pay = ordered(&browser, &forest_land_rent(), "ro").await.form(PAY_FORM);
    let mpay = mpay(&server);
    // More of each than one network, and of MPay's than all, may send at once.
    let (mut calls, mut forms) = (Vec::new(), Vec::new());
    let place = "x-forwarded-for: 203.0.113.9\r\n";
    for _ in 0..140 {
        calls.push(half_sent(&server, ENDPOINT, XML, "").await);
    }
    for _ in 0..70 {
        calls.push(half_sent(&server, ENDPOINT, XML, place).await);
        forms.push(half_sent(&server, PAGE, FORM, place).await);
        forms.push(half_sent(&server, &format!("{PAGE}/preview"), FORM, place).await);
    }
    let order = mpay.order(&pay, Language::Ro).await;
    let confirmed = mpay.confirm(&confirmation(&order, "kept-open-1")).await;
    assert_eq!(confirmed.status, 200);
    let form = filled(&browser, &forest_land_rent(), "ro").await;
    browser.go_on(&form).await.expect(303);
    // Those who were the longest gave way, each told so in the words of its kind.
    let said = rest(&mut calls[0]).await;
    assert!(
        said.starts_with("HTTP/1.1 503") && said.contains("retry-after: 5\r\n") && said.contains("<soap:Fault>"),
        "{said}"
    );
    let said = rest(&mut forms[0]).await;
    assert!(
        said.starts_with("HTTP/1.1 503") && said.contains("retry-after: 5\r\n") && said.contains("</html>"),
        "{said}"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_place_that_dawdles_lets_its_own_quick_forms_pass() {
    let server = server(patient()).await;
    let place = "x-forwarded-for: 203.0.113.9\r\n";
    let mut dawdlers = Vec::new();
    for _ in 0..100 {
        dawdlers.push(half_sent(&server, PAGE, FORM, place).await);
    }
    for place in [place, "x-forwarded-for: 203.0.113.10\r\n", ""] {
        let mut stream = connect(&server).await;
        let request = format!(
            "POST {PAGE} HTTP/1.1\r\nhost: a\r\ncontent-type: {FORM}\r\n{place}content-length: 16\r\n\
             connection: close\r\n\r\n_action=continue"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        // It is read and answered: a browser without our cookie is sent on with one.
        assert!(said.starts_with("HTTP/1.1 307"), "{place}: {said:.300}");
    }
    server.stop().await;
}

/// A question about an order that does not exist, as MPay signs it.
fn question(server: &InProcess) -> Vec<u8> {
    let (order_key, service_id) = ("MDS02000000000000".to_owned(), "MDS02".to_owned());
    let query = Request::GetOrderDetails(OrderDetailsQuery { language: Language::Ro, order_key, service_id });
    call::request(&server.signer(), &query, Timestamp::now(), &SystemRandom)
}

/// A post of a message; `more` are further lines of the head.
fn post(message: &[u8], more: &str) -> Vec<u8> {
    let length = message.len();
    let head =
        format!("POST {ENDPOINT} HTTP/1.1\r\nhost: a\r\ncontent-type: {XML}\r\n{more}content-length: {length}\r\n\r\n");
    [head.as_bytes(), message].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mpay_is_answered_when_there_is_no_room_for_more_connections() {
    let server = server(Bounds { connections_max: 5, spare_connections_max: 16, ..patient() }).await;
    let message = question(&server);
    let mut here = Vec::new();
    for _ in 0..5 {
        here.push(connect(&server).await);
    }
    while server.connections() < 5 {
        tokio::task::yield_now().await;
    }
    let mut idle = Vec::new();
    let mut half = Vec::new();
    for round in 0..30 {
        // Others keep coming, and say nothing or begin to send.
        idle.push(connect(&server).await);
        if round % 3 == 0 {
            half.push(half_sent(&server, ENDPOINT, XML, "").await);
        }
        let mut stream = connect(&server).await;
        stream.write_all(&post(&message, "")).await.unwrap();
        let said = rest(&mut stream).await;
        assert!(said.starts_with("HTTP/1.1 200") && said.contains("GetOrderDetailsResponse"), "{round}: {said:.300}");
        // All else is told to come back.
        let mut stream = connect(&server).await;
        stream.write_all(format!("GET {PAGE} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await.unwrap();
        assert!(rest(&mut stream).await.starts_with("HTTP/1.1 503"));
    }
    drop((here, idle, half));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_mpay_is_told_is_a_signed_fault() {
    let server = server(Bounds { soap_time_max: Duration::from_millis(300), ..patient() }).await;
    let mpay = mpay(&server);
    let large = "a".repeat(70_000);
    let xml = format!("content-type: {XML}\r\nconnection: close\r\n");
    for (request, status) in [
        (format!("POST {ENDPOINT} HTTP/1.1\r\nhost: a\r\n{xml}content-length: 1000\r\n\r\n<a"), 408),
        (format!("POST {ENDPOINT} HTTP/1.1\r\nhost: a\r\n{xml}content-length: 70000\r\n\r\n{large}"), 413),
        (format!("POST {ENDPOINT} HTTP/1.1\r\n{xml}content-length: 4\r\n\r\n<a/>"), 400),
        (format!("POST {ENDPOINT} HTTP/1.1\r\nhost: a\r\nhost: b\r\n{xml}content-length: 4\r\n\r\n<a/>"), 400),
        (format!("GET {ENDPOINT} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"), 405),
        (format!("PUT {ENDPOINT} HTTP/1.1\r\nhost: a\r\n{xml}content-length: 4\r\n\r\n<a/>"), 405),
        (format!("POST /mpay/production/service-provider HTTP/1.1\r\nhost: a\r\n{xml}content-length: 0\r\n\r\n"), 404),
        (format!("POST /mpay/test HTTP/1.1\r\nhost: a\r\n{xml}content-length: 0\r\n\r\n"), 405),
        (format!("POST {ENDPOINT} HTTP/1.1\r\nhost: a\r\n{xml}content-length: 4\r\n\r\n<a/>"), 500),
    ] {
        let mut stream = connect(&server).await;
        stream.write_all(request.as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        let (head, body) = said.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{request:.200}: {said}"));
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{request:.200}: {head}");
        assert!(head.lines().any(|line| line == format!("content-type: {XML}")), "{status}: {head}");
        let reply = mpay.read(status, body.as_bytes().to_vec());
        assert!(matches!(reply.accepted(), call::Outcome::Fault(_)), "{status}");
        assert_eq!(head.contains("allow: "), status == 405, "{head}");
    }
    server.stop().await;
}
