//! The derive macros of `orm_sqlite`, which re-exports them: use them from there.
//!
//! Each derive is a pipeline of its own file: attributes are parsed into a model, rules across attributes are checked,
//! and the model is expanded. All errors of a struct are reported at once.

mod ast;
mod attr;
mod check;
mod column_type;
mod ctxt;
mod expand;
mod fallback;
mod function;
mod naming;
mod relations;
mod table;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct with named fields a table: one field is one column.
///
/// Own columns are named by their fields, those of other tables by paths (`Other::ID`); SQL text names the columns
/// of the database.
///
/// ```ignore
/// #[derive(Table)]
/// #[table(name = "users", index(name, desc(created_at)))]
/// pub struct User {
///     #[column(primary_key)]
///     pub id: i64,
///     #[column(unique)]
///     pub email: String,
///     pub name: String,
///     #[column(default = Role::Member)]
///     pub role: Role,
///     #[column(references = User::ID, on_delete = set_null)]
///     pub invited_by_id: Option<i64>,
///     #[column(default_fn = Timestamp::now)]
///     pub created_at: Timestamp,
/// }
/// ```
///
/// # `#[table(..)]` on the struct
///
/// | key | meaning |
/// |---|---|
/// | `name = ".."` | the table's name; without it the struct's, in `snake_case` |
/// | `primary_key(a, b)` | a composite primary key |
/// | `unique(a, b, name = "..")` | a unique constraint; repeats |
/// | `index(a, desc(b), expr("lower(email)"), name = "..", unique, where = "sql")` | an index; repeats. A field named like a flag is written `r#unique` |
/// | `check(name = "..", "sql")`, `check = "sql"` | a check; repeats |
/// | `foreign_key(columns(a, b), references(Other::A, Other::B), on_delete = .., on_update = .., deferrable)` | a composite foreign key; repeats |
/// | `strict = false` | not a STRICT table |
/// | `without_rowid` | a WITHOUT ROWID table |
/// | `rename_all = "camelCase"` | the rule for the names of columns: `lowercase`, `UPPERCASE`, `camelCase`, `PascalCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case` |
/// | `renamed_from = ".."` | the table's former name, for migrations |
/// | `insert(name = .., derive(..), ..)` | name and attributes of the insert model, `NewUser` |
/// | `patch(name = .., derive(..), ..)` | the same of the update model, `UserPatch` |
/// | `crate = path` | where `orm_sqlite` is |
///
/// # `#[column(..)]` on a field
///
/// | key | meaning |
/// |---|---|
/// | `name = ".."` | the column's name |
/// | `const = NAME` | the name of the column's const, without it the field's in `SCREAMING_SNAKE_CASE` |
/// | `sql_type = ".."` | the declared type; outside those of a STRICT table it needs `strict = false` |
/// | `primary_key`, `autoincrement` | the primary key of one column |
/// | `unique`, `index`, `index(name = "..", unique, where = "sql")`, `no_index` | an index over this column |
/// | `default = value` | a literal or constant as the default in the database |
/// | `default_sql = "sql"` | an SQL expression as the default |
/// | `default_fn = f`, `on_update_fn = f` | Rust functions that are called for each insert or update |
/// | `references = Other::ID` | a foreign key, with `on_delete`, `on_update` (`cascade`, `restrict`, `no_action`, `set_null`, `set_default`) and `deferrable` |
/// | `constraint = false` | the reference is not a foreign key in the database |
/// | `collate = nocase` | `nocase`, `binary`, `rtrim`, or the name of your own as a string |
/// | `check = "sql"` | a check |
/// | `generated(stored, "sql")`, `generated(virtual, "sql")` | a generated column; virtual if not said |
/// | `renamed_from = ".."` | the column's former name, for migrations |
/// | `sensitive` | the value is never shown |
/// | `insert(..)`, `patch(..)` | attributes for the field of the insert or update model |
#[proc_macro_derive(Table, attributes(table, column, relations))]
pub fn derive_table(input: TokenStream) -> TokenStream {
    table::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Gives a table its relations: a row type and a query type in which a loaded relation is part of the type.
///
/// ```ignore
/// #[derive(Table, Relations)]
/// #[relations(
///     posts = has_many(Post::AUTHOR_ID),
///     profile = has_one(Profile::USER_ID),
///     groups = many_to_many(Group, through(Membership::USER_ID, Membership::GROUP_ID)),
///     invited_by = belongs_to(invited_by_id),
/// )]
/// pub struct User { /* .. */ }
/// ```
///
/// # `#[relations(..)]` on the struct
///
/// | key | meaning |
/// |---|---|
/// | `x = has_many(Other::USER_ID)` | the rows of `Other` that reference this one; several columns for a composite key |
/// | `x = has_one(Other::USER_ID)` | the same where there is at most one: the column is unique |
/// | `x = belongs_to(field)` | the row that the field references; its table is in `#[column(references = ..)]`, or in `#[table(foreign_key(..))]` for several fields |
/// | `x = many_to_many(Other, through(Link::USER_ID, Link::OTHER_ID))` | the rows of `Other` by way of a table of links; composite keys in parentheses |
/// | `row = Name`, `query = Name` | the names of the generated types, without them `UserRow` and `UserQuery` |
#[proc_macro_derive(Relations, attributes(table, column, relations))]
pub fn derive_relations(input: TokenStream) -> TokenStream {
    relations::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Lets an enum or a newtype be stored in one column.
///
/// An enum without fields is stored as TEXT (the variants' names in `snake_case`) or as INTEGER; a tuple struct with one
/// field is stored as that field is.
///
/// ```ignore
/// #[derive(ColumnType)]
/// pub enum Role { Admin, Member }
///
/// #[derive(ColumnType)]
/// #[column_type(integer)]
/// pub enum Priority { Low = 1, High = 10 }
///
/// #[derive(ColumnType)]
/// pub struct UserId(i64);
/// ```
///
/// # `#[column_type(..)]`
///
/// | key | meaning |
/// |---|---|
/// | `integer` | on an enum: stored as the discriminant, an integer literal or one more than the variant before |
/// | `rename_all = "camelCase"` | on an enum stored as text: the rule for its names |
/// | `rename = ".."` | on a variant stored as text: its name |
/// | `crate = path` | where `orm_sqlite` is |
#[proc_macro_derive(ColumnType, attributes(column_type))]
pub fn derive_column_type(input: TokenStream) -> TokenStream {
    column_type::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// What `orm_sqlite::alias!` expands to, given the library's path.
#[doc(hidden)]
#[proc_macro]
pub fn __alias(input: TokenStream) -> TokenStream {
    function::alias(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// What `orm_sqlite::sql!` expands to, given the library's path.
#[doc(hidden)]
#[proc_macro]
pub fn __sql(input: TokenStream) -> TokenStream {
    function::sql(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}
