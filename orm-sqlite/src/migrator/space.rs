//! Whether the disk has room for the tables that are built anew: said before, because a run that finds out later has run for nothing.

use orm_core::error::Error;
use orm_core::migrate::copied_tables;
use rusqlite::Connection;

use super::apply::{Context, Job};
use super::report::{Progress, Report};
use crate::cipher::page_size;
use crate::error;
use crate::warning::Warning;

/// All pages of a table and its indexes: <https://sqlite.org/dbstat.html>. It reads them, and not every SQLite has it.
const OF_TABLE: &str = "SELECT coalesce(sum(pgsize), 0) FROM dbstat \
    WHERE aggregate = TRUE AND name IN (SELECT name FROM sqlite_schema WHERE tbl_name = ? COLLATE NOCASE)";

/// Warns where a file builds tables anew that the disk has no room for.
pub(super) fn check(context: &Context<'_>, job: &Job<'_>, report: &mut Report) -> Result<(), Error> {
    let tables = copied_tables(job.text);
    let folder = context.database.path().and_then(|path| path.parent());
    let (Some(folder), false) = (folder, tables.is_empty()) else { return Ok(()) };
    // Where the system does not say, the copy finds out.
    let Ok(free) = (context.settings.free_space)(folder) else { return Ok(()) };
    let warning = warning(context.connection, &tables, free).map_err(|error| error::running(error, OF_TABLE))?;
    if let Some(warning) = warning {
        context.database.pool().options().warn(&warning);
        report.warnings.push(format!("{warning}, for the tables that `{}` builds anew", job.name));
        context.settings.report(&Progress::Warning(warning));
    }
    Ok(())
}

fn warning(connection: &Connection, tables: &[String], free: u64) -> Result<Option<Warning>, rusqlite::Error> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs);
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    // A log has the new pages before the file has them.
    let times = if mode == "wal" { 2 } else { 1 };
    // No table is larger than the file, so that most are never measured.
    let whole = number("PRAGMA page_count")?.saturating_mul(page_size(connection)?);
    if whole.saturating_mul(times) <= free {
        return Ok(None);
    }
    let size = size_of(connection, tables).map_or(whole, |size| size.min(whole));
    let needed = size.saturating_mul(times);
    Ok((needed > free).then_some(Warning::LowDiskSpace { needed, free }))
}

/// How many bytes tables have, if SQLite says so.
fn size_of(connection: &Connection, tables: &[String]) -> Option<u64> {
    let mut statement = connection.prepare(OF_TABLE).ok()?;
    let sizes = tables.iter().map(|table| statement.query_row([table], |row| row.get::<_, i64>(0)));
    sizes.map(|size| size.ok().map(i64::unsigned_abs)).sum()
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Arc, Mutex};

    use orm_core::migrate::Migration;

    use crate::database::Database;
    use crate::migrator::{Migrations, Report};
    use crate::options::JournalMode;

    static FREE: AtomicU64 = AtomicU64::new(0);

    /// A disk of any size.
    #[expect(clippy::unnecessary_wraps, reason = "a disk may not answer")]
    fn free(_: &Path) -> io::Result<u64> {
        Ok(FREE.load(Ordering::Relaxed))
    }

    fn rebuild(table: &str) -> Migrations {
        let sql = format!(
            "CREATE TABLE __orm_new_{table} (a NOT NULL); INSERT INTO __orm_new_{table} (a) SELECT a FROM {table}; \
             DROP TABLE {table}; ALTER TABLE __orm_new_{table} RENAME TO {table};"
        );
        Migrations::new([Migration::new("1_anew", sql).unwrap()]).unwrap()
    }

    #[test]
    fn m23_a_rebuild_that_the_disk_has_no_room_for_is_warned_of_before_it_begins() {
        for (mode, times) in [(JournalMode::Wal, 2), (JournalMode::Truncate, 1)] {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("app.db");
            let heard = Arc::new(Mutex::new(Vec::new()));
            let (warned, seen) = (heard.clone(), heard.clone());
            let warn = move |warning: &crate::Warning| warned.lock().unwrap().push(format!("warned {warning:?}"));
            let db = Database::options().path(&path).journal_mode(mode).on_warning(warn).open().unwrap();
            let rows = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 300)";
            db.execute_script(&format!(
                "CREATE TABLE big (a); CREATE INDEX i ON big (a); CREATE TABLE small (a); INSERT INTO small VALUES (1); \
                 INSERT INTO big {rows} SELECT printf('%01000d', i) FROM n"
            ))
            .unwrap();
            let raw = rusqlite::Connection::open(&path).unwrap();
            let size = |names: &str| {
                let sql = format!("SELECT count(*) * 4096 FROM dbstat WHERE name IN ({names})");
                raw.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap().unsigned_abs()
            };
            let (big, small) = (size("'big', 'i'") * times, size("'small'") * times);
            assert!(big > 600_000 && small == 4096 * times, "{big} {small}");
            let run = |table: &str, bytes: u64| -> Report {
                FREE.store(bytes, Ordering::Relaxed);
                let (list, seen) = (rebuild(table), seen.clone());
                let mut migrator = db.migrator(&list);
                migrator.settings.free_space = free;
                migrator.on_progress(move |progress| seen.lock().unwrap().push(progress.to_string())).dry_run().unwrap()
            };
            for (table, bytes) in [("big", big), ("small", small), ("big", u64::MAX)] {
                assert_eq!(run(table, bytes).warnings, Vec::<String>::new(), "{table}");
            }
            assert!(!heard.lock().unwrap().iter().any(|line| line.starts_with("warn")));
            assert_eq!(run("small", small - 1).warnings.len(), 1);
            heard.lock().unwrap().clear();
            let words = format!("the disk may get full: it has {} bytes free, and {big} may be needed", big - 1);
            let report = run("big", big - 1);
            assert_eq!(report.warnings, [format!("{words}, for the tables that `1_anew` builds anew")]);
            let heard = heard.lock().unwrap();
            assert_eq!(heard[0], format!("warned LowDiskSpace {{ needed: {big}, free: {} }}", big - 1));
            assert_eq!(heard[1..], [format!("warning: {words}"), "big: 300 of 300 rows".to_owned()]);
        }
    }
}
