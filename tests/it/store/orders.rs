//! Submitting orders: each submission once, however often it comes.

use std::collections::BTreeSet;

use mpay_pages::order::OrderStatus;
use mpay_pages::store::{Conflict, Store, StoreError};

use crate::support::databases::{Database, databases};
use crate::support::samples::{at, first_version, order, payment};

async fn open(database: &Database) -> Store {
    let store = database.open().await;
    store.publish_if_unknown(&first_version(), at(0)).await.unwrap();
    store
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_submission_gives_the_order_that_it_gave() {
    for database in databases().await {
        let store = open(&database).await;
        let (first, mut second) = (order("same"), order("same"));
        let submitted = store.submit(&first).await.unwrap();
        assert!(submitted.is_new);
        assert_eq!(submitted.order.order, first);
        second.created_at = at(60);
        let repeated = store.submit(&second).await.unwrap();
        assert!(!repeated.is_new);
        assert_eq!(repeated.order, submitted.order);
        assert_eq!(store.order_by_key(&second.key).await.unwrap(), None);
        assert!(store.submit(&order("other")).await.unwrap().is_new);
        assert!(!store.submit(&first).await.unwrap().is_new, "also under its own key");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_order_is_given_back_as_it_will_be_read() {
    for database in databases().await {
        let store = open(&database).await;
        let mut finer = order("finer than the store's clock");
        finer.created_at = "2026-07-10T08:00:00.123456789Z".parse().unwrap();
        let submitted = store.submit(&finer).await.unwrap();
        assert_eq!(submitted.order.order.created_at.to_string(), "2026-07-10T08:00:00.123456Z");
        assert_eq!(store.order_by_key(&finer.key).await.unwrap(), Some(submitted.order));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_or_paid_order_makes_room_for_another() {
    for database in databases().await {
        let store = open(&database).await;
        let (first, mut second, third) = (order("same"), order("same"), order("same"));
        store.submit(&first).await.unwrap();
        second.created_at = at(61);
        second.due_at = None;
        assert!(store.submit(&second).await.unwrap().is_new, "{}: the first has expired", database.kind);
        assert!(!store.submit(&third).await.unwrap().is_new, "{}: the second can be paid", database.kind);
        // Late money for the first order leaves the second alone.
        store.record_payment(&payment(&first, "P-1", 100_00, 62)).await.unwrap();
        assert_eq!(store.submit(&third).await.unwrap().order.order.key, second.key);
        store.record_payment(&payment(&second, "P-2", 100_00, 63)).await.unwrap();
        assert!(store.submit(&third).await.unwrap().is_new, "{}: the second is paid", database.kind);
        let first = store.order_by_token(&first.token).await.unwrap().unwrap();
        assert_eq!(first.status(at(70)), OrderStatus::Paid);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_identical_submissions_at_once_make_one_order() {
    for database in databases().await {
        let stores = [open(&database).await, open(&database).await];
        // The second time over an order that has expired meanwhile.
        for round in 0..2 {
            let mut submitting = tokio::task::JoinSet::new();
            for i in 0..50 {
                let store = stores[i % 2].clone();
                let mut order = order("same");
                order.created_at = at(61 * round);
                order.due_at = Some(at(61 * round + 60));
                submitting.spawn(async move { store.submit(&order).await.unwrap() });
            }
            let submitted = submitting.join_all().await;
            let keys: BTreeSet<_> = submitted.iter().map(|s| s.order.order.key.to_string()).collect();
            assert_eq!(keys.len(), 1, "{}", database.kind);
            assert_eq!(submitted.iter().filter(|s| s.is_new).count(), 1, "{}", database.kind);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_distinct_submissions_at_once_are_all_kept() {
    for database in databases().await {
        let stores = [open(&database).await, open(&database).await];
        let orders: Vec<_> = (0..100).map(|i| order(&i.to_string())).collect();
        let mut submitting = tokio::task::JoinSet::new();
        for (i, order) in orders.iter().cloned().enumerate() {
            let store = stores[i % 2].clone();
            submitting.spawn(async move { store.submit(&order).await.unwrap().is_new });
        }
        assert!(submitting.join_all().await.into_iter().all(|is_new| is_new), "{}", database.kind);
        for order in orders {
            assert_eq!(stores[0].order_by_key(&order.key).await.unwrap().unwrap().order, order);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_or_token_in_use_is_to_be_drawn_again() {
    for database in databases().await {
        let store = open(&database).await;
        let first = order("first");
        store.submit(&first).await.unwrap();
        let mut same_key = order("second");
        same_key.key = first.key.clone();
        let mut same_token = order("second");
        same_token.token = first.token.clone();
        for drawn in [same_key, same_token] {
            let refused = store.submit(&drawn).await;
            assert!(matches!(refused, Err(StoreError::Conflict(Conflict::OrderDrawn))), "{refused:?}");
        }
        assert!(store.submit(&order("second")).await.unwrap().is_new);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_orders_are_not_found() {
    for database in databases().await {
        let store = open(&database).await;
        let unknown = order("unknown");
        assert_eq!(store.order_by_key(&unknown.key).await.unwrap(), None);
        assert_eq!(store.order_by_token(&unknown.token).await.unwrap(), None);
        let mut of_unknown_version = order("x");
        of_unknown_version.version.0 = 7;
        assert!(matches!(store.submit(&of_unknown_version).await, Err(StoreError::Broken(_))));
    }
}
