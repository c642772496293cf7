//! Asking a database to tell of its writes.

use std::sync::Arc;

use orm_core::error::Error;
use orm_core::table::Stored;

use super::Recorder;
use super::commit::{Commit, RowChange};
use super::publisher::{Call, Publisher};
use super::subscription::Subscription;
use super::watch::Watch;
use crate::database::Database;
use crate::error;
use crate::transaction::ReadTransaction;

impl Database {
    /// Calls a closure after each commit of this database that has written, whoever writes: a single statement, a transaction, a script or
    /// a migration. Of writes of other processes, and of other databases that were opened on the same file, it is not told.
    ///
    /// It runs on the thread that has committed, before the call that commits comes back, when the connection is free again: it may use
    /// the database. Commits are told in their order, each once; while one thread tells, it tells those of other threads too, and no
    /// other thread waits for it. What a closure writes is told after what it hears of: one that writes after each commit goes on for ever.
    /// A closure must not wait for another thread that is to be told.
    ///
    /// If a closure panics, the others are called all the same, and then the panic goes on in the call that has committed. What was
    /// committed stays.
    ///
    /// With the first hook the statements of all connections are prepared again. A closure that holds a handle of this database
    /// keeps it open as long as its subscription is there.
    ///
    /// # Errors
    ///
    /// The first hook waits for the connection that writes, and fails as a write does, also inside of this database's own transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let hook = db.on_commit(move |commit| {
    ///     if commit.touched::<Comment>() {
    ///         sender.send("comments have changed").unwrap();
    ///     }
    /// })?;
    /// db.transaction(|tx| {
    ///     tx.delete::<Post>().filter(Post::ID.eq(1)).run()?;
    ///     assert!(receiver.try_recv().is_err());
    ///     Ok(())
    /// })?;
    /// assert_eq!(receiver.recv(), Ok("comments have changed"), "foreign keys have deleted some");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_commit(&self, work: impl FnMut(&Commit) + Send + 'static) -> Result<Subscription, Error> {
        self.subscribe(Call::Commit(Box::new(work)))
    }

    /// Calls a closure after each transaction that was rolled back and in which a statement that writes had run, also the transaction of a
    /// single statement that failed. It is called as that of [`on_commit`](Self::on_commit).
    ///
    /// # Errors
    ///
    /// As `on_commit`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let hook = db.on_rollback(move || sender.send("undone").unwrap())?;
    /// let tx = db.begin()?;
    /// tx.delete::<Comment>().all_rows().run()?;
    /// drop(tx);
    /// assert_eq!(receiver.recv(), Ok("undone"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_rollback(&self, work: impl FnMut() + Send + 'static) -> Result<Subscription, Error> {
        self.subscribe(Call::Rollback(Box::new(work)))
    }

    /// Calls a closure for each row of a table that a committed transaction has inserted, updated or deleted, in the order in which it did:
    /// by itself, by a trigger, or by an action of a foreign key. What was taken back before the commit is not told. Closures are called
    /// as those of [`on_commit`](Self::on_commit), and before them.
    ///
    /// The rows are those of SQLite's update hook (<https://sqlite.org/c3ref/update_hook.html>), which does not tell of rows that
    /// `OR REPLACE` deletes to make room for another. An update that changes the rowid tells the new one. A migration tells of no rows.
    ///
    /// A `DELETE` without a filter is as slow for this table as one with a filter: SQLite deletes the rows one by one. The changes of a
    /// transaction are kept in memory until its commit, 24 bytes each.
    ///
    /// # Errors
    ///
    /// As `on_commit`, but each time; and when the table is `WITHOUT ROWID`, of which SQLite tells nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::ChangeKind;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let hook = db.on_change::<Comment>(move |change| sender.send((change.kind(), change.rowid())).unwrap())?;
    /// db.transaction(|tx| {
    ///     tx.update::<Comment>().set(Comment::BODY.to("..")).filter(Comment::ID.eq(3)).run()?;
    ///     tx.delete::<Post>().filter(Post::ID.eq(2)).run()
    /// })?;
    /// let changes: Vec<_> = receiver.try_iter().collect();
    /// assert_eq!(changes, [(ChangeKind::Update, 3), (ChangeKind::Delete, 3)]);
    ///
    /// let refused = db.on_change::<PostTag>(|_change| ()).unwrap_err();
    /// assert!(refused.to_string().contains("`post_tags` is WITHOUT ROWID"), "{refused}");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_change<T: Stored>(
        &self,
        mut work: impl FnMut(&RowChange<T>) + Send + 'static,
    ) -> Result<Subscription, Error> {
        let schema = T::schema();
        let pool = self.pool();
        // Of a table that was made elsewhere only the database knows.
        if schema.without_rowid || is_without_rowid(&*pool.reader()?, schema.name)? {
            let message = format!("the table `{}` is WITHOUT ROWID, and SQLite tells nothing of its rows", schema.name);
            return Err(Error::refused(message));
        }
        self.start_recording()?;
        let publisher = pool.publisher();
        let table = publisher.add_rows(schema.name, || pool.register(Recorder::install_rows))?;
        let id =
            publisher.subscribe(Call::Change(table, Box::new(move |kind, rowid| work(&RowChange::new(kind, rowid)))));
        Ok(Subscription::new(publisher, id, Some(table)))
    }

    /// Watches what a closure reads: a [`Watch`] gives its rows, and gives them again after each commit that has touched a table which
    /// the closure has read, by joins, relations, subqueries and views too.
    ///
    /// The closure runs in a [`read_transaction`](Self::read_transaction), on the thread that asks the watch, and no sooner than it is
    /// asked. Which tables it reads is learnt in each run. Of writes of other processes and of other databases that were opened on the
    /// same file a watch is told only if [`poll_every`](Watch::poll_every) says so.
    ///
    /// With the first watch the statements of all connections are prepared again.
    ///
    /// # Errors
    ///
    /// The first watch waits for the connection that writes, and fails as a write does, also inside of this database's own transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let mut watch = db.watch(|tx: &ReadTransaction<'_>| tx.query::<User>().with_posts().all())?;
    /// assert_eq!(watch.next().unwrap()?[0].posts.len(), 2);
    ///
    /// db.delete::<Profile>().all_rows().run()?;
    /// assert!(watch.try_next()?.is_none(), "no profile was read");
    ///
    /// db.delete::<Post>().filter(Post::ID.eq(1)).run()?;
    /// assert_eq!(watch.next().unwrap()?[0].posts.len(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn watch<T>(
        &self,
        work: impl FnMut(&ReadTransaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<Watch<T>, Error> {
        self.start_recording()?;
        Ok(Watch::new(self, Box::new(work)))
    }

    fn subscribe(&self, call: Call) -> Result<Subscription, Error> {
        self.start_recording()?;
        let publisher = self.pool().publisher();
        Ok(Subscription::new(publisher, publisher.subscribe(call), None))
    }

    /// Lets every connection record what it does, if it does not yet.
    fn start_recording(&self) -> Result<(), Error> {
        let pool = self.pool();
        if pool.publisher().is_installed() {
            return Ok(());
        }
        // Who waits for the one that installs must not have what that waits for.
        pool.refuse_if_held()?;
        let publisher: Arc<Publisher> = pool.publisher().clone();
        let recording = publisher.clone();
        publisher.install(|| pool.register(move |connection| Recorder::install(connection, &recording)))
    }
}

fn is_without_rowid(connection: &rusqlite::Connection, table: &str) -> Result<bool, Error> {
    const IS: &str = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE AND wr";
    let count = connection.query_row(IS, [table], |row| row.get::<_, i64>(0));
    count.map(|count| count > 0).map_err(|error| error::running(error, IS))
}
