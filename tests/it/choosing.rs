//! A choice among hundreds is searched, with and without scripts; what is chosen stays, and nobody is paid by mistake.

use mpay_pages::i18n::Language;

use crate::links::{made, path, request};
use crate::support::chromium::Chromium;
use crate::support::client::Browser;
use crate::support::html::{Form, Page};
use crate::support::in_process::InProcess;
use crate::support::shared;
use crate::support::steps::SERVICE_FORM;

const SERVICE: &str = "scoli/school-donation";
const SEARCH: (&str, &str) = ("_search", "school");
/// All but the school.
const REST: [(&str, &str); 5] = [
    ("payer.kind", "person"),
    ("payer.id", "2012003456788"),
    ("payer.name", "Ana Munteanu"),
    ("donation", "11"),
    ("email", "ana@example.md"),
];

fn form(page: &Page) -> Form {
    page.form(SERVICE_FORM)
}

/// The schools that a page shows, by what they send.
fn shown(page: &Page) -> Vec<String> {
    page.all("input[name=school]").iter().map(|radio| radio.attribute("value").to_owned()).collect()
}

fn chosen(page: &Page) -> Vec<String> {
    page.all("input[name=school][checked]").iter().map(|radio| radio.attribute("value").to_owned()).collect()
}

#[tokio::test]
async fn a_school_is_found_by_a_part_of_its_name_and_paid() {
    let demo = shared::demo();
    for (language, typed, found, school) in [
        ("ro", "cahul", "Găsite: 3. Alegeți una:", "Liceul Teoretic Cahul"),
        ("ru", "КАХУЛ", "Найдено: 3. Выберите:", "Теоретический лицей Кахул"),
        // By its name in another language.
        ("en", "cahul", "Found: 3. Choose one:", "Lyceum Cahul"),
    ] {
        let browser = Browser::new(&demo.server.address);
        let empty = browser.get(&format!("/{language}/{SERVICE}")).await.expect(200);
        assert_eq!(shown(&empty), Vec::<String>::new());
        let button = empty.one("button[name=_search]");
        assert_eq!(button.attribute("formaction"), format!("/{language}/{SERVICE}/answers#f-school"));
        let page = browser.press(&form(&empty).with(REST).with([("_find.school", typed)]), SEARCH).await.expect(200);
        page.says(found);
        assert_eq!(shown(&page), ["gimnaziul_cahul", "liceul_cahul", "primara_cahul"]);
        assert!(chosen(&page).is_empty() && page.all(".error").is_empty());
        let kept = form(&page);
        assert_eq!((kept.value("donation"), kept.value("_find.school")), ("11", typed));

        // Another language shows the same.
        let there = if language == "ru" { "en" } else { "ru" };
        let answers = kept.with([("school", "liceul_cahul")]);
        let fields = [&answers.fields[..], &[("_language".to_owned(), there.to_owned())]].concat();
        let other = browser.post(&format!("/{there}/{SERVICE}"), &fields).await.expect(200);
        assert_eq!((shown(&other).len(), chosen(&other)), (3, vec!["liceul_cahul".to_owned()]));

        let review = browser.reviews(&answers).await.expect(200);
        review.says(school);
        review.says("MD47 TRPA AA14 2310 C001 67AA");
        assert!(!review.body.contains("_find."), "what was typed to find it is no answer");
        let edit = review.form("#review-form");
        let again = browser.press(&edit, ("_edit", "f-school")).await.expect(200);
        assert_eq!((shown(&again).len(), chosen(&again)), (1, vec!["liceul_cahul".to_owned()]));
        browser.follow(browser.go_on(&answers).await).await.expect(200).says(school);
    }
}

#[tokio::test]
async fn what_is_typed_and_not_looked_for_pays_nobody_by_mistake() {
    let demo = shared::demo();
    let browser = Browser::new(&demo.server.address);
    let empty = browser.get(&format!("/ro/{SERVICE}")).await.expect(200);
    let with = |page: &Page, typed: &str| form(page).with(REST).with([("_find.school", typed)]);

    // One that means one school is the answer; one that means many shows them where the error is told.
    let review = browser.reviews(&with(&empty, "gimnaziul cahul")).await.expect(200);
    review.says("Gimnaziul Cahul");
    let refused = browser.reviews(&with(&empty, "cahul")).await.expect(422);
    assert_eq!(
        (refused.one("#errors a").text.as_str(), shown(&refused).len()),
        ("Alegeți un răspuns la „Instituția de învățământ”", 3)
    );
    assert_eq!(refused.one("#f-school").attribute("aria-invalid"), "true");
    refused.one("#e-school.error");
    let none = browser.reviews(&with(&empty, "Atlantida")).await.expect(422);
    none.says("Nu am găsit nimic pentru „Atlantida”.");

    // Another name is typed over a choice: the choice counts no more, unless it was seen beside what was found.
    let prefilled = browser.get(&format!("/ro/{SERVICE}?school=liceul_cahul")).await.expect(200);
    assert_eq!(chosen(&prefilled), ["liceul_cahul"]);
    browser.reviews(&form(&prefilled).with(REST)).await.expect(200).says("Liceul Teoretic Cahul");
    let refused = browser.reviews(&with(&prefilled, "liceul teoretic a")).await.expect(422);
    assert!(chosen(&refused).is_empty() && shown(&refused).len() > 3);
    let other = browser.press(&with(&prefilled, "albota"), SEARCH).await.expect(200);
    assert_eq!(chosen(&other), ["liceul_cahul"]);
    browser.reviews(&form(&other).with(REST)).await.expect(200).says("Liceul Teoretic Cahul");

    // Many are shown in part, a search for nothing shows the first; what is no school is not shown.
    for typed in ["liceul", ""] {
        let many = browser.press(&with(&empty, typed), SEARCH).await.expect(200);
        assert_eq!(shown(&many).len(), 20, "{typed}");
        many.says("Sunt afișate primele 20 din");
    }
    let ghost = browser.get(&format!("/ro/{SERVICE}?school=ghost")).await.expect(200);
    assert!(shown(&ghost).is_empty() && !ghost.body.contains("value=\"ghost\""));
}

#[tokio::test]
async fn a_link_fixes_the_school() {
    let server = InProcess::start().await;
    let mut wanted = request(&[("school", "liceul_cahul")], None, None);
    wanted.locked = vec!["school".to_owned()];
    let link = made(&server, SERVICE, &wanted).await;
    let browser = Browser::new(&server.address);
    let page = browser.get(&path(Language::Ro, &link)).await.expect(200);
    assert_eq!((shown(&page).len(), chosen(&page)), (1, vec!["liceul_cahul".to_owned()]));
    assert!(page.all("[name='_find.school'], button[name=_search]").is_empty());
    assert_eq!(page.one("#f-school").attribute("value"), "liceul_cahul");
    page.says("Stabilit de beneficiar; nu poate fi modificat.");
    let forged = [("school", "gimnaziul_cahul"), ("_find.school", "gimnaziul cahul")];
    for wanted in [form(&page).with(REST), form(&page).with(REST).with(forged)] {
        browser.reviews(&wanted).await.expect(200).says("Liceul Teoretic Cahul");
    }
}

/// The Enter key within the search looks for what is typed there, and takes nobody away from it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_without_scripts_searches_by_the_enter_key() {
    let demo = shared::demo();
    let chromium = Chromium::without_scripts(360).await;
    chromium.driver.goto(format!("{}/ro/{SERVICE}", demo.server.address)).await.unwrap();
    chromium.arrives("Donații pentru școli").await;
    chromium.types("#f-payer-name", "Ana Munteanu").await;
    chromium.types("#f-school", "cahul\u{e007}").await;
    chromium.click("label:has([name=school][value=liceul_cahul])").await;
    let focused = chromium.driver.active_element().await.unwrap();
    assert_eq!(focused.attr("name").await.unwrap().as_deref(), Some("school"));
    assert_eq!(chromium.value("#f-payer-name").await, "Ana Munteanu");
    assert!(chromium.driver.find_all(thirtyfour::By::Css("#errors")).await.unwrap().is_empty());
    chromium.click("label:has(#f-payer-kind)").await;
    for (field, typed) in [("payer-id", "2012003456788"), ("donation", "12"), ("email", "ana@example.md\u{e007}")] {
        chromium.types(&format!("#f-{field}"), typed).await;
    }
    chromium.arrives("Verificați datele").await;
    chromium.find("button[name=_edit][value=f-school]").await;
    chromium.quit().await;
}
