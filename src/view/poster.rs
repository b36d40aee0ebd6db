//! The poster of a service: what is paid, to whom and how, around the code that opens its page.

use jiff::civil::Date;
use minijinja::context;
use minijinja::value::Value;

use super::qr::Qr;
use super::{ViewError, address_of, beneficiary_address, lei, service};
use crate::i18n::{Language, date, text_with};
use crate::plan::{OpeningPlan, Plan};

/// What the template sees. `address` is that of the service's page, with the host; `closed` is what that page says in place
/// of the form now.
pub(super) fn context(
    plan: &Plan,
    language: Language,
    address: &str,
    closed: Option<&str>,
) -> Result<Value, ViewError> {
    let label = text_with(language, "qr-label", &[("address", address.to_owned())]);
    let home = address_of(plan, language);
    Ok(context! {
        service => plan.title.get(language),
        price => service::fixed_total(plan).map(lei),
        open => plan.opening.as_ref().and_then(|opening| days(opening, language)),
        closed,
        qr => Qr::of(address)?.context(&label),
        address => typed(address),
        code => format!("{home}/qr.svg"),
        home,
        beneficiary_address => beneficiary_address(&plan.beneficiary.slug, language),
    })
}

/// On which days orders are taken: paper hangs longer than that.
fn days(opening: &OpeningPlan, language: Language) -> Option<String> {
    let day = |name, day: Date| (name, date(language, day));
    let (name, days) = match (opening.from, opening.until) {
        (Some(from), Some(until)) => ("poster-open", vec![day("from", from), day("until", until)]),
        (Some(from), None) => ("poster-open-from", vec![day("from", from)]),
        (None, Some(until)) => ("poster-open-until", vec![day("until", until)]),
        (None, None) => return None,
    };
    Some(text_with(language, name, &days))
}

/// An address as people type it: browsers put https before it themselves.
pub(super) fn typed(address: &str) -> &str {
    address.strip_prefix("https://").unwrap_or(address)
}
