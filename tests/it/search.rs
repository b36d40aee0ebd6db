//! The public list of services and the search in it, without a script.

use crate::support::client::Browser;
use crate::support::html::Page;
use crate::support::shared;

async fn search(browser: &Browser, language: &str, typed: &str) -> Page {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", typed).finish();
    browser.get(&format!("/{language}?{query}")).await.expect(200)
}

fn found(page: &Page) -> Vec<String> {
    page.all(".cards a").iter().map(|link| link.attribute("href").to_owned()).collect()
}

#[tokio::test]
async fn services_are_found_by_title_description_institution_and_code_in_any_spelling() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    for (language, typed, service) in [
        ("ro", "padure ARENDA", ""),
        ("ro", "arenda FORESTIER", "moldsilva/forest-land-rent"),
        ("ru", "Аренда лесного", "moldsilva/forest-land-rent"),
        ("ru", "gradini", "gradinite-chisinau/kindergarten-fee"),
        ("en", "Agenția Moldsilva", "moldsilva/forest-land-rent"),
        ("en", "1006601000255", "moldsilva/forest-land-rent"),
        ("ro", "BILETE muzeu", "muzeul-etnografie/museum-tickets"),
    ] {
        let page = search(&browser, language, typed).await;
        assert_eq!(page.one("#f-search").attribute("value"), typed);
        let links = found(&page);
        match service {
            "" => assert_eq!(links, Vec::<String>::new(), "{typed}"),
            service => assert!(links.contains(&format!("/{language}/{service}")), "{typed}: {links:?}"),
        }
        let all = found(&browser.get(&format!("/{language}")).await.expect(200));
        assert!(links.len() < all.len(), "{typed} finds everything");
    }
}

#[tokio::test]
async fn a_search_without_hits_helps_and_another_language_searches_the_same() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let page = search(&browser, "ru", "абракадабра \"><b>x</b>").await;
    assert!(page.one("[role=status]").text.contains("ничего не найдено"));
    assert!(page.all(".found li").len() >= 3 && page.all(".found b").is_empty());
    let other = page.one(".languages a[hreflang=en]");
    let english = browser.get(other.attribute("href")).await.expect(200);
    assert_eq!(english.one("#f-search").attribute("value"), "абракадабра \"><b>x</b>");
    let all = found(&browser.get(page.one(".found a").attribute("href")).await.expect(200));
    for nothing in ["", "  ", "?!"] {
        let page = search(&browser, "ru", nothing).await;
        assert_eq!((found(&page), page.all(".found").len()), (all.clone(), 0), "{nothing:?}");
    }
}
