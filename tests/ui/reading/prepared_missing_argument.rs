//! A prepared query of two parameters gets one argument.

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
    let between = db.prepare(|low: Param<i64>, high: Param<i64>| User::select().filter(User::ID.between(low, high)))?;
    let _ = between.all(1)?;
    Ok(())
}
