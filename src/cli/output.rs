//! Standard output of commands. Where it cannot be written, that is said in words; a reader that has what it wanted, as
//! `head`, ends a command quietly.

use std::io::{ErrorKind, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether whoever read standard output is gone. Libraries wrap the error in theirs, or lose it: it is noted here.
static READER_IS_GONE: AtomicBool = AtomicBool::new(false);

/// Standard output.
pub(super) struct Output(Stdout);

/// Standard output, for results.
pub(super) fn output() -> Output {
    Output(std::io::stdout())
}

/// Whether whoever read standard output is gone.
pub(super) fn reader_is_gone() -> bool {
    READER_IS_GONE.load(Ordering::Relaxed)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes).map_err(told)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush().map_err(told)
    }
}

fn told(error: std::io::Error) -> std::io::Error {
    match error.kind() {
        // A write is tried again after it.
        ErrorKind::Interrupted => return error,
        ErrorKind::BrokenPipe => READER_IS_GONE.store(true, Ordering::Relaxed),
        _ => {}
    }
    std::io::Error::new(error.kind(), format!("standard output cannot be written: {error}"))
}
