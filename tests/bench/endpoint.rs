//! How fast MPay is answered: verify, look up, sign, over HTTP, by a server that has one core; as a share of the RSA-2048
//! signatures that the same library makes on that core in the same run. `cargo bench` prints it.
//!
//! The program starts itself again as the server, bound to the first core; the caller has the others. Shares are told
//! twice: by the clock, and by the processor time that the server used, which other programs do not disturb.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "endpoint/caller.rs"]
mod caller;
#[path = "endpoint/server.rs"]
mod server;
#[allow(dead_code)]
#[path = "../it/support/services.rs"]
mod services;

/// Set in the process that serves: its folder.
const SERVER_FOLDER: &str = "ENDPOINT_BENCH_FOLDER";
/// The share that is aimed at, in hundredths.
const SHARE_MIN: f64 = 60.0;
/// The longest time of 99 answers in a hundred that is aimed at, in milliseconds.
const P99_MAX: f64 = 20.0;

fn main() {
    match std::env::var(SERVER_FOLDER) {
        Ok(folder) => server::run(std::path::Path::new(&folder)),
        Err(_) => caller::run(),
    }
}
