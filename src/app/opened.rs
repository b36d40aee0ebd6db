//! Opened versions: their plans and page templates, read from the store when they are asked for and kept within a bound.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::i18n::Language;
use crate::ids::VersionNumber;
use crate::plan::Plan;
use crate::registry::{Bundle, BundlePage, ServicePath};
use crate::view::{ServicePage, ViewError};

use super::served::address;
use super::{App, AppError, ListedService};

/// Most documents of versions that are open at once, in bytes; an open version takes about five times as much.
const WEIGHT_MAX: u64 = 2 * 1024 * 1024;
/// About how many versions that is.
const VERSIONS: usize = 35;

/// The service of an address, with all that is needed to fill its page and to make orders.
pub struct ServedService {
    /// Where it is found.
    pub path: ServicePath,
    /// Its version.
    pub number: VersionNumber,
    /// What it asks.
    pub plan: Arc<Plan>,
    /// Its line in the lists.
    pub listed: Arc<ListedService>,
    version: Arc<OpenVersion>,
}

/// A version of a service: one that is served, or one that an order was made from.
pub(super) struct OpenVersion {
    /// What it asks.
    pub plan: Arc<Plan>,
    pages: BTreeMap<Language, ServedPage>,
    /// The length of its document.
    bytes: u64,
}

/// Its page in one language.
pub struct ServedPage {
    template: String,
    /// Made at the first form that comes back.
    parsed: OnceLock<ServicePage>,
}

/// The versions that were asked for last.
pub(super) struct OpenVersions(Cache<(ServicePath, VersionNumber), Arc<OpenVersion>, ByWeight>);

#[derive(Clone)]
struct ByWeight;

impl Weighter<(ServicePath, VersionNumber), Arc<OpenVersion>> for ByWeight {
    fn weight(&self, _: &(ServicePath, VersionNumber), version: &Arc<OpenVersion>) -> u64 {
        version.bytes
    }
}

impl OpenVersions {
    pub fn none() -> OpenVersions {
        OpenVersions(Cache::with_weighter(VERSIONS, WEIGHT_MAX, ByWeight))
    }
}

impl App {
    /// The service of an address in the version that is served; `None` when there is none.
    ///
    /// # Errors
    /// When the store fails or the version cannot be read.
    pub async fn service(&self, beneficiary: &str, service: &str) -> Result<Option<ServedService>, AppError> {
        let served = self.served();
        match served.service(beneficiary, service) {
            Some(listed) => self.open(listed).await.map(Some),
            None => Ok(None),
        }
    }

    /// A service that is listed, opened.
    ///
    /// # Errors
    /// When the store fails or the version cannot be read.
    pub async fn open(&self, listed: &Arc<ListedService>) -> Result<ServedService, AppError> {
        let version = self.version(&listed.path, listed.number).await?;
        Ok(ServedService {
            path: listed.path.clone(),
            number: listed.number,
            plan: Arc::clone(&version.plan),
            listed: Arc::clone(listed),
            version,
        })
    }

    /// A version, served or not. Of many who ask at once for the same, one goes to the store.
    ///
    /// # Errors
    /// `NotFound`; when the store fails or the version cannot be read.
    pub(super) async fn version(
        &self,
        path: &ServicePath,
        number: VersionNumber,
    ) -> Result<Arc<OpenVersion>, AppError> {
        let key = (path.clone(), number);
        let read = async {
            let stored = self.store.version(path, number).await?.ok_or(AppError::NotFound("a version"))?;
            OpenVersion::read(&stored.bundle).map(Arc::new)
        };
        self.open_versions.0.get_or_insert_async(&key, read).await
    }
}

impl OpenVersion {
    fn read(document: &str) -> Result<OpenVersion, AppError> {
        let bundle = Bundle::from_document(document)?;
        let page = |page: BundlePage| ServedPage { template: page.template, parsed: OnceLock::new() };
        Ok(OpenVersion {
            plan: Arc::new(bundle.plan),
            pages: bundle.pages.into_iter().map(|(language, one)| (language, page(one))).collect(),
            bytes: document.len() as u64,
        })
    }
}

impl ServedService {
    /// Its page in a language that it speaks.
    pub fn page(&self, language: Language) -> Option<&ServedPage> {
        self.version.pages.get(&language)
    }

    /// Whether as many of its orders were paid as may be, when that was looked at last.
    pub fn is_full(&self) -> bool {
        self.listed.is_full()
    }

    /// Its address in a language.
    pub fn address(&self, language: Language) -> String {
        address(&self.path, language)
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
