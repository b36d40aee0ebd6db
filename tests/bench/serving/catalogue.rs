//! The list of five thousand services: what its first visitor waits for after a publication, in each language and theme,
//! also where they come so soon that it is not made yet.
//!
//! The services have the summaries of the shipped ones, which is all that lists read of them.

use std::path::Path;
use std::time::{Duration, Instant};

use mpay_pages::ids::Environment;
use mpay_pages::registry::NewVersion;
use mpay_pages::store::Store;

use super::load;
use super::server::{Server, configured};
use super::submit::block_on;
use super::thousand::{another, shipped};

const SERVICES: usize = 5_000;
/// The aim for whoever comes first.
const FIRST_MAX: Duration = Duration::from_millis(100);
/// How long a server may take to notice a publication.
const NOTICED_WITHIN: Duration = Duration::from_secs(3);

pub fn measure() {
    let folder = configured();
    let database = folder.path().join("data/mpay-pages.sqlite");
    let bases = shipped();
    block_on(publish(&database, &bases, 0..SERVICES));
    let server = Server::run(folder.path());
    println!("\nthe list of {SERVICES} services");
    // At once after the start: nothing is made yet.
    first_visits(&server, "first visit at the start");
    block_on(publish(&database, &bases, SERVICES..SERVICES + 1));
    std::thread::sleep(NOTICED_WITHIN);
    first_visits(&server, "first visit after a publication");
    first_visits(&server, "next visit");
}

fn first_visits(server: &Server, when: &str) {
    for theme in ["", "cookie: theme=dark\r\n", "cookie: theme=light\r\n"] {
        for language in ["ro", "ru", "en"] {
            let asked =
                format!("GET /{language} HTTP/1.1\r\nhost: a\r\naccept-encoding: gzip, br, zstd\r\n{theme}\r\n");
            let started = Instant::now();
            load::answer(&server.address, asked.as_bytes());
            let took = started.elapsed();
            let verdict = if took <= FIRST_MAX { "reached" } else { "MISSED" };
            let theme = theme.trim().rsplit('=').next().filter(|word| !word.is_empty()).unwrap_or("system");
            println!(
                "{when:32} {language} {theme:6} {:7.1} ms; aim {} ms: {verdict}",
                took.as_secs_f64() * 1e3,
                FIRST_MAX.as_millis()
            );
        }
    }
}

async fn publish(database: &Path, bases: &[NewVersion], numbers: std::ops::Range<usize>) {
    let store = Store::open(&format!("sqlite:{}", database.display()), Environment::Test).await.unwrap();
    for i in numbers {
        // Lists read no page and no plan.
        let version = another(&bases[i % bases.len()], i, false);
        let version = NewVersion { files: Vec::new(), bundle: "{}".to_owned(), ..version };
        store.publish(&version, jiff::Timestamp::now()).await.unwrap();
    }
    store.close().await;
}
