//! What becomes of a group of which one write fails.

use super::*;
use crate::store::pool::{Pool, execute, fetch};

/// Says a number, and fails where it is said already.
struct Say(i64);

/// Says a number, then one that was said before.
struct SayAgain {
    new: i64,
    old: i64,
}

/// Takes the transaction away under the others.
struct Spoil;

/// A fault of the program.
struct Panic;

const SAY: &str = "INSERT INTO said (number) VALUES ($1)";

impl Write for Say {
    type Written = i64;

    fn run<'a, 'c: 'a>(&'a self, on: &'a mut Connection<'c>) -> Running<'a, i64> {
        Box::pin(async move { execute!(on, SAY, self.0).map(|_| self.0) })
    }
}

impl Write for SayAgain {
    type Written = i64;

    fn run<'a, 'c: 'a>(&'a self, on: &'a mut Connection<'c>) -> Running<'a, i64> {
        Box::pin(async move {
            execute!(on, SAY, self.new)?;
            execute!(on, SAY, self.old)?;
            Ok(self.new)
        })
    }
}

impl Write for Spoil {
    type Written = i64;

    fn run<'a, 'c: 'a>(&'a self, on: &'a mut Connection<'c>) -> Running<'a, i64> {
        Box::pin(async move { execute!(on, "ROLLBACK").map(|_| 0) })
    }
}

impl Write for Panic {
    type Written = i64;

    fn run<'a, 'c: 'a>(&'a self, _: &'a mut Connection<'c>) -> Running<'a, i64> {
        Box::pin(async { panic!("a fault of the program") })
    }
}

type Told = oneshot::Receiver<Result<i64, StoreError>>;

fn waiting(write: impl Write<Written = i64>) -> (Box<dyn Waiting>, Told) {
    let (teller, told) = oneshot::channel();
    (Box::new(WaitingWrite { write, written: None, teller }), told)
}

struct Story {
    pool: Pool,
    writer: Writer,
    group: Group,
    folder: tempfile::TempDir,
}

impl Story {
    async fn begin() -> Story {
        let folder = tempfile::tempdir().unwrap();
        let pool = Pool::connect(&format!("sqlite:{}", folder.path().join("a.db").display()), true).await.unwrap();
        let Pool::Sqlite { pool: sqlite, turn, group, file, .. } = pool.clone() else { panic!("SQLite") };
        sqlx::raw_sql("CREATE TABLE said (number BIGINT NOT NULL PRIMARY KEY)").execute(&sqlite).await.unwrap();
        let writer = Writer { pool: sqlite, turn, file };
        Story { pool, writer, group, folder }
    }

    /// Writes a group in one transaction, and gives what each is told.
    async fn write(&self, group: Vec<(Box<dyn Waiting>, Told)>) -> Vec<Result<i64, String>> {
        let (group, told): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        write_group(self.writer.clone(), group).await;
        let mut all = Vec::new();
        for told in told {
            all.push(told.await.unwrap().map_err(|error| crate::store::error::in_full(&error)));
        }
        all
    }

    async fn said(&self) -> Vec<i64> {
        let mut reading = self.pool.read().await.unwrap();
        let rows = fetch!(&mut reading.on(), fetch_all, (i64,), "SELECT number FROM said ORDER BY number").unwrap();
        rows.into_iter().map(|(number,)| number).collect()
    }
}

#[tokio::test]
async fn a_write_that_fails_tells_its_own_error_and_the_others_of_its_group_are_kept() {
    let story = Story::begin().await;
    // The third writes something before it fails: that goes too. The first and the last may fail as well as one between.
    let told = story
        .write(vec![
            waiting(Say(1)),
            waiting(Say(2)),
            waiting(SayAgain { new: 3, old: 1 }),
            waiting(Say(4)),
            waiting(Say(4)),
        ])
        .await;
    assert_eq!([&told[0], &told[1], &told[3]], [&Ok(1), &Ok(2), &Ok(4)]);
    for failed in [&told[2], &told[4]] {
        let error = failed.as_ref().unwrap_err();
        assert!(error.contains("UNIQUE constraint failed: said.number") && !error.contains("shared"), "{error}");
    }
    assert_eq!(story.said().await, [1, 2, 4]);
    let told = story.write(vec![waiting(SayAgain { new: 3, old: 1 }), waiting(Say(5))]).await;
    assert!(told[0].is_err());
    assert_eq!((&told[1], story.said().await.as_slice()), (&Ok(5), [1, 2, 4, 5].as_slice()));
}

#[tokio::test]
async fn when_the_transaction_itself_fails_nothing_is_kept_and_everybody_is_told() {
    let story = Story::begin().await;
    let group = vec![waiting(Say(1)), waiting(SayAgain { new: 2, old: 1 }), waiting(Spoil), waiting(Say(3))];
    let told = story.write(group).await;
    assert!(told.iter().all(Result::is_err), "{told:?}");
    for (at, is_shared) in [(0, true), (1, false), (2, true), (3, true)] {
        let error = told[at].as_ref().unwrap_err();
        assert_eq!(error.contains("the transaction that it shared"), is_shared, "{error}");
    }
    assert_eq!(story.said().await, [0i64; 0]);
    // The next groups are not touched, whichever connection they get, and neither are other transactions.
    for number in 1..=9 {
        assert_eq!(story.write(vec![waiting(Say(number)), waiting(Spoil)]).await.len(), 2);
        assert_eq!(story.write(vec![waiting(Say(number))]).await, [Ok(number)]);
    }
    let mut attempt = 1;
    let mut transaction = story.pool.begin().await.unwrap();
    let spoilt = execute!(&mut transaction.on(), "ROLLBACK").and(Err::<(), _>(StoreError::content("spoilt")));
    assert!(transaction.end(spoilt, &mut attempt).await.unwrap().is_err());
    story.pool.begin().await.unwrap();
}

#[tokio::test]
async fn a_write_that_panics_ends_its_group_and_not_the_writer() {
    let story = Story::begin().await;
    let error = story.group.write(Panic).await.unwrap_err();
    assert!(matches!(error, StoreError::Broken(_)), "{error:?}");
    assert_eq!(story.group.write(Say(7)).await.unwrap(), 7);
    assert_eq!(story.said().await, [7]);
}

#[tokio::test]
async fn nothing_is_acknowledged_that_went_into_a_file_that_is_gone() {
    let story = Story::begin().await;
    assert_eq!(story.group.write(Say(1)).await.unwrap(), 1);
    std::fs::remove_file(story.folder.path().join("a.db")).unwrap();
    let error = story.group.write(Say(2)).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(matches!(story.pool.begin().await, Err(StoreError::Unavailable(_))));
    story.pool.file_lost().await;
}

#[tokio::test]
async fn nothing_is_acknowledged_whose_file_goes_while_it_is_written_and_what_was_before_is_kept() {
    for ending in ["-wal", "-shm"] {
        let story = Story::begin().await;
        assert_eq!(story.group.write(Say(1)).await.unwrap(), 1);
        let mut attempt = 1;
        let mut transaction = story.pool.begin().await.unwrap();
        let said = execute!(&mut transaction.on(), SAY, 3);
        std::fs::remove_file(story.folder.path().join(format!("a.db{ending}"))).unwrap();
        let ended = transaction.end(said, &mut attempt).await;
        assert!(matches!(ended, Some(Err(StoreError::Unavailable(_)))), "{ending}");
        story.pool.file_lost().await;
        story.pool.close().await;
        let address = format!("sqlite:{}", story.folder.path().join("a.db").display());
        let after = Story { pool: Pool::connect(&address, false).await.unwrap(), ..story };
        assert_eq!(after.said().await[0], 1, "{ending}");
    }
}
