//! MPay's REST calls about payment notes, bounded in time and number. It must not know orders' pages or who asks.

mod breaker;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::redirect::Policy;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::ids::{OrderKey, ServiceId};
use breaker::Breaker;

/// Largest answer that is read, in bytes: a payment note is a page or two.
const ANSWER_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most ids of payment notes that are told of one order.
const INVOICES_MAX: usize = 100;
/// Most calls that are under way at a time; a slow MPay must not hold the server's memory.
const CALLS_MAX: usize = 16;

/// The paper of a payment note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageFormat {
    /// 210 × 297 mm.
    A4,
    /// 148 × 210 mm.
    A5,
}

impl PageFormat {
    /// MPay's word.
    pub const fn word(self) -> &'static str {
        match self {
            PageFormat::A4 => "A4",
            PageFormat::A5 => "A5",
        }
    }

    /// The format with this word.
    pub fn from_word(word: &str) -> Option<PageFormat> {
        [PageFormat::A4, PageFormat::A5].into_iter().find(|format| format.word() == word)
    }
}

/// Why there is no payment note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentNoteError {
    /// MPay has none for this order.
    #[error("MPay has no payment note of this order")]
    Unknown,
    /// MPay does not answer, or its gateway does not reach it.
    #[error("MPay does not answer: {0}")]
    Unreachable(String),
    /// MPay answered with what is no payment note.
    #[error("MPay's answer is of no use: {0}")]
    Garbage(&'static str),
    /// MPay failed so often that it is left alone for a while.
    #[error("MPay failed before and is left alone for a while")]
    LeftAlone,
    /// Too many calls wait already.
    #[error("too many calls to MPay are under way")]
    Busy,
}

/// How long to wait for MPay, and how often to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Longest time of one attempt.
    pub attempt_time: Duration,
    /// Most attempts of one call.
    pub attempts: u32,
    /// After how many calls that fail in a row MPay is left alone.
    pub failures: u32,
    /// For how long it is left alone; then one call tries.
    pub left_alone: Duration,
}

impl Default for Patience {
    /// Two attempts of 3 seconds; left alone for 30 seconds after five failures.
    fn default() -> Patience {
        let (attempt_time, left_alone) = (Duration::from_secs(3), Duration::from_secs(30));
        Patience { attempt_time, attempts: 2, failures: 5, left_alone }
    }
}

/// MPay's payment notes; one for all requests.
#[derive(Debug)]
pub struct PaymentNotes {
    address: String,
    client: reqwest::Client,
    patience: Patience,
    breaker: Breaker,
    places: Semaphore,
}

impl PaymentNotes {
    /// A client of the REST service at an address such as `https://mpay.gov.md:8443`.
    ///
    /// # Errors
    /// When the HTTP client cannot be made on this machine; in plain words.
    pub fn new(address: &str, patience: Patience) -> Result<PaymentNotes, String> {
        let client = reqwest::Client::builder().timeout(patience.attempt_time).redirect(Policy::none()).no_proxy();
        Ok(PaymentNotes {
            address: address.trim_end_matches('/').to_owned(),
            client: client.build().map_err(|error| error.to_string())?,
            patience,
            breaker: Breaker::new(patience.failures, patience.left_alone),
            places: Semaphore::new(CALLS_MAX),
        })
    }

    /// The ids of an order's payment notes; at most a hundred.
    ///
    /// # Errors
    /// See [`PaymentNoteError`].
    pub async fn invoices(&self, service: &ServiceId, key: &OrderKey) -> Result<Vec<String>, PaymentNoteError> {
        self.call("/api/invoices", service, key, None, |answer| ids_of(&answer)).await
    }

    /// An order's payment note as a PDF.
    ///
    /// # Errors
    /// See [`PaymentNoteError`].
    pub async fn pdf(
        &self,
        service: &ServiceId,
        key: &OrderKey,
        format: PageFormat,
    ) -> Result<Vec<u8>, PaymentNoteError> {
        self.call("/api/Invoices/GetPdfInvoiceBytes", service, key, Some(format), pdf_of).await
    }

    /// Calls MPay, reads its answer, and notes how it went: an answer of no use is a failure too.
    async fn call<T>(
        &self,
        path: &str,
        service: &ServiceId,
        key: &OrderKey,
        format: Option<PageFormat>,
        read: impl FnOnce(Vec<u8>) -> Result<T, PaymentNoteError>,
    ) -> Result<T, PaymentNoteError> {
        let _place = self.places.try_acquire().map_err(|_| PaymentNoteError::Busy)?;
        if !self.breaker.lets_through(Instant::now()) {
            return Err(PaymentNoteError::LeftAlone);
        }
        // Both are letters and digits: nothing to be escaped.
        let format = format.map_or(String::new(), |format| format!("&pageFormat={}", format.word()));
        let address = format!("{}{path}?serviceID={service}&orderKey={key}{format}", self.address);
        let mut attempt = 1;
        let outcome = loop {
            match self.attempt(&address).await {
                Err(PaymentNoteError::Unreachable(_)) if attempt < self.patience.attempts => attempt += 1,
                outcome => break outcome,
            }
        };
        let outcome = outcome.and_then(read);
        match &outcome {
            Ok(_) | Err(PaymentNoteError::Unknown) => self.breaker.succeeded(),
            Err(_) => self.breaker.failed(Instant::now()),
        }
        outcome
    }

    async fn attempt(&self, address: &str) -> Result<Vec<u8>, PaymentNoteError> {
        let unreachable = |error: reqwest::Error| {
            // The address is ours and long; the reason is enough.
            PaymentNoteError::Unreachable(error.without_url().to_string())
        };
        let mut answer = self.client.get(address).send().await.map_err(unreachable)?;
        match answer.status().as_u16() {
            200 => {}
            204 | 404 => return Err(PaymentNoteError::Unknown),
            status @ (429 | 500..=599) => return Err(PaymentNoteError::Unreachable(format!("HTTP {status}"))),
            _ => return Err(PaymentNoteError::Garbage("its status means nothing to us")),
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
            if bytes.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(PaymentNoteError::Garbage("it is too large"));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

/// The PDF in an answer: as it is, or as a JSON text in base64, as services on .NET send bytes.
fn pdf_of(answer: Vec<u8>) -> Result<Vec<u8>, PaymentNoteError> {
    const MAGIC: &[u8] = b"%PDF-";
    if answer.starts_with(MAGIC) {
        return Ok(answer);
    }
    let text: Option<String> = serde_json::from_slice(&answer).ok();
    let bytes = text.and_then(|text| STANDARD.decode(text).ok()).filter(|bytes| bytes.starts_with(MAGIC));
    bytes.ok_or(PaymentNoteError::Garbage("it is not a PDF"))
}

/// The ids in an answer, words or numbers.
fn ids_of(answer: &[u8]) -> Result<Vec<String>, PaymentNoteError> {
    let ids: Vec<Value> =
        serde_json::from_slice(answer).map_err(|_| PaymentNoteError::Garbage("it is not a list of payment notes"))?;
    let word = |id: Value| match id {
        Value::String(id) => Ok(id),
        Value::Number(id) => Ok(id.to_string()),
        _ => Err(PaymentNoteError::Garbage("an id of a payment note is neither a word nor a number")),
    };
    ids.into_iter().take(INVOICES_MAX).map(word).collect()
}
