//! Applying migrations.

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{Applied, Migration, name_before, pending, statement_count};

use super::apply::{self, Job};
use super::report::{Progress, Report};
use super::session::Session;
use super::{Migrator, ledger, losses, verify};
use crate::bracket::Bracket;
use crate::inspect;

impl Migrator<'_> {
    /// Applies all migrations that are pending.
    ///
    /// # Errors
    ///
    /// As [`Database::migrate`](crate::Database::migrate).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let migrations = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?;
    /// assert_eq!(db.migrator(&migrations).up()?.applied, ["1_first"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn up(&self) -> Result<Report, Error> {
        self.up_to_position(None)
    }

    /// Applies the migrations that are pending, up to one by its name or version.
    ///
    /// # Errors
    ///
    /// As [`up`](Self::up), and when there is no such migration.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let list = [Migration::new("1_first", "CREATE TABLE a (b);")?, Migration::new("2_second", "CREATE TABLE c (d);")?];
    /// let migrations = Migrations::new(list)?;
    /// assert_eq!(db.migrator(&migrations).up_to("1")?.applied, ["1_first"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn up_to(&self, target: &str) -> Result<Report, Error> {
        self.up_to_position(Some(self.migrations.position(target)?))
    }

    fn up_to_position(&self, last: Option<usize>) -> Result<Report, Error> {
        let mut report = Report::default();
        // Without anything to do, nothing is locked.
        if self.is_up_to_date(&mut report)? {
            return Ok(report);
        }
        let session = Session::open(self.db, &self.settings)?;
        if self.settings.rehearse {
            let bracket = session.begin()?;
            self.apply_pending(&session, last, &mut report)?;
            drop(bracket);
            session.close()?;
            return Ok(report);
        }
        loop {
            match self.next(&session, last, &mut report) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.forget_backup(&report);
                    return Err(also_done(error, "was applied before, and stays", &report.applied));
                }
            }
        }
        session.close()?;
        Ok(report)
    }

    /// A copy of a database that has lost nothing is of no use.
    pub(super) fn forget_backup(&self, report: &Report) {
        if let (Some(path), true) = (&self.settings.backup, report.backed_up)
            && report.applied.is_empty()
            && report.reverted.is_empty()
        {
            // Where it cannot be removed, the error of the migration says more.
            let _ = std::fs::remove_file(path);
        }
    }

    fn is_up_to_date(&self, report: &mut Report) -> Result<bool, Error> {
        let connection = self.db.checkout()?;
        let applied = ledger::read(&connection)?;
        let pending = pending(&applied, &self.migrations.list, self.settings.rules)?;
        report.unknown.clone_from(&pending.unknown);
        if !pending.positions.is_empty() {
            return Ok(false);
        }
        self.check_drift(&connection, &applied)?;
        Ok(true)
    }

    /// What [`up`](Self::up) would do, as [`rehearse`](Self::rehearse) shows it.
    ///
    /// # Errors
    ///
    /// As [`up`](Self::up).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let migrations = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?;
    /// assert_eq!(db.migrator(&migrations).dry_run()?.applied, ["1_first"]);
    /// assert!(db.applied_migrations()?.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn dry_run(&self) -> Result<Report, Error> {
        self.clone().rehearse(true).up()
    }

    /// Applies what is pending in the transaction that is open.
    pub(super) fn apply_pending(
        &self,
        session: &Session<'_>,
        last: Option<usize>,
        report: &mut Report,
    ) -> Result<(), Error> {
        while let Some(migration) = self.pending_in_lock(session, last)? {
            if migration.is_transactional() {
                self.apply(session, migration, report)?;
            } else {
                report.warnings.push(format!("`{}` was not tried: it runs outside of a transaction", migration.name()));
                // Those after it come after it, and all of it is rolled back.
                ledger::create(&session.connection)?;
                let hash = inspect::snapshot(&session.connection)?.hash();
                ledger::insert(&session.connection, migration, &hash, ledger::now(), true)?;
            }
            report.applied.push(migration.name().to_owned());
        }
        Ok(())
    }

    /// Applies one migration; false if none is left.
    fn next(&self, session: &Session<'_>, last: Option<usize>, report: &mut Report) -> Result<bool, Error> {
        let bracket = session.begin()?;
        let Some(migration) = self.pending_in_lock(session, last)? else { return Ok(false) };
        if let (Some(path), true) = (&self.settings.backup, migration.losses().next().is_some())
            && !report.backed_up
        {
            session.back_up(path, |progress| self.settings.report(progress))?;
            report.backed_up = true;
        }
        self.settings.report(&Progress::Migration(migration.name().to_owned()));
        if migration.is_transactional() {
            self.apply(session, migration, report)?;
            commit(session, bracket, |applied| applied.iter().any(|row| row.name == migration.name()))?;
        } else {
            drop(bracket);
            self.apply_outside(session, migration, report)?;
        }
        report.applied.push(migration.name().to_owned());
        Ok(true)
    }

    /// The next migration: what another process has done meanwhile is known only inside of the lock.
    fn pending_in_lock(&self, session: &Session<'_>, last: Option<usize>) -> Result<Option<&Migration>, Error> {
        let applied = ledger::read(&session.connection)?;
        let pending = pending(&applied, &self.migrations.list, self.settings.rules)?;
        let next = pending.positions.iter().find(|at| last.is_none_or(|last| **at <= last));
        let Some(migration) = next.map(|at| &self.migrations.list[*at]) else { return Ok(None) };
        if applied.is_empty() {
            self.check_empty(&session.connection)?;
        }
        self.check_drift(&session.connection, &applied)?;
        if pending.out_of_order {
            verify::replay(&applied, &self.migrations.list)?;
        }
        Ok(Some(migration))
    }

    /// Runs a migration in the transaction that is open, and writes it down.
    fn apply(&self, session: &Session<'_>, migration: &Migration, report: &mut Report) -> Result<(), Error> {
        let started = ledger::now();
        let step = self.migrations.step_of(migration)?;
        for place in migration.losses() {
            let count = losses::count(&session.connection, &name_before(migration.up(), place))?;
            report.lost.push((place.to_owned(), count.map_or(0, |count| count.number)));
        }
        let job = Job { name: migration.name(), text: migration.up(), step, is_forward: true };
        apply::run(&session.context(&self.settings), &job, report)?;
        self.check_snapshot(&session.connection, migration)?;
        let hash = inspect::snapshot(&session.connection)?.hash();
        ledger::create(&session.connection)?;
        ledger::insert(&session.connection, migration, &hash, started, true)
    }

    /// A single statement that SQLite does not run in a transaction. The ledger says before that it was begun, so that a crash
    /// is seen.
    fn apply_outside(&self, session: &Session<'_>, migration: &Migration, report: &mut Report) -> Result<(), Error> {
        if statement_count(migration.up()) > 1 {
            let message =
                format!("`{}` runs outside of a transaction, and so has to be one statement", migration.name());
            return Err(Error::migration(Verdict::Failed, "several_statements", message));
        }
        let bracket = session.begin()?;
        ledger::create(&session.connection)?;
        ledger::insert(&session.connection, migration, "", ledger::now(), false)?;
        commit(session, bracket, |applied| applied.iter().any(|row| row.name == migration.name()))?;
        session.authorizer.outside(true);
        let job = Job { name: migration.name(), text: migration.up(), step: None, is_forward: true };
        let done = apply::run(&session.context(&self.settings), &job, report);
        session.authorizer.outside(false);
        // It may have been a setting, which the migrations after it do not have.
        session.set(self.settings.lock_timeout)?;
        if let Err(error) = done {
            // SQLite has taken the statement back, so that nothing was begun.
            ledger::delete(&session.connection, migration.name())?;
            return Err(error);
        }
        let hash = inspect::snapshot(&session.connection)?.hash();
        ledger::finish(&session.connection, migration.name(), &hash)
    }
}

/// Commits. If that fails, the ledger says what is true: the file may have it although the answer did not come.
pub(super) fn commit(
    session: &Session<'_>,
    bracket: Bracket<'_>,
    is_done: impl FnOnce(&[Applied]) -> bool,
) -> Result<(), Error> {
    let Err(cause) = bracket.commit() else { return Ok(()) };
    let applied = session.reopened(ledger::read);
    if matches!(&applied, Ok(applied) if is_done(applied)) {
        return Ok(());
    }
    let (code, what) = if applied.is_ok() && session.bury().is_ok() {
        ("commit", "all of it is rolled back")
    } else {
        ("commit_unknown", "the database does not say whether it was done")
    };
    Err(Error::migration(Verdict::Failed, code, format!("the commit failed, and {what}: {cause}")).caused_by(cause))
}

/// An error with what was done before it, which is not undone.
pub(super) fn also_done(error: Error, what: &str, done: &[String]) -> Error {
    let Some(verdict) = error.verdict().filter(|_| !done.is_empty()) else { return error };
    let code = error.migration_code().unwrap_or("statement");
    let message = format!("{error}; `{}` {what}", done.join("`, `"));
    Error::migration(verdict, code, message).caused_by(error)
}
