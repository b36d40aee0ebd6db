//! Payments as MPay confirms them.

use jiff::Timestamp;

use super::{OrderRecord, OrderStatus};
use crate::ids::OrderKey;
use crate::money::Money;

/// A payment of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// MPay's number of the payment, at most 36 characters; unique for all time.
    pub payment_id: String,
    /// MPay's number of the payment note, at most 36 characters.
    pub invoice_id: Option<String>,
    /// How much.
    pub amount: Money,
    /// When the payer paid, by MPay's word.
    pub paid_at: Timestamp,
    /// When we heard of it.
    pub received_at: Timestamp,
    /// What a person should look at.
    pub flag: Option<PaymentFlag>,
}

/// A confirmation that has passed every check, on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayment {
    /// The order that was paid.
    pub order_key: OrderKey,
    /// The payment.
    pub payment: Payment,
    /// The signed message, verbatim: the evidence in a dispute.
    pub message: Vec<u8>,
    /// How many orders of its service may be paid; `None`: as many as come.
    pub paid_orders_max: Option<u32>,
}

/// Why a payment needs a person: the money was taken, but not as the order asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentFlag {
    /// Another amount than was due.
    OtherAmount,
    /// After the order had expired.
    Late,
    /// The order had been paid before.
    PaidBefore,
    /// The order had been cancelled, or its payments given back.
    Closed,
    /// As many other orders of the service were paid as may be.
    OverLimit,
}

impl PaymentFlag {
    /// All flags.
    pub const ALL: [PaymentFlag; 5] = [
        PaymentFlag::OtherAmount,
        PaymentFlag::Late,
        PaymentFlag::PaidBefore,
        PaymentFlag::Closed,
        PaymentFlag::OverLimit,
    ];

    /// What is odd about a payment that arrives for an order as it stands; a part is not, where the order allows parts,
    /// nor is any amount that the payer gave at MPay. `is_full`: as many other orders of the service are paid as may be;
    /// then it is one too many, also where it came late or is of another amount.
    pub fn of(order: &OrderRecord, amount: Money, received_at: Timestamp, is_full: bool) -> Option<PaymentFlag> {
        match order.status(received_at) {
            OrderStatus::Paid | OrderStatus::Completed => Some(PaymentFlag::PaidBefore),
            OrderStatus::Cancelled | OrderStatus::Refunding | OrderStatus::Refunded => Some(PaymentFlag::Closed),
            _ if is_full && amount > Money::ZERO => Some(PaymentFlag::OverLimit),
            OrderStatus::Expired => Some(PaymentFlag::Late),
            OrderStatus::Active | OrderStatus::PartiallyPaid => {
                let content = &order.order.content;
                let is_right = match order.due() {
                    Some(due) if amount > due => content.allow_advance_payments,
                    Some(due) if amount < due => content.allow_partial_payments && amount > Money::ZERO,
                    Some(_) => true,
                    None => amount > Money::ZERO,
                };
                if is_right { None } else { Some(PaymentFlag::OtherAmount) }
            }
        }
    }

    /// The word in the store and in logs.
    pub const fn word(self) -> &'static str {
        match self {
            PaymentFlag::OtherAmount => "other_amount",
            PaymentFlag::Late => "late",
            PaymentFlag::PaidBefore => "paid_before",
            PaymentFlag::Closed => "closed",
            PaymentFlag::OverLimit => "over_limit",
        }
    }
}
