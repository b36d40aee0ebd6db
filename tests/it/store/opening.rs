//! Opening and closing: tables, addresses, and what a restart keeps.

use mpay_pages::ids::Environment;
use mpay_pages::store::{Store, StoreError};

use crate::support::databases::{Database, databases};
use crate::support::samples::{at, first_version, order, path, payment};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_is_understood_by_both_databases() {
    for database in databases().await {
        let store = database.open().await;
        let count = store.prepare_all().await.unwrap_or_else(|error| panic!("{}: {error:?}", database.kind));
        assert_eq!(count, written_statements(), "each constant is in its file's list");
        store.check().await.unwrap();
    }
}

/// How many constants of the store's files are SQL for both databases.
fn written_statements() -> usize {
    let room = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let files = std::fs::read_dir(&room).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let texts = files.chain([room.with_extension("rs")]).map(|path| std::fs::read_to_string(path).unwrap());
    let is_sql = |constant: &str| {
        let (name, text) = constant.split_once(": &str =").unwrap_or_default();
        let text = text.trim_start();
        ["\"SELECT", "\"INSERT", "\"UPDATE", "\"DELETE", "\"CREATE"].iter().any(|verb| text.starts_with(verb))
            && name != "WAIT_FOR_OTHERS"
    };
    // What each database writes in its own way stands in one constant.
    let is_of_each =
        |constant: &str| constant.split_once(": ByKeys = ByKeys {").is_some_and(|(name, _)| !name.contains(' '));
    let counts = |constant: &&str| is_sql(constant) || is_of_each(constant);
    texts.map(|text| text.split("const ").filter(counts).count()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_may_open_a_new_database_at_once() {
    for database in databases().await {
        let mut openings = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let address = database.address.clone();
            openings.spawn(async move { Store::open(&address, Environment::Test).await });
        }
        while let Some(opened) = openings.join_next().await {
            let store = opened.unwrap().unwrap_or_else(|error| panic!("{}: {error:?}", database.kind));
            store.check().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_keeps_everything() {
    for database in databases().await {
        let order = order("kept");
        let paid = payment(&order, "P-1", 100_00, 5);
        let before = {
            let store = database.open().await;
            store.publish(&first_version(), at(0)).await.unwrap();
            store.submit(&order).await.unwrap();
            store.record_payment(&paid).await.unwrap().order().clone()
        };
        let store = database.open().await;
        assert_eq!(store.order_by_key(&order.key).await.unwrap().as_ref(), Some(&before));
        assert_eq!(store.order_by_token(&order.token).await.unwrap().as_ref(), Some(&before));
        assert_eq!(before.order, order);
        assert_eq!(store.payment_message("P-1").await.unwrap(), Some(paid.message));
        assert_eq!(store.served(None).await.unwrap()[0].path, path("moldsilva/forest-land-rent"));
        store.close().await;
        assert!(matches!(store.check().await, Err(StoreError::Unavailable(_))));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_of_another_program_are_left_alone() {
    for database in databases().await {
        database.open().await.close().await;
        for change in [
            "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (9999, 'later', 'x', 0)",
            "DELETE FROM schema_migrations WHERE number = 9999; UPDATE schema_migrations SET checksum = 'x' WHERE number = 1",
        ] {
            database.execute(change).await;
            assert!(
                matches!(Store::open(&database.address, Environment::Test).await, Err(StoreError::Broken(_))),
                "{}",
                database.kind
            );
        }
    }
}

#[tokio::test]
async fn what_is_not_an_address_is_refused() {
    for address in ["", "mysql://x", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=memory", "postgres://h:notaport/x"]
    {
        assert!(matches!(Store::open(address, Environment::Test).await, Err(StoreError::BadAddress(_))), "{address}");
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_unavailable() {
    let nowhere = Store::open("postgres://u@127.0.0.1:1/x", Environment::Test).await;
    assert!(matches!(nowhere, Err(StoreError::Unavailable(_))), "{nowhere:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_sqlite_file_is_its_owner_s_alone() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::sqlite();
    let store = database.open().await;
    store.publish(&first_version(), at(0)).await.unwrap();
    let file = std::path::PathBuf::from(database.address.strip_prefix("sqlite:").unwrap());
    let names: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap()).collect();
    assert!(names.len() >= 2, "the file and its log: {names:?}");
    for entry in names {
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{entry:?}");
    }
}
