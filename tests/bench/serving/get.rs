//! A page of a service, asked for again and again over connections that are kept: our rate and nginx's, and how long
//! answers take at half of the peak.

use std::process::Stdio;
use std::time::Duration;

use super::load::{self, Asked};
use super::nginx::Nginx;
use super::process::{CALLER_CORE, Comparison, Rate, is_installed, on_core, processor_time};
use super::server::Server;
use super::services::forest_land_rent;

const CONNECTIONS: usize = 64;
const ROUND: Duration = Duration::from_secs(2);
/// The share of nginx's rate that is aimed at, in hundredths.
const SHARE_MIN: f64 = 100.0;

pub fn measure(server: &Server) {
    let missing: Vec<&str> = ["nginx", "wrk"].into_iter().filter(|program| !is_installed(program)).collect();
    if !missing.is_empty() {
        println!(
            "pages are NOT MEASURED against nginx: not installed: {} (Debian: apt-get install nginx wrk)",
            missing.join(", ")
        );
        return;
    }
    let path = forest_land_rent().address("ro");
    let (head, bytes) = load::answer(&server.address, &request(&path));
    let nginx = Nginx::serve(&path, &head, &bytes);
    let (nginx_head, nginx_bytes) = load::answer(&nginx.address, &request(&path));
    assert_eq!(nginx_bytes, bytes);
    assert!(nginx_head.contains("content-security-policy: ") && nginx_head.contains("content-encoding: br"));
    let comparison =
        Comparison::measure(|| round(&nginx.address, nginx.id(), &path), || round(&server.address, server.id(), &path));
    let (ours, theirs) = (comparison.measured(), comparison.bound());
    println!("a page of {} bytes in brotli, the same headers, {CONNECTIONS} connections", bytes.len());
    println!("nginx, as a file                    {theirs}");
    println!("this program                        {ours}");
    comparison.print_share("share", SHARE_MIN);
    for (who, address, peak) in [("nginx", &nginx.address, theirs), ("this program", &server.address, ours)] {
        let times = load::paced(address, Asked::Page(path.clone()), peak.by_clock / 2.0);
        println!("{who:16} at half of its peak: {times}");
    }
}

fn request(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: br\r\n\r\n").into_bytes()
}

/// One round by wrk.
fn round(address: &str, process: u32, path: &str) -> Rate {
    let before = processor_time(process);
    let mut wrk = on_core(CALLER_CORE, "wrk");
    let wrk = wrk.args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{}s", ROUND.as_secs())]);
    let wrk = wrk.args(["-H", "accept-encoding: br"]).arg(format!("http://{address}{path}"));
    let output = wrk.stderr(Stdio::inherit()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!said.contains("Non-2xx") && !said.contains("Socket errors"), "{said}");
    // `  210230 requests in 2.00s, 1.03GB read`
    let line = said.lines().find(|line| line.contains(" requests in ")).expect("wrk counts");
    let count: u64 = line.trim().split(' ').next().unwrap().parse().unwrap();
    let rate = said.lines().find_map(|line| line.strip_prefix("Requests/sec:")).expect("wrk tells the rate");
    let used = processor_time(process) - before;
    Rate { by_clock: rate.trim().parse().unwrap(), ..Rate::of(count, ROUND, used) }
}
