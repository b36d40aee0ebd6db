//! A thousand published services: how long a start takes, and how much memory the server holds, before and after every
//! page was read in every language, every form was sent and all were searched.
//!
//! The services are the shipped ones many times over, each under a name, an id and page files of its own, with plans,
//! templates and compressed bytes as they were compiled.

use std::path::Path;
use std::time::Duration;

use mpay_pages::app::{find_definitions, new_version};
use mpay_pages::asset::Assets;
use mpay_pages::clock;
use mpay_pages::compile::compile;
use mpay_pages::ids::{ContentHash, Environment, ServiceId, Slug};
use mpay_pages::registry::{Bundle, NewVersion, Summary};
use mpay_pages::store::Store;
use mpay_pages::view::View;

use super::load;
use super::process::memory;
use super::server::{Server, configured};
use super::submit::block_on;

const SERVICES: usize = 1_000;
/// The aims.
const MEMORY_MAX: f64 = 80.0;
const START_MAX: Duration = Duration::from_millis(300);
const STARTS: usize = 5;

pub fn measure() {
    let few = configured();
    let bases = shipped();
    block_on(publish(&few.path().join("data/mpay-pages.sqlite"), &bases, bases.len()));
    let many = configured();
    let addresses = block_on(publish(&many.path().join("data/mpay-pages.sqlite"), &bases, SERVICES));

    let (mut start_of_few, mut start_of_many) = (Duration::MAX, Duration::MAX);
    // In turn, so that a disturbance meets both. The first start makes what later ones find.
    for _ in 0..STARTS {
        start_of_few = start_of_few.min(Server::run(few.path()).started_in);
        start_of_many = start_of_many.min(Server::run(many.path()).started_in);
    }
    let server = Server::run(few.path());
    let (base, _) = memory(server.id());
    drop(server);
    let server = Server::run(many.path());
    let (at_start, _) = memory(server.id());
    for address in &addresses {
        load::answer(
            &server.address,
            format!("GET {address} HTTP/1.1\r\nhost: a\r\naccept-encoding: br\r\n\r\n").as_bytes(),
        );
    }
    let (after_pages, _) = memory(server.id());
    for address in &addresses {
        load::refused(&server.address, address, "payer.kind=person&_action=continue");
    }
    let (after_forms, _) = memory(server.id());
    // What is searched is made of all services when somebody searches first.
    load::answer(&server.address, b"GET /ro?q=taxa HTTP/1.1\r\nhost: a\r\n\r\n");
    let (after_search, peak) = memory(server.id());

    println!("\n{SERVICES} services, {} pages", addresses.len());
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "ready after                         {:8.0} ms; with {} services {:.0} ms: {:.1} times as long; aim {} ms: {}",
        ms(start_of_many),
        bases.len(),
        ms(start_of_few),
        ms(start_of_many) / ms(start_of_few),
        START_MAX.as_millis(),
        if start_of_many <= START_MAX { "reached" } else { "MISSED" }
    );
    for (when, held) in [
        ("memory at the start", at_start),
        ("after every page was read", after_pages),
        ("after every form was sent", after_forms),
        ("after a search", after_search),
        ("at the most", peak),
    ] {
        let verdict = if held <= MEMORY_MAX { "reached" } else { "MISSED" };
        println!(
            "{when:35} {held:9.1} MB: {:.1} times that with {} services at the start; aim {MEMORY_MAX} MB: {verdict}",
            held / base,
            bases.len()
        );
    }
}

/// The versions that the shipped definitions make.
pub fn shipped() -> Vec<NewVersion> {
    let assets = Assets::load();
    let view = View::new(&|path| assets.address(path).to_owned()).unwrap();
    let today = clock::today(jiff::Timestamp::now());
    let found = find_definitions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions")).unwrap();
    let version = |found: &mpay_pages::app::ServiceFiles| {
        let files = found.read().unwrap();
        new_version(&compile(&files, today), &files, &view, &assets).unwrap().unwrap()
    };
    found.iter().map(version).collect()
}

/// Publishes so many; gives the addresses of their pages.
async fn publish(database: &Path, bases: &[NewVersion], count: usize) -> Vec<String> {
    let store = Store::open(&format!("sqlite:{}", database.display()), Environment::Test).await.unwrap();
    let mut addresses = Vec::new();
    for i in 0..count {
        let version = another(&bases[i % bases.len()], i, i < bases.len());
        let languages = Bundle::from_document(&version.bundle).unwrap().plan.languages;
        addresses.extend(languages.iter().map(|language| format!("/{language}/{}", version.path)));
        store.publish(&version, jiff::Timestamp::now()).await.unwrap();
    }
    store.close().await;
    addresses
}

/// The same service under another name. Only the first of each brings the files that all share.
pub fn another(base: &NewVersion, i: usize, is_first: bool) -> NewVersion {
    let mut version = base.clone();
    let mut bundle = Bundle::from_document(&base.bundle).unwrap();
    version.path.service = Slug::parse(&format!("{}-{i}", base.path.service.as_str())).unwrap();
    version.service_id = ServiceId::parse(&format!("{}X{i}", base.service_id.as_str())).unwrap();
    version.hash = ContentHash::of(&[base.hash.as_str().as_bytes(), &i.to_be_bytes()]);
    bundle.plan.service = version.path.service.clone();
    bundle.plan.service_id = version.service_id.clone();
    let mut files = Vec::new();
    for file in version.files {
        match bundle.pages.values_mut().find(|page| page.empty_file == file.name) {
            Some(page) => {
                page.empty_file = file.name.replacen("page/", &format!("page/{i}-"), 1);
                files.push(mpay_pages::registry::PublishedFile { name: page.empty_file.clone(), ..file });
            }
            None if is_first => files.push(file),
            None => {}
        }
    }
    version.files = files;
    version.summary = Summary::of(&bundle).to_document().unwrap();
    version.bundle = bundle.to_document().unwrap();
    version
}
