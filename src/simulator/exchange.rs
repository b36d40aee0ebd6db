//! Calls to the provider over HTTP, bounded in time, size and number. It must not know pages.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::redirect::Policy;

use crate::ids::SystemRandom;
use crate::limits::SOAP_BYTES_MAX;
use crate::mpay::call::{Examination, Outcome, examine, request, soap_action};
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
    pub(super) examination: Examination,
    pub(super) elapsed: Duration,
    pub(super) attempts: usize,
}

/// A call that was not answered; why, in a few words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unreachable(String);

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
                (Ok((examination, elapsed)), _) => return Ok(Exchange { examination, elapsed, attempts }),
                (Err(_), Some(pause)) => tokio::time::sleep(*pause).await,
                (Err(error), None) => return Err(error),
            }
            attempts += 1;
        }
    }

    async fn attempt(&self, asked: &Request) -> Result<(Examination, Duration), Unreachable> {
        let started = Instant::now();
        let message = request(&self.signer, asked, Timestamp::now(), &SystemRandom);
        let mut response = self
            .client
            .post(&self.endpoint)
            .header("content-type", "text/xml; charset=utf-8")
            .header("soapaction", format!("\"{}\"", soap_action(asked)))
            .body(message)
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
        Ok((examination, started.elapsed()))
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
