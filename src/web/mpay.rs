//! The endpoint that MPay calls.

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::Web;
use super::door::Refused;
use super::problem::{Kind, Problem};
use super::tls::Peer;
use super::{body, place};
use crate::limits::SOAP_BYTES_MAX;
use crate::mpay::contract;

const XML: &str = "text/xml; charset=utf-8";

/// Whether an address is one of MPay's: its problems are SOAP faults, never pages.
pub(super) fn is_of_mpay(path: &str) -> bool {
    path.starts_with("/mpay/")
}

/// One signed message in, one signed message out: HTTP 200, or 500 for a fault, as SOAP 1.1 asks.
///
/// What MPay has signed is answered however often it comes, and from wherever. What it has not, strangers' messages, is
/// counted for the network that it comes from. MPay and strangers may be one network (behind a proxy that names no callers,
/// or one address of many), so that a network that has sent too many of them is not shut out: from then on only what is
/// cheap is done for its strangers, and they are told 429. What shows no signature is not even parsed; all else is looked at
/// in the order of what it costs (`mpay::security::Verifier`: shape, whose key, only then the signature), as nothing less
/// tells MPay's messages. For no stranger's message, not for the first either, is a fault signed anew.
pub(super) async fn service_provider(
    State(web): State<Web>,
    Path(environment): Path<String>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let place = place::of_request(&web, &peer, &headers);
    if let Err(problem) = admit(&web, &environment, &peer, &headers) {
        let is_usual = web.door.lets_stranger(place);
        return Err(if is_usual { problem } else { Problem::new(Kind::TooManyRequests) });
    }
    let message = body::bytes_within(web.settings.bounds.soap_time_max, body, SOAP_BYTES_MAX).await?;
    let shows_signature = str::from_utf8(&message).is_ok_and(|text| text.contains("SignatureValue"));
    if !shows_signature && !web.door.lets_stranger(place) {
        return Err(Problem::new(Kind::TooManyRequests));
    }
    let answer = web.app.answer_mpay(&message).await;
    let mut status = if answer.is_fault { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK };
    if let Some(why) = &answer.of_stranger {
        if shows_signature && !web.door.lets_stranger(place) {
            status = StatusCode::TOO_MANY_REQUESTS;
        }
        let refused = Refused { why: "a message to the MPay endpoint was not signed by MPay", status: status.as_u16() };
        web.door.refusals.note(refused, place, why);
    }
    let headers = [(CONTENT_TYPE, XML), (CACHE_CONTROL, "no-store")];
    Ok((status, headers, answer.message).into_response())
}

/// The contract, for tools that generate clients: `?wsdl`, `?singleWsdl`, and `?xsd`, which the first imports.
pub(super) async fn description(
    State(web): State<Web>,
    Path(environment): Path<String>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    admit(&web, &environment, &peer, &headers)?;
    let endpoint = format!("{}/mpay/{environment}/service-provider", web.app.public_url);
    let query = query.unwrap_or_default().to_ascii_lowercase();
    let description = match query.trim_end_matches('=') {
        "wsdl" => contract::wsdl(&endpoint),
        "singlewsdl" => contract::single_wsdl(&endpoint),
        "xsd" => contract::SCHEMA.to_owned(),
        _ => return Ok((StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "POST")]).into_response()),
    };
    Ok(([(CONTENT_TYPE, XML), (CACHE_CONTROL, "public, max-age=3600")], description).into_response())
}

/// Only the environment's own endpoint, and only to those who may call it. Strangers cost no signature.
fn admit(web: &Web, environment: &str, peer: &Peer, headers: &HeaderMap) -> Result<(), Problem> {
    if environment != web.app.store.environment().word() {
        return Err(Problem::new(Kind::NotFound));
    }
    if web.mpay_clients.admits(peer, headers) {
        return Ok(());
    }
    Err(Problem::new(Kind::NoCertificate))
}
