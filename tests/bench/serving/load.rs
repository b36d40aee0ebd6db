//! Who asks: over connections that are kept, as fast as answers come or at fixed instants. It runs as a process of its own,
//! bound to a core, and looks at its connections without pause, as a timer would be coarser than the answers are quick.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use mpay_pages::ids::{OrderToken, SystemRandom};

use super::process::{CALLER_CORE, on_core};
use super::services::forest_land_rent;

/// Set in the process that asks: what, whom, how often.
const ASKED: &str = "SERVING_BENCH_ASKED";
const CONNECTIONS: usize = 64;
const TIME: Duration = Duration::from_secs(3);

/// What is asked for.
#[derive(Debug, Clone)]
pub enum Asked {
    /// The page at a path.
    Page(String),
    /// An order, each by another browser.
    Order,
    /// A form that is sent to go on, each by another browser: its answers are kept for the review.
    Step,
}

/// Stands for a step where a path stands otherwise.
const STEP: &str = "step";

/// How it went.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    pub count: u64,
    pub seconds: f64,
    pub p50: Duration,
    pub p99: Duration,
    pub longest: Duration,
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let rate = self.count as f64 / self.seconds;
        write!(
            f,
            "{rate:6.0} /s: p50 {:.3} ms, p99 {:.3} ms, longest {:.3} ms",
            ms(self.p50),
            ms(self.p99),
            ms(self.longest)
        )
    }
}

/// Asks at fixed instants, so many a second, whether or not those before were answered: each counts from its instant.
pub fn paced(address: &str, asked: Asked, rate: f64) -> Times {
    start(address, asked, rate)
}

/// Asks as fast as answers come.
pub fn full(address: &str, asked: Asked) -> Times {
    start(address, asked, 0.0)
}

fn start(address: &str, asked: Asked, rate: f64) -> Times {
    let asked = match asked {
        Asked::Page(path) => path,
        Asked::Order => String::new(),
        Asked::Step => STEP.to_owned(),
    };
    let this = std::env::current_exe().unwrap();
    let mut command = on_core(CALLER_CORE, this);
    let command = command.env(ASKED, format!("{address} {rate} {asked}")).stderr(Stdio::inherit());
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let mut numbers = said.split_whitespace().map(|number| number.parse::<f64>().unwrap());
    let mut next = || numbers.next().expect("the caller tells how it went");
    let (count, seconds) = (next() as u64, next());
    let mut time = || Duration::from_secs_f64(next());
    Times { count, seconds, p50: time(), p99: time(), longest: time() }
}

/// Whether this process is to ask.
pub fn is_asked_for() -> bool {
    std::env::var_os(ASKED).is_some()
}

/// Asks as it was told, and tells how it went.
pub fn run() {
    let told = std::env::var(ASKED).unwrap();
    let mut words = told.splitn(3, ' ');
    let (address, rate, path) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
    let rate: f64 = rate.parse().unwrap();
    let page = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: br\r\n\r\n").into_bytes();
    let (begin, mut request): (&str, Box<dyn FnMut() -> Vec<u8>>) = match path {
        "" => {
            let seen = seen(address);
            ("HTTP/1.1 303", Box::new(move || order_request(&seen)))
        }
        STEP => ("HTTP/1.1 303", Box::new(|| form_request("", &OrderToken::draw(&SystemRandom)))),
        _ => ("HTTP/1.1 200", Box::new(|| page.clone())),
    };
    let mut connections: Vec<Connection> = (0..CONNECTIONS).map(|_| Connection::to(address)).collect();
    let (started, mut sent, mut times) = (Instant::now(), 0u64, Vec::new());
    loop {
        let now = started.elapsed();
        for connection in &mut connections {
            let due = Duration::from_secs_f64(if rate > 0.0 { sent as f64 / rate } else { now.as_secs_f64() });
            if connection.due.is_none() && due <= now && now < TIME {
                connection.send(&request(), due);
                sent += 1;
            }
            if let Some(due) = connection.due
                && connection.is_answered(begin)
            {
                times.push(started.elapsed() - due);
            }
        }
        if now >= TIME && connections.iter().all(|connection| connection.due.is_none()) {
            break;
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |hundredths: usize| times[(times.len() - 1) * hundredths / 100].as_secs_f64();
    println!("{} {seconds} {} {} {}", times.len(), at(50), at(99), at(100));
}

/// Makes one order; gives the secret part of its address.
pub fn order(address: &str) -> String {
    let mut connection = Connection::to(address);
    connection.send(&order_request(&seen(address)), Duration::ZERO);
    while !connection.is_answered("HTTP/1.1 303") {}
    connection.location().rsplit('/').next().unwrap().to_owned()
}

/// What a payer confirms by the review of the form.
fn seen(address: &str) -> String {
    let browser = OrderToken::draw(&SystemRandom);
    let mut connection = Connection::to(address);
    connection.send(&form_request("", &browser), Duration::ZERO);
    while !connection.is_answered("HTTP/1.1 303") {}
    let path = connection.location();
    let page = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: payer={browser}\r\n\r\n");
    let (_, review) = answer(address, page.as_bytes());
    let review = String::from_utf8(review).unwrap();
    let (_, seen) = review.split_once("name=\"_seen\" value=\"").expect("the review");
    seen.split_once('"').unwrap().0.to_owned()
}

/// The form of a browser that was never here, as its payer confirms it.
fn order_request(seen: &str) -> Vec<u8> {
    form_request(seen, &OrderToken::draw(&SystemRandom))
}

fn form_request(seen: &str, browser: &OrderToken) -> Vec<u8> {
    let service = forest_land_rent();
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(service.answers().chain([("_seen", seen)]))
        .finish();
    format!(
        "POST {}/answers HTTP/1.1\r\nhost: localhost\r\ncookie: payer={browser}\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n{form}",
        service.address("ro"),
        form.len()
    )
    .into_bytes()
}

/// Head and body of one answer.
pub fn answer(address: &str, request: &[u8]) -> (String, Vec<u8>) {
    let mut connection = Connection::to(address);
    connection.send(request, Duration::ZERO);
    while !connection.is_answered("HTTP/1.1 200") {}
    let (head, body) = connection.read.split_at(connection.head_end().unwrap());
    (String::from_utf8(head.to_vec()).unwrap(), body.to_vec())
}

/// Sends a form that is not taken to a service's page, and reads the page that says so.
pub fn refused(address: &str, service: &str, form: &str) {
    let browser = OrderToken::draw(&SystemRandom);
    let common = format!("HTTP/1.1\r\nhost: a\r\ncookie: payer={browser}\r\n");
    let kind = "content-type: application/x-www-form-urlencoded";
    let post = format!("POST {service}/answers {common}{kind}\r\ncontent-length: {}\r\n\r\n{form}", form.len());
    let mut connection = Connection::to(address);
    connection.send(post.as_bytes(), Duration::ZERO);
    while !connection.is_answered("HTTP/1.1 303") {}
    let path = connection.location();
    connection.send(format!("GET {path} {common}\r\n").as_bytes(), Duration::ZERO);
    while !connection.is_answered("HTTP/1.1 422") {}
}

/// A connection with at most one request under way.
struct Connection {
    stream: TcpStream,
    /// When the request under way was due.
    due: Option<Duration>,
    read: Vec<u8>,
}

impl Connection {
    fn to(address: &str) -> Connection {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_nonblocking(true).unwrap();
        Connection { stream, due: None, read: Vec::new() }
    }

    /// Where the answer leads.
    fn location(&self) -> String {
        let head = String::from_utf8(self.read.clone()).unwrap();
        head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_owned()
    }

    fn send(&mut self, request: &[u8], due: Duration) {
        self.read.clear();
        // A few hundred bytes always fit into the buffer of a connection that is answered.
        self.stream.write_all(request).unwrap();
        self.due = Some(due);
    }

    fn head_end(&self) -> Option<usize> {
        self.read.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
    }

    /// Reads what is there; whether the answer is whole.
    fn is_answered(&mut self, begin: &str) -> bool {
        let mut buffer = [0; 32 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(0) => panic!("the server hung up"),
            Ok(count) => self.read.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
            Err(error) => panic!("{error}"),
        }
        let Some(end) = self.head_end() else { return false };
        let head = std::str::from_utf8(&self.read[..end]).unwrap();
        assert!(head.starts_with(begin), "{head}");
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().unwrap())
        });
        let is_whole = self.read.len() >= end + length.expect("an answer has a length");
        if is_whole {
            self.due = None;
        }
        is_whole
    }
}
