//! What a database says it has been through, beside the migrations that there are.

use super::migration::{Migration, order};
use crate::error::{Error, Verdict};

/// A migration that a database has been through: a row of its ledger.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_sqlite::migrate::{Migration, Migrations};
///
/// # let db = Database::open_in_memory()?;
/// db.migrate(&Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?)?;
/// let applied = &db.applied_migrations()?[0];
/// assert_eq!((applied.name.as_str(), applied.sql.as_str()), ("1_first", "CREATE TABLE a (b);"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its name.
    pub name: String,
    /// The SHA-256 of its text.
    pub checksum: String,
    /// Its text.
    pub sql: String,
    /// The text that takes it back, if there was one.
    pub down: Option<String>,
    /// The hash of the schema after it.
    pub schema_hash: String,
    /// When it was done, in milliseconds since 1970; nothing if it was begun outside of a transaction and did not end.
    pub finished_at: Option<i64>,
}

/// What a program does about migrations that it does not know and that are newer than all it knows.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::OnUnknown;
///
/// assert_eq!(OnUnknown::default(), OnUnknown::Refuse);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnUnknown {
    /// It fails: an old program does not write to a database whose schema it does not know.
    #[default]
    Refuse,
    /// It reports them, and goes on.
    Warn,
}

/// What a history allows.
#[derive(Debug, Clone, Copy, Default)]
#[doc(hidden)]
pub struct HistoryRules {
    pub on_unknown: OnUnknown,
    pub allow_out_of_order: bool,
}

/// What is to be done: positions of migrations that were not applied, and names that the program does not know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct Pending {
    pub positions: Vec<usize>,
    pub unknown: Vec<String>,
    /// Whether one of them is older than one that was applied.
    pub out_of_order: bool,
}

/// What is said of a migration that was begun outside of a transaction and did not end.
#[doc(hidden)]
#[must_use]
pub fn interrupted(name: &str) -> Error {
    let message = format!(
        "`{name}` was begun outside of a transaction and did not end: see what it has done, then mark it as applied or as not applied"
    );
    Error::migration(Verdict::History, "interrupted", message)
}

/// Compares a ledger with the migrations, which are in order.
#[doc(hidden)]
pub fn pending(applied: &[Applied], migrations: &[Migration], rules: HistoryRules) -> Result<Pending, Error> {
    let history = |code, message: String| Err(Error::migration(Verdict::History, code, message));
    let newest = migrations.last().map(|migration| order(migration.name()).0);
    let mut pending = Pending::default();
    for row in applied {
        let name = &row.name;
        if row.finished_at.is_none() {
            return Err(interrupted(name));
        }
        let known = migrations.iter().find(|migration| migration.name() == name);
        match known {
            Some(migration) if migration.checksum() != row.checksum => {
                return history("checksum_mismatch", edited(row, migration));
            }
            Some(_) => {}
            None => {
                let same = |migration: &&Migration| migration.checksum() == row.checksum;
                let is_applied = |migration: &Migration| applied.iter().any(|other| other.name == migration.name());
                if let Some(renamed) = migrations.iter().find(|migration| same(migration) && !is_applied(migration)) {
                    let message = format!("`{name}` was applied, and has been renamed to `{}` since", renamed.name());
                    return history("renamed_migration", message);
                }
                if newest.is_some_and(|newest| order(name).0 <= newest) {
                    return history(
                        "missing_migration",
                        format!("`{name}` was applied, and is not among the migrations"),
                    );
                }
                pending.unknown.push(name.clone());
            }
        }
    }
    if !pending.unknown.is_empty() && rules.on_unknown == OnUnknown::Refuse {
        let message = format!(
            "the database is newer than the program: it has been through `{}`; `--on-unknown=warn`, or `OnUnknown::Warn`, goes on",
            pending.unknown.join("`, `")
        );
        return history("unknown_migration", message);
    }
    let newest_applied = applied.iter().map(|row| row.name.as_str()).max_by_key(|name| order(name)).unwrap_or_default();
    for (at, migration) in migrations.iter().enumerate() {
        if applied.iter().any(|row| row.name == migration.name()) {
            continue;
        }
        if order(migration.name()) < order(newest_applied) {
            pending.out_of_order = true;
            if !rules.allow_out_of_order {
                let message = format!(
                    "`{}` was not applied, and is older than `{newest_applied}`, which was: `--allow-out-of-order` applies it \
                     if both orders lead to the same schema",
                    migration.name()
                );
                return Err(Error::migration(Verdict::Decision, "out_of_order", message));
            }
        }
        pending.positions.push(at);
    }
    Ok(pending)
}

/// The first line in which an applied migration and its file differ.
fn edited(row: &Applied, migration: &Migration) -> String {
    let normal = |text: &str| text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let (stored, found) = (normal(&row.sql), normal(migration.up()));
    let (mut stored, mut found) = (stored.lines(), found.lines());
    let mut line = 1;
    let (before, after) = loop {
        match (stored.next(), found.next()) {
            (Some(before), Some(after)) if before == after => line += 1,
            (before, after) => {
                break (before.unwrap_or("(nothing)").to_owned(), after.unwrap_or("(nothing)").to_owned());
            }
        }
    };
    format!("`{}` was edited after it was applied: line {line} was `{before}` and is `{after}`", row.name)
}

/// Orders migrations by name, and refuses two of one version.
#[doc(hidden)]
pub fn in_order(migrations: impl IntoIterator<Item = Migration>) -> Result<Vec<Migration>, Error> {
    let mut migrations: Vec<Migration> = migrations.into_iter().collect();
    migrations.sort_by(|left, right| order(left.name()).cmp(&order(right.name())));
    for pair in migrations.windows(2) {
        if order(pair[0].name()).0 == order(pair[1].name()).0 {
            let message = format!("`{}` and `{}` have the same version", pair[0].name(), pair[1].name());
            return Err(Error::migration(Verdict::History, "duplicate_version", message));
        }
    }
    Ok(migrations)
}
