//! Recording payments: each once, with its evidence, and flagged where a person should look.

use mpay_pages::ids::ContentHash;
use mpay_pages::money::Money;
use mpay_pages::order::{Order, OrderStatus, PaymentFlag};
use mpay_pages::store::{Conflict, Missing, Recorded, Store, StoreError, Telling};

use sqlx::{Connection, PgConnection};

use crate::support::databases::{Database, databases};
use crate::support::samples::{at, first_version, order, payment};

async fn open(database: &Database) -> Store {
    let store = database.open().await;
    store.publish_if_unknown(&first_version(), at(0)).await.unwrap();
    store
}

async fn submitted(store: &Store, name: &str) -> Order {
    let order = order(name);
    assert!(store.submit(&order).await.unwrap().is_new);
    order
}

fn flags(recorded: &Recorded) -> Vec<Option<PaymentFlag>> {
    let all = recorded.order().payments.iter().map(|payment| &payment.flags);
    all.map(|flags| flags.first().copied().inspect(|_| assert_eq!(flags.len(), 1, "{flags:?}"))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_is_recorded_once_with_its_message() {
    for database in databases().await {
        let store = open(&database).await;
        let order = submitted(&store, "a").await;
        let mut paid = payment(&order, "P-1", 100_00, 5);
        paid.message = (0..=255).collect();
        let first = store.record_payment(&paid).await.unwrap();
        assert!(first.is_new());
        assert_eq!(first.order().payments, [paid.payment.clone()]);
        assert_eq!(first.order().status(at(5)), OrderStatus::Paid);
        let mut again = payment(&order, "P-1", 100_00, 6);
        again.message = b"another".to_vec();
        let second = store.record_payment(&again).await.unwrap();
        assert_eq!(second, Recorded::Already(first.order().clone()));
        assert_eq!(store.payment_message("P-1").await.unwrap(), Some(paid.message));
        assert_eq!(store.payment_message("P-2").await.unwrap(), None);
        assert_eq!(store.order_by_key(&order.key).await.unwrap().as_ref(), Some(first.order()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_of_another_or_of_no_order_is_refused() {
    for database in databases().await {
        let store = open(&database).await;
        let (one, two) = (submitted(&store, "one").await, submitted(&store, "two").await);
        store.record_payment(&payment(&one, "P-1", 100_00, 5)).await.unwrap();
        let refused = store.record_payment(&payment(&two, "P-1", 100_00, 5)).await;
        assert!(
            matches!(&refused, Err(StoreError::Conflict(Conflict::PaymentOfAnotherOrder { order_key, .. })) if *order_key == one.key),
            "{refused:?}"
        );
        assert_eq!(store.order_by_key(&two.key).await.unwrap().unwrap().payments, []);
        let unknown = payment(&order("never submitted"), "P-2", 100_00, 5);
        let refused = store.record_payment(&unknown).await;
        assert!(
            matches!(&refused, Err(StoreError::NotFound(Missing::Order(key))) if *key == unknown.order_key),
            "{refused:?}"
        );
        assert_eq!(store.payment_message("P-2").await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_payments_are_kept_and_flagged() {
    use PaymentFlag::{Late, OtherAmount, PaidBefore};
    for database in databases().await {
        let store = open(&database).await;
        let mut parts = order("parts");
        parts.content.allow_partial_payments = true;
        store.submit(&parts).await.unwrap();
        let whole = submitted(&store, "whole").await;
        // Payments (bani, minute), and the flag of each.
        let whole_story = [(40_00, 1, Some(OtherAmount)), (60_00, 60, None), (100_00, 61, Some(PaidBefore))];
        let parts_story = [(40_00, 1, None), (70_00, 2, Some(OtherAmount)), (1, 3, Some(PaidBefore))];
        for (order, story) in [(&whole, whole_story), (&parts, parts_story)] {
            let name = order.key.as_str();
            for (i, (bani, minute, _)) in story.into_iter().enumerate() {
                let paid = payment(order, &format!("{name} {i}"), bani, minute);
                let recorded = store.record_payment(&paid).await.unwrap();
                let expected: Vec<_> = story[..=i].iter().map(|(.., flag)| *flag).collect();
                assert_eq!(flags(&recorded), expected, "{} {name} {i}", database.kind);
            }
            assert_eq!(store.order_by_key(&order.key).await.unwrap().unwrap().due(), Some(Money::ZERO));
        }
        let mut ahead = order("in advance");
        ahead.content.allow_advance_payments = true;
        store.submit(&ahead).await.unwrap();
        assert_eq!(flags(&store.record_payment(&payment(&ahead, "P-ahead", 150_00, 1)).await.unwrap()), [None]);
        let late = submitted(&store, "late").await;
        let recorded = store.record_payment(&payment(&late, "P-late", 100_00, 61)).await.unwrap();
        assert_eq!(flags(&recorded), [Some(Late)]);
        assert_eq!(recorded.order().status(at(61)), OrderStatus::Paid);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn confirmations_at_once_record_each_payment_once() {
    for database in databases().await {
        let stores = [open(&database).await, open(&database).await];
        let order = submitted(&stores[0], "a").await;
        let mut recording = tokio::task::JoinSet::new();
        for i in 0..40 {
            let store = stores[i % 2].clone();
            let payment = payment(&order, &format!("P-{}", i / 10), 25_00, 5);
            recording.spawn(async move { store.record_payment(&payment).await.unwrap().is_new() });
        }
        let new = recording.join_all().await.into_iter().filter(|is_new| *is_new).count();
        assert_eq!(new, 4, "{}", database.kind);
        let record = stores[0].order_by_key(&order.key).await.unwrap().unwrap();
        assert_eq!((record.payments.len(), record.paid()), (4, Money::from_bani(100_00)), "{}", database.kind);
        assert!(stores[1].submit(&crate::support::samples::order("a")).await.unwrap().is_new, "the first is paid");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_payment_for_two_orders_at_once_is_recorded_for_one() {
    for database in databases().await {
        let stores = [open(&database).await, open(&database).await];
        for round in 0..10 {
            let mut recording = tokio::task::JoinSet::new();
            for (i, store) in stores.iter().cloned().enumerate() {
                let order = submitted(&store, &format!("{round} {i}")).await;
                recording.spawn(async move {
                    store.record_payment(&payment(&order, &format!("P-{round}"), 100_00, 5)).await
                });
            }
            let (recorded, refused): (Vec<_>, Vec<_>) =
                recording.join_all().await.into_iter().partition(|outcome| outcome.is_ok());
            assert_eq!(recorded.len(), 1, "{} {refused:?}", database.kind);
            let conflict = Conflict::PaymentOfAnotherOrder {
                payment_id: format!("P-{round}"),
                order_key: recorded[0].as_ref().unwrap().order().order.key.clone(),
            };
            assert!(matches!(&refused[0], Err(StoreError::Conflict(found)) if *found == conflict), "{refused:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_messages_are_kept_within_bounds() {
    for database in databases().await {
        let store = open(&database).await;
        let long = vec![0xffu8; 100_000];
        let subject = |name: &str| ContentHash::of(&[name.as_bytes()]);
        store
            .keep_refused_message(b"first\0", &subject("1"), Telling::default(), "unknown order", at(1))
            .await
            .unwrap();
        store.keep_refused_message(&long, &subject("2"), Telling::default(), "unknown order", at(2)).await.unwrap();
        // MPay repeats what failed.
        store
            .keep_refused_message(b"first again", &subject("1"), Telling::default(), "unknown order", at(2))
            .await
            .unwrap();
        let kept = store.refused_messages(10).await.unwrap();
        let told: Vec<_> = kept.iter().map(|m| (m.sequence, m.length_bytes, m.received_at)).collect();
        assert_eq!(told, [(2, 100_000, at(2)), (1, 6, at(1))]);
        assert_eq!(store.refused_message(2).await.unwrap().unwrap().len(), 65_536);
        assert_eq!(store.refused_message(1).await.unwrap().as_deref(), Some(b"first\0".as_slice()));
        assert_eq!((kept[1].reason.as_str(), store.refused_message(3).await.unwrap()), ("unknown order", None));
        // As if 9 999 more had come.
        database.execute("UPDATE counters SET value = 10000 WHERE name = 'refused_message'").await;
        store.keep_refused_message(b"last", &subject("3"), Telling::default(), "unknown order", at(3)).await.unwrap();
        let left: Vec<_> = store.refused_messages(10).await.unwrap().iter().map(|m| m.sequence).collect();
        assert_eq!(left, [10_001, 2]);
    }
}

/// PostgreSQL alone: SQLite has one writer. Another transaction holds the payment's number and then wants the order's row,
/// which the store holds while it waits for the number; the store's transaction is given up, and tried again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_gave_way_is_tried_again() {
    let database = Database::postgres().await;
    let store = open(&database).await;
    let (one, two) = (submitted(&store, "one").await, submitted(&store, "two").await);
    let mut other = PgConnection::connect(&database.address).await.unwrap();
    sqlx::raw_sql("SET deadlock_timeout = '60s'; BEGIN").execute(&mut other).await.unwrap();
    let insert = "INSERT INTO payments \
         (environment, payment_id, order_key, position, amount_bani, paid_at, received_at) \
         VALUES ('test', 'P-1', $1, 1, 1, 0, 0)";
    sqlx::query(insert).bind(two.key.as_str()).execute(&mut other).await.unwrap();
    let recording = tokio::spawn({
        let (store, payment) = (store.clone(), payment(&one, "P-1", 100_00, 5));
        async move { store.record_payment(&payment).await }
    });
    let waiting =
        "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut other).await.unwrap() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let touch = "UPDATE orders SET returned_at = 1 WHERE order_key = $1";
    sqlx::query(touch).bind(one.key.as_str()).execute(&mut other).await.unwrap();
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    assert!(recording.await.unwrap().unwrap().is_new());
}
