//! Taking migrations back.

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{Applied, Migration, counted, name_before};

use super::apply::{self, Job};
use super::report::{Progress, Report};
use super::session::Session;
use super::up::{also_done, commit};
use super::{Migrator, ledger};

impl Migrator<'_> {
    /// Takes the newest migrations back, one after the other.
    ///
    /// # Errors
    ///
    /// When one cannot be taken back, or what it would lose is not accepted and there are rows; those before it stay taken back.
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
    /// assert_eq!(db.migrator(&migrations).down(1).unwrap_err().migration_code(), Some("irreversible"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn down(&self, count: usize) -> Result<Report, Error> {
        self.revert(|taken, _| taken < count)
    }

    /// Takes all migrations back that came after one, by its name or version.
    ///
    /// # Errors
    ///
    /// As [`down`](Self::down), and when there is no such migration.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let first = Migration::new("1_first", "CREATE TABLE a (b);")?.with_down("DROP TABLE a;");
    /// let second = Migration::new("2_second", "CREATE TABLE c (d);")?.with_down("DROP TABLE c;");
    /// let migrations = Migrations::new([first, second])?;
    /// db.migrate(&migrations)?;
    /// assert_eq!(db.migrator(&migrations).down_to("1_first")?.reverted, ["2_second"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn down_to(&self, target: &str) -> Result<Report, Error> {
        let target = self.migrations.list[self.position(target)?].name();
        self.revert(|_, row| row.name != target)
    }

    /// Takes the newest migration back and applies it again.
    ///
    /// # Errors
    ///
    /// As [`down`](Self::down) and [`up`](Self::up).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let migrations = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?.with_down("DROP TABLE a;")])?;
    /// db.migrate(&migrations)?;
    /// let report = db.migrator(&migrations).redo()?;
    /// assert_eq!((report.reverted.len(), report.applied.len()), (1, 1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn redo(&self) -> Result<Report, Error> {
        let mut report = self.down(1)?;
        let Some(last) = report.reverted.last().cloned() else { return Ok(report) };
        // The way back is done by then, and an error that is silent about it would say that nothing was.
        let again = self.up_to(&last).map_err(|error| {
            let message = format!("`{last}` was taken back, and was not applied again: {error}");
            let verdict = error.verdict().unwrap_or(Verdict::Failed);
            Error::migration(verdict, error.migration_code().unwrap_or("redo"), message).caused_by(error)
        })?;
        report.applied = again.applied;
        Ok(report)
    }

    fn revert(&self, goes_on: impl Fn(usize, &Applied) -> bool) -> Result<Report, Error> {
        let mut report = Report::default();
        let session = Session::open(self.db, &self.settings)?;
        loop {
            match self.revert_one(&session, &goes_on, &mut report) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.forget_backup(&report);
                    return Err(also_done(error, "was taken back before, and stays so", &report.reverted));
                }
            }
        }
        session.close()?;
        Ok(report)
    }

    fn revert_one(
        &self,
        session: &Session<'_>,
        goes_on: &impl Fn(usize, &Applied) -> bool,
        report: &mut Report,
    ) -> Result<bool, Error> {
        let bracket = session.begin()?;
        let applied = ledger::read(&session.connection)?;
        let Some(row) = applied.last().filter(|row| goes_on(report.reverted.len(), row)) else { return Ok(false) };
        self.check_drift(&session.connection, &applied)?;
        let known = self.migrations.list.iter().find(|migration| migration.name() == row.name);
        // The ledger has it too, so that a program can go back behind what it knows.
        let text = known.and_then(Migration::down).or(row.down.as_deref());
        let Some(text) = text else {
            let message = format!("`{}` cannot be taken back: it has no statements in `down.sql`", row.name);
            return Err(Error::migration(Verdict::Decision, "irreversible", message));
        };
        // Of the text that is run, which may be that of the ledger.
        let taken_back = Migration::new(row.name.clone(), "")?.with_down(text.to_owned());
        let losses: Vec<&str> = taken_back.down_losses().collect();
        self.check_losses(&session.connection, text, &losses)?;
        if let (Some(path), false, false) = (&self.settings.backup, losses.is_empty(), report.backed_up) {
            session.back_up(path, |progress| self.settings.report(progress))?;
            report.backed_up = true;
        }
        let name = format!("{} (down)", row.name);
        self.settings.report(&Progress::Migration(name.clone()));
        apply::run(
            &session.context(&self.settings),
            &Job { name: &name, text, step: None, is_forward: false },
            report,
        )?;
        ledger::delete(&session.connection, &row.name)?;
        commit(session, bracket, |applied| !applied.iter().any(|other| other.name == row.name))?;
        report.reverted.push(row.name.clone());
        Ok(true)
    }

    /// Fails where something would be lost that nobody has accepted: rows of a table, values of a column.
    pub(super) fn check_losses(
        &self,
        connection: &rusqlite::Connection,
        text: &str,
        losses: &[&str],
    ) -> Result<(), Error> {
        for place in losses {
            if self.settings.accepted.iter().any(|accepted| accepted.eq_ignore_ascii_case(place)) {
                continue;
            }
            let count = super::push::count(connection, &name_before(text, place))?;
            if count > 0 {
                let noun = if place.contains('.') { "value" } else { "row" };
                let lost = counted(count, noun);
                let message = format!("`{place}` would be lost, with {lost}: `--accept-data-loss={place}`");
                return Err(Error::migration(Verdict::Decision, "destructive", message));
            }
        }
        Ok(())
    }
}
