//! What is drawn, whatever draws it.

use orm_sqlite::migrate::{Column, ForeignKeyConstraint, Snapshot, Table};

/// A schema as boxes and lines.
pub(super) struct Model {
    pub(super) tables: Vec<Entity>,
    pub(super) keys: Vec<Line>,
}

/// A table.
pub(super) struct Entity {
    pub(super) name: String,
    pub(super) columns: Vec<Row>,
}

/// A column.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) declared: String,
    pub(super) is_key: bool,
    pub(super) is_reference: bool,
    pub(super) is_unique: bool,
    pub(super) is_nullable: bool,
}

/// A foreign key.
pub(super) struct Line {
    /// The table that has it.
    pub(super) child: usize,
    /// The table that it references.
    pub(super) parent: usize,
    /// Its first column in the child's list.
    pub(super) row: Option<usize>,
    /// The column that it references, in the parent's list.
    pub(super) referenced: Option<usize>,
    pub(super) label: String,
    /// Whether a row may reference nothing.
    pub(super) is_optional: bool,
    /// Whether at most one row references each.
    pub(super) is_unique: bool,
    /// Whether it is a part of the child's primary key.
    pub(super) is_identifying: bool,
}

impl Model {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let tables = snapshot.tables.iter().map(|table| Entity {
            name: table.name.clone(),
            columns: table.columns.iter().map(|column| Row::of(table, column)).collect(),
        });
        let mut model = Self { tables: tables.collect(), keys: Vec::new() };
        for (child, table) in snapshot.tables.iter().enumerate() {
            for key in &table.foreign_keys {
                let line = model.line(child, table, key);
                model.keys.push(line);
            }
        }
        model
    }

    fn line(&mut self, child: usize, table: &Table, key: &ForeignKeyConstraint) -> Line {
        let found = self.tables.iter().position(|entity| entity.name.eq_ignore_ascii_case(&key.table));
        let parent = found.unwrap_or_else(|| {
            self.tables.push(Entity { name: key.table.clone(), columns: Vec::new() });
            self.tables.len() - 1
        });
        let position = |entity: &Entity, name: Option<&String>| {
            entity.columns.iter().position(|row| name.is_some_and(|name| row.name.eq_ignore_ascii_case(name)))
        };
        let own = |name: &String| self.tables[child].columns.iter().find(|row| row.name.eq_ignore_ascii_case(name));
        Line {
            child,
            parent,
            row: position(&self.tables[child], key.columns.first()),
            referenced: position(&self.tables[parent], key.references.first()),
            label: key.columns.join(", "),
            is_optional: key.columns.iter().filter_map(own).any(|row| row.is_nullable),
            is_unique: is_unique(table, &key.columns),
            is_identifying: key.columns.iter().filter_map(own).all(|row| row.is_key),
        }
    }
}

impl Row {
    fn of(table: &Table, column: &Column) -> Self {
        let is_key = key(table).any(|name| name.eq_ignore_ascii_case(&column.name));
        let mut keys = table.foreign_keys.iter().flat_map(|key| &key.columns);
        Self {
            name: column.name.clone(),
            declared: column.declared_type.clone(),
            is_key,
            is_reference: keys.any(|name| name.eq_ignore_ascii_case(&column.name)),
            is_unique: !is_key && is_unique(table, std::slice::from_ref(&column.name)),
            is_nullable: !column.not_null && !is_key,
        }
    }
}

fn key(table: &Table) -> impl Iterator<Item = &str> {
    table.primary_key.iter().flat_map(|key| &key.parts).filter_map(|part| part.column.as_deref())
}

/// Whether no two rows have the same values in some columns: they hold the primary key, a unique constraint or a whole unique
/// index.
fn is_unique(table: &Table, columns: &[String]) -> bool {
    let has = |name: Option<&str>| name.is_some_and(|name| columns.iter().any(|own| own.eq_ignore_ascii_case(name)));
    let mut keys = table.primary_key.iter().chain(&table.uniques).map(|key| &key.parts);
    let whole = table.indexes.iter().filter(|index| index.unique && index.filter.is_none());
    let mut indexes = whole.map(|index| &index.parts);
    keys.any(|parts| parts.iter().all(|part| has(part.column.as_deref())))
        || indexes.any(|parts| parts.iter().all(|part| has(part.column.as_deref())))
}
