//! What surrounds every page: its language, the switch to the others, the addresses of static files, whom to ask.

use serde::Serialize;

use super::catalogue::SearchPage;
use super::order_page::OrderPage;
use super::{address_of, answers_address};
use crate::i18n::Language;
use crate::identifiers::Phone;
use crate::plan::{Contact, Plan};

/// Seconds between two looks at an order whose payment is being confirmed.
const REFRESH_SECONDS: u32 = 5;

/// The static files that pages name.
#[derive(Debug, Serialize)]
pub(super) struct Assets {
    stylesheet: String,
    #[serde(skip)]
    script: String,
    icon: String,
    /// The stylesheet of what is printed.
    paper: String,
    #[serde(skip)]
    fonts: [String; 3],
}

impl Assets {
    pub(super) fn new(address: &dyn Fn(&str) -> String) -> Assets {
        Assets {
            stylesheet: address("css/pages.css"),
            script: address("js/pages.js"),
            icon: address("images/favicon.svg"),
            paper: address("css/paper.css"),
            fonts: ["latin", "latin-ext", "cyrillic"].map(|part| address(&format!("fonts/onest-{part}.woff2"))),
        }
    }

    /// The script of pages that change while they are filled in.
    pub(super) fn script(&self) -> String {
        self.script.clone()
    }

    /// The fonts whose letters a language is sure to need.
    fn fonts(&self, language: Language) -> Vec<String> {
        let [latin, extended, cyrillic] = &self.fonts;
        let needed = match language {
            Language::Ro => vec![latin, extended],
            Language::Ru => vec![latin, cyrillic],
            Language::En => vec![latin],
        };
        // What stands in the page itself is not fetched ahead.
        needed.into_iter().filter(|address| !address.starts_with("data:")).cloned().collect()
    }
}

/// What surrounds a page.
#[derive(Debug, Serialize)]
pub(super) struct Frame {
    language: &'static str,
    languages: Vec<LanguageLink>,
    /// The page's own address, to come back to after a theme is chosen; none where that would lose answers.
    address: Option<String>,
    /// The form that the language switch submits; without one the switch is made of links.
    switch_form: Option<&'static str>,
    /// Whether the page is for one payer alone.
    is_private: bool,
    /// How often its script asks whether the page has changed. Nothing is thrown away under a reader: WCAG 2.2.1.
    refresh_seconds: Option<u32>,
    fonts: Vec<String>,
    contact: ContactLines,
    /// A stylesheet of the page's own.
    style: Option<String>,
    script: Option<String>,
}

#[derive(Debug, Serialize)]
struct LanguageLink {
    code: &'static str,
    short: &'static str,
    name: &'static str,
    address: String,
    is_current: bool,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct ContactLines {
    phone: Option<String>,
    phone_digits: String,
    email: Option<String>,
}

impl Frame {
    /// A page that all may see.
    pub(super) fn plain(current: Language, address: impl Fn(Language) -> String, assets: &Assets) -> Frame {
        Frame::new(current, &Language::ALL, address, assets)
    }

    /// What a search comes to: for people, not for other searches.
    pub(super) fn of_search(page: &SearchPage, current: Language, assets: &Assets) -> Frame {
        let mut frame = Frame::plain(current, |language| page.address(language), assets);
        frame.is_private = true;
        frame
    }

    /// The page of a service: another language or theme is asked for by its form, so that what was typed goes along.
    pub(super) fn of_service(plan: &Plan, current: Language, assets: &Assets) -> Frame {
        let address = |language| answers_address(plan, language);
        let mut frame = Frame::new(current, &plan.languages, address, assets);
        frame.switch_form = Some("service-form");
        frame.contact = contact_lines(&contact_of(plan));
        frame
    }

    /// The page that ends without an order.
    pub(super) fn of_ending(
        plan: &Plan,
        current: Language,
        address: impl Fn(Language) -> String,
        assets: &Assets,
    ) -> Frame {
        let mut frame = Frame::new(current, &plan.languages, address, assets);
        frame.address = None;
        frame.contact = contact_lines(&contact_of(plan));
        frame.is_private = true;
        frame
    }

    /// The page of a form that is held back: another language leads to the form, filled.
    pub(super) fn of_hold(plan: &Plan, current: Language, assets: &Assets) -> Frame {
        let mut frame = Frame { switch_form: Some("hold"), ..Frame::of_service(plan, current, assets) };
        frame.address = None;
        frame.is_private = true;
        frame
    }

    /// The page of a personal link that does not open.
    pub(super) fn of_refused_link(
        plan: &Plan,
        current: Language,
        address: impl Fn(Language) -> String,
        assets: &Assets,
    ) -> Frame {
        let mut frame = Frame::new(current, &plan.languages, address, assets);
        frame.is_private = true;
        // Nothing of an address that may be made up stands in a form.
        frame.address = None;
        frame.contact = contact_lines(&contact_of(plan));
        frame
    }

    /// The review of answers: its form keeps them while the language is switched.
    pub(super) fn of_review(plan: &Plan, current: Language, assets: &Assets) -> Frame {
        let mut frame = Frame { switch_form: Some("review-form"), ..Frame::of_service(plan, current, assets) };
        frame.is_private = true;
        frame.script = Some(assets.script());
        frame
    }

    /// Letters of a service: a file of its own.
    pub(super) fn of_letters(plan: &Plan, current: Language, assets: &Assets) -> Frame {
        Frame { address: None, ..Frame::of_poster(plan, current, assets) }
    }

    /// What is said in place of a page.
    pub(super) fn of_error(current: Language, contact: Option<&Contact>, assets: &Assets) -> Frame {
        let mut frame = Frame::plain(current, |language| format!("/{language}"), assets);
        frame.address = None;
        frame.contact = contact.map(contact_lines).unwrap_or_default();
        frame
    }

    /// The poster of a service.
    pub(super) fn of_poster(plan: &Plan, current: Language, assets: &Assets) -> Frame {
        let address = |language| format!("{}/poster", address_of(plan, language));
        let mut frame = Frame::new(current, &plan.languages, address, assets);
        frame.contact = contact_lines(&contact_of(plan));
        frame.style = Some(assets.paper.clone());
        frame
    }

    /// Adds a stylesheet.
    pub(super) fn set_style(&mut self, address: Option<String>) {
        self.style = address;
    }

    /// Adds a script, without which the page works all the same.
    pub(super) fn set_script(&mut self, address: Option<String>) {
        self.script = address;
    }

    /// The page of an order.
    pub(super) fn of_order(page: &OrderPage, current: Language, assets: &Assets) -> Frame {
        let mut frame = Frame::new(current, page.languages(), |language| page.address_in(language), assets);
        frame.is_private = true;
        frame.refresh_seconds = page.is_confirming().then_some(REFRESH_SECONDS);
        frame.script = page.is_confirming().then(|| assets.script());
        frame.contact = contact_lines(page.contact());
        frame
    }

    /// The payment note of an order.
    pub(super) fn of_note(page: &OrderPage, current: Language, assets: &Assets) -> Frame {
        let address = |language| format!("{}/note", page.address_in(language));
        let mut frame = Frame::new(current, page.languages(), address, assets);
        frame.is_private = true;
        frame.contact = contact_lines(page.contact());
        frame.style = Some(assets.paper.clone());
        frame
    }

    fn new(current: Language, offered: &[Language], address: impl Fn(Language) -> String, assets: &Assets) -> Frame {
        let link = |language: &Language| LanguageLink {
            code: language.code(),
            short: names(*language).0,
            name: names(*language).1,
            address: address(*language),
            is_current: *language == current,
        };
        Frame {
            language: current.code(),
            languages: offered.iter().map(link).collect(),
            address: Some(address(current)),
            switch_form: None,
            is_private: false,
            refresh_seconds: None,
            fonts: assets.fonts(current),
            contact: ContactLines::default(),
            style: None,
            script: None,
        }
    }
}

/// Whom to ask about a service: its own contact, or else the beneficiary's.
pub(super) fn contact_of(plan: &Plan) -> Contact {
    let (own, general) = (&plan.contact, &plan.beneficiary.contact);
    Contact {
        phone: own.phone.clone().or_else(|| general.phone.clone()),
        email: own.email.clone().or_else(|| general.email.clone()),
    }
}

pub(super) fn contact_lines(contact: &Contact) -> ContactLines {
    let phone = contact.phone.as_ref().map(|phone| match Phone::parse(phone) {
        Ok(phone) => phone.spaced(),
        Err(_) => phone.clone(),
    });
    let digits = contact.phone.iter().flat_map(|phone| phone.chars()).filter(|c| c.is_ascii_digit() || *c == '+');
    ContactLines { phone, phone_digits: digits.collect(), email: contact.email.clone() }
}

/// A language's own names, short and long.
fn names(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Ro => ("Ro", "Română"),
        Language::Ru => ("Ru", "Русский"),
        Language::En => ("En", "English"),
    }
}
