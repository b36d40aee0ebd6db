//! The program as it is run for real, with keys and certificates of its own and a published service.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use tempfile::TempDir;

use super::process::{SERVER_CORE, on_core};

/// A running server.
pub struct Server {
    /// `127.0.0.1:8080`.
    pub address: String,
    /// How long it took until it said that it is ready.
    pub started_in: Duration,
    process: Child,
}

impl Server {
    /// Starts it on its core with the definitions of one beneficiary; gives its folder too.
    pub fn start() -> (Server, TempDir) {
        let folder = configured();
        let definitions = Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions/moldsilva");
        let mut init = Command::new(env!("CARGO_BIN_EXE_mpay-pages"));
        let init = init.arg("init").arg("--config").arg(folder.path().join("c.toml"));
        assert!(init.stdout(Stdio::null()).status().unwrap().success());
        let mut publish = Command::new(env!("CARGO_BIN_EXE_mpay-pages"));
        let publish = publish.arg("publish").arg("--config").arg(folder.path().join("c.toml")).arg(definitions);
        assert!(publish.stdout(Stdio::null()).status().unwrap().success());
        (Server::run(folder.path()), folder)
    }

    /// Starts it on its core in a folder of [`configured`].
    pub fn run(folder: &Path) -> Server {
        let mut command = on_core(SERVER_CORE, env!("CARGO_BIN_EXE_mpay-pages"));
        let command =
            command.arg("serve").arg("--config").arg(folder.join("c.toml")).env("MPAY_PAGES_LOG", "info,sqlx=warn");
        let started = Instant::now();
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let started_in = started.elapsed();
        let address = line.trim().strip_prefix("ready http://").expect("the server starts").to_owned();
        Server { address, started_in, process }
    }

    /// Its number among the processes.
    pub fn id(&self) -> u32 {
        self.process.id()
    }
}

/// A folder with keys, certificates and the configuration of a server that takes no rate of orders for a siege.
pub fn configured() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["mpay", "ours"] {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let mut params = CertificateParams::new(vec![format!("{name}.example")]).unwrap();
        params.not_after = rcgen::date_time_ymd(2099, 1, 1);
        std::fs::write(folder.path().join(format!("{name}.pem")), params.self_signed(&key).unwrap().pem()).unwrap();
        std::fs::write(folder.path().join(format!("{name}.key.pem")), key.serialize_pem()).unwrap();
    }
    let configuration = "listen = \"127.0.0.1:0\"\ndata = \"data\"\npublic_url = \"http://127.0.0.1\"\n\
             environment = \"test\"\n[mpay]\ncertificates = [\"mpay.pem\"]\nkey = \"ours.key.pem\"\n\
             certificate = \"ours.pem\"\n[siege]\n\
             orders_of_service = {per_second = 10000, at_once = 100000}\n\
             orders_of_all = {per_second = 10000, at_once = 100000}\n";
    std::fs::write(folder.path().join("c.toml"), configuration).unwrap();
    folder
}

/// The address of the database in a folder.
pub fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("data/mpay-pages.sqlite").display())
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
