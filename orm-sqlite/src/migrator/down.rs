//! Taking migrations back.

use std::fmt::Write as _;

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{Applied, Migration, interrupted, pending};
use rusqlite::Connection;

use super::apply::{self, Job};
use super::losses::{self, Losses};
use super::report::{Progress, Report};
use super::session::Session;
use super::up::{also_done, commit};
use super::{Migrator, ledger};
use crate::bracket::Bracket;

impl Migrator<'_> {
    /// Takes the newest migrations back, one after the other.
    ///
    /// # Errors
    ///
    /// When one of them cannot be taken back, or what they would lose is not accepted and there are rows: nothing is taken back then.
    /// When a statement fails; what the failing way back did is rolled back then, and those before it stay taken back.
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
        let target = self.migrations.find(target)?.name();
        if !ledger::read(&*self.db.checkout()?)?.iter().any(|row| row.name == target) {
            let message = format!("the database has not been through `{target}`, so that nothing leads back to it");
            return Err(Error::migration(Verdict::History, "not_applied", message));
        }
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
        self.check_again()?;
        if self.settings.rehearse {
            return self.rehearse_redo();
        }
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

    /// Fails if the newest migration could not be applied again: it is not known, has a step that is not, or is older than another one.
    fn check_again(&self) -> Result<(), Error> {
        let mut applied = ledger::read(&*self.db.checkout()?)?;
        let Some(last) = applied.pop() else { return Ok(()) };
        self.migrations.step_of(self.migrations.find(&last.name)?)?;
        pending(&applied, &self.migrations.list, self.settings.rules).map(drop)
    }

    fn rehearse_redo(&self) -> Result<Report, Error> {
        let mut report = Report::default();
        let session = Session::open(self.db, &self.settings)?;
        let bracket = self.rehearse_back(&session, |taken, _| taken < 1, &mut report)?;
        if let Some(last) = report.reverted.last().cloned() {
            self.apply_pending(&session, Some(self.migrations.position(&last)?), &mut report)?;
        }
        drop(bracket);
        session.close()?;
        Ok(report)
    }

    fn revert(&self, goes_on: impl Fn(usize, &Applied) -> bool) -> Result<Report, Error> {
        let mut report = Report::default();
        let session = Session::open(self.db, &self.settings)?;
        if self.settings.rehearse {
            drop(self.rehearse_back(&session, goes_on, &mut report)?);
            session.close()?;
            return Ok(report);
        }
        let bracket = session.begin()?;
        self.check_way_back(&session.connection, &goes_on)?;
        drop(bracket);
        loop {
            match self.revert_next(&session, &goes_on, &mut report) {
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

    /// Takes them back in one transaction, which is rolled back with what is given.
    fn rehearse_back<'s>(
        &self,
        session: &'s Session<'_>,
        goes_on: impl Fn(usize, &Applied) -> bool,
        report: &mut Report,
    ) -> Result<Bracket<'s>, Error> {
        let bracket = session.begin()?;
        self.check_way_back(&session.connection, &goes_on)?;
        while let Some(name) = self.take_back(session, &goes_on, report)? {
            report.reverted.push(name);
        }
        Ok(bracket)
    }

    /// Fails if one of the migrations that go cannot be taken back, or would lose what nobody has accepted: before the first goes.
    fn check_way_back(&self, connection: &Connection, goes_on: impl Fn(usize, &Applied) -> bool) -> Result<(), Error> {
        let applied = ledger::read(connection)?;
        self.check_drift(connection, &applied)?;
        let rows = applied.iter().rev().enumerate().take_while(|(taken, row)| goes_on(*taken, row));
        let rows: Vec<&Applied> = rows.map(|(_, row)| row).collect();
        if let Some(row) = rows.iter().find(|row| row.finished_at.is_none()) {
            return Err(interrupted(&row.name));
        }
        let back: Vec<Migration> = rows.into_iter().map(|row| self.back(row)).collect::<Result<_, _>>()?;
        reversible(&back)?;
        losses::check(connection, &self.settings, &back.iter().map(losses_of).collect::<Vec<_>>())
    }

    /// A migration with the statements that take it back: those of its file, or of the ledger, so that a program can go back behind what
    /// it knows.
    fn back(&self, row: &Applied) -> Result<Migration, Error> {
        match self.migrations.list.iter().find(|migration| migration.name() == row.name) {
            Some(known) if known.down().is_some() || row.down.is_none() => Ok(known.clone()),
            _ => Ok(Migration::new(row.name.clone(), "")?.with_down(row.down.clone().unwrap_or_default())),
        }
    }

    /// Takes one back and commits; false if none is left.
    fn revert_next(
        &self,
        session: &Session<'_>,
        goes_on: &impl Fn(usize, &Applied) -> bool,
        report: &mut Report,
    ) -> Result<bool, Error> {
        let bracket = session.begin()?;
        let Some(name) = self.take_back(session, goes_on, report)? else { return Ok(false) };
        commit(session, bracket, |applied| !applied.iter().any(|other| other.name == name))?;
        report.reverted.push(name);
        Ok(true)
    }

    /// Takes one back in the transaction that is open, and gives its name, if one is left.
    fn take_back(
        &self,
        session: &Session<'_>,
        goes_on: &impl Fn(usize, &Applied) -> bool,
        report: &mut Report,
    ) -> Result<Option<String>, Error> {
        let applied = ledger::read(&session.connection)?;
        let Some(row) = applied.last().filter(|row| goes_on(report.reverted.len(), row)) else { return Ok(None) };
        self.check_drift(&session.connection, &applied)?;
        let back = self.back(row)?;
        reversible(std::slice::from_ref(&back))?;
        let losses = losses_of(&back);
        losses::check(&session.connection, &self.settings, std::slice::from_ref(&losses))?;
        if let (Some(path), false, false, false) =
            (&self.settings.backup, losses.places.is_empty(), report.backed_up, self.settings.rehearse)
        {
            session.back_up(path, |progress| self.settings.report(progress))?;
            report.backed_up = true;
        }
        let name = format!("{} (down)", row.name);
        self.settings.report(&Progress::Migration(name.clone()));
        apply::run(
            &session.context(&self.settings),
            &Job { name: &name, text: losses.text, step: None, is_forward: false },
            report,
        )?;
        ledger::delete(&session.connection, &row.name)?;
        self.check_before(&session.connection, &back)?;
        report.irreversible.extend(back.down_limits().map(str::to_owned));
        Ok(Some(row.name.clone()))
    }
}

/// Fails if migrations have no way back, and names all of them.
fn reversible(back: &[Migration]) -> Result<(), Error> {
    let without = || back.iter().filter(|migration| migration.down().is_none());
    let names: Vec<&str> = without().map(Migration::name).collect();
    if names.is_empty() {
        return Ok(());
    }
    let mut message = format!("`{}` cannot be taken back: ", names.join("`, `"));
    let why: Vec<&str> = without().flat_map(Migration::down_limits).collect();
    if !why.is_empty() {
        let _ = write!(message, "{}; ", why.join("; "));
    }
    message.push_str("statements in `down.sql` say how, and `SELECT 1;` that there is nothing to do");
    Err(Error::migration(Verdict::Decision, "irreversible", message))
}

/// Of the text that is run, which may be that of the ledger.
fn losses_of(back: &Migration) -> Losses<'_> {
    Losses { text: back.down().unwrap_or_default(), places: back.down_losses().collect() }
}
