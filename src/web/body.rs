//! Reading bodies and queries within bounds of size and time.

use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use http_body_util::BodyExt;

use super::Web;
use super::door::turned_away;
use super::problem::{Kind, Problem};
use crate::form::RawAnswers;
use crate::limits::{DRAIN_BYTES_MAX, FORM_BYTES_MAX, FORM_PAIRS_MAX, QUERY_BYTES_MAX};

/// The bytes of a body of at most `most` bytes.
///
/// A larger one is read to its end and thrown away, within a bound: a sender that is cut off while it still sends
/// sees a broken connection instead of the answer. When it is here, the request has its working place.
pub(super) async fn bytes(web: &Web, body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    bytes_within(web.settings.bounds.body_time_max, body, most).await
}

/// As [`bytes`], within a time.
pub(super) async fn bytes_within(time_max: Duration, body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    let read = async {
        let mut body = body;
        let mut kept = Vec::new();
        let mut seen = 0usize;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| Problem::new(turned_away(error).map_or(Kind::BadRequest, Kind::from)))?;
            let Some(data) = frame.data_ref() else { continue };
            seen = seen.saturating_add(data.len());
            if seen > DRAIN_BYTES_MAX {
                break;
            }
            if seen <= most {
                kept.extend_from_slice(data);
            }
        }
        if seen > most { Err(Problem::new(Kind::TooLarge)) } else { Ok(kept) }
    };
    tokio::time::timeout(time_max, read).await.unwrap_or_else(|_| Err(Problem::new(Kind::Timeout)))
}

/// The answers of a posted form: UTF-8, at most 64 KiB and 500 answers.
pub(super) async fn form(web: &Web, headers: &HeaderMap, body: Body) -> Result<RawAnswers, Problem> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let is_form = essence.eq_ignore_ascii_case("application/x-www-form-urlencoded");
    let bytes = bytes(web, body, FORM_BYTES_MAX).await?;
    if !is_form {
        return Err(Problem::new(Kind::UnsupportedMedia));
    }
    answers(&bytes).ok_or(Problem::new(Kind::BadRequest))
}

/// `None` for what is not UTF-8, before or after the escapes are resolved, and for too many pairs.
fn answers(bytes: &[u8]) -> Option<RawAnswers> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut pairs = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        if pairs.len() >= FORM_PAIRS_MAX {
            return None;
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((unescaped(name)?, unescaped(value)?));
    }
    Some(pairs.into_iter().collect())
}

/// Resolves `+` and `%hh`; unlike the lenient standard, refuses what does not come out as UTF-8.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// What stands behind an address's question mark; nothing when it is too long.
pub(super) fn bounded(query: Option<String>) -> String {
    query.filter(|query| query.len() <= QUERY_BYTES_MAX).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_and_must_be_text() {
        let read = answers(b"a=1+2%20%C8%99&payer.name=Ion&b&a=last").unwrap();
        assert_eq!(read.get("a"), "last");
        assert_eq!(read.get("payer.name"), "Ion");
        assert_eq!(read.get("b"), "");
        for wrong in [&b"a=%FF"[..], b"a=%4", b"a=%zz", b"\xff=1", b"%C8=1"] {
            assert!(answers(wrong).is_none(), "{wrong:?}");
        }
        assert!(answers("a=1&".repeat(501).as_bytes()).is_none());
    }
}
