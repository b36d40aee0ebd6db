//! Finding services, versions and files; changes nothing.

use super::pool::fetch;
use super::row::row;
use super::{Conflict, Missing, Store, StoreError};
use crate::clock::from_micros;
use crate::ids::{ContentHash, ServiceId, Slug, VersionNumber};
use crate::registry::{ListedVersion, PublishedFile, ServicePath, StoredVersion, VersionSummary};

const BY_PATH: &str = "SELECT beneficiary, service FROM services WHERE beneficiary = $1 AND service = $2";
const BY_SLUG: &str = "SELECT beneficiary, service FROM services WHERE service = $1";
const BY_ID: &str = "SELECT beneficiary, service FROM services WHERE service_id = $1";
const VERSIONS: &str = "SELECT v.number, v.hash, v.published_at, d.number IS NOT NULL AS is_served \
     FROM versions v LEFT JOIN served d ON d.beneficiary = v.beneficiary AND d.service = v.service \
     AND d.number = v.number AND d.environment = $3 WHERE v.beneficiary = $1 AND v.service = $2 ORDER BY v.number";
/// All, or what was published or gone back to after a number of the log.
const SERVED: &str = "SELECT d.beneficiary, d.service, s.service_id, d.number, m.summary \
     FROM served d JOIN services s ON s.beneficiary = d.beneficiary AND s.service = d.service LEFT JOIN summaries m \
     ON m.beneficiary = d.beneficiary AND m.service = d.service AND m.number = d.number WHERE d.environment = $1 \
     AND (CAST($2 AS BIGINT) < 0 OR EXISTS (SELECT 1 FROM publications p WHERE p.seq > CAST($2 AS BIGINT) \
     AND p.environment = d.environment AND p.beneficiary = d.beneficiary AND p.service = d.service))";
const VERSION: &str = "SELECT v.beneficiary, v.service, s.service_id, v.number, v.hash, v.source, v.bundle \
     FROM services s JOIN versions v ON v.beneficiary = s.beneficiary AND v.service = s.service \
     WHERE v.beneficiary = $1 AND v.service = $2 AND v.number = $3";
const FILES: &str = "SELECT f.name, f.media_type, f.bytes, f.gzip, f.brotli, f.zstd \
     FROM version_files l JOIN files f ON f.name = l.name \
     WHERE l.beneficiary = $1 AND l.service = $2 AND l.number = $3";
const HAS_FILE: &str = "SELECT COUNT(*) FROM files WHERE name = $1";
const FILE: &str = "SELECT name, media_type, bytes, gzip, brotli, zstd FROM files WHERE name = $1";

/// This file's statements.
pub(super) const ALL: &[&str] = &[BY_PATH, BY_SLUG, BY_ID, VERSIONS, SERVED, VERSION, FILES, FILE, HAS_FILE];

row! {
    struct VersionRow {
        beneficiary: String,
        service: String,
        service_id: String,
        number: i64,
        hash: String,
        source: String,
        bundle: String,
    }
}

row! {
    struct ListedRow {
        beneficiary: String,
        service: String,
        service_id: String,
        number: i64,
        summary: Option<String>,
    }
}

row! {
    struct FileRow {
        name: String,
        media_type: String,
        bytes: Vec<u8>,
        gzip: Option<Vec<u8>>,
        brotli: Option<Vec<u8>>,
        zstd: Option<Vec<u8>>,
    }
}

impl Store {
    /// The service that a person names: `beneficiary/service`, a service's name alone when only one has it, or an MPay
    /// service id.
    ///
    /// # Errors
    /// `NotFound` with `Service`; `Conflict` with `Ambiguous`.
    pub async fn find_service(&self, text: &str) -> Result<ServicePath, StoreError> {
        let mut reading = self.pool.read().await?;
        let on = &mut reading.on();
        let rows = if let Some((beneficiary, service)) = text.split_once('/') {
            match (Slug::parse(beneficiary), Slug::parse(service)) {
                (Ok(_), Ok(_)) => fetch!(on, fetch_all, (String, String), BY_PATH, beneficiary, service)?,
                _ => Vec::new(),
            }
        } else if ServiceId::parse(text).is_ok() {
            fetch!(on, fetch_all, (String, String), BY_ID, text)?
        } else if Slug::parse(text).is_ok() {
            fetch!(on, fetch_all, (String, String), BY_SLUG, text)?
        } else {
            Vec::new()
        };
        let mut paths = rows.into_iter().map(path).collect::<Result<Vec<_>, _>>()?;
        if paths.len() > 1 {
            paths.sort();
            return Err(StoreError::Conflict(Conflict::Ambiguous(paths)));
        }
        paths.pop().ok_or_else(|| StoreError::NotFound(Missing::Service(text.to_owned())))
    }

    /// The versions of a service, the oldest first, and which of them this environment serves; empty for an unknown service.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn versions(&self, path: &ServicePath) -> Result<Vec<VersionSummary>, StoreError> {
        let (beneficiary, service) = (path.beneficiary.as_str(), path.service.as_str());
        let mut reading = self.pool.read().await?;
        let rows = fetch!(
            &mut reading.on(),
            fetch_all,
            (i64, String, i64, bool),
            VERSIONS,
            beneficiary,
            service,
            self.environment.word()
        )?;
        rows.into_iter()
            .map(|(version, hash, at, is_served)| {
                let hash = ContentHash::from_stored(hash);
                Ok(VersionSummary { number: number(version)?, hash, published_at: from_micros(at), is_served })
            })
            .collect()
    }

    /// The version of each service that this environment serves, in the order of their paths; only of those that were
    /// published or gone back to after `since`, a number of [`Store::publication_sequence`], if one is given.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn served(&self, since: Option<i64>) -> Result<Vec<ListedVersion>, StoreError> {
        let (environment, since) = (self.environment.word(), since.unwrap_or(-1));
        let mut reading = self.pool.read().await?;
        let rows = fetch!(&mut reading.on(), fetch_all, ListedRow, SERVED, environment, since)?;
        let mut versions = rows.into_iter().map(ListedRow::read).collect::<Result<Vec<_>, _>>()?;
        // Here and not in SQL: databases differ in how they order text.
        versions.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(versions)
    }

    /// A version, served or not.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn version(
        &self,
        path: &ServicePath,
        number: VersionNumber,
    ) -> Result<Option<StoredVersion>, StoreError> {
        let (beneficiary, service, number) = (path.beneficiary.as_str(), path.service.as_str(), i64::from(number.0));
        let mut reading = self.pool.read().await?;
        fetch!(&mut reading.on(), fetch_optional, VersionRow, VERSION, beneficiary, service, number)?
            .map(VersionRow::read)
            .transpose()
    }

    /// The files of a version, in the order of their names; empty for an unknown version.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn files_of(&self, path: &ServicePath, number: VersionNumber) -> Result<Vec<PublishedFile>, StoreError> {
        let (beneficiary, service, number) = (path.beneficiary.as_str(), path.service.as_str(), i64::from(number.0));
        let mut reading = self.pool.read().await?;
        let rows = fetch!(&mut reading.on(), fetch_all, FileRow, FILES, beneficiary, service, number)?;
        let mut files: Vec<PublishedFile> = rows.into_iter().map(FileRow::read).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    /// Whether there is a file of this name.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn has_file(&self, name: &str) -> Result<bool, StoreError> {
        let (count,) = fetch!(&mut self.pool.read().await?.on(), fetch_one, (i64,), HAS_FILE, name)?;
        Ok(count > 0)
    }

    /// A file by its name, of any version or of none.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn file(&self, name: &str) -> Result<Option<PublishedFile>, StoreError> {
        if !is_storable(name) {
            return Ok(None);
        }
        let row = fetch!(&mut self.pool.read().await?.on(), fetch_optional, FileRow, FILE, name)?;
        Ok(row.map(FileRow::read))
    }
}

impl VersionRow {
    fn read(self) -> Result<StoredVersion, StoreError> {
        Ok(StoredVersion {
            path: path((self.beneficiary, self.service))?,
            service_id: service_id(&self.service_id)?,
            number: number(self.number)?,
            hash: ContentHash::from_stored(self.hash),
            source: self.source,
            bundle: self.bundle,
        })
    }
}

impl ListedRow {
    fn read(self) -> Result<ListedVersion, StoreError> {
        Ok(ListedVersion {
            path: path((self.beneficiary, self.service))?,
            service_id: service_id(&self.service_id)?,
            number: number(self.number)?,
            summary: self.summary,
        })
    }
}

impl FileRow {
    fn read(self) -> PublishedFile {
        let FileRow { name, media_type, bytes, gzip, brotli, zstd } = self;
        PublishedFile { name, media_type, bytes, gzip, brotli, zstd }
    }
}

/// Whether a text from outside can be a text in the store: PostgreSQL's cannot hold a zero character, and asking for one
/// is an error there.
pub(super) fn is_storable(text: &str) -> bool {
    !text.contains('\0')
}

/// A service's path from its two columns.
pub(super) fn path((beneficiary, service): (String, String)) -> Result<ServicePath, StoreError> {
    let slug = |text: &str| Slug::parse(text).map_err(|error| StoreError::content(format!("`{text}`: {error}")));
    Ok(ServicePath { beneficiary: slug(&beneficiary)?, service: slug(&service)? })
}

fn service_id(stored: &str) -> Result<ServiceId, StoreError> {
    ServiceId::parse(stored).map_err(|error| StoreError::content(error.to_string()))
}

/// A version's number from its column.
pub(super) fn number(stored: i64) -> Result<VersionNumber, StoreError> {
    u32::try_from(stored).map(VersionNumber).map_err(|_| StoreError::content(format!("a version numbered {stored}")))
}
