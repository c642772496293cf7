//! What a hook is told.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use orm_core::table::Table;

use super::publisher::Publisher;
use super::tables::TableSet;

/// A commit that has written: [`Database::on_commit`](crate::Database::on_commit).
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use std::sync::mpsc;
///
/// let (sender, receiver) = mpsc::channel();
/// let hook = db.on_commit(move |commit| sender.send(commit.tables()).unwrap())?;
/// db.delete::<Post>().filter(Post::ID.eq(1)).run()?;
/// let mut names: Vec<String> = receiver.recv().unwrap().iter().map(|name| name.to_string()).collect();
/// names.sort();
/// assert_eq!(names, ["comments", "post_tags", "posts"], "foreign keys have deleted below it");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Commit {
    touched: TableSet,
    publisher: Arc<Publisher>,
}

impl Commit {
    pub(super) const fn new(touched: TableSet, publisher: Arc<Publisher>) -> Self {
        Self { touched, publisher }
    }

    /// Whether the transaction may have changed rows of a table: a statement ran in it that writes the table by itself, or by a trigger or
    /// an action of a foreign key.
    ///
    /// It is also true if the statement found no row to change, or was taken back with a transaction within this one. Everything is
    /// touched by a statement that changes the schema, and by a migration.
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
    ///     sender.send((commit.touched::<User>(), commit.touched::<Post>())).unwrap();
    /// })?;
    /// db.update::<User>().set(User::LOGINS.to(0)).all_rows().run()?;
    /// assert_eq!(receiver.recv(), Ok((true, false)));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn touched<T: Table>(&self) -> bool {
        self.touched.contains(self.publisher.number(T::schema().name))
    }

    /// The names of the tables for which [`touched`](Self::touched) is true, in no order; of everything those that are known from earlier
    /// statements.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let hook = db.on_commit(move |commit| sender.send(commit.tables()).unwrap())?;
    /// sql!("update tags set name = 'x' where id = 1").run(&db)?;
    /// assert_eq!(*receiver.recv().unwrap()[0], *"tags");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn tables(&self) -> Vec<Arc<str>> {
        self.publisher.names(&self.touched)
    }

    /// Whether every table counts as touched, also one that [`tables`](Self::tables) does not name: after a change of the schema.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let hook = db.on_commit(move |commit| sender.send(commit.touched_everything()).unwrap())?;
    /// db.execute_script("CREATE TABLE notes (text TEXT)")?;
    /// assert_eq!(receiver.recv(), Ok(true));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn touched_everything(&self) -> bool {
        self.touched.is_all()
    }
}

impl fmt::Debug for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Commit").field("tables", &self.tables()).finish_non_exhaustive()
    }
}

/// What has become of a row.
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
/// let hook = db.on_change::<Comment>(move |change| sender.send(change.kind()).unwrap())?;
/// db.delete::<Comment>().filter(Comment::ID.eq(1)).run()?;
/// assert_eq!(receiver.recv(), Ok(ChangeKind::Delete));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It is new.
    Insert,
    /// It has other values, or the same ones written again.
    Update,
    /// It is gone.
    Delete,
}

/// A row of the table `T` that has changed: [`Database::on_change`](crate::Database::on_change).
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::RowChange;
/// use std::sync::mpsc;
///
/// let (sender, receiver) = mpsc::channel();
/// let hook = db.on_change(move |change: &RowChange<User>| sender.send(change.rowid()).unwrap())?;
/// db.update::<User>().set(User::LOGINS.to(0)).filter(User::ID.ge(2)).run()?;
/// assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [2, 3]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct RowChange<T> {
    kind: ChangeKind,
    rowid: i64,
    table: PhantomData<fn() -> T>,
}

impl<T> RowChange<T> {
    pub(super) const fn new(kind: ChangeKind, rowid: i64) -> Self {
        Self { kind, rowid, table: PhantomData }
    }

    /// What has become of the row.
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
    /// let hook = db.on_change::<Comment>(move |change| sender.send(change.kind()).unwrap())?;
    /// db.update::<Comment>().set(Comment::BODY.to("..")).filter(Comment::ID.eq(1)).run()?;
    /// assert_eq!(receiver.recv(), Ok(ChangeKind::Update));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// The row's rowid, which is its `INTEGER PRIMARY KEY` if the table has one; after the change, if that has changed it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let hook = db.on_change::<Tag>(move |change| sender.send(change.rowid()).unwrap())?;
    /// let tag = db.insert(NewTag::builder().name("rust").build()).returning().one()?;
    /// assert_eq!(receiver.recv(), Ok(tag.id));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn rowid(&self) -> i64 {
        self.rowid
    }
}

impl<T> fmt::Debug for RowChange<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowChange").field("kind", &self.kind).field("rowid", &self.rowid).finish()
    }
}
