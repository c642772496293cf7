//! A function that gives SQL, which `sql = ".."` would take.

use orm_sqlite::prelude::*;

#[derive(View)]
#[view(query = names)]
struct Names {
    name: String,
}

fn names() -> String {
    "SELECT 'Ada'".to_owned()
}

fn main() {}
