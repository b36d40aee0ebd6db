//! Pages are light: the first view is small, what does not change is never fetched again, and revalidation sends no body.

use mpay_pages::i18n::Language;
use mpay_pages::registry::compressed;
use reqwest::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, ETAG, IF_NONE_MATCH, VARY};
use scraper::{Html, Selector};

use crate::support::client::{Browser, http};
use crate::support::databases::databases;
use crate::support::in_process;
use crate::support::program::shipped_definitions;
use crate::support::services::forest_land_rent;
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
    for path in services() {
        for language in Language::ALL {
            let address = format!("{}/{language}/{path}", demo.server.address);
            let plain = client.get(&address).send().await.unwrap().text().await.unwrap();
            let files = files(&plain);
            for coding in ["br", "zstd", "gzip"] {
                let get = |address: String| client.get(address).header(ACCEPT_ENCODING, coding);
                let page = get(address.clone()).send().await.unwrap();
                assert_eq!(page.headers()[CONTENT_ENCODING], coding, "{address}");
                let tag = page.headers()[ETAG].clone();
                let mut bytes = page.bytes().await.unwrap().len();
                for file in &files {
                    let file = get(format!("{}{file}", demo.server.address)).send().await.unwrap();
                    assert_eq!(file.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
                    bytes += file.bytes().await.unwrap().len();
                }
                assert!(bytes <= FIRST_VIEW_BYTES_MAX, "{address}: {bytes} bytes of {coding}");
                let again = get(address.clone()).header(IF_NONE_MATCH, tag).send().await.unwrap();
                assert_eq!((again.status().as_u16(), again.bytes().await.unwrap().len()), (304, 0), "{address}");
            }
        }
    }
}

/// The styles and scripts that a page names.
fn files(html: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let named = |css: &str, attribute: &str| -> Vec<String> {
        let selector = Selector::parse(css).unwrap();
        html.select(&selector).map(|file| file.attr(attribute).unwrap().to_owned()).collect()
    };
    let styles = named("link[rel=stylesheet]", "href");
    assert!(!styles.is_empty());
    [styles, named("script", "src")].concat()
}

#[tokio::test]
async fn a_page_comes_in_the_encoding_that_is_asked_for_and_each_has_a_tag_of_its_own() {
    let demo = shared::demo();
    let address = format!("{}{}", demo.server.address, forest_land_rent().address("ro"));
    let get = async |accepted: &str, known: &str| {
        let request = http().get(&address).header(ACCEPT_ENCODING, accepted);
        request.header(IF_NONE_MATCH, known).send().await.unwrap()
    };
    let plain = get("identity", "").await.bytes().await.unwrap();
    let mut tags = Vec::new();
    for (accepted, encoding) in [("zstd", "zstd"), ("gzip;q=0.5, br;q=0.1", "gzip"), ("br, *;q=0", "br"), ("", "")] {
        let page = get(accepted, "").await;
        let word = page.headers().get(CONTENT_ENCODING).map_or("", |value| value.to_str().unwrap());
        assert_eq!((page.status().as_u16(), word), (200, encoding), "{accepted}");
        assert_eq!(
            (&page.headers()[VARY], &page.headers()[CACHE_CONTROL]),
            (&"accept-encoding, cookie".parse().unwrap(), &"public, no-cache".parse().unwrap())
        );
        let (tag, length) = (page.headers()[ETAG].to_str().unwrap().to_owned(), page.headers()[CONTENT_LENGTH].clone());
        let packed = page.bytes().await.unwrap();
        assert_eq!(length, *packed.len().to_string());
        let unpacked = match encoding {
            "zstd" => zstd::bulk::decompress(&packed, 1 << 20).unwrap(),
            "gzip" => read(flate2::read::GzDecoder::new(&packed[..])),
            "br" => read(brotli::Decompressor::new(&packed[..], 4096)),
            _ => packed.to_vec(),
        };
        assert!(unpacked == plain, "{encoding} is not the page");
        let head = http().head(&address).header(ACCEPT_ENCODING, accepted).send().await.unwrap();
        assert_eq!((&head.headers()[ETAG], &head.headers()[CONTENT_LENGTH]), (&tag.parse().unwrap(), &length));
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = get(accepted, &known).await;
            assert_eq!((again.status().as_u16(), &again.headers()[ETAG]), (304, &tag.parse().unwrap()), "{known}");
            assert_eq!(again.headers().get(CONTENT_ENCODING), None);
        }
        tags.push(tag);
    }
    for (one, accepted) in [(0, "gzip"), (1, "br"), (2, "zstd"), (3, "br")] {
        assert_eq!(get(accepted, &tags[one]).await.status(), 200, "{tags:?}");
    }
    assert_eq!(get("identity;q=0", "").await.status(), 406);
}

fn read(mut packed: impl std::io::Read) -> Vec<u8> {
    let mut unpacked = Vec::new();
    packed.read_to_end(&mut unpacked).unwrap();
    unpacked
}

/// A page that an earlier program made names that program's files; so does one that is still open in a browser.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_an_earlier_program_are_served_and_its_successor_s_are_kept() {
    for database in databases().await {
        let store = database.open().await;
        let old = "/static/0123456789ab/css/pages.css";
        let file = compressed(old.to_owned(), "text/css; charset=utf-8".to_owned(), b"h1 { color: red }".repeat(9));
        store.keep_files([&file].into_iter()).await.unwrap();
        let app = in_process::app(store.clone()).await;
        let own: Vec<String> = app.assets.all().map(|file| file.name.clone()).collect();
        for name in &own {
            assert!(store.has_file(name).await.unwrap(), "{}: {name}", database.kind);
        }
        let (address, serving) = in_process::serve(app).await;
        let browser = Browser::new(&address);
        for name in own.iter().map(String::as_str).chain([old]) {
            let file = browser.get(name).await.expect(200);
            assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable", "{name}");
        }
        assert_eq!(browser.get(old).await.body, "h1 { color: red }".repeat(9));
        browser.get("/static/0123456789ab/css/none.css").await.expect(404);
        // The pages themselves are not to be had by their names.
        browser.get("/page/0123456789ab/ro").await.expect(404);
        serving.stop().await.unwrap();
    }
}
