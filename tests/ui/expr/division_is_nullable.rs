//! A quotient may be `NULL`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    bio: Option<String>,
    logins: i64,
}

fn mistake(db: &Database) -> Result<(), orm_sqlite::Error> {
    let _: Vec<i64> = db.select::<User>().columns(User::LOGINS.div(2)).all()?;
    Ok(())
}

fn main() {}
