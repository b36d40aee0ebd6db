//! An amount that the payer gives at MPay: not told by us, asked there, and then what was paid settles the order.

use mpay_pages::i18n::Language;
use mpay_pages::money::Money;
use mpay_pages::order::OrderStatus;

use super::{answered, folder, service};
use crate::support::caller::{Caller, confirmation};
use crate::support::client::Browser;
use crate::support::html::Page;
use crate::support::program::{Demo, run, text};
use crate::support::steps::{NOTE_FORM, PAY_FORM, at_mpay};

pub const DONATION: &str = "\
lines:
  - {id: gift, reason: {ro: Donație, ru: Пожертвование, en: Donation}, amount: at_mpay, account: main}
order: {reason: {ro: Donație, ru: Пожертвование, en: Donation}, advance_payments: true}
examples:
  - answers: {payer.kind: person, payer.id: \"2001000000012\", payer.name: Ion Rusu, note: a}
    total: at_mpay
";

async fn ordered(browser: &Browser, note: &str) -> Page {
    let order = answered(browser, "/en/proba/donation", note).await;
    browser.follow(order).await.expect(200)
}

#[tokio::test]
async fn the_payer_gives_the_amount_at_mpay() {
    let definitions = folder("donation", &service("donation", DONATION));
    let demo = Demo::of(definitions.path());
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    browser.get("/en/proba/donation").await.expect(200).says("You enter the amount at MPay, before you pay.");
    let order = ordered(&browser, "one").await;
    order.says("Amount entered at MPay");
    order.says("You enter the amount at MPay. One payment settles the order.");
    let details = mpay.order(&order.form(PAY_FORM), Language::Ru).await;
    assert_eq!((details.total_amount_due, details.lines[0].amount_due), (None, None));
    assert_eq!((details.allow_advance_payments, details.status), (Some(true), OrderStatus::Active));

    // The offline MPay asks for it, and takes no order for nothing.
    let note = at_mpay(&browser, &order).await;
    let form = note.form(NOTE_FORM);
    assert_eq!(form.value("Amount"), "");
    let nothing = browser.press(&form, ("action", "pay")).await.expect(400);
    nothing.says("Suma nu poate fi plătită");
    let form = form.with([("Amount", "150,50")]);
    let back = browser.press(&form, ("action", "pay")).await.expect(303);
    let paid = browser.follow(back).await;
    let paid = browser.follow(paid).await.expect(200);
    paid.says("The payment is confirmed");
    assert_eq!(paid.one(".receipt .amount b").text, "150,50 MDL");
    paid.says("Total150,50 MDL");
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    assert_eq!((details.status, details.total_amount_due), (OrderStatus::Paid, Some(Money::ZERO)));
    assert_ne!(ordered(&browser, "one").await.address, order.address, "the same answers are a new donation");
}

/// Paid once is paid. What comes after it is recorded and acknowledged, and waits for a person.
#[tokio::test]
async fn a_second_payment_waits_for_a_person() {
    let definitions = folder("donation", &service("donation", DONATION));
    let demo = Demo::of(definitions.path());
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let order = ordered(&browser, "two").await;
    let mut details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    for (number, bani) in [("OPEN-1", 25_00), ("OPEN-2", 75_00)] {
        let amount = Some(Money::from_bani(bani));
        (details.total_amount_due, details.lines[0].amount_due) = (amount, amount);
        mpay.confirm(&confirmation(&details, number)).await.accepted();
    }
    let page = browser.get(&order.address).await.expect(200);
    page.says("The payment is confirmed");
    page.says("Total paid 100,00 MDL");
    let data = demo.data();
    let on = |arguments: &[&str]| {
        let output = run(["payments", "--data", data.to_str().unwrap()].iter().chain(arguments));
        text(&output.stdout)
    };
    let flagged = on(&["flagged"]);
    assert!(flagged.contains("OPEN-2") && flagged.contains("the order had been paid before"), "{flagged}");
    assert!(!flagged.contains("OPEN-1"), "{flagged}");
    let key = order.form(PAY_FORM).value("OrderKey").to_owned();
    let shown = text(&run(["order", "--data", data.to_str().unwrap(), "show", &key]).stdout);
    assert!(shown.contains("given at MPay, paid 100.00 MDL"), "{shown}");
}
