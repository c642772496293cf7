//! Groups are asked for pages by a cursor.

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
    let groups = db.select::<User>().group_by(User::NAME).columns((User::NAME, count()));
    let _ = groups.keyset(3).page()?;
    Ok(())
}
