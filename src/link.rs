//! What a personal link is: answers that its maker vouches for, on which terms, and what became of it.

mod signature;
mod table;

pub use signature::{LinkKey, LinkKeyId, LinkToken, LinkTokenError};
pub use table::{LinkTable, LinkTableError};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock;
use crate::ids::{LinkId, Slug};

/// A link as it was made; nothing of it ever changes. What happens to it later is in [`LinkRecord`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its name in lists and commands.
    pub id: LinkId,
    /// The beneficiary's name in addresses.
    pub beneficiary: Slug,
    /// The service's name in addresses.
    pub service: Slug,
    /// The key that signs it.
    pub key: LinkKeyId,
    /// What it answers, in canonical text by the names of the form.
    pub answers: Vec<(String, String)>,
    /// The names of the fields whose answers the payer cannot change.
    pub locked: Vec<String>,
    /// The last day on which it makes orders, in Chișinău; `None`: for good.
    pub expires_on: Option<Date>,
    /// How many orders can come of it; `None`: any number.
    pub uses_max: Option<u32>,
    /// Its maker's own name for it: the same service has it once.
    pub reference: Option<String>,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// A link with what has become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRecord {
    /// The link as it was made.
    pub link: Link,
    /// How many orders of it were paid, at least in part, or can still be paid.
    pub uses: u32,
    /// When it was withdrawn.
    pub revoked_at: Option<Timestamp>,
    /// When its answers were forgotten, some time after its end. Then nothing is left that its address was signed for.
    pub forgotten_at: Option<Timestamp>,
}

/// Why a link makes no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkRefusal {
    /// There is no such link, or its address or content is not what was signed.
    Unknown,
    /// Its maker withdrew it.
    Revoked,
    /// Its last day is over.
    Expired(Date),
    /// As many orders as it allows were paid or can still be paid.
    UsedUp,
    /// The service has changed: it does not take the link's answers any more.
    Outdated,
}

impl LinkRecord {
    /// Why no order comes of it at an instant; `None`: one can.
    pub fn refusal(&self, now: Timestamp) -> Option<LinkRefusal> {
        if self.revoked_at.is_some() {
            return Some(LinkRefusal::Revoked);
        }
        if let Some(day) = self.link.expires_on.filter(|day| clock::today(now) > *day) {
            return Some(LinkRefusal::Expired(day));
        }
        self.link.uses_max.filter(|most| self.uses >= *most).map(|_| LinkRefusal::UsedUp)
    }
}

impl Link {
    /// Whether it is for one payment: whoever has it may then see the order that came of it.
    pub fn is_for_one(&self) -> bool {
        self.uses_max == Some(1)
    }
}

#[cfg(test)]
mod tests;
