//! The pages of personal links. What opens a link is a secret of its holder: no answer to it is cached, indexed or logged.

use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

use super::{Answer, cookie, page};
use crate::app::{OpenedLink, RefusedLink, ServedService};
use crate::form::RawAnswers;
use crate::i18n::Language;
use crate::link::LinkRefusal;
use crate::web::Web;
use crate::web::problem::Problem;

/// The service's page with a link's answers, or why there is none.
pub(super) async fn open(
    web: &Web,
    service: &ServedService,
    language: Language,
    text: &str,
    headers: &HeaderMap,
) -> Answer {
    match web.app.open_link(service, text).await? {
        Ok(link) => {
            let html = web.app.linked_page(service, language, &link)?;
            Ok(cookie::greet(private(page(html)), headers, &web.settings))
        }
        Err(why) => refused(web, service, language, &why, text),
    }
}

/// The link that a form came by; its locked answers are put over what was sent. None came by none.
pub(super) async fn of_form(
    web: &Web,
    service: &ServedService,
    raw: &mut RawAnswers,
) -> Result<Result<Option<OpenedLink>, RefusedLink>, Problem> {
    if raw.get("_link").is_empty() {
        return Ok(Ok(None));
    }
    Ok(web.app.open_link_of_form(service, raw.get("_link")).await?.map(|link| {
        link.lay_over(service, raw);
        Some(link)
    }))
}

/// Why a link does not open. `text` is what its address says.
pub(super) fn refused(
    web: &Web,
    service: &ServedService,
    language: Language,
    refused: &RefusedLink,
    text: &str,
) -> Answer {
    Ok(page_of_refused(web.app.refused_link_page(service, language, refused, text)?, refused))
}

/// The answer with a page that says why a link does not open.
pub(super) fn page_of_refused(html: String, refused: &RefusedLink) -> Response {
    let mut response = private(page(html));
    *response.status_mut() = match (refused.why, &refused.order) {
        // The page leads on to the order.
        (_, Some(_)) => StatusCode::OK,
        (LinkRefusal::Unknown, _) => StatusCode::NOT_FOUND,
        _ => StatusCode::GONE,
    };
    response
}

pub(super) fn private(mut response: Response) -> Response {
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    response
}
