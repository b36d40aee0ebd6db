//! Texts that look like templates or markup, in a definition and in answers: they come out as the text they are.

use std::path::Path;

use mpay_pages::i18n::Language;

use crate::support::caller::Caller;
use crate::support::client::Browser;
use crate::support::html::{Page, squeezed};
use crate::support::program::{Demo, run, text};
use crate::support::steps::{PAY_FORM, SERVICE_FORM, at_mpay, pays};

/// What an attacker or a joker writes: for titles, and for whatever takes more.
const FIRST: &str = "{{ 7*7 }} {% raw %} <script>alert(1)</script> \"><img src=x onerror=y> {{7777*7777}}";
const SECOND: &str = "<$ v['payer.id'] $> <% endif %> {# x #} &lt;b&gt; ' OR 1=1 </title></textarea>--><!--";
/// What fits into the longest reason, and into the label of an item.
const SHORT: &str = "{{ 7*7 }}<script>alert(1)</script>\"><img src=x>";
const ITEM: &str = "<script>alert(1)</script>{{ 7*7 }}";

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn both() -> String {
    format!("{FIRST} {SECOND}")
}

/// A beneficiary and a service all of whose texts are nasty.
fn write_definition(folder: &Path) {
    let texts = |text: &str| {
        let text = quoted(text);
        format!("{{ro: {text}, ru: {text}, en: {text}}}")
    };
    let (first, second, both, short, item) = (texts(FIRST), texts(SECOND), texts(&both()), texts(SHORT), texts(ITEM));
    let owner = quoted(SHORT);
    let beneficiary = format!(
        r#"format: 1
beneficiary: nasty
name: {short}
idno: "1003600000006"
kind: public
contact: {{phone: "+37322123456", email: plati@nasty.example.md}}
accounts:
  main: {{name: {owner}, iban: MD71TRPAAA142310A09999AA, bic: TREZMD2X}}
"#
    );
    let service = format!(
        r#"format: 1
service: texts
mpay_service_id: NST01
languages: [ro, ru, en]
title: {first}
description: {first}
payer:
  kinds: [person]
sections:
  - title: {second}
    fields:
      - {{id: words, type: text, max_length: 200, label: {both}, hint: {both}, property: {{name: Words, display: {item}}}}}
      - {{id: story, type: long_text, max_length: 255, label: {both}, property: {{display: {item}}}}}
      - {{id: number, type: text, max_length: 9, pattern: "[0-9]+", label: {both}, error: {both}, property: {{display: {item}}}}}
      - id: pick
        type: choice
        label: {both}
        property: {{display: {item}}}
        options:
          - {{id: one, label: {both}}}
          - {{id: two, label: {short}}}
      - id: cart
        type: basket
        label: {both}
        items:
          - {{id: thing, price: 10, max: 5, label: {item}}}
legal:
  basis: {first}
  data_purpose: {second}
  data_basis: {both}
  data_years: 5
lines:
  - id: fee
    reason: {short}
    amount: sum(cart)
    account: main
order:
  reason: {short}
  due_after_days: 30
"#
    );
    std::fs::create_dir(folder.join("nasty")).unwrap();
    std::fs::write(folder.join("nasty/beneficiary.yaml"), beneficiary).unwrap();
    std::fs::write(folder.join("nasty/texts.yaml"), service).unwrap();
}

/// Nothing of a nasty text became an element, an attribute or another text.
#[track_caller]
fn harmless(page: &Page) {
    for css in
        ["script:not([src^='/static/'])", "img[src=x]", "[onerror]", "b b", "textarea textarea", "iframe", "form form"]
    {
        assert_eq!(page.all(css), [], "{css} on {}\n{}", page.address, page.body);
    }
    let titles = page.all("title");
    assert_eq!(titles.len(), 1, "{titles:?}");
    assert!(!page.body.contains("60481729"), "something was calculated:\n{}", page.body);
    let images = page.all("img");
    assert!(images.iter().all(|image| image.attribute("src").starts_with('/')), "{images:?}");
}

/// The page shows a nasty text so many times at least, as text.
#[track_caller]
fn shows(page: &Page, text: &str, times: usize) {
    harmless(page);
    let found = page.text().matches(&squeezed(text)).count();
    assert!(found >= times, "{found} of {times} times on {}:\n{}", page.address, page.text());
}

#[tokio::test]
async fn nasty_texts_are_published_served_ordered_and_paid_as_text() {
    let folder = tempfile::tempdir().unwrap();
    write_definition(folder.path());
    let check = run(["check".as_ref(), folder.path().as_os_str()]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stderr));
    let demo = Demo::of(folder.path());
    let browser = Browser::new(&demo.server.address);
    let mpay = Caller::of(&demo);
    let both = both();

    // Its title, with the beneficiary's name; the description is CommonMark, and stands there without its marks.
    for address in ["/en", "/ru/nasty"] {
        let list = browser.get(address).await.expect(200);
        shows(&list, FIRST, 1);
        shows(&list, SHORT, 1);
    }
    let empty = browser.get("/en/nasty/texts").await.expect(200);
    shows(&empty, FIRST, 3);
    shows(&empty, &both, 7);
    shows(&empty, ITEM, 1);
    assert_eq!(empty.one("title").text, format!("{FIRST} – mpay"));

    // Wrong answers: the message is the definition's, the answers are kept.
    let nasty = [
        ("payer.id", "2012003456788"),
        ("payer.name", SHORT),
        ("words", both.as_str()),
        ("story", both.as_str()),
        ("number", "{{ 7*7 }}"),
        ("pick", "two"),
        ("cart.thing", "{{ 7 }}"),
    ];
    let refused = browser.go_on(&empty.form(SERVICE_FORM).with(nasty)).await.expect(422);
    shows(&refused, &both, 10);
    assert!(refused.one("#e-number").text.contains(&both));
    let link = refused.one(".summary-errors a[href='#f-number']");
    assert_eq!(link.text, format!("{both}: {both}"), "the label and the message");
    assert!(refused.one(".summary-errors a[href='#f-cart-thing']").text.starts_with(ITEM));
    let kept = refused.form(SERVICE_FORM);
    for (name, value) in nasty {
        assert_eq!(kept.value(name), value, "{name}");
    }
    for name in ["payer.name\"><script>", "{{ 7*7 }}", "words]"] {
        let strange = kept.clone().with([(name, "<script>alert(1)</script>")]);
        harmless(&browser.go_on(&strange).await.expect(422));
    }

    let order = browser.go_on(&kept.with([("number", "7"), ("cart.thing", "3")])).await;
    let order = browser.follow(order).await.expect(200);
    let pay = order.form(PAY_FORM);
    for language in Language::ALL {
        let page = browser.get(&order.address.replace("/en/", &format!("/{language}/"))).await.expect(200);
        // Three labels and two answers; payer, choice, reason, account's owner, beneficiary.
        shows(&page, &both, 6);
        shows(&page, SHORT, 5);
        shows(&page, ITEM, 1);
        let details = mpay.order(&pay, language).await;
        assert_eq!(details.customer_name, SHORT);
        assert_eq!((details.reason.as_str(), details.lines[0].reason.as_str()), (SHORT, SHORT));
        assert_eq!(details.lines[0].destination_account.beneficiary_name.as_deref(), Some(SHORT));
        let told = details.properties.iter().find(|property| property.name == "Words").unwrap();
        assert_eq!(told.value, both);
    }
    let change = browser.get(&format!("{}/change", order.address)).await.expect(200);
    shows(&change, &both, 7);
    for (name, value) in [("words", both.as_str()), ("story", &both), ("payer.name", SHORT)] {
        assert_eq!(change.form(SERVICE_FORM).value(name), value);
    }

    let note = at_mpay(&browser, &order).await;
    shows(&note, SHORT, 4);
    shows(&note, &both, 1);
    let back = pays(&browser, &note).await;
    let back = browser.follow(back).await;
    let paid = browser.follow(back).await.expect(200);
    shows(&paid, &both, 6);
    shows(&paid, SHORT, 5);
    paid.says("The payment is confirmed");
}

/// The offline MPay is handed nasty fields by somebody else's page.
#[tokio::test]
async fn the_offline_mpay_shows_what_it_is_handed_as_text() {
    let demo = crate::support::shared::demo();
    let browser = Browser::new(&demo.mpay);
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    for nasty in [FIRST, SECOND, SHORT, ITEM] {
        let short: String = nasty.chars().take(30).collect();
        let asked = [field("ServiceID", &short), field("OrderKey", &short), field("ReturnUrl", nasty)];
        let refused = browser.post("/service/pay", &asked).await.expect(400);
        harmless(&refused);
        let unknown = browser.post("/service/pay", &asked[..2]).await;
        assert!([400, 404, 502].contains(&unknown.status), "{}", unknown.body);
        harmless(&unknown);
    }
    let script = [field("ServiceID", "MDS02"), field("OrderKey", "1"), field("ReturnUrl", "javascript:alert(1)")];
    harmless(&browser.post("/service/pay", &script).await.expect(400));
}
