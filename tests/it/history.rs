//! Random histories of queries, payments, decisions, crashes and clocks against the real server, beside a small model
//! that was written without a look at the program's own: they must agree after every step.
//!
//! A failure prints the seed and the shortest history that still fails; `HISTORY_SEED=…` plays it again. `HISTORIES` sets
//! how many are played.

mod audit;
mod model;
mod odd;
mod play;
mod server;
mod step;

use mpay_pages::ids::{RandomSource, SystemRandom};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use play::Play;

/// How many histories are played, unless `HISTORIES` says otherwise.
const HISTORIES: u32 = 50;

#[test]
fn random_histories_agree_with_the_model() {
    let seed = std::env::var("HISTORY_SEED").map_or_else(|_| drawn(), |seed| seed.parse().expect("a number"));
    let mut bytes = [0u8; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let cases = std::env::var("HISTORIES").map_or(HISTORIES, |count| count.parse().expect("a number"));
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let play = std::cell::RefCell::new(runtime.block_on(Play::prepare()));
    let outcome = runner.run(&step::history(), |steps| {
        // One that failed leaves the server as it was: the next history makes its own orders.
        runtime.block_on(play.borrow_mut().history(&steps)).map_err(TestCaseError::fail)
    });
    if let Err(error) = outcome {
        panic!("HISTORY_SEED={seed} plays this again: {error}");
    }
}

fn drawn() -> u64 {
    let mut bytes = [0u8; 8];
    SystemRandom.fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
