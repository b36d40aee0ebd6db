//! A whole journey by keyboard alone: wrong answers, the summary of errors, the review, a change, the order, the payment.
//! At each stop the focus is seen, and nothing lies over it.

use serde_json::{Value, json};

use super::WIDE;
use crate::support::chromium::Chromium;
use crate::support::services::forest_land_rent;
use crate::support::shared;

/// Keys, as WebDriver writes them.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const LEFT: &str = "\u{e012}";
const RIGHT: &str = "\u{e014}";
const SELECT_ALL: &str = "\u{e009}a\u{e000}";
/// Most stops on one page.
const STOPS_MAX: usize = 120;

/// What has the focus: its name in the form, value, text, whether the focus is seen, and whether anything lies over it.
const FOCUS: &str = "
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const drawn = [one, ...(one.closest('label') ? [one.closest('label')] : [])].map(part => getComputedStyle(part));
    const after = getComputedStyle(one, '::after');
    const outlined = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const seen = [...drawn, after].some(outlined);
    const x = box.left + Math.min(box.width / 2, 20), y = box.top + Math.min(box.height / 2, 20);
    const top = document.elementFromPoint(x, y);
    const covered = !(top && (one.contains(top) || top.contains(one)));
    return { tag: one.tagName, name: one.name || '', value: one.value || '', id: one.id, text: (one.innerText || '').trim(),
        seen, covered, at: [box.left, box.top, box.width, box.height], over: top && top.outerHTML.slice(0, 80) };";

struct Keys<'a> {
    chromium: &'a Chromium,
    reached: Vec<String>,
}

impl Keys<'_> {
    async fn focus(&self) -> Value {
        self.chromium.driver.execute(FOCUS, Vec::new()).await.unwrap().json().clone()
    }

    async fn presses(&self, keys: &str) {
        self.chromium.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// Goes on with the Tab key until the focus is where it is wanted; every stop on the way is seen and free.
    async fn goes_to(&mut self, what: &str, is_there: impl Fn(&Value) -> bool) {
        let mut way = Vec::new();
        for _ in 0..STOPS_MAX {
            let focus = self.focus().await;
            if is_there(&focus) {
                return;
            }
            self.presses(TAB).await;
            let focus = self.focus().await;
            assert_ne!(focus["name"], "_website", "the trap for programs is no stop");
            if focus["tag"] != "BODY" {
                assert_eq!(
                    (&focus["seen"], &focus["covered"]),
                    (&json!(true), &json!(false)),
                    "on the way to {what}: {focus}"
                );
            }
            way.push(format!("{} {} {}", focus["tag"], focus["name"], focus["text"]));
            self.reached.push(focus["name"].as_str().unwrap().to_owned());
        }
        panic!("no key leads to {what}: {way:#?}");
    }

    async fn goes_to_field(&mut self, name: &str) {
        self.goes_to(name, |focus| focus["name"] == name).await;
    }

    async fn goes_to_button(&mut self, name: &str, value: &str) {
        self.goes_to(value, |focus| focus["name"] == name && focus["value"] == value).await;
    }

    /// Types over what stands there.
    async fn types(&mut self, name: &str, text: &str) {
        self.goes_to_field(name).await;
        self.presses(SELECT_ALL).await;
        self.presses(text).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payer_with_nothing_but_a_keyboard_pays() {
    let demo = shared::demo();
    let chromium = Chromium::start(WIDE).await;
    let mut keys = Keys { chromium: &chromium, reached: Vec::new() };
    chromium.opens(&format!("{}{}", demo.server.address, forest_land_rent().address("en"))).await;

    // The first stop leads past the frame, to the form.
    keys.presses(TAB).await;
    assert_eq!(keys.focus().await["text"], "Skip to content");
    chromium.leaves_not(async || keys.presses(ENTER).await).await;
    assert_eq!(keys.focus().await["id"], "content");

    // A choice by its arrow keys, then the fields in the order of the page.
    keys.goes_to_field("payer.kind").await;
    keys.presses(RIGHT).await;
    keys.presses(LEFT).await;
    assert_eq!(keys.focus().await["value"], "person");
    for (name, text) in [
        ("payer.id", "2006022048427"),
        ("payer.name", "Ana Keys"),
        ("contract", "KB23217"),
        ("date", "25.01.2025"),
        ("telephone", "60606060"),
        ("rent", "0,5"),
    ] {
        keys.types(name, text).await;
    }
    keys.goes_to_button("_action", "continue").await;
    chromium.leaves(async || keys.presses(ENTER).await).await;

    // The focus is at the summary of errors, whose links lead to the fields.
    assert_eq!(keys.focus().await["id"], "errors");
    keys.goes_to("the first error", |focus| focus["text"].as_str().unwrap().starts_with("Payer IDNP")).await;
    chromium.leaves_not(async || keys.presses(ENTER).await).await;
    assert_eq!(keys.focus().await["id"], "f-payer-id");
    keys.types("payer.id", "2006022048426").await;
    assert_eq!(chromium.value("#f-payer-name").await, "Ana Keys", "nothing is typed twice");
    keys.types("rent", "9267,05").await;
    // The Enter key sends the form from a field.
    chromium.leaves(async || keys.presses(ENTER).await).await;

    chromium.arrives("Check your answers").await;
    keys.goes_to_button("_edit", "f-contract").await;
    chromium.leaves(async || keys.presses(ENTER).await).await;
    assert_eq!(keys.focus().await["id"], "f-contract", "the button leads into the field");
    keys.types("contract", "KB23218").await;
    keys.goes_to_button("_action", "continue").await;
    chromium.leaves(async || keys.presses(" ").await).await;
    chromium.arrives("Check your answers").await;
    assert!(chromium.text("main").await.contains("KB23218"));
    keys.goes_to_button("_action", "confirm").await;
    chromium.leaves(async || keys.presses(ENTER).await).await;

    chromium.arrives("Pay the order").await;
    keys.goes_to("the payment", |focus| focus["text"] == "Pay with MPay").await;
    chromium.leaves(async || keys.presses(ENTER).await).await;
    chromium.find("form[action='/service/confirm']").await;
    keys.goes_to_button("action", "pay").await;
    chromium.leaves(async || keys.presses(ENTER).await).await;
    chromium.arrives("The payment is confirmed").await;
    // To the last link of the page.
    keys.goes_to("the footer", |focus| focus["tag"] == "A" && focus["text"] == "plati@moldsilva.example.md").await;

    let wanted = ["payer.kind", "payer.id", "payer.name", "contract", "date", "telephone", "rent", "_action"];
    let places: Vec<_> = wanted.iter().map(|name| keys.reached.iter().position(|one| one == name)).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?} {:?}", keys.reached);
    chromium.quit().await;
}
