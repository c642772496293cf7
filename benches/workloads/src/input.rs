//! What writes are given: users that are made before the operation and that it may keep.

use crate::rows::User;
use crate::workload::{Workload, scatter};

/// The users of one operation.
///
/// Each is made anew, as if it came from outside. The keys are new for inserts, which do not use them, and of rows that
/// are there for the others.
pub fn users(workload: Workload, operation: u64) -> Vec<User> {
    let number = workload.written() as u64;
    (0..number).map(|row| made(workload, operation * number + row)).collect()
}

/// The one user of an operation that writes one.
pub fn user(workload: Workload, operation: u64) -> User {
    made(workload, operation)
}

fn made(workload: Workload, row: u64) -> User {
    const NAMES: [&str; 4] = ["Ada Lovelace", "Grace Hopper", "Barbara Liskov", "Frances Allen"];
    const COLORS: [Option<&str>; 3] = [Some("black"), None, Some("brown")];
    let rows = workload.users();
    User {
        id: if rows == 0 { row.cast_signed() + 1 } else { scatter(row, rows) },
        name: NAMES[(row % 4) as usize].to_owned(),
        hair_color: COLORS[(row % 3) as usize].map(str::to_owned),
    }
}
