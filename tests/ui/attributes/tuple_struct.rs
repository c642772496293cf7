//! `Table` on a tuple struct.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User(i64, String);

fn main() {}
