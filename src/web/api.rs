//! The API for the beneficiaries' own systems: JSON or CSV in, the same out, `application/problem+json` for what is wrong.

mod links;
mod wanted;

pub(super) use links::{make, revoke};

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::Web;
use super::problem::{Kind, Problem};
use crate::app::ApiClient;

/// Whether an address is one of the API: its problems are never pages.
pub(super) fn is_of_api(path: &str) -> bool {
    path.starts_with("/api/")
}

/// Who calls, by the token that it shows.
async fn client(web: &Web, headers: &HeaderMap) -> Result<ApiClient, Problem> {
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token =
        shown.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token);
    let client = match token {
        Some(token) => web.app.api_client(token.trim()).await?,
        None => None,
    };
    let client = client.ok_or(Problem::new(Kind::Unauthorized))?;
    match web.door.lets_token(client.name()) {
        true => Ok(client),
        false => Err(Problem::new(Kind::TooManyRequests)),
    }
}
