//! Work on a thread for blocking work, and the future of its answer.

use std::future::Future;
use std::panic::{Location, resume_unwind};
use std::pin::Pin;

use orm_core::engine::Request;
use orm_core::error::Error;
use tokio::runtime::Handle;

use crate::deadline::CancellationToken;
use crate::observe::Origin;

/// How an answer arrives: a future that can be sent to other threads.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::AsyncDatabase;
/// use orm_sqlite::asynchronous::Answer;
///
/// fn number_of_users(db: &AsyncDatabase) -> Answer<u64> {
///     db.select::<User>().count()
/// }
///
/// let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// assert_eq!(runtime.block_on(number_of_users(&AsyncDatabase::from(db)))?, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// Cancels what runs when the future that waits for it is dropped.
#[derive(Debug)]
pub(super) struct CancelOnDrop {
    pub(super) token: CancellationToken,
    armed: bool,
}

impl CancelOnDrop {
    pub(super) fn new() -> Self {
        Self { token: CancellationToken::new(), armed: true }
    }

    /// The answer is there.
    pub(super) fn disarm(&mut self) {
        self.armed = false;
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if self.armed {
            self.token.cancel();
        }
    }
}

/// Runs some work on a thread for blocking work, and waits for it. A panic of the work goes on here.
pub(super) async fn run<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let runtime = runtime()?;
    let origin = Origin::here();
    match runtime.spawn_blocking(move || origin.run(work)).await {
        Ok(done) => done,
        Err(failed) => match failed.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Err(ended().into()),
        },
    }
}

/// The runtime that polls this.
pub(super) fn runtime() -> Result<Handle, Error> {
    Handle::try_current().map_err(|_| Error::refused("an `AsyncDatabase` needs a tokio runtime"))
}

/// The work will not be done, because its runtime ends.
#[cold]
pub(super) fn ended() -> Error {
    Error::refused("the runtime ends: nothing is run any more")
}

/// The request, with the place where it was made: whoever runs it is called from elsewhere.
#[track_caller]
pub(super) fn called<D>(mut request: Result<Request<D>, Error>) -> Result<Request<D>, Error> {
    let caller = Location::caller();
    match &mut request {
        Ok(made) => made.statements.set_caller(caller),
        Err(_) => return request.map_err(|error| error.with_caller(caller)),
    }
    request
}
