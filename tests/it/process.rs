//! The process and its database: none is made in passing, one that is away is waited for, one that is gone is the end.

use std::io::{BufRead, BufReader};

use mpay_pages::ids::{OrderToken, SystemRandom};
use serde_json::Value;

use crate::crash::posts;
use crate::support::client::{Browser, http};
use crate::support::databases::Database;
use crate::support::desk::{Desk, an_order, paid};
use crate::support::program::{shipped_definitions, text};
use crate::support::samples::order;

#[test]
fn no_command_makes_a_database_where_there_is_none_but_init() {
    let desk = Desk::new();
    let definitions = shipped_definitions().join("moldsilva");
    for command in [
        &["serve"][..],
        &["publish", definitions.to_str().unwrap()],
        &["versions", "forest-land-rent"],
        &["order", "export", "--service", "forest-land-rent"],
        &["payments", "flagged"],
        &["link", "list"],
        &["token", "list"],
        &["migrate"],
        &["migrate", "--dry-run"],
    ] {
        let output = desk.run(command);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {said}");
        assert!(said.contains("there is no database at ") && said.contains("`mpay-pages init`"), "{command:?}: {said}");
        assert!(!desk.path("data").exists(), "{command:?}");
    }
    assert!(desk.does(&["init"]).contains(": made\n"));
    assert!(desk.does(&["init"]).contains(": there is a database already, nothing changed\n"));
    assert!(desk.does(&["migrate"]).contains(": up to date\n"));
    desk.publish();
}

/// What stood there before a command that is refused stands there after it, and nothing beside it.
#[test]
fn a_refused_command_touches_no_file_that_is_no_database_of_ours() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("data")).unwrap();
    let others = desk.path("others.sqlite");
    let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('CREATE TABLE a (b)'); c.commit()";
    let made = std::process::Command::new("python3").args(["-c", script]).arg(&others).status().unwrap();
    assert!(made.success());
    for content in [Vec::new(), b"no database".to_vec(), std::fs::read(&others).unwrap()] {
        std::fs::write(desk.database(), &content).unwrap();
        for command in [&["payments", "flagged"][..], &["serve"], &["migrate"], &["link", "list"]] {
            assert_eq!(desk.run(command).status.code(), Some(1), "{command:?}");
            assert_eq!(std::fs::read(desk.database()).unwrap(), content, "{command:?}");
            assert_eq!(std::fs::read_dir(desk.path("data")).unwrap().count(), 1, "{command:?}");
        }
    }
}

#[tokio::test]
async fn an_empty_postgresql_database_is_filled_by_what_serves_or_publishes_and_by_nothing_else() {
    let database = Database::postgres().await;
    let desk = Desk::on(&database.address);
    let output = desk.run(&["payments", "flagged"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("there is no database at "), "{}", text(&output.stderr));
    let definitions = shipped_definitions().join("moldsilva");
    desk.does(&["publish", definitions.to_str().unwrap()]);
    assert_eq!(desk.does(&["payments", "flagged"]), "there are no payments that wait for a person\n");
}

#[test]
fn a_database_that_refuses_us_is_told_as_that() {
    let desk = Desk::on("postgres://pay:s3cret@127.0.0.1:1/pay");
    let said = text(&desk.run(&["payments", "flagged"]).stderr);
    assert!(
        said.contains("…@127.0.0.1:1/pay") && said.contains("Connection refused") && said.contains("start it"),
        "{said}"
    );
    assert!(!said.contains("s3cret"), "{said}");
}

#[tokio::test]
async fn a_database_that_is_not_there_yet_is_waited_for_and_named() {
    let database = Database::postgres().await;
    let (place, name) = database.address.split_once('@').unwrap().1.split_once('/').unwrap();
    let desk = Desk::new();
    let socket = desk.path("socket");
    let host = socket.display().to_string().replace('/', "%2F");
    let mut command = desk.program(&["serve"]);
    command.arg("--database-url").arg(format!("postgres://postgres@{host}/{name}"));
    let mut child = command.spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    let told = said.find(|line| line.as_ref().unwrap().contains("the database is away")).unwrap().unwrap();
    assert!(told.contains(&host) && told.contains("No such file"), "{told}");
    std::os::unix::fs::symlink(place.replace("%2F", "/"), &socket).unwrap();
    let ready = BufReader::new(child.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    assert!(ready.starts_with("ready http://"), "{ready}");
    child.kill().unwrap();
    child.wait().unwrap();
    // One that is there and has no such database is not waited for.
    let output = desk.run(&["serve", "--database-url", &format!("{}_none", database.address)]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("does not exist") && said.contains("createdb"), "{said}");
}

/// One more order of a stranger: the status of the last answer, nothing when the server is gone.
async fn order_status(address: &str) -> Option<u16> {
    let cookie = format!("payer={}", OrderToken::draw(&SystemRandom));
    let kept = posts(address, &cookie, "23215", "").await?;
    if kept.status() != 303 {
        return Some(kept.status().as_u16());
    }
    let review = format!("{address}{}", kept.headers()["location"].to_str().unwrap());
    let review = http().get(review).header("cookie", &cookie).send().await.ok()?;
    if review.status() != 200 {
        return Some(review.status().as_u16());
    }
    let review = review.text().await.ok()?;
    let seen = review.split("name=\"_seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    posts(address, &cookie, "23215", seen).await.map(|answer| answer.status().as_u16())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_order_is_acknowledged_into_a_file_that_was_deleted_and_the_server_ends() {
    for beside in ["", "-wal", "-shm"] {
        a_file_is_deleted(beside).await;
    }
}

/// Deletes the database's file or one beside it, which SQLite made, while orders come.
async fn a_file_is_deleted(beside: &str) {
    let desk = Desk::new();
    desk.publish();
    let mut server = desk.serve();
    let address = server.address.clone();
    let mut crowd = tokio::task::JoinSet::new();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    for _ in 0..4 {
        let (address, tell) = (address.clone(), tell.clone());
        crowd.spawn(async move {
            while order_status(&address).await == Some(303) {
                tell.send(()).unwrap();
            }
        });
    }
    for _ in 0..10 {
        told.recv().await.unwrap();
    }
    let file = format!("{}{beside}", desk.database().display());
    std::fs::remove_file(&file).unwrap();
    // These begin after it is gone.
    for _ in 0..3 {
        let status = order_status(&address).await;
        assert!(matches!(status, None | Some(503)), "{status:?}");
    }
    let status = tokio::task::spawn_blocking(move || (server.ended(), server.stderr())).await.unwrap();
    assert_eq!(status.0.code(), Some(1), "{}", status.1);
    assert!(status.1.contains("error: the database's file was moved, deleted or replaced"), "{}", status.1);
    crowd.join_all().await;
    if beside.is_empty() {
        assert!(!desk.database().exists(), "no other was made in its place");
        return;
    }
    let acknowledged = 10 + std::iter::from_fn(|| told.try_recv().ok()).count();
    let kept = desk.does(&["order", "export", "--service", "moldsilva/forest-land-rent"]);
    // One line is the heading.
    assert!(kept.lines().count() > acknowledged, "{beside}: {acknowledged} of {kept}");
}

#[tokio::test]
async fn a_hangup_changes_nothing_and_the_log_says_what_is_served() {
    let desk = Desk::new();
    desk.publish();
    let mut server = desk.serve();
    let order = an_order(&server).await;
    server.signal("HUP");
    server.hears(|said| said.contains("SIGHUP").then_some(()));
    paid(&desk.mpay(&server), &order, "HUP-1").await;
    Browser::new(&server.address).get(&order.address).await.expect(200);
    assert_eq!(server.stop("TERM").code(), Some(0));
    let said = server.stderr();
    for part in [env!("CARGO_PKG_VERSION"), "mpay-pages.sqlite", "environment=test", "services=1", "127.0.0.1"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// As after a release with one step more, which an operator takes back.
#[tokio::test]
async fn a_program_starts_on_the_database_of_a_later_one_that_only_added() {
    for database in crate::support::databases::databases().await {
        database.open().await.close().await;
        database
            .execute(
                "ALTER TABLE orders ADD COLUMN later TEXT; CREATE TABLE later (a TEXT NOT NULL DEFAULT 'x'); \
                 INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (9001, 'later', 'x', 0); \
                 INSERT INTO schema_compatibility (number, compatible_since) VALUES (9001, 13)",
            )
            .await;
        let desk = Desk::on(&database.address);
        let definitions = shipped_definitions().join("moldsilva");
        desk.does(&["publish", definitions.to_str().unwrap()]);
        let mut server = desk.serve();
        let order = an_order(&server).await;
        paid(&desk.mpay(&server), &order, "OLDER-1").await;
        assert_eq!(server.stop("TERM").code(), Some(0), "{}", server.stderr());
        assert!(server.stderr().contains("one of a later program"), "{}", server.stderr());
        database.execute("UPDATE schema_compatibility SET compatible_since = 9001 WHERE number = 9001").await;
        let output = desk.run(&["serve"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains("schema step 9001 of a later program"), "{}", text(&output.stderr));
    }
}

/// What `/readyz` says: the status, and the checks that are not well.
async fn readiness(address: &str) -> (u16, Vec<String>) {
    let answer = http().get(format!("{address}/readyz")).send().await.unwrap();
    let status = answer.status().as_u16();
    let told: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let checks = told["checks"].as_array().unwrap();
    let unwell = checks.iter().filter(|check| check["isWell"] == false);
    (status, unwell.map(|check| check["name"].as_str().unwrap().to_owned()).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_ready_only_while_an_order_could_be_stored() {
    for database in crate::support::databases::databases().await {
        let store = database.open().await;
        let desk = Desk::on(&database.address);
        desk.publish();
        let server = desk.serve();
        assert_eq!(readiness(&server.address).await, (200, vec![]), "{}", database.kind);
        assert_eq!(store.order_by_key(&order("none").key).await.unwrap(), None);
        database.execute("ALTER TABLE orders RENAME TO elsewhere").await;
        // What was found counts for a second.
        let unready = async {
            loop {
                let (status, unwell) = readiness(&server.address).await;
                if status != 200 {
                    break (status, unwell);
                }
                tokio::task::yield_now().await;
            }
        };
        let unready = tokio::time::timeout(std::time::Duration::from_secs(60), unready).await.unwrap();
        assert_eq!(unready, (503, vec!["an order can be stored".to_owned()]), "{}", database.kind);
        let alive = http().get(format!("{}/healthz", server.address)).send().await.unwrap();
        assert_eq!(alive.status(), 200);
        database.execute("ALTER TABLE elsewhere RENAME TO orders").await;
        let ready = async {
            while readiness(&server.address).await.0 != 200 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), ready).await.unwrap();
    }
}
