//! A small runner of migrations by rusqlite alone, right but for one mistake.

use std::path::Path;
use std::time::Duration;

use orm_sqlite::migrate::Migration;
use rusqlite::Connection;

use crate::crash::runner::{Job, Report, Runner, acknowledge};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mistake {
    None,
    /// Each statement is a transaction.
    Autocommit,
    /// The migration is one, and the record of it another one.
    TwoTransactions,
    /// Foreign keys are turned off where SQLite ignores that.
    PragmaInside,
    /// The lock is taken by the first statement that writes.
    Deferred,
    /// A rebuilt table has no triggers any more.
    WithoutTriggers,
    /// A commit does not wait for the disk.
    Unsynced,
    /// Rows are compared as literals, which end at NUL.
    QuotedHash,
}

pub(super) struct ByHand(pub(super) Mistake);

const LEDGER: &str = "CREATE TABLE ledger (name TEXT PRIMARY KEY NOT NULL)";
const TRIGGERS: &str = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' OR type = 'index' AND sql IS NOT NULL";
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

impl ByHand {
    /// A mistake that is not this runner's is not made.
    fn makes(&self, mistake: Mistake) -> bool {
        self.0 == mistake
    }

    fn apply(
        &self,
        path: &Path,
        connection: &Connection,
        migration: &Migration,
        begun: &mut Vec<String>,
    ) -> Result<(), Failed> {
        let transaction = !self.makes(Mistake::Autocommit);
        if transaction {
            connection.execute_batch(if self.makes(Mistake::Deferred) { "BEGIN" } else { "BEGIN IMMEDIATE" })?;
        }
        if self.makes(Mistake::PragmaInside) {
            connection.execute_batch("PRAGMA foreign_keys = OFF")?;
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM ledger WHERE name = ?)";
        if connection.query_row(sql, [migration.name()], |row| row.get(0))? {
            connection.execute_batch(if transaction { "ROLLBACK" } else { "" })?;
            return Ok(());
        }
        acknowledge(path, begun.len());
        begun.push(migration.name().to_owned());
        self.change(connection, migration)?;
        if self.makes(Mistake::TwoTransactions) {
            connection.execute_batch("COMMIT; BEGIN IMMEDIATE")?;
        }
        connection.execute("INSERT INTO ledger VALUES (?)", [migration.name()])?;
        if transaction {
            connection.execute_batch("COMMIT").map_err(|error| Failed("commit_unknown", error.to_string()))?;
        }
        Ok(())
    }

    /// Runs the statements, keeps what is around the tables, and compares their rows.
    fn change(&self, connection: &Connection, migration: &Migration) -> Result<(), Failed> {
        let rebuilt = migration.up().contains("__orm_new_users");
        let before = if rebuilt { self.rows(connection)? } else { Vec::new() };
        let triggers = texts(connection, TRIGGERS)?;
        connection.execute_batch(migration.up())?;
        if rebuilt && self.rows(connection)? != before {
            return Err(Failed("rows_changed", "the rows are not the same".to_owned()));
        }
        let left = texts(connection, TRIGGERS)?;
        for sql in triggers.iter().filter(|sql| rebuilt && !left.contains(sql)) {
            if !self.makes(Mistake::WithoutTriggers) {
                connection.execute_batch(sql)?;
            }
        }
        Ok(())
    }

    /// The rows of the table that scenarios rebuild.
    fn rows(&self, connection: &Connection) -> Result<Vec<String>, Failed> {
        let shown = |column: &str| match self.0 {
            Mistake::QuotedHash => format!("quote({column})"),
            _ => format!("typeof({column}) || hex(CAST({column} AS BLOB))"),
        };
        let columns = ["id", "name", "age", "note"].map(shown);
        texts(connection, &format!("SELECT {} FROM users ORDER BY id", columns.join(" || ',' || ")))
    }
}

impl Runner for ByHand {
    fn name(&self) -> &'static str {
        match self.0 {
            Mistake::None => "by hand",
            Mistake::Autocommit => "autocommit",
            Mistake::TwoTransactions => "two transactions",
            Mistake::PragmaInside => "pragma in the transaction",
            Mistake::Deferred => "deferred",
            Mistake::WithoutTriggers => "without triggers",
            Mistake::Unsynced => "unsynced",
            Mistake::QuotedHash => "quoted hash",
        }
    }

    fn baseline(&self, job: &Job<'_>) {
        Connection::open(job.path).unwrap().execute_batch(LEDGER).unwrap();
    }

    fn run(&self, job: &Job<'_>) -> Report {
        let mut begun = Vec::new();
        let mut run = || {
            let connection = Connection::open(job.path)?;
            connection.busy_timeout(BUSY_TIMEOUT)?;
            let foreign_keys = self.makes(Mistake::PragmaInside);
            connection.pragma_update(None, "foreign_keys", foreign_keys)?;
            // Without it, a view that names the table is in the way of its rename.
            connection.execute_batch("PRAGMA legacy_alter_table = ON; PRAGMA cache_size = -64")?;
            // In WAL mode, this waits only for checkpoints.
            let synchronous = if self.makes(Mistake::Unsynced) { "NORMAL" } else { "FULL" };
            connection.pragma_update(None, "synchronous", synchronous)?;
            job.scenario.steps[..job.steps]
                .iter()
                .try_for_each(|migration| self.apply(job.path, &connection, migration, &mut begun))?;
            acknowledge(job.path, job.steps);
            if job.leave {
                std::mem::forget(connection);
            }
            Ok::<_, Failed>(())
        };
        let failed = run().err().map(|Failed(code, message)| (code.to_owned(), message));
        Report { begun, failed }
    }
}

/// A code and a message.
struct Failed(&'static str, String);

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self("sqlite", error.to_string())
    }
}

fn texts(connection: &Connection, sql: &str) -> Result<Vec<String>, Failed> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
