//! An argument of a prepared query has the wrong type.

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
    let by_name = db.prepare(|name: Param<String>| User::select().filter(User::NAME.eq(name)))?;
    let _ = by_name.get(3)?;
    Ok(())
}
