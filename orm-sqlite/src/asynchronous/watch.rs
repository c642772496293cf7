//! A query that runs again after each commit that concerns it, awaited.

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;

use orm_core::error::Error;
use tokio::sync::Mutex;

use super::job;
use crate::change::Watch;

/// A query that runs again after each commit that concerns it: [`AsyncDatabase::watch`](super::AsyncDatabase::watch).
///
/// It keeps no database open.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::AsyncDatabase;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let db = AsyncDatabase::from(database()?);
/// let mut count = db.watch(|tx| tx.select::<Comment>().count()).await?;
/// assert_eq!(count.next().await.unwrap()?, 3);
/// db.delete::<Comment>().all_rows().run().await?;
/// assert_eq!(count.next().await.unwrap()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a watch that is dropped ends"]
pub struct AsyncWatch<T> {
    /// A future that is dropped while the query runs leaves it to its thread.
    watch: Arc<Mutex<Watch<T>>>,
    /// Whether the query was run and nobody has its answer.
    unanswered: bool,
}

impl<T: Send + 'static> AsyncWatch<T> {
    pub(super) fn new(watch: Watch<T>) -> Self {
        Self { watch: Arc::new(Mutex::new(watch)), unanswered: false }
    }

    /// The answer of the query at once, and from then on after each commit that touched one of the tables that it has read; several
    /// commits while nobody asks are one answer. `None` when the database is closed, or its last handle is gone.
    ///
    /// A future that is dropped loses no change, as in `tokio::select!`: if its query was running, the next one runs it again at once.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let mut users = db.watch(|tx| tx.query::<User>().with_posts().all()).await?;
    /// assert_eq!(users.next().await.unwrap()?.len(), 3);
    /// db.close().await?;
    /// assert!(users.next().await.is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        loop {
            let mut watch = self.watch.clone().lock_owned().await;
            if self.unanswered {
                watch.run_again();
            }
            if !poll_fn(|context| watch.poll_changed(context)).await {
                return None;
            }
            self.unanswered = true;
            let answer = job::run(move || watch.try_next()).await;
            self.unanswered = false;
            match answer {
                Ok(None) => {}
                Ok(Some(answer)) => return Some(Ok(answer)),
                Err(error) if error.is_closed() => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<T> fmt::Debug for AsyncWatch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AsyncWatch")
    }
}
