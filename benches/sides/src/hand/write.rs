//! Writing.

use rusqlite::{Connection, Result, params};
use workloads::User;

const INSERT: &str = "INSERT INTO users (name, hair_color) VALUES (?1, ?2)";

/// Inserts a user and gives its key.
pub(super) fn insert(connection: &Connection, user: &User) -> Result<i64> {
    let mut stmt = connection.prepare_cached(INSERT)?;
    stmt.execute(params![user.name, user.hair_color])?;
    Ok(connection.last_insert_rowid())
}

/// Inserts users, all or none: a loop in a transaction.
pub(super) fn insert_many(connection: &mut Connection, users: &[User]) -> Result<()> {
    let transaction = connection.transaction()?;
    let mut stmt = transaction.prepare_cached(INSERT)?;
    for user in users {
        stmt.execute(params![user.name, user.hair_color])?;
    }
    drop(stmt);
    transaction.commit()
}

/// Gives a user another name.
pub(super) fn rename(connection: &Connection, id: i64, name: &str) -> Result<usize> {
    let mut stmt = connection.prepare_cached("UPDATE users SET name = ?2 WHERE id = ?1")?;
    stmt.execute(params![id, name])
}

/// Deletes a user.
pub(super) fn delete(connection: &Connection, id: i64) -> Result<usize> {
    connection.prepare_cached("DELETE FROM users WHERE id = ?1")?.execute([id])
}

/// Inserts a user, or changes the one that has the key.
pub(super) fn upsert(connection: &Connection, user: &User) -> Result<usize> {
    let mut stmt = connection.prepare_cached(
        "INSERT INTO users (id, name, hair_color) VALUES (?1, ?2, ?3) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, hair_color = excluded.hair_color",
    )?;
    stmt.execute(params![user.id, user.name, user.hair_color])
}
