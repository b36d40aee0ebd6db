//! `serve`: a wrong configuration is refused with the key and the fix; a right one serves, on both databases.

use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use crate::support::caller::Caller;
use crate::support::client::Browser;
use crate::support::databases::Database;
use crate::support::html::Page;
use crate::support::in_process::Pair;
use crate::support::program::{Server, program, run, shipped_definitions, text};
use crate::support::services::forest_land_rent;
use crate::support::steps::{PAY_FORM, ordered};

/// A folder with everything that a right configuration names.
struct Desk {
    folder: TempDir,
    ours: Pair,
    mpays: Pair,
}

/// A right configuration.
const WHOLE: &str = r#"listen = "127.0.0.1:0"
data = "data"
public_url = "http://127.0.0.1"
environment = "test"

[mpay]
pay_page = "https://mpay.example/service/pay"
certificates = ["mpay.pem"]
accept_rsa_sha1 = false
key = "our.key.pem"
certificate = "our.pem"
"#;

impl Desk {
    fn new() -> Desk {
        let desk = Desk {
            folder: tempfile::tempdir().unwrap(),
            ours: Pair::new("provider.example"),
            mpays: Pair::new("mpay.example"),
        };
        desk.write("our.key.pem", desk.ours.key.as_bytes());
        desk.write("our.pem", desk.ours.certificate.as_bytes());
        desk.write("mpay.pem", desk.mpays.certificate.as_bytes());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: &[u8]) {
        std::fs::write(self.path(name), content).unwrap();
    }

    /// Serves with a configuration file, which is refused.
    fn serve(&self, configuration: &str, flags: &[&str]) -> Output {
        self.write("mpay-pages.toml", configuration.as_bytes());
        let file = self.path("mpay-pages.toml");
        run(["serve", "--config", file.to_str().unwrap()].iter().chain(flags))
    }

    #[track_caller]
    fn refuses(&self, configuration: &str, flags: &[&str], expected: &[&str]) {
        let output = self.serve(configuration, flags);
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), String::new()), "{said}");
        for part in expected.iter().chain(&["error: ", "fix: "]) {
            assert!(said.contains(part), "`{part}` is not in: {said}");
        }
    }
}

#[test]
fn a_wrong_configuration_is_refused_with_the_key_and_the_fix() {
    let desk = Desk::new();
    desk.write("garbage.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    desk.write("other.pem", Pair::new("other.example").certificate.as_bytes());
    let elliptic = rcgen::generate_simple_self_signed(vec!["mpay.example".to_owned()]).unwrap();
    desk.write("elliptic.pem", elliptic.cert.pem().as_bytes());
    for (from, to, expected) in [
        ("environment = \"test\"", "", &["`environment`: it is missing"][..]),
        ("\"test\"", "\"prod\"", &["`environment`: `prod` is none", "\"test\" or \"production\""]),
        ("public_url = \"http://127.0.0.1\"", "", &["`public_url`: it is missing"]),
        ("\"http://127.0.0.1\"", "\"plati.example.md\"", &["`public_url`: `plati.example.md` is not a web address"]),
        ("\"http://127.0.0.1\"", "\"ftp://plati.example.md\"", &["`public_url`", "https://"]),
        ("127.0.0.1:0", "8080", &["`listen`: `8080` is not an address", "127.0.0.1:8080"]),
        ("127.0.0.1:0", "localhost:8080", &["`listen`"]),
        ("https://mpay.example/service/pay", "mpay", &["`mpay.pay_page`: `mpay` is not a web address"]),
        ("certificates = [\"mpay.pem\"]", "", &["`mpay.certificates`: it is missing"]),
        ("[\"mpay.pem\"]", "[]", &["`mpay.certificates`: it is missing"]),
        ("[\"mpay.pem\"]", "[\"nowhere.pem\"]", &["`mpay.certificates`", "nowhere.pem cannot be read"]),
        ("[\"mpay.pem\"]", "[\"mpay.pem\", \"garbage.pem\"]", &["`mpay.certificates`", "garbage.pem"]),
        ("[\"mpay.pem\"]", "[\"our.key.pem\"]", &["`mpay.certificates`", "our.key.pem"]),
        ("[\"mpay.pem\"]", "[\"elliptic.pem\"]", &["`mpay.certificates`", "elliptic.pem", "RSA"]),
        ("key = \"our.key.pem\"", "", &["`mpay.key`: it is missing"]),
        ("\"our.key.pem\"", "\"nowhere.pem\"", &["`mpay.key`", "nowhere.pem cannot be read"]),
        ("\"our.key.pem\"", "\"our.pem\"", &["`mpay.key`", "our.pem"]),
        ("\"our.pem\"", "\"other.pem\"", &["`mpay.key`", "other.pem", "belongs to it"]),
        ("certificate = \"our.pem\"", "", &["`mpay.certificate`: it is missing"]),
        ("\"our.pem\"", "\"nowhere.pem\"", &["`mpay.certificate`", "nowhere.pem cannot be read"]),
        ("public_url", "public_ulr", &["mpay-pages.toml", "public_ulr", "line 3"]),
        ("pay_page", "paypage", &["mpay-pages.toml", "paypage", "line 7"]),
        ("\"127.0.0.1:0\"", "8080", &["mpay-pages.toml", "line 1"]),
        ("accept_rsa_sha1 = false", "accept_rsa_sha1 = \"no\"", &["mpay-pages.toml", "accept_rsa_sha1", "line 9"]),
        ("[mpay]", "[siege]\npuzzle_bits = 40\n[mpay]", &["`siege.puzzle_bits`: it is 40, and can be 1 to 24"]),
        ("[mpay]", "[siege]\npuzle_bits = 4\n[mpay]", &["mpay-pages.toml", "puzle_bits", "line 7"]),
        ("[mpay]", "[mpay", &["mpay-pages.toml", "line 6"]),
    ] {
        assert!(WHOLE.contains(from), "{from}");
        desk.refuses(&WHOLE.replacen(from, to, 1), &[], expected);
    }
}

#[test]
fn a_database_that_cannot_be_opened_is_refused_with_the_key_and_the_fix() {
    let desk = Desk::new();
    desk.write(
        "text.sqlite",
        b"this is not a database, and it is long enough to be read as the header of one, which is 100 bytes",
    );
    let text = format!("sqlite:{}", desk.path("text.sqlite").display());
    for (address, expected) in [
        ("mysql://db.example/pay", "mysql://db.example/pay cannot be opened"),
        ("", "`database_url`"),
        (text.as_str(), "text.sqlite cannot be opened"),
        ("postgres://pay:s3cret@host:notaport/pay", "postgres://…@host:notaport/pay cannot be opened"),
    ] {
        desk.refuses(WHOLE, &["--database-url", address], &["`database_url`", expected]);
        let said = self::text(&desk.serve(WHOLE, &["--database-url", address]).stderr);
        assert!(!said.contains("s3cret"), "{said}");
    }
}

#[test]
fn what_is_missing_or_taken_is_explained() {
    let desk = Desk::new();
    let nowhere = desk.path("nowhere.toml");
    let output = run(["serve", "--config", nowhere.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("nowhere.toml cannot be read"), "{}", text(&output.stderr));

    desk.write("mpay-pages.toml", WHOLE.as_bytes());
    assert_eq!(run(["init", "--config", desk.path("mpay-pages.toml").to_str().unwrap()]).status.code(), Some(0));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = desk.serve(WHOLE, &["--listen", &address]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains(&format!("cannot listen on {address}")) && said.contains("--listen"), "{said}");

    let output = run(["serve", "--listne", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--listen"), "{}", text(&output.stderr));
}

#[tokio::test]
async fn a_right_configuration_serves_and_stops() {
    let desk = Desk::new();
    desk.write("mpay-pages.toml", WHOLE.as_bytes());
    publish(&["--config", desk.path("mpay-pages.toml").to_str().unwrap()]);
    let mut server = Server::start(["serve".as_ref(), "--config".as_ref(), desk.path("mpay-pages.toml").as_os_str()]);
    let order = an_order(&server, &desk).await;
    assert_eq!(order.form(PAY_FORM).action, "https://mpay.example/service/pay");
    assert_eq!(
        order.header("content-security-policy").split("form-action ").nth(1),
        Some("'self' https://mpay.example")
    );
    assert!(desk.path("data/mpay-pages.sqlite").exists(), "a path in the file starts from the file's folder");
    assert_eq!(server.stop("TERM").code(), Some(0));
}

/// Payers' pages do not depend on MPay's certificate, nor on ours: a restart after its last day must not take them away.
#[tokio::test]
async fn an_ended_certificate_is_told_loudly_and_takes_no_page_away() {
    let desk = Desk::new();
    let expired = Pair::between("old.example", 2015, 2020);
    desk.write("expired.pem", expired.certificate.as_bytes());
    desk.write("expired.key.pem", expired.key.as_bytes());
    desk.write("early.pem", Pair::between("new.example", 2090, 2099).certificate.as_bytes());
    let ours = "key = \"our.key.pem\"\ncertificate = \"our.pem\"";
    let config = desk.path("mpay-pages.toml");
    desk.write("mpay-pages.toml", WHOLE.as_bytes());
    publish(&["--config", config.to_str().unwrap()]);
    for (from, to, said) in [
        ("[\"mpay.pem\"]", "[\"expired.pem\"]", ["`mpay.certificates`: no certificate is valid today", "2020-01-01"]),
        ("[\"mpay.pem\"]", "[\"expired.pem\", \"early.pem\"]", ["`mpay.certificates`", "2090-01-01"]),
        (ours, "key = \"expired.key.pem\"\ncertificate = \"expired.pem\"", ["`mpay.certificate`", "STISC"]),
    ] {
        desk.write("mpay-pages.toml", WHOLE.replacen(from, to, 1).as_bytes());
        let mut server = Server::start(["serve".as_ref(), "--config".as_ref(), config.as_os_str()]);
        server.hears(|log| (said.iter().all(|part| log.contains(part)) && log.contains("ERROR")).then_some(()));
        let browser = Browser::new(&server.address);
        browser.get("/ro").await.expect(200);
        let order = ordered(&browser, &forest_land_rent(), "ro").await;
        browser.get(&order.address).await.expect(200);
        let health = browser.get("/health").await.expect(200).text();
        assert!(health.contains("\"status\": \"warning\"") && health.contains("is over"), "{health}");
        // Payers see their pages; whoever balances load sends no new ones here.
        let unready = browser.get("/readyz").await.expect(503).text();
        let whose = if to.starts_with("key") { "our certificate is valid" } else { "a certificate of MPay is valid" };
        assert_eq!(unready.matches("false").count(), 1, "{unready}");
        let unwell: serde_json::Value = serde_json::from_str(&unready).unwrap();
        assert!(unwell["checks"].as_array().unwrap().contains(&serde_json::json!({"name": whose, "isWell": false})));
        assert_eq!(server.stop("TERM").code(), Some(0));
    }
}

#[test]
fn the_environment_stands_between_the_flags_and_the_file() {
    let desk = Desk::new();
    desk.write("mpay-pages.toml", WHOLE.as_bytes());
    let serve = |flags: &[&str]| {
        let mut command = program(["serve"].iter().chain(flags));
        command.env("MPAY_PAGES_CONFIG", desk.path("mpay-pages.toml")).env("MPAY_PAGES_LISTEN", "from-environment");
        text(&command.output().unwrap().stderr)
    };
    assert!(serve(&[]).contains("`from-environment` is not an address"));
    assert!(serve(&["--listen", "from-flag"]).contains("`from-flag` is not an address"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_made_on_postgresql_too() {
    let desk = Desk::new();
    let database = Database::postgres().await;
    desk.write("mpay-pages.toml", WHOLE.as_bytes());
    let config = desk.path("mpay-pages.toml");
    let flags = ["--config", config.to_str().unwrap(), "--database-url", &database.address];
    publish(&flags);
    let mut server = Server::start(["serve"].iter().chain(&flags));
    an_order(&server, &desk).await;
    assert_eq!(server.stop("INT").code(), Some(0));
    assert!(!Path::new(&desk.path("data")).exists(), "no embedded database is made beside it");
}

/// Who has our key signs in our name.
#[test]
fn a_private_key_that_all_may_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.write("mpay-pages.toml", WHOLE.as_bytes());
    publish(&["--config", desk.path("mpay-pages.toml").to_str().unwrap()]);
    let key = desk.path("our.key.pem");
    let start = || Server::start(["serve".as_ref(), "--config".as_ref(), desk.path("mpay-pages.toml").as_os_str()]);
    for (mode, is_told) in [(0o644, true), (0o640, false), (0o600, false)] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        let mut server = start();
        assert_eq!(server.stop("TERM").code(), Some(0));
        let told = format!("every user of this machine may read the private key {}", key.display());
        assert_eq!(server.stderr().contains(&told), is_told, "{mode:o}: {}", server.stderr());
    }
}

fn publish(flags: &[&str]) {
    let definitions = shipped_definitions().join("moldsilva");
    assert_eq!(run(["init"].iter().chain(flags)).status.code(), Some(0));
    let output = run(["publish"].iter().chain(flags).chain(&[definitions.to_str().unwrap()]));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("moldsilva/forest-land-rent: version 1 published\n"));
}

/// Makes an order, of which MPay learns the same.
async fn an_order(server: &Server, desk: &Desk) -> Page {
    let browser = Browser::new(&server.address);
    let order = ordered(&browser, &forest_land_rent(), "ro").await;
    let mpay = Caller::at(&server.address, desk.mpays.signer(), desk.ours.verifier());
    let details = mpay.order(&order.form(PAY_FORM), mpay_pages::i18n::Language::Ro).await;
    assert_eq!(details.total_amount_due.unwrap().bani(), 926_705);
    order
}
