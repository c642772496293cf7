//! The workloads by orm-sqlite, as its README shows it.

pub(crate) mod builder;
mod model;
pub(crate) mod prepared;

use orm_sqlite::{Database, JournalMode, Synchronous};
use workloads::{Place, Workload};

/// An open database, filled with the rows of the workload.
fn open(workload: Workload, place: &Place) -> Database {
    // What it is filled from is a file of its own.
    let options = Database::options().allow_attach(true);
    let options = match place {
        Place::Memory => options,
        Place::File(path) => options.path(path).synchronous(Synchronous::Normal).journal_mode(JournalMode::Wal),
    };
    let database = options.open().expect("the place can be opened");
    database.execute_script(&workload.script()).expect("the script runs");
    database
}
