//! Transactions whose queries are awaited.
//!
//! A transaction stays on one thread for blocking work, which has the connection, and takes what is to be done from a channel. When the
//! channel ends, the transaction is rolled back.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

use orm_core::engine::{Decoder, Engine, Limits, LocalEngine, Request};
use orm_core::error::Error;
use tokio::sync::{mpsc, oneshot};

use super::database::AsyncDatabase;
use super::job::{self, Answer, CancelOnDrop, ended};
use crate::access::{Read as _, Write as _};
use crate::bracket::Behavior;
use crate::deadline::{CancellationToken, Limited, WithLimits as _};
use crate::observe::Origin;
use crate::transaction::{Transaction, TransactionGuard};

/// The transaction, as long as nobody has dropped it.
type Bounded<'tx> = Limited<'tx, TransactionGuard<'tx>>;

/// What the thread of a transaction is asked to do.
enum Message {
    Run(Box<dyn FnOnce(&Bounded<'_>) + Send>),
    Commit(oneshot::Sender<Result<(), Error>>),
    RollBack(oneshot::Sender<Result<(), Error>>),
}

/// A transaction whose queries are awaited: [`AsyncDatabase::begin`]. Dropped, it is rolled back.
///
/// It is `Send` and may be held across an `await`. It has the write lock all the while: other writers wait.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::AsyncDatabase;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let db = AsyncDatabase::from(database()?);
/// let tx = db.begin().await?;
/// let ada = tx.find::<User>(1).one().await?;
/// tx.delete::<Comment>().filter(Comment::AUTHOR_ID.eq(ada.id)).run().await?;
/// drop(tx);
/// assert_eq!(db.select::<Comment>().count().await?, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a transaction that is dropped is rolled back"]
pub struct AsyncTransaction {
    messages: mpsc::UnboundedSender<Message>,
    limits: Limits,
    /// Stops a statement that runs when the transaction is dropped.
    cancel: CancelOnDrop,
}

impl AsyncTransaction {
    pub(super) async fn open(db: AsyncDatabase, begun_at: &'static Location<'static>) -> Result<Self, Error> {
        let AsyncDatabase { db, gates } = db;
        let permit = gates.enter(&db, true).await?;
        let runtime = job::runtime()?;
        let limits = db.engine().limits();
        let (messages, received) = mpsc::unbounded_channel();
        let (begun, is_begun) = oneshot::channel();
        let cancel = CancelOnDrop::new();
        let token = cancel.token.clone();
        let origin = Origin::here();
        runtime.spawn_blocking(move || {
            let _permit = permit;
            match origin.run(|| db.begin_at(Behavior::Immediate, begun_at)) {
                Ok(tx) => {
                    // If nobody waits for it any more, it is rolled back.
                    if begun.send(Ok(())).is_ok() {
                        serve(tx, &token, received);
                    }
                }
                Err(error) => drop(begun.send(Err(error))),
            }
        });
        is_begun.await.map_err(|_| ended())??;
        Ok(Self { messages, limits, cancel })
    }

    /// Keeps what was written.
    ///
    /// A future that is dropped while it waits leaves a commit that succeeds or fails as a whole.
    ///
    /// # Errors
    ///
    /// As [`TransactionGuard::commit`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let tx = db.begin().await?;
    /// tx.insert(NewTag::builder().name("logic").build()).run().await?;
    /// tx.commit().await?;
    /// assert_eq!(db.select::<Tag>().filter(Tag::NAME.eq("logic")).count().await?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn commit(self) -> Result<(), Error> {
        self.end(Message::Commit).await
    }

    /// Takes back what was written, as dropping does, and waits until it has happened.
    ///
    /// # Errors
    ///
    /// As [`TransactionGuard::roll_back`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let tx = db.begin().await?;
    /// tx.delete::<Comment>().all_rows().run().await?;
    /// tx.roll_back().await?;
    /// assert_eq!(db.select::<Comment>().count().await?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn roll_back(self) -> Result<(), Error> {
        self.end(Message::RollBack).await
    }

    async fn end(mut self, message: fn(oneshot::Sender<Result<(), Error>>) -> Message) -> Result<(), Error> {
        let (sender, receiver) = oneshot::channel();
        self.messages.send(message(sender)).map_err(|_| ended())?;
        // A commit that has begun is not stopped.
        self.cancel.disarm();
        receiver.await.map_err(|_| ended())?
    }

    /// Runs a closure in a transaction within this one, in one hop: [`Transaction::transaction`].
    ///
    /// # Errors
    ///
    /// What the closure gives.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::{AsyncDatabase, Error};
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let tx = db.begin().await?;
    /// let inner = tx.transaction(|inner| {
    ///     inner.delete::<Comment>().all_rows().run()?;
    ///     Err::<(), _>(Error::custom("not these"))
    /// });
    /// assert!(inner.await.is_err());
    /// tx.commit().await?;
    /// assert_eq!(db.select::<Comment>().count().await?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn transaction<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        ask(self.messages.clone(), move |tx| tx.try_transaction(work)).await
    }
}

/// Runs what is asked for until somebody ends the transaction, or nobody is left who could.
fn serve(tx: TransactionGuard<'_>, token: &CancellationToken, mut messages: mpsc::UnboundedReceiver<Message>) {
    while let Some(message) = messages.blocking_recv() {
        match message {
            Message::Run(work) => work(&tx.with_cancel(token)),
            Message::Commit(done) => return drop(done.send(tx.commit())),
            Message::RollBack(done) => return drop(done.send(tx.roll_back())),
        }
    }
}

/// Has something done on the thread of the transaction, and waits for it. A panic goes on here.
async fn ask<T, E>(
    messages: mpsc::UnboundedSender<Message>,
    work: impl FnOnce(&Bounded<'_>) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel::<Result<Result<T, E>, Box<dyn Any + Send>>>();
    // Stops what runs when nobody waits for it any more.
    let mut cancel = CancelOnDrop::new();
    let token = cancel.token.clone();
    let origin = Origin::here();
    let message = Message::Run(Box::new(move |tx| {
        // Nobody waits for a statement that has not begun: it is not run.
        if !sender.is_closed() {
            let done = catch_unwind(AssertUnwindSafe(|| origin.run(|| work(&tx.clone().with_cancel(&token)))));
            drop(sender.send(done));
        }
    }));
    messages.send(message).map_err(|_| ended())?;
    // The answer is kept for who has the transaction, so that nothing else holds its channel open.
    drop(messages);
    let answer = receiver.await;
    cancel.disarm();
    match answer {
        Ok(Ok(done)) => done,
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => Err(ended().into()),
    }
}

#[diagnostic::do_not_recommend]
impl Engine for &AsyncTransaction {
    type Output<T: Send + 'static> = Answer<T>;

    fn run<D>(self, request: Result<Request<D>, Error>) -> Answer<D::Output>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static,
    {
        let request = job::called(request);
        let messages = self.messages.downgrade();
        Box::pin(async move {
            let request = request?;
            // A query that outlives its transaction does not keep it open.
            let messages = messages.upgrade().ok_or_else(ended)?;
            ask(messages, move |tx| tx.engine().run_local(Ok(request))).await
        })
    }

    fn limits(&self) -> Limits {
        self.limits
    }
}

impl fmt::Debug for AsyncTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AsyncTransaction")
    }
}
