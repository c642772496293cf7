//! A load of what is no shape.

use orm_sqlite::prelude::*;

struct Card {
    name: String,
}

fn main() {
    let db = Database::open_in_memory().unwrap();
    let _ = db.load::<Card>().all();
}
