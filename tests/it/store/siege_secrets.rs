//! The secrets of sieges: one a day, the first one's, and none kept for long.

use mpay_pages::ids::Environment;

use crate::support::databases::databases;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_to_draw_decides_and_what_is_old_is_forgotten() {
    for database in databases().await {
        let store = database.open().await;
        let mut drawing = tokio::task::JoinSet::new();
        for seed in 1..=8 {
            let store = store.clone();
            drawing.spawn(async move { store.siege_secrets(20_000, [seed; 32]).await.unwrap() });
        }
        let drawn = drawing.join_all().await;
        let (first, before) = drawn[0];
        assert!(before.is_none() && first[0] > 0 && drawn.iter().all(|one| *one == drawn[0]), "{}", database.kind);
        assert_eq!(store.siege_secrets(20_001, [9; 32]).await.unwrap(), ([9; 32], Some(first)));
        let other = store.in_environment(Environment::Production);
        assert_eq!(
            other.siege_secrets(20_001, [7; 32]).await.unwrap(),
            ([7; 32], None),
            "each environment has its own"
        );
        assert_eq!(store.siege_secrets(20_002, [8; 32]).await.unwrap(), ([8; 32], Some([9; 32])));
        assert_eq!(store.siege_secrets(20_000, [6; 32]).await.unwrap(), ([6; 32], None), "the first one is gone");
    }
}
