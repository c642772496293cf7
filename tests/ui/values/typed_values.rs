//! Values whose types are known, and are others than the columns': JSON, which takes several, is not proposed.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    score: f64,
}

fn mistake() {
    let _ = User::select().filter(User::NAME.eq(5_i64));
    let _ = User::select().filter(User::ID.eq(true));
    let _ = User::select().filter(User::SCORE.lt(String::new()));
    let _ = User::select().filter(User::ID.in_list(vec![String::new()]));
}

fn main() {}
