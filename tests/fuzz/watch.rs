//! The watch over texts that hang: what takes too long by the clock is kept, and ends the run as a failure.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Watches a text until what this gives is dropped; after so long, does what is to be done about it.
pub fn hold(name: &str, text: &str, limit: Duration, late: fn(&str, &str)) -> Sender<()> {
    let (done, waits) = channel();
    let (name, text) = (name.to_owned(), text.to_owned());
    std::thread::spawn(move || {
        if waits.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            late(&name, &text);
        }
    });
    done
}

/// Keeps the text and ends the program: nothing else stops what hangs.
pub fn give_up(name: &str, text: &str) {
    let kept = keep(name, text);
    eprintln!("--- the target `{name}` hangs on this text; keep {kept:?} in tests/fuzz/found/{name}/:\n{text}\n---");
    std::process::abort();
}

/// Keeps a text on which a target fails, among what was built.
pub fn keep(name: &str, text: &str) -> PathBuf {
    let mut hash = DefaultHasher::new();
    text.hash(&mut hash);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}-{:016x}", hash.finish()));
    if let Err(error) = std::fs::write(&path, text) {
        eprintln!("{path:?}: {error}");
    }
    path
}

#[test]
fn what_hangs_is_noticed_and_what_ends_is_not() {
    use std::sync::{Mutex, OnceLock};
    static NOTICED: OnceLock<Mutex<Sender<String>>> = OnceLock::new();
    let (noticed, waits) = channel();
    NOTICED.get_or_init(|| Mutex::new(noticed));
    let late = |name: &str, text: &str| {
        let sender = NOTICED.get().expect("set above").lock().expect("nobody panics with it");
        sender.send(format!("{name} {text}")).expect("the test waits");
    };
    drop(hold("watch", "ends", Duration::from_secs(60), late));
    let hangs = hold("watch", "hangs", Duration::from_millis(20), late);
    assert_eq!(waits.recv_timeout(Duration::from_secs(60)).as_deref(), Ok("watch hangs"));
    drop(hangs);
    assert!(waits.try_recv().is_err(), "what ended is not told");
    let kept = keep("watch", "kept");
    assert_eq!(std::fs::read_to_string(&kept).expect("it was kept"), "kept");
    std::fs::remove_file(kept).expect("it is there");
}
