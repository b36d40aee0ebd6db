//! The steps of a journey that many stories take.

use super::client::Browser;
use super::html::{Form, Page};
use super::services::Service;

/// The form of a service's page.
pub const SERVICE_FORM: &str = "#service-form";
/// The form of an order's page that leads to MPay.
pub const PAY_FORM: &str = "form.actions[method=post]";
/// The form of the offline MPay's payment note.
pub const NOTE_FORM: &str = "form[action='/service/confirm']";

/// Opens a service's page and types the right answers.
pub async fn filled(browser: &Browser, service: &Service, language: &str) -> Form {
    let page = browser.get(&service.address(language)).await.expect(200);
    page.form(SERVICE_FORM).with(service.answers())
}

/// Makes an order; gives its page.
pub async fn ordered(browser: &Browser, service: &Service, language: &str) -> Page {
    let form = filled(browser, service, language).await;
    let answer = browser.go_on(&form).await;
    browser.follow(answer).await.expect(200)
}

/// Goes from an order's page to the offline MPay; gives its payment note.
pub async fn at_mpay(browser: &Browser, order: &Page) -> Page {
    let pay = order.form(PAY_FORM);
    browser.post(&pay.action, &pay.fields).await.expect(200)
}

/// Pays at the offline MPay; gives its redirect back.
pub async fn pays(browser: &Browser, note: &Page) -> Page {
    browser.press(&note.form(NOTE_FORM), ("action", "pay")).await.expect(303)
}
