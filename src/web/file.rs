//! Files as they are: static files under addresses that never change their content, logos, pages before they are filled.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::response::{IntoResponse, Response};

use super::Web;
use super::constant::Constant;
use super::problem::{Kind, Problem};
use super::theme::Theme;

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
