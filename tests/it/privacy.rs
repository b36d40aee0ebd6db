//! Nothing that a payer types stands in an address, a header, a link or the log, be it as talkative as it can.

use std::path::Path;

use mpay_pages::i18n::Language;
use reqwest::Method;
use serde_json::json;
use tempfile::TempDir;

use crate::support::caller::{Caller, confirmation};
use crate::support::client::{Browser, http};
use crate::support::hostile::parts::BENEFICIARY;
use crate::support::html::Page;
use crate::support::program::{Demo, program, text};
use crate::support::services::Service;
use crate::support::steps::{PAY_FORM, SERVICE_FORM, at_mpay, filled, pays};

const SERVICE: &str = r#"format: 1
service: secrets
mpay_service_id: PRB01
languages: [ro, ru, en]
title: {ro: Înscriere, ru: Запись, en: Enrolment}
payer: {kinds: [person]}
sections:
  - title: {ro: Cererea, ru: Заявление, en: Request}
    fields:
      - {id: contract, type: text, max_length: 40, prefill: locked, label: {ro: Contract, ru: Договор, en: Contract}}
      - {id: phone, type: phone, label: {ro: Telefon, ru: Телефон, en: Phone}}
      - {id: email, type: email, label: {ro: Poșta, ru: Почта, en: E-mail}}
      - {id: child, type: idnp, label: {ro: IDNP-ul copilului, ru: IDNP ребёнка, en: Child's IDNP}}
legal:
  basis: {ro: Legea 1, ru: Закон 1, en: Law 1}
  data_purpose: {ro: Plata, ru: Оплата, en: Payment}
  data_basis: {ro: Legea 2, ru: Закон 2, en: Law 2}
  data_years: 5
lines:
  - {id: fee, reason: {ro: Taxă, ru: Плата, en: Fee}, amount: 1250.50, account: main}
order: {reason: {ro: Taxă, ru: Плата, en: Fee}}
examples:
  - answers: {payer.kind: person, payer.id: "2001000000012", payer.name: Ion Rusu, contract: A1, phone: "060606060", email: a@example.md, child: "2006022048426"}
    total: 1250.50
"#;

/// What is typed, and how else its parts could be written.
const TYPED: [(&str, &str); 6] = [
    ("payer.id", "2001000000012"),
    ("payer.name", "Xenofontina Zbârlescu"),
    ("contract", "KTR/7781390425 QX"),
    ("phone", "069123987"),
    ("email", "x.zbirlescu+plata@example.md"),
    ("child", "2006022048426"),
];
/// A part of each that nothing else on this machine says.
const SECRETS: [&str; 7] =
    ["2001000000012", "Xenofontina", "Zb\u{e2}rlescu", "7781390425", "69123987", "zbirlescu", "2006022048426"];

/// Asserts that a text holds none of what was typed, however it is written.
#[track_caller]
fn holds_nothing(what: &str, said: &str) {
    let plain: String = form_urlencoded::parse(format!("_={}", said.replace('&', "%26")).as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect();
    for (way, text) in [("as it is", said), ("unescaped", &plain), ("unspaced", &said.replace([' ', '-', '.'], ""))] {
        for secret in SECRETS {
            let at = text.find(secret);
            let around = at.map(|at| text[..at].lines().next_back().unwrap_or_default().len()).map(|back| {
                let line = text[at.unwrap_or_default() - back..].lines().next().unwrap_or_default();
                line.chars().take(2_000).collect::<String>()
            });
            assert_eq!(around, None, "{what} holds {secret}, {way}");
        }
    }
}

/// Asserts that an answer tells its secrets on its page alone: not where it was found, leads or is kept.
#[track_caller]
fn is_discreet(page: &Page) {
    holds_nothing("an address", &page.address);
    for (name, value) in &page.headers {
        holds_nothing(&format!("the header {name} of {}", page.address), &String::from_utf8_lossy(value.as_bytes()));
    }
    for attribute in ["href", "src", "action", "formaction", "content"] {
        for part in page.all(&format!("[{attribute}]")) {
            holds_nothing(&format!("a link of {}", page.address), part.attribute(attribute));
        }
    }
    // What a page leads to learns nothing of where its reader came from, beyond this site.
    assert_eq!(page.header("referrer-policy"), "same-origin", "{}", page.address);
}

fn definitions() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("proba");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("beneficiary.yaml"), BENEFICIARY).unwrap();
    std::fs::write(own.join("secrets.yaml"), SERVICE).unwrap();
    folder
}

fn service() -> Service {
    Service {
        path: "proba/secrets",
        service_id: "PRB01",
        title: ["Înscriere", "Запись", "Enrolment"],
        right: TYPED.map(|(name, text)| (name, text.to_owned())).to_vec(),
        wrong: Vec::new(),
        total: "1 250,50",
        account: ["MD44TRGAAA14222099000000", "Instituția Publică Exemplu", "1003600000006"],
        line: ["Taxă", "Плата", "Fee"],
        shown: Vec::new(),
    }
}

/// Runs a command on the demo's data, with as talkative a log; gives what it writes, after a look at what it says.
fn quiet(data: &Path, arguments: &[&str]) -> String {
    let (command, rest) = arguments.split_first().unwrap();
    let all = [*command, "--data", data.to_str().unwrap()];
    let output = program(all.iter().chain(rest)).env("MPAY_PAGES_LOG", "trace").output().unwrap();
    holds_nothing(&format!("what {command} says"), &text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_typed_stands_in_an_address_a_header_or_the_log() {
    let folder = definitions();
    let demo = Demo::that_tells_everything(folder.path());
    let (browser, service) = (Browser::new(&demo.server.address), service());
    let address = service.address("en");
    let mut pages = Vec::new();

    // The form: with errors, in another language, from another site, too large, as a robot, and right.
    let form = filled(&browser, &service, "en").await;
    let wrong = form.clone().with([("email", "x.zbirlescu@"), ("child", "2006022048427"), ("phone", "69123987x")]);
    pages.push(browser.go_on(&wrong).await.expect(422));
    pages.push(browser.press(&form, ("_language", "ru")).await.expect(200));
    pages.push(browser.go_on(&form.clone().with([("_website", "7781390425")])).await.expect(422));
    let mut large = form.clone();
    large.fields.push(("more".to_owned(), "7781390425".repeat(10_000)));
    pages.push(browser.go_on(&large).await.expect(413));
    let foreign =
        browser.client.post(format!("{}{address}", demo.server.address)).header("sec-fetch-site", "cross-site");
    let foreign = foreign.header("content-type", "application/x-www-form-urlencoded").body("contract=7781390425");
    pages.push(browser.send(&address, foreign).await.expect(403));
    let not_text = browser.client.post(format!("{}{address}", demo.server.address)).body("contract=7781390425&%ff");
    let not_text = not_text.header("content-type", "application/x-www-form-urlencoded");
    pages.push(browser.send(&address, not_text).await.expect(400));
    let sent = browser.go_on(&form).await.expect(303);
    let order = browser.get(sent.header("location")).await.expect(200);
    pages.push(sent);

    // The order: read, changed, paid at MPay, with a note, exported.
    let path = order.address.strip_prefix(&demo.server.address).unwrap().to_owned();
    pages.push(browser.get(&format!("{path}/change")).await.expect(200));
    pages.push(browser.get(&format!("{path}/payment-note.pdf")).await.expect(200));
    let mpay = Caller::of(&demo);
    let details = mpay.order(&order.form(PAY_FORM), Language::Ro).await;
    assert_eq!(details.customer_id, "2001000000012", "MPay learns who pays, in a signed message");
    let note = at_mpay(&browser, &order).await;
    let back = pays(&browser, &note).await;
    let returned = browser.get(back.header("location")).await;
    let paid = browser.get(returned.header("location")).await.expect(200);
    mpay.confirm(&confirmation(&details, "SECOND")).await.accepted();
    pages.extend([order, returned, paid]);
    let exported = quiet(&demo.data(), &["order", "export", "--service", service.path]);
    assert!(exported.contains("7781390425"), "the export holds what was typed");
    let key = details.order_key.as_str();
    assert!(quiet(&demo.data(), &["order", "show", key]).contains("1250.50"));

    // Personal links: from the command line, from the API, right and wrong.
    let link =
        ["link", "new", service.path, "--set", "contract=KTR/7781390425 QX", "--public-url", &demo.server.address];
    let link = quiet(&demo.data(), &link);
    let link = link.split_whitespace().find(|word| word.contains("/en/") || word.contains("?l=")).unwrap().to_owned();
    let linked = browser.get(&link).await.expect(200);
    let sent =
        browser.go_on(&linked.form(SERVICE_FORM).with(TYPED.into_iter().filter(|(name, _)| *name != "contract"))).await;
    pages.extend([linked, sent.expect(303), browser.get(&format!("{link}x")).await.expect(404)]);
    let token = quiet(&demo.data(), &["token", "new", "--beneficiary", "proba", "--label", "billing"]);
    let api = format!("{}/api/v1/links", demo.server.address);
    for (answers, status) in [(json!({"contract": "KTR/7781390425 QX"}), 201), (json!({"phone": "69123987"}), 422)] {
        let body = json!({"service": "secrets", "answers": answers}).to_string();
        let call =
            http().request(Method::POST, &api).bearer_auth(token.trim()).header("content-type", "application/json");
        let answer = call.body(body).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status);
        for (name, value) in answer.headers() {
            holds_nothing(&format!("the header {name}"), value.to_str().unwrap());
        }
        let said = answer.text().await.unwrap();
        // The addresses that it gives.
        assert!(status != 201 || said.contains("/ro/proba/secrets?l="), "{said}");
        holds_nothing("what the API says", if status == 201 { &said } else { "" });
    }

    // The search: it repeats no number and no address; what looks like a name it cannot know, but no log has it.
    for (_, typed) in TYPED.into_iter().filter(|(name, _)| *name != "payer.name") {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", typed).finish();
        let mut page = browser.get(&format!("/en?{query}")).await.expect(303);
        // That address is where it came from; it leads to another.
        page.address.clear();
        pages.extend([browser.get(page.header("location")).await.expect(200), page]);
    }
    browser.get("/en?q=Xenofontina+Zb%C3%A2rlescu").await.expect(200).says("Nothing was found");

    for page in &pages {
        is_discreet(page);
    }
    let log = demo.server.stderr();
    // It was as talkative as it can be: of connections and statements too.
    for part in ["TRACE", "hyper_util::", "sqlx::"] {
        assert!(log.contains(part), "the log says nothing of {part}");
    }
    holds_nothing("the log", &log);
    // Nor does it hold what opens a page or the API.
    let opening = [path.rsplit('/').next().unwrap(), link.rsplit("?l=").next().unwrap(), token.trim()];
    for secret in opening {
        assert!(secret.len() > 20 && !log.contains(secret), "the log holds {secret}");
    }
}

#[test]
fn what_is_looked_for_is_found_however_it_is_written() {
    for said in [
        "the order of 2001000000012",
        "/en/proba/secrets?email=x.zbirlescu%2Bplata%40example.md",
        "?name=Xenofontina+Zb%C3%A2rlescu",
        "phone=\"+373 69 123 987\"",
        "IDNP 2006-0220-48426",
    ] {
        assert!(std::panic::catch_unwind(|| holds_nothing("it", said)).is_err(), "{said}");
    }
    holds_nothing("it", "an order of 1250.50 lei, PRB017599474889323680");
}
