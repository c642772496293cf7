//! How far a database is, and saying so without running anything.

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{Applied, Migration, pending};

use super::report::{Report, State, Status};
use super::session::Session;
use super::up::commit;
use super::{Migrator, ledger, verify};
use crate::inspect;

impl Migrator<'_> {
    /// Which migrations were applied and which are pending, and whether the schema is what the last one left. It writes nothing.
    ///
    /// # Errors
    ///
    /// When the database cannot be read, or a snapshot is none.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let migrations = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?;
    /// let status = db.migrator(&migrations).status()?;
    /// assert_eq!(status.migrations[0].1.to_string(), "pending");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn status(&self) -> Result<Status, Error> {
        let connection = self.db.checkout()?;
        let applied = ledger::read(&connection)?;
        let mut migrations: Vec<(String, State)> = applied
            .iter()
            .map(|row| {
                let known = self.migrations.list.iter().find(|migration| migration.name() == row.name);
                let state = match (known, row.finished_at) {
                    (_, None) => State::Interrupted,
                    (None, _) => State::Unknown,
                    (Some(migration), _) if migration.checksum() != row.checksum => State::Edited,
                    (Some(_), Some(at)) => State::Applied(at),
                };
                (row.name.clone(), state)
            })
            .collect();
        let is_new = |migration: &&Migration| !applied.iter().any(|row| row.name == migration.name());
        let new = self.migrations.list.iter().filter(is_new);
        migrations.extend(new.map(|migration| (migration.name().to_owned(), State::Pending)));
        let problem = pending(&applied, &self.migrations.list, self.settings.rules).map(drop);
        let problem = problem.and_then(|()| if applied.is_empty() { self.check_empty(&connection) } else { Ok(()) });
        let drift = match self.expected(&applied)? {
            Some(expected) => verify::drift(&inspect::snapshot(&connection)?, &expected),
            None => Vec::new(),
        };
        Ok(Status { migrations, drift, problem: problem.err().map(|error| error.to_string()) })
    }

    /// Writes down that a migration was applied, without running it.
    ///
    /// # Errors
    ///
    /// When there is no such migration, or the ledger has it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// db.execute_script("CREATE TABLE a (b)")?;
    /// let migrations = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?;
    /// db.migrator(&migrations).mark_applied("1_first")?;
    /// assert!(db.migrate(&migrations)?.applied.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn mark_applied(&self, name: &str) -> Result<Report, Error> {
        self.mark(self.migrations.position(name)?..=self.migrations.position(name)?)
    }

    /// Writes down that a database which is there has been through all migrations up to one, without running them, if it has the
    /// schema of that one's snapshot.
    ///
    /// # Errors
    ///
    /// When there is no such migration, the schema is another one, or the database has a history.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// db.execute_script("CREATE TABLE a (b)")?;
    /// let migrations = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?;
    /// assert_eq!(db.migrator(&migrations).baseline("1_first")?.applied, ["1_first"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn baseline(&self, name: &str) -> Result<Report, Error> {
        let last = self.migrations.position(name)?;
        if !self.db.applied_migrations()?.is_empty() {
            let message = "the database has a history already: a baseline is its beginning";
            return Err(Error::migration(Verdict::History, "has_history", message));
        }
        self.mark(0..=last)
    }

    /// Forgets that a migration was applied, without running anything: after one was interrupted.
    ///
    /// # Errors
    ///
    /// When the ledger does not have it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let migrations = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?;
    /// db.migrate(&migrations)?;
    /// db.migrator(&migrations).forget("1_first")?;
    /// assert!(db.applied_migrations()?.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn forget(&self, name: &str) -> Result<(), Error> {
        let session = Session::open(self.db, &self.settings)?;
        let bracket = session.begin()?;
        // By its number, as elsewhere.
        let name = self.migrations.position(name).map_or(name, |position| self.migrations.list[position].name());
        if !ledger::read(&session.connection)?.iter().any(|row| row.name == name) {
            let message = format!("the database has not been through `{name}`");
            return Err(Error::migration(Verdict::History, "no_such_migration", message));
        }
        ledger::delete(&session.connection, name)?;
        commit(&session, bracket, |applied| !applied.iter().any(|row| row.name == name))?;
        session.close()
    }

    /// The position of a migration of the list.
    fn place(&self, migration: &Migration) -> Option<usize> {
        self.migrations.list.iter().position(|other| other.name() == migration.name())
    }

    /// Whether the migration of a name comes before another one.
    fn is_before(&self, name: &str, migration: &Migration) -> bool {
        let at = self.migrations.list.iter().position(|other| other.name() == name);
        at.is_some() && at < self.place(migration)
    }

    fn mark(&self, positions: std::ops::RangeInclusive<usize>) -> Result<Report, Error> {
        let session = Session::open(self.db, &self.settings)?;
        let bracket = session.begin()?;
        let applied = ledger::read(&session.connection)?;
        let migrations = &self.migrations.list[positions];
        let is_done = |row: &&Applied| {
            row.finished_at.is_some() && migrations.iter().any(|migration| migration.name() == row.name)
        };
        if let Some(row) = applied.iter().find(is_done) {
            let message = format!("`{}` was applied already", row.name);
            return Err(Error::migration(Verdict::History, "applied_already", message));
        }
        // What came after it has changed the schema further.
        let newest = self.newest(&applied).into_iter().chain(migrations.last()).max_by_key(|one| self.place(one));
        if let Some(newest) = newest {
            self.check_schema(&session.connection, newest, || {
                let message = format!("the database has another schema than `{}` leads to", newest.name());
                (Verdict::History, message)
            })?;
        }
        ledger::create(&session.connection)?;
        let hash = inspect::snapshot(&session.connection)?.hash();
        let mut report = Report::default();
        for migration in migrations {
            if let Some(row) = applied.iter().find(|row| row.name == migration.name()) {
                ledger::finish(&session.connection, &row.name, &hash)?;
            } else {
                ledger::insert(&session.connection, migration, &hash, ledger::now(), true)?;
                let is_older = |row: &&Applied| self.is_before(&row.name, migration);
                let older: Vec<&str> = applied.iter().filter(is_older).map(|row| row.name.as_str()).collect();
                ledger::put_behind(&session.connection, migration.name(), &older)?;
            }
            report.applied.push(migration.name().to_owned());
        }
        let is_finished = |row: &Applied, name: &String| row.name == *name && row.finished_at.is_some();
        commit(&session, bracket, |rows| {
            report.applied.iter().all(|name| rows.iter().any(|row| is_finished(row, name)))
        })?;
        session.close()?;
        Ok(report)
    }
}
