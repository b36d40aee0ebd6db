//! What an order is: what a payer was asked, what is owed to whom, and what has been paid.

mod decision;
mod judge;
mod likeness;
mod payment;
mod status;

pub use decision::{Decision, DecisionKind};
pub use judge::{Finding, judge_payment};
pub use likeness::{Asked, Likeness, LikenessKey};
pub use payment::{NewPayment, PaidAccount, PaidLine, Payment, PaymentFlag};
pub use status::OrderStatus;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::i18n::{Language, Localized};
use crate::identifiers::{Bic, FiscalCode, Iban, Idno};
use crate::ids::{ContentHash, LinkId, OrderKey, OrderToken, ServiceId, Slug, VersionNumber};
use crate::money::Money;

/// An order as it was made; nothing of it ever changes. What happens to it later is in [`OrderRecord`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What the payer can type at MPay.
    pub key: OrderKey,
    /// The address of its page.
    pub token: OrderToken,
    /// The beneficiary's name in addresses.
    pub beneficiary: Slug,
    /// The service's name in addresses.
    pub service: Slug,
    /// The version of the definition that made it.
    pub version: VersionNumber,
    /// The language in which it was made.
    pub language: Language,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it can be paid; `None`: for good.
    pub due_at: Option<Timestamp>,
    /// Tells a repeated submission: the same payer's same answers to the same version.
    pub submission: ContentHash,
    /// The personal link that it came by.
    pub link: Option<LinkId>,
    /// All that was asked and is owed.
    pub content: OrderContent,
}

impl Order {
    /// What this order asks for, and for whom.
    pub fn asked(&self) -> Asked<'_> {
        Asked::of(&self.beneficiary, &self.service, &self.content)
    }

    /// What a program one step older takes for the likeness of an order: without the name, and without a secret. It may run
    /// beside this one, and finds orders by it; here it says in what order stored orders are looked through.
    pub fn nameless_likeness(&self) -> ContentHash {
        let mut parts: Vec<&[u8]> = vec![self.beneficiary.as_str().as_bytes(), self.service.as_str().as_bytes()];
        for (name, text) in self.content.answers.iter().filter(|(name, _)| name != "payer.name") {
            parts.push(name.as_bytes());
            parts.push(text.as_bytes());
        }
        ContentHash::of(&parts)
    }
}

/// The document of an order: what MPay is told and what the order's page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderContent {
    /// MPay's id of the service.
    pub service_id: ServiceId,
    /// Who pays.
    pub payer: Payer,
    /// What for, at most 50 characters in each language.
    pub reason: Localized<String>,
    /// What is owed to which account; at least one.
    pub lines: Vec<OrderLine>,
    /// What the payer answered, as MPay shows it.
    pub properties: Vec<OrderProperty>,
    /// The sum of the lines; `None` where the payer gives the amount at MPay: there is one line then, without an amount.
    pub total: Option<Money>,
    /// Whether MPay may take a part of the total.
    pub allow_partial_payments: bool,
    /// Whether MPay may take more than the total.
    #[serde(default)]
    pub allow_advance_payments: bool,
    /// How much of the total the first part should be at least, in percent. Orders that an earlier program made do not
    /// say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_part_percent: Option<u32>,
    /// What the beneficiary's books say of it, by the column's name: neither the payer nor MPay is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reporting: Vec<(String, String)>,
    /// The payer's answers in canonical text, by field id, so that they can be shown and changed.
    pub answers: Vec<(String, String)>,
}

/// Who pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payer {
    /// A person or an organization.
    pub kind: PayerKind,
    /// The payer's IDNP or IDNO.
    pub id: FiscalCode,
    /// The payer's name, at most 60 characters.
    pub name: String,
}

/// MPay's `CustomerType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayerKind {
    /// A natural person.
    Person,
    /// A legal entity.
    Organization,
}

impl PayerKind {
    /// The word in definitions and forms.
    pub const fn word(self) -> &'static str {
        match self {
            PayerKind::Person => "person",
            PayerKind::Organization => "organization",
        }
    }
}

/// One amount for one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// At most 36 characters, unique in the order.
    pub id: String,
    /// What for, at most 50 characters in each language.
    pub reason: Localized<String>,
    /// More than zero; `None` where the payer gives it at MPay.
    pub amount: Option<Money>,
    /// Where the money goes.
    pub account: PaymentAccount,
}

/// An account of the beneficiary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentAccount {
    /// The account's number.
    pub iban: Iban,
    /// The bank's code.
    pub bic: Bic,
    /// The receiver's IDNO.
    pub idno: Idno,
    /// The receiver's name, at most 60 characters.
    pub name: String,
}

/// An answer as MPay stores and shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderProperty {
    /// Letters, digits and spaces, at most 36.
    pub name: String,
    /// At most 36 characters in each language.
    pub display_name: Localized<String>,
    /// MPay's type.
    pub kind: PropertyKind,
    /// 1 to 255 characters in each language.
    pub value: Localized<String>,
    /// Whether MPay shows it beside the customer's own data.
    pub is_visible: bool,
}

/// MPay's property types, the documented and those of its own generic services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PropertyKind {
    /// Text.
    String,
    /// Digits.
    Number,
    /// An IDNP, an IDNO or a foreign code.
    TaxCode,
    /// An IDNP or IDNO.
    Idn,
    /// The payer's name.
    CustomerName,
    /// `Person` or `Organization`.
    CustomerType,
}

impl PropertyKind {
    /// The word in MPay's messages.
    pub const fn word(self) -> &'static str {
        match self {
            PropertyKind::String => "string",
            PropertyKind::Number => "number",
            PropertyKind::TaxCode => "tc",
            PropertyKind::Idn => "idn",
            PropertyKind::CustomerName => "CustomerName",
            PropertyKind::CustomerType => "CustomerType",
        }
    }
}

/// An order with what has happened to it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRecord {
    /// The order as it was made.
    pub order: Order,
    /// The payments that MPay confirmed, in the order of their arrival.
    pub payments: Vec<Payment>,
    /// What staff decided, in order.
    pub decisions: Vec<Decision>,
}

impl OrderRecord {
    /// The payments that count for the order: those that were not given back, nor decided to be.
    pub fn standing_payments(&self) -> &[Payment] {
        let refunded = self.decisions.iter().filter(|decision| decision.kind.is_refund());
        let first = refunded.map(|decision| decision.payments).max().unwrap_or(0);
        self.payments.get(first..).unwrap_or_default()
    }

    /// How much counts as paid for the order: nothing that was given back, or decided to be.
    pub fn paid(&self) -> Money {
        // Each amount is bounded by the reader of confirmations; the sum of a bounded number of them fits.
        let amounts = self.standing_payments().iter().map(|payment| payment.amount);
        Money::checked_sum(amounts).unwrap_or(Money::from_bani(i64::MAX))
    }

    /// How much was paid that nobody says to have paid back: that a refund was decided moves no money.
    pub fn held(&self) -> Money {
        let amounts = self.payments.iter().skip(self.paid_back_count()).map(|payment| payment.amount);
        Money::checked_sum(amounts).unwrap_or(Money::from_bani(i64::MAX))
    }

    /// How much of what is held was decided to be paid back.
    pub fn to_pay_back(&self) -> Money {
        Money::from_bani(self.held().bani() - self.paid().bani())
    }

    /// How much was paid back, as staff said.
    pub fn paid_back(&self) -> Money {
        let amounts = self.payments.iter().take(self.paid_back_count()).map(|payment| payment.amount);
        Money::checked_sum(amounts).unwrap_or(Money::from_bani(i64::MAX))
    }

    /// Whether a payment was paid back or is to be; by its place among the order's payments.
    pub fn refund_of(&self, place: usize) -> Option<DecisionKind> {
        if place < self.paid_back_count() {
            return Some(DecisionKind::Refunded);
        }
        let kept_from = self.payments.len() - self.standing_payments().len();
        (place < kept_from).then_some(DecisionKind::Refund)
    }

    /// How many payments, from the first on, were paid back.
    fn paid_back_count(&self) -> usize {
        let done = self.decisions.iter().filter(|decision| decision.kind == DecisionKind::Refunded);
        done.map(|decision| decision.payments).max().unwrap_or(0)
    }

    /// The last decision.
    pub fn decision(&self) -> Option<DecisionKind> {
        self.decisions.last().map(|decision| decision.kind)
    }

    /// The order's status at an instant.
    pub fn status(&self, now: Timestamp) -> OrderStatus {
        OrderStatus::of(self.order.content.total, self.paid(), self.decision(), self.order.due_at, now)
    }

    /// What is still owed; nothing of an order whose payments are given back. `None` while the payer can give any amount
    /// at MPay: what is paid first settles such an order.
    pub fn due(&self) -> Option<Money> {
        let paid = self.paid();
        if paid == Money::ZERO && self.decision().is_some_and(DecisionKind::is_refund) {
            return Some(Money::ZERO);
        }
        match self.order.content.total {
            Some(total) => Some(Money::from_bani((total.bani() - paid.bani()).max(0))),
            None => (paid > Money::ZERO).then_some(Money::ZERO),
        }
    }

    /// What is still owed of each line, as MPay is told it: what was paid is taken from the lines in their order. `None`
    /// while the payer can give any amount at MPay.
    pub fn dues(&self) -> Vec<Option<Money>> {
        let content = &self.order.content;
        let Some(due) = self.due() else { return vec![None; content.lines.len()] };
        let mut settled = content.total.map_or(0, |total| total.bani() - due.bani());
        let mut of_line = |line: &OrderLine| {
            let amount = line.amount.map_or(0, Money::bani);
            let taken = settled.clamp(0, amount);
            settled -= taken;
            Some(Money::from_bani(amount - taken))
        };
        content.lines.iter().map(&mut of_line).collect()
    }

    /// How much the first part should be at least, where the order says it and takes parts.
    pub fn first_part(&self) -> Option<Money> {
        let content = &self.order.content;
        let percent = content.first_part_percent.filter(|_| content.allow_partial_payments)?;
        part_of(content.total?, percent)
    }

    /// Whether nothing is owed any more.
    pub fn is_settled(&self) -> bool {
        self.due() == Some(Money::ZERO)
    }
}

/// So many hundredths of a total, rounded up to the ban; `None` beyond what amounts can be.
pub fn part_of(total: Money, percent: u32) -> Option<Money> {
    let bani = total.bani().checked_mul(i64::from(percent))?.checked_add(99)? / 100;
    Some(Money::from_bani(bani))
}
