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
mod shape;
mod table;
#[cfg(test)]
mod tests;
mod view;

use attr::own;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct with named fields a table: one field is one column.
///
/// Own columns are named by their fields, those of other tables by paths (`Other::ID`), and a table that is a tree refers to itself by
/// `Self::ID`; SQL text names the columns of the database.
///
/// It makes a constant for each column (`User::EMAIL`), the insert model `NewUser` with a builder that does not compile
/// until every required column is set, and the update model `UserPatch`. A field is nullable if its type is an `Option`,
/// and optional on insert if it is nullable, has a default, or is an INTEGER primary key.
///
/// # Example
///
/// ```
/// use orm_sqlite::prelude::*;
///
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
///
/// #[derive(ColumnType, Debug, Clone, Copy, PartialEq)]
/// pub enum Role { Admin, Member }
///
/// let db = Database::open_in_memory()?;
/// db.create_tables(&schema!(User))?;
/// let ada = db.insert(NewUser::builder().email("ada@x.org").name("Ada").build()).returning().one()?;
/// assert_eq!((ada.id, ada.role), (1, Role::Member));
///
/// let patch = UserPatch { role: Set::Value(Role::Admin), ..UserPatch::default() };
/// db.update::<User>().patch(patch).filter(User::EMAIL.eq("ada@x.org")).run()?;
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
///
/// # Example: the insert model from JSON
///
/// ```
/// use orm_sqlite::prelude::*;
///
/// #[derive(Table)]
/// #[table(insert(derive(serde::Deserialize)))]
/// struct Note {
///     #[column(primary_key)]
///     id: i64,
///     text: String,
///     author: Option<String>,
/// }
///
/// let note: NewNote = serde_json::from_str(r#"{ "text": "first" }"#)?;
/// assert!(note.author.is_unset());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # `#[table(..)]` on the struct
///
/// | key | meaning |
/// |---|---|
/// | `name = ".."` | the table's name; without it the struct's, in `snake_case` |
/// | `primary_key(a, b)` | a composite primary key |
/// | `unique(a, b, name = "..")` | a unique constraint; repeats |
/// | `index(a, desc(b), expr("lower(email)"), name = "..", unique, where = "sql")` | an index; repeats. Without a `name`, a further one over the same columns is numbered. A field named like a flag is written `r#unique` |
/// | `check(name = "..", "sql")`, `check = "sql"` | a check; repeats |
/// | `foreign_key(columns(a, b), references(Other::A, Other::B), on_delete = .., on_update = .., deferrable)` | a composite foreign key; repeats |
/// | `fts(title, body)` | a full-text index (FTS5) over these columns, kept by triggers; `name = ".."`, `tokenize = ".."`, `prefix = "2 3"` and `columnsize = false` are FTS5's options |
/// | `rtree(x(left, right), lat)` | a spatial index (R*Tree) in one to five dimensions, kept by triggers. A dimension is `name(low, high)`, `name(field)` for points, or a field alone. The fields of a dimension are numbers of one type, and may be `Option`s: a row with a `NULL` is not in the index. `integer` stores integers of 32 bits, else floating point numbers; `name = ".."`. A field named `integer` is written `r#integer` |
/// | `soft_delete = deleted_at` | a delete marks this nullable column, and reads leave marked rows out |
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
/// | `default_fn = f`, `on_update_fn = f` | Rust functions that are called for each insert or update; a soft delete is an update |
/// | `version` | an integer that begins at 1 and that every update counts up; `.version(read)` on an update or a delete asks for it |
/// | `on_delete_fn = f` | what a soft delete writes; without it `unixepoch()` for integers, the time for a `Timestamp` |
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
    table::derive(&own::named(parse_macro_input!(input as DeriveInput))).into()
}

/// Makes a struct with named fields a view, or a part of one query: rows that are read and never written.
///
/// It makes a constant for each column, as `derive(Table)` does, and no models. A view is selected, joined, aliased and
/// related like a table. What it selects is a query of the program, a statement, or nothing: then the rows come from the
/// query that names it.
///
/// The query is a function that gives a select without a database, whose rows are the types of the fields in their order:
/// the plain type for one field, a tuple for up to 16, tuples in a tuple beyond (`((first, .., sixteenth), (seventeenth, ..))`).
/// A `V` also fills a field of type `Option<V>`. Its values become literals in the text of the view. The types of the fields
/// are as visible as the view itself.
///
/// # Example
///
/// ```
/// use orm_sqlite::prelude::*;
/// #[derive(Table)]
/// #[table(name = "users")]
/// pub struct User {
///     #[column(primary_key)]
///     pub id: i64,
///     pub name: String,
///     pub active: bool,
/// }
///
/// #[derive(View, Debug, PartialEq)]
/// #[view(name = "active_users", query = active_users)]
/// pub struct ActiveUser {
///     #[column(primary_key, references = User::ID)]
///     pub id: i64,
///     pub name: String,
/// }
///
/// fn active_users() -> impl ViewQuery<ActiveUser> {
///     User::select().filter(User::ACTIVE.eq(true)).columns((User::ID, User::NAME))
/// }
///
/// let db = Database::open_in_memory()?;
/// db.create_tables(&schema!(User, ActiveUser))?;
/// db.insert(NewUser::builder().name("Ada").active(true).build()).run()?;
/// db.insert(NewUser::builder().name("Bob").active(false).build()).run()?;
/// assert_eq!(db.select::<ActiveUser>().all()?, [ActiveUser { id: 1, name: "Ada".to_owned() }]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
///
/// # `#[view(..)]` on the struct
///
/// | key | meaning |
/// |---|---|
/// | `name = ".."` | the view's name; without it the struct's, in `snake_case` |
/// | `query = path` | a function that gives the view's query |
/// | `sql = ".."` | the view's query in SQL, its columns in the order of the fields |
/// | `existing` | the database has the view, and nothing creates it |
/// | `primary_key(a, b)` | the columns that tell rows apart, for `find` and relations; nothing checks it |
/// | `rename_all = "camelCase"` | the rule for the names of columns, as in `#[table(..)]` |
/// | `crate = path` | where `orm_sqlite` is |
///
/// With none of `query`, `sql` and `existing` the struct is no view of the database.
///
/// # `#[column(..)]` on a field
///
/// | key | meaning |
/// |---|---|
/// | `name = ".."` | the column's name |
/// | `const = NAME` | the name of the column's const |
/// | `primary_key` | the column tells rows apart, for `find` and relations; nothing checks it |
/// | `unique` | no two rows have the same value, for `has_one`; nothing checks it |
/// | `references = Other::ID` | the column is a key of `Other`, for relations; the database has no such foreign key |
/// | `sensitive` | the value is never shown |
#[proc_macro_derive(View, attributes(view, column, relations))]
pub fn derive_view(input: TokenStream) -> TokenStream {
    view::derive(&own::named(parse_macro_input!(input as DeriveInput))).into()
}

/// Gives a table its relations: a row type and a query type in which a loaded relation is part of the type.
///
/// For a table `User` it makes the tags `User_posts`, the row `UserRow` with a slot for each relation, the query
/// `UserQuery` with `with_posts()` and `with_posts_by(..)` for each, and the handles `User::posts()`
/// for filters. Without any `#[relations(..)]` the table can still be the end of another's relation and be queried.
///
/// # Example
///
/// ```
/// use orm_sqlite::prelude::*;
///
/// #[derive(Table, Relations)]
/// #[relations(
///     posts = has_many(Post::AUTHOR_ID),
///     profile = has_one(Profile::USER_ID),
///     groups = many_to_many(Group, through(Membership::USER_ID, Membership::GROUP_ID)),
///     invited_by = belongs_to(invited_by_id),
/// )]
/// pub struct User {
///     #[column(primary_key)]
///     pub id: i64,
///     #[column(references = User::ID)]
///     pub invited_by_id: Option<i64>,
/// }
///
/// #[derive(Table, Relations)]
/// pub struct Post {
///     #[column(primary_key)]
///     pub id: i64,
///     #[column(references = User::ID, index)]
///     pub author_id: i64,
/// }
/// # #[derive(Table)]
/// # pub struct Profile {
/// #     #[column(primary_key)]
/// #     pub id: i64,
/// #     #[column(unique, references = User::ID)]
/// #     pub user_id: i64,
/// # }
/// # #[derive(Table)]
/// # pub struct Group {
/// #     #[column(primary_key)]
/// #     pub id: i64,
/// # }
/// # #[derive(Table)]
/// # #[table(primary_key(user_id, group_id))]
/// # pub struct Membership {
/// #     #[column(references = User::ID)]
/// #     pub user_id: i64,
/// #     #[column(references = Group::ID)]
/// #     pub group_id: i64,
/// # }
///
/// let db = Database::open_in_memory()?;
/// db.create_tables(&schema!(User, Post, Profile, Group, Membership))?;
/// db.insert_many([NewUser::builder().build(), NewUser::builder().invited_by_id(1).build()]).run()?;
/// db.insert(NewPost::builder().author_id(2).build()).run()?;
///
/// let users = db.query::<User>().filter(User::posts().exists()).with_posts().with_invited_by().all()?;
/// assert_eq!(users[0].posts.len(), 1);
/// assert_eq!(users[0].invited_by.as_ref().map(|user| user.id), Some(1));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
///
/// # `#[relations(..)]` on the struct
///
/// | key | meaning |
/// |---|---|
/// | `x = has_many(Other::USER_ID)` | the rows of `Other` that reference this one; several columns for a composite key |
/// | `x = has_one(Other::USER_ID)` | the same where there is at most one: the column is unique, or unique in the rows of `filter`, whose condition a partial unique index has (below) |
/// | `x = belongs_to(field)` | the row that the field references; its table is in `#[column(references = ..)]`, or in `#[table(foreign_key(..))]` for several fields |
/// | `x = many_to_many(Other, through(Link::USER_ID, Link::OTHER_ID))` | the rows of `Other` by way of a table of links; composite keys in parentheses |
/// | `x = polymorphic(type_field, id_field, A = "a", B = "b")` | a row of one of several tables, as the first field says: TEXT with texts, INTEGER with numbers; the second has the primary key, of one type in all of them. It gives an enum of the tables' structs, `UserX` or `name = Name`; nullable fields make it an `Option`; a type that is not listed is an error that names the column |
/// | `x = has_many(Other::SUBJECT_ID, when(Other::SUBJECT_TYPE = "a"))` | the other side of it, also `has_one`, where both columns are unique together |
/// | `x = has_many(Other::USER_ID, filter = Other::OPEN.eq(true), order_by = Other::ID.desc())` | of any kind: only the rows that fulfil a predicate over their own columns, everywhere that the relation is used; and their order where a query has none. A `belongs_to` with a filter is an `Option` |
/// | `x = belongs_to(field, with_deleted)` | of any kind but `polymorphic`: rows that are deleted softly are among them, in loads, filters, counts and joins; `with_x_by` with `only_deleted()` asks for those alone |
/// | `row = Name`, `query = Name` | the names of the generated types, without them `UserRow` and `UserQuery` |
///
/// # `has_one` of a part of the rows
///
/// A column may be unique in a part of the rows alone, by an index with `where`. The relation then declares the same condition as its
/// `filter`, word by word: columns compared with literals, `is_null` and `is_not_null`, joined by `and`, or `sql!(..)`. Each part of
/// the index's condition stands among the relation's, which may have more; that deleted rows are left out counts as one. Anything else
/// is a compile error.
///
/// ```
/// # use orm_sqlite::{doctest::{User, database}, prelude::*};
/// # let db = database()?;
/// #[derive(Table, Relations)]
/// #[table(name = "people")]
/// #[relations(main = has_one(Address::PERSON_ID, filter = Address::MAIN.eq(true)))]
/// struct Person {
///     #[column(primary_key)]
///     id: i64,
/// }
///
/// #[derive(Table)]
/// #[table(name = "addresses", index(person_id, unique, where = "main = 1"))]
/// struct Address {
///     #[column(primary_key)]
///     id: i64,
///     #[column(references = Person::ID)]
///     person_id: i64,
///     main: bool,
/// }
///
/// db.create_tables(&schema!(Person, Address))?;
/// db.insert(NewPerson::builder().id(1).build()).run()?;
/// let address = |main: bool| NewAddress::builder().person_id(1).main(main).build();
/// db.insert_many([address(false), address(true), address(false)]).run()?;
/// let person = db.query::<Person>().with_main().one()?;
/// assert_eq!(person.main.as_ref().map(|address| address.id), Some(2));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[proc_macro_derive(Relations, attributes(table, view, column, relations))]
pub fn derive_relations(input: TokenStream) -> TokenStream {
    relations::derive(&own::named(parse_macro_input!(input as DeriveInput))).into()
}

/// Makes a struct a shape: it says which columns and relations of a table it holds, and is loaded with exactly those.
///
/// A field is the column or the relation of the table that has its name, and its type is checked against it: a column's is
/// the column's own, a relation's is a `Vec` of another shape (or of the related table's struct) for `has_many` and `many_to_many`,
/// an `Option` for `has_one` and a nullable `belongs_to`, and the shape itself for a required `belongs_to`.
///
/// `db.load::<Card>()` is a query like `db.query::<User>()`, and each relation is one statement. A shape of columns alone can also
/// be read by `select_as`, `returning_as` and `sql!`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// #[derive(Shape)]
/// #[shape(of = User)]
/// struct Card {
///     id: i64,
///     name: String,
///     #[shape(column = User::EMAIL)]
///     address: String,
///     #[shape(expr = User::LOGINS.mul(2))]
///     double: i64,
///     #[shape(count(posts, Post::PUBLISHED.eq(true)))]
///     published: i64,
///     #[shape(limit = 1, order_by = Post::LIKES.desc())]
///     posts: Vec<PostTitle>,
///     profile: Option<Profile>,
/// }
///
/// #[derive(Shape, Debug, PartialEq)]
/// #[shape(of = Post)]
/// struct PostTitle {
///     title: String,
/// }
///
/// let ada = db.load::<Card>().filter(User::NAME.eq("Ada")).one()?;
/// assert_eq!((ada.id, ada.address.as_str(), ada.double, ada.published), (1, "ada@x.org", 6, 2));
/// assert_eq!(ada.posts, [PostTitle { title: "Engines".to_owned() }]);
/// assert_eq!(ada.profile.map(|profile| profile.id), Some(1));
/// # assert_eq!(ada.name, "Ada");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
///
/// # Example: values that are known at run time
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// struct Page {
///     min_likes: i64,
///     posts: u64,
/// }
///
/// #[derive(Shape)]
/// #[shape(of = User, params = Page)]
/// struct Card {
///     #[shape(filter = Post::LIKES.ge(params.min_likes), limit = params.posts)]
///     posts: Vec<Post>,
/// }
///
/// let card = db.load_with::<Card>(Page { min_likes: 6, posts: 3 }).find(1).one()?;
/// assert_eq!(card.posts[0].title, "Engines");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
///
/// # `#[shape(..)]` on the struct
///
/// | key | meaning |
/// |---|---|
/// | `of = Table` | the table |
/// | `params = Type` | the type of the values that are known at run time; in the attributes of fields they are `params` |
/// | `crate = path` | where `orm_sqlite` is |
///
/// # `#[shape(..)]` on a field
///
/// | key | meaning |
/// |---|---|
/// | `column = User::EMAIL` | a column of another name |
/// | `expr = User::LOGINS.mul(2)` | an expression over the table's columns |
/// | `count = posts`, `count(posts, Post::PUBLISHED.eq(true))` | how many related rows there are |
/// | `relation = posts` | a relation of another name |
/// | `filter = ..`, `order_by = ..`, `limit = ..`, `offset = ..` | which related rows are loaded; limit and offset are of each parent |
/// | `with_deleted` | rows of the related table that are deleted softly are loaded too |
/// | `params = params.inner` | the params of the shape in the field; without it those of this shape, if they have the same type |
#[proc_macro_derive(Shape, attributes(shape))]
pub fn derive_shape(input: TokenStream) -> TokenStream {
    shape::derive(&own::named(parse_macro_input!(input as DeriveInput))).into()
}

/// Lets an enum or a newtype be stored in one column.
///
/// An enum without fields is stored as TEXT (the variants' names in `snake_case`) or as INTEGER; a tuple struct with one
/// field is stored as that field is.
///
/// A column of an enum has a `CHECK` of its values, and a stored value that is none of them is an error when it is read.
///
/// # Example
///
/// ```
/// use orm_sqlite::prelude::*;
/// use orm_sqlite::value::{Decode, Encode, Value, ValueRef};
///
/// #[derive(ColumnType, Debug, Clone, Copy, PartialEq)]
/// pub enum Role { Admin, Member }
///
/// #[derive(ColumnType, Debug, Clone, Copy, PartialEq)]
/// #[column_type(integer)]
/// pub enum Priority { Low = 1, High = 10 }
///
/// #[derive(ColumnType, Debug, Clone, Copy, PartialEq)]
/// pub struct UserId(i64);
///
/// assert_eq!(Role::Admin.encode(), Ok(Value::Text("admin".to_owned())));
/// assert_eq!(Priority::decode(ValueRef::Integer(10)), Ok(Priority::High));
/// assert!(Priority::decode(ValueRef::Integer(2)).is_err());
/// assert_eq!(UserId(7).encode(), Ok(Value::Integer(7)));
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
    column_type::derive(&own::named(parse_macro_input!(input as DeriveInput))).into()
}

/// What `orm_sqlite::alias!` expands to, given the library's path.
#[doc(hidden)]
#[proc_macro]
pub fn __alias(input: TokenStream) -> TokenStream {
    function::alias(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// What `orm_sqlite::migrations!` expands to, given the library's path.
#[doc(hidden)]
#[proc_macro]
pub fn __migrations(input: TokenStream) -> TokenStream {
    function::migrations(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// What `orm_sqlite::sql!` expands to, given the library's path.
#[doc(hidden)]
#[proc_macro]
pub fn __sql(input: TokenStream) -> TokenStream {
    function::sql(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}
