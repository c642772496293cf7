//! `orm`: the commands that need no structs, for any SQLite database.

use std::process::ExitCode;

fn main() -> ExitCode {
    orm_kit::Kit::standalone().main()
}
