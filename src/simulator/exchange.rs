//! Calls to the provider over HTTP, bounded in time, size and number. It must not know pages.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::redirect::Policy;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::ids::SystemRandom;
use crate::limits::SOAP_BYTES_MAX;
use crate::mpay::call::{Examination, Outcome, examine, request, soap_action};
use crate::mpay::certificate::TrustedCertificates;
use crate::mpay::endpoint::Request;
use crate::mpay::message::Problem;
use crate::mpay::security::{Signer, Verifier};

/// Longest time for one call.
const CALL_TIME_MAX: Duration = Duration::from_secs(5);
/// Most attempts of one call.
pub(super) const ATTEMPTS_MAX: usize = 3;
/// How long to wait before the second attempt and before the third.
const PAUSES: [Duration; ATTEMPTS_MAX - 1] = [Duration::from_millis(200), Duration::from_millis(800)];

/// The provider, as MPay sees it.
pub(super) struct Provider {
    endpoint: String,
    signer: Signer,
    verifier: Verifier,
    client: reqwest::Client,
}

/// A call that was answered.
pub(super) struct Exchange {
    /// What was asked, as it was sent.
    pub(super) request: Vec<u8>,
    /// What came back.
    pub(super) reply: Vec<u8>,
    pub(super) examination: Examination,
    pub(super) elapsed: Duration,
    pub(super) attempts: usize,
}

/// A call that was not answered; why, in a few words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unreachable(String);

impl Unreachable {
    /// Too many calls wait already.
    pub(super) fn busy() -> Unreachable {
        Unreachable("prea multe confirmări așteaptă (too many late confirmations wait)".to_owned())
    }
}

impl Provider {
    pub(super) fn new(endpoint: String, signer: Signer, verifier: Verifier) -> Result<Provider, reqwest::Error> {
        let client = reqwest::Client::builder()
            .timeout(CALL_TIME_MAX)
            .connect_timeout(CALL_TIME_MAX)
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        Ok(Provider { endpoint, signer, verifier, client })
    }

    /// Calls the provider, and again while it cannot be reached or its gateway cannot reach it: the same request, so the
    /// same `PaymentID`, signed anew.
    pub(super) async fn call(&self, asked: &Request) -> Result<Exchange, Unreachable> {
        let mut attempts = 1;
        loop {
            match (self.attempt(asked).await, PAUSES.get(attempts - 1)) {
                (Ok(exchange), _) => return Ok(Exchange { attempts, ..exchange }),
                (Err(_), Some(pause)) => tokio::time::sleep(*pause).await,
                (Err(error), None) => return Err(error),
            }
            attempts += 1;
        }
    }

    /// Sends a request, waits until the answer begins to arrive, and goes away without reading it.
    pub(super) async fn call_and_lose_the_reply(&self, asked: &Request) -> Result<(), Unreachable> {
        let message = request(&self.signer, asked, Timestamp::now(), &SystemRandom);
        let lost = async {
            let (host, path) = self.endpoint.trim_start_matches("http://").split_once('/').unwrap_or_default();
            let mut stream = TcpStream::connect(host).await?;
            let head = format!(
                "POST /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: text/xml; charset=utf-8\r\n\
                 soapaction: \"{}\"\r\ncontent-length: {}\r\n\r\n",
                soap_action(asked),
                message.len()
            );
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&message).await?;
            stream.peek(&mut [0]).await.map(drop)
        };
        match tokio::time::timeout(CALL_TIME_MAX, lost).await {
            Ok(lost) => lost.map_err(|error| Unreachable(error.to_string())),
            Err(_) => Err(Unreachable(format!("no answer within {} seconds", CALL_TIME_MAX.as_secs()))),
        }
    }

    /// Whether a request of ours would count, by our own certificate.
    pub(super) fn is_rightly_signed(&self, request: &[u8]) -> bool {
        let trusted = TrustedCertificates::new(vec![self.signer.certificate().clone()]);
        trusted.is_ok_and(|trusted| Verifier::new(trusted).verify(request, Timestamp::now()).is_ok())
    }

    async fn attempt(&self, asked: &Request) -> Result<Exchange, Unreachable> {
        let started = Instant::now();
        let message = request(&self.signer, asked, Timestamp::now(), &SystemRandom);
        let mut response = self
            .client
            .post(&self.endpoint)
            .header("content-type", "text/xml; charset=utf-8")
            .header("soapaction", format!("\"{}\"", soap_action(asked)))
            .body(message.clone())
            .send()
            .await
            .map_err(|error| Unreachable(cause(&error)))?;
        let status = response.status().as_u16();
        if !matches!(status, 200 | 500) {
            return Err(Unreachable(format!("HTTP {status}")));
        }
        let mut reply = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| Unreachable(cause(&error)))? {
            reply.extend_from_slice(&chunk);
            if reply.len() > SOAP_BYTES_MAX {
                // Too large to be read; the examination says so.
                break;
            }
        }
        let mut examination = examine(&self.verifier, &reply, Timestamp::now());
        check_status(&mut examination, status);
        Ok(Exchange { request: message, reply, examination, elapsed: started.elapsed(), attempts: 1 })
    }
}

/// A fault comes with status 500, everything else with 200 (SOAP 1.1, chapter 6.2).
fn check_status(examination: &mut Examination, status: u16) {
    let expected = if matches!(examination.outcome, Ok(Outcome::Fault(_))) { 500 } else { 200 };
    if examination.outcome.is_ok() && status != expected {
        let fault = format!("is {status}; it must be {expected} here");
        examination.broken_rules.push(Problem { place: "the HTTP status".to_owned(), fault });
    }
}

/// The innermost reason of a failed call: the outer ones repeat the address.
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} seconds", CALL_TIME_MAX.as_secs());
    }
    let mut innermost: &dyn std::error::Error = error;
    // A chain of causes is short; the bound only makes that certain.
    for _ in 0..16 {
        let Some(inner) = innermost.source() else { break };
        innermost = inner;
    }
    innermost.to_string()
}
