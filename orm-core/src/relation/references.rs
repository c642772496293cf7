//! Foreign keys as types, so that a relation over the wrong column is an error at that column.

use crate::table::TableRow;

/// The table has a foreign key over the columns whose [`key_of`] is `COLUMNS`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no foreign key over this column",
    label = "this column references no table",
    note = "add `#[column(references = ..)]` to the field, with `constraint = false` if the database has no such constraint"
)]
pub trait References<const COLUMNS: u64>: TableRow {
    /// The table that is referenced.
    type Table: TableRow;

    /// Positions of the key's columns.
    fn columns() -> &'static [usize];

    /// Positions of the columns that are referenced.
    fn references() -> &'static [usize];
}

/// A number for a list of column positions: a type cannot carry the list itself.
#[doc(hidden)]
pub const fn key_of(columns: &[usize]) -> u64 {
    // FNV-1a; two keys of one table with equal numbers would be two impls of one trait, which rustc refuses.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < columns.len() {
        hash = (hash ^ columns[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

/// The referenced table is the one that the relation needs.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "this column references `{Self}`, not `{T}`", label = "references `{Self}`")]
pub trait Related<T> {}

#[diagnostic::do_not_recommend]
impl<T> Related<T> for T {}
