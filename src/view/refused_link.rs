//! The page of a personal link that does not open: why, and what its holder can do.

use minijinja::context;
use minijinja::value::Value;

use super::beneficiary_address;
use crate::i18n::{self, Language, text, text_with};
use crate::link::LinkRefusal;
use crate::plan::Plan;

/// A link that does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLinkPage {
    /// Why.
    pub why: LinkRefusal,
    /// The address of the order that came of it, where its holder may see that.
    pub order: Option<String>,
    /// This page in each language, in the order of [`Language::ALL`].
    pub this_page_in: [String; 3],
    /// Where the form is filled in without the link.
    pub form: String,
}

impl RefusedLinkPage {
    /// The address of this page in a language.
    pub(super) fn address_in(&self, language: Language) -> String {
        let [romanian, russian, english] = &self.this_page_in;
        match language {
            Language::Ro => romanian,
            Language::Ru => russian,
            Language::En => english,
        }
        .clone()
    }

    pub(super) fn context(&self, plan: &Plan, language: Language) -> Value {
        let say = |id| text(language, id);
        let (title, message) = match (&self.why, &self.order) {
            (_, Some(_)) => (say("link-order-title"), say("link-order-text")),
            (LinkRefusal::Unknown, _) => (say("link-unknown-title"), say("link-unknown-text")),
            (LinkRefusal::Revoked, _) => (say("link-revoked-title"), say("link-revoked-text")),
            (LinkRefusal::Expired(day), _) => {
                let day = i18n::date(language, *day);
                (say("link-expired-title"), text_with(language, "link-expired-text", &[("date", day)]))
            }
            (LinkRefusal::UsedUp, _) => (say("link-used-title"), say("link-used-text")),
            (LinkRefusal::Outdated, _) => (say("link-outdated-title"), say("link-outdated-text")),
        };
        context! {
            title,
            message,
            service => plan.title.get(language),
            order => self.order.clone(),
            is_unknown => self.why == LinkRefusal::Unknown,
            address => self.form.clone(),
            beneficiary_address => beneficiary_address(&plan.beneficiary.slug, language),
        }
    }
}
