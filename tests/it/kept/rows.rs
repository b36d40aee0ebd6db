//! The rows themselves, on both databases: what they give away, and what becomes of them when the order comes.

use mpay_pages::store::{Keeping, SealedAnswers, SealedOrOrdered};

use super::*;
use crate::support::samples::{at, first_version, order};

const MANY: KeptAmount = KeptAmount { rows: 1_000, bytes: 1 << 30 };

fn sealed(name: u8, minutes: i64, network: Option<i64>) -> SealedAnswers {
    SealedAnswers { name: [name; 32], sealed: vec![name; 1_000], network, at: at(minutes) }
}

async fn keep(store: &Store, answers: SealedAnswers, most: KeptAmount, is_full: bool) -> Keeping {
    store.keep_answers(answers, most, is_full).await.unwrap()
}

async fn is_kept(store: &Store, name: u8) -> bool {
    store.kept_answers(&[name; 32]).await.unwrap().is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_are_bounded_emptied_and_forgotten_on_both_databases() {
    for database in databases().await {
        let store = database.open().await;
        let three = KeptAmount { rows: 3, bytes: 1 << 30 };
        for name in 1..=6 {
            assert_eq!(keep(&store, sealed(name, i64::from(name), Some(7)), three, false).await, Keeping::Kept);
        }
        let kept: Vec<bool> = [is_kept(&store, 1).await, is_kept(&store, 4).await, is_kept(&store, 6).await].into();
        assert_eq!(kept, [false, false, true], "{}", database.kind);
        // Where all is full, a network's oldest makes room; who has none finds none, and what is rewritten needs none.
        assert_eq!(keep(&store, sealed(9, 9, Some(8)), MANY, true).await, Keeping::NoRoom);
        assert_eq!(keep(&store, sealed(9, 9, None), MANY, true).await, Keeping::NoRoom);
        assert_eq!(keep(&store, sealed(6, 9, Some(7)), MANY, true).await, Keeping::Kept);
        let before = store.kept_amount().await.unwrap();
        assert_eq!(keep(&store, sealed(10, 10, Some(7)), MANY, true).await, Keeping::Kept);
        assert!(store.kept_amount().await.unwrap().rows <= before.rows, "{}", database.kind);
        // In the other environment nothing is there.
        assert_eq!(store.in_environment(Environment::Production).kept_answers(&[10; 32]).await.unwrap(), None);

        store.publish(&first_version(), at(0)).await.unwrap();
        let first = order("kept");
        assert!(store.submit_kept(&first, None, [10; 32]).await.unwrap().is_new);
        // The same once more gives the same order, under whatever token it was drawn.
        assert!(!store.submit_kept(&order("kept"), None, [10; 32]).await.unwrap().is_new);
        let found = store.kept_answers(&[10; 32]).await.unwrap().unwrap();
        assert_eq!(found.what, SealedOrOrdered::Ordered(first.token.clone()), "{}", database.kind);
        assert_eq!(keep(&store, sealed(10, 11, Some(7)), MANY, false).await, Keeping::Over);
        // An order whose answers are kept no more is made all the same.
        assert!(store.submit_kept(&order("other"), None, [77; 32]).await.unwrap().is_new);

        store.use_kept_answers(&[6; 32], at(30)).await.unwrap();
        assert!(store.forget_kept_answers(at(29), 500).await.unwrap() >= 1, "{}", database.kind);
        assert!(is_kept(&store, 6).await && !is_kept(&store, 10).await);
        assert_eq!(store.forget_kept_answers(at(30), 500).await.unwrap(), 1);
        assert_eq!(store.kept_amount().await.unwrap(), KeptAmount { rows: 0, bytes: 0 });
        store.close().await;
    }
}

/// Whoever has the database, its journal and its log has none of the answers, and nothing that opens them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_gives_no_answer_away() {
    let server = InProcess::start().await;
    let browser = Browser::new(&server.address);
    // What stands in no example of a definition: those are in the database too.
    let secrets = ["QX7781390425", "Zamfira Nistreanu"];
    let form = filled(&browser, &forest_land_rent(), "ro").await;
    let form = form.with([("contract", secrets[0]), ("payer.name", secrets[1])]);
    let review = browser.reviews(&form).await.expect(200);
    assert_eq!(review.form(REVIEW).value("contract"), secrets[0]);
    let token = form_of(&review).rsplit('/').next().unwrap().to_owned();
    let path = server.database_address().strip_prefix("sqlite:").unwrap().to_owned();
    for file in [path.clone(), format!("{path}-wal")] {
        let bytes = std::fs::read(file).unwrap();
        let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        for text in secrets.into_iter().chain([token.as_str()]) {
            assert!(!has(text), "{text}");
        }
    }
    server.stop().await;
}

/// A round forgets some hundreds, and says whether there may be more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_old_is_forgotten_in_rounds_until_there_is_no_more() {
    let server = InProcess::start().await;
    let store = &server.app.store;
    let old = server.clock.now() - 3.hours();
    for number in 0..501_u16 {
        let mut name = [0; 32];
        name[..2].copy_from_slice(&number.to_be_bytes());
        keep(store, SealedAnswers { name, sealed: vec![1], network: None, at: old }, MANY, false).await;
    }
    // The server's own round may come between, once: what it leaves is one.
    let mut rounds = Vec::new();
    while rounds.last() != Some(&false) {
        rounds.push(server.app.forget_kept_answers().await.unwrap());
    }
    assert!(matches!(rounds[..], [true, false] | [false]), "{rounds:?}");
    assert_eq!(store.kept_amount().await.unwrap().rows, 0);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_steps_at_once_are_all_kept() {
    for database in databases().await {
        let store = Arc::new(database.open().await);
        let mut keeping = tokio::task::JoinSet::new();
        for name in 0..100 {
            let store = Arc::clone(&store);
            keeping.spawn(async move { keep(&store, sealed(name, 0, Some(1)), MANY, false).await });
        }
        assert!(keeping.join_all().await.into_iter().all(|kept| kept == Keeping::Kept), "{}", database.kind);
        assert_eq!(store.kept_amount().await.unwrap().rows, 100, "{}", database.kind);
        store.close().await;
    }
}
