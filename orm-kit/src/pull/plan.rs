//! Which structs there will be, with their names, fields and foreign keys: what the parts of a struct have to know of each other.

use orm_sqlite::migrate::{Column, KeyConstraint, Object, Snapshot, Table};

use super::kept::{self, Kept};
use super::key::{self, Key};
use super::left_out::Notes;
use super::names::TypeNames;
use super::relation::{self, Relation};
use super::view::{self, View};
use super::{Options, ident};
use crate::declared::{RustType, is_truth};

pub(super) struct Plan<'a> {
    pub(super) tables: Vec<TablePlan<'a>>,
    pub(super) views: Vec<View<'a>>,
}

/// A table and its struct.
pub(super) struct TablePlan<'a> {
    pub(super) table: &'a Table,
    /// The struct.
    pub(super) ident: String,
    /// The columns that have a field.
    pub(super) fields: Vec<Field<'a>>,
    /// The foreign keys that can be said.
    pub(super) keys: Vec<Key<'a>>,
    pub(super) relations: Vec<Relation>,
    /// The full-text and the spatial index.
    pub(super) kept: Vec<Kept>,
}

/// A column and its field.
pub(super) struct Field<'a> {
    pub(super) column: &'a Column,
    pub(super) name: String,
    pub(super) ty: RustType,
    pub(super) nullable: bool,
}

impl<'a> Plan<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, options: &Options, notes: &mut Notes) -> Self {
        let mut names = TypeNames::default();
        let mut tables = Vec::new();
        for table in snapshot.tables.iter().filter(|table| options.has(&table.name)) {
            if table.name.is_empty() {
                notes.add("", "a table without a name", "a struct's table has one");
                continue;
            }
            let fields = fields(snapshot, table, notes);
            if fields.iter().all(|field| field.column.generated.is_some()) {
                notes.add(&table.name, "the table", "none of its columns that are stored can be a field");
                continue;
            }
            let ident = names.table(&table.name);
            tables.push(TablePlan { table, ident, fields, keys: Vec::new(), relations: Vec::new(), kept: Vec::new() });
        }
        let keys: Vec<_> = tables.iter().map(|table| key::keys(table, &tables, notes)).collect();
        for (table, keys) in tables.iter_mut().zip(keys) {
            table.keys = keys;
        }
        for table in &mut tables {
            table.kept = kept::kept(table, snapshot);
        }
        if !options.no_relations {
            let relations = relation::relations(&tables);
            for (table, relations) in tables.iter_mut().zip(relations) {
                table.relations = relations;
            }
        }
        let views = if options.no_views { Vec::new() } else { view::views(snapshot, options, &mut names, notes) };
        Self { tables, views }
    }
}

impl TablePlan<'_> {
    /// Whether an object of the database comes with the struct.
    pub(super) fn says(&self, object: &Object) -> bool {
        self.kept.iter().any(|kept| kept.objects.contains(&object.name))
    }

    /// The position of the field of a column.
    pub(super) fn position(&self, column: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.column.name.eq_ignore_ascii_case(column))
    }

    /// The fields of a key whose parts are plain columns.
    pub(super) fn positions(&self, key: &KeyConstraint) -> Option<Vec<usize>> {
        key.parts.iter().map(|part| self.position(part.column.as_deref()?)).collect()
    }

    /// Whether no two rows have the same values in some fields, in the words of the struct.
    pub(super) fn is_unique(&self, fields: &[usize]) -> bool {
        let within = |key: &[usize]| key.iter().all(|field| fields.contains(field));
        let keys = self.table.primary_key.iter().chain(self.table.uniques.iter().filter(|key| is_plain(key)));
        let mut keys = keys.filter_map(|key| self.positions(key));
        let indexes = self.table.indexes.iter().filter(|index| index.unique && index.filter.is_none());
        let mut indexes = indexes.filter(|index| !index.name.is_empty()).filter_map(|index| {
            let parts = index.parts.iter();
            parts.map(|part| self.position(part.column.as_deref().filter(|_| part.collate.is_none())?)).collect()
        });
        keys.any(|key| within(&key)) || indexes.any(|key: Vec<usize>| within(&key))
    }
}

/// Whether a key compares its columns as they are compared anyway, so that the struct can say it.
pub(super) fn is_plain(key: &KeyConstraint) -> bool {
    key.parts.iter().all(|part| part.column.is_some() && part.collate.is_none() && !part.descending)
}

/// The columns that can be fields, each with a name of its own.
fn fields<'a>(snapshot: &Snapshot, table: &'a Table, notes: &mut Notes) -> Vec<Field<'a>> {
    let mut fields: Vec<Field<'a>> = Vec::new();
    for column in &table.columns {
        if column.name.is_empty() {
            notes.add_column(&table.name, "", "a column without a name", "a field's column has one");
            continue;
        }
        let name = ident::numbered(&ident::field(&column.name, "column"), "_", |name| {
            let constant = ident::constant(name);
            fields.iter().all(|other| other.name != name && ident::constant(&other.name) != constant)
        });
        let mut ty = type_of(snapshot, table, column).unwrap_or(RustType::Any);
        if ty == RustType::Integer && table.checks.iter().any(|check| is_truth(column, check)) {
            ty = RustType::Bool;
        }
        let in_key = is_in_key(table, column);
        let required = column.not_null || in_key;
        if in_key && !column.not_null && !table.strict && !table.without_rowid && !is_rowid(table, column) {
            let why = "a field of the primary key is never NULL";
            notes.add_column(&table.name, &column.name, "that it may be NULL in the primary key", why);
        }
        fields.push(Field { column, name, ty, nullable: !required });
    }
    fields
}

/// By the declared type, or by that of the column that it references, and so on.
fn type_of(snapshot: &Snapshot, table: &Table, column: &Column) -> Option<RustType> {
    let (mut table, mut column) = (table, column);
    // A circle of columns without a type has none.
    for _ in 0..snapshot.tables.len() {
        if let Some(ty) = RustType::of(&column.declared_type) {
            return Some(ty);
        }
        let at = |names: &[String]| names.iter().position(|name| name.eq_ignore_ascii_case(&column.name));
        let (at, key) = table.foreign_keys.iter().find_map(|key| Some((at(&key.columns)?, key)))?;
        table = snapshot.table(&key.table)?;
        column = table.column(key.references.get(at)?)?;
    }
    RustType::of(&column.declared_type)
}

fn is_in_key(table: &Table, column: &Column) -> bool {
    let mut parts = table.primary_key.iter().flat_map(|key| &key.parts);
    parts.any(|part| part.column.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(&column.name)))
}

/// Whether a column is the number of the row: <https://sqlite.org/lang_createtable.html#rowid>. One in falling order is listed
/// anyway.
fn is_rowid(table: &Table, column: &Column) -> bool {
    let single = table.primary_key.as_ref().is_some_and(|key| key.parts.len() == 1 && !key.parts[0].descending);
    single && !table.without_rowid && column.declared_type.eq_ignore_ascii_case("INTEGER")
}
