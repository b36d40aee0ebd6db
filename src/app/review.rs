//! Review: what a payer sees before an order is made, so that none is stored that nobody meant.

use jiff::SignedDuration;

use crate::clock;
use crate::i18n::{Language, Localized, date_time};
use crate::ids::{ContentHash, KeptToken};
use crate::money::Money;
use crate::order::{Asked, Order, OrderContent, OrderRecord, OrderStatus, Payment};
use crate::plan::Plan;
use crate::view::{PaidBefore, ReviewPage, Viewer};

use super::linked::OpenedLink;
use super::maker::viewer_of;
use super::submit::{Submission, typed};
use super::{App, AppError, ServedService};

/// For how long after a payment the next one for the same is asked about. What comes once a year is no mistake; and that
/// something was paid is told to whoever knows every answer of it, the payer's number and name among them, so it is told no
/// longer than a mistake is likely.
const ASKED_FOR: SignedDuration = SignedDuration::from_hours(183 * 24);

impl App {
    /// Whether the payer has seen and confirmed exactly what would be ordered.
    pub(super) async fn is_confirmed(
        &self,
        service: &ServedService,
        submission: &Submission,
        content: &OrderContent,
        warnings: &[Localized<String>],
    ) -> Result<bool, AppError> {
        let raw = &submission.raw;
        if raw.get("_seen") != mark(service, content, warnings) {
            return Ok(false);
        }
        Ok(raw.get("_again") == "yes" || self.paid_before(service, content).await?.is_none())
    }

    /// The page that shows what would be ordered.
    pub(super) async fn review(
        &self,
        service: &ServedService,
        submission: &Submission,
        (content, warnings): (&OrderContent, &[Localized<String>]),
        kept: Option<&KeptToken>,
    ) -> Result<String, AppError> {
        let (raw, language) = (&submission.raw, submission.language);
        let seen = mark(service, content, warnings);
        let page = ReviewPage {
            content,
            on: clock::today(self.now()),
            plan: &service.plan,
            typed: &typed(raw),
            locked: submission.link.as_ref().map(OpenedLink::locked).unwrap_or_default(),
            warnings: warnings.iter().map(|words| words.get(language).clone()).collect(),
            has_changed: raw.get("_seen") != seen && !raw.get("_seen").is_empty(),
            paid_before: self
                .paid_before(service, content)
                .await?
                .map(|record| told(&record, submission.browser.as_deref(), language)),
            seen: &seen,
            word: submission.new_word.as_deref(),
            kept: kept.map(KeptToken::as_str),
        };
        Ok(self.view.review_page(language, &page)?)
    }

    /// What was paid of the same thing of late; nothing where paying again is usual.
    async fn paid_before(
        &self,
        service: &ServedService,
        content: &OrderContent,
    ) -> Result<Option<OrderRecord>, AppError> {
        if !service.plan.order.paying_again.is_asked() {
            return Ok(None);
        }
        self.paid_of_late(&Asked::of(&service.path.beneficiary, &service.path.service, content)).await
    }

    /// What was paid for the same since an order was made that can still be paid: its page may lie open in another tab, or
    /// with somebody else. That the payer wanted to pay again is known of what was paid before.
    pub(super) async fn paid_since(
        &self,
        order: &Order,
        plan: &Plan,
        browser: Option<&str>,
        language: Language,
    ) -> Result<Option<PaidBefore>, AppError> {
        if viewer_of(order, browser) != Viewer::Maker || !plan.order.paying_again.is_asked() {
            return Ok(None);
        }
        let paid = self.paid_of_late(&Asked::of(&order.beneficiary, &order.service, &order.content)).await?;
        let is_since = |payment: &Payment| payment.received_at >= order.created_at;
        let paid = paid.filter(|paid| paid.order.key != order.key && paid.payments.last().is_some_and(is_since));
        Ok(paid.map(|paid| told(&paid, browser, language)))
    }

    /// The last order of the same thing that was paid of late and not given back.
    async fn paid_of_late(&self, asked: &Asked<'_>) -> Result<Option<OrderRecord>, AppError> {
        let now = self.now();
        let is_late = |payment: &Payment| now.duration_since(payment.received_at) < ASKED_FOR;
        let is_paid = |record: &OrderRecord| {
            matches!(record.status(now), OrderStatus::Paid | OrderStatus::Completed)
                && record.payments.last().is_some_and(is_late)
        };
        Ok(self.store.orders_paid_like(asked).await?.into_iter().find(is_paid))
    }
}

/// What the payer may know of the earlier order: only the browser that made it sees more than that there is one.
fn told(record: &OrderRecord, browser: Option<&str>, language: Language) -> PaidBefore {
    let is_own = viewer_of(&record.order, browser) == Viewer::Maker;
    match record.payments.last().filter(|_| is_own) {
        Some(payment) => PaidBefore::Here {
            address: format!("/{language}/order/{}", record.order.token),
            amount: record.paid(),
            when: date_time(language, record.paid_at(payment)),
        },
        None => PaidBefore::Somewhere,
    }
}

/// Stands for what a review shows and the payer cannot type: the version, the lines, what is unusual.
fn mark(service: &ServedService, content: &OrderContent, warnings: &[Localized<String>]) -> String {
    let mut parts = vec![service.path.to_string().into_bytes(), service.number.0.to_be_bytes().to_vec()];
    for line in &content.lines {
        parts.push(line.id.as_bytes().to_vec());
        parts.push(line.amount.map_or(0, Money::bani).to_be_bytes().to_vec());
        parts.push(line.account.iban.as_str().as_bytes().to_vec());
    }
    parts.extend(warnings.iter().map(|words| words.ro.as_bytes().to_vec()));
    ContentHash::of(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()).short().to_owned()
}
