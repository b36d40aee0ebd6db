//! The public list of services and the search in it, without a script: found in any spelling, kept nowhere.

use mpay_pages::i18n::Language;
use reqwest::header::{ACCEPT_ENCODING, ETAG, IF_NONE_MATCH};

use crate::accessible::{axe, is_usable};
use crate::support::chromium::Chromium;
use crate::support::client::{Browser, http};
use crate::support::html::Page;
use crate::support::shared;

/// Whether a browser has the whole list before it.
const LIST_IS_THERE: &str = "document.readyState == 'complete' && document.querySelector('.catalogue')";

async fn search(browser: &Browser, language: &str, typed: &str) -> Page {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", typed).finish();
    browser.get(&format!("/{language}?{query}")).await
}

fn found(page: &Page) -> Vec<String> {
    page.all(".cards a").iter().map(|link| link.attribute("href").to_owned()).collect()
}

#[tokio::test]
async fn services_are_found_by_title_description_institution_and_code_in_any_spelling() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let all = found(&browser.get("/ro").await.expect(200)).len();
    for (language, typed, service) in [
        ("ro", "moara ARENDA", ""),
        ("ro", "arenda FORESTIER", "moldsilva/forest-land-rent"),
        ("ru", "Аренда лесного", "moldsilva/forest-land-rent"),
        ("ru", "gradin", "gradinite-chisinau/kindergarten-fee"),
        ("en", "Grădiniţ", "gradinite-chisinau/kindergarten-fee"),
        ("en", "Agenția Moldsilva", "moldsilva/forest-land-rent"),
        ("ro", "BILETE muzeu", "muzeul-etnografie/museum-tickets"),
    ] {
        let page = search(&browser, language, typed).await.expect(200);
        assert_eq!(page.one("#f-search").attribute("value"), typed);
        assert_eq!(page.header("cache-control"), "no-store");
        let links = found(&page);
        assert!(links.len() < all, "{typed} finds everything");
        match service {
            "" => assert_eq!(links, Vec::<String>::new(), "{typed}"),
            service => assert!(links.contains(&format!("/{language}/{service}")), "{typed}: {links:?}"),
        }
        let told = page.one("h1").text;
        let count = links.len().to_string();
        assert!(links.is_empty() || told.split(' ').any(|word| word == count), "{told}: {links:?}");
        assert!(page.one("title").text.starts_with(&told), "a reader of screens hears it first");
    }
    // By its code, which the page of its beneficiary tells.
    let code = browser.get("/ro/moldsilva").await.expect(200).one(".provider .nums").text;
    let page = search(&browser, "ru", &code).await.expect(200);
    assert!(found(&page).contains(&"/ru/moldsilva/forest-land-rent".to_owned()));
}

#[tokio::test]
async fn what_titles_say_comes_before_what_institutions_are_called() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    for (typed, first) in [("taxa de stat", "court-state-fee"), ("muzeu", "museum-tickets")] {
        let links = found(&search(&browser, "ro", typed).await.expect(200));
        assert!(links[0].ends_with(first), "{typed}: {links:?}");
    }
}

#[tokio::test]
async fn a_search_without_hits_helps_and_another_language_searches_the_same() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let typed = "абракадабра \"><b>x</b>";
    let page = search(&browser, "ru", typed).await.expect(200);
    assert!(page.one("h1").text.contains("ничего не найдено"));
    assert!(page.all(".bullets li").len() >= 3 && page.all("main b").is_empty());
    let other = page.one(".languages a[hreflang=en]");
    let english = browser.get(other.attribute("href")).await.expect(200);
    assert_eq!(english.one("#f-search").attribute("value"), typed);
    let all = browser.get(page.one(".all a").attribute("href")).await.expect(200);
    let long = "x".repeat(5_000);
    for nothing in ["", "  ", "?!", &long] {
        let page = search(&browser, "ru", nothing).await.expect(200);
        assert_eq!(page.body, all.body, "{nothing:?}");
    }
}

#[tokio::test]
async fn the_plain_list_is_a_constant() {
    let demo = shared::demo();
    let (client, address) = (http(), format!("{}/ro", demo.server.address));
    let get = async |accepted: &str, known: &str| {
        let request = client.get(&address).header(ACCEPT_ENCODING, accepted);
        let response = request.header(IF_NONE_MATCH, known).send().await.unwrap();
        let tag = response.headers()[ETAG].to_str().unwrap().to_owned();
        assert_eq!(response.headers()["cache-control"], "public, no-cache");
        (response.status().as_u16(), tag, response.bytes().await.unwrap().len())
    };
    let ((_, plain, long), (_, packed, short)) = (get("identity", "").await, get("br", "").await);
    assert!(plain != packed && long > 2 * short);
    assert_eq!(get("br", &packed).await, (304, packed.clone(), 0));
    assert_eq!(get("br", &plain).await.0, 200, "what is packed has a tag of its own");
}

#[tokio::test]
async fn what_may_be_about_a_person_is_not_repeated_nor_kept() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    for typed in ["2001000000012", "taxa 2001 0000 00012", "x.zbirlescu@example.md"] {
        for language in Language::ALL {
            let sent = search(&browser, language.code(), typed).await;
            let page = browser.follow(sent).await.expect(200);
            assert_eq!(page.one("#f-search").attribute("value"), "");
            assert_eq!(page.header("cache-control"), "no-store");
            assert!(page.one("meta[name=robots]").attribute("content").contains("noindex"));
            assert!(!page.address.contains("200") && !page.body.contains("200100") && !page.body.contains("zbirlescu"));
            assert!(page.all(".cards").is_empty() && !page.one(".intro").text.is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_is_usable_by_everyone_with_and_without_scripts() {
    let demo = shared::demo();
    let axe = axe();
    for width in [320, 1280] {
        let chromium = Chromium::start(width).await;
        for (language, typed) in [("ro", "taxă"), ("ru", "плата"), ("en", "nothing like this"), ("ru", "2001000000012")]
        {
            chromium.driver.goto(format!("{}/{language}", demo.server.address)).await.unwrap();
            // The page before has such a field too.
            chromium.sees(LIST_IS_THERE).await;
            chromium.types("#f-search", &format!("{typed}\u{e007}")).await;
            chromium.find(".all").await;
            is_usable(&chromium, &axe, width, &format!("the search for {typed} in {language}")).await;
        }
        let here = chromium.driver.current_url().await.unwrap();
        assert!(here.as_str().ends_with("/ru?personal"), "{here}");
        chromium.quit().await;
    }
    let chromium = Chromium::without_scripts(360).await;
    chromium.driver.goto(format!("{}/ro", demo.server.address)).await.unwrap();
    chromium.sees(LIST_IS_THERE).await;
    chromium.types("#f-search", "arenda teren").await;
    chromium.click(".search button").await;
    chromium.click(".cards a[href='/ro/moldsilva/forest-land-rent']").await;
    chromium.arrives("Arenda terenului fondului forestier").await;
    chromium.quit().await;
}
