//! Links from the command line: one, a table of them, the list, and the end of one.

use std::process::Output;

use crate::support::client::Browser;
use crate::support::program::{Demo, run, shipped_definitions, text};
use crate::support::shared;

/// `link` with arguments, on a demo's data.
fn link(demo: &Demo, arguments: &[&str]) -> Output {
    let data = demo.data().display().to_string();
    run(["link", "--data", data.as_str()].into_iter().chain(arguments.iter().copied()))
}

fn said(output: &Output) -> String {
    text(&output.stderr)
}

/// What stands on standard output of a command that went well.
#[track_caller]
fn told(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    text(&output.stdout)
}

#[tokio::test]
async fn a_link_is_made_listed_opened_and_withdrawn() {
    let demo = shared::demo();
    let home = demo.server.address.as_str();
    let made = told(&link(
        &demo,
        &[
            "new",
            "moldsilva/forest-land-rent",
            "--set",
            "contract=AB 12".replace(' ', "").as_str(),
            "--set",
            "rent=1 250,50",
            "--uses",
            "1",
            "--expires",
            "2099-12-31",
            "--language",
            "en",
            "--reference",
            "invoice 7",
            "--public-url",
            home,
            "--by",
            "maria",
        ],
    ));
    let (id, address) = made.trim().split_once("  ").unwrap();
    assert!(address.starts_with(&format!("{home}/en/moldsilva/forest-land-rent?l={id}")), "{made}");
    let page = Browser::new(home).get(address).await.expect(200);
    assert_eq!(page.one("input[name=rent]").attribute("value"), "1\u{a0}250,50");
    assert_eq!(page.one("input[name=contract]").attribute("readonly"), "");

    let list = told(&link(&demo, &["list", "MDS02"]));
    let line = list.lines().find(|line| line.starts_with(id)).unwrap();
    assert!(line.contains("by maria  used 0 of 1  until 2099-12-31  invoice 7"), "{line}");
    assert!(!list.contains("AB12"), "what a link answers is not listed: {list}");

    assert_eq!(told(&link(&demo, &["revoke", address])), format!("{id}: withdrawn\n"));
    assert_eq!(told(&link(&demo, &["revoke", id])), format!("{id}: was withdrawn before\n"));
    Browser::new(home).get(address).await.expect(410).says("This link was withdrawn");
    assert!(!link(&demo, &["revoke", "0000ffff0000"]).status.success());
    assert!(said(&link(&demo, &["revoke", "nonsense"])).contains("neither a link's name nor its address"));
}

#[test]
fn what_is_wrong_with_a_link_is_told_and_nothing_is_made() {
    let demo = shared::demo();
    let service = "gradinite-chisinau/kindergarten-fee";
    for (arguments, message) in [
        (vec!["--set", "days=24"], "days: Enter a number not greater than 23"),
        (
            vec!["--set", "child_idnp=2004999999997"],
            "child_idnp: One of the digits is wrong, or two have changed places",
        ),
        (vec!["--set", "kindergarten=nr_9"], "kindergarten: Choose an option from the list"),
        (vec!["--set", "day=3"], "day: the page does not ask for `day`; a link can carry kindergarten, group"),
        (vec!["--set", "telephone=60606060"], "telephone: the definition lets no link carry `telephone`"),
        (vec!["--set", "payer.name=Ana"], "payer.name: the definition lets no link carry"),
        (vec!["--set", "days=3", "--locked", "group"], "locked: `group` is to be locked, but no answer is given"),
        (vec!["--set", "days=3", "--expires", "2026-01-01"], "expires_on: the last day is over"),
        (vec!["--set", "days=3", "--uses", "0"], "uses: a link is for 1 to 1000000 uses"),
        (vec!["--set", "days="], "answers: a link carries at least one answer"),
        (vec!["--set", "days=3", "--reference", "a\nb"], "reference: a reference has 1 to 60 ordinary characters"),
    ] {
        let all: Vec<&str> =
            ["new", service, "--public-url", "http://127.0.0.1"].into_iter().chain(arguments.iter().copied()).collect();
        let output = link(&demo, &all);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(said(&output).contains(message) && output.stdout.is_empty(), "{arguments:?}: {}", said(&output));
    }
    // What the demo left about its address is said of its own data folder, not of a database that is named.
    let database = format!("sqlite:{}", demo.data().join("mpay-pages.sqlite").display());
    let nowhere = link(&demo, &["new", service, "--set", "days=3", "--database-url", &database]);
    assert!(said(&nowhere).contains("configuration key `public_url`"), "{}", said(&nowhere));
}

#[tokio::test]
async fn a_table_of_people_comes_back_with_their_links() {
    let demo = shared::demo();
    let home = demo.server.address.as_str();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    let import = |table: &str| {
        std::fs::write(&file, table).unwrap();
        let service = "gradinite-chisinau/kindergarten-fee";
        let fixed = ["import", service, file.to_str().unwrap(), "--public-url", home];
        let more = ["--locked", "group", "--uses", "1", "--keep", "e-mail,street", "--language", "ru"];
        link(&demo, &[&fixed[..], &more[..]].concat())
    };
    let table = "reference;kindergarten;group;child_name;days;e-mail;street\n\
                 2026-01/1;nr_52;Mare;Maria Munteanu;18;maria@example.md;=cmd|' /C calc'!A0\n\
                 2026-01/2;nr_1;Mică;\"Popa; Ion\";;ion@example.md;\"str. Florilor, 2\"\n";
    let written = told(&import(table));
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines[0], "reference;kindergarten;group;child_name;days;e-mail;street;link");
    assert!(lines[1].contains(";'=cmd|' /C calc'!A0;http://"), "{written}");
    for (line, name, days) in [(lines[1], "Maria Munteanu", "18"), (lines[2], "Popa; Ion", "")] {
        let page = Browser::new(home).get(line.rsplit(';').next().unwrap()).await.expect(200);
        assert_eq!(page.one("input[name=child_name]").attribute("value"), name);
        assert_eq!(page.one("input[name=days]").attribute("value"), days);
        assert_eq!(page.one("input[name=group]").attribute("readonly"), "", "locked by who made the link");
        assert_eq!(page.one("html").attribute("lang"), "ru");
    }
    assert_eq!(told(&import(table)), written, "the same table again makes no second links");

    let wrong = import(&table.replace(";18;", ";180;").replace("nr_1;", "nr_7;"));
    assert_eq!((wrong.status.code(), text(&wrong.stdout).as_str()), (Some(1), ""));
    for message in ["people.csv:2: days: Enter a number not greater than 23", "people.csv:3: kindergarten: Choose"] {
        assert!(said(&wrong).contains(message), "{}", said(&wrong));
    }
    let changed = import(&table.replace("Maria", "Mariana"));
    assert!(said(&changed).contains("people.csv:2: reference: `2026-01/1` stands for the link"), "{}", said(&changed));
    assert!(said(&import("child_name;street\nA;b\n")).contains("has no column `e-mail`"));
}

/// Whoever has more links than a list shows is told how many more, and can see them.
#[tokio::test]
async fn a_list_says_how_many_more_there_are() {
    let demo = Demo::of(&shipped_definitions().join("moldsilva"));
    let table = demo.folder().join("many.csv");
    let line = |number: u32| format!("AB{number},{number}.50,invoice {number}\n");
    std::fs::write(
        &table,
        (1..=1_003).map(line).fold("contract,rent,reference\n".to_owned(), |all, line| all + line.as_str()),
    )
    .unwrap();
    let service = "moldsilva/forest-land-rent";
    let import = link(&demo, &["import", service, table.to_str().unwrap()]);
    assert_eq!(import.status.code(), Some(0), "{}", said(&import));
    for arguments in [&["list"][..], &["list", service]] {
        let some = link(&demo, arguments);
        assert_eq!(text(&some.stdout).lines().count(), 1_000);
        assert_eq!(said(&some), "1000 of 1003 are shown, and 3 more are there: --all shows them\n");
        let all = link(&demo, &[arguments, &["--all"]].concat());
        assert_eq!((text(&all.stdout).lines().count(), said(&all).as_str()), (1_003, ""));
        let mut names: Vec<String> =
            text(&all.stdout).lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 1_003, "each once");
    }
}
