//! Links as rows, and back; the one place that knows their columns.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::pool::{Connection, execute, fetch};
use super::row::row;
use super::{StoreError, catalog};
use crate::clock::{from_micros, micros};
use crate::ids::{Environment, LinkId};
use crate::link::{Link, LinkKeyId, LinkRecord};

const FIND: &str = "SELECT l.id, l.beneficiary, l.service, l.key_id, l.content, l.expires_on, l.uses_max, l.reference, \
     l.made_by, l.made_at, l.revoked_at, l.forgotten_at, (SELECT COUNT(*) FROM orders o WHERE o.link = l.id AND (\
     EXISTS (SELECT 1 FROM payments p WHERE p.order_key = o.order_key) OR ((o.due_at IS NULL OR o.due_at >= $1) AND \
     NOT EXISTS (SELECT 1 FROM order_decisions d WHERE d.order_key = o.order_key AND d.kind = 'cancel')))) AS uses \
     FROM links l WHERE l.environment = $2 AND l.id = $3";
const FIND_BY_REFERENCE: &str = "SELECT l.id, l.beneficiary, l.service, l.key_id, l.content, l.expires_on, l.uses_max, \
     l.reference, l.made_by, l.made_at, l.revoked_at, l.forgotten_at, CAST(0 AS BIGINT) AS uses FROM links l \
     WHERE l.environment = $1 AND l.beneficiary = $2 AND l.service = $3 AND l.reference = $4";
const INSERT: &str = "INSERT INTO links (id, environment, beneficiary, service, key_id, content, expires_on, uses_max, \
     reference, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";

/// This file's statements.
pub(super) const ALL: &[&str] = &[FIND, FIND_BY_REFERENCE, INSERT];

row! {
    pub(super) struct LinkRow {
        id: String,
        beneficiary: String,
        service: String,
        key_id: i64,
        content: String,
        expires_on: Option<String>,
        uses_max: Option<i64>,
        reference: Option<String>,
        made_by: String,
        made_at: i64,
        revoked_at: Option<i64>,
        forgotten_at: Option<i64>,
        uses: i64,
    }
}

/// The document of a link whose answers were forgotten.
pub(super) const NOTHING_ANSWERED: &str = r#"{"answers":[],"locked":[]}"#;

/// The document of a link.
#[derive(Serialize, Deserialize)]
struct Content {
    answers: Vec<(String, String)>,
    locked: Vec<String>,
}

/// Reads a link, with what has become of it at an instant.
pub(super) async fn find(
    on: &mut Connection<'_>,
    environment: Environment,
    id: &LinkId,
    now: Timestamp,
) -> Result<Option<LinkRecord>, StoreError> {
    let row = fetch!(on, fetch_optional, LinkRow, FIND, micros(now), environment.word(), id.as_str())?;
    row.map(LinkRow::read).transpose()
}

/// Reads the link of the same service that has the reference of another; its uses are not counted.
pub(super) async fn find_by_reference(
    on: &mut Connection<'_>,
    environment: Environment,
    other: &Link,
) -> Result<Option<LinkRecord>, StoreError> {
    let Some(reference) = &other.reference else { return Ok(None) };
    let (beneficiary, service) = (other.beneficiary.as_str(), other.service.as_str());
    let word = environment.word();
    let row = fetch!(on, fetch_optional, LinkRow, FIND_BY_REFERENCE, word, beneficiary, service, reference.as_str())?;
    row.map(LinkRow::read).transpose()
}

/// Writes a new link, unless its name or its reference is there already.
pub(super) async fn insert(on: &mut Connection<'_>, environment: Environment, link: &Link) -> Result<bool, StoreError> {
    let content = Content { answers: link.answers.clone(), locked: link.locked.clone() };
    let content = serde_json::to_string(&content).map_err(|error| StoreError::content(error.to_string()))?;
    let inserted = execute!(
        on,
        INSERT,
        link.id.as_str(),
        environment.word(),
        link.beneficiary.as_str(),
        link.service.as_str(),
        i64::from(link.key.number()),
        content.as_str(),
        link.expires_on.map(|day| day.to_string()),
        link.uses_max.map(i64::from),
        link.reference.as_deref(),
        link.made_by.as_str(),
        micros(link.made_at),
    )?;
    Ok(inserted == 1)
}

impl LinkRow {
    pub(super) fn read(self) -> Result<LinkRecord, StoreError> {
        let broken = |what: &str| StoreError::content(format!("the link {} has {what}", self.id));
        // The parser's words can quote an answer; the place is enough.
        let content: Content = serde_json::from_str(&self.content)
            .map_err(|error| broken(&format!("an unreadable content at column {}", error.column())))?;
        let id = LinkId::parse(&self.id).map_err(|_| broken("a wrong name"))?;
        let key = u32::try_from(self.key_id).ok().and_then(LinkKeyId::new).ok_or_else(|| broken("a wrong key"))?;
        let expires_on = self.expires_on.as_deref().map(|day| day.parse().map_err(|_| broken("a wrong last day")));
        let count = |number: i64| u32::try_from(number).map_err(|_| broken("a wrong count"));
        let uses_max = self.uses_max.map(count).transpose()?;
        let (expires_on, uses) = (expires_on.transpose()?, count(self.uses)?);
        let path = catalog::path((self.beneficiary, self.service))?;
        let link = Link {
            id,
            beneficiary: path.beneficiary,
            service: path.service,
            key,
            answers: content.answers,
            locked: content.locked,
            expires_on,
            uses_max,
            reference: self.reference,
            made_by: self.made_by,
            made_at: from_micros(self.made_at),
        };
        let [revoked_at, forgotten_at] = [self.revoked_at, self.forgotten_at].map(|at| at.map(from_micros));
        Ok(LinkRecord { link, uses, revoked_at, forgotten_at })
    }
}
