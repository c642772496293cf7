//! The statements that lead from one schema to another, in the order in which they have to run.

mod kept;
mod objects;

use std::fmt;

use super::alter;
use super::change::Change;
use super::decisions::Decisions;
use super::diff::{TableDiff, changes_between};
use super::guards::guards;
use super::model::{Column, ObjectKind, Snapshot, Table};
use super::rebuild;
use super::rename::{self, Rename};
use crate::sql;
use objects::Objects;

/// A way from one schema to another.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
///
/// let from = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
/// let to = Snapshot::parse(["CREATE TABLE a (b INT, c TEXT DEFAULT 'x')"])?;
/// assert_eq!(plan(&from, &to, &Decisions::new()).statements, [r#"ALTER TABLE "a" ADD COLUMN c TEXT DEFAULT 'x'"#]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Plan {
    /// What differs.
    pub changes: Vec<Change>,
    /// What is run, each without its semicolon.
    pub statements: Vec<String>,
    /// The tables that are built anew.
    pub rebuilt: Vec<String>,
    /// What is lost: tables (`users`) and columns (`users.bio`).
    pub losses: Vec<String>,
    /// What has to be decided first; with one of them, the plan must not run.
    pub refusals: Vec<Refusal>,
    /// What rows must be like, in words. Statements fail where they are not.
    pub conditions: Vec<String>,
}

/// What a plan needs a decision for.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
///
/// let from = Snapshot::parse(["CREATE TABLE a (b INT, c INT)"])?;
/// let to = Snapshot::parse(["CREATE TABLE a (b INT, d INT)"])?;
/// let refusal = &plan(&from, &to, &Decisions::new()).refusals[0];
/// assert_eq!(refusal.flags(), ["--rename a.c:a.d", "--accept-data-loss=a.c"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The table (`users`) or column (`users.bio`) that would be lost.
    pub place: String,
    /// What it may have been renamed to.
    pub candidates: Vec<String>,
    /// Whether the column stays, and is computed from now on.
    pub is_computed: bool,
}

impl Refusal {
    /// The flags of the command line, of which one decides it.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
    ///
    /// let from = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
    /// let refusals = plan(&from, &Snapshot::default(), &Decisions::new()).refusals;
    /// assert_eq!(refusals[0].flags(), ["--accept-data-loss=a"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn flags(&self) -> Vec<String> {
        let renames = self.candidates.iter().map(|candidate| format!("--rename {}:{candidate}", self.place));
        renames.chain([format!("--accept-data-loss={}", self.place)]).collect()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_computed {
            return write!(f, "`{}` is computed from now on, and what was written there is gone", self.place);
        }
        write!(f, "`{}` is gone", self.place)?;
        if let [first, rest @ ..] = self.candidates.as_slice() {
            write!(f, ", and `{first}` is new")?;
            if !rest.is_empty() {
                let verb = if rest.len() == 1 { "is" } else { "are" };
                write!(f, " as {verb} {} more", rest.len())?;
            }
            f.write_str(": was it renamed?")?;
        }
        Ok(())
    }
}

impl Plan {
    /// Whether nothing differs.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
    ///
    /// let schema = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
    /// assert!(plan(&schema, &schema, &Decisions::new()).is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The text of a migration's file: what changes and what is lost in comments, and the statements.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
    ///
    /// let to = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
    /// let sql = plan(&Snapshot::default(), &to, &Decisions::new()).to_sql();
    /// assert_eq!(sql, "-- create table `a`\n\nCREATE TABLE a (b INT);\n");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(&self) -> String {
        let comment = |text: &str| format!("-- {}\n", text.replace(['\n', '\r'], " "));
        let mut sql: String = self.changes.iter().map(|change| comment(&change.to_string())).collect();
        for place in &self.losses {
            sql.push_str(&comment(&format!("{LOSES}{place}")));
        }
        for statement in &self.statements {
            sql.push('\n');
            sql.push_str(statement);
            // A comment at its end would take the semicolon with it.
            let last = statement.lines().last().unwrap_or_default();
            sql.push_str(if last.contains("--") { "\n;\n" } else { ";\n" });
        }
        sql
    }
}

/// What a comment of a file starts with that names something lost.
pub(super) const LOSES: &str = "loses: ";

/// Plans the way from one schema to another.
///
/// SQLite's own `ALTER TABLE` is used where it can; otherwise a table is built anew. Losses that are not accepted are in
/// [`Plan::refusals`]. What depends on rows has a guard among the statements, which fails before anything is written.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
///
/// let from = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
/// let to = Snapshot::parse(["CREATE TABLE a (b INT NOT NULL)"])?;
/// let plan = plan(&from, &to, &Decisions::new());
/// assert_eq!(plan.rebuilt, ["a"]);
/// assert_eq!(plan.conditions, ["a.b becomes NOT NULL, and has NULL"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn plan(from: &Snapshot, to: &Snapshot, decisions: &Decisions) -> Plan {
    let renames = rename::effective(from, to, &decisions.attributes, &decisions.renames);
    let before = rename::apply(from, &renames);
    let mut plan = Plan { changes: renames.iter().cloned().map(Change::Rename).collect(), ..Plan::default() };
    plan.changes.extend(changes_between(&before, to));
    let diffs: Vec<TableDiff<'_>> = to
        .tables
        .iter()
        .filter_map(|table| Some(TableDiff::new(before.table(&table.name)?, table)))
        .filter(|diff| !diff.is_empty())
        .collect();
    let ways: Vec<Option<Vec<String>>> = diffs.iter().map(|diff| way(diff, decisions)).collect();
    let rebuilt = || diffs.iter().zip(&ways).filter(|(_, way)| way.is_none()).map(|(diff, _)| diff);
    plan.rebuilt = rebuilt().map(|diff| diff.to.name.clone()).collect();
    find_losses(&mut plan, &before, to, &diffs, decisions);

    let objects = Objects::new(from, to, &renames, &plan);
    plan.statements.extend(objects.drops());
    for diff in &diffs {
        // Also of a table that is built anew: an index that goes unsaid is one that nobody meant to lose.
        plan.statements
            .extend(diff.dropped_indexes.iter().map(|index| sql::migrate::drop_object("INDEX", &index.name)));
    }
    plan.statements.extend(rename_statements(from, &renames));
    let new: Vec<&Table> = to.tables.iter().filter(|table| before.table(&table.name).is_none()).collect();
    plan.statements.extend(new.iter().map(|table| table.sql.clone()));
    for diff in &diffs {
        for (finding, select) in guards(diff, &before, to, decisions) {
            plan.statements.extend(sql::migrate::guard(&finding, &select));
            plan.conditions.push(finding);
        }
    }
    for (diff, way) in diffs.iter().zip(&ways) {
        plan.statements.extend(way.clone().unwrap_or_else(|| rebuild::statements(diff, decisions)));
    }
    let gone = before.tables.iter().filter(|table| to.table(&table.name).is_none());
    plan.statements.extend(gone.map(|table| sql::migrate::drop_object("TABLE", &table.name)));
    for diff in &diffs {
        let all = plan.rebuilt.contains(&diff.to.name);
        let indexes = if all { diff.to.indexes.iter().collect() } else { diff.added_indexes.clone() };
        plan.statements.extend(indexes.iter().map(|index| index.sql.clone()));
    }
    plan.statements.extend(new.iter().flat_map(|table| &table.indexes).map(|index| index.sql.clone()));
    plan.statements.extend(objects.creations());
    plan
}

/// The statements that SQLite makes the change with, or nothing: the table is built anew.
fn way(diff: &TableDiff<'_>, decisions: &Decisions) -> Option<Vec<String>> {
    let is_filled = |column: &str| decisions.value(&diff.to.name, column).is_some();
    if diff.to.columns.iter().any(|column| is_filled(&column.name)) { None } else { alter::statements(diff) }
}

fn rename_statements(from: &Snapshot, renames: &[Rename]) -> Vec<String> {
    let tables: Vec<Rename> = renames.iter().filter(|rename| rename.table.is_none()).cloned().collect();
    let names: Vec<&str> = from.tables.iter().map(|table| table.name.as_str()).collect();
    let mut statements: Vec<String> =
        rename::steps(&tables, &names).iter().map(|(from, to)| sql::migrate::rename_table(from, to)).collect();
    let after = rename::apply(from, &tables);
    for table in &after.tables {
        let of_table = |rename: &&Rename| rename.table.as_ref().is_some_and(|name| rename::same(name, &table.name));
        let columns: Vec<Rename> = renames.iter().filter(of_table).cloned().collect();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let steps = rename::steps(&columns, &names);
        statements.extend(steps.iter().map(|(from, to)| sql::migrate::rename_column(&table.name, from, to)));
    }
    statements
}

fn find_losses(plan: &mut Plan, from: &Snapshot, to: &Snapshot, diffs: &[TableDiff<'_>], decisions: &Decisions) {
    let new: Vec<String> =
        to.tables.iter().filter(|table| from.table(&table.name).is_none()).map(|table| table.name.clone()).collect();
    let mut replaced: Vec<String> = Vec::new();
    let mut lose = |place: String, candidates: Vec<String>, is_computed: bool| {
        if !decisions.accepts(&place) {
            plan.refusals.push(Refusal { place: place.clone(), candidates, is_computed });
        }
        plan.losses.push(place);
    };
    for table in from.tables.iter().filter(|table| to.table(&table.name).is_none()) {
        lose(table.name.clone(), new.clone(), false);
    }
    for diff in diffs {
        let table = &diff.to.name;
        let added: Vec<String> = diff.added.iter().map(|column| format!("{table}.{}", column.name)).collect();
        for column in diff.dropped.iter().filter(|column| column.generated.is_none()) {
            lose(format!("{table}.{}", column.name), added.clone(), false);
        }
        // What was written there gives way to what is computed.
        let computed = diff.altered.iter().filter(|(old, new)| old.generated.is_none() && new.generated.is_some());
        for (column, _) in computed {
            lose(format!("{table}.{}", column.name), Vec::new(), true);
        }
        // Who says what is in the place of values has said that they go.
        let is_replaced = |old: &&Column| {
            let is_stored = diff.to.column(&old.name).is_some_and(|new| new.generated.is_none());
            is_stored && old.generated.is_none() && decisions.replaces(table, &old.name)
        };
        let columns = diff.from.columns.iter().filter(is_replaced);
        replaced.extend(columns.map(|column| format!("{table}.{}", column.name)));
    }
    for object in &from.objects {
        let has_rows = object.kind == ObjectKind::VirtualTable && !kept::is_kept(from, object);
        let stays = to.object(&object.name).is_some_and(|other| other.canonical() == object.canonical());
        if has_rows && !stays {
            lose(object.name.clone(), Vec::new(), false);
        }
    }
    plan.losses.extend(replaced);
}
