//! `render`: pages as files, opened by a real browser without a server.

use std::path::Path;

use crate::support::chromium::Chromium;
use crate::support::program::{run, shipped_definitions, text};

const COURT: &str = "trezoreria/court-state-fee.yaml";

/// Writes a page of a definition that ships.
fn render(definition: &str, arguments: &[&str], to: &Path) {
    let file = shipped_definitions().join(definition);
    let output = run(["render", file.to_str().unwrap(), "-o", to.to_str().unwrap()].iter().chain(arguments));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_looks_right_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let address = format!("file://{}", page.display());
    let chromium = Chromium::start(800).await;

    render(COURT, &["--language", "ru", "case_number=12/2026"], &page);
    chromium.driver.goto(&address).await.unwrap();
    chromium.arrives("Госпошлина за исковые заявления").await;
    assert_eq!(chromium.value("#f-case_number").await, "12/2026");
    // Fonts, styles and pictures are there; nothing was fetched.
    let asked = "await document.fonts.ready; \
                 const loaded = [...document.fonts].filter(font => font.status === 'loaded').length; \
                 const pictures = [...document.images].every(image => image.complete && image.naturalWidth > 0); \
                 const family = getComputedStyle(document.body).fontFamily; \
                 const fetched = performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')); \
                 return [loaded, pictures, family, fetched.map(e => e.name)]";
    let told = chromium.driver.execute(format!("return (async () => {{ {asked} }})()"), Vec::new()).await.unwrap();
    let told = told.json();
    assert!(told[0].as_u64().unwrap() >= 2, "{told}");
    assert_eq!((&told[1], &told[3]), (&true.into(), &serde_json::json!([])), "{told}");
    assert!(told[2].as_str().unwrap().starts_with("Onest"), "{told}");
    // What is asked in some cases comes and goes as on the served page.
    let own_sum = chromium.find("#w-own_sum").await;
    assert!(!own_sum.is_displayed().await.unwrap());
    chromium.click("label:has([value=property])").await;
    assert!(own_sum.is_displayed().await.unwrap());

    render(COURT, &["--sent", "telephone=1"], &page);
    chromium.driver.goto(&address).await.unwrap();
    chromium.find("#errors").await;
    assert_eq!(chromium.value("#f-telephone").await, "1");
    render(COURT, &["--sent", "--example", "2"], &page);
    chromium.driver.goto(&address).await.unwrap();
    chromium.arrives("Achitați comanda").await;
    assert_eq!(chromium.text(".total b").await, "1 049,38 MDL");
    chromium.quit().await;
}

#[test]
fn without_a_file_the_page_is_the_output() {
    let file = shipped_definitions().join(COURT);
    let output = run(["render".as_ref(), file.as_os_str()]);
    assert_eq!(output.status.code(), Some(0));
    let page = text(&output.stdout);
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));

    let nowhere = run(["render".as_ref(), file.as_os_str(), "-o".as_ref(), "/nowhere/page.html".as_ref()]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(text(&nowhere.stderr).contains("cannot write /nowhere/page.html"));
}
