//! An insert of a row of a view.

use orm_sqlite::prelude::*;

#[derive(View)]
#[view(sql = "SELECT 1")]
struct Active {
    id: i64,
}

fn main() -> Result<(), orm_sqlite::Error> {
    let db = Database::open_in_memory()?;
    db.insert(Active { id: 1 }).run()?;
    Ok(())
}
