//! An aggregate over a relation takes a column of another table.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(posts = has_many(Post::USER_ID))]
struct User {
    #[column(primary_key)]
    id: i64,
    logins: i64,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    user_id: i64,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().order_by(User::posts().max(User::LOGINS));
}

fn main() {}
