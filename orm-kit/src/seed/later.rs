//! Foreign keys of a circle of tables, set when all rows are there.

use fake::RngExt as _;
use orm_sqlite::value::Value;
use orm_sqlite::{Error, Transaction};

use super::fill::{NULLS, RowKey, numbers};
use super::plan::{self, Step};
use super::reference::Pool;
use super::sql;

/// Sets the keys of the rows of a table that waited. One that no constraint lets through stays `NULL`.
pub(super) fn set(tx: &Transaction<'_>, step: &Step<'_>, rows: &[RowKey], seed: u64) -> Result<(), Error> {
    let table = step.table;
    let mut rng = numbers(seed.rotate_left(1), &table.name);
    for key in &step.later {
        // A key that has other values already is not known here, and stays as it is.
        if !key.columns.iter().all(|column| plan::is_nullable(table, column)) {
            continue;
        }
        let mut pool = Pool::new(tx, table, key, &mut rng)?;
        for row in rows {
            if rng.random_range(0..100) < NULLS {
                continue;
            }
            let free: Vec<Option<Value>> = vec![None; key.columns.len()];
            let Some(values) = pool.choose(&mut rng, &free) else { break };
            let set: Vec<(&str, &Value)> = key.columns.iter().map(String::as_str).zip(values).collect();
            match sql::update(tx, &table.name, &set, row) {
                Ok(()) => {}
                Err(error) if error.is_unique_violation() || error.is_check_violation() => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}
