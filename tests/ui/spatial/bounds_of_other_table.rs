//! The bounds of another table.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(rtree(x(left, right), lat))]
struct Room {
    #[column(primary_key)]
    id: i64,
    left: f64,
    right: f64,
    lat: Option<f64>,
}

#[derive(Table)]
struct Tag {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<Room>().filter(Room::contains(Tag::NAME));
}

fn main() {}
