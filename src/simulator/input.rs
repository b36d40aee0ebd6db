//! What a browser posts to the simulator, read once. It must not know pages or calls.

use super::scenario::Scenario;
use crate::i18n::Language;
use crate::ids::OrderKey;
use crate::limits::{FORM_PAIRS_MAX, MPAY_ID_CHARS_MAX};
use crate::mpay::redirect::ReturnUrl;

/// Why a form was not read; the words are for the tester.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum InputError {
    #[error("Formularul nu poate fi citit (the form is not UTF-8, or has too many fields)")]
    Garbled,
    #[error("Lipsește câmpul {0} (the field is missing)")]
    Missing(&'static str),
    #[error("Câmpul {0} are o valoare nepermisă (the value is not allowed)")]
    Invalid(&'static str),
}

/// A payment that is asked for: what the provider's page posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) service_id: String,
    pub(super) order_key: String,
    pub(super) return_url: Option<ReturnUrl>,
    /// In which language the provider is asked.
    pub(super) language: Language,
}

/// What the tester decided on the payment note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) asked: Asked,
    pub(super) is_given_up: bool,
    pub(super) scenario: Scenario,
    pub(super) invoice_id: Option<String>,
    pub(super) payment_id: Option<String>,
    pub(super) instrument: Instrument,
    /// As it was typed; `None` for all that is due.
    pub(super) amount: Option<String>,
}

/// Digits of an order key behind the service's code.
pub(super) const KEY_DIGITS: usize = 16;

/// What stands on the terminal's screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) service_id: String,
    pub(super) digits: String,
    pub(super) is_done: bool,
}

/// How a payer can pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instrument {
    Card,
    Mia,
    Terminal,
    Cash,
}

impl Instrument {
    pub(super) const ALL: [Instrument; 4] = [Instrument::Card, Instrument::Mia, Instrument::Terminal, Instrument::Cash];

    /// The value in the form.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Instrument::Card => "card",
            Instrument::Mia => "mia",
            Instrument::Terminal => "terminal",
            Instrument::Cash => "cash",
        }
    }

    /// The name for a person.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Instrument::Card => "Card bancar",
            Instrument::Mia => "MIA Plăți Instant",
            Instrument::Terminal => "Terminal",
            Instrument::Cash => "Numerar",
        }
    }

    /// What a confirmation says in its property `Bank`.
    pub(super) const fn bank(self) -> &'static str {
        match self {
            Instrument::Card => "MAIB (Card)",
            Instrument::Mia => "MIA",
            Instrument::Terminal => "Terminal",
            Instrument::Cash => "Cash",
        }
    }
}

/// A posted form's fields; of repeated ones the first counts.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads `application/x-www-form-urlencoded` of at most [`FORM_PAIRS_MAX`] fields.
    pub(super) fn read(body: &[u8]) -> Result<Form, InputError> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(body)
            .take(FORM_PAIRS_MAX + 1)
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        let is_garbled =
            pairs.iter().any(|(name, value)| [name, value].iter().any(|text| text.contains(['\u{fffd}', '\0'])));
        if pairs.len() > FORM_PAIRS_MAX || is_garbled { Err(InputError::Garbled) } else { Ok(Form(pairs)) }
    }

    fn field(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }

    /// A word of at most 36 characters, without white space.
    pub(super) fn id(&self, name: &'static str) -> Result<Option<String>, InputError> {
        let id: Option<String> = self.field(name).map(|id| id.chars().filter(|c| !c.is_whitespace()).collect());
        match id {
            Some(id) if id.chars().count() > MPAY_ID_CHARS_MAX || id.chars().any(char::is_control) => {
                Err(InputError::Invalid(name))
            }
            id => Ok(id),
        }
    }

    /// The payment that is asked for.
    pub(super) fn asked(&self) -> Result<Asked, InputError> {
        let return_url = self.field("ReturnUrl").map(ReturnUrl::parse).transpose();
        let order_key = self.id("OrderKey")?.ok_or(InputError::Missing("OrderKey"))?;
        // A key of this program says its service.
        let named = OrderKey::parse(&order_key).ok().map(|key| key.service_id().to_owned());
        let language = self.field("Language").map_or(Some(Language::Ro), Language::from_code);
        Ok(Asked {
            service_id: self.id("ServiceID")?.or(named).ok_or(InputError::Missing("ServiceID"))?,
            order_key,
            return_url: return_url.map_err(|_| InputError::Invalid("ReturnUrl"))?,
            language: language.ok_or(InputError::Invalid("Language"))?,
        })
    }

    /// What was typed at the terminal, with the button that was pressed.
    pub(super) fn keys(&self) -> Keys {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).take(KEY_DIGITS).collect::<String>();
        let service = self.field("ServiceID").unwrap_or_default().to_ascii_uppercase();
        let mut keys = Keys {
            service_id: service.chars().filter(char::is_ascii_alphanumeric).take(MPAY_ID_CHARS_MAX).collect(),
            digits: digits(self.field("Digits").unwrap_or_default()),
            is_done: false,
        };
        match self.field("press") {
            Some("back") => drop(keys.digits.pop()),
            Some("clear") => keys.digits.clear(),
            Some("done") => keys.is_done = true,
            Some(digit) if keys.digits.len() < KEY_DIGITS => keys.digits.push_str(&digits(digit)),
            _ => {}
        }
        keys
    }

    /// What the tester decided.
    pub(super) fn decision(&self) -> Result<Decision, InputError> {
        let instrument = match self.field("instrument") {
            None => Instrument::Card,
            Some(word) => Instrument::ALL
                .into_iter()
                .find(|instrument| instrument.word() == word)
                .ok_or(InputError::Invalid("instrument"))?,
        };
        let scenario = self.field("scenario").map_or(Some(Scenario::Success), Scenario::from_word);
        Ok(Decision {
            scenario: scenario.ok_or(InputError::Invalid("scenario"))?,
            asked: self.asked()?,
            is_given_up: self.field("action") == Some("cancel"),
            invoice_id: self.id("InvoiceID")?,
            payment_id: self.id("PaymentID")?,
            instrument,
            amount: self.field("Amount").map(|amount| amount.chars().take(40).collect()),
        })
    }
}
