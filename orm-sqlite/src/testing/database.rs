//! Databases that are thrown away.

use std::any::TypeId;
use std::collections::HashMap;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, fs, process};

use orm_core::error::{Condition, Error};
use orm_core::schema::Schema;
use orm_core::sql::create_all;

use crate::database::Database;
use crate::error;
use crate::migrator::Migrations;
use crate::options::Synchronous;
use crate::transaction::Transaction;

/// A database of a test: a [`Database`] in a file, which goes with it.
///
/// A clone of the database inside may outlive it and find its file gone; a thread that has one is joined before.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::testing;
///
/// let db = testing::database(&schema!(Tag))?;
/// let path = db.path().to_owned();
/// assert!(path.exists());
/// drop(db);
/// assert!(!path.exists());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct TestDatabase {
    db: Database,
    path: PathBuf,
    _folder: Folder,
}

/// A folder that goes when it is dropped.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, Error> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = env::temp_dir().join(format!("orm-sqlite-test-{}-{number}", process::id()));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                // Left by a process of the same number that was killed.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(&error)),
            }
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn failed(error: &std::io::Error) -> Error {
    error::opening(Condition::CannotOpen, format!("cannot make the file of a test: {error}"))
}

/// The bytes of a database as the first test had it.
type Template = Arc<[u8]>;

/// What a template is of: the schema or the migrations, and the closure that has filled it.
type Key = (String, TypeId);

impl TestDatabase {
    /// A copy of the template, which is made if this is the first test that asks for it.
    fn of(key: Key, make: impl FnOnce(&Database) -> Result<(), Error>) -> Result<Self, Error> {
        static TEMPLATES: Mutex<Option<HashMap<Key, Template>>> = Mutex::new(None);
        let template = {
            // Whoever comes second waits for the first, instead of making it too.
            let mut templates = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner);
            let templates = templates.get_or_insert_default();
            if let Some(template) = templates.get(&key) {
                template.clone()
            } else {
                let bytes = template(make)?;
                templates.insert(key, bytes.clone());
                bytes
            }
        };
        let folder = Folder::new()?;
        let path = folder.0.join("test.db");
        fs::write(&path, &*template).map_err(|error| failed(&error))?;
        let db = open(&path)?;
        Ok(Self { db, path, _folder: folder })
    }

    /// Where the file is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let db = orm_sqlite::testing::database(&schema!(Tag))?;
    /// assert!(db.path().ends_with("test.db"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn open(path: &Path) -> Result<Database, Error> {
    Database::options().path(path).synchronous(Synchronous::Off).open()
}

fn template(make: impl FnOnce(&Database) -> Result<(), Error>) -> Result<Template, Error> {
    let folder = Folder::new()?;
    let path = folder.0.join("template.db");
    let db = open(&path)?;
    make(&db)?;
    // The log is in the file then.
    db.close()?;
    fs::read(&path).map(Into::into).map_err(|error| failed(&error))
}

impl Deref for TestDatabase {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.db
    }
}

/// A database with the tables of a schema, for one test.
///
/// It is in a file, with one connection that writes and some that read, as in production; only the disk is not waited for
/// (`synchronous = OFF`). The tables are made once in a process, and each further database of the same schema is a copy of that file.
/// When the value is dropped, the file goes.
///
/// # Errors
///
/// As [`Database::create_tables`], and when there is no room for the file.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::testing;
///
/// let (db, other) = (testing::database(&schema!(Tag))?, testing::database(&schema!(Tag))?);
/// db.insert(NewTag::builder().name("math").build()).run()?;
/// assert_eq!((db.select::<Tag>().count()?, other.select::<Tag>().count()?), (1, 0));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn database(schema: &Schema) -> Result<TestDatabase, Error> {
    database_with(schema, |_| Ok(()))
}

/// As [`database`], with rows: the closure fills the first database of a schema, and the others are copies of it.
///
/// The closure runs once in a process, and so captures nothing: that is checked when the test is compiled. It asks for no other database
/// of a test, which would wait for this one.
///
/// # Errors
///
/// As [`database`], and what the closure fails with.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::testing::{self, TestDatabase};
///
/// fn tagged() -> Result<TestDatabase, orm_sqlite::Error> {
///     testing::database_with(&schema!(Tag), |db| {
///         db.insert_many(["math", "verse"].map(|name| NewTag::builder().name(name).build())).run().map(drop)
///     })
/// }
/// tagged()?.delete::<Tag>().all_rows().run()?;
/// assert_eq!(tagged()?.select::<Tag>().count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn database_with<F>(schema: &Schema, fill: F) -> Result<TestDatabase, Error>
where
    F: FnOnce(&Database) -> Result<(), Error> + 'static,
{
    const { assert!(size_of::<F>() == 0, "what fills a database runs once for all tests, and captures nothing") }
    let key = create_all(schema)?.join(";\n");
    TestDatabase::of((key, TypeId::of::<F>()), |db| {
        db.create_tables(schema)?;
        fill(db)
    })
}

/// A database to which migrations were applied, for one test: otherwise as [`database`].
///
/// # Errors
///
/// As [`Database::migrate`], and when there is no room for the file.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::migrate::{Migration, Migrations};
/// use orm_sqlite::testing;
///
/// let first = Migration::new("20250101000000_first", "CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT;")?;
/// let db = testing::migrated(&Migrations::new([first])?)?;
/// assert_eq!(db.applied_migrations()?.len(), 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn migrated(migrations: &Migrations) -> Result<TestDatabase, Error> {
    migrated_with(migrations, |_| Ok(()))
}

/// As [`migrated`], with rows: [`database_with`] says how.
///
/// # Errors
///
/// As [`migrated`], and what the closure fails with.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::migrate::{Migration, Migrations};
/// use orm_sqlite::testing;
///
/// let first = Migration::new("20250101000000_first", "CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT;")?;
/// let db = testing::migrated_with(&Migrations::new([first])?, |db| {
///     sql!("insert into notes (id) values (7)").run(db).map(drop)
/// })?;
/// assert_eq!(sql!("select id from notes").one::<i64, _>(&*db)?, 7);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn migrated_with<F>(migrations: &Migrations, fill: F) -> Result<TestDatabase, Error>
where
    F: FnOnce(&Database) -> Result<(), Error> + 'static,
{
    const { assert!(size_of::<F>() == 0, "what fills a database runs once for all tests, and captures nothing") }
    // A step in Rust is a part of the program, which is one in a process.
    let names: Vec<_> = migrations.iter().flat_map(|one| [one.name().to_owned(), one.checksum()]).collect();
    TestDatabase::of((names.join("\n"), TypeId::of::<F>()), |db| {
        db.migrate(migrations)?;
        fill(db)
    })
}

impl Database {
    /// Runs a closure in a transaction that is always rolled back, also if it gives `Ok`: for a test that shares its rows with others.
    ///
    /// # Errors
    ///
    /// What the closure gives, and what SQLite fails with when the transaction begins or is rolled back.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let left = db.rolled_back(|tx| {
    ///     tx.delete::<Comment>().all_rows().run()?;
    ///     tx.select::<Comment>().count()
    /// })?;
    /// assert_eq!((left, db.select::<Comment>().count()?), (0, 3));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn rolled_back<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let guard = self.begin()?;
        let worked = work(&guard.handle());
        guard.roll_back()?;
        worked
    }

    /// Runs a closure in a transaction whose foreign keys are looked at when it is committed
    /// (`PRAGMA defer_foreign_keys`: <https://sqlite.org/pragma.html#pragma_defer_foreign_keys>): the rows of fixtures may come in any
    /// order, children before their parents and rows that reference each other.
    ///
    /// # Errors
    ///
    /// As [`transaction`](Self::transaction); [`is_foreign_key_violation`](Error::is_foreign_key_violation) is true if a row has
    /// no parent in the end.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let db = orm_sqlite::testing::database(&schema!(User, Post))?;
    /// db.fixtures(|tx| {
    ///     tx.insert(NewPost::builder().author_id(1).title("Notes").build()).run()?;
    ///     tx.insert(NewUser::builder().id(1).name("Ada").email("ada@x.org").build()).run()?;
    ///     Ok(())
    /// })?;
    /// assert_eq!(db.query::<Post>().with_author().one()?.author.name, "Ada");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn fixtures<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.transaction(|tx| {
            let pragma = "PRAGMA defer_foreign_keys = ON";
            tx.connection().execute_batch(pragma).map_err(|error| error::preparing(error, pragma))?;
            work(tx)
        })
    }
}
