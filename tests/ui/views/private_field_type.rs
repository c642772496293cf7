//! A public view with a field of a private type.

use orm_sqlite::prelude::*;

#[derive(ColumnType, Debug)]
enum Place {
    Hall,
}

#[derive(View)]
pub struct Spot {
    place: Place,
}

fn main() {}
