//! Versions of services: what is published, what is served, and the rules for both.

mod bundle;
mod file;
mod summary;

pub use bundle::{Bundle, BundleError, BundlePage};
pub use file::{PublishedFile, compressed, compressed_quickly};
pub use summary::Summary;

use jiff::Timestamp;

use crate::ids::{ContentHash, ServiceId, Slug, VersionNumber};
use crate::order::Order;

/// Where a service is found: `moldsilva/forest-land-rent`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServicePath {
    /// The beneficiary's folder.
    pub beneficiary: Slug,
    /// The service's file.
    pub service: Slug,
}

impl ServicePath {
    /// The service of an order.
    pub fn of(order: &Order) -> ServicePath {
        ServicePath { beneficiary: order.beneficiary.clone(), service: order.service.clone() }
    }
}

impl std::fmt::Display for ServicePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.beneficiary, self.service)
    }
}

/// A compiled version on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVersion {
    /// Which service.
    pub path: ServicePath,
    /// MPay's id of the service; no two services share one.
    pub service_id: ServiceId,
    /// The hash of all that follows.
    pub hash: ContentHash,
    /// The definition's text.
    pub source: String,
    /// The plan and page templates, as a document.
    pub bundle: String,
    /// The bundle's [`Summary`], as a document.
    pub summary: String,
    /// What is served as it is: the empty pages, and the assets that the pages name.
    pub files: Vec<PublishedFile>,
    /// The names of further such files, which the store keeps already.
    pub kept_files: Vec<String>,
}

/// What to do with content that some version of a service has already, but not the one that is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// That version is served again.
    Serve,
    /// What is served goes on being served: a rollback stays.
    Leave,
}

/// How a content stands to what is stored of its service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The version that has the same content.
    pub same: Option<VersionNumber>,
    /// The version that is served.
    pub served: Option<VersionNumber>,
}

impl Standing {
    /// The version that goes on being served, where publishing the content changes nothing.
    pub fn unchanged(self, known: Known) -> Option<VersionNumber> {
        match (self.same, self.served, known) {
            (Some(same), Some(served), _) if same == served => Some(served),
            (Some(_), Some(served), Known::Leave) => Some(served),
            (Some(_) | None, _, Known::Serve) | (None, _, Known::Leave) | (Some(_), None, Known::Leave) => None,
        }
    }
}

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publication {
    /// A new version was stored and is served.
    New(VersionNumber),
    /// The same content is being served already: nothing changed.
    Unchanged(VersionNumber),
    /// The same content had been published before: that version is served again.
    Again(VersionNumber),
}

/// A line of a service's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionSummary {
    /// Its number.
    pub number: VersionNumber,
    /// Its content's hash.
    pub hash: ContentHash,
    /// When it was first published.
    pub published_at: Timestamp,
    /// Whether it is the one that is served.
    pub is_served: bool,
}

/// A stored version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVersion {
    /// Which service.
    pub path: ServicePath,
    /// MPay's id of the service.
    pub service_id: ServiceId,
    /// Its number.
    pub number: VersionNumber,
    /// Its content's hash.
    pub hash: ContentHash,
    /// The definition's text.
    pub source: String,
    /// The plan and page templates.
    pub bundle: String,
}

/// A version that is served, as far as it is known without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedVersion {
    /// Which service.
    pub path: ServicePath,
    /// MPay's id of the service.
    pub service_id: ServiceId,
    /// Its number.
    pub number: VersionNumber,
    /// Its [`Summary`], as a document; none of what was published before there were summaries.
    pub summary: Option<String>,
}
