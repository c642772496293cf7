//! The workloads by hand in rusqlite, in raw calls, and by orm-sqlite.

mod connect;
mod ffi;
mod hand;
mod memory;
mod ours;

use std::process::ExitCode;

use workloads::{Place, Side, Task, Workload};

/// A way of doing it.
enum Way {
    /// By hand, in rusqlite.
    Rusqlite,
    /// With raw calls, as a floor.
    Ffi,
    /// By orm-sqlite's builders.
    Ours,
    /// By orm-sqlite's prepared queries.
    OursPrepared,
}

impl Side for Way {
    fn sqlite_version(&self) -> String {
        rusqlite::version().to_owned()
    }

    fn task(&self, workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
        match self {
            Self::Rusqlite => hand::task(workload, place),
            Self::Ffi => ffi::task(workload, place),
            Self::Ours => ours::builder::task(workload, place),
            Self::OursPrepared => ours::prepared::task(workload, place),
        }
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [first, rest @ ..] = &words[..]
        && first == "memory"
    {
        return memory::main(rest);
    }
    workloads::main(|name| match name {
        "rusqlite" => Some(Way::Rusqlite),
        "ffi" => Some(Way::Ffi),
        "ours" => Some(Way::Ours),
        "ours-prepared" => Some(Way::OursPrepared),
        _ => None,
    })
}
