//! Everything in a database, table by table, in a file with another key: by SQLCipher's `sqlcipher_export`, and what that leaves out.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use orm_core::error::{Condition, Error};
use orm_core::sql::quoted;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::cipher::{Cipher, page_size};
use crate::connection::add_math;
use crate::error;

/// A copy that is to be made.
pub(super) struct Export<'e> {
    /// Asked what the copy is to be like.
    pub(super) source: &'e Connection,
    /// How the source is attached.
    pub(super) name: &'e OsStr,
    pub(super) from: &'e Cipher,
    pub(super) to: &'e Cipher,
    pub(super) timeout: Duration,
}

impl Export<'_> {
    /// Into a file that is empty.
    pub(super) fn run(&self, target: &Path) -> Result<(), Error> {
        let Some(name) = self.name.to_str() else {
            return Err(Error::refused("SQLite takes the path of another database in UTF-8 only"));
        };
        let connection = self.to.connect(target).map_err(error::driver)?;
        let run = |sql: &str| connection.execute_batch(sql).map_err(|error| error::running(error, sql));
        connection.busy_timeout(self.timeout).map_err(error::driver)?;
        // What the schema calls is called by this connection, and nothing that a trigger would do is done.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(error::driver)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).map_err(error::driver)?;
        add_math(&connection).map_err(error::driver)?;
        // Nobody opens an encrypted file whose pages have another size than the usual one.
        if !self.to.is_some() {
            run(&format!("PRAGMA page_size = {}", page_size(self.source).map_err(error::driver)?))?;
        }
        let encoding: String = self.source.query_row("PRAGMA encoding", [], |row| row.get(0)).map_err(error::driver)?;
        run(&format!("PRAGMA encoding = '{encoding}'; PRAGMA auto_vacuum = {}", self.number("auto_vacuum")?))?;
        // Nobody else has the file, it has no name yet, and tables are filled one after the other, parents after children.
        run("PRAGMA journal_mode = OFF; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")?;
        let attach = "ATTACH ? AS source KEY ?";
        connection.execute(attach, [name, &self.from.text()]).map_err(|error| error::running(error, attach))?;
        run("BEGIN")?;
        // From here on it is one state: nobody else commits without WAL mode.
        let look = "SELECT count(*) FROM source.sqlite_schema";
        connection.query_row(look, [], |_| Ok(())).map_err(|error| error::running(error, look))?;
        let export = "SELECT sqlcipher_export('main', 'source')";
        connection.query_row(export, [], |_| Ok(())).map_err(|error| failed(error, export))?;
        renumber(&connection)?;
        for pragma in ["user_version", "application_id"] {
            run(&format!("PRAGMA main.{pragma} = {}", self.number(pragma)?))?;
        }
        run("COMMIT")?;
        connection.close().map_err(|(_, error)| error::driver(error))
    }

    fn number(&self, pragma: &str) -> Result<i64, Error> {
        self.source.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).map_err(error::driver)
    }
}

/// The cause stands in the message alone, which is SQLite's own and may name a function, but holds no value.
fn failed(error: rusqlite::Error, sql: &str) -> Error {
    let message = match &error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        _ => return error::running(error, sql),
    };
    let condition = match message.as_str() {
        "database or disk is full" => Condition::Full,
        "database is locked" | "database table is locked" => Condition::Busy,
        "database disk image is malformed" => Condition::Corrupt,
        "disk I/O error" => Condition::Io,
        _ if message.starts_with("no such function: ") || message.starts_with("no such collation sequence: ") => {
            Condition::Other
        }
        _ => return error::running(error, sql),
    };
    error::opening(condition, format!("the database was not copied: {message}"))
}

/// Rows of tables without a key of their own have got new numbers, which a full-text index may know them by: gives them those that they had.
fn renumber(connection: &Connection) -> Result<(), Error> {
    const TABLES: &str = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND wr = 0 \
        AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    const COLUMNS: &str = "SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0";
    let names = |sql: &str, of: &[&str]| {
        let mut statement = connection.prepare(sql)?;
        let names = statement.query_map(rusqlite::params_from_iter(of), |row| row.get::<_, String>(0))?;
        names.collect::<Result<Vec<_>, _>>()
    };
    let all = || -> Result<(), rusqlite::Error> {
        for table in names(TABLES, &[])? {
            let columns = names(COLUMNS, &[&table])?;
            let is_free = |word: &&str| !columns.iter().any(|column| column.eq_ignore_ascii_case(word));
            // A table that has columns of all three names has no way to its numbers, for nobody.
            let Some(rowid) = ["rowid", "_rowid_", "oid"].into_iter().find(is_free) else { continue };
            let table = quoted(&table);
            let differ =
                format!("SELECT EXISTS (SELECT {rowid} FROM main.{table} EXCEPT SELECT {rowid} FROM source.{table})");
            if connection.query_row(&differ, [], |row| row.get(0))? {
                let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
                let columns = columns.join(", ");
                connection.execute_batch(&format!(
                    "DELETE FROM main.{table}; \
                     INSERT INTO main.{table} ({rowid}, {columns}) SELECT {rowid}, {columns} FROM source.{table}"
                ))?;
            }
        }
        Ok(())
    };
    all().map_err(error::driver)
}
