//! Steps that come while others write, and a program that finds a database of a later one.

use super::*;
use crate::ids::Environment;
use crate::store::Store;

const FIRST: Migration = Migration::additive(1, "first", "CREATE TABLE said (number BIGINT NOT NULL PRIMARY KEY);");
const COLUMN: &str = "ALTER TABLE said ADD COLUMN tens BIGINT;\n-- repeat\nUPDATE said SET tens = number / 10 WHERE number IN \
     (SELECT number FROM said WHERE tens IS NULL LIMIT 2);\nCREATE INDEX said_tens ON said (tens);";
const SECOND: Migration = Migration::additive(2, "second", COLUMN);
const BREAKING: Migration =
    Migration { compatible_since: 3, ..Migration::additive(3, "third", "CREATE TABLE third (a TEXT);") };

async fn pool() -> (Pool, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("a.db").display());
    (Pool::connect(&address, true).await.unwrap(), folder)
}

async fn execute(pool: &Pool, sql: &'static str) {
    let mut transaction = pool.begin().await.unwrap();
    let done = run(&mut transaction.on(), sql).await;
    transaction.end(done, &mut 1).await.unwrap().unwrap();
}

async fn part(pool: &Pool, at: usize) -> Result<(), StoreError> {
    in_transaction!(pool, |on| do_part(on, &SECOND, at, &SECOND.parts()))
}

async fn numbers(pool: &Pool, sql: &'static str) -> Vec<i64> {
    let rows = fetch!(&mut pool.read().await.unwrap().on(), fetch_all, (i64,), sql).unwrap();
    rows.into_iter().map(|(number,)| number).collect()
}

#[test]
fn steps_are_numbered_upwards() {
    assert!(MIGRATIONS.windows(2).all(|two| two[0].number < two[1].number));
}

#[tokio::test]
async fn an_older_program_goes_on_with_steps_that_only_add_and_with_no_others() {
    let (pool, _folder) = pool().await;
    bring_to(&pool, &[FIRST]).await.unwrap();
    execute(&pool, "INSERT INTO said (number) VALUES (1)").await;
    bring_to(&pool, &[FIRST, SECOND]).await.unwrap();
    // The older program starts again, and writes as it always did.
    bring_to(&pool, &[FIRST]).await.unwrap();
    execute(&pool, "INSERT INTO said (number) VALUES (2)").await;
    let standing = look_at(&mut pool.read().await.unwrap().on(), &[FIRST]).await.unwrap();
    assert_eq!(standing, Standing::Ours { waiting: vec![], newer: vec![2] });
    bring_to(&pool, &[FIRST, SECOND, BREAKING]).await.unwrap();
    for older in [&[FIRST][..], &[FIRST, SECOND]] {
        let error = crate::store::error::in_full(&bring_to(&pool, older).await.unwrap_err());
        assert!(error.contains("schema step 3 of a later program") && error.contains("cannot go on"), "{error}");
    }
    bring_to(&pool, &[FIRST, SECOND, BREAKING]).await.unwrap();
}

#[tokio::test]
async fn a_step_in_parts_is_done_to_the_end_and_goes_on_where_it_was_left() {
    let (pool, _folder) = pool().await;
    bring_to(&pool, &[FIRST]).await.unwrap();
    execute(&pool, "INSERT INTO said (number) VALUES (11), (22), (33), (44), (55)").await;
    let ledger = [FIRST, SECOND];
    // The first part and a batch of the second; then the process dies.
    part(&pool, 0).await.unwrap();
    part(&pool, 1).await.unwrap();
    assert_eq!(numbers(&pool, "SELECT COUNT(*) FROM said WHERE tens IS NOT NULL").await, [2]);
    let standing = look_at(&mut pool.read().await.unwrap().on(), &ledger).await.unwrap();
    assert!(matches!(standing, Standing::Ours { waiting, .. } if waiting.len() == 1));
    bring_to(&pool, &ledger).await.unwrap();
    assert_eq!(numbers(&pool, "SELECT tens FROM said ORDER BY number").await, [1, 2, 3, 4, 5]);
    assert_eq!(numbers(&pool, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'said_tens'").await, [1]);
    assert_eq!(numbers(&pool, "SELECT COUNT(*) FROM schema_parts").await, [0]);
    bring_to(&pool, &ledger).await.unwrap();
}

/// The database of the release before: its ledger knows nothing of compatibility.
#[tokio::test]
async fn the_ledger_of_the_first_releases_is_read_and_grows() {
    let (pool, _folder) = pool().await;
    execute(&pool, MAKE_LEDGER).await;
    execute(&pool, FIRST.sql).await;
    let mut transaction = pool.begin().await.unwrap();
    let checksum = FIRST.checksum();
    let recorded = execute!(&mut transaction.on(), RECORD, 1_i64, "first", checksum.as_str(), 0_i64);
    transaction.end(recorded, &mut 1).await.unwrap().unwrap();
    let standing = look_at(&mut pool.read().await.unwrap().on(), &[FIRST, SECOND]).await.unwrap();
    assert!(matches!(standing, Standing::Ours { waiting, .. } if waiting.len() == 1));
    bring_to(&pool, &[FIRST, SECOND]).await.unwrap();
    assert_eq!(numbers(&pool, "SELECT number FROM schema_migrations ORDER BY number").await, [1, 2]);
    assert_eq!(numbers(&pool, "SELECT compatible_since FROM schema_compatibility").await, [1]);
}

#[tokio::test]
async fn what_is_opened_to_look_at_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept/a.db");
    let address = format!("sqlite:{}", path.display());
    for opening in [crate::store::Opening::Look, crate::store::Opening::Serve] {
        let none = Store::open_for(&address, Environment::Test, opening).await;
        assert!(matches!(none, Err(StoreError::NoDatabase(_))), "{none:?}");
        assert!(!path.exists() && !path.parent().unwrap().exists());
    }
}
