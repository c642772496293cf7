//! A struct that is no table.

use orm_sqlite::prelude::*;

struct Note;

fn main() -> Result<(), orm_sqlite::Error> {
    let db = Database::open_in_memory()?;
    let _ = db.delete::<Note>();
    Ok(())
}
