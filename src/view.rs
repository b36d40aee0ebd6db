//! Pages from templates: minijinja's only home; knows nothing of requests, of the store, or of how answers are judged.

mod answers;
mod catalogue;
mod error_page;
mod escape;
mod field;
mod found;
mod frame;
mod hold;
mod kept;
mod letter;
mod mail;
mod markdown;
mod note;
mod order_page;
mod poster;
mod price;
mod qr;
mod refused_link;
mod review;
mod running;
mod service;
mod service_page;
mod style;
#[cfg(test)]
mod tests;

pub use catalogue::{CatalogueBeneficiary, CatalogueService, SearchPage};
pub use error_page::{ErrorKind, ErrorPage};
pub use found::{FoundOptions, found_options};
pub use hold::HoldPage;
pub use kept::{KeptPage, NoLongerKept, answers_address, kept_address};
pub use letter::Letter;
pub use markdown::plain_text;
pub use order_page::{OrderAddresses, OrderPage, OrderState, Viewer, Visit};
pub use qr::Qr;
pub use refused_link::RefusedLinkPage;
pub use review::{PaidBefore, ReviewPage};
pub use running::RunningTotal;
pub use service_page::{FieldError, FormState, ServicePage};

use jiff::civil::Date;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context};

use crate::i18n::{self, Language};
use crate::ids::{KeptToken, Slug};
use crate::money::Money;
use crate::plan::Plan;
use frame::{Assets, Frame};
use running::Live;

/// The sources of the pages.
const TEMPLATES: [(&str, &str); 28] = [
    ("layout.html", include_str!("../service-templates/layout.html")),
    ("paid-before.html", include_str!("../service-templates/paid-before.html")),
    ("provider.html", include_str!("../service-templates/provider.html")),
    ("lines.html", include_str!("../service-templates/lines.html")),
    ("receiver.html", include_str!("../service-templates/receiver.html")),
    ("service.html", include_str!("../service-templates/service.html")),
    ("field.html", include_str!("../service-templates/field.html")),
    ("running.html", include_str!("../service-templates/running.html")),
    ("section.html", include_str!("../service-templates/section.html")),
    ("instead.html", include_str!("../service-templates/instead.html")),
    ("ending.html", include_str!("../service-templates/ending.html")),
    ("field-notes.html", include_str!("../service-templates/field-notes.html")),
    ("hold.html", include_str!("../service-templates/hold.html")),
    ("kept.html", include_str!("../service-templates/kept.html")),
    ("refused-link.html", include_str!("../service-templates/refused-link.html")),
    ("review.html", include_str!("../service-templates/review.html")),
    ("order.html", include_str!("../service-templates/order.html")),
    ("catalogue.html", include_str!("../service-templates/catalogue.html")),
    ("found.html", include_str!("../service-templates/found.html")),
    ("search.html", include_str!("../service-templates/search.html")),
    ("beneficiary.html", include_str!("../service-templates/beneficiary.html")),
    ("order-keep.html", include_str!("../service-templates/order-keep.html")),
    ("note.html", include_str!("../service-templates/note.html")),
    ("poster.html", include_str!("../service-templates/poster.html")),
    ("letters.html", include_str!("../service-templates/letters.html")),
    ("sheet-receiver.html", include_str!("../service-templates/sheet-receiver.html")),
    ("qr.html", include_str!("../service-templates/qr.html")),
    ("error.html", include_str!("../service-templates/error.html")),
];

/// The address of a service's page.
fn address_of(plan: &Plan, language: Language) -> String {
    format!("{}/{}", beneficiary_address(&plan.beneficiary.slug, language), plan.service)
}

/// The address of the page with a beneficiary's services.
fn beneficiary_address(beneficiary: &Slug, language: Language) -> String {
    format!("/{language}/{beneficiary}")
}

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// A template of this program is broken, or did not expect what it was given.
    #[error("a page template is broken")]
    Broken(#[source] minijinja::Error),
    /// The text is not the template of a service's page.
    #[error("a stored page template cannot be read")]
    Unreadable(#[source] minijinja::Error),
    /// A service's page could not be filled, for example because that took too much work.
    #[error("a service's page could not be filled")]
    Unfilled(#[source] minijinja::Error),
    /// An address is longer than a QR code can say.
    #[error("an address is too long for a QR code")]
    TooLongForCode,
}

/// Why a service's page ends without an order.
#[derive(Debug, Clone, Copy)]
pub enum Ending<'a> {
    /// The answers stop it: the definition's words, and the answers as they were sent.
    Stopped(&'a str, &'a [(String, String)]),
    /// It takes no orders, on this day or at all: the definition's words.
    Closed(&'a str),
}

/// All pages, ready to be written.
#[derive(Debug)]
pub struct View {
    environment: Environment<'static>,
    assets: Assets,
}

impl View {
    /// Compiles the templates. The function tells the address of a static file by its path.
    ///
    /// # Errors
    /// `Broken` when a template does not compile.
    pub fn new(asset_address: &dyn Fn(&str) -> String) -> Result<View, ViewError> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(ViewError::Broken)?);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_debug(false);
        escape::install(&mut environment);
        environment.add_filter("literal", service_page::literal);
        for (name, source) in TEMPLATES {
            environment.add_template(name, source).map_err(ViewError::Broken)?;
        }
        Ok(View { environment, assets: Assets::new(asset_address) })
    }

    /// Stage one: the template of a service's page, in which only what depends on the payer is left open.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn service_page(&self, plan: &Plan, language: Language) -> Result<String, ViewError> {
        let mut frame = Frame::of_service(plan, language, &self.assets);
        frame.set_style(self.service_style(plan).map(|(address, _)| address));
        let live = Live::of(plan, language);
        frame.set_script(Some(self.assets.script()));
        let receiver = Value::from(Serde(service::Receiver::of_plan(plan, language)));
        let service = service::context(plan, language);
        let live = Value::from(Serde(live));
        self.render("service.html", language, &frame, context! { service, receiver, live })
    }

    /// The stylesheet of a service's own conditions, with the address under which it is served for good; `None` when
    /// the page never hides anything.
    pub fn service_style(&self, plan: &Plan) -> Option<(String, String)> {
        let rules = style::rules(plan);
        (!rules.is_empty()).then(|| {
            let hash = crate::ids::ContentHash::of(&[rules.as_bytes()]);
            (format!("/static/{}/service.css", hash.short()), rules)
        })
    }

    /// The page that ends without an order: it says why, and what to do instead. With answers, a button leads back to
    /// the form that has them. Where they are kept, the same page in another language has them too.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn ending(
        &self,
        plan: &Plan,
        language: Language,
        ending: &Ending<'_>,
        kept: Option<&KeptToken>,
    ) -> Result<String, ViewError> {
        let here = |language| match kept {
            Some(token) => kept_address(plan, language, token, KeptPage::Review),
            None => address_of(plan, language),
        };
        let frame = Frame::of_ending(plan, language, here, &self.assets);
        let receiver = Value::from(Serde(service::Receiver::of_plan(plan, language)));
        let (title, message, answers) = match ending {
            Ending::Stopped(message, answers) => ("stop-title", *message, Some(*answers)),
            Ending::Closed(message) => ("closed-title", *message, None),
        };
        let page = context! {
            title => i18n::text(language, title),
            service => plan.title.get(language),
            answers_address => answers_address(plan, language),
            beneficiary_address => beneficiary_address(&plan.beneficiary.slug, language),
            message,
            answers => Value::from(Serde(answers)),
            order => None::<String>,
        };
        self.render("ending.html", language, &frame, context! { page, receiver })
    }

    /// The page of a right form that is held back.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn hold(&self, plan: &Plan, language: Language, page: &HoldPage) -> Result<String, ViewError> {
        let frame = Frame::of_hold(plan, language, &self.assets);
        let receiver = Value::from(Serde(service::Receiver::of_plan(plan, language)));
        let page = page.context(plan, language);
        self.render("hold.html", language, &frame, context! { page, receiver })
    }

    /// The page of answers that are kept no more.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn no_longer_kept(&self, plan: &Plan, language: Language, page: &NoLongerKept) -> Result<String, ViewError> {
        let frame = Frame::of_ending(plan, language, |language| address_of(plan, language), &self.assets);
        let receiver = Value::from(Serde(service::Receiver::of_plan(plan, language)));
        self.render("kept.html", language, &frame, context! { page => page.context(plan, language), receiver })
    }

    /// The page of a personal link that does not open.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn refused_link(&self, plan: &Plan, language: Language, page: &RefusedLinkPage) -> Result<String, ViewError> {
        let frame = Frame::of_refused_link(plan, language, |language| page.address_in(language), &self.assets);
        let receiver = Value::from(Serde(service::Receiver::of_plan(plan, language)));
        let page = page.context(plan, language);
        self.render("refused-link.html", language, &frame, context! { page, receiver })
    }

    /// What would be ordered, to be confirmed or changed.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn review_page(&self, language: Language, page: &ReviewPage<'_>) -> Result<String, ViewError> {
        let frame = Frame::of_review(page.plan, language, &self.assets);
        let receiver = Value::from(Serde(page.receiver(language)));
        self.render("review.html", language, &frame, context! { page => page.context(language), receiver })
    }

    /// The page of an order.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn order_page(&self, language: Language, page: &OrderPage) -> Result<String, ViewError> {
        let frame = Frame::of_order(page, language, &self.assets);
        let receiver = Value::from(Serde(page.receiver()));
        let letter = page.letter(language);
        self.render("order.html", language, &frame, context! { page => Value::from(Serde(page)), receiver, letter })
    }

    /// The payment note of an order that can be paid, for its payer to print or to keep.
    ///
    /// # Errors
    /// `TooLongForCode`; `Broken` when the program's own template fails.
    pub fn note(&self, language: Language, page: &OrderPage) -> Result<String, ViewError> {
        let frame = Frame::of_note(page, language, &self.assets);
        let receiver = Value::from(Serde(page.receiver()));
        let note = page.note(language)?;
        self.render("note.html", language, &frame, context! { page => Value::from(Serde(page)), receiver, note })
    }

    /// The poster of a service, whose page has this address, with the host; `closed` is what that page says now, when it
    /// takes no orders.
    ///
    /// # Errors
    /// `TooLongForCode`; `Broken` when the program's own template fails.
    pub fn poster(
        &self,
        plan: &Plan,
        language: Language,
        address: &str,
        closed: Option<&str>,
    ) -> Result<String, ViewError> {
        let frame = Frame::of_poster(plan, language, &self.assets);
        let receiver = Value::from(Serde(service::Receiver::of_plan(plan, language)));
        let poster = poster::context(plan, language, address, closed)?;
        self.render("poster.html", language, &frame, context! { poster, receiver })
    }

    /// Letters about personal links, printed on a day: a sheet for each.
    ///
    /// # Errors
    /// `TooLongForCode`; `Broken` when the program's own template fails.
    pub fn letters(&self, plan: &Plan, language: Language, all: &[Letter], on: Date) -> Result<String, ViewError> {
        let frame = Frame::of_letters(plan, language, &self.assets);
        let receiver = Value::from(Serde(service::Receiver::of_plan(plan, language)));
        let letters = letter::context(plan, language, all, on)?;
        self.render("letters.html", language, &frame, context! { letters, receiver })
    }

    /// The list of all services.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn catalogue(&self, language: Language, list: &[CatalogueBeneficiary]) -> Result<String, ViewError> {
        let frame = Frame::plain(language, |language| format!("/{language}"), &self.assets);
        let beneficiaries: Vec<Value> = list.iter().map(|one| one.context(language)).collect();
        self.render("catalogue.html", language, &frame, context! { beneficiaries, search => "" })
    }

    /// What a search in the list of all services comes to.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn search(&self, language: Language, page: &SearchPage) -> Result<String, ViewError> {
        let frame = Frame::of_search(page, language, &self.assets);
        self.render("found.html", language, &frame, page.context())
    }

    /// The list of one beneficiary's services.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn beneficiary(&self, language: Language, beneficiary: &CatalogueBeneficiary) -> Result<String, ViewError> {
        let frame = Frame::plain(language, |language| beneficiary.address(language), &self.assets);
        self.render("beneficiary.html", language, &frame, context! { beneficiary => beneficiary.context(language) })
    }

    /// The page that says why there is no other.
    ///
    /// # Errors
    /// `Broken` when the program's own template fails.
    pub fn error_page(&self, language: Language, page: &ErrorPage) -> Result<String, ViewError> {
        let frame = Frame::of_error(language, page.contact.as_ref(), &self.assets);
        self.render("error.html", language, &frame, page.context())
    }

    fn render(&self, name: &str, language: Language, frame: &Frame, page: Value) -> Result<String, ViewError> {
        let shared = context! {
            frame => Value::from(Serde(frame)),
            asset => Value::from(Serde(&self.assets)),
            t => texts(language),
        };
        let template = self.environment.get_template(name).map_err(ViewError::Broken)?;
        template.render(context! { ..page, ..shared }).map_err(ViewError::Broken)
    }
}

/// The function `t` of the templates: a text by its name, with its variables as keywords.
fn texts(language: Language) -> Value {
    Value::from_function(move |id: &str, variables: Kwargs| -> Result<String, minijinja::Error> {
        let names: Vec<String> = variables.args().map(str::to_owned).collect();
        let mut values = Vec::with_capacity(names.len());
        for name in &names {
            values.push((name.as_str(), variables.get::<Value>(name)?.to_string()));
        }
        if i18n::has_text(id) {
            Ok(i18n::text_with(language, id, &values))
        } else {
            Err(minijinja::Error::new(minijinja::ErrorKind::UndefinedError, format!("no text {id:?}")))
        }
    })
}

/// An amount with its currency, kept on one line.
fn lei(amount: Money) -> String {
    amount.with_currency()
}
