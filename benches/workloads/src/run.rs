//! Running a side's task as the command line says.

use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::arguments::{Arguments, Mode, Place};
use crate::clock;
use crate::heap::{self, Heap};
use crate::input;
use crate::script;
use crate::task::{Side, Task, acting};
use crate::workload::{self, Workload};

/// How many operations run first: they fill the caches of statements, and the checksum is computed behind them.
const WARM_UP: u64 = 3;

/// How many batches are timed.
const BATCHES: u64 = 5;

/// How long a batch is to take, in nanoseconds.
const BATCH: u64 = 25_000_000;

/// The side that makes what writes are given, and drops it: what it takes is no library's and is subtracted from all.
const INPUT: &str = "input";

/// A new folder that goes away.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("orm-bench-{}", std::process::id()));
        fs::create_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The folder of a program that ends anyway; a leftover breaks nothing.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The program of a side. `sides` gives the side of a name.
pub fn main<S: Side + 'static>(sides: impl FnOnce(&str) -> Option<S>) -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(misused) => {
            eprintln!("{misused}");
            return ExitCode::from(2);
        }
    };
    if let Some(rows) = arguments.rows {
        workload::set_rows(rows);
    }
    if let Some(stored) = arguments.stored.clone() {
        script::set_stored(stored);
    }
    let folder = arguments.file.then(Folder::new);
    let place = folder.as_ref().map_or(Place::Memory, |folder| Place::File(folder.0.join("bench.db")));
    let (version, task) = if arguments.side == INPUT {
        (String::from("-"), making(arguments.workload))
    } else {
        let Some(side) = sides(&arguments.side) else {
            eprintln!("this program has no side `{}`", arguments.side);
            return ExitCode::from(2);
        };
        (side.sqlite_version(), side.task(arguments.workload, &place))
    };
    let Some(mut task) = task else {
        eprintln!("the side `{}` cannot write the workload {}", arguments.side, arguments.workload.name());
        return ExitCode::from(3);
    };
    let line = run(&arguments, &mut *task);
    println!("{} {} sqlite={version} {line}", arguments.side, arguments.workload.name());
    ExitCode::SUCCESS
}

fn run(arguments: &Arguments, task: &mut dyn Task) -> String {
    task.run(0..WARM_UP);
    let checksum = task.checksum();
    let mut line = match arguments.mode {
        Mode::Iterations(iterations) => {
            let most = arguments.workload.most().map_or(u64::MAX, |most| most - WARM_UP);
            assert!(iterations <= most, "there can be at most {most} iterations");
            heap::settle();
            let before = clock::used();
            measured(task, WARM_UP..WARM_UP + iterations);
            let used = clock::used() - before;
            format!("iterations={iterations} cpu_ns={used} checksum={checksum:016x}")
        }
        Mode::Timed => {
            let (batch, nanoseconds) = timed(arguments.workload, task);
            format!("batch={batch} ns_per_operation={nanoseconds:.1} checksum={checksum:016x}")
        }
    };
    if arguments.verify {
        write!(line, " after={:016x}", task.checksum()).expect("a string takes everything");
    }
    line
}

/// The operations and nothing else, so that callgrind can be told to count only here.
#[inline(never)]
fn measured(task: &mut dyn Task, operations: Range<u64>) {
    task.run(operations);
}

/// The operations of a batch, and the nanoseconds of one operation in the median batch.
#[expect(clippy::cast_precision_loss, reason = "a measurement is no more precise")]
fn timed(workload: Workload, task: &mut dyn Task) -> (u64, f64) {
    let mut heap = Heap::new();
    let mut next = WARM_UP;
    let mut measure = |operations: u64| {
        heap.stir();
        let before = clock::used();
        task.run(next..next + operations);
        next += operations;
        clock::used() - before
    };
    // As many operations as take long enough; where they are limited, an equal share for each batch.
    let mut operations = 1;
    let batch = if let Some(most) = workload.most() {
        (most - WARM_UP) / (BATCHES + 1)
    } else {
        loop {
            let used = measure(operations).max(1);
            if used > BATCH / 8 {
                break (operations * BATCH / used).max(1);
            }
            operations *= 2;
        }
    };
    let mut times: Vec<u64> = (0..BATCHES).map(|_| measure(batch)).collect();
    times.sort_unstable();
    (batch, times[times.len() / 2] as f64 / batch as f64)
}

/// Makes what the operations are given, and nothing else.
fn making(workload: Workload) -> Option<Box<dyn Task>> {
    if !workload.takes_input() {
        return None;
    }
    let many = workload.written() > 1;
    let operation = move |(): &mut (), operation| {
        if many {
            black_box(input::users(workload, operation)).len()
        } else {
            black_box(input::user(workload, operation)).name.len()
        }
    };
    acting((), operation, |()| 0_u64)
}
