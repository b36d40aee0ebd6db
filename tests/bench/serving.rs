//! How fast payers are served: pages against nginx that serves the same bytes as a file, forms against what the store
//! alone can commit, each on one core in the same run. `cargo bench --bench serving` prints it.
//!
//! The server is the real program, bound to the first core; who asks is bound to the second. Rates are told by the clock
//! and by the processor time that was used, which other programs do not disturb. Both sides are
//! measured in turn in five short rounds, and the median of their ratios counts.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "serving/catalogue.rs"]
mod catalogue;
#[path = "serving/get.rs"]
mod get;
#[path = "serving/load.rs"]
mod load;
#[path = "serving/nginx.rs"]
mod nginx;
#[path = "serving/process.rs"]
mod process;
#[path = "serving/server.rs"]
mod server;
#[allow(dead_code)]
#[path = "../it/support/services.rs"]
mod services;
#[path = "serving/submit.rs"]
mod submit;
#[path = "serving/thousand.rs"]
mod thousand;

fn main() {
    if load::is_asked_for() {
        return load::run();
    }
    if submit::is_asked_for() {
        return submit::run();
    }
    // `cargo bench --bench serving -- pages` measures one part alone.
    let parts: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_wanted = |part: &str| parts.is_empty() || parts.iter().any(|one| one == part);
    let (server, folder) = server::Server::start();
    if is_wanted("pages") {
        get::measure(&server);
    }
    if is_wanted("forms") {
        submit::measure(&server, &server::database(folder.path()));
    }
    drop(server);
    if is_wanted("thousand") {
        thousand::measure();
    }
    if is_wanted("catalogue") {
        catalogue::measure();
    }
}
