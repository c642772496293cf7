//! A query that is prepared has a database already.

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
    let _ = db.prepare(|id: Param<i64>| db.select::<User>().filter(User::ID.eq(id)))?;
    Ok(())
}
