//! One of several arguments of a prepared query has the wrong type.

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
    let find = db.prepare(|id: Param<i64>, name: Param<String>| {
        User::select().filter(User::ID.eq(id).and(User::NAME.eq(name)))
    })?;
    let _ = find.get(("one", "Ada"))?;
    Ok(())
}
