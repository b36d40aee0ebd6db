//! Paid orders under a limit: how many there are, what is flagged beyond it, and who gives a place back.

use mpay_pages::order::{DecisionKind, Order, PaymentFlag};
use mpay_pages::store::{Reasoned, Recorded, Store};
use tokio::task::JoinSet;

use crate::support::databases::{Database, databases};
use crate::support::samples::{at, first_version, order, path, payment};

/// The limit of the stories.
const PLACES: u32 = 3;
const SERVICE: &str = "moldsilva/forest-land-rent";

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

/// Pays an order under the limit.
async fn pays(store: &Store, order: &Order, payment_id: &str, bani: i64, minutes: i64) -> Option<PaymentFlag> {
    let mut new = payment(order, payment_id, bani, minutes);
    new.paid_orders_max = Some(PLACES);
    let recorded = store.record_payment(&new).await.unwrap();
    assert!(matches!(recorded, Recorded::New(_)), "{payment_id}");
    let payments = &recorded.order().payments;
    payments.iter().find(|payment| payment.payment_id == payment_id).unwrap().flags.first().copied()
}

async fn paid_orders(store: &Store) -> u32 {
    store.paid_orders(&path(SERVICE), 100).await.unwrap()
}

/// Two processes record at once what came for more orders than there are places: no place is given twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payments_at_once_never_share_the_last_place() {
    for database in databases().await {
        let stores = [open(&database).await, open(&database).await];
        for round in 0..5i64 {
            let mut payments = JoinSet::new();
            for at in 0..8usize {
                let (store, name) = (stores[at % 2].clone(), format!("at once {round} {at}"));
                let order = submitted(&store, &name).await;
                payments.spawn(async move { pays(&store, &order, &name, 100_00, 5).await });
            }
            let flags = payments.join_all().await;
            let over = flags.iter().filter(|flag| **flag == Some(PaymentFlag::OverLimit)).count();
            let (free, all) = if round == 0 { (3, 8) } else { (0, 8) };
            assert_eq!((over, flags.len()), (all - free, all), "{}: {flags:?}", database.kind);
        }
        assert_eq!(paid_orders(&stores[0]).await, 40, "what was paid is paid");
        assert_eq!(stores[0].paid_orders(&path(SERVICE), PLACES).await.unwrap(), PLACES, "counted no further");
        assert_eq!(stores[1].flagged_payments(100).await.unwrap().len(), 37);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_holds_a_place_and_nothing_holds_none() {
    for database in databases().await {
        let store = open(&database).await;
        let mut orders = Vec::new();
        for at in 0..5 {
            orders.push(submitted(&store, &format!("order {at}")).await);
        }
        assert_eq!(pays(&store, &orders[0], "NOTHING", 0, 5).await, Some(PaymentFlag::OtherAmount));
        assert_eq!(paid_orders(&store).await, 0);
        // A part that the order does not allow is odd, but money.
        assert_eq!(pays(&store, &orders[0], "PART", 40_00, 5).await, Some(PaymentFlag::OtherAmount));
        for at in [1, 2] {
            assert_eq!(pays(&store, &orders[at], &format!("WHOLE-{at}"), 100_00, 5).await, None);
        }
        assert_eq!(paid_orders(&store).await, 3);
        // Who holds a place may pay the rest; who is one too many is told as that, late or not.
        assert_eq!(pays(&store, &orders[0], "REST", 60_00, 6).await, None);
        assert_eq!(pays(&store, &orders[3], "ONE-MORE", 100_00, 6).await, Some(PaymentFlag::OverLimit));
        assert_eq!(pays(&store, &orders[4], "LATE", 100_00, 61).await, Some(PaymentFlag::OverLimit));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_is_given_back_with_the_money() {
    for database in databases().await {
        let store = open(&database).await;
        let (first, second) = (submitted(&store, "first").await, submitted(&store, "second").await);
        for (order, id) in [(&first, "P-1"), (&second, "P-2")] {
            assert_eq!(pays(&store, order, id, 100_00, 5).await, None);
        }
        let reasoned = Reasoned { by: "staff", reason: "ill", at: at(6) };
        store.decide(&first.key, DecisionKind::Refund, &reasoned).await.unwrap();
        assert_eq!(paid_orders(&store).await, 1);
        store.decide(&second.key, DecisionKind::Complete, &reasoned).await.unwrap();
        assert_eq!(paid_orders(&store).await, 1, "who has what was paid for keeps the place");
        assert_eq!(pays(&store, &first, "P-3", 100_00, 7).await, Some(PaymentFlag::Closed));
        assert_eq!(paid_orders(&store).await, 2);
    }
}

/// A database of an earlier program: who holds a place follows from payments and refunds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_of_an_earlier_program_hold_their_places() {
    const UNDO: &str = "DROP INDEX orders_holding_place; DROP INDEX orders_paid_alike; \
         ALTER TABLE orders DROP COLUMN holds_place; \
         CREATE INDEX orders_alike ON orders (environment, likeness); \
         DELETE FROM schema_migrations WHERE number IN (5, 13)";
    for database in databases().await {
        let store = open(&database).await;
        let mut orders = Vec::new();
        for (at, bani) in [100_00, 30_00, 0, 100_00, 100_00].into_iter().enumerate() {
            let order = submitted(&store, &format!("old {at}")).await;
            pays(&store, &order, &format!("OLD-{at}"), bani, 5).await;
            orders.push(order);
        }
        submitted(&store, "unpaid").await;
        let reasoned = Reasoned { by: "staff", reason: "ill", at: at(6) };
        for at in [3, 4] {
            store.decide(&orders[at].key, DecisionKind::Refund, &reasoned).await.unwrap();
        }
        pays(&store, &orders[4], "OLD-AGAIN", 100_00, 7).await;
        assert_eq!(paid_orders(&store).await, 3);
        store.close().await;
        database.execute(UNDO).await;
        let store = database.open().await;
        assert_eq!(paid_orders(&store).await, 3, "{}", database.kind);
    }
}
