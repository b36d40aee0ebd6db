//! The endpoint that MPay calls.

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::Web;
use super::body;
use super::problem::{Kind, Problem};
use super::tls::Peer;
use crate::app::MpayAnswer;
use crate::limits::SOAP_BYTES_MAX;
use crate::mpay::contract;

const XML: &str = "text/xml; charset=utf-8";

/// One signed message in, one signed message out: HTTP 200, or 500 for a fault, as SOAP 1.1 asks.
pub(super) async fn service_provider(
    State(web): State<Web>,
    Path(environment): Path<String>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    admit(&web, &environment, &peer, &headers)?;
    Ok(match body::bytes(&web, body, SOAP_BYTES_MAX).await {
        Ok(message) => {
            let answer = web.app.answer_mpay(&message).await;
            let status = if answer.is_fault { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK };
            respond(status, answer)
        }
        Err(problem) => {
            let status = problem.into_response().status();
            respond(status, web.app.refuse_mpay("The message is too large, too slow or broken off."))
        }
    })
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
    tracing::warn!("a caller of the MPay endpoint without a trusted client certificate was refused");
    Err(Problem::new(Kind::NoCertificate))
}

fn respond(status: StatusCode, answer: MpayAnswer) -> Response {
    let headers = [(CONTENT_TYPE, XML), (CACHE_CONTROL, "no-store")];
    (status, headers, answer.message).into_response()
}
