//! Payments that are unusual in every way: recorded and acknowledged, told to staff, and no nonsense for the payer.

use mpay_pages::i18n::Language;
use mpay_pages::ids::SystemRandom;
use mpay_pages::mpay::call::Outcome;
use mpay_pages::mpay::fault::FaultCode;
use mpay_pages::mpay::message::{DestinationAccount, PaymentConfirmation, write_confirm_order_payment};
use mpay_pages::order::OrderStatus;

use crate::support::caller::{Caller, Reply, confirmation};
use crate::support::client::Browser;
use crate::support::program::{Demo, run, text};
use crate::support::services::court_stamp_fee;
use crate::support::steps::{PAY_FORM, ordered};

/// Signs and sends a confirmation as it is written, after a change of its text.
async fn send(mpay: &Caller, confirmation: &PaymentConfirmation, (from, to): (&str, &str)) -> Reply {
    let written = write_confirm_order_payment(confirmation);
    assert!(written.contains(from), "{from}");
    mpay.send(mpay.signer.sign(&written.replacen(from, to, 1), mpay.now(), &SystemRandom), "").await
}

/// What a command of staff says: its results and its remarks.
pub(super) fn said(demo: &Demo, command: &str, arguments: &[&str]) -> (String, String) {
    let data = demo.data();
    let output = run([command, "--data", data.to_str().unwrap()].iter().chain(arguments));
    (text(&output.stdout), text(&output.stderr))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_unusual_confirmation_is_recorded_and_waits_for_a_person() {
    let demo = Demo::start();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let same = ("<OrderKey>", "<OrderKey>");
    let account = DestinationAccount { bank_account: Some("MD24AG000225100013104168".into()), ..Default::default() };
    type Change<'a> = &'a dyn Fn(&mut PaymentConfirmation);
    let cases: &[(&str, Change<'_>, (&str, &str))] = &[
        ("other_sum", &|c| c.lines[0].amount = mpay_pages::money::Money::from_bani(1_00), same),
        ("other_sum", &|c| c.lines.clear(), same),
        ("other_lines", &|c| c.lines[0].line_id = "999".into(), same),
        ("other_account", &|c| c.lines[0].destination_account = Some(account.clone()), same),
        ("odd_time", &|c| c.paid_at = "2099-01-01T00:00:00Z".parse().ok(), same),
        ("odd_time", &|_| {}, ("<PaidAt>2", "<PaidAt>1")),
        ("odd_number", &|c| c.payment_id.push('\n'), same),
        ("outside_contract", &|_| {}, ("<OrderKey>", "<Commission>1.00</Commission><OrderKey>")),
        ("outside_contract", &|_| {}, ("<LineID>", "<Commission></Commission><LineID>")),
        ("outside_contract", &|_| {}, ("<PaidAt>", "<PaidAt>on ")),
    ];
    for (number, (flag, change, edit)) in cases.iter().enumerate() {
        let order = ordered(&browser, &court_stamp_fee(), "en").await;
        let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
        let mut paid = confirmation(&details, &format!("ODD-{number}"));
        change(&mut paid);
        for _ in 0..2 {
            let reply = send(&mpay, &paid, *edit).await;
            assert_eq!(reply.accepted(), &Outcome::Confirmed, "{flag} {number}");
        }
        let (told, _) = said(&demo, "order", &["show", &details.order_key]);
        assert!(told.contains("Paid") && told.contains(&format!("! {flag}  ")), "{told}");
        assert_eq!(told.matches('!').count(), 1, "{told}");
        browser.get(&order.address).await.expect(200).says("The payment is confirmed");
    }
    let (listed, more) = said(&demo, "payments", &["flagged"]);
    assert_eq!((listed.lines().count(), more.as_str()), (cases.len(), ""), "{listed}");
    assert!(listed.contains("confirmation/Commission is unknown"), "{listed}");
    let (listed, more) = said(&demo, "payments", &["flagged", "--limit", "3"]);
    assert!(listed.lines().count() == 3 && more.contains("3 of 10 are shown, and 7 more"), "{listed}{more}");
    assert_eq!(said(&demo, "payments", &["flagged", "--all"]).0.lines().count(), cases.len());
    // A number with a line feed is one line, and is typed as it is listed.
    assert!(said(&demo, "payments", &["flagged"]).0.contains("ODD-6\\n  "));
    let (settled, _) = said(&demo, "payments", &["settle", "ODD-6\\n", "--reason", "seen", "--by", "Ana"]);
    assert_eq!(settled, "ODD-6\\n: odd_number: dealt with\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_flags_of_a_payment_are_settled_one_by_one_and_its_time_is_no_nonsense() {
    let demo = Demo::start();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let order = ordered(&browser, &court_stamp_fee(), "en").await;
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    let mut paid = confirmation(&details, "UNSET-1");
    paid.lines.clear();
    paid.paid_at = "0001-01-01T00:00:00Z".parse().ok();
    assert_eq!(mpay.confirm(&paid).await.accepted(), &Outcome::Confirmed);
    assert_eq!(mpay.order(&order.form(PAY_FORM), Language::En).await.status, OrderStatus::Paid);
    let page = browser.get(&order.address).await.expect(200).text();
    let year = mpay.now().strftime("%Y").to_string();
    assert!(page.contains(&year) && !page.contains("January 1, "), "the payer reads when the confirmation came");
    let settle = |arguments: &[&str]| {
        let all = [&["settle", "UNSET-1", "--reason", "asked MPay", "--by", "Ana"], arguments].concat();
        said(&demo, "payments", &all)
    };
    let (done, asked) = settle(&[]);
    assert!(done.is_empty() && asked.contains("--flag other_sum, --flag odd_time"), "{asked}");
    assert!(settle(&["--flag", "late"]).1.contains("no payment UNSET-1 waits for a person as `late`"));
    assert_eq!(settle(&["--flag", "other_sum"]).0, "UNSET-1: other_sum: dealt with\n");
    assert_eq!(settle(&[]).0, "UNSET-1: odd_time: dealt with\n");
    let (told, _) = said(&demo, "order", &["show", &details.order_key]);
    assert_eq!(told.matches("by Ana: asked MPay").count(), 2, "{told}");
    assert!(told.contains(&format!("UNSET-1  {} MDL  {year}-", details.total_amount_due.unwrap())), "{told}");
    assert_eq!(said(&demo, "payments", &["flagged"]).0, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_contract_s_faults_stay_and_their_messages_are_kept() {
    let demo = Demo::start();
    let mpay = Caller::of(&demo);
    let mut details = Vec::new();
    for _ in 0..2 {
        // Each of a browser of its own: one browser's same answers are one order.
        let order = ordered(&Browser::new(&demo.server.address), &court_stamp_fee(), "en").await;
        details.push(mpay.order(&order.form(PAY_FORM), Language::En).await);
    }
    let right = confirmation(&details[0], "FAULT-1");
    mpay.confirm(&confirmation(&details[1], "FAULT-2")).await.accepted();
    let same = ("<OrderKey>", "<OrderKey>");
    let changed = |change: &dyn Fn(&mut PaymentConfirmation)| {
        let mut changed = right.clone();
        change(&mut changed);
        changed
    };
    let mut kept = 0;
    for (name, confirmation, edit, fault) in [
        ("a service", changed(&|c| c.service_id = "XXX99".into()), same, FaultCode::UnknownService),
        ("an order", changed(&|c| c.order_key = "AAJ1000000000000000000".into()), same, FaultCode::UnknownOrder),
        ("a currency", changed(&|c| c.currency = "EUR".into()), same, FaultCode::InvalidParameter),
        (
            "a payment of another order",
            changed(&|c| c.payment_id = "FAULT-2".into()),
            same,
            FaultCode::InvalidParameter,
        ),
        ("twice", right.clone(), ("<OrderKey>", "<Currency>MDL</Currency><OrderKey>"), FaultCode::InvalidParameter),
        (
            "a namespace",
            right.clone(),
            ("<OrderKey>", "<Fee xmlns=\"urn:x\"></Fee><OrderKey>"),
            FaultCode::InvalidParameter,
        ),
        ("a structure", right.clone(), ("<OrderKey>", "<Fee><b></b></Fee><OrderKey>"), FaultCode::InvalidParameter),
        ("no number", changed(&|c| c.payment_id.clear()), same, FaultCode::InvalidParameter),
        ("less than nothing", right.clone(), ("<TotalAmount>", "<TotalAmount>-"), FaultCode::InvalidParameter),
    ] {
        assert_eq!(send(&mpay, &confirmation, edit).await.fault(), fault, "{name}");
        kept += 1;
        let (listed, _) = said(&demo, "payments", &["refused"]);
        assert_eq!(listed.lines().count(), kept, "{name}: {listed}");
    }
    // The same payment with another amount: the first word stands, and the second is kept.
    let mut other = confirmation(&details[1], "FAULT-2");
    other.total_amount = mpay_pages::money::Money::from_bani(1);
    assert_eq!(mpay.confirm(&other).await.accepted(), &Outcome::Confirmed);
    let (listed, more) = said(&demo, "payments", &["refused", "--limit", "1"]);
    assert!(listed.contains("confirmed again with 0.01") && listed.contains("payment FAULT-2"), "{listed}");
    assert!(more.contains("1 of 10 are shown"), "{more}");
    let number = listed.split_whitespace().next().unwrap();
    assert!(said(&demo, "payments", &["refused", number]).0.contains("<TotalAmount>0.01</TotalAmount>"));
    assert!(said(&demo, "payments", &["flagged"]).0.is_empty());
}
