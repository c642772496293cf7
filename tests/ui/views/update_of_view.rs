//! An update of a view.

use orm_sqlite::prelude::*;

#[derive(View)]
#[view(sql = "SELECT 1")]
struct Active {
    id: i64,
}

fn main() -> Result<(), orm_sqlite::Error> {
    let db = Database::open_in_memory()?;
    db.update::<Active>().set(Active::ID.to(1)).all_rows().run()?;
    Ok(())
}
