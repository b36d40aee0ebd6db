//! Shape: which keys a definition has and what they hold. Everything wrong is reported; what is right is kept.

mod beneficiary;
mod field;
mod reader;
mod service;

pub(super) use beneficiary::beneficiary;
pub(super) use service::service;
