//! From the catalogue over wrong answers and another language to the order, to MPay and back.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan};
use mpay_pages::i18n::{Language, date_time, text};
use mpay_pages::order::OrderStatus;

use crate::support::caller::Caller;
use crate::support::client::Browser;
use crate::support::html::{Form, Page, absolute, squeezed};
use crate::support::program::Demo;
use crate::support::services::{Service, court_stamp_fee, forest_land_rent, kindergarten_fee, museum_tickets};
use crate::support::shared;
use crate::support::steps::{NOTE_FORM, PAY_FORM, SERVICE_FORM, at_mpay, pays};

#[tokio::test]
async fn forest_land_rent_is_paid_in_every_language() {
    tell(&forest_land_rent()).await;
}

#[tokio::test]
async fn museum_tickets_are_paid_in_every_language() {
    tell(&museum_tickets()).await;
}

#[tokio::test]
async fn a_court_fee_is_paid_to_the_chosen_court_in_every_language() {
    tell(&court_stamp_fee()).await;
}

#[tokio::test]
async fn a_kindergarten_fee_is_paid_to_the_chosen_kindergarten_in_every_language() {
    tell(&kindergarten_fee()).await;
}

async fn tell(service: &Service) {
    let demo = shared::demo();
    for (position, language) in Language::ALL.into_iter().enumerate() {
        Journey::begin(&demo, service, language, position).go().await;
    }
}

struct Journey<'a> {
    service: &'a Service,
    language: Language,
    /// The language's place in the service's texts.
    position: usize,
    browser: Browser,
    mpay: Caller,
}

impl<'a> Journey<'a> {
    fn begin(demo: &Demo, service: &'a Service, language: Language, position: usize) -> Journey<'a> {
        let browser = Browser::new(&demo.server.address);
        Journey { service, language, position, browser, mpay: Caller::of(demo) }
    }

    async fn go(&self) {
        let empty = self.opens_from_the_catalogue().await;
        let refused = self.answers_wrongly(&empty).await;
        self.switches_the_language(&refused).await;
        let form = empty.form(SERVICE_FORM).with(self.service.answers());
        let order = self.browser.go_on(&form).await;
        let order = self.browser.follow(order).await.expect(200);
        self.reads_the_order(&order).await;
        self.changes_nothing(&order).await;
        self.pays(&order).await;
    }

    fn title(&self) -> &str {
        self.service.title[self.position]
    }

    fn says(&self, page: &Page, id: &str) {
        page.says(&text(self.language, id));
    }

    async fn opens_from_the_catalogue(&self) -> Page {
        let catalogue = self.browser.get(&format!("/{}", self.language)).await.expect(200);
        let address = self.service.address(self.language.code());
        let link = catalogue.one(&format!("a[href='{address}']"));
        assert_eq!(link.text, self.title());
        let page = self.browser.get(link.attribute("href")).await.expect(200);
        assert_eq!(page.one("html").attribute("lang"), self.language.code());
        assert_eq!(page.one("h1").text, self.title());
        assert_eq!(page.header("set-cookie"), "", "the empty page is the same for everybody");
        assert!(page.all(".error, .summary-errors, [aria-invalid]").is_empty());
        page
    }

    /// Each wrong answer is told at its field and in the summary, which leads to the field; what was typed stays.
    async fn answers_wrongly(&self, empty: &Page) -> Page {
        let wrong = self.service.wrong.iter().map(|(name, text, _)| (*name, *text));
        let form = empty.form(SERVICE_FORM).with(self.service.answers()).with(wrong);
        let page = self.browser.go_on(&form).await.expect(422);
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(kept(&page), chosen(&form));
        assert!(page.one("title").text.starts_with(&text(self.language, "error-prefix")));
        assert_eq!(page.one(".summary-errors").attribute("role"), "alert");
        let summary = page.all(".summary-errors a");
        assert_eq!(summary.len(), self.service.wrong.len(), "{summary:?}");
        for (name, _, messages) in &self.service.wrong {
            let (bare, message) = (name.replace('.', "-"), messages[self.position]);
            let at_field = page.one(&format!("#e-{bare}.error")).text;
            assert!(at_field.starts_with(&text(self.language, "error-prefix")), "{at_field}");
            assert!(at_field.contains(message), "{at_field} is not about `{message}`");
            let link = summary.iter().find(|link| link.attribute("href") == format!("#f-{bare}"));
            let link = link.unwrap_or_else(|| panic!("no link to {name} in {summary:?}"));
            assert!(link.text.contains(message), "{} is not about `{message}`", link.text);
            page.one(&format!("#f-{bare}"));
            let described = page.all("[aria-invalid=true]").into_iter();
            let mut described =
                described.filter(|part| part.attribute("aria-describedby").contains(&format!("e-{bare}")));
            assert!(described.next().is_some(), "nothing is marked as wrong for {name}");
        }
        assert_eq!(page.all(".error").len(), self.service.wrong.len());
        page
    }

    /// Another language shows the same answers, no errors, and leads back.
    async fn switches_the_language(&self, refused: &Page) {
        let form = refused.form(SERVICE_FORM);
        let here = self.language.code();
        for there in Language::ALL.map(Language::code).into_iter().filter(|there| *there != here) {
            let page = self.presses_language(refused, &form, there).await;
            assert_eq!(page.one("html").attribute("lang"), there);
            assert!(page.all(".error, .summary-errors").is_empty());
            assert_eq!(kept(&page), chosen(&form));
            let back = self.presses_language(&page, &page.form(SERVICE_FORM), here).await;
            assert_eq!(back.one("h1").text, self.title());
            assert_eq!(kept(&back), chosen(&form));
        }
    }

    async fn presses_language(&self, page: &Page, form: &Form, there: &str) -> Page {
        let button = page.one(&format!("button[name=_language][value={there}]"));
        assert_eq!(button.attribute("formaction"), format!("{}/answers", self.service.address(there)));
        assert!(button.attributes.contains_key("formnovalidate"));
        let form = Form { action: absolute(&page.address, button.attribute("formaction")), ..form.clone() };
        self.browser.press(&form, ("_language", there)).await.expect(200)
    }

    async fn reads_the_order(&self, order: &Page) {
        assert_eq!(order.one("h1").text, text(self.language, "order-unpaid-title"));
        assert_eq!(order.header("cache-control"), "no-store");
        self.says(order, "tag-unpaid");
        for shown in &self.service.shown {
            order.says(shown);
        }
        let [iban, owner, idno] = self.service.account;
        order.says(self.service.line[self.position]);
        assert!(without_space(&order.text()).contains(&without_space(&format!("{owner}{iban}"))), "{}", order.text());
        order.says(&format!("{} {} MDL", text(self.language, "total-to-pay"), self.service.total));
        let pay = order.form(PAY_FORM);
        assert_eq!(pay.value("ServiceID"), self.service.service_id);
        assert_eq!(pay.value("ReturnUrl"), format!("{}/return", order.address));
        let names: Vec<&str> = pay.fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["ServiceID", "OrderKey", "ReturnUrl"]);

        let details = self.mpay.order(&pay, self.language).await;
        let line = &details.lines[0];
        let account = &line.destination_account;
        let told = [&account.bank_account, &account.beneficiary_name, &account.bank_fiscal_code];
        assert_eq!(told.map(|text| text.as_deref().unwrap()), [iban, owner, idno]);
        assert_eq!(line.reason, self.service.line[self.position]);
        assert_eq!(details.status, OrderStatus::Active);
        assert_eq!(squeezed(&details.total_amount_due.unwrap().grouped()), self.service.total);
    }

    /// "Change" leads back to the filled form; sent again as it is, it gives the same order.
    async fn changes_nothing(&self, order: &Page) {
        let links = order.all(".card-head a");
        assert!(links.len() >= 2, "{links:?}");
        for link in &links {
            let (address, anchor) = link.attribute("href").split_once('#').unwrap();
            assert_eq!(absolute(&order.address, address), format!("{}/change", order.address));
            let page = self.browser.get(address).await.expect(200);
            page.one(&format!("#{anchor}"));
            assert!(page.all(".error").is_empty());
        }
        let page = self.browser.get(&format!("{}/change", order.address)).await.expect(200);
        let form = page.form(SERVICE_FORM);
        for (name, typed) in self.service.answers().filter(|(name, _)| *name != "telephone") {
            assert_eq!(without_space(form.value(name)), without_space(typed), "{name}");
        }
        assert_eq!(self.browser.go_on(&form).await.expect(303).header("location"), path(&order.address));
        let other = form.with([("payer.name", "Alt Nume")]);
        let other = self.browser.go_on(&other).await;
        let other = self.browser.follow(other).await.expect(200);
        assert_ne!(other.address, order.address);
        other.says("Alt Nume");
    }

    async fn pays(&self, order: &Page) {
        let note = at_mpay(&self.browser, order).await;
        right_verdicts(&note);
        note.says(&format!("{} MDL", self.service.total));
        note.says(self.service.line[0]);
        note.says(self.service.account[0]);
        let form = note.form(NOTE_FORM);
        let before = Timestamp::now();
        let back = pays(&self.browser, &note).await;
        assert_eq!(back.header("location"), format!("{}/return", order.address));
        let paid = self.browser.follow(back).await;
        let paid = self.browser.follow(paid).await.expect(200);
        assert_eq!(paid.address, order.address);
        assert_eq!(paid.one("h1").text, text(self.language, "order-paid-title"));
        self.says(&paid, "tag-paid");
        for (label, value) in [
            ("receipt-payment", form.value("PaymentID")),
            ("receipt-invoice", form.value("InvoiceID")),
            ("receipt-service", self.title()),
        ] {
            paid.says(&format!("{}{value}", text(self.language, label)));
        }
        paid.says(&format!("{} {} MDL", text(self.language, "receipt-amount"), self.service.total));
        let minutes = (0..3).map(|minute| squeezed(&date_time(self.language, before + minute.minutes())));
        let mut when = minutes.map(|when| format!("{}{when}", text(self.language, "receipt-when")));
        assert!(when.any(|when| paid.text().contains(&when)), "{}", paid.text());
        assert!(paid.all(PAY_FORM).is_empty() && paid.all(".card-head a").is_empty());

        let details = self.mpay.order(&order.form(PAY_FORM), self.language).await;
        assert_eq!((details.status, details.total_amount_due.unwrap().bani()), (OrderStatus::Paid, 0));
        let note = self.browser.post(&order.form(PAY_FORM).action, &order.form(PAY_FORM).fields).await.expect(200);
        note.says("Plata este oprită");
        assert!(note.all(NOTE_FORM).is_empty());
    }
}

/// A payer without the way back: the offline MPay itself says what it thinks of both replies.
#[tokio::test]
async fn an_order_is_paid_by_its_number_alone() {
    let demo = shared::demo();
    let (payer, stranger) = (Browser::new(&demo.server.address), Browser::new(&demo.mpay));
    let order = crate::support::steps::ordered(&payer, &court_stamp_fee(), "en").await;
    let key = order.one(".key").text;
    let home = stranger.get("/").await.expect(200);
    let asked = home.form("form").with([("ServiceID", "AAJ10"), ("OrderKey", key.as_str())]);
    let note = stranger.post(&asked.action, &asked.fields).await.expect(200);
    right_verdicts(&note);
    let result = stranger.press(&note.form(NOTE_FORM), ("action", "pay")).await.expect(200);
    result.says("Confirmarea a fost primită");
    right_verdicts(&result);
    payer.get(&order.address).await.expect(200).says("The payment is confirmed");

    let asked = home.form("form").with([("ServiceID", "AAJ10"), ("OrderKey", "AAJ1000000000000000000")]);
    stranger.post(&asked.action, &asked.fields).await.expect(404).says("the provider knows no such order");
}

/// The offline MPay says that our signature was verified and that our reply is of the contract.
fn right_verdicts(page: &Page) {
    let verdicts = page.all(".verdict li");
    let classes: Vec<&str> = verdicts.iter().map(|verdict| verdict.attribute("class")).collect();
    assert_eq!(classes, ["pass", "pass"], "{verdicts:?}");
    assert!(verdicts[0].text.contains("Semnătura răspunsului: verificată"), "{verdicts:?}");
    assert!(verdicts[1].text.contains("Structura răspunsului: corectă"), "{verdicts:?}");
}

/// What stands in the form of a page.
fn kept(page: &Page) -> BTreeSet<(String, String)> {
    chosen(&page.form(SERVICE_FORM))
}

/// What is typed into a form, or chosen: an empty choice is no choice.
fn chosen(form: &Form) -> BTreeSet<(String, String)> {
    let is_typed = |(name, value): &&(String, String)| !value.is_empty() && name != "_kept";
    form.fields.iter().filter(is_typed).cloned().collect()
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn path(address: &str) -> &str {
    address.splitn(4, '/').nth(3).map_or("/", |path| &address[address.len() - path.len() - 1..])
}
