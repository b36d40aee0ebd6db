//! Orders one page after the other: each once, in order, with its payments and decisions.

use mpay_pages::order::{DecisionKind, OrderRecord};
use mpay_pages::store::Reasoned;

use crate::support::databases::{Database, databases};
use crate::support::samples::{at, first_version, order, path, payment};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_have_every_order_once() {
    for database in databases().await {
        let store = database.open().await;
        store.publish(&first_version(), at(0)).await.unwrap();
        let mut all = Vec::new();
        // Many in one instant: only their keys tell them apart.
        for number in 0..23i64 {
            let mut order = order(&format!("page {number}"));
            order.created_at = at(number / 9);
            store.submit(&order).await.unwrap();
            if number % 3 == 0 {
                store.record_payment(&payment(&order, &format!("P-{number}"), 30_00, 5)).await.unwrap();
                store.record_payment(&payment(&order, &format!("Q-{number}"), 70_00, 6)).await.unwrap();
            }
            if number % 6 == 0 {
                let reasoned = Reasoned { by: "staff", reason: "ill", at: at(7) };
                store.decide(&order.key, DecisionKind::Refund, &reasoned).await.unwrap();
            }
            all.push(store.order_by_key(&order.key).await.unwrap().unwrap());
        }
        let path = path("moldsilva/forest-land-rent");
        for (made, count_max) in [(at(-9)..at(9), 4), (at(0)..at(3), 9), (at(1)..at(2), 100), (at(0)..at(0), 5)] {
            let mut read: Vec<OrderRecord> = Vec::new();
            loop {
                let last = read.last().map(|last| (last.order.created_at, last.order.key.clone()));
                let after = last.as_ref().map(|(at, key)| (*at, key));
                let page = store.orders_made(&path, &made, after, count_max).await.unwrap();
                assert!(page.len() <= count_max as usize);
                if page.is_empty() {
                    break;
                }
                read.extend(page);
            }
            assert!(read.is_sorted_by_key(|record| record.order.created_at));
            let mut expected: Vec<_> = all.iter().filter(|one| made.contains(&one.order.created_at)).collect();
            let mut found: Vec<_> = read.iter().collect();
            for list in [&mut expected, &mut found] {
                list.sort_by_key(|record| record.order.key.as_str());
            }
            assert_eq!(found, expected, "{}: {made:?}", database.kind);
        }
        assert_eq!(store.services().await.unwrap(), [path]);
    }
}

/// However many payments there are, a page of an export finds its own by their index: PostgreSQL counts what it reads from
/// end to end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_on_postgresql_reads_the_payments_of_its_orders_alone() {
    let database = Database::postgres().await;
    let store = database.open().await;
    store.publish(&first_version(), at(0)).await.unwrap();
    let mut paid = Vec::new();
    for number in 0..40 {
        let order = order(&format!("page {number}"));
        store.submit(&order).await.unwrap();
        store.record_payment(&payment(&order, &format!("P-{number}"), 100_00, 5)).await.unwrap();
        paid.push(order);
    }
    // The first order and its payment many times over, made later.
    let copies = "generate_series(1, 20000) n";
    let orders = "(jsonb_populate_record(NULL::orders, to_jsonb(o) || jsonb_build_object('order_key', 'C' || n, \
                  'token', 'T' || n, 'submission', 'S' || n, 'open_submission', NULL, \
                  'created_at', o.created_at + 3600000000 + n))).*";
    let payments = "(jsonb_populate_record(NULL::payments, to_jsonb(p) || jsonb_build_object('order_key', 'C' || n, \
                    'payment_id', 'C' || n))).*";
    let copy = format!(
        "INSERT INTO orders SELECT {orders} FROM (SELECT * FROM orders LIMIT 1) o, {copies}; \
         INSERT INTO payments SELECT {payments} FROM (SELECT * FROM payments LIMIT 1) p, {copies}; ANALYZE"
    );
    database.execute(&copy).await;
    // What a connection has read is told once it has ended.
    store.close().await;
    let told =
        "SELECT COALESCE(seq_scan, 0), COALESCE(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'payments'";
    let before = database.two_numbers(told).await;
    let store = database.open().await;
    let first = store.orders_made(&path("moldsilva/forest-land-rent"), &(at(-9)..at(9)), None, 500).await.unwrap();
    assert_eq!(
        (first.len(), first.iter().filter(|record| record.payments.len() == 1).count()),
        (paid.len(), paid.len())
    );
    store.close().await;
    let mut after = before;
    for _ in 0..200 {
        after = database.two_numbers(&format!("{told} AND pg_sleep(0.05) IS NOT NULL")).await;
        if after.1 > before.1 {
            break;
        }
    }
    assert!(after.1 > before.1, "found by the index: {before:?} {after:?}");
    assert_eq!(after.0, before.0, "nothing is read from end to end");
}
