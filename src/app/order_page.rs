//! The order's own page: what it says, the way to MPay and back, and the way to change the answers. `browser` is the word of
//! the browser that asks: answers are shown to the one that made the order alone, to all others who pays is masked.

use std::sync::Arc;

use jiff::Timestamp;

use crate::form::RawAnswers;
use crate::i18n::Language;
use crate::ids::{OrderKey, OrderToken};
use crate::mpay_client::PageFormat;
use crate::order::OrderRecord;
use crate::registry::ServicePath;
use crate::view::{OrderAddresses, OrderPage, Viewer, Visit};

use super::maker::viewer_of;
use super::served::address;
use super::submit::Submission;
use super::{App, AppError, ListedService, ServedService};

/// Under which name an address says when its browser came back from MPay, in seconds since 1970.
pub const RETURNED: &str = "returned";

impl App {
    /// The order's page, in a language, for a browser that came back from MPay or did not, as its address says.
    ///
    /// # Errors
    /// `NotFound` for an address that no order has; when the store or a template fails.
    pub async fn order_page(
        &self,
        token: &OrderToken,
        language: Language,
        (browser, returned_at): (Option<&str>, Option<Timestamp>),
    ) -> Result<String, AppError> {
        Ok(self.view.order_page(language, &self.page_of(token, language, browser, returned_at).await?)?)
    }

    /// The note of an order that can be paid, for its payer to print or to keep; `None` for one that cannot.
    ///
    /// # Errors
    /// `NotFound` for an address that no order has; when the store or a template fails.
    pub async fn note(
        &self,
        token: &OrderToken,
        language: Language,
        browser: Option<&str>,
    ) -> Result<Option<String>, AppError> {
        let page = self.page_of(token, language, browser, None).await?;
        Ok(if page.has_note() { Some(self.view.note(language, &page)?) } else { None })
    }

    /// What the order's page says at this moment.
    async fn page_of(
        &self,
        token: &OrderToken,
        language: Language,
        browser: Option<&str>,
        returned_at: Option<Timestamp>,
    ) -> Result<OrderPage, AppError> {
        let record = self.find_order(token).await?;
        let order = &record.order;
        let viewer = viewer_of(order, browser);
        let visit = Visit { now: self.now(), viewer, returned_at };
        let is_maker = viewer == Viewer::Maker;
        let plan = &self.version(&ServicePath::of(order), order.version).await?.plan;
        let here = |language: Language| format!("/{language}/order/{token}");
        let addresses = OrderAddresses {
            pay_page: self.pay_page.clone(),
            return_url: format!("{}{}/return", self.public_url, here(language)),
            change: format!("{}/change", here(language)),
            this_page_in: Language::ALL.map(|language| match returned_at.filter(|_| visit.is_return()) {
                Some(at) => marked(&here(language), at),
                None => here(language),
            }),
            public: format!("{}{}", self.public_url, here(language)),
            note: format!("{}/note", here(language)),
            payment_note: self
                .payment_notes
                .as_ref()
                .filter(|_| is_maker)
                .map(|_| format!("{}/payment-note.pdf", here(language))),
            // With the same answers, as long as the service is there to take them.
            new_order: match self.listed(&record) {
                Some(_) if is_maker => format!("{}/change", here(language)),
                _ => address(&ServicePath::of(order), language),
            },
        };
        let mut page = OrderPage::new(&record, plan, language, visit, addresses);
        if record.status(visit.now).is_payable()
            && let Some(paid) = self.paid_since(order, plan, browser, language).await?
        {
            page.warn_of_paid(paid);
        }
        if self.is_shut_out(&record).await?
            && let Some(service) = self.served_service(&record).await?
            && let Some(limit) = &service.plan.limit
        {
            page.shut_out(limit.reached_text.get(language));
        }
        Ok(page)
    }

    /// MPay's payment note of an order as a PDF, and the order's key for the file's name; `None` for all browsers but the
    /// one that made the order: the note is MPay's, and says who pays in full.
    ///
    /// # Errors
    /// `NotFound` for an address that no order has, and where payment notes are not offered; `PaymentNote` when MPay
    /// gives none; when the store fails.
    pub async fn payment_note(
        &self,
        token: &OrderToken,
        format: PageFormat,
        browser: Option<&str>,
    ) -> Result<Option<(OrderKey, Vec<u8>)>, AppError> {
        let notes = self.payment_notes.as_ref().ok_or(AppError::NotFound("payment notes"))?;
        let order = self.find_order(token).await?.order;
        if viewer_of(&order, browser) != Viewer::Maker {
            return Ok(None);
        }
        let pdf = notes.pdf(&order.content.service_id, &order.key, format).await?;
        Ok(Some((order.key, pdf)))
    }

    /// Where a browser is led that comes back from MPay: to the order's page, with the instant in its address while the
    /// payment is waited for. Nothing is written down: whoever has an order's address can come back in the same way, and
    /// must change nothing for its payer.
    ///
    /// # Errors
    /// `NotFound` for an address that no order has; when the store fails.
    pub async fn way_back(&self, token: &OrderToken, language: Language) -> Result<String, AppError> {
        let record = self.find_order(token).await?;
        let (here, now) = (format!("/{language}/order/{token}"), self.now());
        let visit = Visit { now, viewer: Viewer::Other, returned_at: Some(now) };
        Ok(if visit.waits_for(&record) { marked(&here, now) } else { here })
    }

    /// The service's page as it is served now, filled with the order's answers and with the link that it came by; `None`
    /// for all browsers but the one that made the order.
    ///
    /// # Errors
    /// `NotFound` when there is no such order or its service is not served any more; when the store or a template fails.
    pub async fn change_page(
        &self,
        token: &OrderToken,
        language: Language,
        browser: Option<&str>,
    ) -> Result<Option<String>, AppError> {
        let record = self.find_order(token).await?;
        if viewer_of(&record.order, browser) != Viewer::Maker {
            return Ok(None);
        }
        let service = self.served_service(&record).await?.ok_or(AppError::NotFound("the order's service"))?;
        let language = if service.page(language).is_some() { language } else { Language::Ro };
        let mut raw: RawAnswers = record.order.content.answers.into_iter().collect();
        let Some(id) = record.order.link else { return self.filled(&service, language, &raw, None).map(Some) };
        match self.reopen_link(&service, &id).await? {
            Ok(link) => {
                link.lay_over(&service, &mut raw);
                raw.set("_change", token.as_str());
                self.filled(&service, language, &raw, Some(&link)).map(Some)
            }
            Err(refused) => self.refused_link_page(&service, language, &refused, "").map(Some),
        }
    }

    /// The order that a browser changes, if it made that: whoever was given an order's address takes no order's place.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn changed_by(&self, submission: &Submission) -> Result<Option<OrderToken>, AppError> {
        let Some(token) = &submission.changes else { return Ok(None) };
        let record = self.store.order_by_token(token).await?;
        let viewer = record.map(|record| viewer_of(&record.order, submission.browser.as_deref()));
        Ok((viewer == Some(Viewer::Maker)).then(|| token.clone()))
    }

    async fn find_order(&self, token: &OrderToken) -> Result<OrderRecord, AppError> {
        self.store.order_by_token(token).await?.ok_or(AppError::NotFound("an order"))
    }

    /// The service of an order as lists know it, if it is served.
    pub(super) fn listed(&self, record: &OrderRecord) -> Option<Arc<ListedService>> {
        self.served().service(record.order.beneficiary.as_str(), record.order.service.as_str()).cloned()
    }

    /// The service of an order in the version that is served now, if one is.
    async fn served_service(&self, record: &OrderRecord) -> Result<Option<ServedService>, AppError> {
        self.service(record.order.beneficiary.as_str(), record.order.service.as_str()).await
    }
}

/// The address of an order's page for a browser that came back from MPay at an instant.
fn marked(page: &str, at: Timestamp) -> String {
    format!("{page}?{RETURNED}={}", at.as_second())
}
