//! `CREATE TABLE` and `CREATE INDEX`, and the statements of a whole schema.

use super::literal::{push_literal, push_text};
use super::search::search_statements;
use super::spatial::{push_checks, spatial_statements};
use super::writer::Writer;
use super::{create_view, view};
use crate::error::Error;
use crate::schema::{
    ColumnSchema, DefaultValue, ForeignKey, IndexPart, IndexSchema, ReferentialAction, Schema, TableKind, TableSchema,
};
use crate::value::{AllowedValues, StorageClass, Value};

/// The statements that create all tables of a schema, and then its views in the order in which they are named.
///
/// Each view is read after it is created, because SQLite looks at its query only then.
///
/// # Errors
///
/// As [`create_table`] and [`create_view`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::sql::create_all;
///
/// #[derive(View)]
/// #[view(sql = "SELECT count(*) FROM users")]
/// struct Numbers {
///     users: i64,
/// }
///
/// let statements = create_all(&schema!(Numbers, Tag))?;
/// assert!(statements[0].starts_with("CREATE TABLE \"tags\" ("));
/// assert!(statements[1].starts_with("CREATE VIEW \"numbers\" (\"users\") AS SELECT"));
/// # Ok::<(), orm_sqlite::error::Error>(())
/// ```
pub fn create_all(schema: &Schema) -> Result<Vec<String>, Error> {
    let mut statements = Vec::new();
    let (tables, views): (Vec<&TableSchema>, Vec<&TableSchema>) =
        schema.tables().iter().partition(|table| table.kind == TableKind::Table);
    for table in tables {
        statements.extend(create_table(table)?);
    }
    for table in views {
        if let Some(statement) = create_view(table)? {
            statements.extend([statement, view::probe(table)?]);
        }
    }
    Ok(statements)
}

/// The statements that create a table, its indexes, and its full-text and spatial index with the triggers that keep them, in
/// order.
///
/// # Errors
///
/// When a default is a value that SQLite has no equal for, an identifier contains NUL, or a foreign key references a view.
///
/// # Example
///
/// ```
/// # use orm_sqlite::doctest::User;
/// use orm_sqlite::sql::create_table;
/// use orm_sqlite::table::Table;
///
/// let statements = create_table(User::schema())?;
/// assert!(statements[0].starts_with("CREATE TABLE \"users\" ("));
/// # Ok::<(), orm_sqlite::error::Error>(())
/// ```
pub fn create_table(table: &TableSchema) -> Result<Vec<String>, Error> {
    let mut statements = vec![table_statement(table)?];
    for index in table.indexes {
        statements.push(index_statement(table, index)?);
    }
    if let Some(index) = table.search {
        statements.extend(search_statements(table, index)?);
    }
    if let Some(index) = table.spatial {
        statements.extend(spatial_statements(table, index)?);
    }
    Ok(statements)
}

fn table_statement(table: &TableSchema) -> Result<String, Error> {
    let mut w = Writer::default();
    w.push("CREATE TABLE ");
    w.push_ident(table.name);
    w.push(" (\n    ");
    w.separated(",\n    ", 0..table.columns.len(), |w, index| {
        push_column(w, table, index);
    });
    if table.primary_key.len() > 1 {
        w.push(",\n    PRIMARY KEY ");
        push_names(&mut w, table, table.primary_key);
    }
    for unique in table.uniques {
        w.push(",\n    ");
        push_constraint_name(&mut w, unique.name);
        w.push("UNIQUE ");
        push_names(&mut w, table, unique.columns);
    }
    for check in table.checks {
        w.push(",\n    ");
        push_constraint_name(&mut w, check.name);
        push_parenthesized(&mut w, "CHECK (", check.sql);
    }
    if let Some(index) = table.spatial {
        push_checks(&mut w, table, index);
    }
    for key in table.foreign_keys.iter().filter(|key| key.constraint) {
        push_foreign_key(&mut w, table, key);
    }
    w.push("\n)");
    let options = [(table.strict, "STRICT"), (table.without_rowid, "WITHOUT ROWID")];
    let options: Vec<_> = options.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect();
    if !options.is_empty() {
        w.push(" ");
        w.push(&options.join(", "));
    }
    w.finish_text()
}

fn push_column(w: &mut Writer, table: &TableSchema, index: usize) {
    let column = &table.columns[index];
    w.push_ident(column.name);
    w.push(" ");
    w.push(column.sql_type.unwrap_or_else(|| declared_type(column.storage, table.strict)));
    if let Some(sequence) = column.collate {
        w.push(" COLLATE ");
        w.push_ident(sequence);
    }
    if table.primary_key == [index] {
        w.push(" PRIMARY KEY");
        if table.autoincrement {
            w.push(" AUTOINCREMENT");
        }
    }
    // A rowid key is never NULL, and NOT NULL would keep an insert of NULL from choosing the next key.
    if !column.nullable && !table.is_rowid_key(index) {
        w.push(" NOT NULL");
    }
    push_default(w, table, column);
    if let Some(generated) = &column.generated {
        push_parenthesized(w, " GENERATED ALWAYS AS (", generated.sql);
        w.push(if generated.stored { " STORED" } else { " VIRTUAL" });
    }
    if let Some(allowed) = column.allowed {
        push_allowed(w, column, allowed);
    }
    if let Some(check) = column.check {
        push_parenthesized(w, " CHECK (", check);
    }
}

const fn declared_type(storage: StorageClass, strict: bool) -> &'static str {
    match storage {
        StorageClass::Integer => "INTEGER",
        StorageClass::Real => "REAL",
        StorageClass::Text => "TEXT",
        StorageClass::Any if strict => "ANY",
        // Outside of a STRICT table `ANY` would make numbers of texts: <https://sqlite.org/datatype3.html#determination_of_column_affinity>.
        StorageClass::Blob | StorageClass::Any => "BLOB",
    }
}

fn push_default(w: &mut Writer, table: &TableSchema, column: &ColumnSchema) {
    match column.default {
        None => {}
        Some(DefaultValue::Sql(sql)) => push_parenthesized(w, " DEFAULT (", sql),
        Some(DefaultValue::Value(value)) => match value.value() {
            Ok(value) => {
                w.push(" DEFAULT ");
                push_literal(w, &value);
            }
            Err(error) => w.fail(Error::encode(format!("{}.{}", table.name, column.name), error)),
        },
    }
}

fn push_allowed(w: &mut Writer, column: &ColumnSchema, allowed: AllowedValues) {
    if let AllowedValues::Length(bytes) = allowed {
        w.push(" CHECK (length(");
        w.push_ident(column.name);
        w.push(&format!(") = {bytes})"));
        return;
    }
    w.push(" CHECK (");
    w.push_ident(column.name);
    if let AllowedValues::Range(low, high) = allowed {
        w.push(" BETWEEN ");
        push_literal(w, &Value::Integer(low));
        w.push(" AND ");
        push_literal(w, &Value::Integer(high));
        w.push(")");
        return;
    }
    w.push(" IN (");
    match allowed {
        AllowedValues::Range(..) | AllowedValues::Length(_) => {}
        AllowedValues::Texts(texts) => w.separated(", ", texts, |w, text| push_text(w, text)),
        AllowedValues::Integers(integers) => {
            w.separated(", ", integers, |w, integer| {
                push_literal(w, &Value::Integer(*integer));
            });
        }
    }
    w.push("))");
}

fn push_foreign_key(w: &mut Writer, table: &TableSchema, key: &ForeignKey) {
    let target = key.table.schema();
    if target.kind != TableKind::Table {
        let (column, view) = (table.columns[key.columns[0]].name, target.name);
        w.fail(Error::refused(format!(
            "`{}.{column}` references the view `{view}`, and SQLite has foreign keys to tables only: write `constraint = false`",
            table.name
        )));
    }
    w.push(",\n    FOREIGN KEY ");
    push_names(w, table, key.columns);
    w.push(" REFERENCES ");
    w.push_ident(target.name);
    w.push(" ");
    push_names(w, target, key.references);
    let mut action = |event: &str, action: Option<ReferentialAction>| {
        if let Some(action) = action {
            w.push(event);
            w.push(action.sql());
        }
    };
    action(" ON DELETE ", key.on_delete);
    action(" ON UPDATE ", key.on_update);
    if key.deferrable {
        w.push(" DEFERRABLE INITIALLY DEFERRED");
    }
}

fn index_statement(table: &TableSchema, index: &IndexSchema) -> Result<String, Error> {
    let mut w = Writer::default();
    w.push(if index.unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
    w.push_ident(index.name);
    w.push(" ON ");
    w.push_ident(table.name);
    w.push(" (");
    w.separated(", ", index.parts, |w, part| match *part {
        IndexPart::Asc(column) => w.push_ident(table.columns[column].name),
        IndexPart::Desc(column) => {
            w.push_ident(table.columns[column].name);
            w.push(" DESC");
        }
        IndexPart::Expr(sql) => w.push(sql),
    });
    w.push(")");
    if let Some(filter) = index.filter {
        w.push(" WHERE ");
        w.push(filter);
    }
    w.finish_text()
}

fn push_constraint_name(w: &mut Writer, name: Option<&str>) {
    if let Some(name) = name {
        w.push("CONSTRAINT ");
        w.push_ident(name);
        w.push(" ");
    }
}

fn push_names(w: &mut Writer, table: &TableSchema, columns: &[usize]) {
    w.push("(");
    w.separated(", ", columns, |w, &column| {
        w.push_ident(table.columns[column].name);
    });
    w.push(")");
}

fn push_parenthesized(w: &mut Writer, open: &str, sql: &str) {
    w.push(open);
    w.push(sql);
    // A comment in it ends with its line, not with the statement.
    if sql.contains("--") {
        w.push("\n");
    }
    w.push(")");
}
