//! The client against servers that are right, slow, failing or full of garbage.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use tokio::net::TcpListener;

use super::*;
use crate::ids::SystemRandom;

/// What the server does from now on.
#[derive(Clone, Copy)]
enum Mood {
    Right,
    Base64,
    Slow,
    Failing,
    Garbage,
    Endless,
    Nothing,
    List,
}

struct Server {
    moods: std::sync::Mutex<Mood>,
    calls: AtomicUsize,
    last: std::sync::Mutex<String>,
}

async fn answer(State(server): State<Arc<Server>>, uri: Uri) -> axum::response::Response {
    server.calls.fetch_add(1, Ordering::SeqCst);
    *server.last.lock().unwrap() = uri.to_string();
    let mood = *server.moods.lock().unwrap();
    match mood {
        Mood::Right => "%PDF-1.4 note".into_response(),
        Mood::Base64 => format!("\"{}\"", STANDARD.encode("%PDF-1.4 note")).into_response(),
        Mood::Slow => std::future::pending().await,
        Mood::Failing => StatusCode::BAD_GATEWAY.into_response(),
        Mood::Garbage => "<html>welcome</html>".into_response(),
        Mood::Endless => vec![b'x'; 3 * 1024 * 1024].into_response(),
        Mood::Nothing => StatusCode::NOT_FOUND.into_response(),
        Mood::List => "[\"12\", 13]".into_response(),
    }
}

async fn server() -> (Arc<Server>, PaymentNotes) {
    let server = Arc::new(Server { moods: Mood::Right.into(), calls: 0.into(), last: String::new().into() });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(Arc::clone(&server));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let patience = Patience {
        attempt_time: Duration::from_millis(300),
        attempts: 2,
        failures: 3,
        left_alone: Duration::from_millis(500),
    };
    (server, PaymentNotes::new(&address, patience).unwrap())
}

fn order() -> (ServiceId, OrderKey) {
    let service = ServiceId::parse("MDS02").unwrap();
    let key = OrderKey::draw(&service, &SystemRandom);
    (service, key)
}

#[tokio::test]
async fn a_note_is_fetched_as_bytes_or_as_base64() {
    let ((server, notes), (service, key)) = (server().await, order());
    for mood in [Mood::Right, Mood::Base64] {
        *server.moods.lock().unwrap() = mood;
        assert_eq!(notes.pdf(&service, &key, PageFormat::A5).await, Ok(b"%PDF-1.4 note".to_vec()));
    }
    let asked = format!("/api/Invoices/GetPdfInvoiceBytes?serviceID=MDS02&orderKey={key}&pageFormat=A5");
    assert_eq!(*server.last.lock().unwrap(), asked);
    *server.moods.lock().unwrap() = Mood::List;
    assert_eq!(notes.invoices(&service, &key).await, Ok(vec!["12".to_owned(), "13".to_owned()]));
}

#[tokio::test]
async fn an_order_without_a_note_is_no_failure_of_mpay() {
    let ((server, notes), (service, key)) = (server().await, order());
    *server.moods.lock().unwrap() = Mood::Nothing;
    for _ in 0..10 {
        assert_eq!(notes.pdf(&service, &key, PageFormat::A4).await, Err(PaymentNoteError::Unknown));
    }
    assert_eq!(server.calls.load(Ordering::SeqCst), 10, "asked once each time");
}

#[tokio::test]
async fn a_slow_or_failing_server_is_tried_twice_then_left_alone_and_tried_again() {
    for mood in [Mood::Slow, Mood::Failing] {
        let ((server, notes), (service, key)) = (server().await, order());
        *server.moods.lock().unwrap() = mood;
        let started = Instant::now();
        for _ in 0..3 {
            let error = notes.pdf(&service, &key, PageFormat::A4).await.unwrap_err();
            assert!(matches!(error, PaymentNoteError::Unreachable(_)), "{error}");
        }
        assert_eq!(server.calls.load(Ordering::SeqCst), 6);
        assert!(started.elapsed() < Duration::from_secs(20), "six attempts of 0.3 s");
        assert_eq!(notes.pdf(&service, &key, PageFormat::A4).await, Err(PaymentNoteError::LeftAlone));
        assert_eq!(server.calls.load(Ordering::SeqCst), 6, "it is left alone");
        *server.moods.lock().unwrap() = Mood::Right;
        let until = Instant::now() + Duration::from_secs(20);
        while notes.pdf(&service, &key, PageFormat::A4).await.is_err() {
            assert!(Instant::now() < until, "it is never tried again");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(server.calls.load(Ordering::SeqCst), 7, "one tried");
        assert!(notes.pdf(&service, &key, PageFormat::A4).await.is_ok());
    }
}

#[tokio::test]
async fn garbage_is_not_handed_on() {
    for mood in [Mood::Garbage, Mood::Endless] {
        let ((server, notes), (service, key)) = (server().await, order());
        *server.moods.lock().unwrap() = mood;
        let error = notes.pdf(&service, &key, PageFormat::A4).await.unwrap_err();
        assert!(matches!(error, PaymentNoteError::Garbage(_)), "{error}");
        assert!(notes.invoices(&service, &key).await.is_err());
        assert!(notes.pdf(&service, &key, PageFormat::A4).await.is_err());
        assert_eq!(notes.pdf(&service, &key, PageFormat::A4).await, Err(PaymentNoteError::LeftAlone));
    }
    let (service, key) = order();
    let nobody = PaymentNotes::new("http://127.0.0.1:9", Patience::default()).unwrap();
    assert!(matches!(nobody.pdf(&service, &key, PageFormat::A4).await, Err(PaymentNoteError::Unreachable(_))));
}
