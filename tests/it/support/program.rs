//! The real program as a child process: started, asked to stop, killed; what it says is kept.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::time::Duration;

use tempfile::TempDir;

/// How long the program may take to do what is waited for.
const TIME_MAX: Duration = Duration::from_secs(60);

/// The definitions that the program comes with.
pub fn shipped_definitions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions")
}

/// Definitions that only tests have: a service that asks everything, and two that take no orders now.
pub fn sample_definitions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/definitions")
}

/// The program with arguments, in an environment without settings.
pub fn program<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mpay-pages"));
    command.args(arguments).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command of the program to its end.
pub fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    let output = program(arguments).output().unwrap();
    assert!(!text(&output.stderr).contains("panicked"), "{}", text(&output.stderr));
    output
}

/// What a program wrote.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A running server of the program.
pub struct Server {
    /// Where it said that it listens.
    pub address: String,
    lines: Mutex<mpsc::Receiver<String>>,
    said: Arc<Said>,
    child: Child,
    is_gone: bool,
}

/// What a process says on standard error, while it says it.
#[derive(Default)]
struct Said {
    heard: Mutex<Heard>,
    grown: Condvar,
}

#[derive(Default)]
struct Heard {
    text: String,
    /// Whether the process has closed it, which it does at its end.
    is_over: bool,
}

impl Server {
    /// Starts a server and waits until it is ready.
    pub fn start<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Server {
        Server::spawned(program(arguments))
    }

    /// Starts a command that serves, and waits until it is ready. Its standard error is heard where it is piped.
    pub fn spawned(mut program: Command) -> Server {
        let mut child = program.spawn().unwrap();
        // It may hold what was given to the child, such as the end of a pipe.
        drop(program);
        let said = Arc::new(Said::default());
        let heard = Arc::clone(&said);
        match child.stderr.take() {
            Some(stderr) => drop(std::thread::spawn(move || heard.listen(stderr))),
            None => said.heard.lock().unwrap().is_over = true,
        }
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            // Read to the end: a full pipe would stop the server.
            stdout.lines().map_while(Result::ok).for_each(|line| drop(sender.send(line)));
        });
        let mut server = Server { address: String::new(), lines: Mutex::new(lines), said, child, is_gone: false };
        server.address = server.next_address();
        server
    }

    /// Waits for the next address at which it says that it is ready.
    pub fn next_address(&self) -> String {
        let line = self.lines.lock().unwrap().recv_timeout(TIME_MAX);
        let line = line.unwrap_or_else(|_| panic!("the server does not start:\n{}", self.stderr()));
        line.strip_prefix("ready ").unwrap_or_else(|| panic!("not ready: {line}")).to_owned()
    }

    /// What it has said on standard error so far.
    pub fn stderr(&self) -> String {
        self.said.heard.lock().unwrap().text.clone()
    }

    /// Waits until standard error says something.
    pub fn hears<T>(&self, find: impl Fn(&str) -> Option<T>) -> T {
        self.wait_while(|heard| find(&heard.text).is_none(), "say it");
        find(&self.stderr()).unwrap()
    }

    fn wait_while(&self, goes_on: impl Fn(&Heard) -> bool, what: &str) {
        let heard = self.said.heard.lock().unwrap();
        let (heard, waited) = self.said.grown.wait_timeout_while(heard, TIME_MAX, |heard| goes_on(heard)).unwrap();
        let text = heard.text.clone();
        drop(heard);
        assert!(!waited.timed_out(), "the server does not {what}:\n{text}");
    }

    /// Kills it at once: it can do nothing more.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.is_gone = true;
    }

    /// Asks it to stop with a signal, `INT` or `TERM`, and waits for its end.
    pub fn stop(&mut self, signal: &str) -> ExitStatus {
        self.signal(signal);
        self.ended()
    }

    /// Sends it a signal, as `HUP`.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> ExitStatus {
        self.wait_while(|heard| !heard.is_over, "stop");
        let ended = self.child.wait().unwrap();
        self.is_gone = true;
        ended
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.is_gone {
            // It may have ended by itself; then there is nothing to kill.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        let said = self.stderr();
        if std::thread::panicking() {
            eprintln!("--- the server said:\n{said}");
        } else {
            assert!(!said.contains("panicked"), "{said}");
        }
    }
}

impl Said {
    fn listen(&self, mut stderr: impl Read) {
        let mut bytes = [0; 4096];
        while let Ok(count) = stderr.read(&mut bytes)
            && count > 0
        {
            self.heard.lock().unwrap().text.push_str(&String::from_utf8_lossy(&bytes[..count]));
            self.grown.notify_all();
        }
        self.heard.lock().unwrap().is_over = true;
        self.grown.notify_all();
    }
}

/// A demo: the server with the offline MPay beside it, on a data folder of its own.
pub struct Demo {
    pub server: Server,
    /// The offline MPay's address.
    pub mpay: String,
    definitions: PathBuf,
    folder: TempDir,
}

impl Demo {
    /// A demo of the shipped definitions on a new folder.
    pub fn start() -> Demo {
        Demo::of(&shipped_definitions())
    }

    /// A demo of some definitions on a new folder.
    pub fn of(definitions: &Path) -> Demo {
        let folder = tempfile::tempdir().unwrap();
        let server = demo_server(folder.path(), definitions, "127.0.0.1:0", "127.0.0.1:0");
        let mpay = server.hears(mpay_address);
        Demo { server, mpay, definitions: definitions.to_owned(), folder }
    }

    /// A demo of some definitions on a new folder, whose log says all that it can.
    pub fn that_tells_everything(definitions: &Path) -> Demo {
        let folder = tempfile::tempdir().unwrap();
        let mut program = demo_program(folder.path(), definitions, "127.0.0.1:0", "127.0.0.1:0");
        program.env("MPAY_PAGES_LOG", "trace");
        let server = Server::spawned(program);
        let mpay = server.hears(mpay_address);
        Demo { server, mpay, definitions: definitions.to_owned(), folder }
    }

    /// Where the database and the keys are.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder in which the data are.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts it again after its end: the same data, the same addresses.
    pub fn start_again(&mut self) {
        assert!(self.server.is_gone, "it still runs");
        let bare = |address: &str| address.trim_start_matches("http://").to_owned();
        let (ours, mpays) = (bare(&self.server.address), bare(&self.mpay));
        self.server = demo_server(self.folder.path(), &self.definitions, &ours, &mpays);
        assert_eq!(self.server.hears(mpay_address), self.mpay);
    }
}

fn demo_server(folder: &Path, definitions: &Path, listen: &str, mpay_listen: &str) -> Server {
    Server::spawned(demo_program(folder, definitions, listen, mpay_listen))
}

fn demo_program(folder: &Path, definitions: &Path, listen: &str, mpay_listen: &str) -> Command {
    let data = folder.join("data");
    let flags = [("--data", data.as_os_str()), ("--definitions", definitions.as_os_str())];
    let flags = flags.into_iter().chain([("--listen", listen.as_ref()), ("--mpay-listen", mpay_listen.as_ref())]);
    program(["demo".as_ref()].into_iter().chain(flags.flat_map(|(name, value)| [name.as_ref(), value])))
}

fn mpay_address(said: &str) -> Option<String> {
    let line = said.lines().find_map(|line| line.trim().strip_prefix("the offline MPay"))?;
    Some(line.trim().trim_end_matches('/').to_owned()).filter(|_| said.contains("Ctrl-C stops."))
}
