//! A window over rows beside an aggregate, without `group_by`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns((count(), rank().over(window().order_by(User::NAME))));
}

fn main() {}
