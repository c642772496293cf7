//! Tasks of asynchronous libraries: a runtime of one thread, and one `block_on` for all operations of a batch, so that what
//! is measured is not the way in and out of the runtime.

use std::hint::black_box;
use std::ops::Range;

use tokio::runtime::{Builder, Runtime};
use workloads::Task;
use workloads::checksum::Checksum;

/// A runtime of one thread.
pub fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime can be made")
}

struct Reading<D, F> {
    runtime: Runtime,
    database: D,
    operation: F,
}

impl<D, T: Checksum, F: AsyncFnMut(&mut D, u64) -> T> Task for Reading<D, F> {
    fn run(&mut self, operations: Range<u64>) {
        let Self { runtime, database, operation } = self;
        runtime.block_on(async {
            for number in operations {
                black_box(operation(database, number).await);
            }
        });
    }

    fn checksum(&mut self) -> u64 {
        let Self { runtime, database, operation } = self;
        runtime.block_on(async {
            let mut sum = 0_u64;
            for number in 0..3 {
                sum = sum.rotate_left(1) ^ operation(database, number).await.checksum();
            }
            sum
        })
    }
}

/// An operation that reads, as `workloads::reading`.
pub fn reading<D: 'static, T: Checksum + 'static>(
    runtime: Runtime,
    database: D,
    operation: impl AsyncFnMut(&mut D, u64) -> T + 'static,
) -> Option<Box<dyn Task>> {
    Some(Box::new(Reading { runtime, database, operation }))
}

struct Acting<D, F, G> {
    runtime: Runtime,
    database: D,
    operation: F,
    read: G,
}

impl<D, T, R: Checksum, F: AsyncFnMut(&mut D, u64) -> T, G: AsyncFnMut(&mut D) -> R> Task for Acting<D, F, G> {
    fn run(&mut self, operations: Range<u64>) {
        let Self { runtime, database, operation, .. } = self;
        runtime.block_on(async {
            for number in operations {
                black_box(operation(database, number).await);
            }
        });
    }

    fn checksum(&mut self) -> u64 {
        let Self { runtime, database, read, .. } = self;
        runtime.block_on(async { read(database).await.checksum() })
    }
}

/// An operation whose answer is not its checksum, as `workloads::acting`.
pub fn acting<D: 'static, T: 'static, R: Checksum + 'static>(
    runtime: Runtime,
    database: D,
    operation: impl AsyncFnMut(&mut D, u64) -> T + 'static,
    read: impl AsyncFnMut(&mut D) -> R + 'static,
) -> Option<Box<dyn Task>> {
    Some(Box::new(Acting { runtime, database, operation, read }))
}
