//! Valid forms, each of another browser, and what the store alone can commit on the same core: whole orders against the
//! same orders without a web around them, and the steps before them, whose answers are kept, against the same rows.

use std::io::BufRead;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mpay_pages::ids::{ContentHash, Environment, OrderKey, OrderToken, RandomSource, SystemRandom};
use mpay_pages::order::Order;
use mpay_pages::store::{Keeping, KeptAmount, SealedAnswers, Store};
use tokio::task::JoinSet;

use super::load::{self, Asked};
use super::process::{Comparison, Rate, SERVER_CORE, on_core, processor_time};
use super::server::Server;

/// Set in the process that commits: its database.
const DATABASE: &str = "SERVING_BENCH_DATABASE";
/// As many as there are connections.
const AT_ONCE: usize = 64;
const ROUND: Duration = Duration::from_secs(3);
/// Stands for answers that are kept where an order's address stands otherwise.
const KEPT: &str = "kept";
/// What the answers of the form come to, sealed, in bytes.
const SEALED_BYTES: usize = 400;
/// More than a round keeps.
const NO_BOUND: KeptAmount = KeptAmount { rows: u64::MAX, bytes: u64::MAX };
/// The share of the store's own rate that is aimed at, in hundredths.
const SHARE_MIN: f64 = 50.0;

pub fn measure(server: &Server, database: &str) {
    let order = first_order(server, database);
    let comparison = Comparison::measure(|| store_alone(database, &order), || rate_of(server, Asked::Order));
    let steps = Comparison::measure(|| store_alone(database, KEPT), || rate_of(server, Asked::Step));
    let (whole, alone) = (comparison.measured(), comparison.bound());
    println!("\norders of {AT_ONCE} payers at a time, each on disk before it is answered");
    println!("the store alone                     {alone}");
    println!("forms over HTTP                     {whole}");
    comparison.print_share("share", SHARE_MIN);
    let times = load::paced(&server.address, Asked::Order, whole.by_clock / 2.0);
    println!("forms at half of the peak: {times}");
    println!("\nsteps of {AT_ONCE} payers at a time, each kept on disk before it leads to its page");
    println!("the store alone                     {}", steps.bound());
    println!("steps over HTTP                     {}", steps.measured());
    steps.print_share("share", SHARE_MIN);
}

/// One round of what is asked over HTTP.
fn rate_of(server: &Server, asked: Asked) -> Rate {
    let before = processor_time(server.id());
    let times = load::full(&server.address, asked);
    let used = processor_time(server.id()) - before;
    Rate::of(times.count, Duration::from_secs_f64(times.seconds), used)
}

/// Makes an order by a form, and reads it from the store: those that are committed alone are like it.
fn first_order(server: &Server, database: &str) -> String {
    let token = load::order(&server.address);
    block_on(async {
        let store = Store::open(database, Environment::Test).await.unwrap();
        let order = store.order_by_token(&OrderToken::parse(&token).unwrap()).await.unwrap().unwrap();
        store.close().await;
        order.order.token.to_string()
    })
}

/// One round of a process that only commits.
fn store_alone(database: &str, order: &str) -> Rate {
    let mut command = on_core(SERVER_CORE, std::env::current_exe().unwrap());
    let command = command.env(DATABASE, format!("{order} {database}")).stdout(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut line = String::new();
    std::io::BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    process.wait().unwrap();
    let numbers: Vec<f64> = line.split_whitespace().map(|number| number.parse().unwrap()).collect();
    Rate::of(numbers[0] as u64, Duration::from_secs_f64(numbers[1]), Duration::from_secs_f64(numbers[2]))
}

/// Whether this process is to commit.
pub fn is_asked_for() -> bool {
    std::env::var_os(DATABASE).is_some()
}

/// Commits, and tells how many in which time of the clock and of the processor.
pub fn run() {
    let told = std::env::var(DATABASE).unwrap();
    let (token, database) = told.split_once(' ').unwrap();
    block_on(async {
        let store = Store::open(database, Environment::Test).await.unwrap();
        let like = match token {
            KEPT => None,
            token => store.order_by_token(&OrderToken::parse(token).unwrap()).await.unwrap(),
        };
        let like = Arc::new(like.map(|record| record.order));
        let (started, used) = (Instant::now(), processor_time(std::process::id()));
        let mut committing = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (store, like) = (store.clone(), Arc::clone(&like));
            committing.spawn(async move {
                let mut count = 0u64;
                while started.elapsed() < ROUND {
                    match like.as_ref() {
                        Some(like) => assert!(store.submit(&another(like)).await.unwrap().is_new),
                        None => {
                            assert_eq!(store.keep_answers(answers(), NO_BOUND, false).await.unwrap(), Keeping::Kept)
                        }
                    }
                    count += 1;
                }
                count
            });
        }
        let count: u64 = committing.join_all().await.into_iter().sum();
        let used = processor_time(std::process::id()) - used;
        println!("{count} {} {}", started.elapsed().as_secs_f64(), used.as_secs_f64());
    });
}

/// Answers of another browser.
fn answers() -> SealedAnswers {
    let mut name = [0; 32];
    SystemRandom.fill(&mut name);
    SealedAnswers { name, sealed: vec![0x5a; SEALED_BYTES], network: None, at: jiff::Timestamp::now() }
}

/// The same order, of another browser.
fn another(like: &Order) -> Order {
    let service_id = mpay_pages::ids::ServiceId::parse(like.key.service_id()).unwrap();
    let token = OrderToken::draw(&SystemRandom);
    Order {
        key: OrderKey::draw(&service_id, &SystemRandom),
        submission: ContentHash::of(&[token.as_str().as_bytes()]),
        token,
        ..like.clone()
    }
}

/// Runs to its end what waits.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(work)
}
