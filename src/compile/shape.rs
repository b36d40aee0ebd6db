//! Shape: which keys a definition has and what they hold. Everything wrong is reported; what is right is kept.

mod beneficiary;
mod choice;
mod csv;
mod field;
pub(super) mod keys;
mod reader;
mod rule;
mod service;
mod value;

pub(super) use beneficiary::beneficiary;
pub(super) use csv::TableFile;
pub(super) use service::service;
pub(super) use value::{EXTRA_PARTS, since, today};
