//! How what is typed is written by a script, as people write it, and that the server reads it either way.

use crate::support::chromium::Chromium;
use crate::support::client::Browser;
use crate::support::shared;
use crate::support::steps::SERVICE_FORM;

const SERVICE: &str = "exemplu/every-kind";

/// A field, what is typed, and what stands there once the field is left.
const TYPED: &[(&str, &str, &str)] = &[
    ("signed", "25012025", "25.01.2025"),
    ("signed", "25.01.2025", "25.01.2025"),
    // Days first is ours: what has another order is not turned round.
    ("signed", "2025-01-25", "2025-01-25"),
    ("signed", "2501202", "2501202"),
    ("signed", "20250125", "20250125"),
    ("signed", "20111201", "20111201"),
    ("signed", "25012025\u{200b}", "25.01.2025"),
    ("telephone", "60606060", "60 606 060"),
    ("telephone", "6060 6060", "60 606 060"),
    ("telephone", "060606060", "060606060"),
    ("telephone", "+40721234567", "+40721234567"),
    ("refund", "md44trgaaa14222099000000", "MD44 TRGA AA14 2220 9900 0000"),
    ("refund", "MD44", "MD44"),
    ("gift", "1250", "1\u{a0}250,00"),
    ("gift", "1250.5", "1\u{a0}250,50"),
    ("gift", "1 250,50", "1\u{a0}250,50"),
    // What has two readings, or none, is for the server to tell.
    ("gift", "1.250", "1.250"),
    ("gift", "1 25", "1 25"),
    ("gift", "5 lei", "5 lei"),
    ("email", "office@example.md", "office@example.md"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_date_a_telephone_and_an_account_are_written_as_people_write_them() {
    let demo = shared::samples();
    let chromium = Chromium::start(360).await;
    chromium.opens(&format!("{}/ro/{SERVICE}", demo.server.address)).await;
    chromium.click("[name='payer.kind'][value=organization]").await;
    for (name, typed, written) in TYPED {
        let css = format!("[name={name}]");
        chromium.types(&css, typed).await;
        chromium.click("[name='payer.name']").await;
        assert_eq!(chromium.value(&css).await, *written, "{name}: {typed}");
    }
    chromium.quit().await;
}

#[tokio::test]
async fn the_server_reads_what_is_typed_with_a_mask_and_without() {
    let demo = shared::samples();
    let browser = Browser::new(&demo.server.address);
    let page = browser.get(&format!("/ro/{SERVICE}")).await.expect(200);
    for typed in [
        [("signed", "25.01.2025"), ("telephone", "60 606 060"), ("refund", "MD44 TRGA AA14 2220 9900 0000")],
        [("signed", "25.01.2025"), ("telephone", "60606060"), ("refund", "md44trgaaa14222099000000")],
    ] {
        let form = page.form(SERVICE_FORM).with([("payer.kind", "organization")]).with(typed);
        let refused = browser.reviews(&form).await.expect(422);
        for name in ["signed", "telephone", "refund"] {
            assert!(refused.all(&format!("[name={name}][aria-invalid=true]")).is_empty(), "{name}: {typed:?}");
        }
        assert!(!refused.all("[name=email][aria-invalid=true]").is_empty(), "others are missed");
    }
}
