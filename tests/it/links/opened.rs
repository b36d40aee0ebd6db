//! Links that open: their answers stand fast, in every language and whatever is sent, and one use is one order.

use mpay_pages::i18n::Language;
use mpay_pages::ids::OrderToken;

use super::{LETTER, SERVICE, made, path, request};
use crate::support::client::Browser;
use crate::support::html::{Form, Page};
use crate::support::in_process::InProcess;
use crate::support::steps::{PAY_FORM, SERVICE_FORM};

const PAYER: [(&str, &str); 3] =
    [("payer.id", "2012003456788"), ("payer.name", "Ana Munteanu"), ("telephone", "60606060")];

fn form(page: &Page) -> Form {
    page.form(SERVICE_FORM)
}

#[tokio::test]
async fn locked_answers_are_shown_and_nothing_sent_changes_them() {
    let server = InProcess::start().await;
    let link = made(&server, SERVICE, &request(LETTER, None, None)).await;
    let address = path(Language::Ro, &link);
    for personal in ["Maria", "Munteanu", "2004999999996", "104552"] {
        assert!(!address.contains(personal), "{address}");
    }
    let browser = Browser::new(&server.address);
    let page = browser.get(&address).await.expect(200);
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
    page.says("Completat pentru dumneavoastră");
    page.says("Stabilit de beneficiar; nu poate fi modificat.");
    for (name, value) in [("child_name", "Maria Munteanu"), ("child_idnp", "2004999999996"), ("days", "18")] {
        let input = page.one(&format!("input[name={name}]"));
        assert_eq!((input.attribute("value"), input.attributes.contains_key("readonly")), (value, true), "{name}");
        assert!(input.attribute("aria-describedby").ends_with(&format!("k-{name}")), "{input:?}");
    }
    let group = page.one("input[name=group]");
    assert_eq!((group.attribute("value"), group.attributes.contains_key("readonly")), ("Mijlocie", false));
    let schools = page.all("input[name=kindergarten]");
    assert_eq!(schools.len(), 1, "only what is locked is offered: {schools:?}");
    assert!(schools[0].attribute("value") == "nr_52" && schools[0].attributes.contains_key("checked"));

    // So does the running total, whatever the browser sends of them.
    let typed = [("_link", form(&page).value("_link").to_owned()), ("days", "1".to_owned())];
    let typed = typed.map(|(name, text)| (name.to_owned(), text));
    let told = browser.post(&format!("/ro/{SERVICE}/preview"), &typed).await.expect(200);
    assert!(told.body.contains("250,20\u{a0}MDL"), "{}", told.body);

    // The review offers no way to change what is locked.
    let review = browser.reviews(&form(&page).with(PAYER)).await.expect(200);
    let edits = review.all("button[name=_edit][form]");
    let edits: Vec<&str> = edits.iter().map(|button| button.attribute("value")).collect();
    assert!(edits.contains(&"f-group") && edits.contains(&"f-payer-name"), "{edits:?}");
    assert!(!edits.iter().any(|id| ["f-child_name", "f-days", "f-kindergarten"].contains(id)), "{edits:?}");

    // Whatever a program sends in their place, the order says what the link says.
    let forged = [("child_name", "Altul"), ("days", "1"), ("kindergarten", "nr_1"), ("group", "Mare")];
    let order = browser.go_on(&form(&page).with(PAYER).with(forged)).await;
    let order = browser.follow(order).await.expect(200);
    for said in ["Maria Munteanu", "250,20", "Licurici", "Mare", "01.2026"] {
        order.says(said);
    }
    assert!(!order.text().contains("Altul"));
    server.stop().await;
}

#[tokio::test]
async fn the_link_outlives_errors_languages_and_the_way_back_from_the_order() {
    let server = InProcess::start().await;
    let link = made(&server, SERVICE, &request(LETTER, Some(1), None)).await;
    let browser = Browser::new(&server.address);
    let page = browser.get(&path(Language::Ro, &link)).await.expect(200);
    let wrong = browser.go_on(&form(&page).with([("days", "2")])).await.expect(422);
    assert_eq!(form(&wrong).value("days"), "18");
    assert_eq!(wrong.one("input[name=days]").attribute("readonly"), "");
    let mut russian = form(&wrong);
    russian.action = russian.action.replace("/ro/", "/ru/");
    let russian = browser.press(&russian, ("_language", "ru")).await.expect(200);
    russian.says("Установлено получателем; изменить нельзя.");
    let order = browser.go_on(&form(&russian).with(PAYER)).await;
    let first = browser.follow(order).await.expect(200);

    let change = first.all(".card-head a").remove(0).attribute("href").split('#').next().unwrap().to_owned();
    let change = browser.get(&change).await.expect(200);
    assert_eq!(form(&change).value("days"), "18");
    let changed = browser.go_on(&form(&change).with([("telephone", "69123456"), ("days", "3")])).await;
    let second = browser.follow(changed).await.expect(200);
    second.says("69 123 456");
    second.says("250,20");
    assert_ne!(first.address, second.address);
    let replaced = browser.get(&first.address).await.expect(200);
    replaced.says("другой");
    assert!(replaced.all(PAY_FORM).is_empty(), "of a link for one payment, one order can be paid");
    server.stop().await;
}

/// Of a link for many uses its address makes further orders: whoever is given an order's address is not given that.
#[tokio::test]
async fn an_order_gives_nobody_the_link_that_it_came_by() {
    let server = InProcess::start().await;
    for uses_max in [None, Some(1)] {
        let link = made(&server, SERVICE, &request(LETTER, uses_max, None)).await;
        let browser = Browser::new(&server.address);
        let page = browser.get(&path(Language::Ro, &link)).await.expect(200);
        let token = form(&page).value("_link").to_owned();
        assert!(token.len() > 26, "{token}");
        let order = browser.go_on(&form(&page).with(PAYER)).await;
        let order = browser.follow(order).await.expect(200);
        let own = browser.get(&format!("{}/change", order.address)).await.expect(200);
        assert_eq!(form(&own).value("_link"), token, "the browser that made the order goes on with its link");
        let other = Browser::new(&server.address);
        for place in ["", "/change", "/note", "/return"] {
            let answer = other.get(&format!("{}{place}", order.address)).await;
            let answer = if answer.status == 303 { other.follow(answer).await } else { answer };
            let answer = answer.expect(200);
            assert!(!answer.body.contains(&token) && !answer.body.contains("_link"), "{place}");
            assert!(!answer.body.contains("Maria") && !answer.body.contains("60 606 060"), "{place}");
        }
        // Nor can another holder of the link take the place of the order, of which it was given the address.
        if uses_max.is_none() {
            let word = order.address.rsplit('/').next().unwrap();
            let page = other.get(&path(Language::Ro, &link)).await.expect(200);
            let mut forged = form(&page).with(PAYER);
            forged.fields.push(("_change".to_owned(), word.to_owned()));
            let second = other.go_on(&forged).await;
            let second = other.follow(second).await.expect(200);
            assert_ne!(second.address, order.address);
            assert!(!browser.get(&order.address).await.expect(200).all(PAY_FORM).is_empty(), "it can be paid still");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn a_link_for_one_payment_leads_its_holder_to_the_order() {
    let server = InProcess::start().await;
    let link = made(&server, SERVICE, &request(LETTER, Some(1), None)).await;
    let browser = Browser::new(&server.address);
    let page = browser.get(&path(Language::En, &link)).await.expect(200);
    let filled = form(&page).with(PAYER);
    let first = browser.go_on(&filled).await.expect(303);
    let again = browser.go_on(&filled).await.expect(303);
    assert_eq!(first.header("location"), again.header("location"), "a double click is one order");

    // The letter is scanned again, on another telephone.
    let other = Browser::new(&server.address);
    let led = other.get(&path(Language::En, &link)).await.expect(200);
    led.says("An order was already made by this link");
    assert_eq!(led.one("a.button-primary").attribute("href"), first.header("location"));
    // A form that was open there all the while makes no second order.
    let late = other.go_on(&filled.clone().with([("telephone", "69123456")])).await.expect(200);
    assert_eq!(late.one("a.button-primary").attribute("href"), first.header("location"));
    server.stop().await;
}

#[tokio::test]
async fn an_order_of_someone_else_is_not_shown_by_a_link_for_many() {
    let server = InProcess::start().await;
    let link = made(&server, SERVICE, &request(LETTER, Some(2), None)).await;
    let mut orders = Vec::new();
    for name in ["Ana", "Ion"] {
        let browser = Browser::new(&server.address);
        let page = browser.get(&path(Language::En, &link)).await.expect(200);
        let order = browser.go_on(&form(&page).with(PAYER).with([("payer.name", name)])).await.expect(303);
        orders.push(order.header("location").to_owned());
    }
    let third = Browser::new(&server.address).get(&path(Language::En, &link)).await.expect(410);
    third.says("This link has been used");
    assert!(orders.iter().all(|address| !third.body.contains(address)));
    // Nor can one of them be changed by who does not know its address.
    let drawn = OrderToken::draw(&mpay_pages::ids::SystemRandom);
    let token = link.token.to_string();
    let fields = LETTER.iter().copied().chain(PAYER).chain([("_link", token.as_str()), ("_change", drawn.as_str())]);
    let fields: Vec<(String, String)> = fields.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let fourth = Browser::new(&server.address);
    let review = fourth.post(&format!("/en/{SERVICE}"), &fields).await.expect(200).form("#review-form");
    assert_eq!(review.value("_change"), drawn.as_str());
    fourth.press(&review, ("_action", "confirm")).await.expect(410);
    server.stop().await;
}

#[tokio::test]
async fn without_its_link_the_page_asks_as_usual_and_takes_no_locked_answer_from_an_address() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    let page = browser.get(&format!("/en/{SERVICE}?child_code=104552&group=Mare&days=3")).await.expect(200);
    assert_eq!(page.one("input[name=group]").attribute("value"), "Mare");
    for name in ["child_code", "days"] {
        let input = page.one(&format!("input[name={name}]"));
        assert!(input.attribute("value").is_empty() && !input.attributes.contains_key("readonly"), "{input:?}");
    }
    assert!(!page.body.contains("Filled in for you") && page.all("input[name=_link]").is_empty());
    assert_eq!(page.all("input[name=kindergarten]").len(), 3);
    server.stop().await;
}
