//! The process that calls: MPay, with messages that were signed before the clock starts.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use mpay_pages::i18n::Language;
use mpay_pages::ids::{OrderToken, SystemRandom};
use mpay_pages::mpay::call::{self, Outcome};
use mpay_pages::mpay::certificate::{Certificate, Identity, TrustedCertificates};
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::message::OrderDetailsQuery;
use mpay_pages::mpay::security::{Signer, Verifier};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use tokio::task::JoinSet;

use super::{P99_MAX, SERVER_FOLDER, SHARE_MIN};

/// How many orders are asked for in turn.
const ORDERS: usize = 200;
/// How many calls are under way at the same time when the server gives all that it has.
const AT_ONCE: usize = 8;
/// How often both sides are measured: an odd number, so that one round is the median.
const ROUNDS: usize = 5;
const WARM_UP: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(2);

struct Server {
    process: Child,
    /// Its end is the server's.
    input: Option<ChildStdin>,
    signatures: f64,
    signatures_of_processor: f64,
    endpoint: String,
}

/// Measures and prints.
pub fn run() {
    let folder = tempfile::tempdir().unwrap();
    let [mpay, ours] = ["mpay", "ours"].map(|name| {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().self_signed(&key).unwrap();
        std::fs::write(folder.path().join(format!("{name}.pem")), certificate.pem()).unwrap();
        std::fs::write(folder.path().join(format!("{name}.key.pem")), key.serialize_pem()).unwrap();
        (key.serialize_pem(), certificate.pem())
    });
    let signer = Signer::new(Identity::read(mpay.0.as_bytes(), mpay.1.as_bytes()).unwrap());
    let ours = Certificate::read(ours.1.as_bytes()).unwrap();
    let provider = Verifier::new(TrustedCertificates::new(vec![ours]).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    // Each round counts first what its core can sign, so that a disturbance meets both sides.
    let mut rounds: Vec<Round> = Vec::new();
    for _ in 0..ROUNDS {
        let server = Server::start(folder.path());
        rounds.push(runtime.block_on(measure(&server, &signer, &provider)));
    }
    print(&rounds);
}

/// One round: rates by the clock and by processor time, and how long each call took at half of the rate.
struct Round {
    signatures: f64,
    signatures_of_processor: f64,
    rate: f64,
    rate_of_processor: f64,
    times: Vec<Duration>,
}

async fn measure(server: &Server, signer: &Signer, provider: &Verifier) -> Round {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut messages = Vec::new();
    for _ in 0..ORDERS {
        let order_key = order(&client, server).await;
        let query = OrderDetailsQuery { language: Language::Ro, order_key, service_id: "MDS02".to_owned() };
        messages.push(call::request(signer, &Request::GetOrderDetails(query), Timestamp::now(), &SystemRandom));
    }
    let reply = client.post(&server.endpoint).body(messages[0].clone()).send().await.unwrap().bytes().await.unwrap();
    let examined = call::examine(provider, &reply, Timestamp::now());
    assert!(matches!(examined.accepted(), Some(Outcome::OrderDetails(orders)) if orders.len() == 1), "{examined:?}");

    let messages = Arc::new(messages);
    let asked = Arc::new(AtomicUsize::new(0));
    full(&client, server, &messages, &asked, WARM_UP).await;
    let (used, before, started) = (processor_time(server.process.id()), asked.load(Ordering::Relaxed), Instant::now());
    full(&client, server, &messages, &asked, MEASURED).await;
    let count = (asked.load(Ordering::Relaxed) - before) as f64;
    let rate = count / started.elapsed().as_secs_f64();
    let rate_of_processor = count / (processor_time(server.process.id()) - used).as_secs_f64();
    let times = half(&client, server, &messages, rate / 2.0).await;
    let (signatures, signatures_of_processor) = (server.signatures, server.signatures_of_processor);
    Round { signatures, signatures_of_processor, rate, rate_of_processor, times }
}

/// Prints the medians of the rounds, and whether the aims are reached.
fn print(rounds: &[Round]) {
    let median = |number: fn(&Round) -> f64| {
        let mut numbers: Vec<f64> = rounds.iter().map(number).collect();
        numbers.sort_by(f64::total_cmp);
        numbers[numbers.len() / 2]
    };
    let verdict = |is_reached| if is_reached { "reached" } else { "MISSED" };
    let share = median(|round| 100.0 * round.rate / round.signatures);
    let share_of_processor = median(|round| 100.0 * round.rate_of_processor / round.signatures_of_processor);
    println!(
        "RSA-2048 signatures of one core  {:8.0} /s, {:8.0} /s of processor time",
        median(|round| round.signatures),
        median(|round| round.signatures_of_processor),
    );
    println!(
        "GetOrderDetails over HTTP        {:8.0} /s, {:8.0} /s of processor time",
        median(|round| round.rate),
        median(|round| round.rate_of_processor),
    );
    println!(
        "share, median of {ROUNDS} rounds       {share:8.1} %, {share_of_processor:8.1} % of processor time; aim {SHARE_MIN} %: {}",
        verdict(share_of_processor >= SHARE_MIN),
    );
    let mut times: Vec<Duration> = rounds.iter().flat_map(|round| round.times.iter().copied()).collect();
    times.sort_unstable();
    let at = |hundredths: usize| times[(times.len() - 1) * hundredths / 100].as_secs_f64() * 1e3;
    let (half, p99) = (median(|round| round.rate) / 2.0, at(99));
    println!(
        "at {half:.0} /s: p50 {:.2} ms, p99 {p99:.2} ms, longest {:.2} ms; aim p99 below {P99_MAX} ms: {}",
        at(50),
        at(100),
        verdict(p99 < P99_MAX),
    );
}

/// As many calls as the server answers.
async fn full(
    client: &reqwest::Client,
    server: &Server,
    messages: &Arc<Vec<Vec<u8>>>,
    asked: &Arc<AtomicUsize>,
    time: Duration,
) {
    let mut calls = JoinSet::new();
    let until = Instant::now() + time;
    for _ in 0..AT_ONCE {
        let (client, endpoint) = (client.clone(), server.endpoint.clone());
        let (messages, asked) = (Arc::clone(messages), Arc::clone(asked));
        calls.spawn(async move {
            while Instant::now() < until {
                let next = asked.fetch_add(1, Ordering::Relaxed);
                ask(&client, &endpoint, &messages[next % messages.len()]).await;
            }
        });
    }
    calls.join_all().await;
}

/// Calls at fixed instants, whether or not those before have been answered; how long each took from its instant on.
async fn half(client: &reqwest::Client, server: &Server, messages: &Arc<Vec<Vec<u8>>>, rate: f64) -> Vec<Duration> {
    let mut calls = JoinSet::new();
    let started = Instant::now();
    let count = (rate * MEASURED.as_secs_f64()) as usize;
    for next in 0..count {
        let due = started + Duration::from_secs_f64(next as f64 / rate);
        tokio::time::sleep_until(due.into()).await;
        let (client, endpoint, messages) = (client.clone(), server.endpoint.clone(), Arc::clone(messages));
        calls.spawn(async move {
            ask(&client, &endpoint, &messages[next % messages.len()]).await;
            due.elapsed()
        });
    }
    calls.join_all().await
}

async fn ask(client: &reqwest::Client, endpoint: &str, message: &[u8]) {
    let answer = client.post(endpoint).body(message.to_vec()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap();
}

/// Makes an order as a payer who was never here; gives its key.
async fn order(client: &reqwest::Client, server: &Server) -> String {
    let service = super::services::forest_land_rent();
    let home = server.endpoint.split("/mpay/").next().unwrap();
    let browser = OrderToken::draw(&SystemRandom);
    let post = async |seen: &str| {
        let answers = service.answers().chain([("_seen", seen)]);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(answers).finish();
        let form = client
            .post(format!("{home}{}", service.address("ro")))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", format!("payer={browser}"))
            .body(body);
        form.send().await.unwrap().text().await.unwrap()
    };
    let review = post("").await;
    let (_, seen) = review.split_once("name=\"_seen\" value=\"").expect("the review");
    let page = post(seen.split_once('"').unwrap().0).await;
    let (_, after) = page.split_once("name=\"OrderKey\" value=\"").expect("the order's page");
    after.split_once('"').unwrap().0.to_owned()
}

impl Server {
    fn start(folder: &Path) -> Server {
        let this = std::env::current_exe().unwrap();
        // Where there is no `taskset`, the server has one thread for requests, but the store's threads run elsewhere.
        let mut command = match Command::new("taskset").arg("--version").output() {
            Ok(_) => {
                let mut command = Command::new("taskset");
                command.args(["-c", "0"]).arg(this);
                command
            }
            Err(_) => Command::new(this),
        };
        command.env(SERVER_FOLDER, folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut line = || lines.next().expect("the server says how it is").unwrap();
        let signatures = line();
        let (by_clock, by_processor) = signatures.split_once(' ').unwrap();
        let endpoint = format!("{}/mpay/test/service-provider", line());
        let input = process.stdin.take();
        let (signatures, signatures_of_processor) = (by_clock.parse().unwrap(), by_processor.parse().unwrap());
        Server { process, input, signatures, signatures_of_processor, endpoint }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.process.wait();
    }
}

/// The processor time that a process has used, by Linux's count in hundredths of a second.
pub fn processor_time(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    // Fields 14 and 15 of proc(5); the first two stand before the bracket.
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}
