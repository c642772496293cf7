//! Foreign keys by which nothing is looked up quickly.

use orm_core::schema::{IndexPart, Schema, TableSchema};

use super::findings;

/// Fails the test if a foreign key of the schema has no index: SQLite reads the whole table then for each row of the other one that is
/// deleted or whose key changes (<https://sqlite.org/foreignkeys.html#fk_indexes>), and so does each load of a relation.
///
/// The columns of a foreign key have an index if they are the first of one, of a unique constraint, or of the primary key, in
/// any order. `#[column(no_index)]` says that a column needs none.
///
/// # Panics
///
/// When a foreign key has none, with its table, its columns and what to do.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::testing::assert_foreign_keys_have_indexes;
///
/// assert_foreign_keys_have_indexes(&schema!(Post, Comment, Tag, PostTag, Profile));
/// let failed = std::panic::catch_unwind(|| assert_foreign_keys_have_indexes(&schema!(User)));
/// assert!(failed.is_err(), "`invited_by_id` has no index");
/// ```
#[track_caller]
pub fn assert_foreign_keys_have_indexes(schema: &Schema) {
    findings::fail(&without_index(schema));
}

pub(super) fn without_index(schema: &Schema) -> Vec<String> {
    schema.tables().iter().flat_map(|table| of_table(table)).collect()
}

fn of_table(table: &TableSchema) -> Vec<String> {
    let keys = table.foreign_keys.iter().filter(|key| key.constraint);
    let wanted = keys.filter(|key| !key.columns.iter().any(|column| table.columns[*column].no_index));
    let missing = wanted.filter(|key| !has_index(table, key.columns));
    let message = |key: &orm_core::schema::ForeignKey| {
        let names: Vec<_> = key.columns.iter().map(|column| table.columns[*column].name).collect();
        format!(
            "`{}`: the foreign key over `{}` to `{}` has no index\n  what to do: `#[column(index)]`, or `#[column(no_index)]` if its rows are few",
            table.name,
            names.join("`, `"),
            key.table.schema().name,
        )
    };
    missing.map(message).collect()
}

/// Whether rows are looked up by these columns: they are the first of an index.
fn has_index(table: &TableSchema, columns: &[usize]) -> bool {
    let begins = |index: &[usize]| {
        index.len() >= columns.len() && columns.iter().all(|one| index[..columns.len()].contains(one))
    };
    let plain = |part: &IndexPart| match part {
        IndexPart::Asc(column) | IndexPart::Desc(column) => *column,
        // No column has this place.
        IndexPart::Expr(_) => usize::MAX,
    };
    begins(table.primary_key)
        || table.uniques.iter().any(|unique| begins(unique.columns))
        || table
            .indexes
            .iter()
            .filter(|index| index.filter.is_none())
            .any(|index| begins(&index.parts.iter().map(plain).collect::<Vec<_>>()))
}
