//! Every page that a payer can meet, in every state and language, so that a story can look at all of them.

mod forms;
mod orders;
mod servers;

use mpay_pages::i18n::Language;

pub use servers::Tour;

use crate::support::chromium::Chromium;
use crate::support::client::Browser;
use crate::support::html::Form;

/// How often a browser tries to be refused.
const TRIES_MAX: usize = 10;

/// A page to look at.
pub struct Stop {
    /// In kebab case, the same in every language.
    pub name: String,
    way: Way,
}

/// How a browser comes to a page.
enum Way {
    /// By its address.
    Address(String),
    /// By an order's address, with the cookie of the browser that made the order.
    Own(String, String),
    /// By what a form sends, its button included.
    Form(Form),
    /// By a review's form, from a place that has just confirmed too many.
    TooOften(Form),
}

impl Stop {
    fn at(name: impl Into<String>, address: impl Into<String>) -> Stop {
        Stop { name: name.into(), way: Way::Address(address.into()) }
    }

    /// At a page of an order, as the browser that made it.
    fn own(name: impl Into<String>, address: impl Into<String>, browser: &Browser) -> Stop {
        let address = address.into();
        let cookie = browser.cookie(&address).expect("the browser made the order");
        Stop { name: name.into(), way: Way::Own(address, cookie) }
    }

    fn sent(name: impl Into<String>, form: Form, button: (&str, &str)) -> Stop {
        Stop { name: name.into(), way: Way::Form(pressed(form, button)) }
    }

    /// Leads the browser there.
    pub async fn show(&self, chromium: &Chromium) {
        match &self.way {
            Way::Address(address) => chromium.opens(address).await,
            Way::Own(address, cookie) => chromium.opens_with(address, cookie).await,
            Way::Form(form) => chromium.posts(&form.action, &form.fields).await,
            Way::TooOften(form) => {
                const PLACE: &str = "203.0.113.9";
                chromium.comes_from(PLACE).await;
                let busy = Browser::from(PLACE, &form.action);
                // The pace is that of orders, and this asks for one without an answer.
                let asks: Vec<_> = form.fields.iter().filter(|(name, _)| name.starts_with('_')).cloned().collect();
                let refusal = loop {
                    let answer = busy.post(&form.action, &asks).await;
                    if answer.status == 429 {
                        break answer.one("h1").text;
                    }
                };
                // A few a second may come again; the busy one takes most of them.
                let takes_all = async { while busy.post(&form.action, &asks).await.status != 200 {} };
                let is_refused = async {
                    for _ in 0..TRIES_MAX {
                        chromium.posts(&form.action, &form.fields).await;
                        if chromium.text("h1").await == refusal {
                            return;
                        }
                    }
                    panic!("never told `{refusal}`");
                };
                tokio::select! {
                    () = is_refused => (),
                    () = takes_all => panic!("no order has no answers"),
                }
                chromium.comes_from("203.0.113.1").await;
            }
        }
        chromium.find("footer").await;
    }
}

/// A form with a button that was pressed.
fn pressed(mut form: Form, (name, value): (&str, &str)) -> Form {
    form.fields.push((name.to_owned(), value.to_owned()));
    form
}

impl Tour {
    /// All stops in a language.
    pub async fn stops(&self, language: Language) -> Vec<Stop> {
        let home = format!("{}/{language}", self.main.address);
        let mut stops = vec![
            Stop::at("catalogue", home.clone()),
            Stop::at("beneficiary", format!("{home}/muzeul-etnografie")),
            Stop::at("closed", format!("{home}/exemplu/closed")),
            Stop::at("not-open-yet", format!("{home}/exemplu/early")),
            Stop::at("limit-reached", format!("{home}/proba/course")),
            Stop::at("amount-at-mpay", format!("{home}/proba/donation")),
            Stop::at("poster", format!("{home}/instante/court-stamp-fee/poster")),
            Stop::at("poster-long-title", format!("{home}/primaria-selemet/marriage-registration/poster")),
            Stop::at("not-found", format!("{home}/nothing")),
        ];
        for service in &self.services {
            stops.push(Stop::at(format!("service-{}", service.replace('/', "-")), format!("{home}/{service}")));
        }
        stops.extend(self.forms(language).await);
        stops.extend(self.links(language).await);
        stops.extend(self.orders(language).await);
        stops
    }
}
