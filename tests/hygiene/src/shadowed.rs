//! Names of the prelude and of the standard library, taken by the program for something else.
//!
//! They stand beside the derives, so that an expansion that names one of them by its short name does not compile.

#![expect(dead_code, unused_macros, reason = "they are here to be in the way")]

struct Result;
struct Option;
enum Ok {}
struct Err;
struct Some;
struct None;
struct Vec;
struct String;
struct Box;
struct PhantomData;
struct Set;
struct Column;
struct Row;
struct Value;
struct Error;
trait Clone {}
trait Copy {}
trait Default {}
trait Debug {}
trait PartialEq {}
trait Eq {}
trait Iterator {}
trait Into {}
trait From {}
trait Sized {}
trait Send {}
trait Fn {}
trait FnOnce {}
trait Deref {}
trait Serialize {}
mod core {}
mod std {}
mod alloc {}
mod renamed {}
mod orm_sqlite {}
mod orm_core {}
mod serde {}

/// A macro that nobody may call.
macro_rules! vec {
    ($($any:tt)*) => {
        compile_error!("an expansion calls a macro of the program")
    };
}
macro_rules! matches {
    ($($any:tt)*) => {
        compile_error!("an expansion calls a macro of the program")
    };
}
macro_rules! assert {
    ($($any:tt)*) => {
        compile_error!("an expansion calls a macro of the program")
    };
}
macro_rules! panic {
    ($($any:tt)*) => {
        compile_error!("an expansion calls a macro of the program")
    };
}
macro_rules! format {
    ($($any:tt)*) => {
        compile_error!("an expansion calls a macro of the program")
    };
}

/// A parent.
#[derive(::renamed::Table, ::renamed::Relations, Debug, Clone, PartialEq, Eq, ::serde::Serialize)]
#[table(
    crate = ::renamed,
    index(name, name = "parent_by_name", unique, where = "note is not null"),
    insert(derive(Debug, Clone, ::serde::Serialize, ::serde::Deserialize)),
    patch(derive(Debug, Clone, ::serde::Serialize, ::serde::Deserialize)),
)]
#[relations(
    children = has_many(Child::PARENT_ID),
    first = has_one(Single::PARENT_ID),
    friends = many_to_many(Parent, through(Friend::ONE, Friend::OTHER)),
)]
pub struct Parent {
    /// The key.
    #[column(primary_key, autoincrement)]
    pub id: i64,
    /// A text.
    #[column(default = "nobody")]
    pub name: ::std::string::String,
    /// A nullable text.
    pub note: ::std::option::Option<::std::string::String>,
    /// Bytes.
    pub bytes: ::std::vec::Vec<u8>,
    /// An enum.
    pub mood: Mood,
    /// Called for each row.
    #[column(default_fn = ::renamed::value::Timestamp::now, on_update_fn = ::renamed::value::Timestamp::now)]
    pub at: ::renamed::value::Timestamp,
}

/// A child.
#[derive(::renamed::Table, ::renamed::Relations, Debug, Clone, PartialEq, Eq, ::serde::Serialize)]
#[table(crate = ::renamed)]
#[relations(parent = belongs_to(parent_id))]
pub struct Child {
    /// The key.
    #[column(primary_key)]
    pub id: ChildId,
    /// A nullable foreign key.
    #[column(references = Parent::ID, on_delete = set_null)]
    pub parent_id: ::std::option::Option<i64>,
}

/// An only child.
#[derive(::renamed::Table, Debug, Clone, PartialEq, Eq, ::serde::Serialize)]
#[table(crate = ::renamed, rtree(clone(parent_id)))]
pub struct Single {
    /// The key and a foreign key.
    #[column(primary_key, references = Parent::ID)]
    pub parent_id: i64,
}

/// A link.
#[derive(::renamed::Table, Debug)]
#[table(crate = ::renamed, primary_key(one, other), without_rowid)]
pub struct Friend {
    /// From here.
    #[column(references = Parent::ID)]
    pub one: i64,
    /// To there.
    #[column(references = Parent::ID)]
    pub other: i64,
}

/// A view.
#[derive(::renamed::View, ::renamed::Relations, Debug, Clone, PartialEq, Eq, ::serde::Serialize)]
#[view(crate = ::renamed, query = quiet)]
#[relations(parent = belongs_to(id))]
pub struct Quiet {
    /// The parent's key.
    #[column(primary_key, references = Parent::ID)]
    pub id: i64,
    /// A nullable text.
    pub note: ::std::option::Option<::std::string::String>,
}

fn quiet() -> impl ::renamed::query::ViewQuery<Quiet> {
    let parents = <Parent as ::renamed::query::TableExt>::select().filter(Parent::NOTE.is_null());
    parents.columns((Parent::ID, Parent::NOTE))
}

/// An enum as text.
#[derive(::renamed::ColumnType, Debug, Clone, Copy, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
#[column_type(crate = ::renamed)]
pub enum Mood {
    /// A variant with a name of the prelude.
    Ok,
    /// Another one.
    None,
}

/// A newtype.
#[derive(::renamed::ColumnType, Debug, Clone, Copy, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
#[column_type(crate = ::renamed)]
pub struct ChildId(pub i64);

::renamed::alias! {
    /// The other one.
    pub Other = Parent as "other"
}

/// Runs through the tables; `?` and `Result` are spelled out here as well.
#[cfg(test)]
#[test]
fn everything_runs_among_taken_names() -> ::std::result::Result<(), ::renamed::Error> {
    use ::renamed::prelude::*;

    let db = crate::fixture::database(&::renamed::schema!(Parent, Child, Single, Friend, Quiet))?;
    let new = || NewParent::builder().bytes([1_u8, 2].as_slice()).mood(Mood::None);
    let one = db.insert(new().build()).returning().one()?;
    let other = db.insert(new().name("Ada").note("x").build()).returning().one()?;
    ::std::assert_eq!(db.insert(NewChild::builder().parent_id(one.id).build()).run()?, 1);
    ::std::assert_eq!(db.insert(NewSingle::builder().parent_id(one.id).build()).run()?, 1);
    ::std::assert_eq!(db.insert(NewFriend { one: one.id, other: other.id }).run()?, 1);
    let loaded = db.query::<Parent>().with_children().with_first().with_friends_by(ParentQuery::with_children).all()?;
    ::std::assert_eq!(loaded[0].children[0].id, ChildId(1));
    ::std::assert_eq!(loaded[0].friends[0].name, "Ada");
    ::std::assert_eq!(loaded[0].clone(), loaded[0]);
    ::std::assert!(::std::format!("{loaded:?}").contains("nobody"));
    ::std::assert_eq!(
        ::serde_json::to_value(&loaded[0]).ok().map(|json| json["friends"][0]["mood"] == "None"),
        ::std::option::Option::Some(true)
    );
    let quiet = db.query::<Quiet>().with_parent().one()?;
    ::std::assert_eq!((quiet.id, quiet.parent.id), (one.id, one.id));
    let name = "Ada";
    let id: i64 = ::renamed::sql!("select id from parent where {Parent::NAME} = {name}").one(&db)?;
    ::std::assert_eq!(id, other.id);
    let pairs = db.select::<Parent>().inner_join::<Other>().on(Other::ID.lt(Parent::ID));
    ::std::assert_eq!(pairs.filter(Other::NOTE.is_null()).count()?, 1);
    ::std::result::Result::Ok(())
}
