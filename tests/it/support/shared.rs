//! One demo for all stories that do not end or change it: it lives as long as one of them does.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::program::Demo;

/// The demo that the running stories share.
pub fn demo() -> Arc<Demo> {
    static SHARED: Mutex<Weak<Demo>> = Mutex::new(Weak::new());
    // A story that fails to start it leaves nothing behind: the next one tries again.
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let demo = Arc::new(Demo::start());
        *shared = Arc::downgrade(&demo);
        demo
    })
}
