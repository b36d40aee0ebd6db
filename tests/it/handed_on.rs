//! An order's address can be handed on: what was answered is whole in the browser that made the order alone, whatever page of
//! the order is opened, in whatever state it is.

use jiff::SignedDuration;
use mpay_pages::i18n::Language;
use tempfile::TempDir;

use crate::support::client::Browser;
use crate::support::hostile::parts::BENEFICIARY;
use crate::support::html::{Page, absolute, squeezed};
use crate::support::in_process::InProcess;
use crate::support::program::Demo;
use crate::support::services::forest_land_rent;
use crate::support::steps::{self, PAY_FORM, SERVICE_FORM, at_mpay, pays};

const SERVICE: &str = r#"format: 1
service: handed
mpay_service_id: PRB01
languages: [ro, ru, en]
title: {ro: Înscriere, ru: Запись, en: Enrolment}
payer: {kinds: [person, organization]}
sections:
  - title: {ro: Cererea, ru: Заявление, en: Request}
    fields:
      - {id: contract, type: text, max_length: 40, label: {ro: Contract, ru: Договор, en: Contract}}
      - {id: phone, type: phone, label: {ro: Telefon, ru: Телефон, en: Phone}}
      - {id: email, type: email, label: {ro: Poșta, ru: Почта, en: E-mail}}
      - {id: owner, type: idn, label: {ro: Codul proprietarului, ru: Код владельца, en: Owner's code}}
      - {id: tax, type: tax_code, label: {ro: Cod fiscal, ru: Налоговый код, en: Tax code}}
      - {id: refund, type: iban, label: {ro: Cont, ru: Счёт, en: Account}}
      - {id: plate, type: vehicle_plate, label: {ro: Vehicul, ru: Автомобиль, en: Vehicle}}
      - {id: signed, type: date, label: {ro: Data, ru: Дата, en: Date}}
      - {id: declared, type: amount, max: 50000, label: {ro: Suma declarată, ru: Заявленная сумма, en: Amount declared}}
  - title: {ro: Copii, ru: Дети, en: Children}
    repeat: {id: child, min: 1, max: 3, row: {ro: Copil, ru: Ребёнок, en: Child}}
    fields:
      - {id: child_name, type: text, max_length: 40, label: {ro: Numele, ru: Имя, en: Name}}
      - {id: child_idnp, type: idnp, label: {ro: IDNP, ru: IDNP, en: IDNP}}
legal:
  basis: {ro: Legea 1, ru: Закон 1, en: Law 1}
  data_purpose: {ro: Plata, ru: Оплата, en: Payment}
  data_basis: {ro: Legea 2, ru: Закон 2, en: Law 2}
  data_years: 5
lines:
  - {id: fee, reason: {ro: Taxă, ru: Плата, en: Fee}, amount: 1250.50, account: main}
order: {reason: {ro: Taxă, ru: Плата, en: Fee}}
examples: []
"#;

const TYPED: [(&str, &str); 14] = [
    ("payer.kind", "person"),
    ("payer.id", "2001000000012"),
    ("payer.name", "Xenofontina Zbârlescu"),
    ("contract", "KTR/7781390425 QX"),
    ("phone", "069123906"),
    ("email", "x.zbirlescu@example.md"),
    ("owner", "2012003456788"),
    ("tax", "2004999999996"),
    ("refund", "MD27TRGAAA14153499000000"),
    ("plate", "QXZ907"),
    ("signed", "17.08.2025"),
    ("declared", "43 218,70"),
    ("child.1.child_name", "Evdochia Zbârlescu"),
    ("child.1.child_idnp", "2006022048426"),
];
/// A part of each answer that nothing else on a page says, without spaces.
const SECRETS: [&str; 14] = [
    "2001000000012",
    "Xenofontina",
    "Zbârlescu",
    "7781390425",
    "69123906",
    "zbirlescu",
    "2012003456788",
    "2004999999996",
    "MD27TRGAAA14153499000000",
    "QXZ907",
    "17.08.2025",
    "17august2025",
    "43218,70",
    "Evdochia",
];
/// How others see who pays, and the codes and telephones that were answered.
const MASKED: [&str; 6] =
    ["X*** Z***", "2001******012", "+373 ** *** *06", "2012******788", "2004******996", "2006******426"];

fn definitions() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("proba");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("beneficiary.yaml"), BENEFICIARY).unwrap();
    std::fs::write(own.join("handed.yaml"), SERVICE).unwrap();
    folder
}

async fn ordered(browser: &Browser, language: &str) -> Page {
    let page = browser.get(&format!("/{language}/proba/handed")).await.expect(200);
    let answer = browser.go_on(&page.form(SERVICE_FORM).with(TYPED)).await;
    browser.follow(answer).await.expect(200)
}

/// Every page of an order, where a browser is led from each.
async fn pages(browser: &Browser, order: &Page) -> Vec<Page> {
    let path = order.address.rsplit_once("/order/").unwrap().1.split('?').next().unwrap();
    let mut pages = Vec::new();
    for language in Language::ALL {
        for place in ["", "/change", "/note", "/return", "/payment-note.pdf?format=A4", "/payment-note.pdf?format=A5"] {
            let mut page = browser.get(&format!("/{language}/order/{path}{place}")).await;
            for _ in 0..2 {
                if page.status == 303 {
                    let next = absolute(&page.address, page.header("location"));
                    pages.push(page);
                    page = browser.get(&next).await;
                }
            }
            assert_eq!(page.status, 200, "{}", page.address);
            assert_eq!(page.header("cache-control"), "no-store", "{}", page.address);
            pages.push(page);
        }
    }
    pages
}

/// What of the answers stands in an answer of the server, be it an address, a header or a page.
fn told(page: &Page) -> Vec<&'static str> {
    let headers: String = page.headers.values().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    let said = format!("{} {headers} {}", page.address, page.body).replace([' ', '\u{a0}', '\u{202f}'], "");
    SECRETS.into_iter().filter(|secret| said.contains(secret)).collect()
}

/// Asserts what the browser that made an order sees, and what others see: one that made another, and one without a cookie.
async fn tells_its_maker_alone(demo: &Demo, maker: &Browser, order: &Page, state: &str) {
    let other = Browser::new(&demo.server.address);
    let others = ordered(&other, "en").await;
    assert_ne!(others.address, order.address);
    let none = Browser::new(&demo.server.address);
    let browsers = [("another browser", &other), ("one without a cookie", &none)];
    for (who, browser) in browsers {
        let page = browser.get(&order.address).await.expect(200);
        assert_eq!(told(&page), Vec::<&str>::new(), "{state}, {who}");
        assert!(page.all("a[href*='/change'], a[href*='.pdf']").is_empty(), "{state}, {who}: it leads on");
        {
            for masked in MASKED {
                assert!(
                    squeezed(&page.text()).contains(&squeezed(masked)),
                    "{state}, {who}: {masked}: {}",
                    page.text()
                );
            }
            assert_eq!(page.all("#order-masked").len(), 1, "{state}, {who}");
        }
    }
    if ["unpaid", "confirming"].contains(&state) {
        let page = maker.get(&order.address).await.expect(200);
        let (told, body) = (told(&page), &page.body);
        assert!(told.len() >= SECRETS.len() - 2 && !body.contains("***"), "the maker sees all: {told:?}");
        let change = maker.get(&format!("{}/change", order.address.split('?').next().unwrap())).await.expect(200);
        assert_eq!(change.form(SERVICE_FORM).value("child.1.child_name"), "Evdochia Zbârlescu");
    }
    let place = order.address.split('?').next().unwrap();
    let note = maker.client.get(format!("{place}/payment-note.pdf"));
    assert_eq!(maker.send(place, note).await.header("content-type"), "application/pdf", "{state}");
    for (who, browser) in browsers {
        for page in pages(browser, order).await {
            assert_eq!(told(&page), Vec::<&str>::new(), "{state}, {who}: {}", page.address);
            assert!(page.status == 303 || page.header("content-type").starts_with("text/html"), "{}", page.address);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_tells_its_answers_to_the_browser_that_made_it_alone() {
    let folder = definitions();
    let demo = Demo::of(folder.path());
    let maker = Browser::new(&demo.server.address);
    let order = ordered(&maker, "ro").await;
    assert_eq!(order.form(PAY_FORM).value("ReturnUrl"), format!("{}/return", order.address));
    tells_its_maker_alone(&demo, &maker, &order, "unpaid").await;
    let back = maker.get(&format!("{}/return", order.address)).await.expect(303);
    let waiting = maker.follow(back).await.expect(200);
    tells_its_maker_alone(&demo, &maker, &waiting, "confirming").await;
    let note = at_mpay(&maker, &order).await;
    pays(&maker, &note).await;
    tells_its_maker_alone(&demo, &maker, &order, "paid").await;
}

/// A browser that keeps no cookie cannot show that it made the order, and its address must say nothing that others could.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_in_an_address_or_another_s_cookie_opens_nothing() {
    let folder = definitions();
    let demo = Demo::of(folder.path());
    let maker = Browser::new(&demo.server.address);
    let order = ordered(&maker, "en").await;
    let word = "0123456789abcdefghjkmnpqrs";
    for (query, cookie) in [
        (format!("?again={word}"), String::new()),
        (format!("?_browser={word}"), format!("payer={word}")),
        (String::new(), "payer=".to_owned()),
        (String::new(), "payer=\u{1}".to_owned()),
        (String::new(), format!("__Host-payer={word}; payer=x")),
    ] {
        let browser = Browser::new(&demo.server.address);
        let mut request = browser.client.get(format!("{}{query}", order.address));
        if let Ok(value) = reqwest::header::HeaderValue::from_str(&cookie) {
            request = request.header("cookie", value);
        }
        let page = browser.send(&order.address, request).await.expect(200);
        assert_eq!(told(&page), Vec::<&str>::new(), "{query} {cookie}");
    }
}

/// Anybody who has the address can open what MPay sends browsers back to: it is a word to that browser, for a quarter of an
/// hour, and no fact about the order.
#[tokio::test]
async fn who_comes_back_from_mpay_changes_nothing_for_others() {
    let server = InProcess::start().await;
    let maker = Browser::new(&server.address);
    let order = steps::ordered(&maker, &forest_land_rent(), "en").await;
    let (stranger, waits) = (Browser::new(&server.address), "The payment is being confirmed");
    let back = stranger.get(&format!("{}/return", order.address)).await.expect(303);
    let led_to = back.header("location").to_owned();
    assert_eq!(stranger.follow(back).await.expect(200).one("h1").text, waits);
    let seen = |page: &Page| page.one("main").text;
    assert_eq!(seen(&maker.get(&order.address).await.expect(200)), seen(&order), "the maker's page");
    maker.get(&format!("{}/note", order.address)).await.expect(200).says("Pay");
    assert_eq!(stranger.get(&order.address).await.expect(200).one("h1").text, "Pay the order");

    // Its maker waits with all that was answered, in every language, and is told what came of it for a day.
    let back = maker.get(&format!("{}/return", order.address)).await.expect(303);
    let waiting = maker.follow(back).await.expect(200);
    assert_eq!(waiting.one("h1").text, waits);
    waiting.says("AB23215");
    let russian = waiting.one(".languages a[hreflang=ru]").attribute("href").to_owned();
    assert_eq!(maker.get(&russian).await.expect(200).one("h1").text, "Оплата подтверждается");
    let begin = server.app.now();
    for (minutes, title, is_told) in [
        (14, waits, false),
        (16, "Pay the order", true),
        (23 * 60, "Pay the order", true),
        (25 * 60, "Pay the order", false),
    ] {
        server.clock.set(begin + SignedDuration::from_mins(minutes));
        let page = maker.get(&led_to).await.expect(200);
        assert_eq!((page.one("h1").text.as_str(), page.all("#came-back").len()), (title, usize::from(is_told)));
    }
    for crafted in ["9999999999", "-1", "253402207201", "99999999999999999999", "x", ""] {
        let page = maker.get(&format!("{}?returned={crafted}", order.address)).await.expect(200);
        assert_eq!((page.one("h1").text.as_str(), page.all("#came-back").len()), ("Pay the order", 0), "{crafted}");
    }
    server.stop().await;
}
