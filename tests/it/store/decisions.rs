//! What staff decide: allowed or refused by the order's state, kept for good, and weaker than money that comes later.

use mpay_pages::money::Money;
use mpay_pages::order::{DecisionKind, OrderStatus, PaymentFlag};
use mpay_pages::store::{Conflict, Missing, Reasoned, Settling, Store, StoreError};

use crate::support::databases::{Database, databases};
use crate::support::samples::{at, first_version, order, payment};

async fn open(database: &Database) -> Store {
    let store = database.open().await;
    store.publish_if_unknown(&first_version(), at(0)).await.unwrap();
    store
}

fn reasoned(minute: i64) -> Reasoned<'static> {
    Reasoned { by: "Ana Rusu", reason: "La cererea plătitorului", at: at(minute) }
}

fn is_refused<T: std::fmt::Debug>(outcome: Result<T, StoreError>, was: OrderStatus) {
    assert!(
        matches!(&outcome, Err(StoreError::Conflict(Conflict::NotAllowed { status, .. })) if *status == was),
        "{outcome:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_order_takes_no_payment_but_keeps_one_that_comes() {
    for database in databases().await {
        let store = open(&database).await;
        let order = order("a");
        store.submit(&order).await.unwrap();
        let cancelled = store.decide(&order.key, DecisionKind::Cancel, &reasoned(2)).await.unwrap();
        assert_eq!(cancelled.status(at(2)), OrderStatus::Cancelled);
        assert_eq!(cancelled.decisions[0].by, "Ana Rusu");
        is_refused(store.decide(&order.key, DecisionKind::Cancel, &reasoned(3)).await, OrderStatus::Cancelled);
        is_refused(store.decide(&order.key, DecisionKind::Refund, &reasoned(3)).await, OrderStatus::Cancelled);
        let paid = store.record_payment(&payment(&order, "P-1", 100_00, 4)).await.unwrap();
        assert_eq!(paid.order().status(at(4)), OrderStatus::Paid);
        assert_eq!(paid.order().payments[0].flags, [PaymentFlag::Closed]);
        is_refused(store.decide(&order.key, DecisionKind::Cancel, &reasoned(5)).await, OrderStatus::Paid);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_paid_is_refunded_and_what_comes_later_counts_anew() {
    for database in databases().await {
        let store = open(&database).await;
        let order = order("a");
        store.submit(&order).await.unwrap();
        is_refused(store.decide(&order.key, DecisionKind::Complete, &reasoned(1)).await, OrderStatus::Active);
        store.record_payment(&payment(&order, "P-1", 100_00, 2)).await.unwrap();
        let completed = store.decide(&order.key, DecisionKind::Complete, &reasoned(3)).await.unwrap();
        assert_eq!(completed.status(at(3)), OrderStatus::Completed);
        is_refused(store.decide(&order.key, DecisionKind::Refunded, &reasoned(3)).await, OrderStatus::Completed);
        let refunding = store.decide(&order.key, DecisionKind::Refund, &reasoned(4)).await.unwrap();
        assert_eq!((refunding.status(at(4)), refunding.due()), (OrderStatus::Refunding, Some(Money::ZERO)));
        let refunded = store.decide(&order.key, DecisionKind::Refunded, &reasoned(5)).await.unwrap();
        assert_eq!((refunded.status(at(5)), refunded.paid()), (OrderStatus::Refunded, Money::ZERO));
        assert_eq!(refunded.payments.len(), 1);
        let again = store.record_payment(&payment(&order, "P-2", 100_00, 6)).await.unwrap();
        assert_eq!(again.order().status(at(6)), OrderStatus::Paid);
        assert_eq!(again.order().paid(), Money::from_bani(100_00));
        assert_eq!(again.order().payments[1].flags, [PaymentFlag::Closed]);
        assert_eq!(store.order_by_key(&order.key).await.unwrap().as_ref(), Some(again.order()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_order_s_answers_make_a_new_order() {
    for database in databases().await {
        let store = open(&database).await;
        let first = order("a");
        store.submit(&first).await.unwrap();
        store.decide(&first.key, DecisionKind::Cancel, &reasoned(2)).await.unwrap();
        let mut second = order("b");
        second.submission = first.submission.clone();
        assert!(store.submit(&second).await.unwrap().is_new);
        let unknown = store.decide(&order("never submitted").key, DecisionKind::Cancel, &reasoned(2)).await;
        assert!(matches!(unknown, Err(StoreError::NotFound(Missing::Order(_)))), "{unknown:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flagged_payments_wait_until_a_person_deals_with_them() {
    for database in databases().await {
        let store = open(&database).await;
        let order = order("a");
        store.submit(&order).await.unwrap();
        for (id, bani, minute) in [("P-2", 90_00, 3), ("P-1", 1_00, 2), ("P-3", 10_00, 4), ("P-4", 100_00, 5)] {
            store.record_payment(&payment(&order, id, bani, minute)).await.unwrap();
        }
        let waiting = |flagged: Vec<mpay_pages::store::FlaggedPayment>| {
            flagged.into_iter().map(|payment| (payment.payment_id, payment.flag)).collect::<Vec<_>>()
        };
        let all = [
            ("P-1", PaymentFlag::OtherAmount),
            ("P-2", PaymentFlag::OtherAmount),
            ("P-3", PaymentFlag::OtherAmount),
            ("P-4", PaymentFlag::PaidBefore),
        ];
        assert_eq!(waiting(store.flagged_payments(9).await.unwrap()), all.map(|(id, flag)| (id.to_owned(), flag)));
        let settled = store.settle_flag("P-2", None, &reasoned(9)).await.unwrap();
        assert_eq!(settled, Settling::Done(PaymentFlag::OtherAmount));
        for nothing in ["P-2", "P-5", "", "P\0"] {
            let settled = store.settle_flag(nothing, None, &reasoned(9)).await.unwrap();
            assert_eq!(settled, Settling::Nothing, "{nothing:?}");
        }
        assert_eq!(waiting(store.flagged_payments(2).await.unwrap()).len(), 2);
        assert!(store.flagged_payments(9).await.unwrap().iter().all(|payment| payment.payment_id != "P-2"));
    }
}
