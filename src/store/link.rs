//! Keeping personal links and their keys, and counting what came of them; knows not what they answer.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::time::sleep;

use super::link_row::{self, LinkRow};
use super::order_row::{self, By};
use super::pool::{Connection, execute, fetch, in_transaction};
use super::{Conflict, Missing, Store, StoreError};
use crate::clock::micros;
use crate::ids::{Environment, LinkId, OrderKey, OrderToken, RandomSource, Slug};
use crate::link::{Link, LinkKey, LinkKeyId, LinkRecord};
use crate::money::Money;
use crate::order::{Order, OrderRecord};
use crate::registry::ServicePath;

const NEWEST_KEY: &str = "SELECT id, secret FROM link_keys ORDER BY id DESC LIMIT 1";
const KEY: &str = "SELECT id, secret FROM link_keys WHERE id = $1";
const ADD_KEY: &str = "INSERT INTO link_keys (id, secret, made_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
/// An order takes one of its link's uses as long as it can be paid, or once something was paid for it.
const LIST: &str = "SELECT l.id, l.beneficiary, l.service, l.key_id, l.content, l.expires_on, l.uses_max, l.reference, \
     l.made_by, l.made_at, l.revoked_at, l.forgotten_at, (SELECT COUNT(*) FROM orders o WHERE o.link = l.id AND (\
     EXISTS (SELECT 1 FROM payments p WHERE p.order_key = o.order_key) OR ((o.due_at IS NULL OR o.due_at >= $1) AND \
     NOT EXISTS (SELECT 1 FROM order_decisions d WHERE d.order_key = o.order_key AND d.kind = 'cancel')))) AS uses \
     FROM links l WHERE l.environment = $2 AND ($3 = '' OR (l.beneficiary = $3 AND l.service = $4)) \
     AND (l.made_at < $5 OR (l.made_at = $5 AND l.id > $6)) ORDER BY l.made_at DESC, l.id LIMIT $7";
const COUNT: &str =
    "SELECT COUNT(*) FROM links WHERE environment = $1 AND ($2 = '' OR (beneficiary = $2 AND service = $3))";
const LAST_USE: &str = "SELECT o.order_key FROM orders o WHERE o.link = $1 AND o.environment = $2 AND (\
     EXISTS (SELECT 1 FROM payments p WHERE p.order_key = o.order_key) OR ((o.due_at IS NULL OR o.due_at >= $3) AND \
     NOT EXISTS (SELECT 1 FROM order_decisions d WHERE d.order_key = o.order_key AND d.kind = 'cancel'))) \
     ORDER BY o.created_at DESC, o.order_key LIMIT 1";
/// The orders of one link are made one at a time: the row is locked until the transaction ends.
const TAKE_TURN: &str = "UPDATE links SET made_at = made_at WHERE id = $1 AND environment = $2";
const REVOKE: &str = "UPDATE links SET revoked_at = $1 WHERE id = $2 AND environment = $3 AND revoked_at IS NULL \
     AND ($4 = '' OR beneficiary = $4)";
const DELETE: &str = "DELETE FROM links WHERE id = $1 AND environment = $2";

/// This file's statements.
pub(super) const ALL: &[&str] = &[NEWEST_KEY, KEY, ADD_KEY, LIST, COUNT, LAST_USE, TAKE_TURN, REVOKE, DELETE];

/// How many links are written in one transaction: some milliseconds.
const SLICE: usize = 100;
/// Longest time in which nothing is written after a slice.
const PAUSE_MAX: Duration = Duration::from_millis(50);

impl Store {
    /// The newest key, with which links are signed; the first is made when there is none.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn link_key(&self, random: &dyn RandomSource, now: Timestamp) -> Result<LinkKey, StoreError> {
        let newest = fetch!(&mut self.pool.read().await?.on(), fetch_optional, (i64, Vec<u8>), NEWEST_KEY)?;
        match newest {
            Some(key) => read_key(key),
            None => self.add_link_key(&LinkKey::draw(LinkKeyId::FIRST, random), now).await,
        }
    }

    /// Makes a new key, with which links are signed from now on; links of older keys go on opening.
    ///
    /// # Errors
    /// `Conflict` with `NoMoreKeys`.
    pub async fn rotate_link_key(&self, random: &dyn RandomSource, now: Timestamp) -> Result<LinkKey, StoreError> {
        let newest = self.link_key(random, now).await?;
        let next = newest.id.next().ok_or(StoreError::Conflict(Conflict::NoMoreKeys))?;
        self.add_link_key(&LinkKey::draw(next, random), now).await
    }

    /// Keeps a key, unless another process was faster; gives the one that is kept.
    async fn add_link_key(&self, key: &LinkKey, now: Timestamp) -> Result<LinkKey, StoreError> {
        in_transaction!(self.pool, |on| add_key(on, key, now))
    }

    /// The key of a number.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn link_key_of(&self, id: LinkKeyId) -> Result<Option<LinkKey>, StoreError> {
        let number = i64::from(id.number());
        let key = fetch!(&mut self.pool.read().await?.on(), fetch_optional, (i64, Vec<u8>), KEY, number)?;
        key.map(read_key).transpose()
    }

    /// Keeps links. One whose reference stands already, for the same answers and terms, gives the link that stands: making
    /// links can be repeated.
    ///
    /// Many are written in slices, a transaction each, so that orders and payments are written between them. References are
    /// looked at before anything is written. If a slice cannot be written all the same (another call was faster with a
    /// reference, or the database is away), those before it that have no reference are taken back: nobody was told of them.
    /// Those that have one stay, as another call may have been given them, and the same call again gives them. If the process
    /// ends within it, links that nobody knows may stay.
    ///
    /// # Errors
    /// `Conflict` with `ReferenceTaken` or `LinkDrawn`.
    pub async fn add_links(&self, links: &[Link]) -> Result<Vec<Link>, StoreError> {
        let mut slices = links.chunks(SLICE).peekable();
        if links.len() > SLICE {
            look_at_each_other(links)?;
            for slice in links.chunks(SLICE) {
                look_at_references(&mut self.pool.read().await?.on(), self.environment, slice).await?;
            }
        }
        let mut kept: Vec<Link> = Vec::with_capacity(links.len());
        while let Some(slice) = slices.next() {
            let began = Instant::now();
            match in_transaction!(self.pool, |on| add(on, self.environment, slice)) {
                Ok(more) => kept.extend(more),
                Err(error) => {
                    if let Err(error) = self.take_back(&kept).await {
                        tracing::warn!(error = &error as &dyn std::error::Error, "links that nobody knows stay");
                    }
                    return Err(error);
                }
            }
            if slices.peek().is_some() {
                // In this process the next in the queue writes now. Other processes have no queue on SQLite, they look now and
                // then whether it is free: so it is free half of the time.
                sleep(began.elapsed().min(PAUSE_MAX)).await;
            }
        }
        Ok(kept)
    }

    /// Takes back links that nobody was told of.
    async fn take_back(&self, links: &[Link]) -> Result<(), StoreError> {
        let untold: Vec<&Link> = links.iter().filter(|link| link.reference.is_none()).collect();
        for slice in untold.chunks(SLICE) {
            in_transaction!(self.pool, |on| delete(on, self.environment, slice))?;
        }
        Ok(())
    }

    /// A link, with what has become of it at an instant.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn link(&self, id: &LinkId, now: Timestamp) -> Result<Option<LinkRecord>, StoreError> {
        link_row::find(&mut self.pool.read().await?.on(), self.environment, id, now).await
    }

    /// The links of a service, or of all, the newest first: so many of those that come after one that was read before.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn links(
        &self,
        of: Option<&ServicePath>,
        after: Option<&Link>,
        count_max: u32,
        now: Timestamp,
    ) -> Result<Vec<LinkRecord>, StoreError> {
        let (after_at, after_id) = after.map_or((i64::MAX, ""), |link| (micros(link.made_at), link.id.as_str()));
        let (beneficiary, service) = of.map_or(("", ""), |path| (path.beneficiary.as_str(), path.service.as_str()));
        let mut reading = self.pool.read().await?;
        let rows = fetch!(
            &mut reading.on(),
            fetch_all,
            LinkRow,
            LIST,
            micros(now),
            self.environment.word(),
            beneficiary,
            service,
            after_at,
            after_id,
            i64::from(count_max)
        )?;
        rows.into_iter().map(LinkRow::read).collect()
    }

    /// How many links a service has, or all have.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn link_count(&self, of: Option<&ServicePath>) -> Result<u64, StoreError> {
        let (beneficiary, service) = of.map_or(("", ""), |path| (path.beneficiary.as_str(), path.service.as_str()));
        let mut reading = self.pool.read().await?;
        let environment = self.environment.word();
        let (count,) = fetch!(&mut reading.on(), fetch_one, (i64,), COUNT, environment, beneficiary, service)?;
        Ok(count.unsigned_abs())
    }

    /// Withdraws a link, if it is of this beneficiary where one is named; whether that changed anything.
    ///
    /// # Errors
    /// `NotFound` with `Link`.
    pub async fn revoke_link(
        &self,
        id: &LinkId,
        beneficiary: Option<&str>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        in_transaction!(self.pool, |on| revoke(on, self.environment, id, beneficiary, now))
    }

    /// The last order that takes a use of a link at an instant.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn last_order_of_link(&self, id: &LinkId, now: Timestamp) -> Result<Option<OrderRecord>, StoreError> {
        let mut reading = self.pool.read().await?;
        let on = &mut reading.on();
        let environment = self.environment;
        let row = fetch!(on, fetch_optional, (String,), LAST_USE, id.as_str(), environment.word(), micros(now))?;
        let Some((key,)) = row else { return Ok(None) };
        let key = OrderKey::parse(&key).map_err(|error| StoreError::content(error.to_string()))?;
        order_row::find(on, environment, By::Key(&key)).await
    }
}

async fn add_key(on: &mut Connection<'_>, key: &LinkKey, now: Timestamp) -> Result<LinkKey, StoreError> {
    let number = i64::from(key.id.number());
    execute!(on, ADD_KEY, number, key.secret(), micros(now))?;
    read_key(fetch!(on, fetch_one, (i64, Vec<u8>), KEY, number)?)
}

fn read_key((number, secret): (i64, Vec<u8>)) -> Result<LinkKey, StoreError> {
    let key = u32::try_from(number).ok().and_then(LinkKeyId::new).and_then(|id| LinkKey::from_stored(id, &secret));
    key.ok_or_else(|| StoreError::content(format!("the link key {number} is none")))
}

async fn add(on: &mut Connection<'_>, environment: Environment, links: &[Link]) -> Result<Vec<Link>, StoreError> {
    let mut kept = Vec::with_capacity(links.len());
    for link in links {
        if link_row::insert(on, environment, link).await? {
            kept.push(link.clone());
            continue;
        }
        let before = link_row::find_by_reference(on, environment, link).await?;
        let Some(before) = before else { return Err(StoreError::Conflict(Conflict::LinkDrawn)) };
        kept.push(same(before, link)?);
    }
    Ok(kept)
}

/// Whether some have one reference and say different things.
fn look_at_each_other(links: &[Link]) -> Result<(), StoreError> {
    let mut seen: HashMap<(&Slug, &Slug, &str), &Link> = HashMap::new();
    for link in links {
        let Some(reference) = &link.reference else { continue };
        let first = *seen.entry((&link.beneficiary, &link.service, reference)).or_insert(link);
        if !says_the_same(first, link) {
            let (reference, link) = (reference.clone(), first.id.clone());
            return Err(StoreError::Conflict(Conflict::ReferenceTaken { reference, link }));
        }
    }
    Ok(())
}

/// Whether references stand for something else already.
async fn look_at_references(
    on: &mut Connection<'_>,
    environment: Environment,
    links: &[Link],
) -> Result<(), StoreError> {
    for link in links {
        if let Some(before) = link_row::find_by_reference(on, environment, link).await? {
            same(before, link)?;
        }
    }
    Ok(())
}

/// The link that stands under a reference, if it is the one that is asked for.
fn same(before: LinkRecord, link: &Link) -> Result<Link, StoreError> {
    if before.revoked_at.is_some() || !says_the_same(&before.link, link) {
        let reference = link.reference.clone().unwrap_or_default();
        return Err(StoreError::Conflict(Conflict::ReferenceTaken { reference, link: before.link.id }));
    }
    Ok(before.link)
}

async fn delete(on: &mut Connection<'_>, environment: Environment, links: &[&Link]) -> Result<(), StoreError> {
    for link in links {
        execute!(on, DELETE, link.id.as_str(), environment.word())?;
    }
    Ok(())
}

fn says_the_same(one: &Link, other: &Link) -> bool {
    (&one.answers, &one.locked, one.expires_on, one.uses_max)
        == (&other.answers, &other.locked, other.expires_on, other.uses_max)
}

async fn revoke(
    on: &mut Connection<'_>,
    environment: Environment,
    id: &LinkId,
    beneficiary: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let owner = beneficiary.unwrap_or_default();
    if execute!(on, REVOKE, micros(now), id.as_str(), environment.word(), owner)? == 1 {
        return Ok(true);
    }
    match link_row::find(on, environment, id, now).await? {
        Some(known) if beneficiary.is_none_or(|owner| owner == known.link.beneficiary.as_str()) => Ok(false),
        _ => Err(StoreError::NotFound(Missing::Link(id.clone()))),
    }
}

/// Waits until this transaction is the only one that makes an order of the link.
pub(super) async fn take_turn(
    on: &mut Connection<'_>,
    environment: Environment,
    id: &LinkId,
) -> Result<(), StoreError> {
    match execute!(on, TAKE_TURN, id.as_str(), environment.word())? {
        1 => Ok(()),
        _ => Err(StoreError::NotFound(Missing::Link(id.clone()))),
    }
}

/// Sees to it that one more order may come of the order's link; gives the unpaid order whose place it takes, when the
/// link's uses are counted and its payer changes that order's answers.
pub(super) async fn make_room(
    on: &mut Connection<'_>,
    environment: Environment,
    order: &Order,
    replaces: Option<&OrderToken>,
) -> Result<Option<OrderKey>, StoreError> {
    let Some(id) = &order.link else { return Ok(None) };
    let now = order.created_at;
    let record = link_row::find(on, environment, id, now).await?;
    let record = record.ok_or_else(|| StoreError::NotFound(Missing::Link(id.clone())))?;
    if record.revoked_at.is_some() {
        return Err(StoreError::Conflict(Conflict::LinkRevoked(id.clone())));
    }
    let Some(most) = record.link.uses_max else { return Ok(None) };
    let before = match replaces {
        Some(token) => order_row::find(on, environment, By::Token(token)).await?,
        None => None,
    };
    let before = before.filter(|before| before.order.link.as_ref() == Some(id));
    let before = before.filter(|before| before.status(now).is_payable() && before.paid() == Money::ZERO);
    let others = record.uses.saturating_sub(u32::from(before.is_some()));
    if others >= most {
        return Err(StoreError::Conflict(Conflict::LinkUsedUp(id.clone())));
    }
    Ok(before.map(|before| before.order.key))
}
