//! Everyone can use the pages: axe-core finds nothing in a real browser, nothing is wider than the narrowest screen, a
//! keyboard does everything and paper has all of it. WCAG 2.2 AA asks for more than a program can check; this is the part
//! that it can.

mod keyboard;
mod matrix;
mod print;

use std::path::Path;

use serde_json::{Value, json};

use crate::support::chromium::Chromium;

/// The narrowest screen that WCAG 2.2 (1.4.10) asks for, in CSS pixels; also a screen of 1280 at 400 %.
const NARROW: u32 = 320;
const WIDE: u32 = 1280;

/// Runs axe-core with the options of the first argument and gives what it found wrong: the rule, how grave, and where.
const RUN: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, arguments[0]).then(result => done(result.violations.map(
        found => [found.id, found.impact, found.nodes.slice(0, 3).map(node => node.html)])));";

/// What axe-core looks at.
#[derive(Clone, Copy)]
enum Rules {
    /// All rules of WCAG 2.2 AA, and good practice.
    All,
    /// Those whose answer depends on the screen and its colours.
    Look,
    /// Those whose answer depends on colours.
    Colours,
}

impl Rules {
    fn options(self) -> Value {
        let only = match self {
            // The size of targets is left out unless it is asked for.
            Rules::All => {
                let tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
                return json!({"runOnly": tags, "rules": {"target-size": {"enabled": true}}, "resultTypes": ["violations"]});
            }
            Rules::Look => &["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"][..],
            Rules::Colours => &["color-contrast", "link-in-text-block"],
        };
        json!({"runOnly": {"type": "rule", "values": only}, "resultTypes": ["violations"]})
    }
}

pub fn axe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/node/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(path).expect("this test needs axe-core: `tests/run.sh` installs it")
}

/// What stands at the address that the browser is at is usable.
pub async fn is_usable(chromium: &Chromium, axe: &str, width: u32, what: &str) {
    chromium.find("footer").await;
    chromium.driver.execute(axe, Vec::new()).await.unwrap();
    let mut faults = Vec::from_iter(fits(chromium, width).await);
    faults.extend(violations(chromium, Rules::All).await);
    assert!(faults.is_empty(), "{what} at {width}: {faults:#?}");
}

/// What is wider than the screen.
async fn fits(chromium: &Chromium, width: u32) -> Option<String> {
    let asked = "return document.documentElement.scrollWidth";
    let wide = chromium.driver.execute(asked, Vec::new()).await.unwrap().json().as_u64().unwrap();
    (wide > u64::from(width)).then(|| format!("{wide} wide"))
}

/// What axe-core, which is in the page already, finds wrong.
async fn violations(chromium: &Chromium, rules: Rules) -> Vec<String> {
    let found = chromium.driver.execute_async(RUN, vec![rules.options()]).await.unwrap();
    found.json().as_array().unwrap().iter().map(Value::to_string).collect()
}
