//! A value of JSON is compared with what no JSON holds.

use orm_sqlite::prelude::*;
use orm_sqlite::{JsonEach, json_each};

fn mistake(db: &Database) {
    let _ = db.select_from(json_each("[1]".to_owned())).filter(JsonEach::VALUE.eq(vec![1_u8]));
    let _ = db.select_from(json_each("[1]".to_owned())).filter(JsonEach::VALUE.in_list([vec![1_u8]]));
}

fn main() {}
