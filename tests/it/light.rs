//! Pages are light: the first view is small, what does not change is never fetched again, and revalidation sends no body.

use mpay_pages::i18n::Language;
use reqwest::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH};
use scraper::{Html, Selector};

use crate::support::client::http;
use crate::support::program::shipped_definitions;
use crate::support::shared;

/// What TCP sends before it waits for a first answer, in bytes: ten segments.
const FIRST_VIEW_BYTES_MAX: usize = 14 * 1024;

fn services() -> Vec<String> {
    let mut found = Vec::new();
    for beneficiary in std::fs::read_dir(shipped_definitions()).unwrap() {
        let folder = beneficiary.unwrap().path();
        for file in std::fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if path.extension().is_some_and(|ending| ending == "yaml") && name != "beneficiary" {
                found.push(format!("{}/{name}", folder.file_name().unwrap().to_str().unwrap()));
            }
        }
    }
    assert!(found.len() >= 16, "{found:?}");
    found
}

#[tokio::test]
async fn the_first_view_of_each_service_is_small_and_comes_once() {
    let demo = shared::demo();
    let client = http();
    let get = |address: String| client.get(address).header(ACCEPT_ENCODING, "br");
    for path in services() {
        for language in Language::ALL {
            let address = format!("{}/{language}/{path}", demo.server.address);
            let plain = client.get(&address).send().await.unwrap().text().await.unwrap();
            let page = get(address.clone()).send().await.unwrap();
            assert_eq!(page.headers()[CONTENT_ENCODING], "br", "{address}");
            let tag = page.headers()[ETAG].clone();
            let mut bytes = page.bytes().await.unwrap().len();
            let stylesheet = Selector::parse("link[rel=stylesheet]").unwrap();
            let html = Html::parse_document(&plain);
            let sheets: Vec<String> =
                html.select(&stylesheet).map(|link| link.attr("href").unwrap().to_owned()).collect();
            assert!(!sheets.is_empty());
            drop(html);
            for sheet in sheets {
                let sheet = get(format!("{}{sheet}", demo.server.address)).send().await.unwrap();
                assert_eq!(sheet.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
                bytes += sheet.bytes().await.unwrap().len();
            }
            // A list of hundreds of schools is what the payer came to choose from.
            let is_long = path == "scoli/school-donation";
            assert!(is_long || bytes <= FIRST_VIEW_BYTES_MAX, "{address}: {bytes} bytes");
            let again = get(address.clone()).header(IF_NONE_MATCH, tag).send().await.unwrap();
            assert_eq!((again.status().as_u16(), again.bytes().await.unwrap().len()), (304, 0), "{address}");
        }
    }
}
