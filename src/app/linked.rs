//! Open personal links: an address is held against what was signed, and its locked answers stand over what is sent.

use std::collections::BTreeSet;

use super::make_link::link_path;
use super::{App, AppError, ServedService};
use crate::clock;
use crate::form::{self, RawAnswers};
use crate::i18n::Language;
use crate::ids::{KeptToken, LinkId, OrderToken};
use crate::link::{Link, LinkRecord, LinkRefusal, LinkToken};
use crate::store::{Conflict, StoreError};
use crate::view::{KeptPage, RefusedLinkPage, kept_address};

/// A link that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedLink {
    link: Link,
    token: LinkToken,
}

/// Why a link did not open, and the order that came of it where its holder may see that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLink {
    /// Why.
    pub why: LinkRefusal,
    /// The order, of a link for one payment.
    pub order: Option<OrderToken>,
}

impl App {
    /// Opens the link of an address for a service, to show its page.
    ///
    /// # Errors
    /// When the store fails; that the link does not open is an answer.
    pub async fn open_link(
        &self,
        service: &ServedService,
        text: &str,
    ) -> Result<Result<OpenedLink, RefusedLink>, AppError> {
        match self.find_link(service, text).await? {
            Some((record, token)) => self.judge(service, record, token).await,
            None => Ok(Err(RefusedLink { why: LinkRefusal::Unknown, order: None })),
        }
    }

    /// Opens the link that a form came by. Its uses are counted when the order is kept, where the same form sent twice
    /// is one order.
    ///
    /// # Errors
    /// As for [`App::open_link`].
    pub async fn open_link_of_form(
        &self,
        service: &ServedService,
        text: &str,
    ) -> Result<Result<OpenedLink, RefusedLink>, AppError> {
        match self.find_link(service, text).await? {
            Some((record, token)) => self.judge(service, LinkRecord { uses: 0, ..record }, token).await,
            None => Ok(Err(RefusedLink { why: LinkRefusal::Unknown, order: None })),
        }
    }

    /// The link of an address, if the address was signed for it as it stands.
    async fn find_link(
        &self,
        service: &ServedService,
        text: &str,
    ) -> Result<Option<(LinkRecord, LinkToken)>, AppError> {
        let Ok(token) = LinkToken::parse(text) else { return Ok(None) };
        let Some(record) = self.store.link(token.id(), self.now()).await? else { return Ok(None) };
        let key = self.store.link_key_of(token.key()).await?;
        // Of a link whose answers were forgotten the address cannot be held against what was signed. It opens nothing
        // any more; that it is over is all that whoever knows its name is told.
        let is_signed = || key.is_some_and(|key| key.opens(self.store.environment(), &record.link, &token));
        let is_ours = (record.forgotten_at.is_some() || is_signed())
            && (&record.link.beneficiary, &record.link.service) == (&service.path.beneficiary, &service.path.service);
        if !is_ours {
            // The name stands in lists; the address does not.
            tracing::warn!(link = %token.id(), "a link was opened by an address that was not signed for it");
            return Ok(None);
        }
        Ok(Some((record, token)))
    }

    /// Why the store kept no order that came by a link.
    pub(super) async fn link_refused(&self, link: &OpenedLink, conflict: Conflict) -> Result<RefusedLink, AppError> {
        let why = match conflict {
            // The order that was to be changed was paid meanwhile.
            Conflict::LinkUsedUp(_) | Conflict::NotAllowed { .. } => LinkRefusal::UsedUp,
            Conflict::LinkRevoked(_) => LinkRefusal::Revoked,
            other => return Err(StoreError::Conflict(other).into()),
        };
        let order = match link.link.is_for_one() {
            true => self.store.last_order_of_link(&link.link.id, self.now()).await?,
            false => None,
        };
        Ok(RefusedLink { why, order: order.map(|record| record.order.token) })
    }

    /// The link that an order came by, opened again.
    pub(super) async fn reopen_link(
        &self,
        service: &ServedService,
        id: &LinkId,
    ) -> Result<Result<OpenedLink, RefusedLink>, AppError> {
        let record = self.store.link(id, self.now()).await?.ok_or(AppError::NotFound("the order's link"))?;
        let key = self.store.link_key_of(record.link.key).await?.ok_or(AppError::NotFound("the link's key"))?;
        let token = key.sign(self.store.environment(), &record.link);
        // Its own order does not stand in its way.
        let record = LinkRecord { uses: 0, ..record };
        self.judge(service, record, token).await
    }

    async fn judge(
        &self,
        service: &ServedService,
        record: LinkRecord,
        token: LinkToken,
    ) -> Result<Result<OpenedLink, RefusedLink>, AppError> {
        let now = self.now();
        // Whoever has a link for one payment sees the order that came of it, whatever else became of the link; but its
        // address must have been signed for it.
        let order = match record.link.is_for_one() && record.uses > 0 && record.forgotten_at.is_none() {
            true => self.store.last_order_of_link(&record.link.id, now).await?.map(|record| record.order.token),
            false => None,
        };
        let why = match (&order, record.refusal(now)) {
            (Some(_), _) => Some(LinkRefusal::UsedUp),
            (None, None) if record.forgotten_at.is_some() => Some(LinkRefusal::Unknown),
            (None, refusal) => {
                refusal.or_else(|| self.is_outdated(service, &record.link).then_some(LinkRefusal::Outdated))
            }
        };
        Ok(match why {
            Some(why) => Err(RefusedLink { why, order }),
            None => Ok(OpenedLink { link: record.link, token }),
        })
    }

    /// Whether the service takes the link's locked answers no more.
    fn is_outdated(&self, service: &ServedService, link: &Link) -> bool {
        let plan = &service.plan;
        let names: Vec<String> = link.locked.iter().flat_map(|one| form::names_of_question(plan, one)).collect();
        let raw: RawAnswers = link.answers.iter().filter(|(name, _)| names.contains(name)).cloned().collect();
        let is_taken = |name: &str| form::prefill_of(plan, name).is_some_and(|prefill| !prefill.is_never());
        let questions_stand = names.iter().all(|name| is_taken(name))
            && link
                .locked
                .iter()
                .all(|one| names.iter().any(|name| name == one || name.starts_with(&format!("{one}."))));
        !questions_stand || form::read_given(plan, &raw, clock::today(self.now())).is_err()
    }

    /// The page with a link's answers.
    ///
    /// # Errors
    /// When the template fails.
    pub fn linked_page(
        &self,
        service: &ServedService,
        language: Language,
        link: &OpenedLink,
    ) -> Result<String, AppError> {
        let mut raw = link.prefilled(service);
        link.lay_over(service, &mut raw);
        self.filled(service, language, &raw, Some(link))
    }

    /// The page that says why the link does not open by which answers came that are kept: its form has them.
    ///
    /// # Errors
    /// When the template fails.
    pub fn refused_link_of_kept(
        &self,
        service: &ServedService,
        language: Language,
        refused: &RefusedLink,
        kept: &KeptToken,
    ) -> Result<String, AppError> {
        let at = |language, page| kept_address(&service.plan, language, kept, page);
        let page = RefusedLinkPage {
            why: refused.why,
            order: refused.order.as_ref().map(|token| format!("/{language}/order/{token}")),
            this_page_in: Language::ALL.map(|language| at(language, KeptPage::Link)),
            form: at(language, KeptPage::Form),
        };
        Ok(self.view.refused_link(&service.plan, language, &page)?)
    }

    /// The page that says why a link does not open. `text` is what its address says.
    ///
    /// # Errors
    /// When the template fails.
    pub fn refused_link_page(
        &self,
        service: &ServedService,
        language: Language,
        refused: &RefusedLink,
        text: &str,
    ) -> Result<String, AppError> {
        let path = &service.path;
        let here = |language| match LinkToken::parse(text) {
            Ok(token) => link_path(language, &path.beneficiary, &path.service, &token),
            Err(_) => service.address(language),
        };
        let page = RefusedLinkPage {
            why: refused.why,
            order: refused.order.as_ref().map(|token| format!("/{language}/order/{token}")),
            this_page_in: Language::ALL.map(here),
            form: service.address(language),
        };
        Ok(self.view.refused_link(&service.plan, language, &page)?)
    }
}

impl OpenedLink {
    /// The link's name.
    pub fn id(&self) -> &LinkId {
        &self.link.id
    }

    /// The fields whose answers the payer cannot change.
    pub fn locked(&self) -> BTreeSet<String> {
        self.link.locked.iter().cloned().collect()
    }

    /// Puts the locked answers over what was sent, and the link itself with them.
    pub fn lay_over(&self, service: &ServedService, raw: &mut RawAnswers) {
        for question in &self.link.locked {
            for name in form::names_of_question(&service.plan, question) {
                raw.remove(&name);
                if let Some((_, text)) = self.link.answers.iter().find(|(other, _)| *other == name) {
                    raw.set(name, text);
                }
            }
        }
        raw.set("_link", self.token.to_string());
    }

    /// All its answers that the service still asks for.
    fn prefilled(&self, service: &ServedService) -> RawAnswers {
        let is_asked = |name: &str| form::prefill_of(&service.plan, name).is_some_and(|prefill| !prefill.is_never());
        self.link.answers.iter().filter(|(name, _)| is_asked(name)).cloned().collect()
    }
}
