//! The poster of a service: what is paid, to whom and how, around the code that opens its page.

use minijinja::context;
use minijinja::value::Value;

use super::qr::Qr;
use super::{ViewError, address_of, beneficiary_address, lei, service};
use crate::i18n::{Language, text_with};
use crate::plan::Plan;

/// What the template sees. `address` is that of the service's page, with the host.
pub(super) fn context(plan: &Plan, language: Language, address: &str) -> Result<Value, ViewError> {
    let label = text_with(language, "qr-label", &[("address", address.to_owned())]);
    let home = address_of(plan, language);
    Ok(context! {
        service => plan.title.get(language),
        price => service::fixed_total(plan).map(lei),
        qr => Qr::of(address)?.context(&label),
        address => typed(address),
        code => format!("{home}/qr.svg"),
        home,
        beneficiary_address => beneficiary_address(&plan.beneficiary.slug, language),
    })
}

/// An address as people type it: browsers put https before it themselves.
pub(super) fn typed(address: &str) -> &str {
    address.strip_prefix("https://").unwrap_or(address)
}
