//! What a monitor asks: does the process live, could it take an order now, and what should a person look at.

use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;

use super::Web;
use super::problem::Problem;
use crate::app::{AppError, Lasting, Nearness, TaskState};
use crate::log;

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
    Ok(answer(StatusCode::OK, &health))
}

/// Whether the process lives: nothing else is asked.
pub(super) async fn alive() -> Response {
    answer(StatusCode::OK, &json!({"status": "alive"}))
}

/// Whether an order could be stored and MPay be understood now: 200, or 503 with what is not well.
pub(super) async fn ready(State(web): State<Web>) -> Response {
    let checks = web.app.readiness().await;
    let is_ready = checks.iter().all(|check| check.is_well);
    let all: Vec<_> = checks.iter().map(|check| json!({"name": check.name, "isWell": check.is_well})).collect();
    let readiness = json!({"status": if is_ready { "ready" } else { "not ready" }, "checks": all});
    answer(if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, &readiness)
}

fn answer(status: StatusCode, document: &serde_json::Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (status, headers, format!("{document:#}\n")).into_response()
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
