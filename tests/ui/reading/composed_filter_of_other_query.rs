//! A function over selects of one table gets one of another.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[table(name = "users")]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table)]
#[table(name = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
}

fn main() -> Result<(), orm_sqlite::Error> {
    let db = Database::open_in_memory()?;
    fn named<Q: orm_sqlite::query::Filter<Scope = User>>(query: Q) -> Q {
        query.filter(User::NAME.eq("Ada"))
    }
    let _ = named(db.select::<Note>()).all()?;
    Ok(())
}
