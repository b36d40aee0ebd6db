//! One demo for all stories that do not end or change it: it lives as long as one of them does.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::program::{Demo, sample_definitions};

/// The demo of what ships that the running stories share.
pub fn demo() -> Arc<Demo> {
    static SHARED: Mutex<Weak<Demo>> = Mutex::new(Weak::new());
    shared(&SHARED, Demo::start)
}

/// The demo of the sample definitions that the running stories share.
pub fn samples() -> Arc<Demo> {
    static SHARED: Mutex<Weak<Demo>> = Mutex::new(Weak::new());
    shared(&SHARED, || Demo::of(&sample_definitions()))
}

fn shared(shared: &Mutex<Weak<Demo>>, start: impl FnOnce() -> Demo) -> Arc<Demo> {
    // A story that fails to start it leaves nothing behind: the next one tries again.
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let demo = Arc::new(start());
        *shared = Arc::downgrade(&demo);
        demo
    })
}
