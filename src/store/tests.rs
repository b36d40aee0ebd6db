//! How the statements find their rows: none reads a table that grows with the orders from end to end.

use sqlx::{AssertSqlSafe, Row};

use super::pool::Connection;
use super::{Store, listing, statements};
use crate::ids::Environment;

/// What may be read whole: it has a row for each service, key or token, or is itself read within a bound.
const SMALL: [&str; 7] =
    ["schema_migrations", "publications", "services", "link_keys", "api_tokens", "held", "page_keys"];

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
            if table.is_some_and(|table| !SMALL.contains(&table)) {
                scanned.push(format!("{step}: {sql}"));
            }
        }
    }
    assert!(scanned.is_empty(), "{}", scanned.join("\n"));
    assert!(searched > 30, "plans are read as SQLite tells them: {searched}");
    store.close().await;
}
