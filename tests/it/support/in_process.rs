//! The server within this process, over a real socket, with a clock that the story sets.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use mpay_pages::app::{App, MpayLink, Trust, find_definitions};
use mpay_pages::clock::{Clock, SystemClock, from_micros, micros};
use mpay_pages::ids::SystemRandom;
use mpay_pages::mpay::security::{Signer, Verifier};
use mpay_pages::mpay_client::{Patience, PaymentNotes};
use mpay_pages::store::Store;
use mpay_pages::web::{self, Serving, WebSettings};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use tokio::net::TcpListener;

use super::databases::Database;
use super::program::shipped_definitions;

/// A clock that stands until it is set.
pub struct StoryClock(AtomicI64);

impl StoryClock {
    /// A clock that stands at an instant.
    pub fn at(now: Timestamp) -> StoryClock {
        StoryClock(AtomicI64::new(micros(now)))
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        self.0.store(micros(now), Ordering::SeqCst);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// A server of the shipped definitions on an empty database.
pub struct InProcess {
    /// As a browser types it.
    pub address: String,
    pub clock: Arc<StoryClock>,
    pub app: Arc<App>,
    pub database: Database,
    ours: Pair,
    mpays: Pair,
    serving: Serving,
}

impl InProcess {
    /// Starts it at the present time.
    pub async fn start() -> InProcess {
        InProcess::begin(None, &shipped_definitions(), WebSettings::default()).await
    }

    /// Starts it with MPay's REST service at an address.
    pub async fn with_payment_notes(address: &str) -> InProcess {
        let notes = PaymentNotes::new(address, Patience::default()).unwrap();
        InProcess::begin(Some(notes), &shipped_definitions(), WebSettings::default()).await
    }

    /// Starts it with the definitions of a folder.
    pub async fn with(definitions: &Path) -> InProcess {
        InProcess::begin(None, definitions, WebSettings::default()).await
    }

    /// Starts it with settings of its own.
    pub async fn with_settings(settings: WebSettings) -> InProcess {
        InProcess::begin(None, &shipped_definitions(), settings).await
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.serving.connections()
    }

    /// Where its database is.
    pub fn database_address(&self) -> &str {
        &self.database.address
    }

    async fn begin(payment_notes: Option<PaymentNotes>, definitions: &Path, settings: WebSettings) -> InProcess {
        let [ours, mpays] = [Pair::new("provider.example"), Pair::new("mpay.example")];
        let database = Database::sqlite();
        let clock = Arc::new(StoryClock::at(Timestamp::now()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mpay = MpayLink {
            trust: Trust { verifier: mpays.verifier(), signer: ours.signer(), certificates: Vec::new() },
            pay_page: "https://mpay.example/service/pay".to_owned(),
            payment_notes,
        };
        let (store, random) = (database.open().await, Arc::new(SystemRandom));
        let app = App::start(store, mpay, address.clone(), clock.clone(), random).await.unwrap();
        for found in find_definitions(definitions).unwrap() {
            assert!(app.publish(&found.read().unwrap()).await.unwrap().publication.is_some());
        }
        let app = Arc::new(app);
        let serving = web::serve(listener, Arc::clone(&app), settings).unwrap();
        InProcess { address, clock, app, database, ours, mpays, serving }
    }

    /// Another server on the same database, as another process is: it shares nothing else but the keys and the time.
    pub async fn beside(&self, settings: WebSettings) -> (String, Serving) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mpay = MpayLink {
            trust: Trust { verifier: self.mpays.verifier(), signer: self.ours.signer(), certificates: Vec::new() },
            pay_page: self.app.pay_page.clone(),
            payment_notes: None,
        };
        let (store, random) = (self.database.open().await, Arc::new(SystemRandom));
        let app = App::start(store, mpay, self.address.clone(), self.clock.clone(), random).await.unwrap();
        (address, web::serve(listener, Arc::new(app), settings).unwrap())
    }

    /// With which the MPay that it trusts signs.
    pub fn signer(&self) -> Signer {
        self.mpays.signer()
    }

    /// Which trusts it.
    pub fn provider(&self) -> Verifier {
        self.ours.verifier()
    }

    /// Stops it.
    pub async fn stop(self) {
        self.serving.stop().await.unwrap();
    }
}

/// The use cases on a store, with nothing published, trusting nobody who calls.
pub async fn app(store: Store) -> App {
    let [ours, mpays] = [Pair::new("provider.example"), Pair::new("mpay.example")];
    let trust = Trust { verifier: mpays.verifier(), signer: ours.signer(), certificates: Vec::new() };
    let mpay = MpayLink { trust, pay_page: "https://mpay.example/service/pay".to_owned(), payment_notes: None };
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    App::start(store, mpay, "http://127.0.0.1".to_owned(), clock, random).await.unwrap()
}

/// Serves them; gives the address.
pub async fn serve(app: App) -> (String, Serving) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let serving = web::serve(listener, Arc::new(app), WebSettings::default()).unwrap();
    (format!("http://{}", serving.address), serving)
}

/// A private key and a certificate that signs itself, as files hold them.
pub struct Pair {
    pub key: String,
    pub certificate: String,
}

impl Pair {
    /// A pair for a name, valid for a long time.
    pub fn new(name: &str) -> Pair {
        Pair::between(name, 2020, 2099)
    }

    /// A pair that is valid from the beginning of one year to the beginning of another.
    pub fn between(name: &str, first: i32, last: i32) -> Pair {
        Pair::made(name, first, (last, 1, 1))
    }

    /// A pair that is valid until the beginning of a day.
    pub fn until(name: &str, last: jiff::civil::Date) -> Pair {
        let (month, day) = (last.month().unsigned_abs(), last.day().unsigned_abs());
        Pair::made(name, 2020, (last.year().into(), month, day))
    }

    fn made(name: &str, first: i32, (year, month, day): (i32, u8, u8)) -> Pair {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(first, 1, 1);
        params.not_after = rcgen::date_time_ymd(year, month, day);
        Pair { certificate: params.self_signed(&key).unwrap().pem(), key: key.serialize_pem() }
    }

    /// A signer with it.
    pub fn signer(&self) -> Signer {
        super::caller::signer(self.key.as_bytes(), self.certificate.as_bytes())
    }

    /// A verifier that trusts it.
    pub fn verifier(&self) -> Verifier {
        super::caller::verifier(self.certificate.as_bytes())
    }
}
