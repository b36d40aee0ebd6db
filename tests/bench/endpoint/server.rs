//! The process that serves. First it counts what its core can sign.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom as Random;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use mpay_pages::app::{App, MpayLink, Trust, find_definitions};
use mpay_pages::clock::SystemClock;
use mpay_pages::ids::{Environment, SystemRandom};
use mpay_pages::mpay::certificate::{Certificate, Identity, TrustedCertificates};
use mpay_pages::mpay::security::{Signer, Verifier};
use mpay_pages::store::Store;
use mpay_pages::web::{self, WebSettings};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use tokio::net::TcpListener;

/// How long signatures are counted.
const SIGNING: Duration = Duration::from_secs(2);

/// Signs, then serves until its input ends.
pub fn run(folder: &Path) {
    let file = |name: &str| std::fs::read(folder.join(name)).unwrap();
    println!("{}", signatures_a_second(&file("ours.key.pem")));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let certificate = Certificate::read(&file("mpay.pem")).unwrap();
        let identity = Identity::read(&file("ours.key.pem"), &file("ours.pem")).unwrap();
        let trust = Trust {
            verifier: Verifier::new(TrustedCertificates::new(vec![certificate]).unwrap()),
            signer: Signer::new(identity),
            certificates: Vec::new(),
        };
        let address = format!("sqlite:{}", folder.join("pages.sqlite").display());
        let store = Store::open(&address, Environment::Test).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let public_url = format!("http://{}", listener.local_addr().unwrap());
        let mpay = MpayLink { trust, pay_page: "https://mpay.example/service/pay".to_owned(), payment_notes: None };
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        let app = App::start(store, mpay, public_url.clone(), clock, random).await.unwrap();
        let definitions = Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions/moldsilva");
        for found in find_definitions(&definitions).unwrap() {
            app.publish(&found.read().unwrap()).await.unwrap();
        }
        let serving = web::serve(listener, Arc::new(app), WebSettings::default()).unwrap();
        println!("{public_url}");
        std::io::stdout().flush().unwrap();
        tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()))
            .await
            .unwrap()
            .unwrap();
        drop(serving);
    });
}

/// By the clock and by processor time, which differ when the core is shared.
fn signatures_a_second(key: &[u8]) -> String {
    let key = RsaKeyPair::from_pkcs8(PrivateKeyDer::from_pem_slice(key).unwrap().secret_der()).unwrap();
    let mut value = vec![0; key.public_modulus_len()];
    let (started, used, mut count) = (Instant::now(), super::caller::processor_time(std::process::id()), 0u32);
    while started.elapsed() < SIGNING {
        for _ in 0..50 {
            key.sign(&RSA_PKCS1_SHA256, &Random::new(), b"a reply's signed info", &mut value).unwrap();
        }
        count += 50;
    }
    let used = super::caller::processor_time(std::process::id()) - used;
    let by = |time: f64| f64::from(count) / time;
    format!("{} {}", by(started.elapsed().as_secs_f64()), by(used.as_secs_f64()))
}
