//! What the rows of a table are, as a number that does not depend on their order: equal before and after, nothing was lost.
//!
//! Each row is hashed with the storage class and the bytes of each value; `quote()` would stop at NUL.

use std::hash::{DefaultHasher, Hasher};

use orm_core::error::Error;
use orm_core::sql::quoted;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::error;

/// How many rows there are, and the sum of their hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Proof {
    pub(super) rows: u64,
    sum: u128,
}

/// Of some columns of a table.
pub(super) fn of(connection: &Connection, table: &str, columns: &[String]) -> Result<Proof, Error> {
    let list = columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ");
    // Without a column the rows are counted.
    let list = if list.is_empty() { "1".to_owned() } else { list };
    let sql = format!("SELECT {list} FROM {}", quoted(table));
    let read = || {
        let mut statement = connection.prepare(&sql)?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        let mut proof = Proof::default();
        while let Some(row) = rows.next()? {
            let (mut first, mut second) = (DefaultHasher::new(), DefaultHasher::new());
            second.write_u8(1);
            for at in 0..width {
                let value = row.get_ref(at)?;
                hash(&mut first, value);
                hash(&mut second, value);
            }
            let row = u128::from(first.finish()) << 64 | u128::from(second.finish());
            proof.sum = proof.sum.wrapping_add(row);
            proof.rows += 1;
        }
        Ok(proof)
    };
    read().map_err(|error| error::running(error, &sql))
}

/// Of all columns of a table that hold something.
pub(super) fn of_all(connection: &Connection, table: &str) -> Result<Proof, Error> {
    of(connection, table, &columns(connection, table)?)
}

/// The columns of a table, without those that are computed when they are read.
fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, Error> {
    const COLUMNS: &str = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden IN (0, 3)";
    let read = || {
        let mut statement = connection.prepare(COLUMNS)?;
        let names = statement.query_map([table], |row| row.get(0))?;
        names.collect::<Result<Vec<String>, _>>()
    };
    read().map_err(|error| error::running(error, COLUMNS))
}

fn hash(hasher: &mut DefaultHasher, value: ValueRef<'_>) {
    let (class, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(integer) => {
            hasher.write_u8(1);
            return hasher.write_i64(integer);
        }
        ValueRef::Real(real) => {
            hasher.write_u8(2);
            return hasher.write_u64(real.to_bits());
        }
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(blob) => (4, blob),
    };
    hasher.write_u8(class);
    hasher.write_usize(bytes.len());
    hasher.write(bytes);
}
