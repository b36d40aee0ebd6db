//! Every page in every language: what it looks like, that its parts fit together, and that no text can break out.

mod changing;
mod fields;
mod handed_on;
mod receiver;
mod review;
mod running;
mod sample;

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::*;
use crate::i18n::Localized;
use crate::limits::OPTIONS_MAX;
use crate::plan::{Contact, FieldKind};

fn view() -> View {
    View::new(&|path| format!("/static/0123456789ab/{path}")).unwrap()
}

fn empty_page(plan: &Plan, language: Language) -> String {
    let template = view().service_page(plan, language).unwrap();
    ServicePage::parse(&template).unwrap().render(&FormState::default()).unwrap()
}

fn filled(values: &[(&str, &str)], errors: &[(&str, &str)]) -> String {
    let template = view().service_page(&sample::plan(), Language::Ro).unwrap();
    ServicePage::parse(&template).unwrap().render(&form(values, errors)).unwrap()
}

fn form(values: &[(&str, &str)], errors: &[(&str, &str)]) -> FormState {
    let error = |(name, message): &(&str, &str)| FieldError { name: (*name).into(), message: (*message).into() };
    FormState {
        values: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        errors: errors.iter().map(error).collect(),
        ..FormState::default()
    }
}

/// Values of one attribute of all elements.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let pattern = Regex::new(&format!(r#" {name}="([^"]*)""#)).unwrap();
    pattern.captures_iter(html).map(|found| found.get(1).unwrap().as_str()).collect()
}

/// What must hold for every page.
fn check(html: &str, what: &str) {
    let ids = attributes(html, "id");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "{what}: ids are unique: {ids:?}");
    for reference in ["for", "aria-labelledby", "aria-describedby", "form"] {
        for list in attributes(html, reference) {
            for id in list.split(' ') {
                assert!(known.contains(id), "{what}: {reference} names {id:?}");
            }
        }
    }
    for address in attributes(html, "href") {
        if let Some(id) = address.strip_prefix('#') {
            assert!(known.contains(id), "{what}: a link leads to {address}");
        }
    }
    assert_eq!(html.matches("<h1").count(), 1, "{what}: one main heading");
    for forbidden in
        ["<script>", "<style", " style=", " onclick", "{{", "{%", "<%", "<$", "<#", "\u{2068}", "javascript:"]
    {
        assert!(!html.contains(forbidden), "{what}: {forbidden}");
    }
    let scripts = Regex::new(r#"<script src="/static/0123456789ab/js/pages.js" defer></script>"#).unwrap();
    assert_eq!(html.matches("<script").count(), scripts.find_iter(html).count(), "{what}: no script but our own file");
    let control = Regex::new(r#"<(?:input|select|textarea) [^>]*>"#).unwrap();
    for found in control.find_iter(html).map(|found| found.as_str()).filter(|tag| !tag.contains(r#"type="hidden""#)) {
        let at = html.find(found).unwrap();
        let inside = html[..at].rfind("<label").is_some_and(|open| !html[open..at].contains("</label>"));
        let is_named = || attributes(found, "id").iter().any(|id| html.contains(&format!(r#"for="{id}""#)));
        assert!(inside || is_named(), "{what}: {found} has a label");
    }
    balanced(html, what);
}

/// Each element that is opened is closed, in order.
fn balanced(html: &str, what: &str) {
    const EMPTY: [&str; 6] = ["meta", "link", "input", "img", "br", "path"];
    let tag = Regex::new(r"<(/?)([a-z][a-z0-9]*)[^>]*>").unwrap();
    let mut open = Vec::new();
    for found in tag.captures_iter(html) {
        let name = found[2].to_owned();
        if EMPTY.contains(&name.as_str()) {
            continue;
        } else if &found[1] == "/" {
            assert_eq!(open.pop(), Some(name), "{what}: near {}", &html[..found.get(0).unwrap().end()].len());
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{what}: {open:?}");
}

/// The page of an order of a sample's name, of a service that takes no more.
fn shut_out(name: &str, language: Language) -> String {
    let (_, record, visit) = sample::orders().into_iter().find(|(other, ..)| *other == name).unwrap();
    let mut page = OrderPage::new(&record, &sample::plan(), language, visit, sample::addresses());
    page.shut_out("Toate locurile sunt ocupate.");
    view().order_page(language, &page).unwrap()
}

#[test]
fn every_page_in_every_language_fits_together() {
    let view = view();
    for language in Language::ALL {
        check(&empty_page(&sample::plan(), language), "service");
        for (name, record, visit) in sample::orders() {
            let page = OrderPage::new(&record, &sample::plan(), language, visit, sample::addresses());
            check(&view.order_page(language, &page).unwrap(), name);
            if page.has_note() {
                check(&view.note(language, &page).unwrap(), name);
            }
        }
        for name in ["unpaid", "confirming"] {
            let html = shut_out(name, language);
            check(&html, name);
            assert!(!html.contains("/service/pay"), "{name}: no way to pay");
        }
        check(&view.catalogue(language, &sample::catalogue()).unwrap(), "catalogue");
        check(&view.catalogue(language, &[]).unwrap(), "empty catalogue");
        for (name, page) in sample::searches() {
            check(&view.search(language, &page).unwrap(), name);
        }
        let address = "https://plati.example.md/ro/moldsilva/forest-land-rent";
        check(&view.poster(&sample::plan(), language, address, None).unwrap(), "poster");
        check(&view.beneficiary(language, &sample::catalogue()[0]).unwrap(), "beneficiary");
        for kind in ErrorKind::ALL {
            let page = ErrorPage { kind, request_id: "01920000".into(), contact: None };
            check(&view.error_page(language, &page).unwrap(), "error");
        }
    }
}

#[test]
fn the_pages_look_as_they_did() {
    insta::assert_snapshot!("service", empty_page(&sample::plan(), Language::Ro));
    for (name, record, visit) in sample::orders() {
        let page = OrderPage::new(&record, &sample::plan(), Language::Ro, visit, sample::addresses());
        insta::assert_snapshot!(format!("order_{name}"), view().order_page(Language::Ro, &page).unwrap());
    }
    insta::assert_snapshot!("order_shut_out", shut_out("unpaid", Language::Ro));
    insta::assert_snapshot!("catalogue", view().catalogue(Language::Ru, &sample::catalogue()).unwrap());
    for (name, page) in sample::searches() {
        insta::assert_snapshot!(name, view().search(Language::Ro, &page).unwrap());
    }
    let contact = Some(Contact { phone: Some("+37322000000".into()), email: Some("ajutor@example.md".into()) });
    let page = ErrorPage { kind: ErrorKind::NotFound, request_id: "01920000-aaaa".into(), contact };
    insta::assert_snapshot!("error", view().error_page(Language::En, &page).unwrap());
}

#[test]
fn typed_values_and_errors_are_shown_where_they_belong() {
    let html = filled(
        &[
            ("payer.kind", "organization"),
            ("contract", "45/2026\"><b>"),
            ("court", "c7"),
            ("first", "no"),
            ("agree", "yes"),
            ("items.plan", "2"),
            ("notes", "\nprima\na doua"),
        ],
        &[
            ("contract", "Scurtați <acum>"),
            ("contract", "al doilea mesaj"),
            ("purpose", "Alegeți un răspuns la „Scopul arendei”"),
            ("payer.name", "Introduceți numele și prenumele sau denumirea plătitorului"),
            ("items", "Alegeți cel puțin o poziție"),
            ("items.plan", "Introduceți un număr"),
            ("", "Suma totală este prea mare"),
        ],
    );
    check(&html, "with errors");
    for part in [
        "<title>Eroare: Arenda terenului",
        r#"value="organization" required checked"#,
        r#"value="45/2026&quot;&gt;&lt;b&gt;""#,
        r#"<option value="c7" selected>"#,
        r#"value="no" required checked"#,
        r#"name="agree" value="yes" required checked"#,
        r#"name="items.plan" value="2""#,
        ">\n\nprima\na doua</textarea>",
        r##"<li><a href="#f-contract">Nr. contract: Scurtați &lt;acum&gt;</a></li>"##,
        // What names its field has no label before it.
        r##"<li><a href="#f-purpose">Alegeți un răspuns la „Scopul arendei”</a></li>"##,
        r##"<li><a href="#f-payer-name">Introduceți numele și prenumele sau denumirea plătitorului</a></li>"##,
        r##"<li><a href="#f-items-plan">Servicii suplimentare: Alegeți"##,
        "<li><span>Suma totală este prea mare</span></li>",
        r#"aria-invalid="true" aria-describedby="e-contract h-contract""#,
        r#"id="e-items-plan""#,
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("al doilea mesaj"));
    assert!(!empty_page(&sample::plan(), Language::Ro).contains("aria-invalid"));
}

#[test]
fn what_a_payer_types_is_never_a_template() {
    let hostile = sample::HOSTILE.join(" ");
    let names = ["contract", "notes", "payer.name", "items.plan", "court", "email", "no-such-field"];
    let values: Vec<(&str, &str)> = names.iter().map(|name| (*name, hostile.as_str())).collect();
    let html = filled(&values, &values);
    assert!(!html.contains("<script>") && !html.contains("<b onload"));
    assert!(html.contains(&escape::escaped(&hostile)));
}

#[test]
fn no_text_of_a_definition_is_a_template_of_either_stage() {
    let tags = Regex::new("<[a-z/!]").unwrap();
    for hostile in sample::HOSTILE {
        let plan = sample::hostile_plan(hostile);
        for language in Language::ALL {
            let template = view().service_page(&plan, language).unwrap();
            // As many places as the same plan has with harmless texts: the texts add none.
            let harmless = view().service_page(&sample::hostile_plan("text"), language).unwrap();
            for mark in ["<%", "<$", "<#"] {
                assert_eq!(template.matches(mark).count(), harmless.matches(mark).count(), "{hostile} {mark}");
            }
            let html = ServicePage::parse(&template).unwrap().render(&FormState::default()).unwrap();
            let text = html.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
            assert!(text.replace("&amp;", "&").matches(hostile).count() > 30, "{hostile} is shown as it is");
            let plain = empty_page(&sample::hostile_plan("text"), language);
            assert_eq!(tags.find_iter(&html).count(), tags.find_iter(&plain).count(), "{hostile} makes no element");
        }
    }
}

#[test]
fn a_page_that_asks_for_too_much_work_is_refused() {
    let endless = "<% for a in list %><% for b in list %><% for c in list %>x<% endfor %><% endfor %><% endfor %>";
    let template = format!("<% set list = [{}] %>{endless}", "1,".repeat(100));
    let page = ServicePage::parse(&template).unwrap();
    assert!(matches!(page.render(&FormState::default()), Err(ViewError::Unfilled(_))));
    assert!(matches!(ServicePage::parse("<% if %>"), Err(ViewError::Unreadable(_))));
}

#[test]
fn a_service_for_one_kind_of_payer_does_not_ask_for_the_kind() {
    let mut plan = sample::plan();
    plan.payer_kinds.truncate(1);
    let html = empty_page(&plan, Language::Ro);
    check(&html, "one kind");
    assert!(html.contains(r#"<input type="hidden" name="payer.kind" value="person">"#));
    assert!(!html.contains("role=\"radiogroup\" aria-invalid") && !html.contains("class=\"tile\""));
}

#[test]
fn an_order_s_state_follows_from_its_payments_and_its_payer_s_return() {
    use OrderState::*;
    let states: BTreeMap<&str, OrderState> = sample::orders()
        .into_iter()
        .map(|(name, record, visit)| {
            (name, OrderPage::new(&record, &sample::plan(), Language::Ro, visit, sample::addresses()).state())
        })
        .collect();
    let expected = [
        ("cancelled", Cancelled),
        ("confirming", Confirming),
        ("expired", Expired),
        ("open_amount", Unpaid),
        ("open_amount_paid", Paid),
        ("paid", Paid),
        ("part_paid", PartPaid),
        ("refunded", Refunded),
        ("refunding", Refunding),
        ("unpaid", Unpaid),
        ("unpaid_after_return", Unpaid),
    ];
    assert_eq!(states, BTreeMap::from(expected));
}

#[test]
fn the_paid_page_hides_the_middle_of_a_person_s_code() {
    let (_, record, visit) = sample::orders().into_iter().find(|(name, ..)| *name == "paid").unwrap();
    let page = OrderPage::new(&record, &sample::plan(), Language::Ro, visit, sample::addresses());
    let html = view().order_page(Language::Ro, &page).unwrap();
    let code = record.order.content.payer.id.as_str();
    assert!(!html.contains(code) && html.contains(&answers::without_middle(code)));
}

#[test]
fn the_static_files_that_pages_name_exist() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    View::new(&|path| {
        assert!(folder.join(path).is_file(), "{path}");
        path.to_owned()
    })
    .unwrap();
}

#[test]
fn the_longest_list_of_options_can_be_shown() {
    fn is_shared_between_threads<T: Send + Sync + 'static>(_: &T) {}
    let mut plan = sample::plan();
    let options =
        (0..OPTIONS_MAX).map(|i| sample::option(&format!("o{i}"), Localized::same("Cvartal".into()))).collect();
    plan.sections[0].fields[0].kind = FieldKind::Choice { options };
    let page = ServicePage::parse(&view().service_page(&plan, Language::Ro).unwrap()).unwrap();
    is_shared_between_threads(&page);
    is_shared_between_threads(&view());
    let html = |pairs: &[(&str, &str)]| {
        let raw = pairs.iter().copied().collect();
        let found = found_options(&plan, &raw, Language::Ro);
        page.render(&FormState { found, ..form(pairs, &[]) }).unwrap()
    };
    let (empty, chosen) = (html(&[]), html(&[("contract", "o1999")]));
    assert!(!empty.contains("Cvartal") && chosen.contains(r#"name="contract" value="o1999" required checked"#));
    assert_eq!(chosen.matches("<span>Cvartal</span>").count(), 1);
    let sought = html(&[("_find.contract", "cvartal"), ("contract", "o1999")]);
    assert_eq!(sought.matches("<span>Cvartal</span>").count(), 21);
    assert!(
        sought.contains("Sunt afișate primele 20 din 2000.")
            && sought.contains(r#"name="_found.contract" value="cvartal""#)
    );
    assert!(html(&[("_find.contract", "<b>")]).contains("Nu am găsit nimic pentru „&lt;b&gt;”."));
    for (what, html) in [("empty", empty), ("chosen", chosen), ("sought", sought)] {
        check(&html, what);
    }
}

#[test]
fn a_name_of_stage_two_cannot_end_its_string() {
    for name in ["a", "items.plan", "\"] $><b>", "\\", "ș😀", "]"] {
        let written = service_page::literal(name);
        let template = format!("<% if \"{0}\" %><% endif %><$ v[{written}] $>", "");
        let page = ServicePage::parse(&template).unwrap();
        assert_eq!(page.render(&form(&[(name, "da")], &[])).unwrap(), "da", "{written}");
    }
}

#[test]
#[ignore = "writes the pages to PAGES_FOLDER, to be looked at"]
fn pages_can_be_looked_at() {
    let folder = std::path::PathBuf::from(std::env::var_os("PAGES_FOLDER").unwrap());
    let view = View::new(&|path| format!("static/{path}")).unwrap();
    let write = |name: String, html: String| std::fs::write(folder.join(name + ".html"), html).unwrap();
    for language in Language::ALL {
        let template = view.service_page(&sample::plan(), language).unwrap();
        let page = ServicePage::parse(&template).unwrap();
        write(format!("service.{language}"), page.render(&FormState::default()).unwrap());
        let wrong = form(
            &[("contract", "45"), ("payer.kind", "person"), ("area", "x"), ("court", "c3"), ("notes", "a\nb")],
            &[
                ("payer.id", &i18n::text(language, "error-idnp")),
                ("area", &i18n::text(language, "error-number")),
                ("purpose", &i18n::text(language, "error-choose")),
                ("items.plan", &i18n::text_with(language, "error-basket-quantity", &[("max", "5".into())])),
                ("agree", &i18n::text(language, "error-consent")),
            ],
        );
        write(format!("errors.{language}"), page.render(&wrong).unwrap());
        for (name, record, visit) in sample::orders() {
            let page = OrderPage::new(&record, &sample::plan(), language, visit, sample::addresses());
            write(format!("{name}.{language}"), view.order_page(language, &page).unwrap());
        }
        write(format!("catalogue.{language}"), view.catalogue(language, &sample::catalogue()).unwrap());
        write(format!("beneficiary.{language}"), view.beneficiary(language, &sample::catalogue()[0]).unwrap());
        let error = ErrorPage { kind: ErrorKind::NotFound, request_id: "01920000-aaaa".into(), contact: None };
        write(format!("error.{language}"), view.error_page(language, &error).unwrap());
    }
}

#[test]
fn a_text_in_one_language_serves_all() {
    let mut plan = sample::plan();
    plan.title = Localized { ro: "Numai română".into(), ru: None, en: None };
    assert!(empty_page(&plan, Language::En).contains("<h1>Numai română</h1>"));
}
