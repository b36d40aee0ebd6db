//! The door: too often, too many at once, from another site. Whoever does nothing of that notices nothing.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use mpay_pages::web::{Paces, WebSettings};
use tokio::task::JoinSet;

use crate::support::client::Browser;
use crate::support::html::Page;
use crate::support::in_process::InProcess;
use crate::support::services::forest_land_rent;
use crate::support::steps::{SERVICE_FORM, filled};

/// How many forms may come from one place after a rest, and how many orders, in these stories.
const FORMS_AT_ONCE: usize = 60;
const ORDERS_AT_ONCE: usize = 5;

/// A server with some paces.
async fn server(paces: Paces) -> InProcess {
    InProcess::with_settings(WebSettings { paces, ..WebSettings::default() }).await
}

async fn post(server: &InProcess, headers: &[(&'static str, &str)]) -> Page {
    let browser = Browser::new(&server.address);
    let fields = [("_action".to_owned(), "continue".to_owned())];
    // A browser that was here before: its form is sent once.
    let headers = [&[("cookie", "payer=00000000000000000000000000")][..], headers].concat();
    browser.post_with("/en/moldsilva/forest-land-rent/answers", &headers, &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_place_is_held_to_a_pace_and_others_are_not() {
    let server = server(Paces { forms: (1, FORMS_AT_ONCE as u32), ..Paces::default() }).await;
    let busy = [("x-forwarded-for", "203.0.113.9")];
    let mut count = 0;
    let refused = loop {
        let page = post(&server, &busy).await;
        if page.status != 422 {
            break page;
        }
        count += 1;
        assert!(count < 20 * FORMS_AT_ONCE, "nobody stops it");
    };
    assert!(count >= FORMS_AT_ONCE, "only {count} forms were let in");
    let refused = refused.expect(429);
    assert_eq!(refused.header("retry-after"), "60");
    refused.one("h1");
    post(&server, &[("x-forwarded-for", "203.0.113.10")]).await.expect(422);
    post(&server, &[]).await.expect(422);
    // Reading has a pace of its own.
    let browser = Browser::new(&server.address);
    let address = format!("{}/en", server.address);
    browser.send(&address, browser.client.get(&address).header(busy[0].0, busy[0].1)).await.expect(200);
    server.stop().await;
}

/// Posts fields from a place.
async fn sent(browser: Arc<Browser>, place: &'static str, address: String, fields: Vec<(String, String)>) -> Page {
    browser.post_with(&address, &[("x-forwarded-for", place)], &fields).await
}

/// A person's allowance is orders: what is reviewed, corrected or asked for again as a stranger takes nothing of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_may_make_so_many_orders_however_often_it_reviews_them() {
    let server = server(Paces { orders: (1, ORDERS_AT_ONCE as u32), ..Paces::default() }).await;
    let browser = Arc::new(Browser::new(&server.address));
    let form = filled(&browser, &forest_land_rent(), "en").await;
    let send = async |place: &'static str, fields: &[(String, String)]| {
        sent(Arc::clone(&browser), place, form.action.clone(), fields.to_vec()).await
    };
    let mut reviewed = Vec::new();
    for amount in 1..=4 * ORDERS_AT_ONCE {
        let fields = form.clone().with([("rent", amount.to_string().as_str())]).fields;
        // Twice, as one does who goes back and looks again.
        send("203.0.113.9", &fields).await.expect(200);
        let review = send("203.0.113.9", &fields).await.expect(200);
        reviewed.push(review.form("#review-form").fields);
    }
    // All at once, so that a slow machine does not stretch them over the pace.
    let mut confirmed = JoinSet::new();
    for fields in &reviewed {
        confirmed.spawn(sent(Arc::clone(&browser), "203.0.113.9", form.action.clone(), fields.clone()));
    }
    let confirmed = confirmed.join_all().await;
    let of_status = |status| confirmed.iter().filter(|page| page.status == status).count();
    let (orders, refused) = (of_status(303), of_status(429));
    assert!(orders >= ORDERS_AT_ONCE && refused > 0 && orders + refused == reviewed.len(), "{orders}, {refused}");
    // Others order, and this place still reads and reviews.
    let review = send("203.0.113.9", &form.fields).await.expect(200);
    send("203.0.113.10", &review.form("#review-form").fields).await.expect(303);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_another_site_is_refused() {
    let server = InProcess::start().await;
    let other_scheme = server.address.replace("http://", "https://");
    for headers in [
        [("sec-fetch-site", "cross-site")],
        [("origin", "https://evil.example")],
        [("origin", "null")],
        [("origin", other_scheme.as_str())],
    ] {
        post(&server, &headers).await.expect(403).one("h1");
    }
    let host = server.address.clone();
    post(&server, &[("sec-fetch-site", "same-origin"), ("origin", &host)]).await.expect(422);
    post(&server, &[("origin", &host)]).await.expect(422);
    server.stop().await;
}

#[tokio::test]
async fn a_program_that_fills_in_whatever_it_finds_makes_no_order() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    let empty = filled(&browser, &forest_land_rent(), "ro").await;
    for filled_in in ["https://example.md", " "] {
        let form = empty.clone().with([("_website", filled_in)]);
        let page = browser.go_on(&form).await.expect(422);
        page.says("A fost completat și un câmp ascuns");
        // A person whose browser did it goes on: nothing typed is lost, and the field is empty again.
        let again = page.form(SERVICE_FORM);
        assert_eq!(again.value("_website"), "");
        assert_eq!(again.value("contract"), form.value("contract"));
        assert_eq!(browser.go_on(&again.clone().with([("_website", "x")])).await.status, 422);
        // Also a confirmation makes none.
        let review = browser.reviews(&again).await.expect(200).form("#review-form");
        browser.press(&review.with([("_website", "x")]), ("_action", "confirm")).await.expect(422);
        browser.go_on(&again).await.expect(303);
    }
    server.stop().await;
}

/// Whatever a client makes of its line of the header, the proxy's word counts; and what nobody can read is one place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_line_of_a_client_lifts_a_limit() {
    let server = server(Paces { forms: (1, FORMS_AT_ONCE as u32), pages: (1, 50), ..Paces::default() }).await;
    let host = server.address.trim_start_matches("http://").to_owned();
    let get = |line: &[u8]| {
        let mut stream = TcpStream::connect(&host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let head =
            [b"GET /en HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-forwarded-for: ", line, b"\r\n\r\n"].concat();
        stream.write_all(&head).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        String::from_utf8(answer[9..].to_vec()).unwrap()
    };
    let lines: [&[u8]; 5] =
        [b"203.0.113.9", b"\xff, 203.0.113.21", b"203.0.113.31:4711", b"\xff", "ă, unknown".as_bytes()];
    tokio::task::block_in_place(|| {
        for line in lines {
            let refused = (0..2_000).find(|_| get(line) == "429");
            assert!(refused.is_some(), "{line:?} is under no limit");
        }
    });
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_address_has_a_limit() {
    let paces = Paces { pages: (1, 5), files: (1, 5), health: (1, 5), calls: (1, 5), ..Paces::default() };
    let server = server(paces).await;
    let browser = Browser::new(&server.address);
    for path in [
        "/static/none",
        "/static/css/none.css",
        "/logo/none",
        "/health",
        "/en",
        "/robots.txt",
        "/mpay/test/service-provider",
    ] {
        let address = format!("{}{path}", server.address);
        // Each from another place, as they share some paces.
        let place = format!("203.0.113.{}", path.len());
        let mut tries = 0;
        loop {
            let request = browser.client.get(&address).header("x-forwarded-for", &place).header("accept", "text/html");
            if browser.send(&address, request).await.status == 429 {
                break;
            }
            tries += 1;
            assert!(tries < 500, "{path} is under no limit");
        }
    }
    server.stop().await;
}
