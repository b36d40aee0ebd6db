//! What is printed: a service's poster, its code as a file, and an order's note.

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::IntoResponse;

use super::{Answer, asked, cookie, known, known_token, link, page, to_order};
use crate::app::ServedService;
use crate::i18n::Language;
use crate::link::LinkToken;
use crate::registry::compressed;
use crate::web::Web;
use crate::web::body::bounded;
use crate::web::file::answered;
use crate::web::problem::{Kind, Problem};
use crate::web::shelf::{CODE, aside};
use crate::web::theme::Theme;

type Names = Path<(String, String, String)>;

/// A service's poster.
pub(in crate::web) async fn poster(State(web): State<Web>, Path((language, beneficiary, service)): Names) -> Answer {
    let language = known(&language)?;
    let service = spoken(&web, language, &beneficiary, &service).await?;
    Ok(page(web.app.poster(&service, language)?))
}

/// The code of a service's page, or with `?l=` of a personal link's.
pub(in crate::web) async fn code(
    State(web): State<Web>,
    Path((language, beneficiary, service)): Names,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
) -> Answer {
    let language = known(&language)?;
    let service = spoken(&web, language, &beneficiary, &service).await?;
    let query = bounded(query);
    let Some(text) = asked(&query, "l") else {
        // It changes with the server's own address, and its title with the version: then it has another name here.
        let name = format!("{CODE}{beneficiary}/{}/{language}@{}", service.path.service, service.number.0);
        let drawn = async {
            let svg = web.app.code(&service, language, None)?;
            let name = name.clone();
            aside(move || compressed(name, "image/svg+xml".to_owned(), svg.into_bytes())).await
        };
        let code = web.shelf.make(&name, Theme::System, drawn).await?;
        let mut answer = answered(&code, &method, &headers)?;
        if answer.status() == StatusCode::OK {
            let name = named(&format!("{beneficiary}-{}-{language}.svg", service.path.service))?;
            answer.headers_mut().insert(CONTENT_DISPOSITION, name);
        }
        return Ok(answer);
    };
    let token = LinkToken::parse(&text).map_err(|_| Problem::new(Kind::NotFound))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (CONTENT_DISPOSITION, named(&format!("{}-{language}.svg", token.id()))?),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok(link::private((headers, web.app.code(&service, language, Some(&token))?).into_response()))
}

/// A service that speaks a language.
async fn spoken(web: &Web, language: Language, beneficiary: &str, service: &str) -> Result<ServedService, Problem> {
    let service = web.app.service(beneficiary, service).await?;
    service.filter(|service| service.page(language).is_some()).ok_or(Problem::new(Kind::NotFound))
}

/// The note of an order that can be paid, for its payer to print or to keep; the page of one that cannot says why.
pub(in crate::web) async fn note(
    State(web): State<Web>,
    Path((language, token)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let (language, token) = (known(&language)?, known_token(&token)?);
    let browser = cookie::browser(&headers, &web.settings);
    Ok(match web.app.note(&token, language, browser.as_deref()).await? {
        Some(note) => page(note),
        None => to_order(language, &token),
    })
}

/// Shown where a browser is led to it, and named for whoever keeps it.
fn named(name: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::from_str(&format!("inline; filename=\"{name}\"")).map_err(|_| Problem::new(Kind::Internal))
}
