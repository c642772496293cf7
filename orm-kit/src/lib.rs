//! The command line of `orm-sqlite`: `generate`, `migrate`, `status`, `down`, `push`, `pull`, `check`, `verify`, `export` and
//! others.
//!
//! A program shows it its structs by a binary of three lines, which `orm init` writes:
//!
//! ```no_run
//! # use orm_sqlite::prelude::*;
//! # #[derive(Table)]
//! # struct User {
//! #     #[column(primary_key)]
//! #     id: i64,
//! # }
//! fn main() -> std::process::ExitCode {
//!     orm_kit::main(schema!(User))
//! }
//! ```
//!
//! `orm`, the binary of this crate, has the commands that need no structs.
//!
//! With the feature `sqlcipher`, the variable `ORM_KEY` has the key of an encrypted database.
//!
//! # Exit codes
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done |
//! | 1 | failed, and rolled back |
//! | 2 | a decision is needed: the message has the flag |
//! | 3 | history or drift: files, ledger and schema do not agree |
//! | 4 | the database is locked by another process |
//! | 130 | interrupted, and rolled back |

pub mod diagram;
pub mod pull;
pub mod seed;

mod cli;
mod declared;
mod folder;

use std::ffi::OsString;
use std::process::ExitCode;

use orm_sqlite::migrate::Migrations;
use orm_sqlite::schema::Schema;
use orm_sqlite::{Error, Transaction};

/// Runs the command line with the structs of a program.
///
/// # Example
///
/// ```
/// # mod binary {
/// # use orm_sqlite::prelude::*;
/// # #[derive(Table)]
/// # struct User {
/// #     #[column(primary_key)]
/// #     id: i64,
/// # }
/// fn main() -> std::process::ExitCode {
///     orm_kit::main(schema!(User))
/// }
/// # }
/// ```
pub fn main(schema: Schema) -> ExitCode {
    Kit::new(schema).main()
}

/// A step of a migration in Rust.
type Step = fn(&Transaction<'_>) -> Result<(), Error>;

/// The command line of a program, setting by setting.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// # #[derive(Table)]
/// # struct User {
/// #     #[column(primary_key)]
/// #     id: i64,
/// # }
/// use orm_kit::Kit;
///
/// let kit = Kit::new(schema!(User)).step("20260101120000_hash_passwords", |_tx| Ok(()));
/// let outcome = kit.run(["orm", "export"]);
/// assert_eq!(outcome.exit_code, 0);
/// assert!(outcome.output.starts_with("CREATE TABLE \"user\""));
/// ```
#[derive(Debug, Default)]
pub struct Kit {
    schema: Option<Schema>,
    steps: Vec<(String, Step)>,
}

/// What a command has printed, and how it ended.
///
/// # Example
///
/// ```
/// let outcome = orm_kit::Kit::standalone().run(["orm", "generate"]);
/// assert_eq!(outcome.exit_code, 2);
/// assert!(outcome.errors.contains("structs"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// What goes to the standard output.
    pub output: String,
    /// What goes to the standard error.
    pub errors: String,
    /// The exit code.
    pub exit_code: u8,
}

impl Kit {
    /// With the structs of a program.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::schema::Schema;
    ///
    /// let kit = orm_kit::Kit::new(Schema::new(Vec::new()));
    /// ```
    #[must_use]
    pub const fn new(schema: Schema) -> Self {
        Self { schema: Some(schema), steps: Vec::new() }
    }

    /// Without structs: the commands that need them say so.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(orm_kit::Kit::standalone().run(["orm", "--version"]).exit_code, 0);
    /// ```
    #[must_use]
    pub fn standalone() -> Self {
        Self::default()
    }

    /// A step in Rust of a migration, as [`Migrations::step`].
    ///
    /// # Example
    ///
    /// ```
    /// let kit = orm_kit::Kit::standalone().step("20260101120000_hash_passwords", |_tx| Ok(()));
    /// ```
    #[must_use]
    pub fn step(mut self, name: &str, step: fn(&Transaction<'_>) -> Result<(), Error>) -> Self {
        self.steps.push((name.to_owned(), step));
        self
    }

    /// Runs the command of the process's arguments, and prints what it says.
    ///
    /// # Example
    ///
    /// ```
    /// # mod binary {
    /// fn main() -> std::process::ExitCode {
    ///     orm_kit::Kit::standalone().main()
    /// }
    /// # }
    /// ```
    pub fn main(self) -> ExitCode {
        cli::main(&self)
    }

    /// Runs a command with arguments, of which the first is the program's name, and gives what it says: for tests.
    ///
    /// # Example
    ///
    /// ```
    /// let outcome = orm_kit::Kit::standalone().run(["orm", "--help"]);
    /// assert!(outcome.output.contains("migrate"));
    /// ```
    pub fn run<I: IntoIterator<Item: Into<OsString>>>(&self, arguments: I) -> Outcome {
        cli::run(self, arguments.into_iter().map(Into::into).collect(), &cli::Terminal::none())
    }

    /// The steps for the migrations that are in a folder.
    fn with_steps(&self, mut migrations: Migrations) -> Result<Migrations, Error> {
        for (name, step) in &self.steps {
            if migrations.iter().any(|migration| migration.name() == name) {
                migrations = migrations.step(name, *step)?;
            }
        }
        Ok(migrations)
    }
}
