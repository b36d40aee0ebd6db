//! Where what was answered is kept between two steps, and the pages that stand there once it is kept no more.

use minijinja::context;
use minijinja::value::Value;

use super::{address_of, beneficiary_address};
use crate::i18n::{Language, text};
use crate::ids::KeptToken;
use crate::plan::Plan;

/// The pages at which kept answers are shown, each at an address of its own, so that Back and Forward tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptPage {
    /// The form with the answers and what is wrong with them.
    Form,
    /// The review of right answers, or why nothing can be ordered with them.
    Review,
    /// What holds them back while programs flood the service.
    Hold,
    /// Why the personal link that they came by opens no more.
    Link,
}

impl KeptPage {
    /// The page of the last part of an address.
    pub fn from_word(word: &str) -> Option<KeptPage> {
        [KeptPage::Review, KeptPage::Hold, KeptPage::Link].into_iter().find(|page| page.word() == Some(word))
    }

    /// The last part of its address; the form has none.
    const fn word(self) -> Option<&'static str> {
        match self {
            KeptPage::Form => None,
            KeptPage::Review => Some("review"),
            KeptPage::Hold => Some("wait"),
            KeptPage::Link => Some("link"),
        }
    }
}

/// Where the forms of a service are sent. It is the address of no page: a page that sends its form to its own address is
/// not kept by browsers for Back, and what was typed is gone.
pub fn answers_address(plan: &Plan, language: Language) -> String {
    format!("{}/answers", address_of(plan, language))
}

/// The address of a page with kept answers.
pub fn kept_address(plan: &Plan, language: Language, token: &KeptToken, page: KeptPage) -> String {
    let base = format!("{}/{token}", answers_address(plan, language));
    page.word().map_or(base.clone(), |word| format!("{base}/{word}"))
}

/// What stands at the address of answers that are kept no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoLongerKept {
    /// An order was made of them, which has this address.
    Ordered(String),
    /// They are too old, or were typed in another browser.
    Gone,
}

impl NoLongerKept {
    pub(super) fn context(&self, plan: &Plan, language: Language) -> Value {
        let (title, message, order) = match self {
            NoLongerKept::Ordered(order) => ("kept-ordered-title", "kept-ordered-text", Some(order.clone())),
            NoLongerKept::Gone => ("kept-gone-title", "kept-gone-text", None),
        };
        context! {
            title => text(language, title),
            message => text(language, message),
            service => plan.title.get(language),
            order,
            address => address_of(plan, language),
            beneficiary_address => beneficiary_address(&plan.beneficiary.slug, language),
        }
    }
}
