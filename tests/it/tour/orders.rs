//! Stops at orders, each in a state of its own, and at what is printed of them.

use mpay_pages::i18n::Language;
use mpay_pages::ids::OrderKey;
use mpay_pages::money::Money;
use mpay_pages::order::DecisionKind;
use mpay_pages::store::Reasoned;

use super::{Stop, Tour};
use crate::support::caller::confirmation;
use crate::support::client::Browser;
use crate::support::html::{Form, Page, absolute};
use crate::support::services::{court_stamp_fee, forest_land_rent, museum_tickets};
use crate::support::steps::{PAY_FORM, SERVICE_FORM, filled, ordered};

impl Tour {
    /// Stops at orders.
    pub(super) async fn orders(&self, language: Language) -> Vec<Stop> {
        let (browser, code) = (self.browser(), language.code());
        let unpaid = ordered(&browser, &forest_land_rent(), code).await.address;
        let many = self.made(&browser, &self.everything(language, &[]).await).await;
        let open_amount = self.made(&browser, &self.small("donation", language, "a").await).await;
        let paid = ordered(&browser, &museum_tickets(), code).await;
        self.pays(&paid, language, None).await;
        let many_paid = self.made(&browser, &self.everything(language, &[("remarks", "a")]).await).await;
        self.pays(&many_paid, language, None).await;
        let part = self.made(&browser, &self.everything(language, &[("remarks", "b")]).await).await;
        self.pays(&part, language, Some(Money::from_bani(3_100_00))).await;
        let waiting = self.made(&browser, &self.everything(language, &[("remarks", "c")]).await).await;
        let back = browser.get(&format!("{}/return", waiting.address)).await.expect(303);
        let waiting = browser.follow(back).await.expect(200);
        // The note of MPay, which does not come.
        let payment_note = absolute(&many.address, many.all("a[href*='payment-note.pdf']")[0].attribute("href"));

        let court = filled(&browser, &court_stamp_fee(), code).await;
        let again = court.clone().with([("case_number", format!("2-1/{code}").as_str())]);
        self.pays(&self.made(&browser, &again).await, language, None).await;
        let decided = |number: &'static str, kinds: &'static [DecisionKind]| {
            let form = court.clone().with([("case_number", format!("{number}/{code}").as_str())]);
            let browser = &browser;
            async move {
                let order = self.made(browser, &form).await;
                if kinds[0] != DecisionKind::Cancel {
                    self.pays(&order, language, None).await;
                }
                let key = OrderKey::parse(order.form(PAY_FORM).value("OrderKey")).unwrap();
                for kind in kinds {
                    let reasoned = Reasoned { by: "staff", reason: "asked", at: self.main.app.now() };
                    self.main.app.store.decide(&key, *kind, &reasoned).await.unwrap();
                }
                order.address
            }
        };
        let cancelled = decided("2-2", &[DecisionKind::Cancel]).await;
        let refunding = decided("2-3", &[DecisionKind::Refund]).await;
        let refunded = decided("2-4", &[DecisionKind::Refund, DecisionKind::Refunded]).await;
        let old = &self.old[code];
        vec![
            Stop::sent("review-paid-before", again, ("_action", "continue")),
            Stop::own("order-unpaid", unpaid.clone(), &browser),
            Stop::own("order-unpaid-many-lines", many.address.clone(), &browser),
            Stop::own("order-open-amount", open_amount.address.clone(), &browser),
            Stop::own("order-paid", paid.address, &browser),
            Stop::own("order-paid-many-lines", many_paid.address.clone(), &browser),
            Stop::at("order-unpaid-handed-on", many.address.clone()),
            Stop::at("order-paid-handed-on", many_paid.address.clone()),
            Stop::own("order-part-paid", part.address.clone(), &browser),
            Stop::own("order-confirming", waiting.address, &browser),
            Stop::at("order-came-back", old.came_back.clone()),
            Stop::at("order-expired", old.expired.clone()),
            Stop::own("order-cancelled", cancelled, &browser),
            Stop::own("order-refunding", refunding, &browser),
            Stop::own("order-refunded", refunded, &browser),
            Stop::at("order-shut-out", self.shut_out[code].clone()),
            Stop::at("note", format!("{unpaid}/note")),
            Stop::at("note-many-lines", format!("{}/note", many.address)),
            Stop::at("note-part-paid", format!("{}/note", part.address)),
            Stop::at("note-open-amount", format!("{}/note", open_amount.address)),
            Stop::own("payment-note-unavailable", payment_note, &browser),
        ]
    }

    /// The filled form of a service of one question.
    async fn small(&self, service: &str, language: Language, note: &str) -> Form {
        let page = self.browser().get(&format!("/{language}/proba/{service}")).await.expect(200);
        let answers = [("payer.id", "2001000000012"), ("payer.name", "Ion Rusu"), ("note", note)];
        page.form(SERVICE_FORM).with(answers)
    }

    async fn made(&self, browser: &Browser, form: &Form) -> Page {
        let answer = browser.go_on(form).await;
        browser.follow(answer).await.expect(200)
    }

    /// Pays an order, or a part of it.
    async fn pays(&self, order: &Page, language: Language, part: Option<Money>) {
        let pay = order.form(PAY_FORM);
        let details = self.mpay.order(&pay, language).await;
        let mut confirmation = confirmation(&details, &format!("P{}", pay.value("OrderKey")));
        if let Some(part) = part {
            confirmation.lines.truncate(1);
            confirmation.lines[0].amount = part;
            confirmation.total_amount = part;
        }
        self.mpay.confirm(&confirmation).await.accepted();
    }

    /// Makes an order of a course in each language, and pays for all places.
    pub(super) async fn takes_all_places(&mut self) {
        let browser = self.browser();
        for language in Language::ALL {
            let order = self.made(&browser, &self.small("course", language, "late").await).await;
            self.shut_out.insert(language.code(), order.address);
        }
        for note in ["one", "two"] {
            let order = self.made(&browser, &self.small("course", Language::En, note).await).await;
            self.pays(&order, Language::En, None).await;
        }
    }
}
