//! The log: lines on standard error that nobody waits for. A thread of its own writes them; what cannot be written, or
//! comes faster than it is taken, is lost and counted, and the count is told once lines can be written again. Knows nothing
//! of what the lines say.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::collections::VecDeque;
use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// Most bytes that wait to be written: some five thousand lines, as many as a busy minute brings.
const WAITING_BYTES_MAX: usize = 1 << 20;
/// How often it is tried to tell what was lost while no line comes.
const TELL_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// How long to wait for a reader of a pipe that somebody else has made one that does not wait.
const FULL_PIPE_WAIT: Duration = Duration::from_millis(20);
/// How long the end of the program waits for its last lines.
const FLUSH_TIME_MAX: Duration = Duration::from_secs(1);

static OF_PROCESS: OnceLock<Log> = OnceLock::new();

/// A log. Clones write to the same.
#[derive(Clone)]
pub struct Log(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    has_more: Condvar,
    is_done: Condvar,
    lost: AtomicU64,
}

#[derive(Default)]
struct Queue {
    lines: VecDeque<Vec<u8>>,
    bytes: usize,
    is_writing: bool,
}

/// Lets the lines of this process go to standard error through one log, the messages of panics among them.
///
/// # Errors
/// When no thread can be started.
pub fn start() -> std::io::Result<&'static Log> {
    if let Some(log) = OF_PROCESS.get() {
        return Ok(log);
    }
    let log = OF_PROCESS.get_or_init({
        let log = Log::to(std::io::stderr())?;
        move || log
    });
    std::panic::set_hook(Box::new(|panic| {
        let thread = std::thread::current();
        let trace = Backtrace::capture();
        let trace = if trace.status() == BacktraceStatus::Captured { format!("\n{trace}") } else { String::new() };
        log.write(format!("thread '{}' {panic}{trace}\n", thread.name().unwrap_or("without a name")).into_bytes());
        // The end of the first thread is that of the program.
        if thread.name() == Some("main") {
            log.flush();
        }
    }));
    Ok(log)
}

/// How many lines of this process's log were lost.
pub fn lost_lines() -> u64 {
    OF_PROCESS.get().map_or(0, Log::lost)
}

impl Log {
    /// A log that a thread of its own writes to a sink.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn to(sink: impl Write + Send + 'static) -> std::io::Result<Log> {
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            has_more: Condvar::new(),
            is_done: Condvar::new(),
            lost: AtomicU64::new(0),
        });
        let written = Arc::clone(&shared);
        std::thread::Builder::new().name("log".to_owned()).spawn(move || written.write_to(sink))?;
        Ok(Log(shared))
    }

    /// Has a line written, at once or never: it is lost when too many wait.
    pub fn write(&self, line: Vec<u8>) {
        let mut queue = self.0.queue();
        if queue.bytes + line.len() > WAITING_BYTES_MAX {
            drop(queue);
            self.0.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        queue.bytes += line.len();
        queue.lines.push_back(line);
        drop(queue);
        self.0.has_more.notify_one();
    }

    /// How many lines were lost.
    pub fn lost(&self) -> u64 {
        self.0.lost.load(Ordering::Relaxed)
    }

    /// Waits until all lines are written, a second at most.
    pub fn flush(&self) {
        self.flush_within(FLUSH_TIME_MAX);
    }

    fn flush_within(&self, time_max: Duration) {
        let goes_on = |queue: &mut Queue| queue.is_writing || !queue.lines.is_empty();
        // Whether they were or not: the program ends.
        drop(self.0.is_done.wait_timeout_while(self.0.queue(), time_max, goes_on));
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // What it guards is whole between any two lines of code.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes lines for as long as the process lives; tells what was lost whenever no line waits.
    fn write_to(&self, sink: impl Write) {
        let mut outlet = Outlet { sink, is_torn: false };
        let mut told = 0;
        loop {
            if let Some(line) = self.take() {
                if outlet.write(&line).is_err() {
                    self.lost.fetch_add(1, Ordering::Relaxed);
                }
                continue;
            }
            let lost = self.lost.load(Ordering::Relaxed);
            if lost > told && outlet.write(notice(lost - told, lost).as_bytes()).is_ok() {
                told = lost;
            }
            self.wait(lost > told);
        }
    }

    fn take(&self) -> Option<Vec<u8>> {
        let mut queue = self.queue();
        let line = queue.lines.pop_front();
        queue.bytes -= line.as_ref().map_or(0, Vec::len);
        // What was lost is told before the end, too.
        queue.is_writing = true;
        line
    }

    /// Waits for the next line; not for long when something is still to be told.
    fn wait(&self, has_untold: bool) {
        let mut queue = self.queue();
        if queue.lines.is_empty() {
            queue.is_writing = false;
            self.is_done.notify_all();
        }
        let is_empty = |queue: &mut Queue| queue.lines.is_empty();
        if has_untold {
            drop(self.has_more.wait_timeout_while(queue, TELL_AGAIN_AFTER, is_empty));
        } else {
            drop(self.has_more.wait_while(queue, is_empty));
        }
    }
}

fn notice(lost: u64, in_all: u64) -> String {
    let now = jiff::Timestamp::now();
    format!(
        "{now:.6}  WARN mpay_pages::log: lines of the log were lost: it could not be written lost={lost} in_all={in_all}\n"
    )
}

/// Where lines go.
struct Outlet<W> {
    sink: W,
    /// Whether a line was written in part: the next begins below it.
    is_torn: bool,
}

impl<W: Write> Outlet<W> {
    fn write(&mut self, line: &[u8]) -> std::io::Result<()> {
        if self.is_torn {
            self.write_whole(b"\n")?;
            self.is_torn = false;
        }
        self.write_whole(line)
    }

    fn write_whole(&mut self, mut rest: &[u8]) -> std::io::Result<()> {
        while !rest.is_empty() {
            match self.sink.write(rest) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => {
                    rest = rest.get(count..).unwrap_or_default();
                    self.is_torn = !rest.is_empty();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(FULL_PIPE_WAIT),
                Err(error) => return Err(error),
            }
        }
        self.sink.flush()
    }
}

/// One line on its way; what is written to it at once goes as a whole.
pub struct Line<'l>(&'l Log);

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.write(on_one_line(line));
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// An event with one end of a line, its own: a text from outside that it quotes must not begin another. Colours are those of
/// the formatter, which writes other escapes as numbers itself.
fn on_one_line(event: &[u8]) -> Vec<u8> {
    let (text, end) = event.strip_suffix(b"\n").map_or((event, &b""[..]), |text| (text, b"\n"));
    let mut line = Vec::with_capacity(event.len());
    for byte in text {
        match byte {
            b'\t' | 0x1b | 0x20..=0x7e | 0x80.. => line.push(*byte),
            control => line.extend(format!("\\x{control:02x}").into_bytes()),
        }
    }
    line.extend(end);
    line
}

impl<'l> MakeWriter<'l> for Log {
    type Writer = Line<'l>;

    fn make_writer(&'l self) -> Line<'l> {
        Line(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// Far more than a thread needs to get its turn.
    const LONG: Duration = Duration::from_secs(60);

    /// A sink that takes a line when it is let to, or fails as it is told.
    struct Gate {
        allowed: Receiver<Result<usize, ErrorKind>>,
        written: Sender<String>,
    }

    impl Write for Gate {
        fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
            let count = self.allowed.recv().unwrap_or(Ok(usize::MAX))?.min(line.len());
            // The test may be over.
            let _ = self.written.send(String::from_utf8(line[..count].to_vec()).unwrap());
            Ok(count)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn gated() -> (Log, Sender<Result<usize, ErrorKind>>, Receiver<String>) {
        let (allow, allowed) = channel();
        let (written, heard) = channel();
        (Log::to(Gate { allowed, written }).unwrap(), allow, heard)
    }

    #[test]
    fn an_event_is_one_line() {
        assert_eq!(
            on_one_line("WARN ă: a\nb\r\0\u{7f}\tc\n".as_bytes()),
            "WARN ă: a\\x0ab\\x0d\\x00\\x7f\tc\n".as_bytes()
        );
        assert_eq!(on_one_line(b"\x1b[33mWARN\x1b[0m x"), b"\x1b[33mWARN\x1b[0m x");
    }

    #[test]
    fn a_sink_that_takes_nothing_keeps_nobody_waiting_and_what_was_lost_is_told_when_it_takes_again() {
        let (log, allow, heard) = gated();
        let line = vec![b'x'; 1024];
        for _ in 0..1500 {
            log.write(line.clone());
        }
        // One may be on its way to the sink.
        let lost = log.lost();
        assert!((475..=476).contains(&lost), "{lost}");
        drop(allow);
        log.flush_within(LONG);
        let lines: Vec<String> = heard.try_iter().collect();
        assert_eq!(lines.len() as u64, 1500 - lost + 1);
        assert!(
            lines.last().unwrap().contains(&format!("were lost: it could not be written lost={lost} in_all={lost}"))
        );
    }

    #[test]
    fn lines_that_fail_are_counted_and_a_torn_one_is_not_run_into_the_next() {
        let (log, allow, heard) = gated();
        // The first is torn, the notice of it fails.
        for outcome in [Ok(3), Err(ErrorKind::StorageFull), Err(ErrorKind::StorageFull)] {
            allow.send(outcome).unwrap();
        }
        log.write(b"first\n".to_vec());
        log.flush_within(LONG);
        assert_eq!((log.lost(), heard.try_iter().collect::<Vec<_>>()), (1, vec!["fir".to_owned()]));
        drop(allow);
        log.write(b"second\n".to_vec());
        log.flush_within(LONG);
        let lines: Vec<String> = heard.try_iter().collect();
        assert_eq!(lines[..2], ["\n", "second\n"]);
        assert!(lines[2].contains(" WARN ") && lines[2].contains("lost=1 in_all=1"), "{lines:?}");
        log.write(b"third\n".to_vec());
        log.flush_within(LONG);
        assert_eq!(heard.try_iter().collect::<Vec<_>>(), ["third\n"], "it is told once");
    }

    #[test]
    fn a_pipe_that_does_not_wait_is_waited_for() {
        let (log, allow, heard) = gated();
        allow.send(Err(ErrorKind::WouldBlock)).unwrap();
        allow.send(Err(ErrorKind::Interrupted)).unwrap();
        drop(allow);
        log.write(b"line\n".to_vec());
        log.flush_within(LONG);
        assert_eq!((log.lost(), heard.try_iter().collect::<Vec<_>>()), (0, vec!["line\n".to_owned()]));
    }
}
