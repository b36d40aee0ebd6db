//! What comes to the addresses of payers: pages in answer, or `application/problem+json` to who asks for it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use reqwest::Method;

use crate::support::client::Browser;
use crate::support::html::Page;
use crate::support::program::Demo;
use crate::support::services::{court_stamp_fee, forest_land_rent};
use crate::support::shared;
use crate::support::steps::{SERVICE_FORM, filled, ordered};

const FORM: &str = "application/x-www-form-urlencoded";
const SERVICE: &str = "/en/moldsilva/forest-land-rent";

/// A request that must be refused, and how.
struct Hostile {
    name: &'static str,
    method: Method,
    path: String,
    media_type: &'static str,
    body: Vec<u8>,
    status: u16,
    /// What the page says in English, and the problem's title.
    says: [&'static str; 2],
}

const NOT_FOUND: [&str; 2] = ["Page not found", "There is nothing at this address"];
const UNREADABLE: [&str; 2] = ["The request could not be read", "The request cannot be read"];
const TOO_LARGE: [&str; 2] = ["You sent too much data", "The request is too large"];
const METHOD: [&str; 2] = ["This address does not open this way", "This address does not take this method"];
const MEDIA: [&str; 2] = ["Unknown data format", "The request's media type is not taken here"];

fn get(name: &'static str, path: &str, status: u16, says: [&'static str; 2]) -> Hostile {
    let path = path.to_owned();
    Hostile { name, method: Method::GET, path, media_type: "", body: Vec::new(), status, says }
}

fn post(name: &'static str, body: impl Into<Vec<u8>>, status: u16, says: [&'static str; 2]) -> Hostile {
    let (path, body) = (SERVICE.to_owned(), body.into());
    Hostile { name, method: Method::POST, path, media_type: FORM, body, status, says }
}

fn all() -> Vec<Hostile> {
    let with_method = |method: Method, path: &str| Hostile { method, ..get("a method", path, 405, METHOD) };
    let with_type = |media_type| Hostile { media_type, ..post("a media type", "contract=1", 415, MEDIA) };
    let to = |path: &str| Hostile { path: path.to_owned(), ..post("a post elsewhere", "a=1", 404, NOT_FOUND) };
    vec![
        get("an unknown service", "/en/moldsilva/nothing", 404, NOT_FOUND),
        get("an unknown beneficiary", "/en/nobody/forest-land-rent", 404, NOT_FOUND),
        get("an unknown beneficiary's list", "/en/nobody", 404, NOT_FOUND),
        get("an unknown language", "/de/moldsilva/forest-land-rent", 404, NOT_FOUND),
        get("an unknown language's list", "/de", 404, NOT_FOUND),
        get("a language in capitals", "/EN/moldsilva/forest-land-rent", 404, NOT_FOUND),
        get("an unknown address", "/en/a/b/c/d/e", 404, NOT_FOUND),
        get("an unknown file", "/static/css/nothing.css", 404, NOT_FOUND),
        get("a file outside", "/static/..%2f..%2fCargo.toml", 404, NOT_FOUND),
        get("an unknown logo", "/logo/nothing.png", 404, NOT_FOUND),
        get("a long address", &format!("/en/{}/x", "a".repeat(8_000)), 404, NOT_FOUND),
        get("a path that is not UTF-8", "/en/%ff%fe/forest-land-rent", 400, UNREADABLE),
        get("a NUL in the path", "/en/moldsilva/%00", 404, NOT_FOUND),
        get("the endpoint of another environment", "/mpay/production/service-provider", 404, NOT_FOUND),
        get("the endpoint of this environment", "/mpay/test/service-provider", 405, METHOD),
        to("/en/moldsilva/nothing"),
        to("/de/moldsilva/forest-land-rent"),
        to("/mpay/production/service-provider"),
        with_method(Method::PUT, SERVICE),
        with_method(Method::DELETE, "/en"),
        with_method(Method::POST, "/en"),
        with_method(Method::PATCH, "/static/css/nothing.css"),
        with_method(Method::GET, "/mpay/test/service-provider"),
        with_type("application/json"),
        with_type("multipart/form-data; boundary=x"),
        with_type("text/plain"),
        with_type(""),
        post("10 MB", vec![b'a'; 10_000_000], 413, TOO_LARGE),
        post("one byte too many", format!("contract={}", "1".repeat(64 * 1024 - 8)), 413, TOO_LARGE),
        post("thousands of fields", "a=1&".repeat(5_000), 400, UNREADABLE),
        post("bytes that are not UTF-8", b"contract=\xff\xfe".to_vec(), 400, UNREADABLE),
        post("escapes that are not UTF-8", "contract=%C8%28", 400, UNREADABLE),
        post("a name that is not UTF-8", "%ff=1", 400, UNREADABLE),
        post("a broken escape", "contract=%4", 400, UNREADABLE),
    ]
}

impl Hostile {
    async fn send(&self, browser: &Browser, home: &str, accept: &str) -> Page {
        let address = format!("{home}{}", self.path);
        let mut request = browser.client.request(self.method.clone(), &address).body(self.body.clone());
        request = request.header("accept", accept).header("accept-language", "en");
        if !self.media_type.is_empty() {
            request = request.header("content-type", self.media_type);
        }
        browser.send(&address, request).await
    }
}

#[tokio::test]
async fn every_hostile_request_gets_its_exact_status_as_a_page_and_as_a_problem() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    for hostile in all() {
        let name = format!("{} {:.60}", hostile.name, hostile.path);
        let page = hostile.send(&browser, &demo.server.address, "text/html,*/*;q=0.8").await;
        assert_eq!(page.status, hostile.status, "{name}\n{}", page.body);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{name}");
        assert_eq!(page.header("cache-control"), "no-store", "{name}");
        assert_eq!(page.one("h1").text, hostile.says[0], "{name}");
        page.says(page.header("x-request-id"));
        harmless(&page);

        let problem = hostile.send(&browser, &demo.server.address, "application/problem+json").await;
        assert_eq!(problem.status, hostile.status, "{name}");
        assert_eq!(problem.header("content-type"), "application/problem+json", "{name}");
        let json: serde_json::Value = serde_json::from_str(&problem.body).unwrap();
        let told = (json["title"].as_str().unwrap(), json["status"].as_u64().unwrap());
        assert_eq!(told, (hostile.says[1], u64::from(hostile.status)), "{name}");
        assert_eq!(json["requestId"], problem.header("x-request-id"), "{name}");
        if hostile.status == 405 {
            assert!(!page.header("allow").is_empty() && !problem.header("allow").is_empty(), "{name}");
        }
    }
    still_answers(&demo).await;
}

/// An error page has the headers that keep it to itself, and says nothing of the program's inside.
fn harmless(page: &Page) {
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    for inside in ["src/", ".rs", "sqlx", "SELECT", "axum", "Error {"] {
        assert!(!page.body.contains(inside), "{inside} in {}", page.body);
    }
}

#[tokio::test]
async fn what_a_form_does_not_ask_is_not_looked_at() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let form = filled(&browser, &court_stamp_fee(), "en").await;
    let strange = form.clone().with([
        ("total", "1"),
        ("fee", "0.01"),
        ("__proto__", "x"),
        ("payer.kind.x", "organization"),
        ("court.", "ungheni"),
        ("", "x"),
        ("<b>", "</form><script>"),
    ]);
    let order = browser.go_on(&strange).await;
    let order = browser.follow(order).await.expect(200);
    order.says("Total to pay 200,00 MDL");
    let twice = browser.get(&format!("{SERVICE}?a=%ff&b=%00")).await.expect(200);
    assert_eq!(twice.one("h1").text, "Forest land rent");
    let unknown = form.with([("court", "chisinau"), ("payer.kind", "robot")]);
    let page = browser.go_on(&unknown).await.expect(422);
    assert_eq!(page.one("#e-court").text, "Error: Choose an option from the list");
    assert_eq!(page.one("#e-payer-kind").text, "Error: Choose the payer type");
}

#[tokio::test]
async fn controls_and_directions_are_not_taken_as_text() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    for name in ["Ion\0Rusu", "Ion\u{202e}usuR", "Ion\nRusu", "Ion\u{1b}[31m", "Ion\u{ffff}"] {
        let form = filled(&browser, &forest_land_rent(), "en").await.with([("payer.name", name)]);
        let page = browser.go_on(&form).await.expect(422);
        assert!(page.one("#e-payer-name").text.starts_with("Error: Use only letters"), "{name:?}");
    }
    let form = filled(&browser, &forest_land_rent(), "en").await.with([("payer.name", &*"ș".repeat(61))]);
    let page = browser.go_on(&form).await.expect(422);
    let said = page.one("#e-payer-name").text;
    assert!(said.contains("at most 60 characters") && said.contains("61"), "{said}");
    assert_eq!(page.form(SERVICE_FORM).value("payer.name"), "ș".repeat(61));
}

/// Requests that no HTTP client would send: cut off, or no HTTP at all.
#[tokio::test]
async fn broken_connections_harm_nobody() {
    let demo = shared::demo();
    let host = demo.server.address.trim_start_matches("http://").to_owned();
    let post = |length: &str, body: &str| {
        format!("POST {SERVICE} HTTP/1.1\r\nhost: {host}\r\ncontent-type: {FORM}\r\n{length}\r\n\r\n{body}")
    };
    for (name, request, status) in [
        ("a body cut off", post("content-length: 1000", "contract=1"), "400"),
        ("a chunk cut off", post("transfer-encoding: chunked", "ff\r\ncontract"), "400"),
        ("a chunk without a size", post("transfer-encoding: chunked", "zz\r\n"), "400"),
        ("no length that is a number", post("content-length: many", ""), "400"),
        ("no HTTP", "hello\r\n\r\n".to_owned(), "400"),
        ("endless headers", format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(10_000)), "431"),
    ] {
        let mut stream = TcpStream::connect(&host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        // A server that closes while more was on its way resets the connection; what it said before counts.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let line = answer.lines().next().unwrap_or_default();
        assert!(line.is_empty() || line.starts_with(&format!("HTTP/1.1 {status}")), "{name}: {answer}");
    }
    still_answers(&demo).await;
}

/// The server is as well as before, and nothing in it panicked.
async fn still_answers(demo: &Demo) {
    let browser = Browser::new(&demo.server.address);
    ordered(&browser, &forest_land_rent(), "en").await.says("Pay the order");
    browser.get("/health").await.expect(200).says("\"status\": \"ok\"");
    assert!(!demo.server.stderr().contains("panicked"), "{}", demo.server.stderr());
}
