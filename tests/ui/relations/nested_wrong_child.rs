//! A new row of another table below a relation.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[table(name = "users")]
#[relations(posts = has_many(Post::AUTHOR_ID))]
struct User {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table)]
#[table(name = "posts")]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    author_id: i64,
}

fn main() {
    let user = NewUser::builder().build();
    let _ = user.with_new(User::posts(), |_| [NewUser::builder().build()]);
}
