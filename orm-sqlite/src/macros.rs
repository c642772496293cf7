//! The macros. Each passes this crate's own path on, so that they work under any name of it.

/// A [`Schema`](crate::schema::Schema) of tables and views, in the order in which they are named.
///
/// Views are created after all tables, so that only a view which reads another must come after it.
///
/// # Example
///
/// ```
/// use orm_sqlite::prelude::*;
///
/// #[derive(Table)]
/// struct Note {
///     #[column(primary_key)]
///     id: i64,
///     text: String,
/// }
///
/// let db = Database::open_in_memory()?;
/// db.create_tables(&schema!(Note))?;
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[macro_export]
macro_rules! schema {
    ($($table:ty),* $(,)?) => {
        $crate::__private::schema([$(<$table as $crate::__private::Table>::schema()),*])
    };
}

/// Raw SQL with bound values: `sql!("select * from users where name = {name}")`.
///
/// `{value}` is bound as a parameter and never pasted; it may be any expression of a column type, an `Option` of one, or
/// a `&str`. Bytes are a slice, `{bytes.as_slice()}`. A `Vec` or an array is a list, for `in ({ids})`: one parameter,
/// however long. An expression and a select without a database, `({select})`, stand in it too. The type of the rows must be said: `let n: i64 = sql!(..).one(&db)?`. `{User::NAME}` is the quoted name of a column. `{{` and `}}` stand for one brace. The text is part of the
/// program, and must be one statement. A row becomes a scalar, a tuple or a table's struct by position, so a statement
/// for a struct lists the columns in the struct's order.
///
/// A statement that begins with `SELECT`, `VALUES`, or `WITH` without a write runs on a connection for readers, unless it asks for what only one
/// connection knows, such as `last_insert_rowid()` or a temporary table. Any other, a `PRAGMA` too, waits for the connection that
/// writes; in a [`read_transaction`](crate::Database::read_transaction) it does not.
///
/// `sql!(..).expr::<V>()` is an expression of another query, which checks that it has the tables of the columns in it.
///
/// # Example
///
/// ```
/// use orm_sqlite::prelude::*;
///
/// let db = Database::open_in_memory()?;
/// let (a, b) = (20, "two");
/// let (number, text): (i64, String) = sql!("select {a} + 1, {b}").one(&db)?;
/// assert_eq!((number, text.as_str()), (21, "two"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[macro_export]
macro_rules! sql {
    ($($text:tt)*) => {
        $crate::__private::__sql!($crate, $($text)*)
    };
}

/// One more name for a table, for queries that use it twice: `alias!(Manager = User as "manager")`.
///
/// The alias has the same columns, and its rows are the table's struct. It may be `pub`, and stands where an item does.
///
/// # Type annotations needed
///
/// A query that has one table twice without an alias fails with rustc's "type annotations needed" (E0283): a column such
/// as `User::ID` could mean either of the two, and rustc cannot infer which. Give one of them another name:
///
/// ```compile_fail,E0283
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let pairs = db.select::<User>().left_join::<User>().on(User::ID.eq(User::INVITED_BY_ID)).all()?;
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// alias!(Inviter = User as "inviter");
///
/// let pairs = db.select::<User>().left_join::<Inviter>().on(Inviter::ID.eq(User::INVITED_BY_ID)).all()?;
/// assert_eq!(pairs.len(), 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
///
/// # Example
///
/// ```
/// use orm_sqlite::prelude::*;
///
/// #[derive(Table, Debug, PartialEq)]
/// struct Person {
///     #[column(primary_key)]
///     id: i64,
///     name: String,
///     boss_id: Option<i64>,
/// }
///
/// alias!(Boss = Person as "boss");
///
/// let db = Database::open_in_memory()?;
/// db.create_tables(&schema!(Person))?;
/// db.insert(NewPerson::builder().id(1).name("Ada").build()).run()?;
/// db.insert(NewPerson::builder().id(2).name("Bob").boss_id(1).build()).run()?;
/// let pairs: Vec<(String, String)> = db
///     .select::<Person>()
///     .inner_join::<Boss>()
///     .on(Boss::ID.eq(Person::BOSS_ID))
///     .columns((Person::NAME, Boss::NAME))
///     .all()?;
/// assert_eq!(pairs, [("Bob".to_owned(), "Ada".to_owned())]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[macro_export]
macro_rules! alias {
    ($($alias:tt)*) => {
        $crate::__private::__alias! { $crate, $($alias)* }
    };
}

/// The [`Migrations`](crate::migrate::Migrations) of a folder, as part of the program. The folder is named from the one of the
/// program's `Cargo.toml`.
///
/// A folder that is not there, one without `migration.sql`, a name that is none and two of one version do not compile. A
/// migration that is added later is seen when cargo is told to look, by `build.rs`:
///
/// ```
/// println!("cargo:rerun-if-changed=migrations");
/// ```
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// # let db = Database::open_in_memory()?;
/// use orm_sqlite::migrations;
///
/// db.migrate(&migrations!("tests/migrations"))?;
/// assert_eq!(db.applied_migrations()?[0].name, "20260101120000_notes");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[macro_export]
macro_rules! migrations {
    ($($folder:tt)*) => {
        $crate::__private::__migrations!($crate, $($folder)*)
    };
}
