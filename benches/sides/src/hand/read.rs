//! Reading rows of one statement.

use rusqlite::{Connection, OptionalExtension, Result, Row};
use workloads::{Measurement, Pair, User};

fn user_row(row: &Row<'_>) -> Result<User> {
    Ok(User { id: row.get(0)?, name: row.get(1)?, hair_color: row.get(2)? })
}

/// One user by key.
pub(super) fn user(connection: &Connection, id: i64) -> Result<Option<User>> {
    let mut stmt = connection.prepare_cached("SELECT id, name, hair_color FROM users WHERE id = ?1")?;
    stmt.query_row([id], user_row).optional()
}

/// All users.
pub(super) fn users(connection: &Connection) -> Result<Vec<User>> {
    let mut stmt = connection.prepare_cached("SELECT id, name, hair_color FROM users")?;
    let mut rows = stmt.query([])?;
    let mut users = Vec::new();
    while let Some(row) = rows.next()? {
        users.push(user_row(row)?);
    }
    Ok(users)
}

const MEASUREMENTS: &str = "SELECT id, sensor, sequence, error_code, active, temperature, humidity, pressure, label, \
     unit, location, note, payload, digest, signature FROM measurements";

fn measurement_row(row: &Row<'_>) -> Result<Measurement> {
    Ok(Measurement {
        id: row.get(0)?,
        sensor: row.get(1)?,
        sequence: row.get(2)?,
        error_code: row.get(3)?,
        active: row.get(4)?,
        temperature: row.get(5)?,
        humidity: row.get(6)?,
        pressure: row.get(7)?,
        label: row.get(8)?,
        unit: row.get(9)?,
        location: row.get(10)?,
        note: row.get(11)?,
        payload: row.get(12)?,
        digest: row.get(13)?,
        signature: row.get(14)?,
    })
}

/// All measurements.
pub(super) fn measurements(connection: &Connection) -> Result<Vec<Measurement>> {
    let mut stmt = connection.prepare_cached(MEASUREMENTS)?;
    let mut rows = stmt.query([])?;
    let mut measurements = Vec::new();
    while let Some(row) = rows.next()? {
        measurements.push(measurement_row(row)?);
    }
    Ok(measurements)
}

/// All measurements, each made and dropped.
pub(super) fn each_measurement(connection: &Connection, mut each: impl FnMut(Measurement)) -> Result<()> {
    let mut stmt = connection.prepare_cached(MEASUREMENTS)?;
    let mut rows = stmt.query([])?;
    while let Some(row) = rows.next()? {
        each(measurement_row(row)?);
    }
    Ok(())
}

/// The first posts by title of the users with a hair color.
pub(super) fn pairs(connection: &Connection, color: &str) -> Result<Vec<Pair>> {
    let mut stmt = connection.prepare_cached(
        "SELECT u.id, u.name, p.id, p.title FROM users u JOIN posts p ON p.user_id = u.id \
         WHERE u.hair_color = ?1 ORDER BY p.title LIMIT 20",
    )?;
    let mut rows = stmt.query([color])?;
    let mut pairs = Vec::new();
    while let Some(row) = rows.next()? {
        pairs.push(Pair { user_id: row.get(0)?, name: row.get(1)?, post_id: row.get(2)?, title: row.get(3)? });
    }
    Ok(pairs)
}
