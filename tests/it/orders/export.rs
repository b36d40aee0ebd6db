//! Reporting columns and the export: kept with orders, over versions, for the books alone.

use std::time::{Duration, Instant};

use mpay_pages::i18n::Language;

use super::{answered, folder, service};
use crate::support::caller::{Caller, confirmation};
use crate::support::client::Browser;
use crate::support::html::Page;
use crate::support::program::{Demo, run, text};
use crate::support::steps::PAY_FORM;

/// How long a running server may take to notice what was published.
const NOTICE_MAX: Duration = Duration::from_secs(30);
const FEE: &str = "\
reporting:
  cost_centre: KOST-42
  who: \"KOST-{payer.id}\"
  kind: {by: payer.kind, texts: {person: KOST-P}}
  next: {value: today()}
lines:
  - {id: fee, reason: {ro: Taxă, ru: Плата, en: Fee}, amount: 1250.50, account: main}
order: {reason: {ro: Taxă, ru: Плата, en: Fee}}
examples:
  - answers: {payer.kind: person, payer.id: \"2001000000012\", payer.name: Ion Rusu, note: a}
    total: 1250.50
";

/// Runs a command on a demo's data.
#[track_caller]
fn said(demo: &Demo, arguments: &[&str]) -> String {
    let data = demo.data();
    let (command, rest) = arguments.split_first().unwrap();
    let output = run([*command, "--data", data.to_str().unwrap()].iter().chain(rest));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// The lines of an export, each as headings with what stands below them.
fn lines(csv: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let line = |line: csv::StringRecord| {
        headings.iter().zip(line.iter()).map(|(heading, cell)| (heading.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| line(record.unwrap())).collect()
}

fn cell<'a>(line: &'a [(String, String)], heading: &str) -> &'a str {
    let found = line.iter().find(|(other, _)| other == heading);
    &found.unwrap_or_else(|| panic!("no {heading} in {line:?}")).1
}

async fn ordered(browser: &Browser, note: &str) -> Page {
    let order = answered(browser, "/en/proba/fee", note).await;
    browser.follow(order).await.expect(200)
}

#[tokio::test]
async fn orders_of_all_versions_are_exported_with_what_the_books_want() {
    let first = service("fee", FEE);
    let definitions = folder("fee", &first);
    let demo = Demo::of(definitions.path());
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let order = ordered(&browser, "=HYPERLINK(\"x\")").await;
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    // Neither the payer nor MPay is told.
    let message = format!("{details:?}");
    assert!(!order.body.contains("KOST") && !message.contains("KOST"), "{message}");
    assert!(!browser.get("/en/proba/fee").await.expect(200).body.contains("KOST"));
    mpay.confirm(&confirmation(&details, "EXPORT-1")).await.accepted();
    assert!(!browser.get(&order.address).await.expect(200).body.contains("KOST"));

    // A later version asks for something else and reports something else.
    let second = first
        .replace("note: a}", "born: 25.01.2026, sum: \"9 267,05\"}")
        .replace(
            "{id: note, type: text, max_length: 20, label: {ro: Nota, ru: Заметка, en: Note}}",
            "{id: born, type: date, label: {ro: Data, ru: Дата, en: Day}}\n      \
             - {id: sum, type: amount, max: 10000, label: {ro: Suma, ru: Сумма, en: Sum}}",
        )
        .replace("cost_centre: KOST-42", "half: {value: sum / 2}");
    std::fs::write(definitions.path().join("proba/fee.yaml"), second).unwrap();
    said(&demo, &["publish", definitions.path().join("proba/fee.yaml").to_str().unwrap()]);
    let until = Instant::now() + NOTICE_MAX;
    let page = loop {
        let page = browser.get("/en/proba/fee").await.expect(200);
        if !page.all("[name=born]").is_empty() {
            break page;
        }
        assert!(Instant::now() < until, "the second version is not served");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let answers =
        [("payer.id", "2001000000012"), ("payer.name", "Ion, „Rusu”"), ("born", "5.1.2026"), ("sum", "9267,05")];
    browser.go_on(&page.form(crate::support::steps::SERVICE_FORM).with(answers)).await.expect(303);

    let csv = said(&demo, &["order", "export", "--service", "proba/fee"]);
    assert!(csv.ends_with("\r\n") && csv.lines().count() == 3, "{csv}");
    let lines = lines(&csv);
    let (one, two) = (&lines[0], &lines[1]);
    for (line, expected) in [
        (one, [("version", "1"), ("status", "Paid"), ("total", "1250.50"), ("paid", "1250.50"), ("due", "0.00")]),
        (two, [("version", "2"), ("status", "Active"), ("total", "1250.50"), ("paid", "0.00"), ("due", "1250.50")]),
        (
            one,
            [
                ("payments", "1"),
                ("payment_ids", "EXPORT-1"),
                ("flags", ""),
                ("service", "proba/fee"),
                ("language", "en"),
            ],
        ),
        (
            one,
            [
                ("answer.note", "'=HYPERLINK(\"x\")"),
                ("answer.born", ""),
                ("reporting.cost_centre", "KOST-42"),
                ("reporting.who", "KOST-2001000000012"),
                ("reporting.half", ""),
            ],
        ),
        (
            two,
            [
                ("answer.note", ""),
                ("answer.born", "2026-01-05"),
                ("answer.sum", "9267.05"),
                ("answer.payer.name", "Ion, „Rusu”"),
                ("reporting.half", "4633.525"),
            ],
        ),
        (
            two,
            [
                ("reporting.kind", "KOST-P"),
                ("reporting.cost_centre", ""),
                ("payment_ids", ""),
                ("last_paid_at", ""),
                ("valid_to", ""),
            ],
        ),
    ] {
        for (heading, text) in expected {
            assert_eq!(cell(line, heading), text, "{heading}");
        }
    }
    assert_eq!(&cell(one, "made_at")[..10], cell(one, "reporting.next"), "the day of the order");
    let today = cell(one, "reporting.next").to_owned();
    let of_days = |from: &str, until: &str| said(&demo, &["order", "export", "--from", from, "--until", until]);
    assert_eq!(of_days(&today, "2100-01-01"), csv, "all services are this one");
    assert_eq!(of_days("2000-01-01", "2000-12-31").lines().count(), 1, "the headings alone");
    let key = cell(one, "order_key").to_owned();
    let shown = said(&demo, &["order", "show", &key]);
    assert!(shown.contains("reporting cost_centre: KOST-42"), "{shown}");
}
