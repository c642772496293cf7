//! New rows with new rows below them: which statements insert them, level by level.
//!
//! The keys of a level are known once the level above it is stored, so that this runs on the caller's thread, within a
//! transaction that the caller has opened. Every relation of every level is one insert, however many parents there are.

mod level;
mod model;

pub use model::{BelowRow, NestedRow, NestedRowExt, NewLinks, NewRows, NewRowsOf, WithNew};

use crate::engine::LocalEngine;
use crate::error::Error;
use crate::relation::{LoadQuery, RelationQuery, Relations, Written};
use crate::table::{PrimaryKey, Table};
use level::Level;

/// Inserts the rows with all that is below them, and gives the first level as it was stored. Not in a transaction of its own.
///
/// # Errors
///
/// What any of the inserts fails with.
#[doc(hidden)]
pub fn insert_nested<G: NestedRow, E: LocalEngine + Copy>(
    rows: impl IntoIterator<Item = G>,
    db: E,
) -> Result<Vec<G::Table>, Error> {
    Ok(model::insert(rows.into_iter().collect(), Vec::new(), |_, _| (), db)?.rows)
}

/// The same, and loads the first level with its relations.
///
/// # Errors
///
/// What any of the statements fails with.
#[doc(hidden)]
pub fn insert_nested_query<G, E, X>(
    rows: impl IntoIterator<Item = G>,
    load: X,
    db: E,
) -> Result<Vec<<X::Load as LoadQuery>::Row>, Error>
where
    G: NestedRow<Table: PrimaryKey + Relations>,
    E: LocalEngine + Copy,
    X: RelationQuery<Root = G::Table>,
{
    let key = G::Table::schema().primary_key;
    let level: Level<G::Table> = model::insert(rows.into_iter().collect(), key.to_vec(), |_, _| (), db)?;
    let keys: Vec<_> = (0..level.rows.len()).map(|row| level.values(row, key)).collect();
    db.run_local(Written::<X::Load>::load(&keys, load))
}
