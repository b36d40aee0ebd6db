//! Payments as MPay confirms them, and what of them needs a person.

use jiff::{SignedDuration, Timestamp};

use super::OrderRecord;
use crate::ids::OrderKey;
use crate::money::Money;

/// By how much the time of a payment may differ from what we saw happen: MPay writes it without an offset, so an hour or
/// three is an offset that was read wrongly, and the payment is as good as any. What is a day off is no time of a payment.
const TIME_OFF_MAX: SignedDuration = SignedDuration::from_hours(24);

/// A payment of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// MPay's number of the payment, at most 36 characters; unique for all time.
    pub payment_id: String,
    /// MPay's number of the payment note, at most 36 characters.
    pub invoice_id: Option<String>,
    /// How much.
    pub amount: Money,
    /// When the payer paid, by MPay's word, which may be nonsense: people are shown [`OrderRecord::paid_at`].
    pub paid_at: Timestamp,
    /// When we heard of it.
    pub received_at: Timestamp,
    /// What a person should look at, or has; each once, in the order of [`PaymentFlag::ALL`].
    pub flags: Vec<PaymentFlag>,
    /// Which of that a person has dealt with.
    pub settled: Vec<PaymentFlag>,
}

impl Payment {
    /// What of it waits for a person.
    pub fn open_flags(&self) -> impl Iterator<Item = PaymentFlag> + '_ {
        self.flags.iter().copied().filter(|flag| !self.settled.contains(flag))
    }
}

/// A confirmation that tells what was paid for which order, on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayment {
    /// The order that was paid.
    pub order_key: OrderKey,
    /// The payment.
    pub payment: Payment,
    /// What it says of the order's lines.
    pub lines: Vec<PaidLine>,
    /// What of it is not of the contract, for a person.
    pub oddities: Vec<String>,
    /// The signed message, verbatim: the evidence in a dispute.
    pub message: Vec<u8>,
    /// How many orders of its service may be paid; `None`: as many as come.
    pub paid_orders_max: Option<u32>,
}

/// What a confirmation says of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidLine {
    /// The line's id; empty where there is none.
    pub id: String,
    /// How much was paid for it.
    pub amount: Money,
    /// Where the money went.
    pub account: PaidAccount,
}

/// Where money went, as far as a confirmation says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaidAccount {
    /// IBAN; of several that are told, each.
    pub ibans: Vec<String>,
    /// BIC.
    pub bic: Option<String>,
    /// The receiver's IDNO.
    pub idno: Option<String>,
}

/// Why a payment needs a person: the money was taken, but not as the order asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaymentFlag {
    /// The order had been paid before.
    PaidBefore,
    /// The order had been cancelled, or its payments given back.
    Closed,
    /// As many other orders of the service were paid as may be.
    OverLimit,
    /// After the order had expired.
    Late,
    /// Another amount than was due.
    OtherAmount,
    /// A first part that is smaller than the definition asks.
    SmallPart,
    /// For another account than the order's line names.
    OtherAccount,
    /// For a line that the order does not have, or for its lines in other shares than were due.
    OtherLines,
    /// The lines do not sum to the total.
    OtherSum,
    /// Of a time before the order was made, or after the confirmation came.
    OddTime,
    /// A number with other characters than letters, digits and signs.
    OddNumber,
    /// With something in it that is not of the contract.
    OutsideContract,
}

impl PaymentFlag {
    /// All flags, the weightiest first.
    pub const ALL: [PaymentFlag; 12] = [
        PaymentFlag::PaidBefore,
        PaymentFlag::Closed,
        PaymentFlag::OverLimit,
        PaymentFlag::Late,
        PaymentFlag::OtherAmount,
        PaymentFlag::SmallPart,
        PaymentFlag::OtherAccount,
        PaymentFlag::OtherLines,
        PaymentFlag::OtherSum,
        PaymentFlag::OddTime,
        PaymentFlag::OddNumber,
        PaymentFlag::OutsideContract,
    ];

    /// The word in the store, in logs and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            PaymentFlag::PaidBefore => "paid_before",
            PaymentFlag::Closed => "closed",
            PaymentFlag::OverLimit => "over_limit",
            PaymentFlag::Late => "late",
            PaymentFlag::OtherAmount => "other_amount",
            PaymentFlag::SmallPart => "small_part",
            PaymentFlag::OtherAccount => "other_account",
            PaymentFlag::OtherLines => "other_lines",
            PaymentFlag::OtherSum => "other_sum",
            PaymentFlag::OddTime => "odd_time",
            PaymentFlag::OddNumber => "odd_number",
            PaymentFlag::OutsideContract => "outside_contract",
        }
    }

    /// The flag of a word.
    pub fn from_word(word: &str) -> Option<PaymentFlag> {
        PaymentFlag::ALL.into_iter().find(|flag| flag.word() == word)
    }

    /// Whether a program of before the schema's step 16 knows it: such a program may run beside this one, and cannot read
    /// a payment whose own row holds another word.
    pub const fn is_of_old(self) -> bool {
        match self {
            PaymentFlag::PaidBefore
            | PaymentFlag::Closed
            | PaymentFlag::OverLimit
            | PaymentFlag::Late
            | PaymentFlag::OtherAmount => true,
            PaymentFlag::SmallPart
            | PaymentFlag::OtherAccount
            | PaymentFlag::OtherLines
            | PaymentFlag::OtherSum
            | PaymentFlag::OddTime
            | PaymentFlag::OddNumber
            | PaymentFlag::OutsideContract => false,
        }
    }
}

impl OrderRecord {
    /// When a payment was made, as people are shown it: MPay's word, or, where that cannot be, when we heard of it.
    pub fn paid_at(&self, payment: &Payment) -> Timestamp {
        if self.can_be_paid_at(payment.paid_at, payment.received_at) { payment.paid_at } else { payment.received_at }
    }

    /// Whether a payment of which we heard then can be of this time: neither long before the order was made nor long
    /// after we heard of it.
    pub(super) fn can_be_paid_at(&self, paid_at: Timestamp, received_at: Timestamp) -> bool {
        self.order.created_at.duration_since(paid_at) <= TIME_OFF_MAX
            && paid_at.duration_since(received_at) <= TIME_OFF_MAX
    }
}
