//! Publishing, going back, and finding what was published.

use std::collections::BTreeSet;

use mpay_pages::ids::VersionNumber;
use mpay_pages::registry::{ListedVersion, Publication};
use mpay_pages::store::{Conflict, Missing, PublicationKind, StoreError};

use crate::support::databases::databases;
use crate::support::samples::{at, path, version};

const RENT: &str = "moldsilva/forest-land-rent";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_is_published_changed_and_rolled_back() {
    use PublicationKind::{Again, Publish, Rollback};
    for database in databases().await {
        let store = database.open().await;
        let (one, two) = (version(RENT, "MDS02", "one"), version(RENT, "MDS02", "two"));
        let number = VersionNumber;
        assert_eq!(store.publication_sequence().await.unwrap(), 0);
        assert_eq!(store.publish(&one, at(0)).await.unwrap(), Publication::New(number(1)));
        assert_eq!(store.publish(&one, at(1)).await.unwrap(), Publication::Unchanged(number(1)));
        assert_eq!(store.publish_if_unknown(&two, at(2)).await.unwrap(), Publication::New(number(2)));
        assert_eq!(store.publish(&one, at(3)).await.unwrap(), Publication::Again(number(1)));
        assert_eq!(store.publish_if_unknown(&two, at(4)).await.unwrap(), Publication::Unchanged(number(1)));
        assert_eq!(store.rollback(&path(RENT), number(2), at(5)).await.unwrap(), Publication::Again(number(2)));
        assert_eq!(store.rollback(&path(RENT), number(2), at(6)).await.unwrap(), Publication::Unchanged(number(2)));
        assert_eq!(store.publication_sequence().await.unwrap(), 4);

        let history = store.history(&path(RENT)).await.unwrap();
        let told: Vec<_> = history.iter().map(|line| (line.sequence, line.number.0, line.kind, line.at)).collect();
        assert_eq!(
            told,
            [(1, 1, Publish, at(0)), (2, 2, Publish, at(2)), (3, 1, Again, at(3)), (4, 2, Rollback, at(5))]
        );

        let versions = store.versions(&path(RENT)).await.unwrap();
        let told: Vec<_> = versions.iter().map(|v| (v.number.0, v.hash.clone(), v.published_at, v.is_served)).collect();
        assert_eq!(told, [(1, one.hash.clone(), at(0), false), (2, two.hash.clone(), at(2), true)]);

        let served = store.served(None).await.unwrap();
        let listed = ListedVersion {
            path: path(RENT),
            service_id: two.service_id.clone(),
            number: number(2),
            summary: Some(two.summary.clone()),
        };
        assert_eq!(served, [listed]);
        let version = store.version(&path(RENT), number(2)).await.unwrap().unwrap();
        assert_eq!((&version.source, &version.bundle, &version.hash), (&two.source, &two.bundle, &two.hash));
        let kept = store.version(&path(RENT), number(1)).await.unwrap().unwrap();
        assert_eq!((kept.source, kept.service_id), (one.source, one.service_id));

        let mut files = two.files.clone();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        assert_eq!(store.files_of(&path(RENT), number(2)).await.unwrap(), files);
        assert_eq!(store.file(&one.files[0].name).await.unwrap().as_ref(), Some(&one.files[0]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_since_a_publication_is_told_alone() {
    for database in databases().await {
        let store = database.open().await;
        for (at_path, id) in [(RENT, "MDS02"), ("moldsilva/wood", "MDS03"), ("moldsilva/hunt", "MDS04")] {
            store.publish(&version(at_path, id, id), at(0)).await.unwrap();
        }
        let since = store.publication_sequence().await.unwrap();
        let told = async |since| {
            let served = store.served(Some(since)).await.unwrap();
            served.iter().map(|one| (one.path.to_string(), one.number.0, one.summary.clone())).collect::<Vec<_>>()
        };
        assert_eq!(told(since).await, []);
        store.publish(&version("moldsilva/wood", "MDS03", "new"), at(1)).await.unwrap();
        store.publish(&version(RENT, "MDS02", "new rent"), at(1)).await.unwrap();
        store.rollback(&path(RENT), VersionNumber(1), at(2)).await.unwrap();
        let summary = |short: &str| Some(format!("{{\"short\":\"{short}\"}}"));
        let changed = [(RENT.to_owned(), 1, summary("MDS02")), ("moldsilva/wood".to_owned(), 2, summary("new"))];
        assert_eq!(told(since).await, changed);
        assert_eq!(told(since + 2).await, changed[..1]);
        assert_eq!(told(0).await.len(), 3);
        store.keep_summary(&path(RENT), VersionNumber(1), "another").await.unwrap();
        assert_eq!(told(since + 2).await[0].2.as_deref(), Some("another"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_id_belongs_to_one_service_for_good() {
    for database in databases().await {
        let store = database.open().await;
        store.publish(&version(RENT, "MDS02", "one"), at(0)).await.unwrap();
        let taken = store.publish(&version("moldsilva/other", "MDS02", "x"), at(1)).await;
        assert!(
            matches!(&taken, Err(StoreError::Conflict(Conflict::ServiceIdTaken { owner, .. })) if *owner == path(RENT))
        );
        let changed = store.publish(&version(RENT, "MDS03", "two"), at(1)).await;
        assert!(matches!(&changed, Err(StoreError::Conflict(Conflict::ServiceIdChanged { .. }))), "{changed:?}");
        assert_eq!(store.publication_sequence().await.unwrap(), 1);
        assert_eq!(store.served(None).await.unwrap().len(), 1);
        assert!(store.versions(&path("moldsilva/other")).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_publications_get_numbers_without_gaps() {
    for database in databases().await {
        // Two stores, as two processes would have.
        let stores = [database.open().await, database.open().await];
        let mut publishing = tokio::task::JoinSet::new();
        for i in 0..24 {
            let store = stores[i % 2].clone();
            // Each content twice.
            let version = version(RENT, "MDS02", &format!("source {}", i / 2));
            publishing.spawn(async move { store.publish(&version, at(0)).await.unwrap() });
        }
        let mut new = BTreeSet::new();
        for publication in publishing.join_all().await {
            if let Publication::New(number) = publication {
                assert!(new.insert(number.0), "{} gave {number} twice", database.kind);
            }
        }
        assert_eq!(new, (1..=12).collect(), "{}", database.kind);
        let history = stores[0].history(&path(RENT)).await.unwrap();
        let sequences: Vec<i64> = history.iter().map(|line| line.sequence).collect();
        assert_eq!(sequences, (1..=stores[1].publication_sequence().await.unwrap()).collect::<Vec<_>>());
        let served = stores[0].served(None).await.unwrap();
        assert_eq!((served.len(), served[0].number), (1, history.last().unwrap().number));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_is_found_by_what_a_person_calls_it() {
    for database in databases().await {
        let store = database.open().await;
        for (at_path, id) in
            [("moldsilva/rent", "MDS02"), ("apele-moldovei/rent", "APM01"), ("apele-moldovei/fish", "APM02")]
        {
            store.publish(&version(at_path, id, id), at(0)).await.unwrap();
        }
        for (text, found) in
            [("moldsilva/rent", "moldsilva/rent"), ("fish", "apele-moldovei/fish"), ("APM01", "apele-moldovei/rent")]
        {
            assert_eq!(store.find_service(text).await.unwrap(), path(found), "{text}");
        }
        let ambiguous = store.find_service("rent").await;
        let both = vec![path("apele-moldovei/rent"), path("moldsilva/rent")];
        assert!(matches!(ambiguous, Err(StoreError::Conflict(Conflict::Ambiguous(paths))) if paths == both));
        for text in ["", "/", "hay", "moldsilva/fish", "MDS99", "a\0b/c", "../x", "Pește"] {
            let missing = store.find_service(text).await;
            assert!(matches!(missing, Err(StoreError::NotFound(Missing::Service(_)))), "{text:?}: {missing:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_services_and_versions_are_not_found() {
    for database in databases().await {
        let store = database.open().await;
        let unknown = store.rollback(&path(RENT), VersionNumber(1), at(0)).await;
        assert!(matches!(unknown, Err(StoreError::NotFound(Missing::Service(_)))));
        store.publish(&version(RENT, "MDS02", "one"), at(0)).await.unwrap();
        let unknown = store.rollback(&path(RENT), VersionNumber(2), at(0)).await;
        assert!(matches!(unknown, Err(StoreError::NotFound(Missing::Version(_, VersionNumber(2))))));
        assert_eq!(store.version(&path(RENT), VersionNumber(u32::MAX)).await.unwrap(), None);
        assert_eq!(store.files_of(&path(RENT), VersionNumber(2)).await.unwrap(), []);
        for name in ["page/none/ro", "", "a\0b"] {
            assert_eq!(store.file(name).await.unwrap(), None);
        }
        assert_eq!(store.history(&path("nobody/nothing")).await.ok(), Some(Vec::new()));
    }
}
