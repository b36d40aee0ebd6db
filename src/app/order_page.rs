//! The order's own page: what it says, the way to MPay and back, and the way to change the answers.

use std::sync::Arc;

use crate::form::RawAnswers;
use crate::i18n::Language;
use crate::ids::{OrderKey, OrderToken};
use crate::mpay_client::PageFormat;
use crate::order::OrderRecord;
use crate::plan::Plan;
use crate::registry::{Bundle, ServicePath};
use crate::view::{OrderAddresses, OrderPage};

use super::{App, AppError, ServedService};

impl App {
    /// The order's page, in a language.
    ///
    /// # Errors
    /// `NotFound` for an address that no order has; when the store or a template fails.
    pub async fn order_page(&self, token: &OrderToken, language: Language) -> Result<String, AppError> {
        let record = self.find_order(token).await?;
        let plan = self.plan_of(&record).await?;
        let here = |language: Language| format!("/{language}/order/{token}");
        let order = &record.order;
        let addresses = OrderAddresses {
            pay_page: self.pay_page.clone(),
            return_url: format!("{}{}/return", self.public_url, here(language)),
            change: format!("{}/change", here(language)),
            this_page_in: Language::ALL.map(here),
            payment_note: self.payment_notes.as_ref().map(|_| format!("{}/payment-note.pdf", here(language))),
            // With the same answers, as long as the service is there to take them.
            new_order: match self.served_service(&record) {
                Some(_) => format!("{}/change", here(language)),
                None => format!("/{language}/{}/{}", order.beneficiary, order.service),
            },
        };
        let page = OrderPage::new(&record, &plan, language, self.now(), addresses);
        Ok(self.view.order_page(language, &page)?)
    }

    /// MPay's payment note of an order as a PDF, and the order's key for the file's name.
    ///
    /// # Errors
    /// `NotFound` for an address that no order has, and where payment notes are not offered; `PaymentNote` when MPay
    /// gives none; when the store fails.
    pub async fn payment_note(&self, token: &OrderToken, format: PageFormat) -> Result<(OrderKey, Vec<u8>), AppError> {
        let notes = self.payment_notes.as_ref().ok_or(AppError::NotFound("payment notes"))?;
        let order = self.find_order(token).await?.order;
        let pdf = notes.pdf(&order.content.service_id, &order.key, format).await?;
        Ok((order.key, pdf))
    }

    /// Notes that the payer came back from MPay. The order's page tells what has become of the payment.
    ///
    /// # Errors
    /// `NotFound` for an address that no order has; when the store fails.
    pub async fn note_return(&self, token: &OrderToken) -> Result<(), AppError> {
        Ok(self.store.record_return(token, self.now()).await?)
    }

    /// The service's page as it is served now, filled with the order's answers.
    ///
    /// # Errors
    /// `NotFound` when there is no such order or its service is not served any more; when the store or a template fails.
    pub async fn change_page(&self, token: &OrderToken, language: Language) -> Result<String, AppError> {
        let record = self.find_order(token).await?;
        let service = self.served_service(&record).ok_or(AppError::NotFound("the order's service"))?;
        let language = if service.page(language).is_some() { language } else { Language::Ro };
        let raw: RawAnswers = record.order.content.answers.into_iter().collect();
        self.filled(&service, language, &raw)
    }

    async fn find_order(&self, token: &OrderToken) -> Result<OrderRecord, AppError> {
        self.store.order_by_token(token).await?.ok_or(AppError::NotFound("an order"))
    }

    fn served_service(&self, record: &OrderRecord) -> Option<Arc<ServedService>> {
        self.served().service(record.order.beneficiary.as_str(), record.order.service.as_str()).cloned()
    }

    /// The plan of the version that made an order.
    async fn plan_of(&self, record: &OrderRecord) -> Result<Plan, AppError> {
        let order = &record.order;
        if let Some(service) = self.served_service(record)
            && service.number == order.version
        {
            return Ok(service.plan.clone());
        }
        let path = ServicePath { beneficiary: order.beneficiary.clone(), service: order.service.clone() };
        let version = self.store.version(&path, order.version).await?;
        let version = version.ok_or(AppError::NotFound("the order's version"))?;
        Ok(Bundle::from_document(&version.bundle)?.plan)
    }
}
