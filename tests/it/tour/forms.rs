//! Stops that a form leads to: errors, the review, what ends without an order, and links.

use mpay_pages::i18n::Language;

use super::{Stop, Tour, Way, pressed};
use crate::links::{LETTER, SERVICE, made, path, request};
use crate::support::client::Browser;
use crate::support::html::Form;
use crate::support::services::{every_kind, forest_land_rent, museum_tickets};
use crate::support::steps::{SERVICE_FORM, filled};

const CONTINUE: (&str, &str) = ("_action", "continue");
const CONFIRM: (&str, &str) = ("_action", "confirm");
const EVERY_KIND: &str = "exemplu/every-kind";
/// A choice among hundreds.
const SCHOOLS: &str = "scoli/school-donation";
/// Of each kind of field an answer that is wrong.
const WRONG: &[(&str, &str)] = &[
    ("payer.kind", "person"),
    ("payer.id", "2006022048427"),
    ("payer.name", ""),
    ("use", ""),
    ("district", ""),
    ("area", "0,001"),
    ("permit", ""),
    ("urgent", ""),
    ("pieces", "12"),
    ("extras.copy", "11"),
    ("gift", "a lot"),
    ("manager", "123"),
    ("firm", "1016600999994"),
    ("refund", "MD44TRGAAA14222099000001"),
    ("signed", "31.02.2025"),
    ("period", "13.2026"),
    ("since", "1812"),
    ("cadastral", "010020312"),
    ("plate", "?"),
    ("vin", "IOQ"),
    ("owner", "2006022048427"),
    ("tax", "!"),
    ("worker.1.days", "31"),
    ("email", "office@example"),
    ("telephone", "12"),
    ("agree", ""),
];

impl Tour {
    /// A browser of its own pace.
    pub(super) fn browser(&self) -> Browser {
        Browser::from("203.0.113.3", &self.main.address)
    }

    /// The form of the service that asks everything, with all answers, some of them others.
    pub(super) async fn everything(&self, language: Language, other: &[(&str, &str)]) -> Form {
        let page = self.browser().get(&format!("/{language}/{EVERY_KIND}")).await.expect(200);
        let answers = every_kind();
        let answers = answers.iter().map(|(name, text)| (*name, text.as_str()));
        page.form(SERVICE_FORM).with(answers).with(other.iter().copied())
    }

    /// Stops of forms.
    pub(super) async fn forms(&self, language: Language) -> Vec<Stop> {
        let (browser, code) = (self.browser(), language.code());
        let empty = browser.get(&format!("/{language}/{EVERY_KIND}")).await.expect(200).form(SERVICE_FORM);
        let museum = browser.get(&museum_tickets().address(code)).await.expect(200).form(SERVICE_FORM);
        let all = self.everything(language, &[]).await;
        let school = browser.get(&format!("/{language}/{SCHOOLS}")).await.expect(200).form(SERVICE_FORM);
        let seeks = |typed: &str| school.clone().with([("_find.school", typed)]);
        let often = browser.reviews(&all).await.expect(200).form("#review-form");
        let other_site = self.everything(language, &[("_website", "https://example.md")]).await;
        let mut busy = filled(&Browser::new(&self.busy.address), &forest_land_rent(), code).await;
        busy.fields.truncate(1);
        let besieged = Browser::new(&self.besieged.address);
        let held = filled(&besieged, &forest_land_rent(), code).await;
        let held = besieged.reviews(&held).await.expect(200).form("#review-form");
        vec![
            Stop::sent("errors-missing", empty.clone(), CONTINUE),
            Stop::sent("errors-missing-basket", museum, CONTINUE),
            Stop::sent("errors-wrong", all.clone().with(WRONG.iter().copied()), CONTINUE),
            Stop::sent("errors-check", all.clone().with([("urgent", "yes"), ("area", "90")]), CONTINUE),
            Stop::sent("rows", all.clone(), ("_add", "worker")),
            Stop::sent("choice-found", seeks("cahul"), ("_search", "school")),
            Stop::sent("choice-many-found", seeks("liceul"), ("_search", "school")),
            Stop::sent("choice-not-found", seeks("Atlantida"), ("_search", "school")),
            Stop::sent("choice-missing", seeks("liceul"), CONTINUE),
            Stop::at("choice-prefilled", format!("{}/{language}/{SCHOOLS}?school=liceul_cahul", self.main.address)),
            Stop::sent("review", all.clone(), CONTINUE),
            Stop::sent("review-unusual", all.clone().with([("pieces", "6")]), CONTINUE),
            Stop::sent("stop", all.clone().with([("area", "99")]), CONTINUE),
            Stop::sent("bad-request", other_site, CONTINUE),
            Stop { name: "too-many-requests".to_owned(), way: Way::TooOften(pressed(often, CONFIRM)) },
            Stop::sent("busy", busy, CONTINUE),
            Stop::sent("siege", held, CONFIRM),
        ]
    }

    /// Stops of personal links.
    pub(super) async fn links(&self, language: Language) -> Vec<Stop> {
        let (server, home) = (&self.main, &self.main.address);
        let address = |link: &_| format!("{home}{}", path(language, link));
        let open = made(server, SERVICE, &request(LETTER, None, None)).await;
        let withdrawn = made(server, SERVICE, &request(LETTER, None, None)).await;
        assert!(server.app.store.revoke_link(&withdrawn.link.id, None, server.app.now()).await.unwrap());
        let [once, twice] = [Some(1), Some(2)].map(|uses| async move {
            let link = made(server, SERVICE, &request(LETTER, uses, None)).await;
            for _ in 0..uses.unwrap() {
                let browser = self.browser();
                let form = browser.get(&path(language, &link)).await.expect(200).form(SERVICE_FORM);
                browser.go_on(&form.with(PAYER)).await.expect(303);
            }
            link
        });
        let (once, twice) = (once.await, twice.await);
        let forged = format!("{home}{}", path(language, &open).replace(&open.token.to_string(), &"z".repeat(40)));
        let locked = self.browser().get(&path(language, &open)).await.expect(200).form(SERVICE_FORM);
        vec![
            Stop::at("link", address(&open)),
            Stop::sent("link-errors", locked.clone(), CONTINUE),
            Stop::sent("link-review", locked.with(PAYER), CONTINUE),
            Stop::at("link-expired", address(&self.old[language.code()].link)),
            Stop::at("link-withdrawn", address(&withdrawn)),
            Stop::at("link-used", address(&twice)),
            Stop::at("link-order", address(&once)),
            Stop::at("link-forged", forged),
        ]
    }
}

const PAYER: [(&str, &str); 3] =
    [("payer.id", "2012003456788"), ("payer.name", "Ana Munteanu"), ("telephone", "60606060")];
