//! What is served at one moment: an index of every published service. Plans and pages are opened when they are asked for.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::i18n::Language;
use crate::ids::{ServiceId, Slug, VersionNumber};
use crate::registry::{Bundle, ListedVersion, ServicePath, Summary};
use crate::store::Store;

use super::AppError;
use super::search::SearchText;

/// All services at one moment.
#[derive(Clone, Default)]
pub struct Served {
    sequence: Option<i64>,
    services: BTreeMap<ServicePath, Arc<ListedService>>,
    by_id: BTreeMap<ServiceId, Arc<ListedService>>,
    /// The file that is the page at an address, where that is the same on every day.
    constant_pages: HashMap<String, Arc<str>>,
}

/// A service in the version that is served, as far as lists need it.
pub struct ListedService {
    /// Where it is found.
    pub path: ServicePath,
    /// Its version.
    pub number: VersionNumber,
    /// What is known of it without opening it.
    pub summary: Summary,
    /// Whether as many of its orders were paid as may be, when that was looked at last.
    is_full: AtomicBool,
    /// What it can be found by, written down at the first search.
    search_text: OnceLock<SearchText>,
}

impl Served {
    /// What is served once the publications up to a number are in it: those that were in it before are not read again.
    ///
    /// # Errors
    /// When the store fails or a stored version cannot be read.
    pub(super) async fn updated(&self, store: &Store, sequence: i64) -> Result<Served, AppError> {
        let mut served = Served { sequence: Some(sequence), ..self.clone() };
        for version in store.served(self.sequence).await? {
            let summary = summary_of(store, &version).await?;
            served.put(version, summary);
        }
        Ok(served)
    }

    fn put(&mut self, version: ListedVersion, summary: Summary) {
        let ListedVersion { path, service_id, number, .. } = version;
        for language in Language::ALL {
            self.constant_pages.remove(&address(&path, language));
        }
        // Where days or places run out, the page at an address is not always the same.
        if summary.is_always_open() {
            let page = |(language, file): (&Language, &String)| (address(&path, *language), Arc::from(file.as_str()));
            self.constant_pages.extend(summary.empty_files.iter().map(page));
        }
        let service = Arc::new(ListedService {
            path: path.clone(),
            number,
            summary,
            is_full: AtomicBool::new(false),
            search_text: OnceLock::new(),
        });
        // A service never changes its id.
        self.by_id.insert(service_id, Arc::clone(&service));
        self.services.insert(path, service);
    }

    /// The number of the last publication that is in it; `None` before the first load.
    pub fn sequence(&self) -> Option<i64> {
        self.sequence
    }

    /// A service by its names in addresses.
    pub fn service(&self, beneficiary: &str, service: &str) -> Option<&Arc<ListedService>> {
        let path = ServicePath { beneficiary: Slug::parse(beneficiary).ok()?, service: Slug::parse(service).ok()? };
        self.services.get(&path)
    }

    /// The name of the file that is the page at an address, where that is so on every day.
    pub fn constant_page(&self, address: &str) -> Option<&str> {
        self.constant_pages.get(address).map(|file| &**file)
    }

    /// A service by its MPay id.
    pub fn by_service_id(&self, id: &str) -> Option<&Arc<ListedService>> {
        self.by_id.get(&ServiceId::parse(id).ok()?)
    }

    /// All services, by beneficiary and name.
    pub fn services(&self) -> impl Iterator<Item = &Arc<ListedService>> {
        self.services.values()
    }
}

impl ListedService {
    /// The name of the file that is its page before anything is typed, in a language that it speaks.
    pub fn empty_file(&self, language: Language) -> Option<&str> {
        self.summary.empty_files.get(&language).map(String::as_str)
    }

    /// Whether as many of its orders were paid as may be, when that was looked at last.
    pub fn is_full(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }

    /// Notes what was seen.
    pub(super) fn note_full(&self, is_full: bool) {
        self.is_full.store(is_full, Ordering::Relaxed);
    }

    /// What it can be found by.
    pub(super) fn search_text(&self) -> &SearchText {
        self.search_text.get_or_init(|| SearchText::of(&self.summary))
    }

    /// Its address in a language.
    pub fn address(&self, language: Language) -> String {
        address(&self.path, language)
    }
}

pub(super) fn address(path: &ServicePath, language: Language) -> String {
    format!("/{language}/{}/{}", path.beneficiary, path.service)
}

/// The summary of a version. One that was published by a program that knew none, or another layout, gets its own.
async fn summary_of(store: &Store, version: &ListedVersion) -> Result<Summary, AppError> {
    if let Some(summary) = version.summary.as_deref().and_then(Summary::from_document) {
        return Ok(summary);
    }
    let stored = store.version(&version.path, version.number).await?;
    let stored = stored.ok_or(AppError::NotFound("a version that is served"))?;
    let summary = Summary::of(&Bundle::from_document(&stored.bundle)?);
    store.keep_summary(&version.path, version.number, &summary.to_document()?).await?;
    Ok(summary)
}
