//! The rules of a service: when it stops, what must hold, when it is open, by which law.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::expr::Expr;
use crate::i18n::Localized;

/// A case in which nothing is ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopPlan {
    /// When.
    pub when: Expr,
    /// Why, and what to do instead.
    pub message: Localized<String>,
    /// The group of whose rows it speaks: one such row is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// What must hold, or is usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPlan {
    /// What must hold; of a warning, what is unusual.
    pub condition: Expr,
    /// What to do about it.
    pub message: Localized<String>,
    /// The field beside which it is told.
    pub field: String,
    /// The group of whose rows it speaks, each for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// When a service takes orders, by the days of Chișinău.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningPlan {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// What to tell on other days.
    pub closed_text: Localized<String>,
}

impl OpeningPlan {
    /// Whether orders are taken on a day.
    pub fn is_open(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// How many orders of a service may be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitPlan {
    /// So many. An order of which a part was paid counts; one whose payments were given back does not.
    pub paid_orders: u32,
    /// What to tell once so many are paid.
    pub reached_text: Localized<String>,
}

/// Whether somebody who pays for the same again is asked whether it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayingAgain {
    /// It looks like a mistake: the payer is asked.
    #[default]
    Asked,
    /// People do, as for tickets and donations: nobody is asked.
    Usual,
}

impl PayingAgain {
    /// Whether the payer is asked.
    pub fn is_asked(&self) -> bool {
        *self == PayingAgain::Asked
    }
}

/// By which law something is paid and asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Legal {
    /// The act by which it is paid.
    pub basis: Localized<String>,
    /// The act that sets the tariff, where it is another.
    pub tariff: Option<Localized<String>>,
    /// What the personal data are asked for.
    pub data_purpose: Localized<String>,
    /// The act by which they may be asked.
    pub data_basis: Localized<String>,
    /// For how many years they are kept after payment.
    pub data_years: u32,
}
