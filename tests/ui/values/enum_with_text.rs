//! A column of an enum is compared with a text.

use orm_sqlite::prelude::*;

#[derive(ColumnType, Clone, Copy)]
enum Role {
    Admin,
    Member,
}

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    role: Role,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().filter(User::ROLE.eq("admin"));
}

fn main() {}
