//! The whole compiler, with the tables beside a definition. No definition makes it panic; every problem has a place within its file and is told in every
//! form; a plan that is stored is read again as it was; its pages can be made; and whatever is answered on them keeps
//! the promise of [`super::assert_answered`].

use std::sync::OnceLock;

use jiff::civil::Date;
use mpay_pages::asset::Assets;
use mpay_pages::compile::{DefinitionFiles, compile, examples};
use mpay_pages::diag::{to_json, to_sarif, to_text};
use mpay_pages::plan::Plan;
use mpay_pages::view::View;

use super::assert_answered;
use crate::seeds::shipped;

/// How the name of a table begins that stands behind a definition.
const TABLE: &str = "=== table ";

const TODAY: Date = Date::constant(2026, 3, 1);

/// A definition without the tables that stand behind it, and these; where there are none, those of the schools that ship.
fn tables(text: &str) -> (&str, Vec<(String, Vec<u8>)>) {
    let mut parts = text.split(TABLE);
    let first = parts.next().unwrap_or_default();
    let table = |part: &str| {
        let (name, rows) = part.split_once('\n').unwrap_or((part, ""));
        (name.to_owned(), rows.as_bytes().to_vec())
    };
    let own: Vec<(String, Vec<u8>)> = parts.map(table).collect();
    let schools = || shipped().iter().find(|one| one.name.starts_with("scoli/")).map(|one| one.files.beside.clone());
    (first, if own.is_empty() { schools().unwrap_or_default() } else { own })
}

pub fn run(text: &str) {
    let (text, beside) = tables(text);
    let (service, beneficiary) = text.split_once("=== beneficiary\n").unwrap_or((text, &shipped()[0].beneficiary));
    let named = |text: &str, key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key));
        line.unwrap_or_default().trim().to_owned()
    };
    let files = DefinitionFiles {
        beneficiary: named(beneficiary, "beneficiary:"),
        beneficiary_file: ("beneficiary.yaml".to_owned(), beneficiary.to_owned()),
        service: named(service, "service:"),
        service_file: ("service.yaml".to_owned(), service.to_owned()),
        beside,
    };
    let compiled = compile(&files, TODAY);
    let (found, sources) = (&compiled.diagnostics, &compiled.sources);
    for problem in found {
        let text = sources.text(problem.place.file);
        assert!(text.get(problem.place.start..problem.place.end).is_some(), "{}: a place outside", problem.message);
    }
    let json = to_json(found, sources);
    assert_eq!((json.len(), to_text(found, sources, false).is_empty()), (found.len(), found.is_empty()));
    assert!(to_sarif(&json).is_object());
    let Some(plan) = compiled.plan else {
        assert!(!found.is_empty(), "refused without a word");
        return;
    };
    let stored = serde_json::to_string(&plan).expect("a plan");
    let read: Plan = serde_json::from_str(&stored).expect("a stored plan");
    assert_eq!(serde_json::to_string(&read).expect("a plan"), stored, "a stored plan is another");
    static VIEW: OnceLock<View> = OnceLock::new();
    let view = VIEW.get_or_init(|| {
        let assets = Assets::load();
        View::new(&|path| assets.address(path).to_owned()).expect("the templates")
    });
    for language in &plan.languages {
        view.service_page(&plan, *language).expect("a page");
    }
    for example in examples(service) {
        assert_answered(&plan, &example.answers, example.on.unwrap_or(TODAY));
    }
}
