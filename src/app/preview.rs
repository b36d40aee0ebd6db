//! Preview: a service's pages as single files, which look as the served ones do without a server.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::Date;

use super::AppError;
use super::submit::{field_errors, fill, typed};
use crate::asset::Assets;
use crate::clock;
use crate::form::{self, Outcome, RawAnswers, outcome};
use crate::i18n::Language;
use crate::ids::{ContentHash, FixedRandom, OrderKey, OrderToken, VersionNumber};
use crate::order::{Order, OrderContent, OrderRecord};
use crate::plan::Plan;
use crate::registry::PublishedFile;
use crate::view::{
    Ending, FormState, OrderAddresses, OrderPage, ReviewPage, RunningTotal, ServicePage, View, Viewer, Visit,
};

/// What a page shows.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    /// The form with answers, right or wrong, and what they cost so far on a day; empty without any.
    Filled(&'a RawAnswers, Date),
    /// What comes of answers that are sent on a day: the form with its errors, the page that says why there is no order,
    /// the review where something is unusual, or the page of an order, whose key is made up.
    Sent(&'a RawAnswers, Date),
}

/// The pages of a service that need nothing beside them: styles, fonts and pictures stand in the page, and links and
/// buttons that would need a server lead nowhere.
#[derive(Debug)]
pub struct Preview {
    view: View,
    plan: Plan,
}

impl Preview {
    /// Of a plan, with the bytes of its logo.
    ///
    /// # Errors
    /// When a template does not compile.
    pub fn new(plan: &Plan, logo: Option<&[u8]>) -> Result<Preview, AppError> {
        let assets = Assets::load();
        let view = View::new(&|path| data_address(&assets, path))?;
        let mut plan = plan.clone();
        plan.beneficiary.logo = logo.map(|bytes| binary("image/png", bytes));
        Ok(Preview { view, plan })
    }

    /// A page in a language that the service speaks.
    ///
    /// # Errors
    /// When a template fails, or an accepted form has no price.
    pub fn page(&self, language: Language, shown: Shown<'_>) -> Result<String, AppError> {
        let page = match shown {
            Shown::Filled(raw, on) => self.form(language, raw, on, FormState::default())?,
            Shown::Sent(raw, on) => self.sent(language, raw, on)?,
        };
        Ok(standing_alone(&page))
    }

    fn sent(&self, language: Language, raw: &RawAnswers, on: Date) -> Result<String, AppError> {
        let plan = &self.plan;
        match outcome(plan, raw, on)? {
            Outcome::Closed(words) => {
                Ok(self.view.ending(plan, language, &Ending::Closed(words.get(language)), None)?)
            }
            Outcome::Stopped(words) => {
                Ok(self.view.ending(plan, language, &Ending::Stopped(words.get(language), &[]), None)?)
            }
            Outcome::Refused(problems) => {
                let errors = field_errors(plan, &problems, language);
                self.form(language, raw, on, FormState { errors, ..FormState::default() })
            }
            Outcome::Ordered(answers, content) => {
                let warnings = form::warnings(plan, &answers, on);
                let warnings: Vec<String> = warnings.iter().map(|words| words.get(language).clone()).collect();
                if warnings.is_empty() {
                    return self.order(language, *content, on);
                }
                let page = ReviewPage {
                    content: &content,
                    on,
                    plan,
                    typed: &typed(raw),
                    locked: BTreeSet::new(),
                    warnings,
                    has_changed: false,
                    paid_before: None,
                    seen: "",
                    word: None,
                    kept: None,
                };
                Ok(self.view.review_page(language, &page)?)
            }
        }
    }

    fn form(&self, language: Language, raw: &RawAnswers, on: Date, mut state: FormState) -> Result<String, AppError> {
        fill(&mut state, &self.plan, raw, language);
        state.running = RunningTotal::new(&self.plan, &form::so_far(&self.plan, raw, on), language);
        let template = self.view.service_page(&self.plan, language)?;
        let page = ServicePage::parse(&template)?.render(&state)?;
        Ok(match self.view.service_style(&self.plan) {
            Some((address, rules)) => page.replace(&address, &text("text/css", &rules)),
            None => page,
        })
    }

    fn order(&self, language: Language, content: OrderContent, on: Date) -> Result<String, AppError> {
        let plan = &self.plan;
        let random = FixedRandom::new(0);
        let at = clock::from_local(on.at(12, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
        let order = Order {
            key: OrderKey::draw(&plan.service_id, &random),
            token: OrderToken::draw(&random),
            beneficiary: plan.beneficiary.slug.clone(),
            service: plan.service.clone(),
            version: VersionNumber(1),
            language,
            created_at: at,
            due_at: form::due_at(plan, at),
            submission: ContentHash::of(&[]),
            content,
            link: None,
        };
        let record = OrderRecord { order, payments: Vec::new(), decisions: Vec::new() };
        let nowhere = || "/".to_owned();
        let addresses = OrderAddresses {
            pay_page: nowhere(),
            return_url: nowhere(),
            change: nowhere(),
            this_page_in: Language::ALL.map(|_| nowhere()),
            public: nowhere(),
            note: nowhere(),
            payment_note: None,
            new_order: nowhere(),
        };
        let visit = Visit { now: at, viewer: Viewer::Maker, returned_at: None };
        let page = OrderPage::new(&record, plan, language, visit, addresses);
        Ok(self.view.order_page(language, &page)?)
    }
}

/// A static file as an address that holds it. Fonts stand in the stylesheet alone; the script, which asks the server, is
/// left out, so that the page shows all that it has.
pub(super) fn data_address(assets: &Assets, path: &str) -> String {
    let file = assets.find(assets.address(path));
    match file {
        Some(file) if path.ends_with(".css") => text("text/css", &with_fonts(assets, file)),
        Some(file) if !path.ends_with(".woff2") && !path.ends_with(".js") => binary(&file.media_type, &file.bytes),
        _ => "data:".to_owned(),
    }
}

/// A stylesheet with its fonts inside.
fn with_fonts(assets: &Assets, stylesheet: &PublishedFile) -> String {
    let css = String::from_utf8_lossy(&stylesheet.bytes);
    let mut parts = css.split("url(\"../");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (path, rest) = part.split_once('"').unwrap_or((part, ""));
        let font = assets.find(assets.address(path)).map(|font| binary(&font.media_type, &font.bytes));
        out.push_str(&format!("url(\"{}\"{rest}", font.unwrap_or_default()));
    }
    out
}

pub(super) fn binary(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
}

/// Text in an address: legible, and without what ends an address or an attribute.
fn text(media_type: &str, text: &str) -> String {
    let mut out = format!("data:{media_type};charset=utf-8,");
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            byte if b"-._~!$()*+,;=:@/".contains(&byte) => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The page with every link and form that would ask the server for something leading nowhere. Text is escaped, so that
/// these quotes are attributes.
fn standing_alone(page: &str) -> String {
    let mut out = page.to_owned();
    for attribute in [" href=\"/", " action=\"/", " formaction=\"/"] {
        let mut parts = out.split(attribute);
        let mut changed = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest = part.split_once('"').map_or("", |(_, rest)| rest);
            changed.push_str(&format!("{}#\"{rest}", &attribute[..attribute.len() - 1]));
        }
        out = changed;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::testing::shipped_plan;

    /// The addresses of a page that would be asked for.
    fn asked(page: &str) -> Vec<String> {
        let mut found = Vec::new();
        for attribute in [" href=\"", " src=\"", " action=\"", " formaction=\""] {
            let values = page.split(attribute).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()));
            found.extend(values);
        }
        assert!(found.len() > 10);
        found.retain(|address| !["data:", "#", "tel:", "mailto:"].iter().any(|known| address.starts_with(known)));
        found
    }

    #[test]
    fn every_page_stands_alone() {
        let (plan, logo) = shipped_plan("trezoreria/court-state-fee");
        let preview = Preview::new(&plan, logo.as_deref()).unwrap();
        let on = jiff::civil::date(2026, 3, 1);
        let right: RawAnswers = [
            ("payer.kind", "person"),
            ("payer.id", "2012003456788"),
            ("payer.name", "Ana Munteanu"),
            ("court", "chisinau"),
            ("claim_type", "non_property"),
            ("exempt", "no"),
            ("telephone", "060606060"),
        ]
        .into_iter()
        .collect();
        let (mut wrong, mut stopped) = (right.clone(), right.clone());
        wrong.set("telephone", "1");
        stopped.set("exempt", "yes");
        for (shown, says) in [
            (Shown::Filled(&RawAnswers::default(), on), "Госпошлина за исковые заявления"),
            (Shown::Filled(&wrong, on), "value=\"1\""),
            (Shown::Sent(&wrong, on), "id=\"errors\""),
            (Shown::Sent(&stopped, on), "Платить не нужно."),
            (Shown::Sent(&right, on), "250,00\u{a0}MDL"),
        ] {
            let page = preview.page(Language::Ru, shown).unwrap();
            assert!(page.contains(says), "{shown:?} does not say {says}");
            assert_eq!(asked(&page), Vec::<String>::new());
            assert!(page.len() < 300_000, "{} bytes", page.len());
        }
    }

    #[test]
    fn the_stylesheet_holds_its_fonts() {
        let assets = Assets::load();
        let stylesheet = assets.find(assets.address("css/pages.css")).unwrap();
        let css = with_fonts(&assets, stylesheet);
        assert_eq!(css.matches("url(\"data:font/woff2;base64,").count(), 3);
        assert!(!css.contains("../"));
        assert_eq!(text("text/css", "a{b:\"%\"}\n#ș"), "data:text/css;charset=utf-8,a%7Bb:%22%25%22%7D%0A%23%C8%99");
    }
}
