//! A store with many orders: each is found, listed and counted once, also after the store was closed and opened again, on
//! SQLite and on PostgreSQL. `ORDERS` sets how many.

use std::collections::BTreeSet;
use std::sync::Arc;

use mpay_pages::order::{OrderRecord, OrderStatus};
use mpay_pages::store::Store;
use tokio::task::JoinSet;

use crate::support::databases::databases;
use crate::support::samples::{at, first_version, order, path, payment};

/// How many orders are made, unless `ORDERS` says otherwise.
const ORDERS: usize = 2_000;
/// How many are made at the same time, as by so many payers.
const AT_ONCE: usize = 32;
/// How many are read at a time, as an export does.
const PAGE: u32 = 500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_orders_are_all_there_once() {
    let count = std::env::var("ORDERS").map_or(ORDERS, |count| count.parse().expect("a number"));
    for database in databases().await {
        let store = Arc::new(database.open().await);
        store.publish(&first_version(), at(0)).await.unwrap();
        fill(&store, count).await;
        store.close().await;
        let store = database.open().await;
        let (mut keys, mut paid) = (BTreeSet::new(), 0);
        let mut last: Option<OrderRecord> = None;
        loop {
            let after = last.as_ref().map(|last| (last.order.created_at, &last.order.key));
            let path = path("moldsilva/forest-land-rent");
            let page = store.orders_made(&path, &(at(-1)..at(60)), after, PAGE).await.unwrap();
            let Some(end) = page.last() else { break };
            last = Some(end.clone());
            for record in page {
                paid += usize::from(record.status(at(59)) == OrderStatus::Paid);
                assert!(keys.insert(record.order.key.to_string()), "{} came twice", record.order.key);
            }
        }
        assert_eq!((keys.len(), paid), (count, count.div_ceil(2)), "{}", database.kind);
        store.close().await;
    }
}

/// Makes the orders in as many minutes as an hour has; every other one is paid.
async fn fill(store: &Arc<Store>, count: usize) {
    let mut payers = JoinSet::new();
    for payer in 0..AT_ONCE {
        let store = Arc::clone(store);
        payers.spawn(async move {
            for number in (payer..count).step_by(AT_ONCE) {
                let mut order = order(&format!("many {number}"));
                (order.created_at, order.due_at) = (at(number as i64 % 50), None);
                assert!(store.submit(&order).await.unwrap().is_new);
                if number % 2 == 0 {
                    store.record_payment(&payment(&order, &format!("M-{number}"), 100_00, 55)).await.unwrap();
                }
            }
        });
    }
    payers.join_all().await;
}
