//! A predicate over one table goes into a join by `widen`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
    author_id: i64,
    title: String,
}

fn mistake(db: &Database, ada: Expr<User, bool>) {
    let _ = db.select::<User>().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).filter(ada);
}

fn main() {}
