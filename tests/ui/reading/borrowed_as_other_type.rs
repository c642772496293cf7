//! Text is borrowed as a number.

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
    db.select::<User>().columns(User::NAME).for_each_ref(|_: i64| ())?;
    Ok(())
}
