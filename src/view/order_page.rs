//! What the page of an order shows at an instant, computed from the order, its payments and the plan that it came from, and
//! from who looks. It must not know how one browser is told from another.

mod lines;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::answers::{AnswerSection, Answers, Shown};
use super::service::Receiver;
use super::{PaidBefore, frame, lei};
use crate::clock;
use crate::i18n::{self, Language};
use crate::money::Money;
use crate::order::{Decision, OrderRecord, OrderStatus, Payment, PaymentFlag, part_of};
use crate::plan::{Contact, Plan};
use lines::PaymentView;

pub(super) use lines::{LineView, PayerLines};

/// How long after a payer's return from MPay a payment may still be on its way.
const CONFIRMING: SignedDuration = SignedDuration::from_mins(15);

/// How long after a return that brought no payment that is still told.
const TOLD_OF_RETURN: SignedDuration = SignedDuration::from_hours(24);
/// By how much the clock of the process that wrote an address may be ahead.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(1);

/// What an order's page tells its payer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderState {
    /// It waits for payment.
    Unpaid,
    /// The browser that looks came back from MPay a moment ago; the payment has not been confirmed yet.
    Confirming,
    /// It was paid in full.
    Paid,
    /// A part was paid; the rest can be.
    PartPaid,
    /// It cannot be paid any more.
    Expired,
    /// As many others of its service were paid as may be.
    ShutOut,
    /// Staff decided that it shall not be paid.
    Cancelled,
    /// What was paid is to be given back.
    Refunding,
    /// What was paid has been given back.
    Refunded,
}

/// Who looks at an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// The browser that made it: to it everything is shown.
    Maker,
    /// Any other, and any that does not show that it is the one: its address was handed on.
    Other,
}

/// Who looks at an order's page, when, and from where it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// The instant.
    pub now: Timestamp,
    /// Who it is.
    pub viewer: Viewer,
    /// When this browser came back from MPay, as its address says. It is no fact about the order: anybody may write it
    /// into an address, so nothing but words to whoever opens that follows from it, for a bounded time.
    pub returned_at: Option<Timestamp>,
}

/// Where the links and forms of an order's page lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderAddresses {
    /// MPay's page that takes the payment.
    pub pay_page: String,
    /// Where MPay sends the payer back to; absolute.
    pub return_url: String,
    /// The service's page, filled with this order's answers, for its maker; a section's anchor is put behind it.
    pub change: String,
    /// This page in each language, in the order of [`Language::ALL`].
    pub this_page_in: [String; 3],
    /// This page, with the host.
    pub public: String,
    /// The note to print.
    pub note: String,
    /// Where MPay's payment note is downloaded; the format is put behind it.
    pub payment_note: Option<String>,
    /// The service's page, for a new order.
    pub new_order: String,
}

/// The page of an order at an instant.
#[derive(Debug, Clone, Serialize)]
pub struct OrderPage {
    state: OrderState,
    title: &'static str,
    tag: &'static str,
    tag_class: &'static str,
    lines_title: &'static str,
    /// The step of three that the payer is at; 4 when all are done; none when it leads nowhere.
    step: Option<u8>,
    closed_text: Option<&'static str>,
    /// The definition's words, where its limit keeps the order from being paid.
    limit_text: Option<String>,
    can_pay: bool,
    /// Whether the payer gives the amount at MPay.
    is_amount_at_mpay: bool,
    /// The least first part, where the service asks for one and nothing has been paid.
    first_part: Option<String>,
    can_change: bool,
    /// Whether somebody else looks, who sees who pays in part, and hardly an answer.
    is_masked: bool,
    /// What was paid for the same since the order was made.
    paid_since: Option<PaidBefore>,
    /// When the payer came back from MPay without having paid.
    came_back: Option<String>,
    paid_more: bool,
    service: String,
    service_id: String,
    order_key: String,
    key_groups: Vec<String>,
    due_on: Option<String>,
    /// None while the payer can give the amount at MPay.
    total: Option<String>,
    paid: String,
    due: Option<String>,
    payer: PayerLines,
    lines: Vec<LineView>,
    payments: Vec<PaymentView>,
    sections: Vec<AnswerSection>,
    this_page: String,
    addresses: OrderAddresses,
    #[serde(skip)]
    receiver: Receiver,
    #[serde(skip)]
    languages: Vec<Language>,
    #[serde(skip)]
    contact: Contact,
}

/// The part of the total that the first payment should be, rounded up to the ban.
fn first_part(plan: &Plan, record: &OrderRecord) -> Option<Money> {
    let least = part_of(record.order.content.total?, plan.order.first_part_percent?);
    least.filter(|_| record.paid() == Money::ZERO)
}

impl OrderPage {
    /// The page in a language, as somebody sees it at an instant.
    pub fn new(
        record: &OrderRecord,
        plan: &Plan,
        language: Language,
        visit: Visit,
        addresses: OrderAddresses,
    ) -> OrderPage {
        let (order, content) = (&record.order, &record.order.content);
        let (state, Visit { now, viewer, .. }) = (OrderState::of(record, &visit), visit);
        let (title, tag, tag_class, lines_title, step) = state.looks();
        let (shown, made_on) = (viewer.is_shown(state), clock::today(order.created_at));
        let is_amount_at_mpay = content.total.is_none();
        // What the payer gave at MPay is known by what came.
        let given = Some(received(record)).filter(|given| is_amount_at_mpay && *given > Money::ZERO);
        OrderPage {
            state,
            title,
            tag,
            tag_class,
            lines_title,
            step,
            closed_text: closed_text(state, record),
            limit_text: None,
            can_pay: record.status(now).is_payable(),
            is_amount_at_mpay,
            first_part: first_part(plan, record).map(lei),
            can_change: state == OrderState::Unpaid && viewer == Viewer::Maker,
            is_masked: viewer == Viewer::Other,
            paid_since: None,
            came_back: visit
                .returned_within(TOLD_OF_RETURN)
                .filter(|_| matches!(state, OrderState::Unpaid | OrderState::Expired))
                .map(|at| i18n::date_time(language, at)),
            paid_more: is_overpaid(record),
            service: plan.title.get(language).clone(),
            service_id: content.service_id.to_string(),
            order_key: order.key.to_string(),
            key_groups: order.key.grouped().split(' ').map(str::to_owned).collect(),
            due_on: order.due_at.map(|at| i18n::date(language, clock::today(at))),
            total: content.total.or(given).map(lei),
            paid: lei(received(record)),
            due: record.due().map(lei),
            payer: PayerLines::new(plan, &content.payer, language, shown),
            lines: content.lines.iter().map(|line| LineView::new(line, given, language)).collect(),
            payments: PaymentView::all(record, language),
            sections: Answers::new(&content.answers, plan, made_on, language, shown).sections(plan),
            this_page: address_in(&addresses, language),
            addresses,
            receiver: Receiver::of_order(plan, language, content),
            languages: plan.languages.clone(),
            contact: frame::contact_of(plan),
        }
    }

    /// What the page tells its payer.
    pub fn state(&self) -> OrderState {
        self.state
    }

    pub(super) fn can_pay(&self) -> bool {
        self.can_pay
    }

    pub(super) fn service(&self) -> &str {
        &self.service
    }

    /// The order's key as people read it.
    pub(super) fn key(&self) -> String {
        self.key_groups.join(" ")
    }

    pub(super) fn due_on(&self) -> Option<&str> {
        self.due_on.as_deref()
    }

    /// The amount that matters most, with its name; none while the payer gives it at MPay.
    pub(super) fn amount(&self) -> Option<(&'static str, &str)> {
        match self.state {
            OrderState::Paid => Some(("total-paid", &self.paid)),
            OrderState::PartPaid => Some(("still-due", self.due.as_deref()?)),
            _ => Some(("total-to-pay", self.total.as_deref()?)),
        }
    }

    pub(super) fn public_address(&self) -> &str {
        &self.addresses.public
    }

    pub(super) fn is_confirming(&self) -> bool {
        self.state == OrderState::Confirming
    }

    pub(super) fn receiver(&self) -> &Receiver {
        &self.receiver
    }

    pub(super) fn contact(&self) -> &Contact {
        &self.contact
    }

    /// Says that the same has been paid by another order meanwhile.
    pub fn warn_of_paid(&mut self, paid: PaidBefore) {
        self.paid_since = Some(paid);
    }

    /// The page of an order for which nothing was paid, of a service of which as many others were as may be; with the
    /// definition's words. Money that may be on its way is waited for all the same.
    pub fn shut_out(&mut self, words: &str) {
        (self.can_pay, self.can_change) = (false, false);
        if self.state == OrderState::Unpaid {
            self.state = OrderState::ShutOut;
            (self.title, self.tag, self.tag_class, self.lines_title, self.step) = self.state.looks();
            self.limit_text = Some(words.to_owned());
        }
    }

    pub(super) fn languages(&self) -> &[Language] {
        &self.languages
    }

    pub(super) fn address_in(&self, language: Language) -> String {
        address_in(&self.addresses, language)
    }
}

impl Viewer {
    /// How much of an order is shown in a state.
    fn is_shown(self, state: OrderState) -> Shown {
        match self {
            Viewer::Maker if state == OrderState::Paid => Shown::WithoutCodes,
            Viewer::Maker => Shown::Whole,
            Viewer::Other => Shown::Masked,
        }
    }
}

impl Visit {
    /// When its browser came back, if that is no longer ago; an instant in the future is nobody's.
    fn returned_within(&self, longest: SignedDuration) -> Option<Timestamp> {
        self.returned_at.filter(|at| (-CLOCKS_DIFFER..=longest).contains(&self.now.duration_since(*at)))
    }

    /// Whether its browser waits for a payment of an order to be confirmed.
    pub fn waits_for(&self, record: &OrderRecord) -> bool {
        OrderState::of(record, self) == OrderState::Confirming
    }

    /// Whether the page says anything of its return.
    pub fn is_return(&self) -> bool {
        self.returned_within(TOLD_OF_RETURN).is_some()
    }
}

impl OrderState {
    /// Money that is on its way is waited for even when the order has expired meanwhile.
    fn of(record: &OrderRecord, visit: &Visit) -> OrderState {
        let status = record.status(visit.now);
        let came_back = visit.returned_within(CONFIRMING);
        // A payment that came in around the return is the one that the payer went for.
        let is_answered =
            |at: Timestamp| record.payments.iter().any(|one| at.duration_since(one.received_at) < CONFIRMING);
        match status {
            OrderStatus::Paid | OrderStatus::Completed => OrderState::Paid,
            OrderStatus::Refunding => OrderState::Refunding,
            OrderStatus::Refunded => OrderState::Refunded,
            _ if came_back.is_some_and(|at| !is_answered(at)) => OrderState::Confirming,
            OrderStatus::Active => OrderState::Unpaid,
            OrderStatus::PartiallyPaid => OrderState::PartPaid,
            OrderStatus::Expired => OrderState::Expired,
            OrderStatus::Cancelled => OrderState::Cancelled,
        }
    }

    /// What is said about an order that was closed.
    const fn closed_text(self) -> Option<&'static str> {
        match self {
            OrderState::Cancelled => Some("cancelled-text"),
            OrderState::Refunding => Some("refunding-text"),
            OrderState::Refunded => Some("refunded-text"),
            _ => None,
        }
    }

    /// The names of the page's heading, tag, tag's class and lines' heading, and the step.
    const fn looks(self) -> (&'static str, &'static str, &'static str, &'static str, Option<u8>) {
        match self {
            OrderState::Unpaid => ("order-unpaid-title", "tag-unpaid", "tag-unpaid", "lines-title", Some(3)),
            OrderState::Confirming => {
                ("order-confirming-title", "tag-confirming", "tag-confirming", "lines-title", Some(3))
            }
            OrderState::Paid => ("order-paid-title", "tag-paid", "tag-paid", "lines-paid-title", Some(4)),
            OrderState::PartPaid => {
                ("order-part-paid-title", "tag-part-paid", "tag-confirming", "lines-title", Some(3))
            }
            OrderState::Expired => ("order-expired-title", "tag-expired", "tag-expired", "lines-expired-title", None),
            OrderState::ShutOut => ("expired-title", "tag-shut-out", "tag-expired", "lines-expired-title", None),
            OrderState::Cancelled => {
                ("order-cancelled-title", "tag-cancelled", "tag-expired", "lines-expired-title", None)
            }
            OrderState::Refunding => {
                ("order-refunding-title", "tag-refunding", "tag-confirming", "lines-paid-title", None)
            }
            OrderState::Refunded => ("order-refunded-title", "tag-refunded", "tag-expired", "lines-paid-title", None),
        }
    }
}

/// What is said about an order that was closed, by staff or by its payer, who changed the answers.
fn closed_text(state: OrderState, record: &OrderRecord) -> Option<&'static str> {
    let is_replaced = record.decisions.last().is_some_and(|last| last.by == Decision::BY_PAYER);
    match state {
        OrderState::Cancelled if is_replaced => Some("order-replaced-text"),
        _ => state.closed_text(),
    }
}

/// Whether more was paid than was owed, and nobody has dealt with that.
fn is_overpaid(record: &OrderRecord) -> bool {
    use PaymentFlag::{Closed, OtherAmount, PaidBefore};
    let content = &record.order.content;
    let is_more = content.total.is_some_and(|total| record.paid() > total) && !content.allow_advance_payments;
    let is_of_amount = |flag: &PaymentFlag| matches!(flag, OtherAmount | PaidBefore | Closed);
    let standing = record.standing_payments();
    let is_open = standing.iter().flat_map(Payment::open_flags).any(|flag| is_of_amount(&flag));
    let is_settled = standing.iter().flat_map(|payment| &payment.settled).any(is_of_amount);
    is_more && (is_open || !is_settled)
}

/// What was paid; for an order whose payments are given back, what is given back.
fn received(record: &OrderRecord) -> Money {
    match record.standing_payments() {
        [] => Money::checked_sum(record.payments.iter().map(|payment| payment.amount)).unwrap_or(Money::ZERO),
        _ => record.paid(),
    }
}

fn address_in(addresses: &OrderAddresses, language: Language) -> String {
    let [romanian, russian, english] = &addresses.this_page_in;
    match language {
        Language::Ro => romanian,
        Language::Ru => russian,
        Language::En => english,
    }
    .clone()
}
