//! Random typed queries against an evaluator in plain Rust that knows nothing of SQL text.
//!
//! Each query is a tree (`tree.rs`) that becomes a typed query (`typed.rs`) and is also evaluated row by row with
//! three-valued logic (`model.rs`). Every filter is also asked whether `p`, `not p` and `p is null` together give all rows.
//!
//! `DIFFERENTIAL_QUERIES=200000` runs longer; `DIFFERENTIAL_SEED=..` repeats a run that failed.

mod data;
mod model;
mod query;
pub(crate) mod random;
mod tree;
mod typed;

use data::Tables;
use orm_sqlite::prelude::*;
use random::Random;
use typed::{Double, Single, Triple};

const QUERIES: u64 = 20_000;
/// Queries on one database before it is filled anew.
const ROUND: u64 = 250;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")))
}

/// A seed that differs from run to run.
fn seed() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    now.as_secs() ^ u64::from(now.subsec_nanos()) << 20
}

#[test]
fn random_queries_give_the_rows_of_the_model() {
    let seed = number("DIFFERENTIAL_SEED").unwrap_or_else(seed);
    let queries = number("DIFFERENTIAL_QUERIES").unwrap_or(QUERIES);
    println!("DIFFERENTIAL_SEED={seed}");
    let db = Database::open_in_memory().unwrap();
    db.create_tables(&data::schema()).unwrap();
    let mut random = Random::new(seed);
    let mut tables = Tables::default();
    let mut asked = 0;
    let mut found = 0;
    while asked < queries {
        if asked % ROUND < query::STATEMENTS {
            tables = Tables::random(&mut random);
            tables.store(&db);
        }
        let run = query::Run { db: &db, tables: &tables, seed, asked };
        found += match random.below(8) {
            0 | 1 => run.rows::<Single>(&mut random),
            2 | 3 => run.rows::<Double>(&mut random),
            4 => run.rows::<Triple>(&mut random),
            5 => run.groups::<Single>(&mut random),
            6 => run.groups::<Double>(&mut random),
            _ => run.sets(&mut random),
        };
        asked += query::STATEMENTS;
    }
    assert!(found > queries / 10, "most queries found nothing: {found} rows of {asked} queries");
}
