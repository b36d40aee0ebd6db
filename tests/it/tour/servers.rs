//! The servers of the tour, and what must have happened on them some time before.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use mpay_pages::app::MadeLink;
use mpay_pages::clock;
use mpay_pages::i18n::Language;
use mpay_pages::web::{Bounds, SiegeBounds, WebSettings};
use tempfile::TempDir;

use crate::links::{LETTER, SERVICE, made, request};
use crate::orders::limit::COURSE;
use crate::orders::open_amount::DONATION;
use crate::orders::{files, service};
use crate::support::caller::Caller;
use crate::support::client::Browser;
use crate::support::in_process::InProcess;
use crate::support::program::{sample_definitions, shipped_definitions};
use crate::support::services::{court_stamp_fee, forest_land_rent};
use crate::support::steps::ordered;

/// How many forms a server reads at once.
const READ_AT_ONCE: usize = 256;
/// How many orders of a service people make at once where it is under siege.
const AT_ONCE: usize = 3;

/// Servers with something to see in every state.
pub struct Tour {
    /// Has all services.
    pub main: InProcess,
    pub mpay: Caller,
    /// The paths of what ships and of the sample that asks everything.
    pub services: Vec<String>,
    /// Has orders that come faster than people make them.
    pub besieged: InProcess,
    /// Reads as many forms as it can.
    pub busy: InProcess,
    /// Of each language, from long ago.
    pub old: BTreeMap<&'static str, Old>,
    /// Of each language, the address of an order of a service that has no places left.
    pub shut_out: BTreeMap<&'static str, String>,
    dawdlers: Vec<TcpStream>,
    _folder: TempDir,
}

/// What was made long ago.
pub struct Old {
    /// The address of an order that nobody paid in time.
    pub expired: String,
    /// The address of an order whose payer came back from MPay some time ago.
    pub came_back: String,
    pub link: MadeLink,
}

impl Tour {
    /// Starts the servers.
    pub async fn begin() -> Tour {
        let folder = definitions();
        let main = InProcess::without_mpay(folder.path(), WebSettings::default()).await;
        let old = long_ago(&main).await;
        let one = shipped_definitions().join("moldsilva");
        let siege = SiegeBounds { of_service: (1, AT_ONCE as u32), puzzle_bits: 32, ..SiegeBounds::default() };
        let besieged = InProcess::without_mpay(&one, WebSettings { siege, ..WebSettings::default() }).await;
        for _ in 0..=AT_ONCE {
            ordered(&Browser::new(&besieged.address), &forest_land_rent(), "en").await;
        }
        let long = Duration::from_secs(3_600);
        let bounds = Bounds { body_time_max: long, head_time_max: long, ..Bounds::default() };
        let busy = InProcess::without_mpay(&one, WebSettings { bounds, ..WebSettings::default() }).await;
        let dawdlers = dawdle(&busy.address);
        let mpay = Caller::at(&main.address, main.signer(), main.provider());
        let (services, shut_out) = (services(), BTreeMap::new());
        let mut tour = Tour { main, mpay, services, besieged, busy, old, shut_out, dawdlers, _folder: folder };
        tour.takes_all_places().await;
        tour
    }

    /// Stops the servers.
    pub async fn end(self) {
        drop(self.dawdlers);
        for server in [self.main, self.besieged, self.busy] {
            server.stop().await;
        }
    }
}

/// All that ships, the samples, and services of few places and of an amount that the payer gives at MPay.
fn definitions() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for from in [shipped_definitions(), sample_definitions()] {
        for beneficiary in std::fs::read_dir(from).unwrap() {
            let (from, to) =
                (beneficiary.as_ref().unwrap().path(), folder.path().join(beneficiary.unwrap().file_name()));
            std::fs::create_dir(&to).unwrap();
            for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
                std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
            }
        }
    }
    let own = folder.path().join("proba");
    std::fs::create_dir(&own).unwrap();
    for (name, id, terms) in [("course", "PRB01", COURSE), ("donation", "PRB02", DONATION)] {
        let files = files(name, &service(name, terms).replace("PRB01", id));
        std::fs::write(own.join("beneficiary.yaml"), files.beneficiary_file.1).unwrap();
        std::fs::write(own.join(format!("{name}.yaml")), files.service_file.1).unwrap();
    }
    folder
}

fn services() -> Vec<String> {
    let mut all = vec!["exemplu/every-kind".to_owned()];
    for beneficiary in std::fs::read_dir(shipped_definitions()).unwrap().map(Result::unwrap) {
        for file in std::fs::read_dir(beneficiary.path()).unwrap().map(|file| file.unwrap().path()) {
            let name = file.file_stem().unwrap().to_str().unwrap();
            if file.extension().is_some_and(|ending| ending == "yaml") && name != "beneficiary" {
                all.push(format!("{}/{name}", beneficiary.file_name().to_str().unwrap()));
            }
        }
    }
    all.sort();
    all
}

/// Makes orders and a link while the clock stands in the past, and sets it to the present.
async fn long_ago(server: &InProcess) -> BTreeMap<&'static str, Old> {
    let now = Timestamp::now();
    let browser = Browser::from("203.0.113.2", &server.address);
    let mut all = BTreeMap::new();
    server.clock.set(now - (60 * 24).hours());
    for language in Language::ALL {
        let expired = ordered(&browser, &court_stamp_fee(), language.code()).await.address;
        let last = clock::today(server.app.now()).checked_add(10.days()).unwrap();
        let link = made(server, SERVICE, &request(LETTER, None, Some(last))).await;
        all.insert(language.code(), Old { expired, came_back: String::new(), link });
    }
    server.clock.set(now - 20.minutes());
    for language in Language::ALL {
        let order = ordered(&browser, &forest_land_rent(), language.code()).await.address;
        let back = browser.get(&format!("{order}/return")).await.expect(303);
        all.get_mut(language.code()).unwrap().came_back = browser.follow(back).await.expect(200).address;
    }
    server.clock.set(now);
    all
}

/// Begins as many forms as a server reads at once, and ends none.
fn dawdle(address: &str) -> Vec<TcpStream> {
    let host = address.trim_start_matches("http://");
    let head = format!(
        "POST /en/moldsilva/forest-land-rent HTTP/1.1\r\nhost: {host}\r\ncontent-length: 1000\r\n\
         content-type: application/x-www-form-urlencoded\r\nexpect: 100-continue\r\n\r\n"
    );
    let begin = |_| {
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        stream
    };
    (0..READ_AT_ONCE).map(begin).collect()
}
