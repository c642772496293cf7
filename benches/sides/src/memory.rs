//! How much memory a number of rows takes at most: `bench memory <rusqlite | ours> <each | all> <rows>`.
//!
//! The rows come from a view that SQLite computes, so that the database itself takes none. The kernel tells the peak.

use std::fs;
use std::hint::black_box;
use std::process::ExitCode;

use orm_sqlite::prelude::*;
use workloads::Place;

use crate::connect;

/// A row that is computed.
#[derive(View)]
#[view(name = "numbers", existing)]
struct Number {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

/// The view, of so many rows.
fn script(rows: u64) -> String {
    format!(
        "CREATE VIEW numbers AS
         WITH RECURSIVE counted (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM counted WHERE id < {rows})
         SELECT id, 'user ' || id || ' of many' AS name, iif(id % 3, NULL, 'brown') AS hair_color FROM counted;"
    )
}

/// Runs what the words behind `memory` say, and prints the peak.
pub(crate) fn main(words: &[String]) -> ExitCode {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [side, what, rows] = words[..] else { return misused() };
    let Ok(rows) = rows.parse() else { return misused() };
    let seen = match (side, what) {
        ("rusqlite", "each") => by_hand(rows, |row| drop(black_box(row))),
        ("rusqlite", "all") => {
            let mut all = Vec::new();
            by_hand(rows, |row| all.push(row));
            black_box(all).len() as u64
        }
        ("ours", "each") => each(&open(rows)),
        ("ours", "all") => black_box(open(rows).select::<Number>().all().expect("they can be read")).len() as u64,
        _ => return misused(),
    };
    assert_eq!(seen, rows);
    println!("{side} {what} rows={rows} peak_kb={}", peak());
    ExitCode::SUCCESS
}

fn misused() -> ExitCode {
    eprintln!("usage: memory <rusqlite | ours> <each | all> <rows>");
    ExitCode::from(2)
}

fn open(rows: u64) -> Database {
    let database = Database::open_in_memory().expect("memory can be opened");
    database.execute_script(&script(rows)).expect("the script runs");
    database
}

fn each(database: &Database) -> u64 {
    let mut seen = 0;
    let rows = database.select::<Number>().for_each(|row| {
        seen += 1;
        black_box(row);
    });
    rows.expect("they can be read");
    seen
}

fn by_hand(rows: u64, mut each: impl FnMut(Number)) -> u64 {
    let connection = connect::empty(&Place::Memory).expect("memory can be opened");
    connection.execute_batch(&script(rows)).expect("the script runs");
    let mut stmt = connection.prepare("SELECT id, name, hair_color FROM numbers").expect("the view is there");
    let mut rows = stmt.query([]).expect("there are no parameters");
    let mut seen = 0;
    while let Some(row) = rows.next().expect("it can be read") {
        seen += 1;
        each(Number {
            id: row.get(0).expect("an integer"),
            name: row.get(1).expect("a text"),
            hair_color: row.get(2).expect("a text or nothing"),
        });
    }
    seen
}

/// The most that this process had in memory, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("the kernel tells it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the kernel tells it");
    line.trim().trim_end_matches(" kB").parse().expect("it is a number")
}
