//! One PostgreSQL server for all stories: made in a temporary folder, stopped when this process ends, however it ends.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

const MISSING: &str = "these tests run on PostgreSQL too, and its server was not found.\n\
     Install it (Debian: `apt-get install postgresql`; macOS: `brew install postgresql`), or name the folder of `initdb` \
     and `pg_ctl` in MPAY_PAGES_TEST_POSTGRES_BIN.";

/// Runs beside the tests: makes the server, says so, and waits for the end of its input, which comes when the process of
/// the tests is gone, even killed. `$1`: PostgreSQL's programs; `$2`: an empty folder.
const KEEPER: &str = r#"
cd "$2" || exit 1
"$1/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync >log 2>&1 &&
"$1/pg_ctl" start --wait --pgdata=data --log=log \
    --options="-c listen_addresses='' -c unix_socket_directories='$2' -c max_connections=300 -c fsync=on" >>log 2>&1 &&
echo ready || cat log
cat >/dev/null
"$1/pg_ctl" stop --mode=immediate --pgdata=data >/dev/null 2>&1
cd / && rm -rf "$2"
"#;

struct Server {
    folder: PathBuf,
    /// Its input stays open as long as this process lives.
    _keeper: Child,
}

static SERVER: OnceLock<Server> = OnceLock::new();

/// Makes an empty database and gives its address.
pub async fn new_database() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = tokio::task::spawn_blocking(|| SERVER.get_or_init(Server::start)).await.unwrap();
    let name = format!("story_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&server.address("postgres")).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    server.address(&name)
}

impl Server {
    fn start() -> Server {
        let programs = programs().unwrap_or_else(|| panic!("{MISSING}"));
        let folder = tempfile::Builder::new().prefix("mpay-pages-postgres-").tempdir().unwrap().keep();
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(KEEPER).arg("keeper").arg(&programs).arg(&folder);
        // A group of its own: an interrupt at the terminal ends the tests, and their end ends the keeper.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        if let Some((uid, gid)) = other_than_root() {
            std::os::unix::fs::chown(&folder, Some(uid), Some(gid)).unwrap();
            command.uid(uid).gid(gid);
        }
        let mut keeper = command.spawn().unwrap();
        let mut said = BufReader::new(keeper.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        if line != "ready\n" {
            drop(keeper.stdin.take());
            said.read_to_string(&mut line).unwrap();
            keeper.wait().unwrap();
            panic!("PostgreSQL of {} does not start:\n{line}", programs.display());
        }
        Server { folder, _keeper: keeper }
    }

    fn address(&self, database: &str) -> String {
        let host = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{host}/{database}")
    }
}

/// The folder of PostgreSQL's server programs.
fn programs() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("MPAY_PAGES_TEST_POSTGRES_BIN") {
        return Some(PathBuf::from(named)).filter(|folder| is_complete(folder));
    }
    let asked = Command::new("pg_config").arg("--bindir").output().ok().filter(|output| output.status.success());
    let asked = asked.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> = installed.map(|version| version.path().join("bin")).collect();
    installed.sort();
    asked.into_iter().chain(std::env::split_paths(&path)).chain(installed.into_iter().rev()).find(|f| is_complete(f))
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
}

/// PostgreSQL refuses to run as root: as whom it runs then.
fn other_than_root() -> Option<(u32, u32)> {
    let number = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    if number(&["-u"]) != Some(0) {
        return None;
    }
    let ids = |user: &str| Some((number(&["-u", user])?, number(&["-g", user])?));
    Some(ids("postgres").or_else(|| ids("nobody")).expect("a user other than root, such as `nobody`"))
}
