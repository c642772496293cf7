//! The files of a new migration.

use super::back::plan_back;
use super::decisions::Decisions;
use super::migration::Migration;
use super::model::Snapshot;
use super::plan::{Plan, plan};
use super::snapshot::SnapshotFile;
use crate::error::Error;

/// A new migration with its files, and the plan that it is made of.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Decisions, Snapshot, generate};
///
/// let schema = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
/// let new = generate("20260101120000_first", None, schema, &Decisions::new())?;
/// assert_eq!(new.migration.up(), "-- create table `a`\n\nCREATE TABLE a (b INT);\n");
/// assert!(new.plan.refusals.is_empty());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Generated {
    /// The migration.
    pub migration: Migration,
    /// The text of `down.sql`, of which [`Migration::down`] gives nothing if it is only comments.
    pub down: String,
    /// The text of `snapshot.json`.
    pub snapshot: String,
    /// What it does. With refusals in it, the files must not be written.
    pub plan: Plan,
    /// What the way back does not bring back.
    pub irreversible: Vec<String>,
}

/// Makes the files of a migration from the newest one's snapshot to a schema.
///
/// # Errors
///
/// When the name is none of a migration.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Decisions, Snapshot, SnapshotFile, generate};
///
/// let before = SnapshotFile::new("1_first", None, Snapshot::parse(["CREATE TABLE a (b INT)"])?);
/// let new = generate("2_second", Some(&before), before.snapshot.clone(), &Decisions::new())?;
/// assert!(new.plan.is_empty());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn generate(
    name: &str,
    parent: Option<&SnapshotFile>,
    schema: Snapshot,
    decisions: &Decisions,
) -> Result<Generated, Error> {
    let nothing = Snapshot::default();
    let before = parent.map_or(&nothing, |file| &file.snapshot);
    let plan = plan(before, &schema, decisions);
    let back = plan_back(before, &schema, decisions);
    let down = back.to_sql();
    let snapshot = SnapshotFile::new(name, parent.map(SnapshotFile::id), schema).to_json();
    let migration =
        Migration::new(name.to_owned(), plan.to_sql())?.with_down(down.clone()).with_snapshot(snapshot.clone());
    Ok(Generated { migration, down, snapshot, plan, irreversible: back.irreversible })
}
