//! The way back, and what it does not bring back.

use std::fmt::Write as _;

use super::decisions::Decisions;
use super::model::Snapshot;
use super::plan::{Plan, plan};
use super::rename::{self, Rename};
use crate::sql::quoted;

/// What a comment of `down.sql` starts with that says what stays lost.
pub(super) const IRREVERSIBLE: &str = "irreversible:";

/// What a comment of `down.sql` starts with that stands in the place of statements.
pub(super) const NO_WAY_BACK: &str = "there is no way back";

/// A way back from one schema to the one before.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Decisions, Snapshot, plan_back};
///
/// let from = Snapshot::parse(["CREATE TABLE a (b INT, c INT)"])?;
/// let to = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
/// let back = plan_back(&from, &to, &Decisions::new());
/// assert_eq!(back.irreversible, ["a.c"]);
/// assert!(back.to_sql().starts_with("-- irreversible: what was in a.c is not brought back\n"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Back {
    /// What is run.
    pub plan: Plan,
    /// The tables and columns whose rows and values stay lost.
    pub irreversible: Vec<String>,
    /// Whether it cannot be run where there are rows, because a column that comes back takes no `NULL` and has no default.
    pub is_blocked: bool,
}

impl Back {
    /// The text of `down.sql`. One that cannot be run is nothing but comments.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Decisions, Snapshot, plan_back};
    ///
    /// let from = Snapshot::parse(["CREATE TABLE a (b INT, c INT NOT NULL)"])?;
    /// let to = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
    /// let sql = plan_back(&from, &to, &Decisions::new()).to_sql();
    /// assert!(sql.lines().all(|line| line.starts_with("--")));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(&self) -> String {
        let line = |place: &String| format!("-- {IRREVERSIBLE} what was in {place} is not brought back\n");
        let mut sql: String = self.irreversible.iter().map(line).collect();
        if self.is_blocked {
            let _ = writeln!(sql, "-- {NO_WAY_BACK} where there are rows: {}", self.plan.conditions.join(", "));
        } else {
            sql.push_str(&self.plan.to_sql());
        }
        sql
    }
}

/// Plans the way back of a [`plan`], with the same decisions.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Decisions, Rename, Snapshot, plan_back};
///
/// let from = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
/// let to = Snapshot::parse(["CREATE TABLE a (c INT)"])?;
/// let back = plan_back(&from, &to, &Decisions::new().rename(Rename::column("a", "b", "c")));
/// assert_eq!(back.plan.statements, [r#"ALTER TABLE "a" RENAME COLUMN "c" TO "b""#]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn plan_back(from: &Snapshot, to: &Snapshot, decisions: &Decisions) -> Back {
    let renames = rename::effective(from, to, &decisions.attributes, &decisions.renames);
    let mut back = Decisions::new();
    let reversed: Vec<Rename> = renames.iter().map(|rename| Rename::reversed(rename, &renames)).collect();
    let mut given_back = Vec::new();
    for (rename, way) in renames.iter().zip(&reversed) {
        // Another column has the old name now, and so takes its values from the one that goes.
        let taken = rename.table.as_ref().and_then(|table| to.table(table)?.column(&way.to)).is_some();
        let is_swapped = reversed.iter().any(|other| other.table == way.table && rename::same(&other.from, &way.to));
        match &way.table {
            Some(table) if taken && !is_swapped => {
                back = back.fill(format!("{table}.{}", way.to), quoted(&way.from));
                given_back.push(format!("{table}.{}", way.from));
            }
            _ => back = back.rename(way.clone()),
        }
    }
    let forth = plan(from, to, decisions);
    let mut way = plan(to, from, &back);
    // What is new since then goes, and the file says so: who runs it accepts it by name.
    way.refusals.clear();
    way.losses.retain(|place| !given_back.contains(place));
    let is_blocked = way.conditions.iter().any(|condition| condition.contains("without a default"));
    Back { plan: way, irreversible: forth.losses, is_blocked }
}
