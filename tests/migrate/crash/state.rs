//! What a database holds, read by SQL of this file: its tables, each row with the bytes of its values, its schema, and its history
//! without the times.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// All that a database holds, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State(String);

impl State {
    /// Opens a database as the next process would, whatever was left beside it; what is wrong with it otherwise.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let connection = open(path)?;
        let integrity = lines(&connection, "PRAGMA integrity_check")?;
        if integrity != "ok\n" {
            return Err(format!("integrity_check: {integrity}"));
        }
        let orphans = lines(&connection, "PRAGMA foreign_key_check")?;
        if !orphans.is_empty() {
            return Err(format!("foreign_key_check: {orphans}"));
        }
        dump(&connection).map(Self)
    }

    /// The first line that another state has not, for people.
    pub(crate) fn difference(&self, other: &Self) -> String {
        let only = |one: &Self, two: &Self| {
            let line = one.0.lines().find(|line| !two.0.lines().any(|other| other == *line));
            line.map_or_else(|| "nothing".to_owned(), |line| line.chars().take(200).collect())
        };
        format!("`{}` in place of `{}`", only(self, other), only(other, self))
    }
}

/// The rows of some queries, as text.
pub(crate) fn rows(path: &Path, queries: &[&str]) -> Result<String, String> {
    let connection = open(path)?;
    queries.iter().map(|sql| lines(&connection, sql)).collect()
}

fn open(path: &Path) -> Result<Connection, String> {
    let connection = Connection::open(path).map_err(|error| format!("cannot be opened: {error}"))?;
    connection.pragma_update(None, "foreign_keys", true).map_err(|error| format!("cannot be read: {error}"))?;
    Ok(connection)
}

fn dump(connection: &Connection) -> Result<String, String> {
    let mut text = lines(connection, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")?;
    // A virtual table has nothing that its own tables do not have.
    let tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') \
        AND name <> 'sqlite_schema' ORDER BY name";
    for table in names(connection, tables)? {
        let quoted = format!("\"{}\"", table.replace('"', "\"\""));
        let _ = writeln!(text, "{quoted}");
        let sql = match table.as_str() {
            "__orm_migrations" => {
                "SELECT id, name, checksum, sql, down, schema_hash, finished_at > 0 FROM __orm_migrations ORDER BY id"
                    .to_owned()
            }
            _ => format!("SELECT {}* FROM {quoted}", if has_rowid(connection, &quoted) { "rowid, " } else { "" }),
        };
        text.push_str(&lines(connection, &sql)?);
    }
    Ok(text)
}

fn has_rowid(connection: &Connection, quoted: &str) -> bool {
    connection.prepare(&format!("SELECT rowid FROM {quoted}")).is_ok()
}

fn names(connection: &Connection, sql: &str) -> Result<Vec<String>, String> {
    let read = || connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, rusqlite::Error>>();
    read().map_err(|error| format!("{error}: {sql}"))
}

/// Each row a line, each value its class and its bytes.
fn lines(connection: &Connection, sql: &str) -> Result<String, String> {
    let read = || {
        let mut statement = connection.prepare(sql)?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        let mut text = String::new();
        while let Some(row) = rows.next()? {
            for at in 0..width {
                let separator = if at == 0 { "" } else { "|" };
                text.push_str(separator);
                match row.get_ref(at)? {
                    ValueRef::Null => text.push_str("NULL"),
                    ValueRef::Integer(integer) => drop(write!(text, "{integer}")),
                    ValueRef::Real(real) => drop(write!(text, "{real:?}")),
                    // NUL is a character here, and an end only in C.
                    ValueRef::Text(bytes) => text.push_str(&String::from_utf8_lossy(bytes).replace('\n', "\\n")),
                    ValueRef::Blob(bytes) => drop(write!(text, "x'{bytes:02x?}'")),
                }
            }
            text.push('\n');
        }
        Ok::<_, rusqlite::Error>(text)
    };
    read().map_err(|error| format!("{error}: {sql}"))
}
