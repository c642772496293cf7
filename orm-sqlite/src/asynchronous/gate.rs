//! The queue of tasks in front of the pool.
//!
//! Tasks wait here and not in the pool, where each would occupy a thread.

use std::sync::Arc;
use std::time::Duration;

use orm_core::error::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::job;
use crate::database::Database;

/// As many permits as there are connections.
#[derive(Debug, Clone)]
pub(super) struct Gates {
    writer: Arc<Semaphore>,
    readers: Arc<Semaphore>,
    acquire_timeout: Duration,
}

impl Gates {
    pub(super) fn new(db: &Database) -> Self {
        let writer = Arc::new(Semaphore::new(1));
        let readers = match db.pool().figures().readers {
            // Whoever reads takes the writer's connection.
            0 => writer.clone(),
            readers => Arc::new(Semaphore::new(readers)),
        };
        Self { writer, readers, acquire_timeout: db.pool().options().acquire_timeout }
    }

    /// Waits for a turn, first come, first served. The runtime's clock says when that is over: `enable_time`, which `enable_all` has.
    pub(super) async fn enter(&self, db: &Database, writes: bool) -> Result<OwnedSemaphorePermit, Error> {
        job::runtime()?;
        let gate = if writes { &self.writer } else { &self.readers };
        match timeout(self.acquire_timeout, gate.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            // Nobody closes the semaphores.
            Ok(Err(_)) | Err(_) => Err(db.pool().waited_in_vain(writes, self.acquire_timeout)),
        }
    }
}
