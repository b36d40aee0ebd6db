//! How the statements find their rows: none reads a table that grows with the orders from end to end.

use sqlx::{AssertSqlSafe, Row};

use super::pool::Connection;
use super::{Store, listing, statements};
use crate::ids::Environment;

/// What may be read whole: it has a row for each service, key or token, or is itself read within a bound; of kept answers
/// there are never more than a bound, and they are counted once a minute.
const SMALL: [&str; 11] = [
    "schema_compatibility",
    "schema_migrations",
    "publications",
    "services",
    "link_keys",
    "api_tokens",
    "held",
    "page_keys",
    "newest",
    "oldest",
    "kept_answers",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_statement_reads_a_growing_table_from_end_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("plans.sqlite").display());
    let store = Store::open(&address, Environment::Test).await.unwrap();
    let (mut searched, mut scanned) = (0, Vec::new());
    for sql in statements().chain(listing::OF_SQLITE.iter().copied()) {
        let mut reading = store.pool.read().await.unwrap();
        let Connection::Sqlite(connection) = reading.on() else { unreachable!("it was opened as SQLite") };
        // Without its values: the plan is made from the text alone.
        let plan = sqlx::raw_sql(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")));
        for row in plan.fetch_all(&mut *connection).await.unwrap() {
            let step: String = row.get("detail");
            searched += usize::from(step.starts_with("SEARCH "));
            let table = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            // A subquery has its own steps.
            if table.is_some_and(|table| !SMALL.contains(&table) && !table.starts_with("(subquery")) {
                scanned.push(format!("{step}: {sql}"));
            }
        }
    }
    assert!(scanned.is_empty(), "{}", scanned.join("\n"));
    assert!(searched > 30, "plans are read as SQLite tells them: {searched}");
    store.close().await;
}

/// Paid orders are looked through from a mark on: by another index each look would read all of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stored_orders_are_looked_through_from_a_mark_on() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("plan.sqlite").display());
    let store = Store::open(&address, Environment::Test).await.unwrap();
    let sql = statements().find(|sql| sql.contains("LEFT JOIN likenesses")).unwrap();
    let mut reading = store.pool.read().await.unwrap();
    let Connection::Sqlite(connection) = reading.on() else { unreachable!("it was opened as SQLite") };
    let plan = sqlx::raw_sql(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")));
    let steps: Vec<String> =
        plan.fetch_all(&mut *connection).await.unwrap().iter().map(|row| row.get("detail")).collect();
    let by_mark = "SEARCH o USING INDEX orders_paid_alike (environment=? AND (likeness,created_at)>(?,?))";
    assert!(steps.iter().any(|step| step == by_mark), "{steps:?}");
    // Of equal likenesses alone.
    let is_of_equals = |step: &String| step.contains("LAST TERM") || step.contains("RIGHT PART");
    assert!(steps.iter().filter(|step| step.contains("B-TREE")).all(is_of_equals), "{steps:?}");
    drop(reading);
    store.close().await;
}

#[test]
fn a_password_is_not_shown() {
    for (address, shown) in [
        ("postgres://pay:s3cret@db.example/pay?password=s3cret", "postgres://…@db.example/pay"),
        ("postgres://pay:s3@cret@db.example/pay", "postgres://…@db.example/pay"),
        ("sqlite:data/mpay-pages.sqlite", "sqlite:data/mpay-pages.sqlite"),
        ("postgres://db.example/pay", "postgres://db.example/pay"),
    ] {
        assert_eq!(super::without_secrets(address), shown);
    }
}
