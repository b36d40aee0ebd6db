//! The states of an order, and how they follow from its payments and the time.

use jiff::Timestamp;

use super::DecisionKind;
use crate::money::Money;

/// MPay's `OrderStatus`: "paid" wins over everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderStatus {
    /// Can be paid; nothing was.
    Active,
    /// Can be paid; a part was.
    PartiallyPaid,
    /// Was paid in full.
    Paid,
    /// Was paid in full, and the payer has what was paid for.
    Completed,
    /// Was not paid in time.
    Expired,
    /// Shall not be paid.
    Cancelled,
    /// What was paid is being given back.
    Refunding,
    /// What was paid has been given back.
    Refunded,
}

impl OrderStatus {
    /// All statuses.
    pub const ALL: [OrderStatus; 8] = [
        OrderStatus::Active,
        OrderStatus::PartiallyPaid,
        OrderStatus::Paid,
        OrderStatus::Completed,
        OrderStatus::Expired,
        OrderStatus::Cancelled,
        OrderStatus::Refunding,
        OrderStatus::Refunded,
    ];

    /// Reads the word in MPay's messages.
    pub fn from_word(word: &str) -> Option<OrderStatus> {
        OrderStatus::ALL.into_iter().find(|status| status.word() == word)
    }

    /// The status that follows from what is owed, what was paid (and not given back), the last decision, and the time.
    /// Money that came late still counts. Without a total any money pays the order.
    pub fn of(
        total: Option<Money>,
        paid: Money,
        decision: Option<DecisionKind>,
        due_at: Option<Timestamp>,
        now: Timestamp,
    ) -> OrderStatus {
        let is_paid = match total {
            Some(total) => paid >= total,
            None => paid > Money::ZERO,
        };
        match decision {
            Some(DecisionKind::Complete) if is_paid => OrderStatus::Completed,
            _ if is_paid => OrderStatus::Paid,
            Some(DecisionKind::Refund) => OrderStatus::Refunding,
            Some(DecisionKind::Refunded) => OrderStatus::Refunded,
            Some(DecisionKind::Cancel) => OrderStatus::Cancelled,
            _ if due_at.is_some_and(|due_at| now > due_at) => OrderStatus::Expired,
            _ if paid > Money::ZERO => OrderStatus::PartiallyPaid,
            _ => OrderStatus::Active,
        }
    }

    /// The status that MPay is told of an order whose service has as many paid orders as may be: nobody can pay it in time
    /// any more, unless something was paid already.
    pub const fn in_full_service(self) -> OrderStatus {
        match self {
            OrderStatus::Active => OrderStatus::Expired,
            other => other,
        }
    }

    /// Whether MPay may take money for it.
    pub const fn is_payable(self) -> bool {
        matches!(self, OrderStatus::Active | OrderStatus::PartiallyPaid)
    }

    /// The word in MPay's messages.
    pub const fn word(self) -> &'static str {
        match self {
            OrderStatus::Active => "Active",
            OrderStatus::PartiallyPaid => "PartiallyPaid",
            OrderStatus::Paid => "Paid",
            OrderStatus::Completed => "Completed",
            OrderStatus::Expired => "Expired",
            OrderStatus::Cancelled => "Cancelled",
            OrderStatus::Refunding => "Refunding",
            OrderStatus::Refunded => "Refunded",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paid_wins_then_what_staff_decided_and_time_decides_the_rest() {
        use DecisionKind::{Cancel, Complete, Refund, Refunded};
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        for (paid, decision, now, expected) in [
            (0, None, 50, OrderStatus::Active),
            (0, None, 51, OrderStatus::Expired),
            (99, None, 10, OrderStatus::PartiallyPaid),
            (99, None, 51, OrderStatus::Expired),
            (100, None, 51, OrderStatus::Paid),
            (101, None, 10, OrderStatus::Paid),
            (0, Some(Cancel), 10, OrderStatus::Cancelled),
            (0, Some(Cancel), 51, OrderStatus::Cancelled),
            (99, Some(Cancel), 10, OrderStatus::Cancelled),
            (100, Some(Cancel), 51, OrderStatus::Paid),
            (100, Some(Complete), 51, OrderStatus::Completed),
            (0, Some(Refund), 10, OrderStatus::Refunding),
            (0, Some(Refunded), 51, OrderStatus::Refunded),
            (100, Some(Refunded), 51, OrderStatus::Paid),
        ] {
            let status =
                OrderStatus::of(Some(Money::from_bani(100)), Money::from_bani(paid), decision, Some(at(50)), at(now));
            assert_eq!(status, expected, "paid {paid}, {decision:?}, at {now}");
        }
        let forever = OrderStatus::of(Some(Money::from_bani(1)), Money::ZERO, None, None, at(i64::from(i32::MAX)));
        assert_eq!(forever, OrderStatus::Active);
    }

    #[test]
    fn any_money_pays_an_order_whose_amount_is_given_at_mpay() {
        use DecisionKind::{Cancel, Complete, Refunded};
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        for (paid, decision, now, expected) in [
            (0, None, 50, OrderStatus::Active),
            (0, None, 51, OrderStatus::Expired),
            (1, None, 51, OrderStatus::Paid),
            (1, Some(Cancel), 10, OrderStatus::Paid),
            (0, Some(Cancel), 10, OrderStatus::Cancelled),
            (1, Some(Complete), 51, OrderStatus::Completed),
            (0, Some(Refunded), 10, OrderStatus::Refunded),
        ] {
            let status = OrderStatus::of(None, Money::from_bani(paid), decision, Some(at(50)), at(now));
            assert_eq!(status, expected, "paid {paid}, {decision:?}, at {now}");
        }
    }
}
