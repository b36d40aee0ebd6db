//! The states of an order, and how they follow from its payments and the time.

use jiff::Timestamp;

use crate::money::Money;

/// MPay's `OrderStatus`, as far as an order can reach it: "paid" wins over everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderStatus {
    /// Can be paid; nothing was.
    Active,
    /// Can be paid; a part was.
    PartiallyPaid,
    /// Was paid in full.
    Paid,
    /// Was not paid in time.
    Expired,
}

impl OrderStatus {
    /// The status that follows from what is owed, what was paid, and the time. Money that came late still counts.
    pub fn of(total: Money, paid: Money, due_at: Option<Timestamp>, now: Timestamp) -> OrderStatus {
        if paid >= total {
            OrderStatus::Paid
        } else if due_at.is_some_and(|due_at| now > due_at) {
            OrderStatus::Expired
        } else if paid > Money::ZERO {
            OrderStatus::PartiallyPaid
        } else {
            OrderStatus::Active
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
            OrderStatus::Expired => "Expired",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paid_wins_and_time_decides_the_rest() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let status = |paid, now| OrderStatus::of(Money::from_bani(100), Money::from_bani(paid), Some(at(50)), at(now));
        for (paid, now, expected) in [
            (0, 50, OrderStatus::Active),
            (0, 51, OrderStatus::Expired),
            (99, 10, OrderStatus::PartiallyPaid),
            (99, 51, OrderStatus::Expired),
            (100, 51, OrderStatus::Paid),
            (101, 10, OrderStatus::Paid),
        ] {
            assert_eq!(status(paid, now), expected, "paid {paid} at {now}");
        }
        assert_eq!(
            OrderStatus::of(Money::from_bani(1), Money::ZERO, None, at(i64::from(i32::MAX))),
            OrderStatus::Active
        );
    }
}
