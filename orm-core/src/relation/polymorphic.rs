//! Relations whose rows are of one table or of another, as a column says: `polymorphic(subject_type, subject_id, ..)`.

use std::fmt;
use std::marker::PhantomData;
use std::vec::IntoIter;

use super::plan::{self, Level, Plan};
use super::slot::{Slot, Slots};
use super::{Above, Cardinality, Handle, Optional, Path, Relation};
use crate::ast::{BinaryOp, Expr as Node, KeyList};
use crate::engine::{Cursor, Sql};
use crate::error::Error;
use crate::expr::Expr;
use crate::table::{PrimaryKey, Table, TableRow};
use crate::value::{DecodeError, Row, Value, ValueRef};

/// What the column of a type says of a row: a text, or a number.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeValue {
    Text(&'static str),
    Integer(i64),
}

impl TypeValue {
    pub(super) fn is(self, value: ValueRef<'_>) -> bool {
        match (self, value) {
            (Self::Text(text), ValueRef::Text(bytes)) => text.as_bytes() == bytes,
            (Self::Integer(integer), ValueRef::Integer(other)) => integer == other,
            _ => false,
        }
    }

    /// The condition that a column says so.
    pub(crate) fn said_by(self, column: Node) -> Node {
        Node::binary(BinaryOp::Eq, column, Node::Value(self.value()))
    }

    /// What the column stores.
    pub(crate) fn value(self) -> Value {
        match self {
            Self::Text(text) => Value::Text(text.to_owned()),
            Self::Integer(integer) => Value::Integer(integer),
        }
    }
}

/// A relation to one of several tables; implemented by the tag that `#[derive(Relations)]` makes.
///
/// # Example
///
/// ```
/// use orm_sqlite::prelude::*;
/// use orm_sqlite::relation::Polymorphic;
///
/// #[derive(Table, Relations)]
/// #[table(name = "notes")]
/// #[relations(subject = polymorphic(subject_type, subject_id, Page = "page", Book = "book"))]
/// struct Note {
///     #[column(primary_key)]
///     id: i64,
///     subject_type: String,
///     subject_id: i64,
/// }
///
/// #[derive(Table, Relations)]
/// #[table(name = "pages")]
/// #[relations(notes = has_many(Note::SUBJECT_ID, when(Note::SUBJECT_TYPE = "page")))]
/// struct Page {
///     #[column(primary_key)]
///     id: i64,
/// }
///
/// #[derive(Table)]
/// #[table(name = "books")]
/// struct Book {
///     #[column(primary_key)]
///     id: i64,
///     title: String,
/// }
///
/// let db = Database::open_in_memory()?;
/// db.create_tables(&schema!(Note, Page, Book))?;
/// db.insert(NewPage::builder().build()).run()?;
/// db.insert(NewBook::builder().title("Sonnets").build()).run()?;
/// let note = |of: &str| NewNote::builder().subject_type(of).subject_id(1).build();
/// db.insert_many([note("page"), note("book")]).run()?;
///
/// let notes = db.query::<Note>().order_by(Note::ID).with_subject().all()?;
/// assert!(matches!(&notes[0].subject, NoteSubject::Page(page) if page.id == 1));
/// assert!(matches!(&notes[1].subject, NoteSubject::Book(book) if book.title == "Sonnets"));
///
/// let of_books = db.select::<Note>().filter(Note::subject().to::<Book>().any(Book::TITLE.like("S%")));
/// assert_eq!(of_books.one()?.id, 2);
/// assert_eq!(db.select::<Page>().columns(Page::notes().count()).one()?, 1);
/// assert_eq!(<Note_subject as Polymorphic>::path().name, "subject");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Polymorphic: Send + 'static {
    /// The table that has the relation.
    type Parent: TableRow;
    /// Whether there is always a row: exactly one, or one or none.
    type Cardinality: Cardinality;
    /// A row of one of the tables.
    type Value: Send + 'static;
    /// One slot for each table.
    #[doc(hidden)]
    type Slots: Slots;

    /// The columns, and what the first of them says.
    #[doc(hidden)]
    fn path() -> PolymorphicPath;

    /// The slots of all tables.
    #[doc(hidden)]
    fn slots() -> Self::Slots;

    /// The row, from what each slot gives.
    #[doc(hidden)]
    fn value(values: <Self::Slots as Slots>::Values) -> Option<Self::Value>;
}

/// The columns of a relation to one of several tables.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct PolymorphicPath {
    /// The relation's name.
    pub name: &'static str,
    /// The position of the parent's column that says which table.
    pub type_column: usize,
    /// The position of the parent's column that says which row.
    pub id: &'static [usize],
    /// All that the first may say.
    pub known: &'static [TypeValue],
}

/// A table to which the relation `R` leads.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this relation does not lead to `{Self}`",
    label = "not one of its tables",
    note = "the tables of a relation are listed in `polymorphic(..)`"
)]
pub trait TargetOf<R>: PrimaryKey {
    /// What the column of the type says for it.
    fn type_value() -> TypeValue;
}

/// The part of the relation `R` that leads to the table `T`, as a relation of its own.
#[doc(hidden)]
#[derive(Debug)]
pub struct To<R, T>(PhantomData<fn() -> (R, T)>);

impl<R: Polymorphic, T: TargetOf<R>> Relation for To<R, T> {
    type Parent = R::Parent;
    type Child = T;
    type Cardinality = Optional;
    type Loaded = Option<T>;
    type Via = Above;

    fn path() -> Path {
        let PolymorphicPath { name, type_column, id, .. } = R::path();
        let parent_is = Some((type_column, T::type_value()));
        let child = T::schema().primary_key;
        Path {
            name,
            parent: id,
            child,
            through: None,
            shared: true,
            parent_is,
            child_is: None,
            with_deleted: false,
            filter: None,
            order_by: None,
        }
    }
}

/// The relation `R` to one of several tables, in a filter: what `Comment::subject()` gives.
///
/// # Example
///
/// See [`Polymorphic`], and [`to`](Self::to).
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::relation::{Polymorphic, PolymorphicHandle};
///
/// fn is_copy<R: Polymorphic>(handle: PolymorphicHandle<R>) -> [PolymorphicHandle<R>; 2] {
///     [handle, handle]
/// }
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct PolymorphicHandle<R>(PhantomData<fn() -> R>);

impl<R> PolymorphicHandle<R> {
    /// The relation.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<R> Default for PolymorphicHandle<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R> Clone for PolymorphicHandle<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for PolymorphicHandle<R> {}

impl<R: Polymorphic> fmt::Debug for PolymorphicHandle<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", R::Parent::schema().name, R::path().name)
    }
}

impl<R: Polymorphic> PolymorphicHandle<R> {
    /// The part of the relation that leads to the table `T`: a handle like those of other relations, for filters, orders,
    /// columns and joins.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::relation::{Polymorphic, PolymorphicHandle, Relation};
    ///
    /// #[derive(Table, Relations)]
    /// #[relations(about = polymorphic(kind, key, User = "user", Post = "post"))]
    /// struct Mention {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     kind: String,
    ///     key: i64,
    /// }
    /// # let db = database()?;
    /// db.create_tables(&schema!(Mention))?;
    /// let mention = |kind: &str, key| NewMention::builder().kind(kind).key(key).build();
    /// db.insert_many([mention("user", 1_i64), mention("post", 1), mention("post", 3)]).run()?;
    ///
    /// let published = Mention::about().to::<Post>().any(Post::PUBLISHED.eq(true));
    /// assert_eq!(db.select::<Mention>().filter(published).columns(Mention::ID).all()?, [2]);
    ///
    /// let titles = db.select::<Mention>().left_join_along(Mention::about().to::<Post>()).order_by(Mention::ID);
    /// let titles: Vec<Option<String>> = titles.columns(Post::TITLE).all()?;
    /// assert_eq!(titles, [None, Some("Notes".to_owned()), Some("Draft".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn to<T: TargetOf<R>>(self) -> Handle<To<R, T>> {
        Handle::new()
    }

    /// Whether the row is said to be one of the table `T`: `type_column = value`. It may still not be there.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// #[derive(Table, Relations)]
    /// #[relations(about = polymorphic(kind, key, User = 1, Post = 2))]
    /// struct Mention {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     kind: i64,
    ///     key: i64,
    /// }
    /// # let db = database()?;
    /// db.create_tables(&schema!(Mention))?;
    /// db.insert(NewMention::builder().kind(2).key(1).build()).run()?;
    /// assert_eq!(db.select::<Mention>().filter(Mention::about().is::<Post>()).count()?, 1);
    /// assert_eq!(db.select::<Mention>().filter(Mention::about().is::<User>()).count()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is<T: TargetOf<R>>(self) -> Expr<R::Parent, bool> {
        let column = R::Parent::source().column(R::path().type_column);
        Expr::new(T::type_value().said_by(Node::Column(column)))
    }
}

/// The slot of a relation to one of several tables: one statement for each table.
#[doc(hidden)]
pub struct WithAny<R: Polymorphic> {
    slots: R::Slots,
    /// Where the type stands in the parents' rows, once planned.
    type_at: usize,
    /// A type that is none of those that are known.
    unknown: Option<DecodeError>,
    /// What each parent has, once settled.
    settled: IntoIter<Option<R::Value>>,
}

#[doc(hidden)]
impl<R: Polymorphic> WithAny<R> {
    /// Loads the tables' own structs.
    pub fn whole() -> Self {
        Self { slots: R::slots(), type_at: 0, unknown: None, settled: Vec::new().into_iter() }
    }
}

impl<R: Polymorphic> Slot for WithAny<R> {
    type Value = <R::Cardinality as Cardinality>::Slot<R::Value>;

    fn fresh(&self) -> Self {
        Self { slots: self.slots.fresh(), type_at: self.type_at, ..Self::whole() }
    }

    fn find_keys(&mut self, columns: &mut Vec<Node>) {
        self.type_at = plan::position(columns, R::Parent::source().column(R::path().type_column));
        self.slots.find_keys(columns);
    }

    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error> {
        self.slots.plan(plan, parent)
    }

    fn observe<X: Row>(&mut self, row: &X) {
        let value = row.value(self.type_at);
        if !value.is_null() && !R::path().known.iter().any(|known| known.is(value)) {
            self.unknown =
                Some(DecodeError::does_not_fit("the type of a row", "a value that the relation does not list"));
        }
        self.slots.observe(row);
    }

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        self.slots.rows(statement, sql, cursor)
    }

    fn keys(&self, list: KeyList) -> Option<Vec<Value>> {
        self.slots.keys(list)
    }

    fn settle(&mut self, parents: usize, moved: Option<&[usize]>) -> Result<(), Error> {
        if let Some(error) = self.unknown.take() {
            let column = R::Parent::source().column(R::path().type_column);
            return Err(Error::decode(column.path(), error));
        }
        self.slots.settle(parents, moved)?;
        let values = (0..parents).map_while(|_| Some(R::value(self.slots.next_values()?)));
        let values: Vec<Option<R::Value>> = values.collect();
        let (least, _) = R::Cardinality::ALLOWED;
        if least > 0 && values.iter().any(Option::is_none) {
            let (parent, name) = (R::Parent::schema().name, R::path().name);
            let reason = format!("a row of `{parent}` has no `{name}`: the key points nowhere, or at a deleted row");
            return Err(Error::not_found(reason));
        }
        self.settled = values.into_iter();
        Ok(())
    }

    fn next_value(&mut self) -> Option<Self::Value> {
        let mut value = self.settled.next()?;
        R::Cardinality::fill(usize::from(value.is_some()), || value.take())
    }
}

impl<R: Polymorphic> fmt::Debug for WithAny<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WithAny").field(&R::path().name).finish()
    }
}
