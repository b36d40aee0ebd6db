//! What one input may cost: processor time and memory.

use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};

/// Counts what is allocated.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Most memory that one input may take, in bytes.
const MEMORY_MAX: usize = 200 * 1000 * 1000;
/// Fails where what is done takes more memory than it may, or more milliseconds on a processor than is said.
pub fn held(ms_max: i64, work: impl FnOnce()) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let started = processor_ms();
    work();
    let took = processor_ms() - started;
    let memory = MEMORY.peak_usage().saturating_sub(before);
    assert!(took <= ms_max, "it took {took} ms");
    assert!(memory <= MEMORY_MAX, "it took {memory} bytes of memory");
}

/// How long this thread has run on a processor.
fn processor_ms() -> i64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
}
