//! What is served at one moment: every published service with its pages, in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::i18n::Language;
use crate::ids::{ServiceId, Slug, VersionNumber};
use crate::plan::Plan;
use crate::registry::{Bundle, BundlePage, ServicePath};
use crate::store::Store;
use crate::view::{ServicePage, ViewError};

use super::AppError;

/// All services at one moment.
pub struct Served {
    sequence: Option<i64>,
    services: BTreeMap<ServicePath, Arc<ServedService>>,
    by_id: BTreeMap<ServiceId, ServicePath>,
    /// The file that is the page at an address, where that is the same on every day.
    constant_pages: HashMap<String, String>,
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
    /// Whether as many of its orders were paid as may be, when that was looked at last.
    is_full: AtomicBool,
}

/// Its page in one language.
pub struct ServedPage {
    /// The name of the file that is the page before anything is typed.
    pub empty_file: String,
    template: String,
    /// Made at the first form that comes back: most services of a large catalogue see none for days.
    parsed: OnceLock<ServicePage>,
}

impl Served {
    /// Nothing.
    pub fn none() -> Served {
        Served { sequence: None, services: BTreeMap::new(), by_id: BTreeMap::new(), constant_pages: HashMap::new() }
    }

    /// Loads all that is served.
    ///
    /// # Errors
    /// When the store fails or a stored version cannot be read.
    pub async fn load(store: &Store, sequence: i64) -> Result<Served, AppError> {
        let mut served = Served { sequence: Some(sequence), ..Served::none() };
        for version in store.served().await? {
            let bundle = Bundle::from_document(&version.bundle)?;
            let page = |page: BundlePage| ServedPage {
                empty_file: page.empty_file,
                template: page.template,
                parsed: OnceLock::new(),
            };
            let pages: BTreeMap<_, _> = bundle.pages.into_iter().map(|(language, one)| (language, page(one))).collect();
            let service = ServedService {
                path: version.path.clone(),
                number: version.number,
                plan: bundle.plan,
                pages,
                is_full: AtomicBool::new(false),
            };
            // Where days or places run out, the page at an address is not always the same.
            if service.plan.opening.is_none() && service.plan.limit.is_none() {
                let page =
                    |(language, page): (&Language, &ServedPage)| (service.address(*language), page.empty_file.clone());
                served.constant_pages.extend(service.pages.iter().map(page));
            }
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

    /// The name of the file that is the page at an address, where that is so on every day.
    pub fn constant_page(&self, address: &str) -> Option<&str> {
        self.constant_pages.get(address).map(String::as_str)
    }

    /// A service by its MPay id.
    pub fn by_service_id(&self, id: &str) -> Option<&Arc<ServedService>> {
        self.services.get(self.by_id.get(&ServiceId::parse(id).ok()?)?)
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

    /// Whether as many of its orders were paid as may be, when that was looked at last.
    pub fn is_full(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }

    /// Notes what was seen.
    pub(super) fn note_full(&self, is_full: bool) {
        self.is_full.store(is_full, Ordering::Relaxed);
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
