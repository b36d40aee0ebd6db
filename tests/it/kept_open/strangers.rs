//! What MPay signed is answered however often it comes; what it did not is bounded, and costs little.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mpay_pages::web::{Paces, WebSettings};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{connect, mpay, post, question};
use crate::support::in_process::InProcess;

/// How many messages of strangers one network may send at once, in these stories.
const STRANGERS: u32 = 20;
/// Where MPay comes from: one address.
const MPAYS: &str = "x-forwarded-for: 198.51.100.7\r\n";
const ELSEWHERE: &str = "x-forwarded-for: 203.0.113.9\r\n";

async fn server() -> Arc<InProcess> {
    let paces = Paces { strangers: (1, STRANGERS), ..Paces::default() };
    Arc::new(InProcess::with_settings(WebSettings { paces, ..WebSettings::default() }).await)
}

/// Sends a request on a connection that is kept; gives the status and the body.
async fn ask(stream: &mut BufReader<TcpStream>, request: &[u8]) -> (u16, Vec<u8>) {
    stream.write_all(request).await.unwrap();
    let (mut status, mut length) = (0, 0);
    loop {
        let mut line = String::new();
        assert_ne!(stream.read_line(&mut line).await.unwrap(), 0, "the connection ended");
        if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
            status = rest[..3].parse().unwrap();
        } else if let Some(rest) = line.strip_prefix("content-length: ") {
            length = rest.trim().parse().unwrap();
        } else if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    (status, body)
}

async fn kept(server: &InProcess) -> BufReader<TcpStream> {
    BufReader::new(connect(server).await)
}

/// Messages that no one counts: unreadable, unsigned, signed by another, changed after it was signed.
fn wrong(server: &InProcess, other: &InProcess) -> Vec<Vec<u8>> {
    let message = String::from_utf8(question(server)).unwrap();
    let changed = message.replacen("MDS02000000000000", "MDS02000000000001", 1).into_bytes();
    vec![b"<a/>".to_vec(), b"\xff<".to_vec(), b"SignatureValue".to_vec(), question(other), changed]
}

/// So many rightly signed calls of one network, while another floods the endpoint and MPay's own network sends rubbish too.
async fn flooded(calls: usize) {
    let (server, other) = (server().await, server().await);
    let message = question(&server);
    let wrong = wrong(&server, &other);
    let left = Arc::new(AtomicUsize::new(calls));
    let mut mpays = Vec::new();
    for _ in 0..4 {
        let (server, left, message) = (Arc::clone(&server), Arc::clone(&left), message.clone());
        mpays.push(tokio::spawn(async move {
            let (mut stream, request) = (kept(&server).await, post(&message, MPAYS));
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
                let (status, body) = ask(&mut stream, &request).await;
                assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
            }
        }));
    }
    let mut floods = Vec::new();
    for place in [ELSEWHERE, MPAYS] {
        let (server, left, wrong) = (Arc::clone(&server), Arc::clone(&left), wrong.clone());
        floods.push(tokio::spawn(async move {
            let mut stream = kept(&server).await;
            let (mut heard, mut refused) = (0, 0);
            let requests: Vec<Vec<u8>> = wrong.iter().map(|message| post(message, place)).collect();
            for request in requests.iter().cycle() {
                match ask(&mut stream, request).await.0 {
                    500 => heard += 1,
                    429 => refused += 1,
                    status => panic!("{status}"),
                }
                if left.load(Ordering::Relaxed) == 0 && refused > 0 {
                    break;
                }
            }
            (heard, refused)
        }));
    }
    for one in mpays {
        one.await.unwrap();
    }
    for one in floods {
        let (heard, refused) = one.await.unwrap();
        assert!(heard >= STRANGERS as usize && refused > 0, "{heard} heard, {refused} refused");
    }
}

/// `SIGNED_CALLS` says how many; the long run has twenty thousand.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rightly_signed_calls_of_one_network_are_all_answered_in_a_flood() {
    flooded(std::env::var("SIGNED_CALLS").map_or(2_000, |calls| calls.parse().unwrap())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_with_too_many_strangers_is_told_by_a_signed_fault() {
    let (server, other) = (server().await, server().await);
    let mpay = mpay(&server);
    for message in wrong(&server, &other) {
        let mut stream = kept(&server).await;
        let mut told = None;
        for _ in 0..20 * STRANGERS {
            let (status, body) = ask(&mut stream, &post(&message, ELSEWHERE)).await;
            let reply = mpay.read(status, body);
            reply.accepted();
            if status == 429 {
                told = Some(reply);
                break;
            }
            assert_eq!(status, 500);
        }
        assert!(told.is_some(), "{:.100}", String::from_utf8_lossy(&message));
        // The same network's signed ones, and another network's unsigned ones, are heard.
        assert_eq!(ask(&mut stream, &post(&question(&server), ELSEWHERE)).await.0, 200);
    }
    let mut stream = kept(&server).await;
    assert_eq!(ask(&mut stream, &post(b"<a/>", "x-forwarded-for: 203.0.113.77\r\n")).await.0, 500);
    // Proxies whose words cannot be read are one network, and that has a bound too.
    let unreadable = [&b"x-forwarded-for: \xff\r\n"[..], b"x-forwarded-for: unknown\r\n"];
    let statuses = async |lines: &[&[u8]]| {
        let mut stream = kept(&server).await;
        let mut all = Vec::new();
        for at in 0..3 * STRANGERS as usize {
            let request =
                [&post(b"<a/>", "")[..post(b"<a/>", "").len() - 6], lines[at % lines.len()], b"\r\n<a/>"].concat();
            all.push(ask(&mut stream, &request).await.0);
        }
        all
    };
    let _ = statuses(&unreadable).await;
    assert!(statuses(&unreadable).await.contains(&429));
}
