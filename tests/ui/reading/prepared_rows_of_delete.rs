//! A prepared delete is asked for rows.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[table(name = "users")]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn main() -> Result<(), orm_sqlite::Error> {
    let db = Database::open_in_memory()?;
    let delete = db.prepare(|id: Param<i64>| User::delete().filter(User::ID.eq(id)))?;
    let _ = delete.all(1)?;
    Ok(())
}
