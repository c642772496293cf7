//! A query that has a database.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
}

#[derive(View)]
#[view(query = Ids::query)]
struct Ids {
    id: i64,
}

impl Ids {
    fn query() -> impl ViewQuery<Self> {
        let db = Database::open_in_memory().unwrap();
        db.select::<User>().columns(User::ID)
    }
}

fn main() {}
