//! Bulk work of the API stops no till: orders and payments are written between its slices, and a token has one at a time.

use std::sync::Arc;

use jiff::Timestamp;
use mpay_pages::app::{LinkMaker, LinkRequest, Made, make_links};
use mpay_pages::i18n::Language;
use mpay_pages::ids::{ApiToken, ApiTokenId, Slug, SystemRandom};
use mpay_pages::store::ApiTokenRecord;
use mpay_pages::web::{Paces, WebSettings};
use reqwest::Response;

use super::{connect, mpay};
use crate::support::caller::confirmation;
use crate::support::client::{Browser, http};
use crate::support::in_process::InProcess;
use crate::support::services::forest_land_rent;
use crate::support::steps::{PAY_FORM, ordered};

/// A token of a beneficiary.
async fn token(server: &InProcess) -> ApiToken {
    let token = ApiToken::draw(&SystemRandom);
    let record = ApiTokenRecord {
        id: ApiTokenId::draw(&SystemRandom),
        beneficiary: Slug::parse("moldsilva").unwrap(),
        label: "billing".to_owned(),
        made_at: Timestamp::now(),
        expires_on: None,
        revoked_at: None,
    };
    server.app.store.add_api_token(&record, &token.hash()).await.unwrap();
    token
}

fn table(lines: usize) -> String {
    let lines = (0..lines).map(|at| format!("AB{at},{}.05\n", at + 1));
    std::iter::once("contract,rent\n".to_owned()).chain(lines).collect()
}

async fn import(address: &str, token: &ApiToken, table: String) -> Response {
    let request = http().post(format!("{address}/api/v1/links?service=forest-land-rent"));
    let request = request.header("content-type", "text/csv").bearer_auth(token.secret());
    request.body(table).send().await.unwrap()
}

async fn links(server: &InProcess) -> usize {
    server.app.store.links(None, None, 100_000, Timestamp::now()).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_and_payments_are_written_between_the_slices_of_an_import() {
    let server = Arc::new(InProcess::start().await);
    let (mpay, token) = (mpay(&server), token(&server).await);
    const LINES: usize = 5_000;
    let importing = tokio::spawn({
        let address = server.address.clone();
        async move { import(&address, &token, table(LINES)).await }
    });
    // How much of the import was written when an order, and its payment, were.
    let mut written_at = Vec::new();
    while !importing.is_finished() {
        let order = ordered(&Browser::new(&server.address), &forest_land_rent(), "ro").await;
        let order = mpay.order(&order.form(PAY_FORM), Language::Ro).await;
        let confirmed = mpay.confirm(&confirmation(&order, &format!("bulk-{}", written_at.len()))).await;
        assert_eq!(confirmed.status, 200);
        written_at.push(links(&server).await);
    }
    let answer = importing.await.unwrap();
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.text().await.unwrap().lines().count(), LINES + 1);
    assert_eq!(links(&server).await, LINES);
    let between = written_at.iter().filter(|written| (1..LINES).contains(*written)).count();
    assert!(between >= 2, "{between} orders were paid while links were written: {written_at:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_has_one_table_at_a_time_and_its_links_are_counted() {
    let paces = Paces { links_of_token: (1, 100), ..Paces::default() };
    let server = InProcess::with_settings(WebSettings { paces, ..WebSettings::default() }).await;
    let (one, other) = (token(&server).await, token(&server).await);
    // One whose table is on its way.
    let half = {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = connect(&server).await;
        let head = format!(
            "POST /api/v1/links?service=forest-land-rent HTTP/1.1\r\nhost: a\r\ncontent-type: text/csv\r\n\
             authorization: Bearer {}\r\ncontent-length: 1000\r\nexpect: 100-continue\r\n\r\n",
            one.secret()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 100");
        stream
    };
    let refused = import(&server.address, &one, table(1)).await;
    let told = |response: &Response| {
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert!(response.headers().contains_key("retry-after"));
        response.status().as_u16()
    };
    assert_eq!(told(&refused), 429);
    let text = refused.text().await.unwrap();
    assert!(text.contains("another table of this token"), "{text}");
    // Another token's table, and this one's single links, are taken meanwhile.
    assert_eq!(import(&server.address, &other, table(60)).await.status(), 201);
    let single = http().post(format!("{}/api/v1/links", server.address)).bearer_auth(one.secret());
    let single = single.header("content-type", "application/json");
    let single =
        single.body(r#"{"service": "forest-land-rent", "answers": {"contract": "AB1"}}"#).send().await.unwrap();
    assert_eq!(single.status(), 201);
    drop(half);
    let mut tries = 0;
    while import(&server.address, &one, table(1)).await.status() != 201 {
        tries += 1;
        assert!(tries < 1_000, "the table that was broken off is worked on for ever");
    }
    // Lines are counted, not calls.
    let refused = import(&server.address, &other, table(60)).await;
    assert_eq!(told(&refused), 429);
    let text = refused.text().await.unwrap();
    assert!(text.contains("too many links"), "{text}");
    server.stop().await;
}

#[tokio::test]
async fn a_reference_that_stands_for_something_else_leaves_nothing_behind() {
    let server = InProcess::start().await;
    let plan = &server.app.service("moldsilva", "forest-land-rent").await.unwrap().unwrap().plan;
    let request = |at: usize, reference: Option<&str>| LinkRequest {
        answers: vec![("contract".to_owned(), format!("AB{at}"))],
        reference: reference.map(str::to_owned),
        ..LinkRequest::default()
    };
    let maker = LinkMaker { by: "test", at: Timestamp::now() };
    let make = async |requests: &[LinkRequest]| {
        make_links(&server.app.store, plan, requests, maker, &SystemRandom).await.unwrap()
    };
    assert!(matches!(make(&[request(0, Some("taken"))]).await, Made::Links(_)));
    // The wrong one is the last of several slices.
    let mut many: Vec<LinkRequest> = (1..350).map(|at| request(at, None)).collect();
    many.push(request(999, Some("taken")));
    let Made::Refused(problems) = make(&many).await else { panic!("it was taken") };
    assert_eq!((problems[0].0, problems[0].1.name.as_str()), (349, "reference"));
    assert_eq!(links(&server).await, 1, "all or none");
    // So are two lines of one table that claim one reference.
    many.truncate(349);
    many[0].reference = Some("twice".to_owned());
    many[348].reference = Some("twice".to_owned());
    assert!(matches!(make(&many).await, Made::Refused(_)));
    assert_eq!(links(&server).await, 1, "all or none");
    server.stop().await;
}
