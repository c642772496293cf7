//! The same, without a database.

use orm_sqlite::prelude::*;

#[derive(View)]
#[view(sql = "SELECT 1")]
struct Active {
    id: i64,
}

fn main() -> Result<(), orm_sqlite::Error> {
    let db = Database::open_in_memory()?;
    Active::delete().filter(Active::ID.eq(1)).using(&db).run()?;
    Ok(())
}
