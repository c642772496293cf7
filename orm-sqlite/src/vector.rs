//! The functions of vectors on a connection. They read the BLOBs where SQLite has them, and copy nothing.

use orm_core::error::Error;
use orm_core::expr::VECTOR_FUNCTIONS;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

use crate::{error, function};

/// The size of one number.
const WIDTH: usize = size_of::<f32>();

/// What is computed of two vectors.
type Measure = fn(&[[u8; WIDTH]], &[[u8; WIDTH]]) -> f64;

/// Makes the functions known to a connection.
pub(crate) fn enable(connection: &Connection) -> Result<(), Error> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY | FunctionFlags::SQLITE_DETERMINISTIC;
    let measures: [Measure; 3] = [distance_l2, distance_cos, dot];
    for (name, measure) in VECTOR_FUNCTIONS.into_iter().zip(measures) {
        let scalar = move |context: &Context<'_>| measured(name, context, measure);
        connection
            .create_scalar_function(name, 2, flags, scalar)
            .map_err(|error| error::preparing(error, &format!("create function {name}")))?;
        function::check_schema(connection, name, 2)?;
    }
    Ok(())
}

fn measured(name: &str, context: &Context<'_>, measure: Measure) -> rusqlite::Result<Option<f64>> {
    let (left, right) = match (context.get_raw(0), context.get_raw(1)) {
        (ValueRef::Null, _) | (_, ValueRef::Null) => return Ok(None),
        (ValueRef::Blob(left), ValueRef::Blob(right)) => (left.as_chunks(), right.as_chunks()),
        _ => return Err(function::failed(name, "got a wrong argument: expected vectors, which are BLOBs")),
    };
    match (left, right) {
        ((left, []), (right, [])) if left.len() == right.len() => Ok(Some(measure(left, right))),
        _ => Err(function::failed(name, "got a wrong argument: expected two vectors of one length")),
    }
}

fn numbers(vector: &[[u8; WIDTH]]) -> impl Iterator<Item = f64> {
    vector.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes)))
}

fn distance_l2(left: &[[u8; WIDTH]], right: &[[u8; WIDTH]]) -> f64 {
    numbers(left).zip(numbers(right)).map(|(left, right)| (left - right).powi(2)).sum::<f64>().sqrt()
}

fn dot(left: &[[u8; WIDTH]], right: &[[u8; WIDTH]]) -> f64 {
    numbers(left).zip(numbers(right)).map(|(left, right)| left * right).sum()
}

fn distance_cos(left: &[[u8; WIDTH]], right: &[[u8; WIDTH]]) -> f64 {
    let lengths = (dot(left, left) * dot(right, right)).sqrt();
    if lengths == 0.0 { 1.0 } else { 1.0 - dot(left, right) / lengths }
}
