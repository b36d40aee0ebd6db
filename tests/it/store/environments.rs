//! Two environments in one database: what belongs to one is never seen from the other.

use mpay_pages::ids::{ContentHash, Environment, VersionNumber};
use mpay_pages::order::DecisionKind;
use mpay_pages::registry::Publication;
use mpay_pages::store::{Missing, Reasoned, Settling, StoreError, Telling};

use crate::support::databases::databases;
use crate::support::samples::{at, first_version, order, path, payment, version};

const PATH: &str = "moldsilva/forest-land-rent";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_environment_serves_what_was_published_in_it() {
    for database in databases().await {
        let test = database.open().await;
        let production = test.in_environment(Environment::Production);
        let second = version(PATH, "MDS02", "second");
        assert_eq!(test.publish(&first_version(), at(0)).await.unwrap(), Publication::New(VersionNumber(1)));
        assert_eq!(test.publish(&second, at(1)).await.unwrap(), Publication::New(VersionNumber(2)));
        assert_eq!(production.served(None).await.unwrap(), []);
        // What was tried in one is published in the other under its number.
        assert_eq!(production.publish_if_unknown(&second, at(2)).await.unwrap(), Publication::Again(VersionNumber(2)));
        assert_eq!(
            test.rollback(&path(PATH), VersionNumber(1), at(3)).await.unwrap(),
            Publication::Again(VersionNumber(1))
        );
        for (store, served) in [(&test, 1), (&production, 2)] {
            assert_eq!(store.served(None).await.unwrap()[0].number, VersionNumber(served));
            let versions = store.versions(&path(PATH)).await.unwrap();
            let marked: Vec<u32> = versions.iter().filter(|one| one.is_served).map(|one| one.number.0).collect();
            assert_eq!((versions.len(), marked), (2, vec![served]));
        }
        assert_eq!(test.history(&path(PATH)).await.unwrap().len(), 3);
        assert_eq!(production.history(&path(PATH)).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_and_its_payments_stay_in_their_environment() {
    for database in databases().await {
        let test = database.open().await;
        let production = test.in_environment(Environment::Production);
        test.publish(&first_version(), at(0)).await.unwrap();
        production.publish(&first_version(), at(0)).await.unwrap();
        let (here, there) = (order("same"), order("same"));
        assert!(test.submit(&here).await.unwrap().is_new);
        assert!(production.submit(&there).await.unwrap().is_new);
        assert_eq!(production.order_by_key(&here.key).await.unwrap(), None);
        assert_eq!(production.order_by_token(&here.token).await.unwrap(), None);
        let is_missing = |outcome: Result<(), StoreError>| {
            assert!(matches!(outcome, Err(StoreError::NotFound(Missing::Order(_)))), "{outcome:?}");
        };
        is_missing(production.record_payment(&payment(&here, "P-1", 100_00, 5)).await.map(drop));
        let reasoned = Reasoned { by: "Ana Rusu", reason: "din greșeală", at: at(5) };
        is_missing(production.decide(&here.key, DecisionKind::Cancel, &reasoned).await.map(drop));
        // Each MPay counts its payments by itself.
        test.record_payment(&payment(&here, "P-1", 90_00, 5)).await.unwrap();
        production.record_payment(&payment(&there, "P-1", 80_00, 5)).await.unwrap();
        let paid = |amount| move |payment: &mpay_pages::order::Payment| payment.amount.bani() == amount;
        assert!(test.order_by_key(&here.key).await.unwrap().unwrap().payments.iter().all(paid(90_00)));
        assert!(production.order_by_key(&there.key).await.unwrap().unwrap().payments.iter().all(paid(80_00)));
        assert_eq!(test.flagged_payments(9).await.unwrap().len(), 1);
        let settled = test.settle_flag("P-1", None, &reasoned).await.unwrap();
        assert_eq!(settled, Settling::Done(mpay_pages::order::PaymentFlag::OtherAmount));
        assert_eq!(production.flagged_payments(9).await.unwrap().len(), 1);
        test.keep_refused_message(b"m", &ContentHash::of(&[b"m"]), Telling::default(), "unknown order", at(6))
            .await
            .unwrap();
        assert_eq!(test.refused_messages(9).await.unwrap().len(), 1);
        assert_eq!(production.refused_messages(9).await.unwrap(), []);
    }
}
