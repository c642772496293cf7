//! Whether views and triggers still compile: SQLite looks at them only when they are used.

use orm_core::error::{Error, Verdict};
use orm_core::migrate::trigger_event;
use orm_core::sql::quoted;
use rusqlite::Connection;

use crate::error;

/// What does not compile, as a name and SQLite's words.
#[derive(Debug, Default)]
pub(super) struct Broken(Vec<(String, String)>);

impl Broken {
    pub(super) fn find(connection: &Connection) -> Result<Self, Error> {
        let mut broken = Vec::new();
        for view in names(connection, "SELECT name FROM sqlite_schema WHERE type = 'view'")? {
            let read = format!("EXPLAIN SELECT * FROM {}", quoted(&view));
            if let Err(cause) = connection.prepare(&read) {
                broken.push((format!("view `{view}`"), error::preparing(cause, &read).to_string()));
            }
        }
        // A full-text index finds out that its table is not there when it is read.
        let indexes = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL %'";
        for index in names(connection, indexes)? {
            let read = format!("SELECT * FROM {} LIMIT 1", quoted(&index));
            if let Err(cause) =
                connection.prepare(&read).and_then(|mut statement| statement.query([])?.next().map(drop))
            {
                broken.push((format!("virtual table `{index}`"), error::preparing(cause, &read).to_string()));
            }
        }
        let tables = "SELECT min(tbl_name) FROM sqlite_schema WHERE type = 'trigger' GROUP BY tbl_name COLLATE NOCASE";
        for table in names(connection, tables)? {
            if failure(connection, &table)?.is_some() {
                broken.extend(triggers(connection, &table)?);
            }
        }
        Ok(Self(broken))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Fails if something is broken that was not, and names all of it.
    pub(super) fn compare(&self, before: &Self) -> Result<(), Error> {
        let new = self.0.iter().filter(|(name, _)| !before.names().any(|old| old == name));
        let new: Vec<String> = new.map(|(name, why)| format!("{name} would not work any more: {why}")).collect();
        if new.is_empty() {
            return Ok(());
        }
        Err(Error::migration(Verdict::Failed, "broken_object", new.join("; ")))
    }
}

/// What SQLite says where it cannot compile all triggers of a table or a view.
fn failure(connection: &Connection, table: &str) -> Result<Option<String>, Error> {
    for statement in writes(connection, table)? {
        if let Err(cause) = connection.prepare(&statement) {
            return Ok(Some(error::preparing(cause, &statement).to_string()));
        }
    }
    Ok(None)
}

/// The triggers of a table or a view that cannot be compiled, each alone: SQLite stops at the first, and does not name it.
fn triggers(connection: &Connection, table: &str) -> Result<Vec<(String, String)>, Error> {
    const TRIGGERS: &str =
        "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE";
    let run = |sql: &str| connection.execute_batch(sql).map_err(|error| error::running(error, sql));
    let read = || {
        let mut statement = connection.prepare(TRIGGERS)?;
        let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.collect::<Result<Vec<(String, String, String)>, _>>()
    };
    let all = read().map_err(|error| error::running(error, TRIGGERS))?;
    let alone = || {
        let mut broken = Vec::new();
        for (name, ..) in &all {
            run(&format!("DROP TRIGGER {}", quoted(name)))?;
        }
        for (name, own, sql) in &all {
            let shown = format!("trigger `{name}` of `{own}`");
            // One statement, whatever a file was made to hold in its place.
            match connection.execute(sql, []) {
                Ok(_) => {
                    broken.extend(failure(connection, table)?.map(|why| (shown, why)));
                    run(&format!("DROP TRIGGER {}", quoted(name)))?;
                }
                Err(cause) => broken.push((shown, error::preparing(cause, sql).to_string())),
            }
        }
        Ok(broken)
    };
    run("SAVEPOINT orm_triggers")?;
    let broken = alone();
    run("ROLLBACK TO orm_triggers; RELEASE orm_triggers")?;
    broken
}

/// Statements that make SQLite compile the triggers of a table or a view.
fn writes(connection: &Connection, table: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0";
    let columns = names_with(connection, sql, table)?;
    let Some(first) = columns.first().map(|column| quoted(column)) else { return Ok(Vec::new()) };
    let name = quoted(table);
    // A view has only the triggers that it has: without one, it cannot be written to.
    let events = names_with(
        connection,
        "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE",
        table,
    )?;
    let is_view = !names_with(
        connection,
        "SELECT 1 || '' FROM sqlite_schema WHERE type = 'view' AND name = ? COLLATE NOCASE",
        table,
    )?
    .is_empty();
    let has = |event: &str| !is_view || events.iter().any(|sql| trigger_event(sql) == Some(event));
    // All columns, because a trigger may be of one.
    let sets: Vec<String> = columns.iter().map(|column| format!("{0} = {0}", quoted(column))).collect();
    let mut statements = Vec::new();
    if has("INSERT") {
        statements.push(format!("EXPLAIN INSERT INTO {name} ({first}) VALUES (NULL)"));
    }
    if has("UPDATE") {
        statements.push(format!("EXPLAIN UPDATE {name} SET {}", sets.join(", ")));
    }
    if has("DELETE") {
        statements.push(format!("EXPLAIN DELETE FROM {name}"));
    }
    Ok(statements)
}

fn names(connection: &Connection, sql: &str) -> Result<Vec<String>, Error> {
    let read = || connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<Vec<_>, _>>();
    read().map_err(|error| error::running(error, sql))
}

fn names_with(connection: &Connection, sql: &str, table: &str) -> Result<Vec<String>, Error> {
    let read = || connection.prepare(sql)?.query_map([table], |row| row.get(0))?.collect::<Result<Vec<_>, _>>();
    read().map_err(|error| error::running(error, sql))
}
