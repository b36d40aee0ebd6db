//! Pictures of every page in every state, for people to look at: whether pages are aligned and calm no program can tell.
//!
//! `SCREENSHOTS=FOLDER cargo test --test it -- --ignored screenshots` writes `FOLDER/LANGUAGE/WIDTH/NAME.png`, and of what
//! is printed `FOLDER/LANGUAGE/A4/NAME-1.png`. `SCREENSHOTS_ONLY=TEXT` takes only the pages whose names hold the text.

use std::path::Path;

use mpay_pages::i18n::Language;
use serde_json::json;

use crate::support::chromium::Chromium;
use crate::support::paper::{PAPERS, draws};
use crate::tour::Tour;

/// A telephone and a desk, in CSS pixels.
const WIDTHS: [u32; 2] = [360, 1280];
/// What payers may print.
const PRINTED: [&str; 8] = [
    "order-unpaid",
    "order-unpaid-many-lines",
    "order-paid",
    "order-paid-many-lines",
    "note",
    "note-many-lines",
    "poster",
    "service-moldsilva-forest-land-rent",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is for eyes: SCREENSHOTS names the folder for its pictures"]
async fn screenshots() {
    let folder = std::env::var("SCREENSHOTS").expect("SCREENSHOTS names a folder");
    let only = std::env::var("SCREENSHOTS_ONLY").unwrap_or_default();
    let tour = Tour::begin().await;
    let chromium = Chromium::start(WIDTHS[0]).await;
    chromium.comes_from("203.0.113.1").await;
    for language in Language::ALL {
        for stop in tour.stops(language).await.iter().filter(|stop| stop.name.contains(&only)) {
            stop.show(&chromium).await;
            for width in WIDTHS {
                chromium.is_wide(width).await;
                let folder = Path::new(&folder).join(language.code()).join(width.to_string());
                picture(&chromium, &folder, &stop.name, width).await;
            }
            if PRINTED.contains(&stop.name.as_str()) {
                for (name, paper) in ["A4", "A5"].into_iter().zip(PAPERS) {
                    let folder = Path::new(&folder).join(language.code()).join(name);
                    std::fs::create_dir_all(&folder).unwrap();
                    draws(&chromium, paper, &["-png", "-r", "75"], &folder.join(&stop.name)).await;
                }
            }
        }
    }
    chromium.quit().await;
    tour.end().await;
}

/// Keeps a picture of the whole page.
async fn picture(chromium: &Chromium, folder: &Path, name: &str, width: u32) {
    let height = "scrollTo(0, 0); return Math.max(740, document.documentElement.scrollHeight)";
    let height = chromium.driver.execute(height, Vec::new()).await.unwrap().json().clone();
    let clip = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": 1});
    let how = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
    let taken = chromium.driver.cdp().send_raw("Page.captureScreenshot", how).await.unwrap();
    std::fs::create_dir_all(folder).unwrap();
    let bytes = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, taken["data"].as_str().unwrap()).unwrap();
    std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
}
