//! How long a hook is called.

use std::fmt;
use std::sync::{Arc, Weak};

use super::publisher::Publisher;

/// A hook of a database, which is called until this is dropped; [`forget`](Self::forget) lets it be called as long as the database is
/// open.
///
/// A hook that another thread calls at the moment of the drop still runs to its end.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use std::sync::mpsc;
///
/// let (sender, receiver) = mpsc::channel();
/// let hook = db.on_commit(move |_commit| sender.send(()).unwrap())?;
/// db.delete::<Comment>().all_rows().run()?;
/// drop(hook);
/// db.delete::<Profile>().all_rows().run()?;
/// assert_eq!(receiver.iter().count(), 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a hook ends when its subscription is dropped; `forget` keeps it"]
pub struct Subscription {
    /// It keeps no database open.
    publisher: Weak<Publisher>,
    id: u64,
    /// The table of whose rows it is told.
    rows: Option<usize>,
}

impl Subscription {
    pub(super) fn new(publisher: &Arc<Publisher>, id: u64, rows: Option<usize>) -> Self {
        Self { publisher: Arc::downgrade(publisher), id, rows }
    }

    /// Lets the hook be called as long as the database is open. One that holds a handle of the same database keeps it open for good.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// db.on_commit(move |_commit| sender.send(()).unwrap())?.forget();
    /// db.delete::<Comment>().all_rows().run()?;
    /// assert_eq!(receiver.recv(), Ok(()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn forget(mut self) {
        self.publisher = Weak::new();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(publisher) = self.publisher.upgrade() {
            publisher.unsubscribe(self.id);
            if let Some(table) = self.rows {
                publisher.remove_rows(table);
            }
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").field("id", &self.id).finish_non_exhaustive()
    }
}
