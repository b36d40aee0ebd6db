//! Schema steps on a database that others write to.

use std::time::Duration;

use mpay_pages::ids::Environment;
use mpay_pages::store::{Opening, Store};
use sqlx::{Connection, PgConnection, Row};

use crate::support::databases::{Database, databases};
use crate::support::samples::{at, first_version, order};

/// As the release before step 13 left it.
const BEFORE_13: &str = "DROP INDEX orders_paid_alike; \
     CREATE INDEX orders_alike ON orders (environment, likeness, created_at); \
     DELETE FROM schema_migrations WHERE number = 13; DELETE FROM schema_compatibility WHERE number = 13";
/// As it is when a process died in the middle of building step 13's index.
const WITHIN_13: &str = "DELETE FROM schema_migrations WHERE number = 13; \
     DELETE FROM schema_compatibility WHERE number = 13; INSERT INTO schema_parts (number, done) VALUES (13, 1); \
     UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'orders_paid_alike'::regclass";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_looks_at_a_database_leaves_it_and_what_serves_brings_it_up_to_date() {
    for database in databases().await {
        database.open().await.close().await;
        database.execute(BEFORE_13).await;
        let looking = Store::open_for(&database.address, Environment::Test, Opening::Look).await.unwrap();
        let waiting = looking.waiting_steps().await.unwrap();
        assert_eq!(waiting.iter().map(|step| step.number).collect::<Vec<_>>(), [13], "{}", database.kind);
        looking.close().await;
        let serving = Store::open_for(&database.address, Environment::Test, Opening::Serve).await.unwrap();
        assert_eq!(serving.waiting_steps().await.unwrap(), []);
        serving.prepare_all().await.unwrap();
        serving.close().await;
    }
}

/// While one transaction writes, an index that kept writers out would wait for it, and all others behind the index.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_is_built_beside_writers_and_one_that_was_left_half_done_anew() {
    let database = Database::postgres().await;
    let store = database.open().await;
    store.publish(&first_version(), at(0)).await.unwrap();
    store.submit(&order("before")).await.unwrap();
    database.execute(WITHIN_13).await;

    let mut writer = PgConnection::connect(&database.address).await.unwrap();
    let mut writing = writer.begin().await.unwrap();
    sqlx::query("UPDATE orders SET returned_at = 1").execute(&mut *writing).await.unwrap();
    let migrating = tokio::spawn({
        let store = store.clone();
        async move { store.migrate().await }
    });
    let mut watcher = PgConnection::connect(&database.address).await.unwrap();
    waits_for_writers(&mut watcher).await;
    store.submit(&order("meanwhile")).await.unwrap();
    assert!(!migrating.is_finished());
    writing.commit().await.unwrap();
    migrating.await.unwrap().unwrap();
    let index = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('orders_paid_alike')";
    let is_valid: bool = sqlx::query(index).fetch_one(&mut watcher).await.unwrap().get(0);
    assert!(is_valid);
    assert_eq!(store.waiting_steps().await.unwrap(), []);
}

/// Until the index that is dropped or built waits for a transaction.
async fn waits_for_writers(watcher: &mut PgConnection) {
    let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
         AND query LIKE '%INDEX CONCURRENTLY%orders_paid_alike%' AND pid <> pg_backend_pid() AND wait_event_type = 'Lock'";
    let looked = async {
        while sqlx::query(waiting).fetch_one(&mut *watcher).await.unwrap().get::<i64, _>(0) == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), looked).await.unwrap();
}

/// What a step may take is not bounded as what a payer waits for is, and it does not make writers wait behind it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_has_no_time_bound_of_its_own_and_gives_way_to_writers() {
    let database = Database::postgres().await;
    let store = database.open().await;
    store.publish(&first_version(), at(0)).await.unwrap();
    database.execute(BEFORE_13).await;
    database
        .execute(
            "CREATE TABLE seen (name TEXT, value TEXT); \
             CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN \
                 INSERT INTO seen SELECT name, current_setting(name) FROM unnest(ARRAY['statement_timeout', 'lock_timeout']) name; \
             END $$; \
             CREATE EVENT TRIGGER noting ON ddl_command_start WHEN TAG IN ('DROP INDEX') EXECUTE FUNCTION note()",
        )
        .await;
    store.migrate().await.unwrap();
    let mut watcher = PgConnection::connect(&database.address).await.unwrap();
    let rows = sqlx::query("SELECT name, value FROM seen ORDER BY name").fetch_all(&mut watcher).await.unwrap();
    let seen: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(seen, [pair("lock_timeout", "1s"), pair("statement_timeout", "0")]);
}
