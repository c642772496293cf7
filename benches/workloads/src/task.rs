//! What a side gives for a workload: an operation that can be repeated, and the checksum of what it did.

use std::hint::black_box;

use crate::arguments::Place;
use crate::checksum::Checksum;
use crate::workload::Workload;

/// A library, used in one way.
pub trait Side {
    /// The version of SQLite that it is linked to.
    fn sqlite_version(&self) -> String;

    /// Opens a database at the place, fills it with the workload's script, and gives what is measured on it; `None` if
    /// this side has no way to write the workload.
    fn task(&self, workload: Workload, place: &Place) -> Option<Box<dyn Task>>;
}

/// An operation on an open database.
pub trait Task {
    /// Runs the operations of these numbers. Each number is run once.
    fn run(&mut self, operations: std::ops::Range<u64>);

    /// The checksum: of the answer of one more read, or of the table that was written to.
    fn checksum(&mut self) -> u64;
}

struct Reading<F>(F);

impl<T: Checksum, F: FnMut(u64) -> T> Task for Reading<F> {
    fn run(&mut self, operations: std::ops::Range<u64>) {
        for operation in operations {
            black_box((self.0)(operation));
        }
    }

    fn checksum(&mut self) -> u64 {
        (0..3).fold(0, |sum: u64, operation| sum.rotate_left(1) ^ (self.0)(operation).checksum())
    }
}

/// An operation that reads: its answers are the checksum.
pub fn reading<T: Checksum + 'static>(operation: impl FnMut(u64) -> T + 'static) -> Option<Box<dyn Task>> {
    Some(Box::new(Reading(operation)))
}

struct Acting<D, F, G> {
    database: D,
    operation: F,
    read: G,
}

impl<D, T, R: Checksum, F: FnMut(&mut D, u64) -> T, G: FnMut(&mut D) -> R> Task for Acting<D, F, G> {
    fn run(&mut self, operations: std::ops::Range<u64>) {
        for operation in operations {
            black_box((self.operation)(&mut self.database, operation));
        }
    }

    fn checksum(&mut self) -> u64 {
        (self.read)(&mut self.database).checksum()
    }
}

/// An operation whose answer is not its checksum: `read` gives what it wrote, or the sum of what it showed.
pub fn acting<D: 'static, T: 'static, R: Checksum + 'static>(
    database: D,
    operation: impl FnMut(&mut D, u64) -> T + 'static,
    read: impl FnMut(&mut D) -> R + 'static,
) -> Option<Box<dyn Task>> {
    Some(Box::new(Acting { database, operation, read }))
}
