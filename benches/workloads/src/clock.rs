//! The time that this process has used, on all its threads.

use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds of processor time.
pub(crate) fn used() -> u64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_nsec.cast_unsigned()
}
