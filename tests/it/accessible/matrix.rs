//! Every page and state in every language, on the narrowest screen and a wide one, light, dark, in forced colours and
//! without motion or scripts.

use mpay_pages::i18n::Language;
use serde_json::json;

use super::{NARROW, Rules, WIDE, axe, fits, violations};
use crate::support::chromium::Chromium;
use crate::tour::{Stop, Tour};

/// What must be so on a narrow screen: nothing lies over the page, and what is focused is not hidden by anything.
const LIES_OVER: &str = "return [...document.querySelectorAll('body *')]
    .filter(one => ['fixed', 'sticky'].includes(getComputedStyle(one).position)).map(one => one.className)";
/// What still moves.
const MOVES: &str = "return [...document.querySelectorAll('body *')].filter(one => {
        const style = getComputedStyle(one);
        return style.transitionDuration.split(', ').some(time => time !== '0s') || style.animationName !== 'none';
    }).map(one => one.tagName)";

/// No colour is on its way to another while it is looked at.
const STILL: (&str, &str) = ("prefers-reduced-motion", "reduce");
const LIGHT: &[(&str, &str)] = &[STILL];
const DARK: &[(&str, &str)] = &[STILL, ("prefers-color-scheme", "dark")];
const FORCED: &[(&str, &str)] = &[STILL, ("forced-colors", "active")];

struct Look<'a> {
    chromium: &'a Chromium,
    language: Language,
    name: &'a str,
    faults: &'a mut Vec<String>,
}

impl Look<'_> {
    /// Makes the screen so wide, in such colours.
    async fn with(&self, width: u32, features: &[(&str, &str)]) {
        self.chromium.is_wide(width).await;
        let features: Vec<_> = features.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        self.chromium.tells("Emulation.setEmulatedMedia", json!({"media": "screen", "features": features})).await;
    }

    fn keeps(&mut self, how: &str, faults: impl IntoIterator<Item = String>) {
        let (language, name) = (self.language, self.name);
        self.faults.extend(faults.into_iter().map(|fault| format!("{language} {name}, {how}: {fault}")));
    }

    async fn lists(&self, script: &str) -> Vec<String> {
        let told = self.chromium.driver.execute(script, Vec::new()).await.unwrap();
        told.json().as_array().unwrap().iter().map(|one| format!("{script}: {one}")).collect()
    }

    async fn at_all(&mut self) {
        let found = violations(self.chromium, Rules::All).await;
        self.keeps("narrow", found);
        let faults = fits(self.chromium, NARROW).await;
        self.keeps("narrow", faults);
        let faults = self.lists(LIES_OVER).await;
        self.keeps("narrow", faults);
        self.with(WIDE, LIGHT).await;
        let faults = fits(self.chromium, WIDE).await;
        self.keeps("wide", faults);
        // Colours and motion know no language; the longest words are Russian.
        if self.language == Language::Ru {
            let found = violations(self.chromium, Rules::Look).await;
            self.keeps("wide", found);
            let faults = self.lists(MOVES).await;
            self.keeps("without motion", faults);
            self.with(WIDE, DARK).await;
            let found = violations(self.chromium, Rules::Colours).await;
            self.keeps("wide and dark", found);
            self.with(NARROW, DARK).await;
            let found = violations(self.chromium, Rules::Colours).await;
            self.keeps("narrow and dark", found);
            self.with(NARROW, FORCED).await;
            let found = violations(self.chromium, Rules::Colours).await;
            self.keeps("in forced colours", found);
        }
        self.with(NARROW, LIGHT).await;
    }
}

/// Looks at stops; gives what is wrong.
async fn look(chromium: &Chromium, axe: &str, language: Language, stops: &[Stop]) -> Vec<String> {
    let mut faults = Vec::new();
    for stop in stops {
        stop.show(chromium).await;
        chromium.driver.execute(axe, Vec::new()).await.unwrap();
        Look { chromium, language, name: &stop.name, faults: &mut faults }.at_all().await;
    }
    faults
}

/// Looks at stops as a browser shows them that runs no scripts, where they have any; gives how many those were and what is
/// wrong.
async fn look_without_scripts(
    chromium: &Chromium,
    axe: &str,
    language: Language,
    stops: &[Stop],
) -> (usize, Vec<String>) {
    let (mut looked_at, mut faults) = (0, Vec::new());
    for stop in stops {
        let runs =
            async |runs: bool| chromium.tells("Emulation.setScriptExecutionDisabled", json!({"value": !runs})).await;
        runs(false).await;
        stop.show(chromium).await;
        // A page that is here already runs nothing any more; what looks at it may.
        runs(true).await;
        let is_still = "return [document.scripts.length, document.documentElement.className]";
        let told = chromium.driver.execute(is_still, Vec::new()).await.unwrap().json().clone();
        assert_eq!(told[1], "", "{language} {}: a script has run", stop.name);
        // Without a script the page is the one that was looked at already.
        if told[0] == 0 {
            continue;
        }
        looked_at += 1;
        chromium.driver.execute(axe, Vec::new()).await.unwrap();
        let mut look = Look { chromium, language, name: &stop.name, faults: &mut faults };
        let found = violations(chromium, Rules::All).await;
        look.keeps("without scripts", found);
        let wide = fits(chromium, NARROW).await;
        look.keeps("without scripts", wide);
    }
    (looked_at, faults)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_usable_without_scripts() {
    let (tour, axe) = (Tour::begin().await, axe());
    let chromium = Chromium::without_scripts(NARROW).await;
    chromium.comes_from("203.0.113.1").await;
    let mut faults = Vec::new();
    for language in Language::ALL {
        let (looked_at, found) = look_without_scripts(&chromium, &axe, language, &tour.stops(language).await).await;
        assert!(looked_at > 20, "{language}: only {looked_at} pages have scripts");
        faults.extend(found);
    }
    chromium.quit().await;
    tour.end().await;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_in_every_state_and_language_is_usable_however_it_is_looked_at() {
    let (tour, axe) = (Tour::begin().await, axe());
    let chromium = Chromium::start(NARROW).await;
    chromium.is_wide(NARROW).await;
    chromium.comes_from("203.0.113.1").await;
    let mut faults = Vec::new();
    for language in Language::ALL {
        faults.extend(look(&chromium, &axe, language, &tour.stops(language).await).await);
    }
    chromium.quit().await;
    tour.end().await;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
