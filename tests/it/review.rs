//! The review: nothing is kept before it is confirmed, each answer can be changed from it, and nobody pays twice unawares.

use jiff::{SignedDuration, Timestamp};
use mpay_pages::i18n::Language;

use crate::support::caller::{Caller, confirmation};
use crate::support::client::Browser;
use crate::support::html::{Form, Page, absolute};
use crate::support::in_process::InProcess;
use crate::support::program::{Demo, sample_definitions};
use crate::support::services::{court_stamp_fee, every_kind, forest_land_rent, museum_tickets};
use crate::support::shared;
use crate::support::steps::{PAY_FORM, SERVICE_FORM, filled, ordered};

const REVIEW_FORM: &str = "#review-form";

/// The sample service's form with all answers, some of them others.
async fn everything(browser: &Browser, language: &str, other: &[(&str, &str)]) -> Form {
    let page = browser.get(&format!("/{language}/exemplu/every-kind")).await.expect(200);
    let answers = every_kind();
    let answers = answers.iter().map(|(name, text)| (*name, text.as_str()));
    page.form(SERVICE_FORM).with(answers).with(other.iter().copied())
}

/// Presses a button that sends its form to an address of its own.
async fn presses(browser: &Browser, page: &Page, css: &str) -> Page {
    let button = page.one(css);
    let form = page.form(REVIEW_FORM);
    let action = absolute(&page.address, button.attribute("formaction").split('#').next().unwrap());
    browser.press(&Form { action, ..form }, (button.attribute("name"), button.attribute("value"))).await
}

async fn order_count(demo: &Demo) -> i64 {
    let path = demo.data().join("mpay-pages.sqlite");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    let (count,) = sqlx::query_as::<_, (i64,)>("SELECT COUNT(*) FROM orders").fetch_one(&pool).await.unwrap();
    count
}

#[tokio::test]
async fn a_review_shows_all_and_keeps_nothing_until_it_is_confirmed() {
    let demo = Demo::of(&sample_definitions());
    let browser = Browser::new(&demo.server.address);
    for (language, said) in [
        ("ro", ["Verificați datele", "Ocolul silvic Iargara", "Arenda terenului, 60,5 ha", "6 138,00 MDL"]),
        ("ru", ["Проверьте данные", "Лесничество Яргара", "Аренда участка, 60,5 га", "6 138,00 MDL"]),
        ("en", ["Check your answers", "Iargara", "Land rent, 60,5 ha", "6 138,00 MDL"]),
    ] {
        let form = everything(&browser, language, &[]).await;
        let review = browser.reviews(&form).await.expect(200);
        assert_eq!((review.one("h1").text.as_str(), review.header("cache-control")), (said[0], "no-store"));
        for words in
            said.iter().chain(&["1003600000006", "MD44 TRGA AA14 2220 9900 0000", "AV-12", "office@example.md"])
        {
            review.says(words);
        }
    }
    assert_eq!(order_count(&demo).await, 0, "a review keeps nothing");
    let form = everything(&browser, "en", &[]).await;
    let review = browser.reviews(&form).await;
    let confirmed = browser.press(&review.form(REVIEW_FORM), ("_action", "confirm")).await;
    browser.follow(confirmed).await.expect(200).says("Pay the order");
    assert_eq!(order_count(&demo).await, 1);
}

#[tokio::test]
async fn each_answer_is_changed_from_the_review_and_nothing_typed_is_lost() {
    let demo = shared::samples();
    let browser = Browser::new(&demo.server.address);
    // Also what does not count now: it counts again when the payer changes back.
    let form = everything(&browser, "en", &[("firm", "  typed and kept "), ("payer.kind", "person")]).await;
    let form = form.with([("payer.id", "2006022048426")]);
    let review = browser.reviews(&form).await.expect(200);
    let buttons = review.all("button[name=_edit][form]");
    assert!(buttons.len() > 20, "{buttons:?}");
    for button in buttons {
        let target = button.attribute("value");
        assert_eq!(button.attribute("formaction"), format!("/en/exemplu/every-kind/answers#{target}"));
        let page = presses(&browser, &review, &format!("button[name=_edit][value='{target}'][form]")).await.expect(200);
        page.one(&format!("input#{target}, select#{target}, textarea#{target}"));
        assert!(page.all(".error").is_empty());
        let kept = page.form(SERVICE_FORM);
        for (name, text) in form.fields.iter().filter(|(name, _)| !name.starts_with('_')) {
            assert_eq!(kept.value(name).trim_start_matches('\n'), text.as_str(), "{name}");
        }
    }
    let russian = presses(&browser, &review, "button[name=_language][value=ru]").await.expect(200);
    assert_eq!(russian.one("h1").text, "Проверьте данные", "the review in another language, and no order");
    let back = browser.press(&russian.form(REVIEW_FORM), ("_edit", "form")).await.expect(200);
    assert_eq!(back.form(SERVICE_FORM).value("area"), "60,5");
}

#[tokio::test]
async fn what_is_unusual_or_has_changed_since_is_shown_before_anything_is_ordered() {
    let demo = shared::samples();
    let browser = Browser::new(&demo.server.address);
    let form = everything(&browser, "en", &[("pieces", "6")]).await;
    let review = browser.reviews(&form).await.expect(200);
    assert!(review.one("#warnings").text.contains("You asked for more than 5 copies."));
    let form = review.form(REVIEW_FORM);
    browser.press(&form.clone().with([("pieces", "7")]), ("_action", "confirm")).await.expect(200).says("have changed");
    let stale = form.clone().with([("_seen", "0123456789ab")]);
    browser.press(&stale, ("_action", "confirm")).await.expect(200).says("have changed");
    browser.press(&form, ("_action", "confirm")).await.expect(303);
}

#[tokio::test]
async fn whoever_paid_for_the_same_is_told_before_paying_again() {
    let demo = shared::demo();
    let (browser, mpay) = (Browser::new(&demo.server.address), Caller::of(&demo));
    let service = court_stamp_fee();
    let mut form = filled(&browser, &service, "en").await.with([("payer.name", "Paid Before")]);
    // A payer whom no other story has.
    form = form.with([("payer.kind", "person"), ("payer.id", "2001000000012")]);
    let order = browser.go_on(&form).await;
    let order = browser.follow(order).await.expect(200);
    let unpaid = browser.reviews(&form).await.expect(200);
    assert!(unpaid.all("#paid-before").is_empty());
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    mpay.confirm(&confirmation(&details, "PAID-BEFORE")).await.accepted();

    // The review that was open meanwhile does not order by itself.
    let late = browser.press(&unpaid.form(REVIEW_FORM), ("_action", "confirm")).await.expect(200);
    let told = late.one("#paid-before");
    assert!(told.text.contains("200,00 MDL"), "{}", told.text);
    assert_eq!(absolute(&late.address, late.one("#paid-before a").attribute("href")), order.address);

    // Another browser, another way to write the name, another language: that it was paid, and nothing more.
    let other = Browser::new(&demo.server.address);
    let answers: Vec<(String, String)> =
        form.fields.iter().filter(|(name, _)| !name.starts_with('_')).cloned().collect();
    let russian = filled(&other, &service, "ru").await;
    let russian =
        russian.with(answers.iter().map(|(n, t)| (n.as_str(), t.as_str()))).with([("payer.name", "  BEFORE  páid ")]);
    let page = other.reviews(&russian).await.expect(200);
    assert!(page.one("#paid-before").text.contains("уже оплачен"), "{}", page.text());
    assert!(page.all("#paid-before a").is_empty() && !page.body.contains(&order.address));
    assert!(page.all("#review-form .button-primary").is_empty());

    // Who knows the number and the answers and not the name is told nothing.
    for name in ["P. Before", "Paid", "Paid Before Again", "Somebody Else"] {
        let stranger = Browser::new(&demo.server.address);
        let page = stranger.reviews(&russian.clone().with([("payer.name", name)])).await.expect(200);
        assert!(page.all("#paid-before").is_empty(), "{name}: {}", page.text());
    }

    // It is a choice, not a wall.
    let again = browser.press(&late.form(REVIEW_FORM), ("_again", "yes")).await.expect(303);
    assert_ne!(absolute(&late.address, again.header("location")), order.address);
    // Other answers are another thing.
    let another = filled(&browser, &service, "en").await.with([("payer.id", "2006022048426")]);
    assert!(browser.reviews(&another).await.all("#paid-before a").is_empty());
}

/// What comes once a year is no mistake, and tickets are bought every day.
#[tokio::test]
async fn paying_again_is_asked_about_for_half_a_year_and_not_where_it_is_usual() {
    let server = InProcess::start().await;
    let mpay = Caller::at(&server.address, server.signer(), server.provider());
    let browser = Browser::new(&server.address);
    let begin = Timestamp::now();
    for (service, is_asked) in [(forest_land_rent(), true), (museum_tickets(), false)] {
        let order = ordered(&browser, &service, "en").await;
        let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
        mpay.confirm(&confirmation(&details, service.service_id)).await.accepted();
        let review = browser.reviews(&filled(&browser, &service, "en").await).await.expect(200);
        assert_eq!(review.all("#paid-before").len(), usize::from(is_asked), "{}", service.path);
        browser.go_on(&filled(&browser, &service, "en").await).await.expect(303);
    }
    for (days, is_asked) in [(182, true), (184, false)] {
        server.clock.set(begin + SignedDuration::from_hours(24 * days));
        let review = browser.reviews(&filled(&browser, &forest_land_rent(), "en").await).await.expect(200);
        assert_eq!(review.all("#paid-before").len(), usize::from(is_asked), "after {days} days");
    }
    server.stop().await;
}

#[tokio::test]
async fn an_order_s_page_says_that_the_same_was_paid_by_another_since() {
    let server = InProcess::start().await;
    let mpay = Caller::at(&server.address, server.signer(), server.provider());
    let browser = Browser::new(&server.address);
    let first = ordered(&browser, &forest_land_rent(), "en").await;
    let neighbour = Browser::new(&server.address);
    let second = ordered(&neighbour, &forest_land_rent(), "en").await;
    assert_ne!(first.address, second.address);
    assert!(browser.get(&first.address).await.expect(200).all("#paid-since").is_empty());
    let details = mpay.order(&second.form(PAY_FORM), Language::En).await;
    mpay.confirm(&confirmation(&details, forest_land_rent().service_id)).await.accepted();
    let page = browser.get(&first.address).await.expect(200);
    assert!(page.one("#paid-since").text.contains("An order with the same answers has been paid"));
    assert!(page.all("#paid-since a").is_empty(), "another browser's order is not shown");
    assert_eq!(page.form(PAY_FORM), first.form(PAY_FORM), "it can be paid all the same");
    // Others who were given the address are told nothing of what else was paid.
    assert!(neighbour.get(&first.address).await.expect(200).all("#paid-since").is_empty());
    assert!(neighbour.get(&second.address).await.expect(200).all("#paid-since").is_empty());
    server.stop().await;
}

#[tokio::test]
async fn a_payer_who_came_back_without_paying_is_told_and_pays_without_typing() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    let order = ordered(&browser, &forest_land_rent(), "en").await;
    let back = browser.get(&format!("{}/return", order.address)).await.expect(303);
    let waiting = browser.follow(back).await.expect(200).address;
    server.clock.set(Timestamp::now() + SignedDuration::from_mins(20));
    let page = browser.get(&waiting).await.expect(200);
    assert!(page.one("#came-back").text.contains("MPay has confirmed no payment"));
    assert_eq!(page.form(PAY_FORM), order.form(PAY_FORM));
    let due = Timestamp::now() + SignedDuration::from_hours(24 * 400);
    server.clock.set(due);
    let expired = browser.get(&order.address).await.expect(200);
    let anew = browser.get(expired.one("a.button-primary").attribute("href")).await.expect(200);
    assert_eq!(anew.form(SERVICE_FORM).value("contract"), "AB23215", "a new order needs no typing");
    server.stop().await;
}
