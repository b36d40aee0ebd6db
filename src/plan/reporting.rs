//! Reporting columns: what is kept with an order for the books of its beneficiary, such as a cost centre.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::TextTemplate;
use crate::expr::Expr;

/// A column of the beneficiary's reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportingColumn {
    /// Its name.
    pub id: String,
    /// What stands in it.
    pub value: ReportingValue,
}

/// What stands in a reporting column: at most 255 characters for any answers, and never nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportingValue {
    /// A text with the answers as they are read in Romanian.
    Text(TextTemplate),
    /// A text for each option of a choice.
    Chosen {
        /// The choice.
        by: Expr,
        /// By the option's id.
        texts: BTreeMap<String, String>,
    },
    /// A number, a day, a yes or no, a text or an option's id.
    Computed(Expr),
}
