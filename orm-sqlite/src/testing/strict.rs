//! All findings at the end of a test.

use std::thread;

use orm_core::schema::Schema;

use super::log::Log;
use super::{findings, foreign_keys};
use crate::database::Database;

/// How many rows a full scan may step over, and how often one statement may run, if the test says nothing else.
const SCANNED: u64 = 100;
const REPEATED: usize = 10;

/// Fails a test at its end for what makes a program slow: [`Database::strict`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let strict = db.strict(&schema!(Post, Comment)).repeated(3);
/// db.query::<Post>().with_comments().all()?;
/// drop(strict);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "what is to be found is what runs until it is dropped"]
pub struct Strict {
    log: Log,
    schema: Schema,
    scanned: u64,
    repeated: usize,
    temporary_b_trees: bool,
}

impl Strict {
    /// How many rows a full scan may step over; 100.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let _strict = db.strict(&schema!(Tag)).full_scan(3);
    /// db.select::<User>().all()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn full_scan(mut self, rows: u64) -> Self {
        self.scanned = rows;
        self
    }

    /// How often one statement may run; ten times.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let _strict = db.strict(&schema!(Tag)).repeated(1);
    /// db.find::<User>(1).one()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn repeated(mut self, times: usize) -> Self {
        self.repeated = times;
        self
    }

    /// Lets statements sort and group in temporary B-trees.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let _strict = db.strict(&schema!(Tag)).allow_temporary_b_trees();
    /// db.select::<User>().order_by(User::NAME).all()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn allow_temporary_b_trees(mut self) -> Self {
        self.temporary_b_trees = false;
        self
    }
}

impl Drop for Strict {
    fn drop(&mut self) {
        // A test that has failed says why, and a second panic would end the program.
        if thread::panicking() {
            return;
        }
        let mut found = findings::full_scans(&self.log, self.scanned);
        found.extend(findings::repeated(&self.log, self.repeated));
        if self.temporary_b_trees {
            found.extend(findings::temporary_b_trees(&self.log));
        }
        found.extend(foreign_keys::without_index(&self.schema));
        findings::fail(&found);
    }
}

impl Database {
    /// Fails the test, when what this gives is dropped, for any of: a full scan of more than 100 rows, a temporary B-tree, one statement
    /// that was run more than ten times, and a foreign key of the schema without an index. The methods of [`Log`] say what each is.
    ///
    /// Rows that the test itself prepares count too: call this behind that.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let strict = db.strict(&schema!(Post));
    /// for id in 1..=20 {
    ///     db.find::<User>(id).get()?;
    /// }
    /// let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(strict)));
    /// let message = *failed.unwrap_err().downcast::<String>().unwrap();
    /// assert!(message.starts_with("`users`: one statement was run 20 times, more than 10"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn strict(&self, schema: &Schema) -> Strict {
        let (log, schema) = (self.record(), schema.clone());
        Strict { log, schema, scanned: SCANNED, repeated: REPEATED, temporary_b_trees: true }
    }
}
