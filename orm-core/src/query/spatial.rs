//! What looks after the spatial index of a table.

use super::decoder::{Changes, One};
use crate::engine::{Engine, Request};
use crate::sql;
use crate::table::Spatial;

/// Makes the index of a table anew from its rows.
#[doc(hidden)]
#[track_caller]
pub fn rebuild_spatial<T: Spatial, D: Engine>(db: D) -> D::Output<u64> {
    let statements = sql::rebuild_spatial(T::schema(), T::spatial_index());
    db.run(statements.map(|statements| Request {
        statements: statements.into(),
        writes: true,
        decoder: Changes::default(),
    }))
}

/// Asks whether the index of a table has its boxes.
#[doc(hidden)]
#[track_caller]
pub fn check_spatial<T: Spatial, D: Engine>(db: D) -> D::Output<bool> {
    let statement = sql::check_spatial(T::schema(), T::spatial_index());
    let decoder = One::new(T::spatial_index().name());
    db.run(statement.map(|sql| Request { statements: sql.into(), writes: false, decoder }))
}
