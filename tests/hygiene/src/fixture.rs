//! A database with the tables of one test.

use renamed::Database;
use renamed::schema::Schema;

/// In memory, with these tables.
#[expect(clippy::redundant_pub_crate, reason = "`unreachable_pub` asks for the opposite")]
pub(crate) fn database(schema: &Schema) -> Result<Database, renamed::Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(schema)?;
    Ok(db)
}
