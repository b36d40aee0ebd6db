//! What is decided about an order, by staff or by a payer who changes it, and when it may be. It must not know who asks or how it is kept.

use jiff::Timestamp;

use super::OrderStatus;

/// A decision about an order; it is never taken back, only followed by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub kind: DecisionKind,
    /// Who decided, at most 60 characters.
    pub by: String,
    /// Why, at most 500 characters.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// How many payments the order had then: a refund gives these back and none that come after it.
    pub payments: usize,
}

impl Decision {
    /// Who decided, when it was the payer: by changing the answers of an order that came by a link.
    pub const BY_PAYER: &'static str = "payer";
}

/// The kinds of decisions, each leading to a state of MPay's `OrderStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecisionKind {
    /// The order shall not be paid any more.
    Cancel,
    /// What was paid for has been given or done.
    Complete,
    /// What was paid is being given back.
    Refund,
    /// What was paid has been given back.
    Refunded,
}

impl DecisionKind {
    /// All kinds.
    pub const ALL: [DecisionKind; 4] =
        [DecisionKind::Cancel, DecisionKind::Complete, DecisionKind::Refund, DecisionKind::Refunded];

    /// The word in the store and in logs.
    pub const fn word(self) -> &'static str {
        match self {
            DecisionKind::Cancel => "cancel",
            DecisionKind::Complete => "complete",
            DecisionKind::Refund => "refund",
            DecisionKind::Refunded => "refunded",
        }
    }

    /// Whether it gives the payments before it back.
    pub(super) const fn is_refund(self) -> bool {
        matches!(self, DecisionKind::Refund | DecisionKind::Refunded)
    }

    /// Whether it may be decided about an order of this status, of which something was paid or nothing. What was paid
    /// must be refunded; it cannot be cancelled away.
    pub const fn is_allowed(self, status: OrderStatus, has_payment: bool) -> bool {
        match self {
            DecisionKind::Cancel => matches!(status, OrderStatus::Active | OrderStatus::Expired) && !has_payment,
            DecisionKind::Complete => matches!(status, OrderStatus::Paid),
            DecisionKind::Refund => has_payment,
            DecisionKind::Refunded => matches!(status, OrderStatus::Refunding) && !has_payment,
        }
    }
}
