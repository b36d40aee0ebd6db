//! What `serve` needs for real use: keys, certificates and a configuration in a folder, with one service published.

use std::path::PathBuf;
use std::process::{Command, Output};

use mpay_pages::i18n::Language;
use mpay_pages::mpay::call::Outcome;
use tempfile::TempDir;

use super::caller::{Caller, confirmation};
use super::client::Browser;
use super::html::Page;
use super::in_process::Pair;
use super::program::{Server, program, run, shipped_definitions, text};
use super::services::forest_land_rent;
use super::steps::{PAY_FORM, ordered};

const CONFIGURATION: &str = r#"listen = "127.0.0.1:0"
public_url = "http://127.0.0.1"
environment = "test"

[mpay]
pay_page = "https://mpay.example/service/pay"
certificates = ["mpay.pem"]
accept_rsa_sha1 = false
key = "our.key.pem"
certificate = "our.pem"
"#;

/// A folder with everything that a right configuration names.
pub struct Desk {
    folder: TempDir,
    ours: Pair,
    mpays: Pair,
}

impl Desk {
    /// One on SQLite, in its folder, with nothing in it.
    pub fn new() -> Desk {
        Desk::with("data = \"data\"\n")
    }

    /// One on a database.
    pub fn on(database: &str) -> Desk {
        Desk::with(&format!("database_url = \"{database}\"\n"))
    }

    fn with(setting: &str) -> Desk {
        let (ours, mpays) = (Pair::new("provider.example"), Pair::new("mpay.example"));
        let desk = Desk { folder: tempfile::tempdir().unwrap(), ours, mpays };
        for (name, content) in [
            ("our.key.pem", &desk.ours.key),
            ("our.pem", &desk.ours.certificate),
            ("mpay.pem", &desk.mpays.certificate),
            ("mpay-pages.toml", &format!("{setting}{CONFIGURATION}")),
        ] {
            std::fs::write(desk.path(name), content).unwrap();
        }
        desk
    }

    /// Where something in its folder is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where its SQLite database is.
    pub fn database(&self) -> PathBuf {
        self.path("data/mpay-pages.sqlite")
    }

    /// A command of the program with its configuration.
    pub fn program(&self, arguments: &[&str]) -> Command {
        program(self.configured(arguments))
    }

    /// Runs a command with its configuration to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        run(self.configured(arguments))
    }

    /// The configuration stands behind the command's name.
    fn configured(&self, arguments: &[&str]) -> Vec<String> {
        let config = self.path("mpay-pages.toml").display().to_string();
        let (name, rest) = arguments.split_first().unwrap();
        let all = [*name, "--config", &config].into_iter().chain(rest.iter().copied());
        all.map(str::to_owned).collect()
    }

    /// Runs a command that must go well; gives what it said on both outputs.
    #[track_caller]
    pub fn does(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        said
    }

    /// Makes the database, and publishes the one service.
    #[track_caller]
    pub fn publish(&self) {
        let definitions = shipped_definitions().join("moldsilva");
        self.does(&["init"]);
        self.does(&["publish", definitions.to_str().unwrap()]);
    }

    /// Serves it.
    pub fn serve(&self) -> Server {
        Server::spawned(self.program(&["serve"]))
    }

    /// Its MPay, calling a server.
    pub fn mpay(&self, server: &Server) -> Caller {
        Caller::at(&server.address, self.mpays.signer(), self.ours.verifier())
    }

    /// A stranger, who signs as MPay and is not.
    pub fn stranger(&self, server: &Server) -> Caller {
        Caller::at(&server.address, Pair::new("mpay.example").signer(), self.ours.verifier())
    }
}

/// An order, made in a browser; its page.
pub async fn an_order(server: &Server) -> Page {
    ordered(&Browser::new(&server.address), &forest_land_rent(), "ro").await
}

/// Has MPay confirm an order's payment under a number, and be told that it is taken.
pub async fn paid(mpay: &Caller, order: &Page, number: &str) {
    let details = mpay.order(&order.form(PAY_FORM), Language::Ro).await;
    assert_eq!(mpay.confirm(&confirmation(&details, number)).await.accepted(), &Outcome::Confirmed);
}
