//! Personal links: one key for all processes, a reference once, and never more orders of a link than it allows.

use jiff::Timestamp;
use mpay_pages::ids::{LinkId, Slug, SystemRandom};
use mpay_pages::link::{Link, LinkKeyId, LinkRecord};
use mpay_pages::order::{DecisionKind, Order, OrderStatus};
use mpay_pages::store::{Conflict, Missing, Reasoned, Store, StoreError};

use crate::support::databases::{Database, databases};
use crate::support::samples::{at, first_version, order, payment};

async fn open(database: &Database) -> Store {
    let store = database.open().await;
    store.publish_if_unknown(&first_version(), at(0)).await.unwrap();
    store.link_key(&SystemRandom, at(0)).await.unwrap();
    store
}

fn link(uses_max: Option<u32>, reference: Option<&str>) -> Link {
    Link {
        id: LinkId::draw(&SystemRandom),
        beneficiary: Slug::parse("moldsilva").unwrap(),
        service: Slug::parse("forest-land-rent").unwrap(),
        key: LinkKeyId::FIRST,
        answers: vec![("contract".into(), "Ștefan, 12".into())],
        locked: vec!["contract".into()],
        expires_on: Some("2026-12-31".parse().unwrap()),
        uses_max,
        reference: reference.map(str::to_owned),
        made_by: "maria".into(),
        made_at: at(0),
    }
}

/// An order of its own that came by a link.
fn order_of(link: &Link, submission: &str, made_at: Timestamp) -> Order {
    let mut order = order(submission);
    (order.link, order.created_at) = (Some(link.id.clone()), made_at);
    order
}

async fn added(store: &Store, uses_max: Option<u32>) -> Link {
    store.add_links(&[link(uses_max, None)]).await.unwrap().remove(0)
}

async fn uses(store: &Store, link: &Link, now: Timestamp) -> u32 {
    store.link(&link.id, now).await.unwrap().unwrap().uses
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_processes_sign_with_the_same_key() {
    for database in databases().await {
        let stores = [database.open().await, database.open().await];
        let mut asking = tokio::task::JoinSet::new();
        for at_once in 0..16 {
            let store = stores[at_once % 2].clone();
            asking.spawn(async move { store.link_key(&SystemRandom, at(0)).await.unwrap().secret().to_vec() });
        }
        let mut secrets = asking.join_all().await;
        secrets.dedup();
        assert_eq!(secrets.len(), 1, "{}", database.kind);
        let second = stores[0].rotate_link_key(&SystemRandom, at(1)).await.unwrap();
        assert_eq!(second.id.number(), 2);
        assert_eq!(stores[1].link_key(&SystemRandom, at(2)).await.unwrap().secret(), second.secret());
        let first = stores[1].link_key_of(LinkKeyId::FIRST).await.unwrap().unwrap();
        assert_eq!(first.secret(), secrets[0], "links of the first key go on opening");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_are_kept_whole_and_a_reference_stands_once() {
    for database in databases().await {
        let store = open(&database).await;
        let first = link(Some(3), Some("R-1"));
        assert_eq!(store.add_links(std::slice::from_ref(&first)).await.unwrap(), std::slice::from_ref(&first));
        let read = store.link(&first.id, at(5)).await.unwrap().unwrap();
        assert_eq!((read.link, read.uses, read.revoked_at), (first.clone(), 0, None));
        // The same once more, under a name drawn anew: the link that stands.
        assert_eq!(store.add_links(&[link(Some(3), Some("R-1"))]).await.unwrap(), std::slice::from_ref(&first));
        // Something else under the same reference: nothing is kept, not even what came before it.
        let other = Link { answers: vec![("contract".into(), "13".into())], ..link(Some(3), Some("R-1")) };
        let before = link(None, Some("R-2"));
        let refused = store.add_links(&[before.clone(), other]).await;
        assert!(
            matches!(&refused, Err(StoreError::Conflict(Conflict::ReferenceTaken { link, .. })) if *link == first.id),
            "{refused:?}"
        );
        assert_eq!(store.link(&before.id, at(5)).await.unwrap(), None, "{}", database.kind);
        let drawn = Link { reference: None, ..first.clone() };
        assert!(matches!(store.add_links(&[drawn]).await, Err(StoreError::Conflict(Conflict::LinkDrawn))));
        assert_eq!(store.links(None, None, 10, at(5)).await.unwrap().len(), 1);

        assert!(matches!(
            store.revoke_link(&first.id, Some("others"), at(6)).await,
            Err(StoreError::NotFound(Missing::Link(_)))
        ));
        assert!(store.revoke_link(&first.id, Some("moldsilva"), at(6)).await.unwrap());
        assert!(!store.revoke_link(&first.id, None, at(7)).await.unwrap(), "it is withdrawn already");
        let again = store.add_links(&[link(Some(3), Some("R-1"))]).await;
        assert!(matches!(again, Err(StoreError::Conflict(Conflict::ReferenceTaken { .. }))), "{again:?}");
        let late = store.submit(&order_of(&first, "late", at(8))).await;
        assert!(matches!(late, Err(StoreError::Conflict(Conflict::LinkRevoked(_)))), "{late:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_payers_at_once_make_as_many_orders_as_the_link_allows() {
    for database in databases().await {
        let stores = [open(&database).await, open(&database).await];
        let link = added(&stores[0], Some(3)).await;
        let mut submitting = tokio::task::JoinSet::new();
        for payer in 0..40 {
            let (store, order) = (stores[payer % 2].clone(), order_of(&link, &format!("payer {payer}"), at(1)));
            submitting.spawn(async move { store.submit(&order).await });
        }
        let outcomes = submitting.join_all().await;
        let made = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(made, 3, "{}: {outcomes:?}", database.kind);
        let others = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
        assert!(others.into_iter().all(|error| matches!(error, StoreError::Conflict(Conflict::LinkUsedUp(_)))));
        assert_eq!(uses(&stores[1], &link, at(1)).await, 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_use_comes_back_when_its_order_can_no_longer_be_paid() {
    for database in databases().await {
        let store = open(&database).await;
        let link = added(&store, Some(1)).await;
        // Payable for an hour.
        let first = order_of(&link, "first", at(0));
        let kept = store.submit(&first).await.unwrap();
        assert_eq!(kept.order.order, first, "the order remembers its link");
        assert!(!store.submit(&first).await.unwrap().is_new, "a double click takes no second use");
        assert!(store.submit(&order_of(&link, "second", at(60))).await.is_err(), "{}", database.kind);
        assert_eq!((uses(&store, &link, at(60)).await, uses(&store, &link, at(61)).await), (1, 0));

        let mut second = order_of(&link, "second", at(61));
        second.due_at = None;
        store.submit(&second).await.unwrap();
        assert_eq!(store.last_order_of_link(&link.id, at(61)).await.unwrap().unwrap().order.key, second.key);
        let reasoned = Reasoned { by: "staff", reason: "asked", at: at(62) };
        store.decide(&second.key, DecisionKind::Cancel, &reasoned).await.unwrap();
        assert_eq!(store.last_order_of_link(&link.id, at(62)).await.unwrap(), None);

        let third = order_of(&link, "third", at(63));
        store.submit(&third).await.unwrap();
        // What was paid, even in part or late, has used the link for good.
        store.record_payment(&payment(&third, "P-1", 1_00, 64)).await.unwrap();
        assert_eq!(uses(&store, &link, at(10_000)).await, 1);
        assert!(store.submit(&order_of(&link, "fourth", at(10_000))).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_order_takes_the_place_of_the_unpaid_one_and_of_no_other() {
    for database in databases().await {
        let store = open(&database).await;
        let (link, other) = (added(&store, Some(1)).await, added(&store, Some(1)).await);
        let (first, stranger) = (order_of(&link, "first", at(0)), order_of(&other, "stranger", at(0)));
        store.submit(&first).await.unwrap();
        store.submit(&stranger).await.unwrap();
        let changed = order_of(&link, "changed", at(2));
        let refused = store.submit_in_place_of(&changed, &stranger.token).await;
        assert!(matches!(refused, Err(StoreError::Conflict(Conflict::LinkUsedUp(_)))), "{refused:?}");

        assert!(store.submit_in_place_of(&changed, &first.token).await.unwrap().is_new);
        let replaced = store.order_by_key(&first.key).await.unwrap().unwrap();
        assert_eq!(replaced.status(at(2)), OrderStatus::Cancelled);
        assert!(replaced.decisions[0].reason.ends_with(changed.key.as_str()), "{}", replaced.decisions[0].reason);
        assert_eq!(uses(&store, &link, at(2)).await, 1);
        let untouched = store.order_by_key(&stranger.key).await.unwrap().unwrap();
        assert_eq!(untouched.status(at(2)), OrderStatus::Active);

        // Nothing was changed: the same order, and it is not cancelled.
        assert!(!store.submit_in_place_of(&changed, &changed.token).await.unwrap().is_new);
        store.record_payment(&payment(&changed, "P-1", 100_00, 3)).await.unwrap();
        let late = store.submit_in_place_of(&order_of(&link, "late", at(4)), &changed.token).await;
        assert!(matches!(late, Err(StoreError::Conflict(Conflict::LinkUsedUp(_)))), "{late:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answers_of_links_that_are_over_are_forgotten_some_at_a_time_and_the_rest_stays() {
    let day = |text: &str| text.parse().unwrap();
    for database in databases().await {
        let store = open(&database).await;
        let ending =
            |day: Option<&str>| Link { expires_on: day.map(|day| day.parse().unwrap()), ..link(Some(1), None) };
        let (ended, ends_later, never) = (ending(Some("2026-07-01")), ending(Some("2026-07-02")), ending(None));
        let (withdrawn, lately) = (ending(None), ending(None));
        let all = [&ended, &ends_later, &never, &withdrawn, &lately];
        store.add_links(&all.map(Clone::clone)).await.unwrap();
        store.submit(&order_of(&ended, "ended", at(0))).await.unwrap();
        store.revoke_link(&withdrawn.id, None, at(1)).await.unwrap();
        store.revoke_link(&lately.id, None, at(3)).await.unwrap();

        let other = store.in_environment(mpay_pages::ids::Environment::Production);
        assert_eq!(other.forget_link_answers((day("2099-01-01"), at(9)), 9, at(9)).await.unwrap(), 0);
        let forget = async || store.forget_link_answers((day("2026-07-02"), at(2)), 1, at(5)).await.unwrap();
        assert_eq!([forget().await, forget().await, forget().await], [1, 1, 0], "{}", database.kind);
        for (link, is_forgotten) in all.into_iter().zip([true, false, false, true, false]) {
            let read = store.link(&link.id, at(6)).await.unwrap().unwrap();
            assert_eq!(read.forgotten_at, is_forgotten.then_some(at(5)));
            let answers = if is_forgotten { Vec::new() } else { link.answers.clone() };
            let locked = if is_forgotten { Vec::new() } else { link.locked.clone() };
            assert_eq!(read.link, Link { answers, locked, ..link.clone() }, "who made it, when and for what stays");
        }
        assert_eq!(uses(&store, &ended, at(6)).await, 1, "and what came of it");
        let all = store.links(None, None, 10, at(6)).await.unwrap();
        assert_eq!((all.len(), store.link_count(None).await.unwrap()), (5, 5));
        // Page by page each comes once.
        let mut read: Vec<LinkRecord> = Vec::new();
        for _ in 0..6 {
            let page = store.links(None, read.last().map(|last| &last.link), 1, at(6)).await.unwrap();
            read.extend(page);
        }
        assert_eq!(read, all);
    }
}
