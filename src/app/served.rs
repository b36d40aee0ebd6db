//! What is served at one moment: every published service with its pages, in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::i18n::Language;
use crate::ids::{ServiceId, Slug, VersionNumber};
use crate::plan::Plan;
use crate::registry::{Bundle, PublishedFile, ServicePath};
use crate::store::Store;
use crate::view::{ServicePage, ViewError};

use super::AppError;
use super::search::{Search, text_of};

/// All services at one moment.
pub struct Served {
    sequence: Option<i64>,
    services: BTreeMap<ServicePath, Arc<ServedService>>,
    by_id: BTreeMap<ServiceId, ServicePath>,
}

/// A service in the version that is served.
pub struct ServedService {
    /// Where it is found.
    pub path: ServicePath,
    /// Its version.
    pub number: VersionNumber,
    /// What it asks.
    pub plan: Plan,
    pages: BTreeMap<Language, ServedPage>,
    /// What it can be found by; written down at the first search.
    search_text: OnceLock<String>,
}

/// Its page in one language.
pub struct ServedPage {
    /// The page before anything is typed.
    pub empty: PublishedFile,
    template: String,
    /// Made at the first form that comes back: most services of a large catalogue see none for days.
    parsed: OnceLock<ServicePage>,
}

impl Served {
    /// Nothing.
    pub fn none() -> Served {
        Served { sequence: None, services: BTreeMap::new(), by_id: BTreeMap::new() }
    }

    /// Loads all that is served.
    ///
    /// # Errors
    /// When the store fails or a stored version cannot be read.
    pub async fn load(store: &Store, sequence: i64) -> Result<Served, AppError> {
        let mut served = Served { sequence: Some(sequence), ..Served::none() };
        for version in store.served().await? {
            let bundle = Bundle::from_document(&version.bundle)?;
            let mut files = store.files_of(&version.path, version.number).await?;
            let mut pages = BTreeMap::new();
            for (language, page) in bundle.pages {
                let Some(at) = files.iter().position(|file| file.name == page.empty_file) else {
                    return Err(AppError::NotFound("a published page"));
                };
                let empty = files.swap_remove(at);
                pages.insert(language, ServedPage { empty, template: page.template, parsed: OnceLock::new() });
            }
            let service = ServedService {
                path: version.path.clone(),
                number: version.number,
                plan: bundle.plan,
                pages,
                search_text: OnceLock::new(),
            };
            served.by_id.insert(version.service_id, version.path.clone());
            served.services.insert(version.path, Arc::new(service));
        }
        Ok(served)
    }

    /// The number of the last publication that is in it; `None` before the first load.
    pub fn sequence(&self) -> Option<i64> {
        self.sequence
    }

    /// A service by its names in addresses.
    pub fn service(&self, beneficiary: &str, service: &str) -> Option<&Arc<ServedService>> {
        let path = ServicePath { beneficiary: Slug::parse(beneficiary).ok()?, service: Slug::parse(service).ok()? };
        self.services.get(&path)
    }

    /// Whether a service has this MPay id.
    pub fn has_service_id(&self, id: &str) -> bool {
        ServiceId::parse(id).is_ok_and(|id| self.by_id.contains_key(&id))
    }

    /// All services, by beneficiary and name.
    pub fn services(&self) -> impl Iterator<Item = &Arc<ServedService>> {
        self.services.values()
    }
}

impl ServedService {
    /// Its page in a language that it speaks.
    pub fn page(&self, language: Language) -> Option<&ServedPage> {
        self.pages.get(&language)
    }

    /// Whether it is what someone looks for.
    pub fn is_found_by(&self, search: &Search) -> bool {
        search.finds(self.search_text.get_or_init(|| text_of(&self.plan)))
    }

    /// Its address in a language.
    pub fn address(&self, language: Language) -> String {
        format!("/{language}/{}/{}", self.path.beneficiary, self.path.service)
    }
}

impl ServedPage {
    /// The template in which only what depends on the payer is left open.
    ///
    /// # Errors
    /// When the stored template cannot be read.
    pub fn template(&self) -> Result<&ServicePage, ViewError> {
        if let Some(parsed) = self.parsed.get() {
            return Ok(parsed);
        }
        let parsed = ServicePage::parse(&self.template)?;
        Ok(self.parsed.get_or_init(|| parsed))
    }
}
