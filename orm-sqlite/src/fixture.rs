//! One table, and short ways to use it.

use orm_core::expr::Joined;
use orm_core::query::Argument;
use orm_core::schema::Schema;
use orm_core::scope::Statement;
use orm_core::table::Table as _;
use orm_core::value::Set;
use orm_sqlite::__private as orm;
use orm_sqlite::Table;

use crate::access::Read as _;
use crate::database::Database;

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "users")]
pub(crate) struct User {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(unique)]
    pub(crate) email: String,
    pub(crate) bio: Option<String>,
    #[column(default = 18)]
    pub(crate) age: i64,
}

/// A new user with this address.
pub(crate) fn user(email: &str) -> NewUser {
    NewUser { id: Set::Unset, email: email.to_owned(), bio: Set::Unset, age: Set::Unset }
}

pub(crate) fn create(db: &Database) {
    db.create_tables(&Schema::new(vec![User::schema()])).unwrap();
}

/// A database in memory with the table.
pub(crate) fn memory() -> Database {
    let db = Database::open_in_memory().unwrap();
    create(&db);
    db
}

/// Raw SQL, as `sql!` makes it.
pub(crate) fn raw(text: &'static str) -> orm::Raw {
    orm::Raw::start().text(text)
}

/// Raw SQL around one bound value.
pub(crate) fn raw_with<A: Argument<J> + Joined<Statement, J>, J>(
    before: &'static str,
    value: &A,
    after: &'static str,
) -> orm::Raw {
    orm::Raw::start().text(before).argument(value).text(after)
}

/// The addresses of all users, in order.
pub(crate) fn emails(db: &Database) -> Vec<String> {
    db.select::<User>().columns(User::EMAIL).order_by(User::ID).all().unwrap()
}
