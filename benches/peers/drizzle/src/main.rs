//! The workloads in drizzle (drizzle-rs): its builders, and its prepared statements as a side of their own.

mod builder;
mod model;
mod prepared;

use std::process::ExitCode;

use drizzle::sqlite::rusqlite::Drizzle;
use model::Schema;
use workloads::{Place, Side, Task, Workload};

enum Way {
    Builder,
    Prepared,
}

type Database = Drizzle<Schema>;

fn open(workload: Workload, place: &Place) -> Database {
    let connection = rusqlite::Connection::open(place.name()).expect("the place can be opened");
    connection.execute_batch(place.pragmas()).expect("the settings are SQLite's");
    connection.execute_batch(&workload.script()).expect("the script runs");
    Drizzle::new(connection, Schema::new()).0
}

impl Side for Way {
    fn sqlite_version(&self) -> String {
        rusqlite::version().to_owned()
    }

    fn task(&self, workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
        match self {
            Self::Builder => builder::task(workload, place),
            Self::Prepared => prepared::task(workload, place),
        }
    }
}

fn main() -> ExitCode {
    workloads::main(|name| match name {
        "drizzle" => Some(Way::Builder),
        "drizzle-prepared" => Some(Way::Prepared),
        _ => None,
    })
}
