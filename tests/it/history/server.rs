//! The server with a runtime of its own, so that it can die between any two of its steps, on a database that stays.

use std::sync::Arc;
use std::time::Duration;

use mpay_pages::app::{App, MpayLink, Trust, find_definitions};
use mpay_pages::ids::{Environment, SystemRandom};
use mpay_pages::store::Store;
use mpay_pages::web::{self, Serving, WebSettings};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::support::databases::Database;
use crate::support::in_process::{Pair, StoryClock};
use crate::support::program::shipped_definitions;

/// How long the threads of a server that dies may take to see it.
const DEATH_TIME_MAX: Duration = Duration::from_secs(10);

/// A server that can die.
pub struct Server {
    pub address: String,
    pub clock: Arc<StoryClock>,
    pub database: Database,
    pub ours: Pair,
    pub mpays: Pair,
    running: Option<(Runtime, Serving)>,
}

impl Server {
    /// Starts it on an empty database, publishes a service and starts it again.
    pub async fn start(clock: Arc<StoryClock>) -> Server {
        let [ours, mpays] = [Pair::new("provider.example"), Pair::new("mpay.example")];
        let (address, database, running) = (String::new(), Database::sqlite(), None);
        let mut server = Server { address, clock, database, ours, mpays, running };
        server.run(true).await;
        server
    }

    /// Its tasks are dropped wherever they stand; nothing is finished, nothing is said. Then it starts again.
    pub async fn crash(&mut self) {
        if let Some((runtime, serving)) = self.running.take() {
            // Not from within a runtime: it blocks.
            std::thread::spawn(move || runtime.shutdown_timeout(DEATH_TIME_MAX)).join().unwrap();
            drop(serving);
        }
        self.run(false).await;
    }

    async fn run(&mut self, is_first: bool) {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let trust = Trust { verifier: self.mpays.verifier(), signer: self.ours.signer(), certificates: Vec::new() };
        let mpay = MpayLink { trust, pay_page: "https://mpay.example/service/pay".to_owned(), payment_notes: None };
        let (clock, database) = (Arc::clone(&self.clock), self.database.address.clone());
        let started = runtime.spawn(async move {
            let store = Store::open(&database, Environment::Test).await.unwrap();
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = format!("http://{}", listener.local_addr().unwrap());
            let app = App::start(store, mpay, address.clone(), clock, Arc::new(SystemRandom)).await.unwrap();
            if is_first {
                for found in find_definitions(&shipped_definitions().join("moldsilva")).unwrap() {
                    app.publish(&found.read().unwrap()).await.unwrap();
                }
            }
            (address, web::serve(listener, Arc::new(app), WebSettings::default()).unwrap())
        });
        let (address, serving) = started.await.unwrap();
        (self.address, self.running) = (address, Some((runtime, serving)));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((runtime, _serving)) = self.running.take() {
            runtime.shutdown_background();
        }
    }
}
