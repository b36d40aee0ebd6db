//! Publishing and rolling back, each in one transaction with its line in the log; knows not what a bundle holds.

use jiff::Timestamp;

use super::catalog::{number, path};
use super::pool::{Connection, execute, fetch, in_transaction};
use super::{Conflict, Missing, Store, StoreError};
use crate::clock::{from_micros, micros};
use crate::ids::{ContentHash, Environment, ServiceId, VersionNumber};
use crate::registry::{Known, NewVersion, Publication, PublishedFile, ServicePath, Standing};

/// Taken first by each publication: one at a time, so that numbers have no gaps and the log's sequence follows the commits.
const TAKE_TURN: &str = "UPDATE counters SET value = value WHERE name = 'publication'";
const NEXT_SEQUENCE: &str = "UPDATE counters SET value = value + 1 WHERE name = 'publication' RETURNING value";
const SEQUENCE: &str = "SELECT value FROM counters WHERE name = 'publication'";
const OWNER_OF_ID: &str = "SELECT beneficiary, service FROM services WHERE service_id = $1";
const SERVICE: &str = "SELECT service_id FROM services WHERE beneficiary = $1 AND service = $2";
const SERVED: &str = "SELECT number FROM served WHERE beneficiary = $1 AND service = $2 AND environment = $3";
const VERSION_OF_HASH: &str = "SELECT number FROM versions WHERE beneficiary = $1 AND service = $2 AND hash = $3";
const VERSION_EXISTS: &str = "SELECT number FROM versions WHERE beneficiary = $1 AND service = $2 AND number = $3";
const LAST_VERSION: &str = "SELECT COALESCE(MAX(number), 0) FROM versions WHERE beneficiary = $1 AND service = $2";
const ADD_SERVICE: &str = "INSERT INTO services (beneficiary, service, service_id) VALUES ($1, $2, $3)";
const SERVE: &str = "INSERT INTO served (beneficiary, service, number, environment) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (environment, beneficiary, service) DO UPDATE SET number = excluded.number";
const ADD_VERSION: &str = "INSERT INTO versions (beneficiary, service, number, hash, source, bundle, published_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ADD_SUMMARY: &str = "INSERT INTO summaries (beneficiary, service, number, summary) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (beneficiary, service, number) DO UPDATE SET summary = excluded.summary";
const ADD_FILE: &str = "INSERT INTO files (name, media_type, bytes, gzip, brotli, zstd) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (name) DO NOTHING";
const LINK_FILE: &str = "INSERT INTO version_files (beneficiary, service, number, name) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (beneficiary, service, number, name) DO NOTHING";
const LOG: &str = "INSERT INTO publications (seq, beneficiary, service, number, kind, at, environment) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const HISTORY: &str = "SELECT seq, number, kind, at FROM publications WHERE beneficiary = $1 AND service = $2 AND environment = $3 \
     ORDER BY seq";

/// This file's statements.
pub(super) const ALL: &[&str] = &[
    TAKE_TURN,
    NEXT_SEQUENCE,
    SEQUENCE,
    OWNER_OF_ID,
    SERVICE,
    SERVED,
    VERSION_OF_HASH,
    VERSION_EXISTS,
    LAST_VERSION,
    ADD_SERVICE,
    SERVE,
    ADD_VERSION,
    ADD_SUMMARY,
    ADD_FILE,
    LINK_FILE,
    LOG,
    HISTORY,
];

/// How a version came to be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicationKind {
    /// It was new.
    Publish,
    /// It was published once more.
    Again,
    /// It was gone back to.
    Rollback,
}

impl PublicationKind {
    /// All kinds.
    pub const ALL: [PublicationKind; 3] = [PublicationKind::Publish, PublicationKind::Again, PublicationKind::Rollback];

    /// The word in the store.
    pub const fn word(self) -> &'static str {
        match self {
            PublicationKind::Publish => "publish",
            PublicationKind::Again => "again",
            PublicationKind::Rollback => "rollback",
        }
    }
}

/// A line of the log of what was served from when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedPublication {
    /// The line's number; without gaps over all services.
    pub sequence: i64,
    /// The version that was served from then on.
    pub number: VersionNumber,
    /// How that came.
    pub kind: PublicationKind,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Stores a version and serves it, or serves the stored version that has the same content.
    ///
    /// # Errors
    /// `Conflict` with `ServiceIdTaken` or `ServiceIdChanged`.
    pub async fn publish(&self, version: &NewVersion, now: Timestamp) -> Result<Publication, StoreError> {
        in_transaction!(self.pool, |on| publish(on, self.environment, version, Known::Serve, now))
    }

    /// Like [`Store::publish`], but content that any version of the service has changes nothing: a rollback stays.
    ///
    /// # Errors
    /// As for [`Store::publish`].
    pub async fn publish_if_unknown(&self, version: &NewVersion, now: Timestamp) -> Result<Publication, StoreError> {
        in_transaction!(self.pool, |on| publish(on, self.environment, version, Known::Leave, now))
    }

    /// Publishes several versions in one transaction, all or none; gives what became of each, in their order.
    ///
    /// # Errors
    /// As for [`Store::publish`], and then nothing is published.
    pub async fn publish_all(
        &self,
        versions: &[NewVersion],
        known: Known,
        now: Timestamp,
    ) -> Result<Vec<Publication>, StoreError> {
        in_transaction!(self.pool, |on| publish_all(on, self.environment, versions, known, now))
    }

    /// How a content stands to what is stored of its service.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn standing(&self, path: &ServicePath, hash: &ContentHash) -> Result<Standing, StoreError> {
        let mut reading = self.pool.read().await?;
        standing(&mut reading.on(), self.environment, path, hash).await
    }

    /// Serves a stored version: `Again`, or `Unchanged` when it is served already.
    ///
    /// # Errors
    /// `NotFound` with `Service` or `Version`.
    pub async fn rollback(
        &self,
        path: &ServicePath,
        number: VersionNumber,
        now: Timestamp,
    ) -> Result<Publication, StoreError> {
        in_transaction!(self.pool, |on| roll_back(on, self.environment, path, number, now))
    }

    /// Keeps files that no version names, such as those of a program's own pages: all or none.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn keep_files<'a>(&self, files: impl Iterator<Item = &'a PublishedFile>) -> Result<(), StoreError> {
        let files: Vec<&PublishedFile> = files.collect();
        in_transaction!(self.pool, |on| keep_files(on, &files))
    }

    /// Keeps the summary of a version that was published without one.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn keep_summary(
        &self,
        path: &ServicePath,
        version: VersionNumber,
        summary: &str,
    ) -> Result<(), StoreError> {
        in_transaction!(self.pool, |on| keep_summary(on, path, version, summary))
    }

    /// A number that grows with each change of what is served; cheap to ask for.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn publication_sequence(&self) -> Result<i64, StoreError> {
        let (sequence,) = fetch!(&mut self.pool.read().await?.on(), fetch_one, (i64,), SEQUENCE)?;
        Ok(sequence)
    }

    /// What was served of a service from when, the oldest first; empty for an unknown service.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn history(&self, path: &ServicePath) -> Result<Vec<LoggedPublication>, StoreError> {
        let (beneficiary, service) = (path.beneficiary.as_str(), path.service.as_str());
        let mut reading = self.pool.read().await?;
        let rows = fetch!(
            &mut reading.on(),
            fetch_all,
            (i64, i64, String, i64),
            HISTORY,
            beneficiary,
            service,
            self.environment.word()
        )?;
        rows.into_iter()
            .map(|(sequence, version, word, at)| {
                let kind = PublicationKind::ALL.into_iter().find(|kind| kind.word() == word);
                let kind = kind.ok_or_else(|| StoreError::content(format!("a publication of the kind `{word}`")))?;
                Ok(LoggedPublication { sequence, number: number(version)?, kind, at: from_micros(at) })
            })
            .collect()
    }
}

async fn publish(
    on: &mut Connection<'_>,
    environment: Environment,
    version: &NewVersion,
    known: Known,
    now: Timestamp,
) -> Result<Publication, StoreError> {
    execute!(on, TAKE_TURN)?;
    refuse_taken_id(on, version).await?;
    let (beneficiary, service) = (version.path.beneficiary.as_str(), version.path.service.as_str());
    let stored = fetch!(on, fetch_optional, (String,), SERVICE, beneficiary, service)?;
    if let Some((service_id,)) = &stored {
        if service_id != version.service_id.as_str() {
            let stored = ServiceId::parse(service_id).map_err(|error| StoreError::content(error.to_string()))?;
            let (path, given) = (version.path.clone(), version.service_id.clone());
            return Err(StoreError::Conflict(Conflict::ServiceIdChanged { path, stored, given }));
        }
        let standing = standing(on, environment, &version.path, &version.hash).await?;
        if let Some(served) = standing.unchanged(known) {
            return Ok(Publication::Unchanged(served));
        }
        if let Some(same) = standing.same {
            serve(on, environment, &version.path, same.0.into(), PublicationKind::Again, now).await?;
            return Ok(Publication::Again(same));
        }
    }
    let (last,) = fetch!(on, fetch_one, (i64,), LAST_VERSION, beneficiary, service)?;
    let next = last + 1;
    if stored.is_none() {
        execute!(on, ADD_SERVICE, beneficiary, service, version.service_id.as_str())?;
    }
    let (hash, source, bundle) = (version.hash.as_str(), version.source.as_str(), version.bundle.as_str());
    execute!(on, ADD_VERSION, beneficiary, service, next, hash, source, bundle, micros(now))?;
    execute!(on, ADD_SUMMARY, beneficiary, service, next, version.summary.as_str())?;
    keep_files(on, &version.files.iter().collect::<Vec<_>>()).await?;
    for name in version.files.iter().map(|file| &file.name).chain(&version.kept_files) {
        execute!(on, LINK_FILE, beneficiary, service, next, name.as_str())?;
    }
    serve(on, environment, &version.path, next, PublicationKind::Publish, now).await?;
    Ok(Publication::New(number(next)?))
}

async fn publish_all(
    on: &mut Connection<'_>,
    environment: Environment,
    versions: &[NewVersion],
    known: Known,
    now: Timestamp,
) -> Result<Vec<Publication>, StoreError> {
    let mut done = Vec::with_capacity(versions.len());
    for version in versions {
        done.push(publish(on, environment, version, known, now).await?);
    }
    Ok(done)
}

async fn standing(
    on: &mut Connection<'_>,
    environment: Environment,
    path: &ServicePath,
    hash: &ContentHash,
) -> Result<Standing, StoreError> {
    let (beneficiary, service) = (path.beneficiary.as_str(), path.service.as_str());
    let same = fetch!(on, fetch_optional, (i64,), VERSION_OF_HASH, beneficiary, service, hash.as_str())?;
    let same = same.map(|(same,)| number(same)).transpose()?;
    Ok(Standing { same, served: served(on, environment, path).await?.map(number).transpose()? })
}

/// The version that an environment serves.
async fn served(
    on: &mut Connection<'_>,
    environment: Environment,
    path: &ServicePath,
) -> Result<Option<i64>, StoreError> {
    let (beneficiary, service) = (path.beneficiary.as_str(), path.service.as_str());
    let row = fetch!(on, fetch_optional, (i64,), SERVED, beneficiary, service, environment.word())?;
    Ok(row.map(|(number,)| number))
}

async fn refuse_taken_id(on: &mut Connection<'_>, version: &NewVersion) -> Result<(), StoreError> {
    let owner = fetch!(on, fetch_optional, (String, String), OWNER_OF_ID, version.service_id.as_str())?;
    match owner.map(path).transpose()? {
        Some(owner) if owner != version.path => {
            Err(StoreError::Conflict(Conflict::ServiceIdTaken { service_id: version.service_id.clone(), owner }))
        }
        _ => Ok(()),
    }
}

async fn keep_summary(
    on: &mut Connection<'_>,
    path: &ServicePath,
    version: VersionNumber,
    summary: &str,
) -> Result<(), StoreError> {
    let (beneficiary, service) = (path.beneficiary.as_str(), path.service.as_str());
    execute!(on, ADD_SUMMARY, beneficiary, service, i64::from(version.0), summary).map(drop)
}

async fn keep_files(on: &mut Connection<'_>, files: &[&PublishedFile]) -> Result<(), StoreError> {
    for file in files {
        keep_file(on, file).await?;
    }
    Ok(())
}

async fn keep_file(on: &mut Connection<'_>, file: &PublishedFile) -> Result<(), StoreError> {
    let PublishedFile { name, media_type, bytes, gzip, brotli, zstd } = file;
    execute!(on, ADD_FILE, name, media_type, bytes, gzip.as_deref(), brotli.as_deref(), zstd.as_deref())?;
    Ok(())
}

async fn roll_back(
    on: &mut Connection<'_>,
    environment: Environment,
    path: &ServicePath,
    to: VersionNumber,
    now: Timestamp,
) -> Result<Publication, StoreError> {
    execute!(on, TAKE_TURN)?;
    let (beneficiary, service) = (path.beneficiary.as_str(), path.service.as_str());
    fetch!(on, fetch_optional, (String,), SERVICE, beneficiary, service)?
        .ok_or_else(|| StoreError::NotFound(Missing::Service(path.to_string())))?;
    let target = i64::from(to.0);
    fetch!(on, fetch_optional, (i64,), VERSION_EXISTS, beneficiary, service, target)?
        .ok_or_else(|| StoreError::NotFound(Missing::Version(path.clone(), to)))?;
    if served(on, environment, path).await? == Some(target) {
        return Ok(Publication::Unchanged(to));
    }
    serve(on, environment, path, target, PublicationKind::Rollback, now).await?;
    Ok(Publication::Again(to))
}

async fn serve(
    on: &mut Connection<'_>,
    environment: Environment,
    path: &ServicePath,
    version: i64,
    kind: PublicationKind,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (beneficiary, service) = (path.beneficiary.as_str(), path.service.as_str());
    if execute!(on, SERVE, beneficiary, service, version, environment.word())? != 1 {
        return Err(StoreError::content(format!("`{path}` vanished while it was published")));
    }
    let (sequence,) = fetch!(on, fetch_one, (i64,), NEXT_SEQUENCE)?;
    execute!(on, LOG, sequence, beneficiary, service, version, kind.word(), micros(now), environment.word())?;
    Ok(())
}
