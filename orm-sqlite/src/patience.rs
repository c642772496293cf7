//! Waiting for a lock that another process holds.
//!
//! SQLite's own wait looks again after pauses that grow to a tenth of a second and are the same everywhere. Among processes that write
//! all the time, one of them may not look at the right moment for seconds, and so runs out of time although the lock is free again and again.
//! Here a pause is short and of random length: whoever waits looks a thousand times in five seconds.

use std::hash::{BuildHasher, RandomState};
use std::thread;
use std::time::{Duration, Instant};

use orm_core::error::Error;

use crate::connection::Connection;

/// The longest pause: long enough to cost next to nothing, and short enough to be fair.
const LONGEST: Duration = Duration::from_millis(5);

/// The longest first pause, which doubles each time.
const FIRST: Duration = Duration::from_micros(200);

/// How long to sleep before a lock is tried again that was tried so many times.
pub(crate) fn pause(count: usize) -> Duration {
    let doubled = FIRST.saturating_mul(1 << count.min(8));
    // Between a quarter and all of it.
    let quarters = 64 + u32::from(RandomState::new().hash_one(count).to_ne_bytes()[0]) * 192 / 255;
    LONGEST.min(doubled) * quarters / 256
}

/// Begins something that needs a lock, and tries again while another connection has it, for as long as the connection waits for locks.
///
/// `attempt` leaves nothing behind when it fails. Under bounds, which have a wait of their own, and in memory, where nobody else
/// is, it is tried once.
#[inline]
pub(crate) fn patiently<T>(connection: &Connection, mut attempt: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
    if !connection.is_shared() || connection.watched().is_on() {
        return attempt();
    }
    let _hasty = Hasty::new(connection);
    match attempt() {
        Err(error) if error.is_locked() => again(connection, error, &mut attempt),
        done => done,
    }
}

#[cold]
fn again<T>(
    connection: &Connection,
    mut error: Error,
    attempt: &mut dyn FnMut() -> Result<T, Error>,
) -> Result<T, Error> {
    let start = Instant::now();
    for count in 0.. {
        let left = connection.patience().saturating_sub(start.elapsed());
        if left.is_zero() {
            break;
        }
        thread::sleep(pause(count).min(left));
        // Nobody is to hear of what is tried again.
        if let Some(recorder) = connection.recorder() {
            recorder.forget_failed();
        }
        error = match attempt() {
            Err(error) if error.is_locked() => error,
            done => return done,
        };
    }
    Err(error)
}

/// SQLite does not wait for locks by itself, until this is dropped.
struct Hasty<'c>(&'c Connection);

impl<'c> Hasty<'c> {
    fn new(connection: &'c Connection) -> Self {
        // Setting it cannot fail.
        let _ = connection.busy_timeout(Duration::ZERO);
        Self(connection)
    }
}

impl Drop for Hasty<'_> {
    fn drop(&mut self) {
        let _ = self.0.busy_timeout(self.0.patience());
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, pause};

    #[test]
    fn pauses_grow_differ_and_stay_short() {
        assert!((0..100).all(|_| pause(0).as_micros() <= 200 && pause(0).as_micros() >= 49));
        assert!((0..100).all(|count| pause(count) <= LONGEST));
        let first = pause(20);
        assert!((0..100).any(|_| pause(20) != first));
    }
}
