//! Fake rows for a database that has tables and no data: for trying things out, for demonstrations, for tests of speed.
//!
//! `plan` says in which order tables are filled and which foreign keys wait; `check` reads what a `CHECK` allows; `guess` makes a value
//! from the name and the type of a column, `role` knows what the structs say of it, and `field` brings it into shape; `fill` puts rows together and writes them, and `later` sets the keys that waited.

mod check;
mod date;
mod field;
mod fill;
mod guess;
mod later;
mod plan;
mod reference;
mod role;
mod sql;

use std::collections::BTreeMap;

use orm_sqlite::migrate::{Snapshot, Table};
use orm_sqlite::prelude::*;
use orm_sqlite::schema::Schema;
use orm_sqlite::{Error, Transaction};
use role::Roles;

/// How many rows there will be, and which.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_kit::seed::{Options, seed};
///
/// let db = Database::open_in_memory()?;
/// db.execute_script("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY);")?;
/// let report = seed(&db, &db.inspect()?, &Options::new(7).rows(3).table("b", 50))?;
/// assert_eq!(report.rows(), 53);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    seed: u64,
    rows: u64,
    tables: BTreeMap<String, u64>,
    roles: Roles,
}

impl Options {
    /// 20 rows in each table. The same seed gives the same rows in a database with the same schema and content.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_kit::seed::{Options, seed};
    ///
    /// let rows = |number| {
    ///     let db = Database::open_in_memory()?;
    ///     db.execute_script("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE);")?;
    ///     seed(&db, &db.inspect()?, &Options::new(number))?;
    ///     sql!("select email from users order by id").all::<String, _>(&db)
    /// };
    /// assert_eq!(rows(1)?, rows(1)?);
    /// assert_ne!(rows(1)?, rows(2)?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn new(seed: u64) -> Self {
        Self { seed, rows: 20, tables: BTreeMap::new(), roles: Roles::default() }
    }

    /// How many rows each table gets that is not named.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_kit::seed::{Options, seed};
    ///
    /// let db = Database::open_in_memory()?;
    /// db.execute_script("CREATE TABLE a (id INTEGER PRIMARY KEY);")?;
    /// assert_eq!(seed(&db, &db.inspect()?, &Options::new(1).rows(4))?.rows(), 4);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn rows(mut self, rows: u64) -> Self {
        self.rows = rows;
        self
    }

    /// How many rows one table gets. The case of its name does not matter; 0 leaves it as it is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_kit::seed::{Options, seed};
    ///
    /// let db = Database::open_in_memory()?;
    /// db.execute_script("CREATE TABLE a (id INTEGER PRIMARY KEY);")?;
    /// assert_eq!(seed(&db, &db.inspect()?, &Options::new(1).table("A", 0))?.rows(), 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn table(mut self, name: impl Into<String>, rows: u64) -> Self {
        self.tables.insert(name.into().to_ascii_lowercase(), rows);
        self
    }

    /// What the structs know of columns and a database does not: a version starts at its default or at 1, and of the rows of a table with a
    /// soft delete nine of ten are not deleted.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_kit::seed::{Options, seed};
    ///
    /// #[derive(Table)]
    /// struct Note {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     #[column(version)]
    ///     edits: i64,
    /// }
    ///
    /// let (db, structs) = (Database::open_in_memory()?, schema!(Note));
    /// db.push(&structs).run()?;
    /// seed(&db, &db.inspect()?, &Options::new(1).schema(&structs))?;
    /// assert!(db.select::<Note>().all()?.iter().all(|note| note.edits == 1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn schema(mut self, schema: &Schema) -> Self {
        self.roles = Roles::of(schema);
        self
    }

    fn rows_of(&self, table: &Table) -> u64 {
        self.tables.get(&table.name.to_ascii_lowercase()).copied().unwrap_or(self.rows)
    }
}

/// What [`seed`] has written.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_kit::seed::{Options, seed};
///
/// let db = Database::open_in_memory()?;
/// db.execute_script("CREATE TABLE b (a_id INTEGER REFERENCES a); CREATE TABLE a (id INTEGER PRIMARY KEY);")?;
/// let report = seed(&db, &db.inspect()?, &Options::new(1))?;
/// assert_eq!(report.tables, [("a".to_owned(), 20), ("b".to_owned(), 20)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The tables in the order in which they were filled, and the number of new rows of each.
    pub tables: Vec<(String, u64)>,
}

impl Report {
    /// The number of new rows.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(orm_kit::seed::Report::default().rows(), 0);
    /// ```
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

/// Fills the tables of a database with made-up rows, all in one transaction.
///
/// Foreign keys are those of rows that are there, before or by this call. Keys and unique columns get different values, a `CHECK` of
/// a list, a range or a length is read, and every other one is tried until a row passes. What a value looks like follows from
/// the name and the declared type of its column: an `email` is an address, a `created_at` is a date. A column that may be
/// `NULL` is so now and then. Generated columns are left out, and rows that are there stay as they are.
///
/// A foreign key to the table itself references an earlier row. Where tables reference each other in a circle, a key that may be
/// `NULL` is set when all rows are there.
///
/// # Errors
///
/// When a table is named that is not there, when a foreign key references no key, when a circle has none that may be `NULL`, and when no row fulfils the constraints
/// after 200 tries: the message names the table and the column, and nothing is written. Else as any insert.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_kit::seed::{Options, seed};
///
/// let db = Database::open_in_memory()?;
/// db.execute_script(
///     "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, role TEXT NOT NULL CHECK (role IN ('admin', 'member')));
///      CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users, likes INTEGER CHECK (likes >= 0));",
/// )?;
/// seed(&db, &db.inspect()?, &Options::new(42).table("posts", 100))?;
/// let posts: i64 = sql!("select count(*) from posts join users on users.id = author_id").one(&db)?;
/// let emails: i64 = sql!("select count(*) from users where email like '%@%'").one(&db)?;
/// assert_eq!((posts, emails), (100, 20));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn seed(db: &Database, snapshot: &Snapshot, options: &Options) -> Result<Report, Error> {
    if let Some(unknown) = options.tables.keys().find(|name| snapshot.table(name).is_none()) {
        return Err(Error::custom(format!("there is no table `{unknown}` to fill")));
    }
    let wanted: Vec<&Table> = snapshot.tables.iter().filter(|table| options.rows_of(table) > 0).collect();
    for table in &wanted {
        reference::check(snapshot, table)?;
    }
    let steps = plan::steps(&wanted)?;
    db.transaction(|tx| run(tx, options, &steps))
}

fn run(tx: &Transaction<'_>, options: &Options, steps: &[plan::Step<'_>]) -> Result<Report, Error> {
    let mut report = Report::default();
    let mut waiting = Vec::new();
    for step in steps {
        let rows = options.rows_of(step.table);
        let filled = fill::fill(tx, step, rows, options)?;
        report.tables.push((step.table.name.clone(), rows));
        if !step.later.is_empty() {
            waiting.push((step, filled));
        }
    }
    for (step, rows) in waiting {
        later::set(tx, step, &rows, options.seed)?;
    }
    Ok(report)
}
