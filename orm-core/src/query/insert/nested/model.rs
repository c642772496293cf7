//! The models of nested inserts: an insert model, and what is to be inserted below its row.

use std::fmt;
use std::marker::PhantomData;

use super::level::{self, Level};
use crate::ast::{Assignment, Deleted, Expr, Source};
use crate::engine::LocalEngine;
use crate::error::Error;
use crate::query::find::Key;
use crate::relation::{
    ChildKey, Handle, Linkable, ManyToMany, OnlyLinks, Path, Relation, RelationOf, TakesNew, Through, child_values,
    link_row, unless_linked,
};
use crate::table::{Assignments, Insertable, Stored, Table};
use crate::value::IntoValue;

/// A new row, with or without new rows below it: an insert model, or what [`with_new`](NestedRowExt::with_new) makes of one.
///
/// # Example: a function over both
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::query::NestedRow;
///
/// fn add<N: NestedRow<Table = Post>>(db: &Database, row: N) -> Result<i64, orm_sqlite::Error> {
///     Ok(db.insert_nested(row)?.id)
/// }
/// let new = || NewPost::builder().author_id(1).title("Poems").build();
/// assert_eq!(add(&db, new())?, 4);
/// assert_eq!(add(&db, new().with_links(Post::tags(), [1]))?, 5);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no new row",
    label = "not an insert model",
    note = "insert the table's `New..` model, which `#[derive(Table)]` makes"
)]
pub trait NestedRow {
    /// The table that the row goes into.
    type Table: Stored;
    /// What is to be inserted below it.
    #[doc(hidden)]
    type Below: BelowRow<Self::Table>;

    /// The row's values, and what is below it.
    #[doc(hidden)]
    fn split(self) -> (Vec<Assignment>, Self::Below);
}

#[diagnostic::do_not_recommend]
impl<N: Insertable> NestedRow for N {
    type Table = N::Table;
    type Below = ();

    fn split(self) -> (Vec<Assignment>, ()) {
        (self.assign(Assignments::default()).into_list(), ())
    }
}

/// New rows of the table `T`: what the closure of `with_new` gives.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of new rows of `{T}`",
    label = "expected new rows of `{T}`",
    note = "the closure gives an array, a `Vec` or an iterator of the table's `New..` model"
)]
pub trait NewRowsOf<T>: IntoIterator<Item = Self::Row> {
    /// One of them.
    type Row: NestedRow<Table = T>;
}

#[diagnostic::do_not_recommend]
impl<T, I: IntoIterator<Item: NestedRow<Table = T>>> NewRowsOf<T> for I {
    type Row = I::Item;
}

/// The new row `N`, with new rows below it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let post = NewPost::builder().author_id(1).title("Poems").build().with_links(Post::tags(), [1, 2]);
/// assert_eq!(format!("{post:?}"), "WithNew { table: \"posts\", .. }");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a new row is not inserted before `insert_nested`"]
pub struct WithNew<N, B> {
    row: N,
    below: B,
}

#[diagnostic::do_not_recommend]
impl<N: NestedRow, B: BelowRow<N::Table>> NestedRow for WithNew<N, B> {
    type Table = N::Table;
    type Below = (N::Below, B);

    fn split(self) -> (Vec<Assignment>, Self::Below) {
        let (values, below) = self.row.split();
        (values, (below, self.below))
    }
}

impl<N: NestedRow, B> fmt::Debug for WithNew<N, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithNew").field("table", &N::Table::schema().name).finish_non_exhaustive()
    }
}

/// What is added to insert models; in the prelude.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let dora = NewUser::builder().name("Dora").email("dora@x.org").build().with_new(User::posts(), |user| {
///     ["Odes", "Poems"].map(|title| NewPost::builder().author_id(user.id).title(title).build())
/// });
/// let dora = db.insert_nested(dora)?;
/// assert_eq!(db.select::<Post>().filter(Post::AUTHOR_ID.eq(dora.id)).count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait NestedRowExt: NestedRow + Sized {
    /// Adds new rows of a relation, which the closure makes of the row above them as it is stored.
    ///
    /// The relation's key is the stored row's, whatever the child's model sets: a model whose key may be left out needs none. The type
    /// that a relation names by `when(..)` is written with it.
    /// A child may have new rows below it too, to any depth. For a `many_to_many` relation the children are inserted, then
    /// the links. No children, no statement. A `belongs_to` does not compile: its key stands in the row above.
    ///
    /// # Example: three levels, in three inserts
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let new = NewUser::builder().name("Dora").email("dora@x.org").build().with_new(User::posts(), |user| {
    ///     let author = user.id;
    ///     let post = NewPost::builder().author_id(author).title("Odes").build();
    ///     [post
    ///         .with_new(Post::comments(), move |post| {
    ///             [NewComment::builder().post_id(post.id).author_id(author).body("First").build()]
    ///         })
    ///         .with_new(Post::tags(), |_| [NewTag::builder().name("verse").build()])]
    /// });
    /// let dora = db.insert_nested(new)?;
    /// let posts = db.query::<Post>().filter(Post::AUTHOR_ID.eq(dora.id)).with_comments().with_tags().all()?;
    /// assert_eq!((posts[0].comments[0].body.as_str(), posts[0].tags[0].name.as_str()), ("First", "verse"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn with_new<R: RelationOf<Self::Table> + Relation<Child: Stored, Via: TakesNew + OnlyLinks>, F: FnOnce(&Self::Table) -> I, I: NewRowsOf<R::Child>>(self, relation: Handle<R>, rows: F) -> WithNew<Self, NewRows<R, F>> {
        let _ = relation;
        WithNew { row: self, below: NewRows(rows, PhantomData) }
    }

    /// Adds links of a `many_to_many` relation to stored rows, by their primary keys. No keys, no statement.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let new = NewPost::builder().author_id(1).title("Poems").build().with_links(Post::tags(), [2, 1]);
    /// let post = db.insert_nested(new)?;
    /// assert_eq!(db.query::<Post>().find(post.id).with_tags().one()?.tags.len(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn with_links<R: RelationOf<Self::Table> + Linkable, C: IntoValue<ChildKey<R>>>(self, relation: Handle<R>, children: impl IntoIterator<Item = C>) -> WithNew<Self, NewLinks<R>> {
        let _ = relation;
        let keys = children.into_iter().map(|key| key.into_value()).collect();
        WithNew { row: self, below: NewLinks(keys) }
    }
}

impl<N: NestedRow> NestedRowExt for N {}

impl<R: Relation, F> fmt::Debug for NewRows<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NewRows").field(&R::path().name).finish()
    }
}

impl<R: Linkable> fmt::Debug for NewLinks<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NewLinks").field(&R::path().name).finish()
    }
}

/// What is to be inserted below a row of `T`.
#[doc(hidden)]
pub trait BelowRow<T: Stored>: Sized {
    /// The columns of `T` by which it refers to the row.
    fn columns(into: &mut Vec<usize>);

    /// Inserts what is below each of the rows.
    #[expect(private_interfaces, reason = "nobody outside implements or calls it")]
    fn insert<E: LocalEngine + Copy>(all: Vec<Self>, parents: &Level<T>, db: E) -> Result<(), Error>;
}

impl<T: Stored> BelowRow<T> for () {
    fn columns(_: &mut Vec<usize>) {}

    #[expect(private_interfaces, reason = "as in the trait")]
    fn insert<E: LocalEngine + Copy>(_: Vec<()>, _: &Level<T>, _: E) -> Result<(), Error> {
        Ok(())
    }
}

impl<T: Stored, A: BelowRow<T>, B: BelowRow<T>> BelowRow<T> for (A, B) {
    fn columns(into: &mut Vec<usize>) {
        A::columns(into);
        B::columns(into);
    }

    #[expect(private_interfaces, reason = "as in the trait")]
    fn insert<E: LocalEngine + Copy>(all: Vec<(A, B)>, parents: &Level<T>, db: E) -> Result<(), Error> {
        let (first, second) = all.into_iter().unzip();
        A::insert(first, parents, db)?;
        B::insert(second, parents, db)
    }
}

/// New rows of the relation `R`.
#[doc(hidden)]
pub struct NewRows<R, F>(F, PhantomData<fn() -> R>);

impl<R, F, I> BelowRow<R::Parent> for NewRows<R, F>
where
    R: Relation<Parent: Stored, Child: Stored>,
    F: FnOnce(&R::Parent) -> I,
    I: NewRowsOf<R::Child>,
{
    fn columns(into: &mut Vec<usize>) {
        into.extend(R::path().parent);
    }

    #[expect(private_interfaces, reason = "as in the trait")]
    fn insert<E: LocalEngine + Copy>(all: Vec<Self>, parents: &Level<R::Parent>, db: E) -> Result<(), Error> {
        let path = R::path();
        let mut rows = Vec::new();
        let mut keys = Vec::new();
        for (row, (Self(make, _), parent)) in all.into_iter().zip(&parents.rows).enumerate() {
            let before = rows.len();
            rows.extend(make(parent));
            if rows.len() > before {
                let key = parents.key(row, path.parent, path.name)?;
                keys.resize(rows.len(), key);
            }
        }
        let Some(through) = path.through else {
            let place = |values: &mut Vec<Assignment>, row: usize| {
                let key = path.child.iter().copied().zip(keys[row].iter().cloned());
                let typed = path.child_is.map(|(column, value)| (column, Expr::Value(value.value())));
                let own: Vec<_> = key.chain(typed).map(|(column, value)| Assignment { column, value }).collect();
                values.retain(|assignment| own.iter().all(|own| own.column != assignment.column));
                values.extend(own);
            };
            return insert(rows, Vec::new(), place, db).map(|_| ());
        };
        let children: Level<R::Child> = insert(rows, path.child.to_vec(), |_, _| (), db)?;
        let table = link_table(&through);
        let links = keys.iter().enumerate().map(|(row, parent)| {
            let child = children.key(row, path.child, path.name)?;
            link_row(table, (through.parent, parent), (through.child, &child))
        });
        level::link(table, links.collect::<Result<_, _>>()?, unless_linked(&through), db)
    }
}

/// NewLinks of the relation `R` to stored rows.
#[doc(hidden)]
pub struct NewLinks<R: Linkable>(Vec<ChildKey<R>>);

impl<R: Linkable<Parent: Stored>> BelowRow<R::Parent> for NewLinks<R> {
    fn columns(into: &mut Vec<usize>) {
        into.extend(R::path().parent);
    }

    #[expect(private_interfaces, reason = "as in the trait")]
    fn insert<E: LocalEngine + Copy>(all: Vec<Self>, parents: &Level<R::Parent>, db: E) -> Result<(), Error> {
        let path: Path = R::path();
        let Some(through) = path.through else {
            return Ok(());
        };
        let table = <<R as ManyToMany>::Link as Table>::source();
        let mut links = Vec::new();
        for (row, Self(children)) in all.into_iter().enumerate() {
            if children.is_empty() {
                continue;
            }
            let parent = parents.key(row, path.parent, path.name)?;
            for child in children {
                let child = child_values::<R>(&through, &child.into_nodes())?;
                links.push(link_row(table, (through.parent, &parent), (through.child, &child))?);
            }
        }
        level::link(table, links, unless_linked(&through), db)
    }
}

const fn link_table(through: &Through) -> Source {
    Source { schema: through.table, alias: None, table: None, deleted: Deleted::Skip }
}

/// Inserts new rows, whose values `place` may change, and what is below them. Of the first level it keeps the values of `columns`.
pub(super) fn insert<G: NestedRow, E: LocalEngine + Copy>(
    rows: Vec<G>,
    mut columns: Vec<usize>,
    place: impl Fn(&mut Vec<Assignment>, usize),
    db: E,
) -> Result<Level<G::Table>, Error> {
    <G::Below as BelowRow<G::Table>>::columns(&mut columns);
    let mut values = Vec::with_capacity(rows.len());
    let mut below = Vec::with_capacity(rows.len());
    for (index, row) in rows.into_iter().enumerate() {
        let (mut assignments, rest) = row.split();
        place(&mut assignments, index);
        values.push(assignments);
        below.push(rest);
    }
    let level = Level::insert(values, columns, db)?;
    G::Below::insert(below, &level, db)?;
    Ok(level)
}
