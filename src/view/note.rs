//! What a payer keeps of an order: a note to print, whose code opens the order's page, and a letter with its address. They
//! say what is paid, how much and to whom, and nothing of what was answered.

use minijinja::context;
use minijinja::value::Value;

use super::ViewError;
use super::mail::mailto;
use super::order_page::OrderPage;
use super::poster::typed;
use super::qr::Qr;
use crate::i18n::{Language, text, text_with};

impl OrderPage {
    /// Whether there is a note: for an order that can be paid.
    pub fn has_note(&self) -> bool {
        self.can_pay()
    }

    /// What the template of the note sees beside the page.
    pub(super) fn note(&self, language: Language) -> Result<Value, ViewError> {
        let label = text_with(language, "note-qr-label", &[("key", self.key())]);
        let address = self.public_address();
        Ok(context! { qr => Qr::of(address)?.context(&label), address => typed(address) })
    }

    /// The address of a letter about the order, for the payer's own mail program.
    pub(super) fn letter(&self, language: Language) -> String {
        let named = |name: &str, value: &str| format!("{}: {value}", text(language, name));
        let mut lines = vec![self.service().to_owned(), named("order-number", &self.key())];
        lines.extend(self.amount().map(|(name, amount)| named(name, amount)));
        let due_on = self.due_on().filter(|_| self.can_pay());
        lines.extend(due_on.map(|date| text_with(language, "order-valid-until", &[("date", date.to_owned())])));
        lines.push(text(language, "mail-address"));
        lines.push(self.public_address().to_owned());
        let subject =
            text_with(language, "mail-subject", &[("key", self.key()), ("service", self.service().to_owned())]);
        mailto(&subject, &lines)
    }
}
