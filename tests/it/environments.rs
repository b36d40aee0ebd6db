//! Test and production side by side in one process, and their keys replaced while they run.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use mpay_pages::i18n::Language;
use mpay_pages::mpay::call::Outcome;
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::fault::FaultCode;
use mpay_pages::mpay::message::OrderDetailsQuery;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::caller::Caller;
use crate::support::client::Browser;
use crate::support::html::Form;
use crate::support::in_process::Pair;
use crate::support::program::{Server, run, shipped_definitions, text};
use crate::support::services::forest_land_rent;
use crate::support::steps::{PAY_FORM, ordered};

/// The keys of both sides in both environments, in a folder with a configuration that names them.
struct Desk {
    folder: TempDir,
    test: [Pair; 2],
    production: [Pair; 2],
}

impl Desk {
    fn new() -> Desk {
        let pairs = |name: &str| [Pair::new(&format!("ours-{name}")), Pair::new(&format!("mpay-{name}"))];
        let desk = Desk { folder: tempfile::tempdir().unwrap(), test: pairs("test"), production: pairs("production") };
        desk.keep("test", &desk.test);
        desk.keep("production", &desk.production);
        let section = |name: &str| {
            format!(
                "pay_page = \"https://{name}.mpay.example/service/pay\"\ncertificates = [\"{name}-mpay.pem\"]\n\
                 key = \"{name}-ours.key.pem\"\ncertificate = \"{name}-ours.pem\"\n"
            )
        };
        let configuration = format!(
            "environment = \"production\"\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://plati.example\"\n\
             data = \"data\"\n[mpay]\n{}[beside]\nenvironment = \"test\"\nlisten = \"127.0.0.1:0\"\n\
             public_url = \"https://test.plati.example\"\n[beside.mpay]\n{}",
            section("production"),
            section("test")
        );
        std::fs::write(desk.path("c.toml"), configuration).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn keep(&self, name: &str, [ours, mpays]: &[Pair; 2]) {
        std::fs::write(self.path(&format!("{name}-mpay.pem")), &mpays.certificate).unwrap();
        std::fs::write(self.path(&format!("{name}-ours.key.pem")), &ours.key).unwrap();
        std::fs::write(self.path(&format!("{name}-ours.pem")), &ours.certificate).unwrap();
    }

    fn publish(&self, environment: &str) {
        let config = self.path("c.toml");
        let definitions = shipped_definitions().join("moldsilva");
        assert_eq!(run(["init", "--config", config.to_str().unwrap()]).status.code(), Some(0));
        let flags = ["publish", "--environment", environment, "--config"];
        let output = run(flags.iter().copied().chain([config.to_str().unwrap(), definitions.to_str().unwrap()]));
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let home = if environment == "test" { "https://test.plati.example" } else { "https://plati.example" };
        let poster = format!("\n  poster: {home}/ro/moldsilva/forest-land-rent/poster\n");
        assert!(text(&output.stdout).contains(&poster), "{}", text(&output.stdout));
    }

    /// Starts both; gives the server, which is production's, and the address of test's.
    fn serve(&self) -> (Server, String) {
        let server = Server::start(["serve", "--config", self.path("c.toml").to_str().unwrap()]);
        let test = server.next_address();
        (server, test)
    }
}

/// An environment's MPay, calling an endpoint of that environment.
fn caller(server: &str, environment: &str, [ours, mpays]: &[Pair; 2]) -> Caller {
    let mut caller = Caller::at(server, mpays.signer(), ours.verifier());
    caller.endpoint = format!("{server}/mpay/{environment}/service-provider");
    caller
}

fn question(pay: &Form) -> Request {
    let (order_key, service_id) = (pay.value("OrderKey").to_owned(), pay.value("ServiceID").to_owned());
    Request::GetOrderDetails(OrderDetailsQuery { language: Language::Ro, order_key, service_id })
}

#[tokio::test]
async fn orders_keys_and_publications_of_one_environment_are_unknown_to_the_other() {
    let desk = Desk::new();
    desk.publish("test");
    let (server, test) = desk.serve();
    let service = forest_land_rent();
    Browser::new(&server.address).get(&service.address("ro")).await.expect(404);
    let order = ordered(&Browser::new(&test), &service, "ro").await;
    let pay = order.form(PAY_FORM);
    assert_eq!(pay.action, "https://test.mpay.example/service/pay");
    assert!(pay.value("ReturnUrl").starts_with("https://test.plati.example/"), "{}", pay.value("ReturnUrl"));

    desk.publish("production");
    let (at_test, at_production) =
        (caller(&test, "test", &desk.test), caller(&server.address, "production", &desk.production));
    assert_eq!(at_test.orders(&pay, Language::Ro).await.len(), 1);
    // The service arrives in production a moment after its publication; this order never does.
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let reply = at_production.call(&question(&pay)).await;
        match reply.accepted() {
            Outcome::OrderDetails(orders) => break assert_eq!(orders, &[]),
            _ => assert_eq!(reply.fault(), FaultCode::UnknownService),
        }
        assert!(Instant::now() < until, "production does not serve what was published in it");
    }
    let path = order.address.strip_prefix(&test).unwrap();
    Browser::new(&server.address).get(path).await.expect(404);
    // Each endpoint takes its own MPay's word only, and knows no other endpoint.
    let swapped = caller(&server.address, "production", &[pair(&desk.production[0]), pair(&desk.test[1])]);
    assert_eq!(swapped.call(&question(&pay)).await.fault(), FaultCode::AuthenticationFailed);
    for (server, other) in [(&test, "production"), (&server.address, "test")] {
        Browser::new(server).post(&format!("/mpay/{other}/service-provider"), &[]).await.expect(404);
    }
}

fn pair(other: &Pair) -> Pair {
    Pair { key: other.key.clone(), certificate: other.certificate.clone() }
}

#[tokio::test]
async fn keys_and_certificates_are_replaced_while_the_server_runs() {
    let desk = Desk::new();
    desk.publish("test");
    let (server, test) = desk.serve();
    let pay = ordered(&Browser::new(&test), &forest_land_rent(), "ro").await.form(PAY_FORM);
    let health = |address: String| async move {
        serde_json::from_str::<Value>(&Browser::new(&address).get("/health").await.expect(200).body).unwrap()
    };
    let before = health(test.clone()).await;
    assert_eq!((&before["environment"], &before["status"]), (&"test".into(), &"ok".into()));

    // A half-written file changes nothing.
    std::fs::write(desk.path("test-mpay.pem"), "-----BEGIN CERTIFICATE-----\n").unwrap();
    server.hears(|said| said.contains("`beside.mpay.certificates`").then_some(()));
    assert_eq!(caller(&test, "test", &desk.test).orders(&pay, Language::Ro).await.len(), 1);

    // MPay's next certificate beside the old one, and a new pair of ours that ends next month.
    let next = [ending_soon("ours-next"), Pair::new("mpay-next")];
    let both = format!("{}{}", desk.test[1].certificate, next[1].certificate);
    std::fs::write(desk.path("test-ours.key.pem"), &next[0].key).unwrap();
    std::fs::write(desk.path("test-ours.pem"), &next[0].certificate).unwrap();
    std::fs::write(desk.path("test-mpay.pem"), both).unwrap();
    server.hears(|said| said.contains("new keys and certificates count").then_some(()));
    for mpays in [&desk.test[1], &next[1]] {
        let pairs = [pair(&next[0]), pair(mpays)];
        assert_eq!(caller(&test, "test", &pairs).orders(&pay, Language::Ro).await.len(), 1);
    }
    server.hears(|said| said.contains("a certificate ends soon").then_some(()));
    let after = health(test.clone()).await;
    assert_eq!(after["status"], "warning");
    let certificates = after["certificates"].as_array().unwrap();
    assert_eq!(certificates.len(), 3);
    let ours = certificates.iter().find(|one| one["whose"] == "ours").unwrap();
    assert_eq!(ours["warning"], "ends in at most 30 days");
    // The other environment is as it was.
    assert_eq!(health(server.address.clone()).await["status"], "ok");
}

/// A pair that ends in twenty days.
fn ending_soon(name: &str) -> Pair {
    use jiff::ToSpan;
    let last = mpay_pages::clock::today(jiff::Timestamp::now()).checked_add(20.days()).unwrap();
    Pair::until(name, last)
}
