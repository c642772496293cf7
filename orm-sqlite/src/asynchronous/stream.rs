//! Rows that arrive one by one.

use std::fmt;
use std::future::{Future as _, poll_fn};
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use orm_core::error::Error;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinHandle};

use super::database::AsyncDatabase;
use super::job::{self, CancelOnDrop};
use crate::database::Database;
use crate::deadline::{Limited, WithLimits as _};

/// How many rows wait to be taken.
const WAITING: usize = 64;

/// What takes a row, as `for_each` wants it.
///
/// # Example: a query that has a name
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::Limited;
/// use orm_sqlite::asynchronous::{AsyncDatabase, Each};
///
/// fn admins(db: &Limited<'_, Database>, each: Each<'_, User>) -> Result<(), orm_sqlite::Error> {
///     db.select::<User>().filter(User::ROLE.eq(Role::Admin)).for_each(each)
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let db = AsyncDatabase::from(database()?);
/// assert_eq!(db.stream(admins).next().await.unwrap()?.name, "Ada");
/// # Ok::<(), orm_sqlite::Error>(())
/// # }).unwrap();
/// ```
pub type Each<'r, R> = &'r mut dyn FnMut(R) -> ControlFlow<()>;

/// Rows that arrive one by one: [`AsyncDatabase::stream`].
///
/// It is a `Stream` of the crate `futures-core`, whose combinators work on it. After an error it ends.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::AsyncDatabase;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let db = AsyncDatabase::from(database()?);
/// let mut users = db.stream(|db, each| db.select::<User>().for_each(each));
/// let mut seen = 0;
/// while let Some(user) = users.next().await {
///     assert!(user?.id > 0);
///     seen += 1;
/// }
/// assert_eq!(seen, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a stream that is dropped ends its query"]
pub struct RowStream<R> {
    rows: mpsc::Receiver<Result<R, Error>>,
    /// What runs the query; gone when its end was seen.
    task: Option<JoinHandle<()>>,
    /// Ends the query, also where it finds no row.
    _cancel: CancelOnDrop,
}

impl<R: Send + 'static> RowStream<R> {
    pub(super) fn of(
        db: &AsyncDatabase,
        run: impl FnOnce(&Limited<'_, Database>, Each<'_, R>) -> Result<(), Error> + Send + 'static,
    ) -> Self {
        let (sender, rows) = mpsc::channel(WAITING);
        let AsyncDatabase { db, gates } = db.clone();
        let Ok(runtime) = Handle::try_current() else {
            // There is room for it.
            let _ = sender.try_send(Err(Error::refused("an `AsyncDatabase` needs a tokio runtime")));
            return Self { rows, task: None, _cancel: CancelOnDrop::new() };
        };
        let cancel = CancelOnDrop::new();
        let token = cancel.token.clone();
        let task = runtime.spawn(async move {
            let entered = tokio::select! {
                entered = gates.enter(&db, false) => entered,
                () = sender.closed() => return,
            };
            let rows = sender.clone();
            let ran = match entered {
                Ok(permit) => {
                    let ran = job::run(move || {
                        let _permit = permit;
                        run(&db.with_cancel(&token), &mut |row| match rows.blocking_send(Ok(row)) {
                            Ok(()) => ControlFlow::Continue(()),
                            // Nobody takes rows any more.
                            Err(_) => ControlFlow::Break(()),
                        })
                    });
                    ran.await
                }
                Err(error) => Err(error),
            };
            if let Err(error) = ran {
                let _ = sender.send(Err(error)).await;
            }
        });
        Self { rows, task: Some(task), _cancel: cancel }
    }

    /// The next row, or `None` after the last.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let mut none = db.stream(|db, each| db.select::<User>().filter(User::ID.eq(99)).for_each(each));
    /// assert!(none.next().await.is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn next(&mut self) -> Option<Result<R, Error>> {
        poll_fn(|context| self.poll_row(context)).await
    }
}

impl<R> RowStream<R> {
    /// A panic of the query goes on here, behind the rows that it gave.
    fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R, Error>>> {
        if let Some(row) = ready!(self.rows.poll_recv(context)) {
            return Poll::Ready(Some(row));
        }
        let Some(task) = &mut self.task else { return Poll::Ready(None) };
        let ended = ready!(Pin::new(task).poll(context));
        self.task = None;
        Poll::Ready(match ended.map_err(JoinError::try_into_panic) {
            Ok(()) => None,
            Err(Ok(panic)) => resume_unwind(panic),
            Err(Err(_)) => Some(Err(job::ended())),
        })
    }
}

impl<R> Stream for RowStream<R> {
    type Item = Result<R, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_row(context)
    }
}

impl<R> fmt::Debug for RowStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowStream")
    }
}
