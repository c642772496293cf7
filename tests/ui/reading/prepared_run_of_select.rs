//! A prepared select is run as a write.

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
    let all = db.prepare(|| User::select())?;
    let _ = all.run(())?;
    Ok(())
}
