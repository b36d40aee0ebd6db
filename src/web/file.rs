//! Files as they are: static files under addresses that never change their content, logos, pages before they are filled.

use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::response::{IntoResponse, Response};

use jiff::Timestamp;
use serde_json::json;

use super::Web;
use super::constant::Constant;
use super::problem::{Kind, Problem};
use super::theme::Theme;
use crate::app::{AppError, Lasting, Nearness, TaskState};
use crate::log;

/// A static file, a logo: of this program, or of one that published a version or ran on this store before.
pub(super) async fn published(
    State(web): State<Web>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    constant(&web, uri.path(), &method, &headers).await
}

/// Browsers ask for it unasked.
pub(super) async fn favicon(State(web): State<Web>, method: Method, headers: HeaderMap) -> Result<Response, Problem> {
    let mut response = constant(&web, web.app.assets.address("images/favicon.svg"), &method, &headers).await?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    Ok(response)
}

/// The answer with the file of a name; a page in the theme that its reader chose.
pub(super) async fn constant(web: &Web, name: &str, method: &Method, headers: &HeaderMap) -> Result<Response, Problem> {
    let constant = web.shelf.find(&web.app, name, Theme::of(headers, &web.settings)).await?;
    answered(&constant, method, headers)
}

/// The answer with a constant.
pub(super) fn answered(constant: &Constant, method: &Method, headers: &HeaderMap) -> Result<Response, Problem> {
    let answer = constant.answer(method, headers).ok_or(Problem::new(Kind::NotAcceptable))?;
    Ok(answer.map(Body::from))
}

/// Orders are nobody's business.
pub(super) async fn robots() -> Response {
    let text = "User-agent: *\nDisallow: /ro/order/\nDisallow: /ru/order/\nDisallow: /en/order/\n";
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "public, max-age=86400")], text).into_response()
}

/// Whether the service can take orders, for whoever watches over it.
pub(super) async fn health(State(web): State<Web>) -> Result<Response, Problem> {
    web.app.store.check().await.map_err(AppError::from)?;
    let (now, trust) = (web.app.now(), web.app.trust());
    let certificates: Vec<_> = trust.certificates.iter().map(|one| certificate(one, now)).collect();
    let tasks: Vec<_> = web.app.tasks();
    let (present, refused_at) = (Instant::now(), web.app.refused_for_time_at());
    let is_well = trust.certificates.iter().all(|one| one.nearness(now) == Nearness::Far)
        && tasks.iter().all(|state| !state.is_late(present))
        && refused_at.is_none();
    let health = json!({
        "status": if is_well { "ok" } else { "warning" },
        "environment": web.app.store.environment().word(),
        "certificates": certificates,
        "tasks": tasks.iter().map(|state| task(state, present)).collect::<Vec<_>>(),
        "lostLogLines": log::lost_lines(),
        // A clock is wrong when it is not null: this machine's, most likely.
        "refusedForTimeAt": refused_at.map(|at| at.to_string()),
    });
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    Ok((headers, format!("{health:#}\n")).into_response())
}

fn task(state: &TaskState, now: Instant) -> serde_json::Value {
    json!({
        "name": state.task.name,
        "secondsSinceWell": state.went_well.map(|at| now.saturating_duration_since(at).as_secs()),
        "isLate": state.is_late(now),
    })
}

fn certificate(one: &Lasting, now: Timestamp) -> serde_json::Value {
    let warning = match one.nearness(now) {
        Nearness::Far => None,
        Nearness::InSixtyDays => Some("ends in at most 60 days"),
        Nearness::InThirtyDays => Some("ends in at most 30 days"),
        Nearness::InSevenDays => Some("ends in at most 7 days"),
        Nearness::Over => Some("is over"),
    };
    json!({
        "whose": one.whose.words(),
        "subject": one.subject,
        "notAfter": one.not_after.to_string(),
        "daysLeft": one.days_left(now),
        "warning": warning,
    })
}
