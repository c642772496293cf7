//! A transaction or a savepoint that is rolled back unless it is committed.

use std::borrow::Cow;

use crate::connection::Connection;
use crate::{error, statement};
use orm_core::error::Error;

/// What is open on a connection until it is committed, or dropped, which rolls it back: on an error and on a panic.
#[derive(Debug)]
pub(crate) struct Bracket<'c> {
    connection: &'c Connection,
    /// The savepoint's name; a transaction has none.
    savepoint: Option<Cow<'static, str>>,
    open: bool,
}

impl<'c> Bracket<'c> {
    /// A transaction that reads: one snapshot for all of its statements.
    pub(crate) fn deferred(connection: &'c Connection) -> Result<Self, Error> {
        statement::control(connection, "BEGIN DEFERRED")?;
        Ok(Self { connection, savepoint: None, open: true })
    }

    /// A transaction that writes. It takes the write lock at once: one that reads first and takes it later would fail
    /// whenever another connection has written in between (<https://sqlite.org/lang_transaction.html>).
    pub(crate) fn immediate(connection: &'c Connection) -> Result<Self, Error> {
        statement::control(connection, "BEGIN IMMEDIATE")?;
        Ok(Self { connection, savepoint: None, open: true })
    }

    /// A transaction within one.
    pub(crate) fn savepoint(connection: &'c Connection, name: impl Into<Cow<'static, str>>) -> Result<Self, Error> {
        let name = name.into();
        statement::control(connection, &format!("SAVEPOINT {name}"))?;
        Ok(Self { connection, savepoint: Some(name), open: true })
    }

    /// Keeps what was written. If that fails, nothing is kept.
    pub(crate) fn commit(mut self) -> Result<(), Error> {
        if self.connection.is_autocommit() {
            self.open = false;
            return Err(error::aborted(None));
        }
        match &self.savepoint {
            None => statement::control(self.connection, "COMMIT")?,
            Some(name) => statement::control(self.connection, &format!("RELEASE {name}"))?,
        }
        self.open = false;
        Ok(())
    }
}

impl Drop for Bracket<'_> {
    fn drop(&mut self) {
        // SQLite may have rolled back by itself, and then there is nothing to roll back.
        if !self.open || self.connection.is_autocommit() {
            return;
        }
        // An error here has nowhere to go: the checkout looks again before anybody else gets the connection.
        let _ = match &self.savepoint {
            None => statement::control(self.connection, "ROLLBACK"),
            Some(name) => statement::control(self.connection, &format!("ROLLBACK TO {name}"))
                .and_then(|()| statement::control(self.connection, &format!("RELEASE {name}"))),
        };
    }
}
