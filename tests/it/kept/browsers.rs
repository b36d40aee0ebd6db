//! Real browsers go back and forward through a payment, with scripts and without, with cookies and without.

use std::path::Path;
use std::process::Command;

use crate::support::shared;

const INSTALL: &str = "this test needs npm's puppeteer-core, Chromium and Firefox: `tests/run.sh` installs them";

/// How often a browser may throw away what it had put aside before it is left alone.
const TRIES_MAX: usize = 3;
/// What the journey ends with then.
const DROPPED: i32 = 75;

async fn goes_back_and_forward(browser: &str) {
    let demo = shared::demo();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/node");
    assert!(folder.join("node_modules/puppeteer-core").is_dir(), "{INSTALL}");
    // Where a browser has no room to put the first form aside, its script opens the last step in place of it. Without
    // scripts, or the memory that they have with cookies, the form is then what the browser makes of it.
    let all = [&["scripts", "cookies"][..], &["scripts", "memory"], &["cookies", "memory"], &["memory"]];
    for allowed in all.into_iter().chain([&["scripts", "cookies", "memory"][..]]) {
        for _ in 0..TRIES_MAX {
            let mut command = Command::new("node");
            command.arg(folder.join("history.js")).args([browser, &demo.server.address]).args(allowed);
            let output = tokio::task::spawn_blocking(move || command.output().expect(INSTALL)).await.unwrap();
            let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            if output.status.success() {
                break;
            }
            assert_eq!(output.status.code(), Some(DROPPED), "{browser} {allowed:?}: {said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chromium_goes_back_and_forward_and_nothing_typed_is_lost() {
    goes_back_and_forward("chromium").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn firefox_goes_back_and_forward_and_nothing_typed_is_lost() {
    goes_back_and_forward("firefox").await;
}
