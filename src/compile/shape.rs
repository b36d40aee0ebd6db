//! Shape: which keys a definition has and what they hold. Everything wrong is reported; what is right is kept.

mod basket;
mod beneficiary;
mod choice;
mod csv;
mod cut;
mod example;
mod field;
pub(super) mod keys;
mod line;
mod order;
mod pattern;
mod prefill;
mod property;
mod reader;
mod reporting;
mod rule;
mod section;
mod service;
mod value;

pub(super) use beneficiary::beneficiary;
pub(super) use csv::TableFile;
pub(super) use example::{answers_of, examples_of};
pub(super) use reader::{Lost, is_name};
pub(super) use service::service;
pub(super) use value::{EXTRA_PARTS, since, today};
