//! `/api/v1/links`: one link from JSON, or one for each line of a CSV; and a link withdrawn.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::Serialize;

use super::client;
use super::wanted::read_wanted;
use crate::app::{ApiClient, LinkRequest, Made, MadeLink, ServedService, link_address, requests_of_table};
use crate::i18n::Language;
use crate::ids::LinkId;
use crate::limits::{FORM_BYTES_MAX, LINK_TABLE_BYTES_MAX};
use crate::link::LinkTable;
use crate::web::Web;
use crate::web::body;
use crate::web::door::Occupied;
use crate::web::layer::RequestId;
use crate::web::problem::{Detail, Kind, Problem, refused};

/// A link as JSON tells it.
#[derive(Debug, Serialize)]
struct Told<'a> {
    id: &'a str,
    /// Its address in each language that the service speaks.
    urls: BTreeMap<&'static str, String>,
    /// Where the QR codes of these addresses are, as SVG.
    qr: BTreeMap<&'static str, String>,
    expires_on: Option<Date>,
    uses: Option<u32>,
    reference: Option<&'a str>,
}

/// Makes links: one from `application/json`, or many from `text/csv`.
pub(in crate::web) async fn make(
    State(web): State<Web>,
    Extension(id): Extension<RequestId>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let client = client(&web, &headers).await?;
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" => one(&web, &client, &id, &body::bytes(&web, body, FORM_BYTES_MAX).await?).await,
        "text/csv" => {
            let query = body::bounded(query);
            // Before the table is read: a token's tables are worked on, and kept in memory, one at a time.
            let _bulk = match web.door.begin_bulk(client.name()) {
                Ok(bulk) => bulk,
                Err(occupied) => return Ok(later(&id, occupied)),
            };
            many(&web, &client, &id, &query, &body::bytes(&web, body, LINK_TABLE_BYTES_MAX).await?).await
        }
        _ => Err(Problem::new(Kind::UnsupportedMedia)),
    }
}

/// Withdraws a link; again and again is the same.
pub(in crate::web) async fn revoke(
    State(web): State<Web>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let client = client(&web, &headers).await?;
    let id = LinkId::parse(&id).map_err(|_| Problem::new(Kind::NotFound))?;
    web.app.revoke_link_for(&client, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn one(web: &Web, client: &ApiClient, id: &RequestId, bytes: &[u8]) -> Result<Response, Problem> {
    let wanted = match read_wanted(bytes) {
        Ok(wanted) => wanted,
        Err(detail) => return Ok(refused(id, StatusCode::BAD_REQUEST, &[detail])),
    };
    let Some(service) = &web.app.service(client.beneficiary().as_str(), &wanted.service).await? else {
        return Ok(no_service(id, client, &wanted.service));
    };
    if !web.door.lets_links(client.name(), 1) {
        return Ok(too_many(id, 1));
    }
    let links = match web.app.make_links_for(client, service, &[wanted.request]).await? {
        Made::Links(links) => links,
        Made::Refused(problems) => {
            let details: Vec<Detail> = problems.into_iter().map(|(_, problem)| Detail::of(problem, None)).collect();
            return Ok(refused(id, StatusCode::UNPROCESSABLE_ENTITY, &details));
        }
    };
    let told: Vec<Told<'_>> = links.iter().map(|made| told(web, service, made)).collect();
    let body = serde_json::to_string(&told.first()).map_err(|_| Problem::new(Kind::Internal))?;
    Ok(created("application/json", body.into_bytes()))
}

/// The query says what holds for all lines: `service`, and if need be `locked`, `keep`, `expires_on`, `uses`, `language`.
async fn many(web: &Web, client: &ApiClient, id: &RequestId, query: &str, bytes: &[u8]) -> Result<Response, Problem> {
    let bad = |message: String| Ok(refused(id, StatusCode::BAD_REQUEST, &[Detail::plain(message)]));
    let (mut terms, mut service, mut kept, mut language) =
        (LinkRequest::default(), String::new(), Vec::new(), Language::Ro);
    let list = |text: &str| text.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let is_read = match &*name {
            "service" => {
                service = value.into_owned();
                true
            }
            "locked" => {
                terms.locked.extend(list(&value));
                true
            }
            "keep" => {
                kept.extend(list(&value));
                true
            }
            "expires_on" => value.parse().map(|day| terms.expires_on = Some(day)).is_ok(),
            "uses" => value.parse().map(|most| terms.uses_max = Some(most)).is_ok(),
            "language" => Language::from_code(&value).map(|code| language = code).is_some(),
            _ => {
                return bad(format!(
                    "`{name}` is no parameter: they are service, locked, keep, expires_on, uses, language"
                ));
            }
        };
        if !is_read {
            let detail = Detail { name: Some(name.to_string()), ..Detail::plain(unread(&name)) };
            return Ok(refused(id, StatusCode::BAD_REQUEST, &[detail]));
        }
    }
    let table = match LinkTable::read(bytes) {
        Ok(table) => table,
        Err(error) => return bad(error.to_string()),
    };
    let Some(service) = &web.app.service(client.beneficiary().as_str(), &service).await? else {
        return Ok(no_service(id, client, &service));
    };
    let requests = requests_of_table(&table, &kept, &terms);
    if !web.door.lets_links(client.name(), requests.len()) {
        return Ok(too_many(id, requests.len()));
    }
    match web.app.make_links_for(client, service, &requests).await? {
        Made::Links(links) => {
            let address = |made: &MadeLink| link_address(&web.app.public_url, language, &made.link, &made.token);
            let links: Vec<String> = links.iter().map(address).collect();
            let written = table.with_links(&links).map_err(|_| Problem::new(Kind::Internal))?;
            Ok(created("text/csv; charset=utf-8", written))
        }
        Made::Refused(problems) => {
            let told = problems.into_iter().map(|(at, problem)| Detail::of(problem, Some(table.line(at))));
            let details: Vec<Detail> = told.collect();
            Ok(refused(id, StatusCode::UNPROCESSABLE_ENTITY, &details))
        }
    }
}

/// What is wrong with a parameter that is one, and what is expected.
fn unread(parameter: &str) -> String {
    let expected = match parameter {
        "expires_on" => "a day, as 2026-12-31",
        "uses" => "a whole number",
        _ => "one of ro, ru, en",
    };
    format!("the parameter `{parameter}` cannot be read: {expected} is expected")
}

/// A table has to wait for others.
fn later(id: &RequestId, occupied: Occupied) -> Response {
    let message = match occupied {
        Occupied::Token => "another table of this token is still worked on; send this one when that one is answered",
        Occupied::House => "as many tables are worked on as may be; send this one again in a few seconds",
    };
    refused_for_now(id, message.to_owned(), "5")
}

/// The token's links come too fast.
fn too_many(id: &RequestId, count: usize) -> Response {
    let message = format!(
        "too many links were asked for with this token for {count} more now; at most about two hundred a second are made \
         in the long run"
    );
    refused_for_now(id, message, "60")
}

fn refused_for_now(id: &RequestId, message: String, seconds: &'static str) -> Response {
    let mut response = refused(id, StatusCode::TOO_MANY_REQUESTS, &[Detail::plain(message)]);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(seconds));
    response
}

fn no_service(id: &RequestId, client: &ApiClient, service: &str) -> Response {
    let message = format!("`{}` serves no `{service}` here; name the service as in its address", client.beneficiary());
    refused(
        id,
        StatusCode::UNPROCESSABLE_ENTITY,
        &[Detail { name: Some("service".to_owned()), ..Detail::plain(message) }],
    )
}

fn told<'a>(web: &Web, service: &ServedService, made: &'a MadeLink) -> Told<'a> {
    let address = |language: Language| link_address(&web.app.public_url, language, &made.link, &made.token);
    let path = |language: Language| service.address(language);
    let code =
        |language: Language| address(language).replacen(&path(language), &format!("{}/qr.svg", path(language)), 1);
    let of_each = |of: &dyn Fn(Language) -> String| {
        service.plan.languages.iter().map(|language| (language.code(), of(*language))).collect()
    };
    Told {
        id: made.link.id.as_str(),
        urls: of_each(&address),
        qr: of_each(&code),
        expires_on: made.link.expires_on,
        uses: made.link.uses_max,
        reference: made.link.reference.as_deref(),
    }
}

fn created(media_type: &'static str, body: Vec<u8>) -> Response {
    (StatusCode::CREATED, [(CONTENT_TYPE, media_type), (CACHE_CONTROL, "no-store")], body).into_response()
}
