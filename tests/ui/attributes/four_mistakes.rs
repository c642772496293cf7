//! Four mistakes in one struct: all are reported.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(nmae = "users", without_rowid = "yes")]
struct User {
    #[column(primary_kye)]
    id: i64,
    #[column(default = name_of())]
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().filter(User::ID.eq(1)).order_by(User::NAME);
}

fn main() {}
