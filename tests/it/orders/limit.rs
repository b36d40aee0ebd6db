//! A limit on paid orders: who comes too late is told so before paying, and whose money comes all the same is not lost.

use std::time::{Duration, Instant};

use mpay_pages::i18n::Language;
use mpay_pages::ids::{Environment, OrderKey};
use mpay_pages::mpay::message::OrderDetails;
use mpay_pages::order::{DecisionKind, OrderStatus, PaymentFlag};
use mpay_pages::store::{Reasoned, Store};

use super::{answered, folder, service};
use crate::support::caller::{Caller, confirmation};
use crate::support::client::Browser;
use crate::support::html::Page;
use crate::support::in_process::InProcess;
use crate::support::steps::{PAY_FORM, SERVICE_FORM};

/// How long a running server may take to notice what another process did.
const NOTICE_MAX: Duration = Duration::from_secs(30);
const ADDRESS: &str = "/en/proba/course";
pub const COURSE: &str = "\
limit: {paid_orders: 2, reached_text: {ro: Toate locurile sunt ocupate., ru: Все места заняты., en: All places are taken.}}
lines:
  - {id: fee, reason: {ro: Taxă, ru: Плата, en: Fee}, amount: 100, account: main}
order: {reason: {ro: Taxă, ru: Плата, en: Fee}}
examples:
  - answers: {payer.kind: person, payer.id: \"2001000000012\", payer.name: Ion Rusu, note: a}
    total: 100
";

struct Story {
    server: InProcess,
    browser: Browser,
    mpay: Caller,
    /// Another process's look at the same database.
    staff: Store,
}

impl Story {
    async fn begin() -> Story {
        let definitions = folder("course", &service("course", COURSE));
        let server = InProcess::with(definitions.path()).await;
        let browser = Browser::new(&server.address);
        let mpay = Caller::at(&server.address, server.signer(), server.provider());
        let staff = Store::open(server.database_address(), Environment::Test).await.unwrap();
        Story { server, browser, mpay, staff }
    }

    async fn orders(&self, note: &str) -> Page {
        let order = answered(&self.browser, ADDRESS, note).await;
        self.browser.follow(order).await.expect(200)
    }

    async fn details(&self, order: &Page) -> OrderDetails {
        self.mpay.order(&order.form(PAY_FORM), Language::En).await
    }

    async fn pays(&self, order: &Page, payment_id: &str) {
        let details = self.details(order).await;
        self.mpay.confirm(&confirmation(&details, payment_id)).await.accepted();
    }

    /// The service's page, once it says something else than before.
    async fn page_once(&self, is_so: impl Fn(&Page) -> bool) -> Page {
        let until = Instant::now() + NOTICE_MAX;
        loop {
            let page = self.browser.get(ADDRESS).await.expect(200);
            if is_so(&page) {
                return page;
            }
            assert!(Instant::now() < until, "{}", page.text());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn gives_back(&self, order: &Page) {
        let key = OrderKey::parse(order.form(PAY_FORM).value("OrderKey")).unwrap();
        let reasoned = Reasoned { by: "staff", reason: "ill", at: jiff::Timestamp::now() };
        self.staff.decide(&key, DecisionKind::Refund, &reasoned).await.unwrap();
    }
}

#[tokio::test]
async fn the_last_place_closes_the_page_the_form_and_the_unpaid_orders() {
    let story = Story::begin().await;
    let empty = story.browser.get(ADDRESS).await.expect(200).form(SERVICE_FORM);
    let [first, second, third] = [story.orders("one").await, story.orders("two").await, story.orders("three").await];
    story.pays(&first, "PLACE-1").await;
    assert_eq!(story.details(&third).await.status, OrderStatus::Active);
    story.pays(&second, "PLACE-2").await;

    // At once: the confirmation itself has looked.
    let page = story.browser.get(ADDRESS).await.expect(200);
    page.says("All places are taken.");
    assert!(page.all("form[method=post] [name='payer.id']").is_empty());
    story.browser.get("/ru/proba/course").await.expect(200).says("Все места заняты.");
    let answers = [("payer.id", "2001000000012"), ("payer.name", "Ion Rusu"), ("note", "four")];
    story.browser.go_on(&empty.with(answers)).await.expect(200).says("All places are taken.");

    assert_eq!(story.details(&third).await.status, OrderStatus::Expired, "it cannot be paid");
    let page = story.browser.get(&third.address).await.expect(200);
    page.says("All places are taken.");
    page.says("The order can no longer be paid");
    assert!(page.all(PAY_FORM).is_empty());
    let paid = story.browser.get(&first.address).await.expect(200);
    paid.says("The payment is confirmed");
    story.server.stop().await;
}

#[tokio::test]
async fn money_that_comes_all_the_same_is_recorded_and_waits_for_a_person() {
    let story = Story::begin().await;
    let [first, second, third] = [story.orders("one").await, story.orders("two").await, story.orders("three").await];
    // MPay had asked while there was a place.
    let details = story.details(&third).await;
    story.pays(&first, "MONEY-1").await;
    story.pays(&second, "MONEY-2").await;
    story.mpay.confirm(&confirmation(&details, "MONEY-3")).await.accepted();
    story.browser.get(&third.address).await.expect(200).says("The payment is confirmed");
    assert_eq!(story.details(&third).await.status, OrderStatus::Paid);
    let flagged = story.staff.flagged_payments(10).await.unwrap();
    let flagged: Vec<_> = flagged.iter().map(|payment| (payment.payment_id.as_str(), payment.flag)).collect();
    assert_eq!(flagged, [("MONEY-3", PaymentFlag::OverLimit)]);

    // Staff, who are another process, give one back: still full. Another: a place is free again.
    story.gives_back(&third).await;
    story.browser.get(ADDRESS).await.expect(200).says("All places are taken.");
    story.gives_back(&second).await;
    story.page_once(|page| !page.all(SERVICE_FORM).is_empty()).await;
    let fourth = story.orders("four").await;
    assert_eq!(story.details(&fourth).await.status, OrderStatus::Active);
    story.server.stop().await;
}
