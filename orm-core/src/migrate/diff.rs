//! What differs between two schemas: table by table, matched by name after renames.

use super::change::Change;
use super::model::{Column, Index, Object, Snapshot, Table};
use super::rename::{self, Rename};

/// The changes that lead from one schema to another. Nothing is taken for renamed that is not in `renames`, and the order of
/// columns is no difference.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Rename, Snapshot, diff};
///
/// let from = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
/// let to = Snapshot::parse(["CREATE TABLE a (c INT)"])?;
/// assert_eq!(diff(&from, &to, &[]).len(), 2);
/// assert_eq!(diff(&from, &to, &[Rename::column("a", "b", "c")])[0].to_string(), "rename column `a.b` to `a.c`");
/// assert!(diff(&to, &to, &[]).is_empty());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn diff(from: &Snapshot, to: &Snapshot, renames: &[Rename]) -> Vec<Change> {
    let renames = rename::effective(from, to, &[], renames);
    let before = rename::apply(from, &renames);
    let mut changes: Vec<Change> = renames.into_iter().map(Change::Rename).collect();
    changes.extend(changes_between(&before, to));
    changes
}

/// The changes beside renames, which have happened to `from`.
pub(super) fn changes_between(from: &Snapshot, to: &Snapshot) -> Vec<Change> {
    let mut changes = Vec::new();
    for object in objects_without(&from.objects, &to.objects) {
        changes.push(Change::Drop { kind: object.kind, name: object.name.clone() });
    }
    for table in &to.tables {
        let Some(before) = from.table(&table.name) else {
            changes.push(Change::CreateTable(table.name.clone()));
            let index = |index: &Index| Change::CreateIndex { table: table.name.clone(), index: index.name.clone() };
            changes.extend(table.indexes.iter().map(index));
            continue;
        };
        changes.extend(TableDiff::new(before, table).changes());
    }
    let gone = from.tables.iter().filter(|table| to.table(&table.name).is_none());
    changes.extend(gone.map(|table| Change::DropTable(table.name.clone())));
    for object in objects_without(&to.objects, &from.objects) {
        changes.push(Change::Create { kind: object.kind, name: object.name.clone() });
    }
    changes
}

/// The objects of a list of which another one has no equal.
pub(super) fn objects_without<'a>(objects: &'a [Object], others: &[Object]) -> impl Iterator<Item = &'a Object> {
    let others: Vec<String> = others.iter().map(Object::canonical).collect();
    objects.iter().filter(move |object| !others.contains(&object.canonical()))
}

/// Two states of one table.
pub(super) struct TableDiff<'a> {
    pub(super) from: &'a Table,
    pub(super) to: &'a Table,
    pub(super) added: Vec<&'a Column>,
    pub(super) dropped: Vec<&'a Column>,
    /// Before and after.
    pub(super) altered: Vec<(&'a Column, &'a Column)>,
    pub(super) added_constraints: Vec<String>,
    pub(super) dropped_constraints: Vec<String>,
    pub(super) added_indexes: Vec<&'a Index>,
    pub(super) dropped_indexes: Vec<&'a Index>,
}

impl<'a> TableDiff<'a> {
    pub(super) fn new(from: &'a Table, to: &'a Table) -> Self {
        let pairs = to.columns.iter().filter_map(|column| Some((from.column(&column.name)?, column)));
        let differs =
            |(before, after): &(&Column, &Column)| from.canonical_column(before) != to.canonical_column(after);
        let constraints = (from.constraints(), to.constraints());
        let indexes = |table: &Table| table.indexes.iter().map(Index::canonical).collect::<Vec<_>>();
        let (before, after) = (indexes(from), indexes(to));
        Self {
            from,
            to,
            added: to.columns.iter().filter(|column| from.column(&column.name).is_none()).collect(),
            dropped: from.columns.iter().filter(|column| to.column(&column.name).is_none()).collect(),
            altered: pairs.filter(differs).collect(),
            added_constraints: without(&constraints.1, &constraints.0),
            dropped_constraints: without(&constraints.0, &constraints.1),
            added_indexes: to.indexes.iter().filter(|index| !before.contains(&index.canonical())).collect(),
            dropped_indexes: from.indexes.iter().filter(|index| !after.contains(&index.canonical())).collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changes().is_empty()
    }

    fn changes(&self) -> Vec<Change> {
        let table = || self.to.name.clone();
        let mut changes = Vec::new();
        changes.extend(
            self.dropped_indexes.iter().map(|index| Change::DropIndex { table: table(), index: index.name.clone() }),
        );
        changes
            .extend(self.added.iter().map(|column| Change::AddColumn { table: table(), column: column.name.clone() }));
        changes.extend(self.altered.iter().map(|(before, after)| Change::AlterColumn {
            table: table(),
            column: after.name.clone(),
            from: properties(self.from, before),
            to: properties(self.to, after),
        }));
        changes.extend(
            self.dropped.iter().map(|column| Change::DropColumn { table: table(), column: column.name.clone() }),
        );
        let dropped = self.dropped_constraints.iter().cloned();
        changes.extend(dropped.map(|constraint| Change::DropConstraint { table: table(), constraint }));
        let added = self.added_constraints.iter().cloned();
        changes.extend(added.map(|constraint| Change::AddConstraint { table: table(), constraint }));
        changes.extend(
            self.added_indexes.iter().map(|index| Change::CreateIndex { table: table(), index: index.name.clone() }),
        );
        changes
    }
}

/// What is said of a column, without its name.
fn properties(table: &Table, column: &Column) -> String {
    let all = table.canonical_column(column);
    let name = format!("column {}", super::text::spelled(&column.name));
    all.strip_prefix(&name).unwrap_or(&all).trim().to_owned()
}

/// What a list has more of than another one.
fn without(all: &[String], others: &[String]) -> Vec<String> {
    let mut others = others.to_vec();
    let mut rest = all.to_vec();
    rest.retain(|one| match others.iter().position(|other| other == one) {
        Some(at) => {
            others.swap_remove(at);
            false
        }
        None => true,
    });
    rest
}
