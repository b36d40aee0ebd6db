//! Likenesses: what was paid for the same by the same payer is found, whoever recorded the payment, and nobody else's is.

use mpay_pages::ids::Environment;
use mpay_pages::order::{DecisionKind, Order};
use mpay_pages::store::{LikenessMark, Reasoned, Store};

use crate::support::databases::{Database, databases};
use crate::support::samples::{at, first_version, order, payment};

async fn open(database: &Database) -> Store {
    let store = database.open().await;
    store.publish_if_unknown(&first_version(), at(0)).await.unwrap();
    store
}

/// An order of a name, for an answer.
async fn submitted(store: &Store, name: &str, note: &str) -> Order {
    let mut order = order(&format!("{name} {note}"));
    order.content.payer.name = name.to_owned();
    order.content.answers = vec![("note".to_owned(), note.to_owned()), ("payer.name".to_owned(), name.to_owned())];
    assert!(store.submit(&order).await.unwrap().is_new);
    order
}

async fn pays(store: &Store, order: &Order, bani: i64) {
    store.record_payment(&payment(order, order.key.as_str(), bani, 5)).await.unwrap();
}

/// The keys of the paid orders that are like one.
async fn alike(store: &Store, order: &Order) -> Vec<String> {
    let found = store.orders_paid_like(&order.asked()).await.unwrap();
    found.into_iter().map(|record| record.order.key.to_string()).collect()
}

/// Looks through all stored orders, some at once; how many times that took.
async fn filled(store: &Store, limit: u32) -> usize {
    let (mut mark, mut times) = (LikenessMark::default(), 0);
    loop {
        times += 1;
        assert!(times < 1_000, "it comes to an end");
        match store.fill_likenesses(&mark, limit).await.unwrap() {
            Some(next) => mark = next,
            None => return times,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_paid_for_the_same_is_found_until_it_is_given_back() {
    for database in databases().await {
        let store = open(&database).await;
        let paid = submitted(&store, "Ștefan Țîră", "a").await;
        let again = submitted(&store, "TIRA  Stefan", "a").await;
        assert_eq!(alike(&store, &again).await, Vec::<String>::new(), "{}: not paid yet", database.kind);
        pays(&store, &paid, 0).await;
        assert_eq!(alike(&store, &again).await, Vec::<String>::new(), "{}: nothing came", database.kind);
        store.record_payment(&payment(&paid, "SECOND", 100_00, 6)).await.unwrap();
        let key = paid.key.to_string();
        assert_eq!(alike(&store, &again).await, std::slice::from_ref(&key), "{}", database.kind);
        for other in [submitted(&store, "Stefan", "a").await, submitted(&store, "Stefan Tira", "b").await] {
            assert_eq!(alike(&store, &other).await, Vec::<String>::new(), "{}", database.kind);
        }
        let production = store.in_environment(Environment::Production);
        assert_eq!(alike(&production, &again).await, Vec::<String>::new(), "{}: another MPay", database.kind);
        // Every process of the database has the same key.
        let beside = database.open().await;
        assert_eq!(alike(&beside, &again).await, [key], "{}", database.kind);
        let reasoned = Reasoned { by: "staff", reason: "ill", at: at(7) };
        store.decide(&paid.key, DecisionKind::Refund, &reasoned).await.unwrap();
        assert_eq!(alike(&store, &again).await, Vec::<String>::new(), "{}: given back", database.kind);
        assert_eq!(filled(&store, 2).await, 1, "nothing that was given back comes again");
        assert_eq!(alike(&store, &again).await, Vec::<String>::new(), "{}", database.kind);
    }
}

/// A program one step older records payments and keeps no likeness.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn likenesses_are_filled_in_little_by_little_and_as_often_as_it_is_asked_for() {
    for database in databases().await {
        let store = open(&database).await;
        let mut paid = Vec::new();
        for at in 0..7 {
            // Three ask for the same.
            let order = submitted(
                &store,
                if at < 3 { ["Ion Rusu", "Rusu Ion", "ION RUSU"][at] } else { "Ion Rusu" },
                &format!("{}", at.max(2)),
            )
            .await;
            pays(&store, &order, 100_00).await;
            paid.push(order);
        }
        submitted(&store, "Nepaid Rusu", "2").await;
        let refunded = submitted(&store, "Ana Rusu", "2").await;
        pays(&store, &refunded, 100_00).await;
        store
            .decide(&refunded.key, DecisionKind::Refund, &Reasoned { by: "staff", reason: "ill", at: at(7) })
            .await
            .unwrap();
        let known: Vec<Vec<String>> = alike_to_each(&store, &paid).await;
        assert_eq!(known.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 3, 1, 1, 1, 1], "{}", database.kind);

        database.execute("DELETE FROM likenesses").await;
        assert_eq!(alike(&store, &paid[0]).await, Vec::<String>::new());
        // Stopped after the first few, it begins again, and does only what is left.
        let mark = store.fill_likenesses(&LikenessMark::default(), 2).await.unwrap();
        assert!(mark.is_some(), "{}: there are more", database.kind);
        assert_eq!(filled(&store, 2).await, 4, "{}: seven by two", database.kind);
        assert_eq!(alike_to_each(&store, &paid).await, known, "{}", database.kind);
        assert_eq!(filled(&store, 100).await, 1);
        assert_eq!(alike_to_each(&store, &paid).await, known, "{}: once more changes nothing", database.kind);
    }
}

async fn alike_to_each(store: &Store, orders: &[Order]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for order in orders {
        let mut found = alike(store, order).await;
        found.sort();
        all.push(found);
    }
    all
}

/// The keys of two databases differ, so that a likeness says nothing outside its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_all_who_draw_a_key_the_first_decides() {
    for database in databases().await {
        let store = open(&database).await;
        let order = submitted(&store, "Ion Rusu", "a").await;
        let mut stores = vec![store];
        for _ in 0..7 {
            stores.push(database.open().await);
        }
        let mut looking = tokio::task::JoinSet::new();
        for store in stores.clone() {
            let order = order.clone();
            looking.spawn(async move { alike(&store, &order).await });
        }
        assert!(looking.join_all().await.iter().all(Vec::is_empty));
        pays(&stores[3], &order, 100_00).await;
        for store in &stores {
            assert_eq!(alike(store, &order).await.len(), 1, "{}", database.kind);
        }
    }
}
