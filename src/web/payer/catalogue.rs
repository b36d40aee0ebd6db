//! The lists of services: all of them (a constant), one beneficiary's, and what a search finds.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode};

use super::super::Web;
use super::super::body::bounded;
use super::super::constant::Constant;
use super::super::file::answered;
use super::super::problem::{Kind, Problem};
use super::super::shelf::{LIST, aside};
use super::super::theme::Theme;
use super::{Answer, asked, known, page, redirect};
use crate::app::{AppError, ListedService, NoSearch, Search};
use crate::i18n::Language;
use crate::registry::compressed_quickly;
use crate::view::{CatalogueBeneficiary, CatalogueService, SearchPage, plain_text};

/// What an address says instead of a search that may tell something about a person.
const PERSONAL: &str = "personal";

/// All services, or with `?q=` those that are looked for.
pub(in super::super) async fn catalogue(
    State(web): State<Web>,
    Path(language): Path<String>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
) -> Answer {
    let language = known(&language)?;
    let query = bounded(query);
    if query == PERSONAL {
        return searched(&web, language, &SearchPage::Personal);
    }
    match asked(&query, "q").map(|typed| Search::parse(&typed)) {
        None | Some(Err(NoSearch::Empty)) => all(&web, language, &method, &headers).await,
        // It stays in no address: neither on the screen nor among those that the browser remembers.
        Some(Err(NoSearch::Personal)) => Ok(redirect(StatusCode::SEE_OTHER, &format!("/{language}?{PERSONAL}"))),
        Some(Ok(search)) => {
            let found = web.app.search(&search);
            let services = found
                .services
                .iter()
                .map(|one| (line(one, language), one.summary.beneficiary_name.get(language).clone()));
            let services = services.collect();
            let page = SearchPage::Found { typed: search.typed().to_owned(), services, count: found.count };
            searched(&web, language, &page)
        }
    }
}

/// The services of one beneficiary.
pub(in super::super) async fn beneficiary(
    State(web): State<Web>,
    Path((language, beneficiary)): Path<(String, String)>,
) -> Answer {
    let language = known(&language)?;
    let list = beneficiaries(&web, language, |slug| slug == beneficiary);
    let one = list.first().ok_or(Problem::new(Kind::NotFound))?;
    Ok(page(web.app.view.beneficiary(language, one).map_err(AppError::from)?))
}

fn searched(web: &Web, language: Language, found: &SearchPage) -> Answer {
    Ok(page(web.app.view.search(language, found).map_err(AppError::from)?))
}

/// The list of all services, a constant until the next publication.
async fn all(web: &Web, language: Language, method: &Method, headers: &HeaderMap) -> Answer {
    let constant = list(web, language, Theme::of(headers, &web.settings)).await?;
    answered(&constant, method, headers)
}

/// Makes the lists in all languages where something was published, so that no visitor waits for it, and forgets those that
/// they replace.
pub(in super::super) async fn keep_lists(web: &Web) {
    let present = web.app.served().sequence().unwrap_or_default();
    for language in Language::ALL {
        if list(web, language, Theme::System).await.is_err() {
            tracing::error!(%language, "the list of services cannot be made");
        }
    }
    let last = web.listed.swap(present, Ordering::Relaxed);
    if last != present {
        Language::ALL.into_iter().for_each(|language| web.shelf.forget(&name_of(language, last)));
    }
}

/// The list of all services in a language and a theme: made once for each language after a publication, apart from what
/// answers requests, and of it once for each theme.
async fn list(web: &Web, language: Language, theme: Theme) -> Result<Arc<Constant>, Problem> {
    let name = name_of(language, web.app.served().sequence().unwrap_or_default());
    let made = async {
        let (web, name) = (web.clone(), name.clone());
        let made = aside(move || {
            let list = beneficiaries(&web, language, |_| true);
            let html = web.app.view.catalogue(language, &list).map_err(AppError::from)?;
            Ok(compressed_quickly(name, "text/html; charset=utf-8".to_owned(), html.into_bytes()))
        });
        made.await?.map_err(|error: AppError| Problem::from(error))
    };
    web.shelf.make(&name, theme, made).await
}

/// What the list in a language is called that is made after a publication.
fn name_of(language: Language, sequence: i64) -> String {
    format!("{LIST}{language}/{sequence}")
}

/// The beneficiaries with the services that speak a language, or at least Romanian.
fn beneficiaries(web: &Web, language: Language, wanted: impl Fn(&str) -> bool) -> Vec<CatalogueBeneficiary> {
    let mut found: BTreeMap<String, CatalogueBeneficiary> = BTreeMap::new();
    for service in web.app.served().services().filter(|service| wanted(service.path.beneficiary.as_str())) {
        let summary = &service.summary;
        let entry = found.entry(service.path.beneficiary.to_string()).or_insert_with(|| CatalogueBeneficiary {
            slug: service.path.beneficiary.clone(),
            name: summary.beneficiary_name.get(language).clone(),
            idno: summary.idno.to_string(),
            logo: summary.logo.clone(),
            services: Vec::new(),
        });
        entry.services.push(line(service, language));
    }
    found.into_values().collect()
}

/// A service as lists show it; its page is in Romanian where it does not speak the language.
fn line(service: &ListedService, language: Language) -> CatalogueService {
    let summary = &service.summary;
    let spoken = if service.empty_file(language).is_some() { language } else { Language::Ro };
    CatalogueService {
        title: summary.title.get(language).clone(),
        description: summary.description.as_ref().map(|text| plain_text(text.get(language))),
        address: service.address(spoken),
    }
}
