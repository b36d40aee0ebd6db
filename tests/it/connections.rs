//! Slow clients, and more clients than there is room for: over real sockets, with bounds short enough to wait for.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use mpay_pages::web::{Bounds, WebSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::client::Browser;
use crate::support::in_process::InProcess;
use crate::support::services::forest_land_rent;
use crate::support::steps::ordered;

/// The bound that a story is about.
const SHORT: Duration = Duration::from_millis(300);
/// The others, which must not be what ends a connection.
const LONG: Duration = Duration::from_secs(600);
/// Longest time until what must happen has happened.
const WAIT_MAX: Duration = Duration::from_secs(60);
const PAGE: &str = "/en/moldsilva/forest-land-rent";

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

async fn connect(server: &InProcess) -> TcpStream {
    TcpStream::connect(server.address.trim_start_matches("http://")).await.unwrap()
}

async fn soon<T>(what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(WAIT_MAX, work).await.unwrap_or_else(|_| panic!("{what} never happens"))
}

/// All that comes until the server ends the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    // A connection that is reset has ended too.
    let _ = soon("the end of the connection", stream.read_to_end(&mut said)).await;
    String::from_utf8(said).unwrap()
}

async fn until_connections(server: &InProcess, count: usize) {
    let waiting = async {
        while server.connections() != count {
            tokio::task::yield_now().await;
        }
    };
    soon(&format!("{count} connections"), waiting).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_never_ends_is_not_waited_for() {
    let server = server(Bounds { head_time_max: SHORT, ..patient() }).await;
    for begun in ["", "GET", &format!("GET {PAGE} HTTP/1.1\r\nhost: a\r\nx-slow: "), "GET / HTTP/1.1\r\n"] {
        let mut stream = connect(&server).await;
        stream.write_all(begun.as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{begun}: {said}");
    }
    // Nor is the next one waited for, once an answer was given.
    let mut stream = connect(&server).await;
    stream.write_all(format!("GET {PAGE} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await.unwrap();
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 200"));
    until_connections(&server, 0).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_never_ends_is_not_waited_for() {
    let server = server(Bounds { body_time_max: SHORT, soap_time_max: SHORT, ..patient() }).await;
    for (path, media_type, status) in [
        (PAGE, "application/x-www-form-urlencoded", "408"),
        ("/mpay/test/service-provider", "text/xml; charset=utf-8", "408"),
    ] {
        let mut stream = connect(&server).await;
        let head = format!("POST {path} HTTP/1.1\r\nhost: a\r\ncontent-type: {media_type}\r\ncontent-length: 1000\r\n");
        stream.write_all(format!("{head}\r\ncontract=1").as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        assert!(said.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {said}");
    }
    until_connections(&server, 0).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_and_does_not_read_is_cut_off_and_nobody_waits() {
    let server = server(Bounds { stall_time_max: SHORT, ..patient() }).await;
    let page = Browser::new(&server.address).get(PAGE).await.expect(200);
    until_connections(&server, 0).await;
    let stream = connect(&server).await;
    let request = format!("GET {PAGE} HTTP/1.1\r\nhost: a\r\n\r\n").repeat(100);
    // More answers than the system keeps for somebody who does not read, unless the server hangs up before.
    let mut asked = 0;
    while asked < 64_000_000 / page.body.len() {
        soon("room for a question, or the end", stream.writable()).await.unwrap();
        match stream.try_write(request.as_bytes()) {
            Ok(_) => asked += 100,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => break,
            Err(_) => break,
        }
    }
    // Meanwhile others are served.
    ordered(&Browser::new(&server.address), &forest_land_rent(), "ro").await;
    until_connections(&server, 0).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_ends_when_it_is_old() {
    let server = server(Bounds { lifetime_max: SHORT, ..patient() }).await;
    let mut stream = connect(&server).await;
    assert_eq!(rest(&mut stream).await, "");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_when_the_house_is_full_is_told_to_come_back() {
    let server = server(Bounds { connections_max: 5, ..patient() }).await;
    let mut here = Vec::new();
    for _ in 0..5 {
        here.push(connect(&server).await);
    }
    until_connections(&server, 5).await;
    for _ in 0..100 {
        let mut stream = connect(&server).await;
        stream.write_all(format!("GET {PAGE} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let said = rest(&mut stream).await;
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{said}");
        for line in
            ["retry-after: 5", "cache-control: no-store", "connection: close", "x-content-type-options: nosniff"]
        {
            assert!(head.lines().any(|one| one == line), "{line}: {head}");
        }
        assert!(head.contains("\r\ncontent-security-policy: default-src 'none'"));
        assert_eq!(body.lines().count(), 3, "{body}");
        assert!(body.contains("The service is not available now"), "{body}");
        assert_eq!(server.connections(), 5);
    }
    // Those who are here are served, and who leaves makes room.
    let one = here.last_mut().unwrap();
    one.write_all(format!("GET {PAGE} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").as_bytes()).await.unwrap();
    assert!(rest(one).await.starts_with("HTTP/1.1 200"));
    until_connections(&server, 4).await;
    Browser::new(&server.address).get(PAGE).await.expect(200);
    server.stop().await;
}

/// A connection from another of this machine's addresses: to the server, another place.
async fn connect_from(server: &InProcess, address: [u8; 4]) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((address, 0))).unwrap();
    socket.connect(server.address.trim_start_matches("http://").parse().unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_place_does_not_take_the_connections_of_the_others() {
    let server = server(Bounds { connections_max: 8, connections_of_place_max: 3, ..patient() }).await;
    let request = format!("GET {PAGE} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    let asks = async |stream: &mut TcpStream| {
        stream.write_all(request.as_bytes()).await.unwrap();
        rest(stream).await
    };
    let mut crowd = Vec::new();
    for count in 1..=3 {
        crowd.push(connect_from(&server, [127, 0, 0, 2]).await);
        until_connections(&server, count).await;
    }
    // The fourth of this place is told to come back; another place, and this machine itself, are served meanwhile.
    for (address, status) in [([127, 0, 0, 2], "503"), ([127, 0, 0, 3], "200"), ([127, 0, 0, 1], "200")] {
        let said = asks(&mut connect_from(&server, address).await).await;
        assert!(said.starts_with(&format!("HTTP/1.1 {status}")), "{address:?}: {said}");
        until_connections(&server, 3).await;
    }
    // A proxy on this machine speaks for many: its connections are not those of one place.
    let mut proxy = Vec::new();
    for count in 4..=8 {
        proxy.push(connect(&server).await);
        until_connections(&server, count).await;
    }
    // Now the house is full, for whomever.
    assert!(asks(&mut connect_from(&server, [127, 0, 0, 4]).await).await.starts_with("HTTP/1.1 503"));
    drop(proxy);
    until_connections(&server, 3).await;
    // Those who are here are served, and who leaves makes room for the next of the same place.
    assert!(asks(&mut crowd.remove(0)).await.starts_with("HTTP/1.1 200"));
    until_connections(&server, 2).await;
    assert!(asks(&mut connect_from(&server, [127, 0, 0, 2]).await).await.starts_with("HTTP/1.1 200"));
    server.stop().await;
}

/// What is refused of a request that could be read has the headers of all answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_slow_too_large_or_too_long_is_refused_well_armed() {
    let server = server(Bounds { body_time_max: SHORT, ..patient() }).await;
    let head = "host: a\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    let large = "a".repeat(70_000);
    for (request, status) in [
        (format!("POST {PAGE} HTTP/1.1\r\n{head}content-length: 1000\r\n\r\na=1"), "408"),
        (format!("POST {PAGE} HTTP/1.1\r\n{head}content-length: 70002\r\n\r\na={large}"), "413"),
        (format!("GET {PAGE}%FF HTTP/1.1\r\n{head}\r\n"), "400"),
        (format!("GET /{} HTTP/1.1\r\n{head}\r\n", "a".repeat(10_000)), "404"),
    ] {
        let mut stream = connect(&server).await;
        stream.write_all(request.as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        let (head, _) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{status}: {head}");
        for line in ["x-content-type-options: nosniff", "x-frame-options: DENY", "cache-control: no-store"] {
            assert!(head.lines().any(|one| one == line), "{status}: {line}: {head}");
        }
        assert!(head.contains("content-security-policy: default-src 'none'"), "{status}: {head}");
    }
    server.stop().await;
}

/// What cannot be read as a request is refused in all languages, with the headers of all answers; on a connection that was
/// served before, it ends it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_http_is_refused_well_armed() {
    let server = server(patient()).await;
    let (long, many) = ("a".repeat(20_000), "x-a: b\r\n".repeat(65));
    let bad = "400 Bad Request";
    let large = "431 Request Header Fields Too Large";
    for (what, request, status) in [
        ("no method", "\u{1}GET / HTTP/1.1\r\nhost: a\r\n\r\n".to_owned(), bad),
        ("no version", "GET /\r\nhost: a\r\n\r\n".to_owned(), bad),
        ("another version", "GET / HTTP/9.9\r\nhost: a\r\n\r\n".to_owned(), bad),
        ("a header without a name", "GET / HTTP/1.1\r\n: a\r\n\r\n".to_owned(), bad),
        ("two lengths", "POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n".to_owned(), bad),
        ("TLS", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n".to_owned(), bad),
        ("a long header", format!("GET / HTTP/1.1\r\nx-long: {long}\r\n\r\n"), large),
        ("a long address", format!("GET /{long} HTTP/1.1\r\n\r\n"), large),
        ("many headers", format!("GET / HTTP/1.1\r\n{many}\r\n"), large),
    ] {
        let mut stream = connect(&server).await;
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let said = rest(&mut stream).await;
        let Some((head, body)) = said.split_once("\r\n\r\n") else { panic!("{what}: {said:?}") };
        assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{what}: {said}");
        assert_eq!(body.lines().count(), 3, "{what}: {said}");
        for line in ["connection: close", "cache-control: no-store", "x-content-type-options: nosniff"] {
            assert!(head.lines().any(|one| one == line), "{what}: {line}: {head}");
        }
        assert!(head.contains("\r\ncontent-security-policy: default-src 'none'"), "{what}: {head}");
        let mut stream = connect(&server).await;
        let served = format!("GET {PAGE} HTTP/1.1\r\nhost: a\r\n\r\n");
        stream.write_all(served.as_bytes()).await.unwrap();
        let mut first = [0; 15];
        soon("an answer", stream.read_exact(&mut first)).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200 OK");
        let _ = stream.write_all(request.as_bytes()).await;
        let _ = stream.shutdown().await;
        let after = rest(&mut stream).await;
        let (_, end) = after.split_once("</html>").unwrap_or_else(|| panic!("{what}: the page ends early"));
        assert!(end.trim().is_empty() || end.contains("\r\ncontent-length: 0\r\n"), "{what}: {end}");
    }
    until_connections(&server, 0).await;
    server.stop().await;
}

/// A good request that was sent together with what is none is answered before the connection ends; what says its length in
/// two ways is answered by one of them, and nothing behind it is read as a request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_behind_a_request_takes_nothing_of_its_answer() {
    let server = server(patient()).await;
    let get = format!("GET {PAGE} HTTP/1.1\r\nhost: a\r\n\r\n");
    for rubbish in ["\u{1}rubbish\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "G", "GET /\r\n\r\n"] {
        for good in [get.clone(), get.replace(PAGE, "/en/moldsilva/nothing")] {
            let mut stream = connect(&server).await;
            stream.write_all(format!("{good}{rubbish}").as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            let said = rest(&mut stream).await;
            assert_eq!(said.matches("</html>").count(), 1, "{rubbish:?}: {said:.300}");
        }
    }
    let chunked = "transfer-encoding: chunked\r\n";
    for lengths in [format!("content-length: 3\r\n{chunked}"), format!("{chunked}content-length: 3\r\n")] {
        let post = format!(
            "POST {PAGE} HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\n{lengths}\r\n0\r\n\r\n"
        );
        let mut stream = connect(&server).await;
        stream.write_all(format!("{post}{get}").as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{lengths:?}: {said:.300}");
    }
    server.stop().await;
}

/// A request says for whom it is, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_for_no_host_or_two_is_refused() {
    let server = server(patient()).await;
    for path in [PAGE, "/en", "/health", "/en/order/x", "/static/none"] {
        for hosts in
            ["", "host: a\r\nhost: a\r\n", "host: a\r\nhost: b\r\n", "host: a, b\r\n", "host: x@a\r\n", "host:\r\n"]
        {
            let mut stream = connect(&server).await;
            let request = format!("GET {path} HTTP/1.1\r\n{hosts}connection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let said = rest(&mut stream).await;
            assert!(said.starts_with("HTTP/1.1 400"), "{path} {hosts:?}: {said:.300}");
        }
    }
    let mut stream = connect(&server).await;
    stream.write_all(format!("GET {PAGE} HTTP/1.0\r\n\r\n").as_bytes()).await.unwrap();
    assert!(rest(&mut stream).await.starts_with("HTTP/1.0 200"), "older programs name none");
    server.stop().await;
}
