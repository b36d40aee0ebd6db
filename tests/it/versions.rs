//! Publishing from the command line while the server runs: versions, rollback, and definitions that do not compile.

use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use mpay_pages::i18n::Language;
use mpay_pages::ids::VersionNumber;
use mpay_pages::registry::Summary;
use tempfile::TempDir;

use crate::support::caller::{Caller, confirmation};
use crate::support::client::Browser;
use crate::support::html::Page;
use crate::support::in_process::{InProcess, app, serve};
use crate::support::program::{Demo, run, shipped_definitions, text};
use crate::support::samples;
use crate::support::services::forest_land_rent;
use crate::support::steps::{PAY_FORM, SERVICE_FORM, ordered};

/// How long a running server may take to notice what was published.
const NOTICE_MAX: Duration = Duration::from_secs(30);
const PATH: &str = "moldsilva/forest-land-rent";
const OLD: &str = "Forest land rent";
const NEW: &str = "Rent of a forest plot";

/// Somebody who writes a definition.
struct Author {
    folder: TempDir,
}

impl Author {
    fn new() -> Author {
        let author = Author { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(author.beneficiary()).unwrap();
        for entry in std::fs::read_dir(shipped_definitions().join("moldsilva")).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, author.beneficiary().join(path.file_name().unwrap())).unwrap();
        }
        author
    }

    fn beneficiary(&self) -> PathBuf {
        self.folder.path().join("moldsilva")
    }

    fn definition(&self) -> PathBuf {
        self.beneficiary().join("forest-land-rent.yaml")
    }

    /// Changes the definition's text.
    fn writes(&self, from: &str, to: &str) {
        let old = std::fs::read_to_string(self.definition()).unwrap();
        assert!(old.contains(from), "{from}");
        std::fs::write(self.definition(), old.replace(from, to)).unwrap();
    }
}

/// Runs a command on a demo's data.
fn on(demo: &Demo, command: &str, arguments: &[&str]) -> Output {
    let data = demo.data();
    run([command, "--data", data.to_str().unwrap()].iter().chain(arguments))
}

/// What a command that succeeds says.
#[track_caller]
fn said(demo: &Demo, command: &str, arguments: &[&str]) -> String {
    let output = on(demo, command, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// What a command that fails explains.
#[track_caller]
fn explained(demo: &Demo, command: &str, arguments: &[&str]) -> String {
    let output = on(demo, command, arguments);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), String::new()));
    text(&output.stderr)
}

/// Asks for the service's page until it has a title.
async fn served(browser: &Browser, title: &str) -> Page {
    let asking = async {
        loop {
            let page = browser.get(&forest_land_rent().address("en")).await.expect(200);
            if page.one("h1").text == title {
                return page;
            }
        }
    };
    tokio::time::timeout(NOTICE_MAX, asking).await.unwrap_or_else(|_| panic!("`{title}` is never served"))
}

#[tokio::test]
async fn a_new_version_and_a_rollback_reach_the_running_server_and_orders_keep_theirs() {
    let author = Author::new();
    let mut demo = Demo::of(author.folder.path());
    let browser = Browser::new(&demo.server.address);
    let definition = author.definition();
    let definition = definition.to_str().unwrap();

    let page = format!("  poster: {0}/ro/{PATH}/poster\n  page: {0}/ro/{PATH}\n", demo.server.address);
    let unchanged = said(&demo, "publish", &[definition]);
    assert_eq!(unchanged, format!("{PATH}: version 1 is served already, nothing changed\n{page}"));
    let order = ordered(&browser, &forest_land_rent(), "en").await;
    order.says(OLD);
    browser.get("/en").await.expect(200).says(OLD);

    author.writes(OLD, NEW);
    assert_eq!(said(&demo, "publish", &[definition]), format!("{PATH}: version 2 published\n{page}"));
    served(&browser, NEW).await;
    for list in ["/en", "/en?q=plot"] {
        let title = browser.get(list).await.expect(200).one(&format!("a[href='/en/{PATH}']")).text;
        assert_eq!(title, NEW, "{list}");
    }
    let newer = ordered(&browser, &forest_land_rent(), "en").await;
    newer.says(NEW);
    assert_ne!(newer.address, order.address);

    let after = browser.get(&order.address).await.expect(200);
    assert_eq!(after.text(), order.text(), "an order keeps its version");
    let russian = browser.get(&order.address.replace("/en/", "/ru/")).await.expect(200);
    russian.says("Аренда земель лесного фонда");
    let change = browser.get(&format!("{}/change", order.address)).await.expect(200);
    assert_eq!(change.one("h1").text, NEW, "a changed order is a new order");
    assert_eq!(change.form(SERVICE_FORM).value("contract"), "AB23215");
    let mpay = Caller::of(&demo);
    let details = mpay.order(&order.form(PAY_FORM), Language::En).await;
    assert_eq!(details.lines[0].reason, OLD);
    mpay.confirm(&confirmation(&details, "VERSION-1")).await.accepted();
    browser.get(&order.address).await.expect(200).says("The payment is confirmed");

    let versions = said(&demo, "versions", &[PATH]);
    let lines: Vec<&str> = versions.lines().collect();
    assert_eq!(lines.len(), 2, "{versions}");
    let of = |number: &str| lines.iter().find(|line| line.split_whitespace().nth(1) == Some(number)).unwrap();
    assert!(of("2").ends_with("  served") && !of("1").contains("served"), "{versions}");

    for name in [PATH, "forest-land-rent", "MDS02"] {
        let again = said(&demo, "rollback", &[name, "1"]);
        assert!(again.starts_with(&format!("{PATH}: version 1 is served")), "{again}");
    }
    served(&browser, OLD).await;
    browser.get(&newer.address).await.expect(200).says(NEW);
    assert_eq!(said(&demo, "rollback", &[PATH, "2"]), format!("{PATH}: version 2 is served again\n"));
    served(&browser, NEW).await;

    said(&demo, "rollback", &[PATH, "1"]);
    assert_eq!(demo.server.stop("TERM").code(), Some(0));
    demo.start_again();
    served(&browser, OLD).await;
}

#[tokio::test]
async fn what_does_not_exist_cannot_be_rolled_back_to() {
    let author = Author::new();
    let demo = Demo::of(author.folder.path());
    for (command, arguments, explanation) in [
        ("rollback", &[PATH, "9"][..], "error: not in the store: `moldsilva/forest-land-rent` has no version 9\n"),
        ("rollback", &["moldsilva/nothing", "1"], "error: not in the store: no service `moldsilva/nothing`\n"),
        ("versions", &["nothing"], "error: not in the store: no service `nothing`\n"),
    ] {
        assert_eq!(explained(&demo, command, arguments), explanation);
    }
    let wrong = on(&demo, "rollback", &[PATH, "one"]);
    assert_eq!(wrong.status.code(), Some(2), "a wrong command line");
}

#[tokio::test]
async fn a_definition_that_does_not_compile_changes_nothing_and_is_explained_in_its_place() {
    let author = Author::new();
    let demo = Demo::of(author.folder.path());
    let browser = Browser::new(&demo.server.address);
    let (definition, beneficiary) = (author.definition(), author.beneficiary());
    let (definition, beneficiary) = (definition.to_str().unwrap(), beneficiary.to_str().unwrap());
    let before = said(&demo, "versions", &[PATH]);
    let right = std::fs::read_to_string(author.definition()).unwrap();
    for (from, to, code, place, marked) in [
        ("account: main", "account: mian", "E0203", "63:14", "mian"),
        ("service: forest", "service: [forest", "E0101", "", ""),
        ("type: amount", "type: amuont", "", "46:15", "amuont"),
        ("amount: rent", "amount: rent / 3", "", "62:13", "rent / 3"),
    ] {
        author.writes(from, to);
        for path in [definition, beneficiary] {
            let explanation = explained(&demo, "publish", &[path]);
            assert!(explanation.contains(&format!("error[{code}")), "{explanation}");
            assert!(explanation.contains(&format!("--> {definition}:{place}")), "{explanation}");
            assert!(explanation.contains(&"^".repeat(marked.len().max(1))), "{explanation}");
            assert!(explanation.contains("it cannot be published"), "{explanation}");
            let check = run(["check", path]);
            assert_eq!(check.status.code(), Some(1));
            let (place, explanation) = explanation.split_once('\n').unwrap();
            assert!(place.starts_with("publishing in the test environment of sqlite:/"), "{place}");
            let nothing = "error: nothing was published: 1 of 1 service did not compile\n";
            let summary = "1 of 1 service did not compile\n";
            assert_eq!(text(&check.stderr), explanation.replace(nothing, summary));
        }
        let check = run(["check", "--format", "json", definition]);
        assert_eq!((check.status.code(), text(&check.stderr)), (Some(1), String::new()));
        let found: serde_json::Value = serde_json::from_slice(&check.stdout).unwrap();
        let first = &found[0];
        assert!(first["code"].as_str().unwrap().starts_with('E'), "{found}");
        assert_eq!((&first["file"], &first["severity"]), (&definition.into(), &"error".into()), "{found}");
        let read = |key: &str| usize::try_from(first[key].as_u64().unwrap()).unwrap();
        if !place.is_empty() {
            assert_eq!(format!("{}:{}", read("line"), read("column")), place, "{found}");
            let written = std::fs::read_to_string(definition).unwrap();
            assert_eq!(&written[read("start")..read("end")], marked);
        }
        std::fs::write(definition, &right).unwrap();
    }
    assert_eq!(said(&demo, "versions", &[PATH]), before);
    assert_eq!(served(&browser, OLD).await.one("h1").text, OLD);
    let check = run(["check", "--format", "json", definition]);
    assert_eq!((check.status.code(), text(&check.stdout)), (Some(0), "[]\n".to_owned()));
}

#[test]
fn paths_without_definitions_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    let alone = folder.path().join("alone.yaml");
    std::fs::write(&alone, "format: 1\n").unwrap();
    let latin1 = folder.path().join("latin/service.yaml");
    std::fs::create_dir(latin1.parent().unwrap()).unwrap();
    std::fs::write(latin1.with_file_name("beneficiary.yaml"), b"name: Ch\xeein\n").unwrap();
    std::fs::write(&latin1, "format: 1\n").unwrap();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    for (path, explanation) in [
        (folder.path().join("nowhere"), "cannot read "),
        (empty, "no service definitions were found in "),
        (alone, "there is no beneficiary.yaml beside "),
        (latin1, "UTF-8"),
    ] {
        let output = run(["check".as_ref(), path.as_os_str()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains(explanation), "{}", text(&output.stderr));
    }
}

/// As a shell writes out `definitions/*/*.yaml`: a beneficiary's file stands for its services, and each counts once.
#[test]
fn services_that_are_named_twice_are_checked_once() {
    let definitions = concat!(env!("CARGO_MANIFEST_DIR"), "/definitions");
    let named = |path: &str| format!("{definitions}/{path}");
    for paths in [
        vec![named("trezoreria/beneficiary.yaml"), named("trezoreria/court-copies.yaml")],
        vec![named("trezoreria"), named("trezoreria/court-state-fee.yaml")],
    ] {
        let output = run(std::iter::once("check".to_owned()).chain(paths));
        assert_eq!(text(&output.stderr), "2 services compiled\n");
    }
}

#[tokio::test]
async fn versions_without_a_summary_are_listed_and_served_as_the_others() {
    let server = InProcess::start().await;
    let store = server.database.open().await;
    let rent = samples::path(PATH);
    for unreadable in ["", r#"{"format":0}"#] {
        store.keep_summary(&rent, VersionNumber(1), unreadable).await.unwrap();
        let (address, serving) = serve(app(store.clone()).await).await;
        let [theirs, ours] = [Browser::new(&server.address), Browser::new(&address)];
        for path in ["/ro", "/ru/moldsilva", &forest_land_rent().address("en")] {
            let page = ours.get(path).await.expect(200);
            assert_eq!(page.body, theirs.get(path).await.expect(200).body.replace(&server.address, &address), "{path}");
        }
        let listed = store.served(None).await.unwrap();
        let summary = listed.iter().find(|one| one.path == rent).unwrap().summary.clone().unwrap();
        assert_eq!(Summary::from_document(&summary).unwrap().title.en.as_deref(), Some(OLD));
        serving.stop().await.unwrap();
    }
    server.stop().await;
}
