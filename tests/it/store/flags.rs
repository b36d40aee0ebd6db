//! What is unusual about payments: several flags of one, each settled by itself, also beside a program of before.

use mpay_pages::ids::ContentHash;
use mpay_pages::order::{NewPayment, Order, PaymentFlag};
use mpay_pages::store::{Reasoned, Settling, Store, Telling};

use crate::support::databases::{Database, databases};
use crate::support::samples::{at, first_version, order, payment};

async fn open(database: &Database) -> (Store, Order) {
    let store = database.open().await;
    store.publish_if_unknown(&first_version(), at(0)).await.unwrap();
    let order = order("a");
    store.submit(&order).await.unwrap();
    (store, order)
}

fn reasoned(reason: &'static str) -> Reasoned<'static> {
    Reasoned { by: "Ana Rusu", reason, at: at(99) }
}

/// A payment of another amount, of no line, and of a time long ago.
fn unusual(order: &Order, payment_id: &str) -> NewPayment {
    let mut new = payment(order, payment_id, 90_00, 5);
    new.lines.clear();
    new.payment.paid_at = "0001-01-01T00:00:00Z".parse().unwrap();
    new
}

async fn waiting(store: &Store) -> Vec<(String, PaymentFlag)> {
    let listed = store.flagged_payments(99).await.unwrap();
    assert_eq!(store.flagged_count().await.unwrap(), listed.len() as u64);
    listed.into_iter().map(|payment| (payment.payment_id, payment.flag)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_has_several_flags_and_each_is_settled_by_itself() {
    use PaymentFlag::{OddTime, OtherAmount, OtherSum};
    for database in databases().await {
        let (store, order) = open(&database).await;
        for _ in 0..2 {
            // Confirmed again, it is flagged no more than before.
            let recorded = store.record_payment(&unusual(&order, "P-1")).await.unwrap();
            assert_eq!(recorded.order().payments[0].flags, [OtherAmount, OtherSum, OddTime], "{}", database.kind);
        }
        let of_first = |flags: &[PaymentFlag]| flags.iter().map(|flag| ("P-1".to_owned(), *flag)).collect::<Vec<_>>();
        assert_eq!(waiting(&store).await, of_first(&[OddTime, OtherAmount, OtherSum]));
        assert_eq!(store.flagged_payments(2).await.unwrap().len(), 2);
        let settle = async |flag, why| store.settle_flag("P-1", flag, &reasoned(why)).await.unwrap();
        assert_eq!(settle(None, "all").await, Settling::Several(vec![OtherAmount, OtherSum, OddTime]));
        assert_eq!(settle(Some(PaymentFlag::Late), "late").await, Settling::Nothing);
        assert_eq!(settle(Some(OtherSum), "the sum").await, Settling::Done(OtherSum));
        assert_eq!(settle(Some(OtherSum), "again").await, Settling::Nothing);
        assert_eq!(settle(Some(OtherAmount), "the amount").await, Settling::Done(OtherAmount));
        assert_eq!(waiting(&store).await, of_first(&[OddTime]));
        assert_eq!(settle(None, "the time").await, Settling::Done(OddTime));
        assert_eq!((waiting(&store).await, settle(None, "none").await), (Vec::new(), Settling::Nothing));
        let kept = store.flags_of_payment("P-1").await.unwrap();
        let told: Vec<_> = kept.iter().map(|record| (record.flag, record.settled.as_ref().unwrap())).collect();
        let why: Vec<_> = told.iter().map(|(flag, settled)| (*flag, settled.reason.as_str())).collect();
        assert_eq!(why, [(OtherAmount, "the amount"), (OtherSum, "the sum"), (OddTime, "the time")]);
        assert!(told.iter().all(|(_, settled)| (settled.by.as_str(), settled.at) == ("Ana Rusu", at(99))));
        assert!(kept[1].note.as_deref().unwrap().contains("0.00"), "{kept:?}");
        // Settled flags stay with the payment.
        let read = store.order_by_key(&order.key).await.unwrap().unwrap();
        assert_eq!(read.payments[0].flags, [OtherAmount, OtherSum, OddTime]);
    }
}

/// A program of before reads, writes and settles the flag in the payment's own row, and knows five words.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_of_before_goes_on_beside_this_one() {
    use PaymentFlag::{Late, OddTime, OtherSum};
    for database in databases().await {
        let (store, order) = open(&database).await;
        // It reads what this program writes: no word in the payment's row that it does not know.
        let mut new = unusual(&order, "P-1");
        new.payment.amount = mpay_pages::money::Money::from_bani(100_00);
        store.record_payment(&new).await.unwrap();
        let known = "'other_amount', 'late', 'paid_before', 'closed', 'over_limit'";
        database.execute(&format!("UPDATE payments SET flag = 'closed' WHERE flag NOT IN ({known})")).await;
        let read = store.order_by_key(&order.key).await.unwrap().unwrap();
        assert_eq!(read.payments[0].flags, [OtherSum, OddTime], "{}", database.kind);
        // It flags a payment, and this program sees it.
        let insert = format!(
            "INSERT INTO payments (environment, payment_id, order_key, position, amount_bani, paid_at, received_at, flag) \
             VALUES ('test', 'P-2', '{}', 2, 1, 0, 1, 'late')",
            order.key
        );
        database.execute(&insert).await;
        assert_eq!(waiting(&store).await[0], ("P-2".to_owned(), Late));
        // It settles one, and this program lists it no more; and the other way round.
        database
            .execute(
                "INSERT INTO settled_flags (environment, payment_id, settled_by, reason, at) \
                 VALUES ('test', 'P-2', 'Ion', 'given back', 7)",
            )
            .await;
        let late = &store.flags_of_payment("P-2").await.unwrap()[0];
        assert_eq!(late.settled.as_ref().map(|settled| settled.by.as_str()), Some("Ion"));
        assert!(waiting(&store).await.iter().all(|(id, _)| id == "P-1"));
        assert_eq!(store.settle_flag("P-2", None, &reasoned("again")).await.unwrap(), Settling::Nothing);
        // It keeps a refused message without saying of what it tells.
        database
            .execute(
                "INSERT INTO refused_messages (seq, environment, subject, reason, message, length_bytes, received_at) \
                 SELECT 1, 'test', 's', 'unknown order', message, 1, 0 FROM payment_messages",
            )
            .await;
        assert_eq!(store.refused_messages(9).await.unwrap()[0].payment_id, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_message_tells_whether_its_payment_was_recorded_after_all() {
    for database in databases().await {
        let (store, order) = open(&database).await;
        let key = order.key.to_string();
        for (subject, order_key, payment_id) in
            [("1", key.as_str(), "P-1"), ("2", "another", "P-1"), ("3", &key, "P-2")]
        {
            let telling = Telling { order_key: Some(order_key), payment_id: Some(payment_id) };
            let subject = ContentHash::of(&[subject.as_bytes()]);
            store.keep_refused_message(b"m", &subject, telling, "its time", at(1)).await.unwrap();
        }
        store.record_payment(&payment(&order, "P-1", 100_00, 5)).await.unwrap();
        let told = store.refused_messages(9).await.unwrap();
        let told: Vec<_> = told.iter().map(|message| (message.sequence, message.is_recorded)).collect();
        assert_eq!((told, store.refused_count().await.unwrap()), (vec![(3, false), (2, false), (1, true)], 3));
    }
}
