//! The rows of a table between: beside the rows that they lead to.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::Serialize;

use super::plan::link_source;
use super::query::RelationQuery;
use super::row::SlotField;
use super::tree::{LoadQuery, Tree};
use super::{Relation, Slots};
use crate::ast::{self, OrderBy, Renamed, Source};
use crate::engine::Unbound;
use crate::expr::{Expr, IntoOrder, RowKind};
use crate::never::Never;
use crate::schema::TableSchema;
use crate::scope::Of;
use crate::table::{Table, TableRow};

/// A relation by way of a table of links, which has the keys of both sides.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::relation::ManyToMany;
/// use orm_sqlite::table::Table;
///
/// assert_eq!(<<Post_tags as ManyToMany>::Link as Table>::schema().name, "post_tags");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait ManyToMany: Relation<Via: IsVia> {
    /// The table between.
    type Link: TableRow;
}

impl<R: Relation<Via: IsVia>> ManyToMany for R {
    type Link = <R::Via as IsVia>::Link;
}

/// The table of links `L`; `ONLY` says whether the two keys are all that a link must have.
#[doc(hidden)]
#[derive(Debug)]
pub struct Via<L, const ONLY: bool>(PhantomData<fn() -> L>);

/// No table of links: one of the two tables has the key.
#[doc(hidden)]
#[derive(Debug)]
pub struct Direct;

/// There is a table of links.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this relation has no table of links",
    label = "not a `many_to_many`",
    note = "only a `many_to_many` relation has rows between the two tables"
)]
pub trait IsVia {
    /// The table.
    type Link: TableRow;
}

#[diagnostic::do_not_recommend]
impl<L: TableRow, const ONLY: bool> IsVia for Via<L, ONLY> {
    type Link = L;
}

/// A link can be inserted by its two keys.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the table of links has more columns that a new row must set",
    label = "a link is more than its two keys",
    note = "insert and delete the rows of the table of links themselves: `db.insert(NewLink::builder()..)`"
)]
pub trait OnlyLinks {}

#[diagnostic::do_not_recommend]
impl<L> OnlyLinks for Via<L, true> {}

/// Its error is that there is no table of links.
#[diagnostic::do_not_recommend]
impl OnlyLinks for Direct {}

#[diagnostic::do_not_recommend]
impl OnlyLinks for Above {}

/// No table between, and the parent itself holds the key.
#[doc(hidden)]
#[derive(Debug)]
pub struct Above;

/// How a relation leads to its rows, where new ones can stand below a new row.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this relation takes no new rows below the row that has it",
    label = "its key stands in the row above",
    note = "insert the row that a `belongs_to` refers to first, and set the key in the model"
)]
pub trait TakesNew {}

#[diagnostic::do_not_recommend]
impl TakesNew for Direct {}

#[diagnostic::do_not_recommend]
impl<L, const ONLY: bool> TakesNew for Via<L, ONLY> {}

/// A relation of the table `T`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "`{Self}` is no relation of `{T}`", label = "the new row is one of `{T}`")]
pub trait RelationOf<T>: Relation {}

#[diagnostic::do_not_recommend]
impl<R: Relation, T> RelationOf<T> for R where Of<R::Parent>: StartsAt<R::Parent, T> {}

/// The table `C` whose relation it is, is that of the new row. Implemented for [`Of<C>`].
#[doc(hidden)]
pub trait StartsAt<C, T> {}

#[diagnostic::do_not_recommend]
impl<C: Table> StartsAt<C, C> for Of<C> {}

/// With a single impl rustc would say that two types are not equal.
#[diagnostic::do_not_recommend]
impl<C> StartsAt<C, Never> for Of<C> {}

/// Whether all columns but these may be left out of an insert.
#[doc(hidden)]
pub const fn only_links(link: &TableSchema, keys: &[usize]) -> bool {
    let mut at = 0;
    while at < link.columns.len() {
        if !link.may_be_left_out(at) && !contains(keys, at) {
            return false;
        }
        at += 1;
    }
    true
}

const fn contains(list: &[usize], item: usize) -> bool {
    let mut at = 0;
    while at < list.len() {
        if list[at] == item {
            return true;
        }
        at += 1;
    }
    false
}

/// What a query reads of a table between is what the relation `R` has there.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this relation has no table of links of that type",
    label = "`with_link` is not for this relation",
    note = "`with_link` gives the rows of the table between of a `many_to_many`"
)]
pub trait LinkOf<R> {}

#[diagnostic::do_not_recommend]
impl<R> LinkOf<R> for () {}

#[diagnostic::do_not_recommend]
impl<R: ManyToMany<Link = L>, L> LinkOf<R> for (L,) {}

/// A query inside of a `with_x_by`, where the relation says which table is between.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`with_link` belongs inside of a `with_x_by`",
    label = "this query is below no relation",
    note = "the table of links is that of the relation by which the rows are loaded"
)]
pub trait BelowRelation {}

#[diagnostic::do_not_recommend]
impl BelowRelation for Unbound {}

/// A row that is reached through a table of links, with the row of that table; it is the row, and has `link` too.
///
/// Serialized, it is the row's map with the entry `link`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let tag = db.query::<Tag>().find(2).with_posts_by(|posts| posts.with_link()).one()?;
/// assert_eq!((tag.posts[0].title.as_str(), tag.posts[0].link.tag_id), ("Engines", 2));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Linked<R, L> {
    #[serde(flatten)]
    row: R,
    /// The row of the table of links.
    pub link: L,
}

impl<R, L> Linked<R, L> {
    /// The row, and the link that led to it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let post = db.query::<Post>().find(1).with_tags_by(|tags| tags.with_link()).one()?;
    /// let links: Vec<(TagRow<_>, PostTag)> = post.into_parts().3.into_iter().map(|tag| tag.into_parts()).collect();
    /// assert_eq!(links[0].1.tag_id, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn into_parts(self) -> (R, L) {
        (self.row, self.link)
    }
}

impl<R, L> Deref for Linked<R, L> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.row
    }
}

impl<R, L> SlotField for Linked<R, L> {}

/// The query `Q` of the far side of a `many_to_many`, which reads the links of type `L` too.
///
/// # Example: the newest link first, of those that count
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let post = db
///     .query::<Post>()
///     .find(2)
///     .with_tags_by(|tags| tags.with_link().filter_link(PostTag::TAG_ID.gt(0)).order_by_link(PostTag::TAG_ID.desc()))
///     .one()?;
/// assert_eq!(post.tags.iter().map(|tag| tag.id).collect::<Vec<_>>(), [2, 1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a query does nothing until a relation is loaded by it"]
pub struct WithLink<Q, L>(Q, PhantomData<fn() -> L>);

/// The table between, as the level of a load knows it.
fn source<T: Table, L: Table>() -> Source {
    link_source(L::schema(), T::source())
}

/// An expression over the table between, where the level of a load knows it.
fn renamed<T: Table, L: Table>(expr: ast::Expr) -> ast::Expr {
    ast::Expr::Renamed(Box::new(Renamed { from: L::source(), to: source::<T, L>(), expr }))
}

impl<Q: RelationQuery, L: TableRow> WithLink<Q, L> {
    pub(super) fn new(query: Q) -> Self {
        let mut tree = query.tree();
        tree.select.columns.extend(ast::all_columns(source::<Q::Root, L>()));
        Self(Q::from_tree(tree), PhantomData)
    }

    /// `WHERE`: keeps the rows whose link fulfils the predicate. Repeated, all must be true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let post = db.query::<Post>().find(2).with_tags_by(|tags| tags.with_link().filter_link(PostTag::TAG_ID.eq(2))).one()?;
    /// assert_eq!(post.tags.len(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn filter_link<K: RowKind>(self, predicate: Expr<L, bool, K>) -> Self {
        let mut tree = self.0.tree();
        tree.select.filter.push(renamed::<Q::Root, L>(predicate.node));
        Self(Q::from_tree(tree), PhantomData)
    }

    /// Appends to the order: columns of the table of links.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let newest = |tags: TagQuery<_>| tags.with_link().order_by_link(PostTag::TAG_ID.desc()).limit(1);
    /// let posts = db.query::<Post>().order_by(Post::ID).with_tags_by(newest).all()?;
    /// assert_eq!(posts[1].tags[0].name, "machines");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn order_by_link<O: IntoOrder<L, K, I>, K: RowKind, I>(self, order: O) -> Self {
        let mut tree = self.0.tree();
        let mut terms = Vec::new();
        order.append(&mut terms);
        let terms = terms.into_iter().map(|term| OrderBy { expr: renamed::<Q::Root, L>(term.expr), ..term });
        tree.select.order_by.extend(terms);
        Self(Q::from_tree(tree), PhantomData)
    }
}

impl<Q: RelationQuery, L: TableRow> RelationQuery for WithLink<Q, L> {
    type Root = Q::Root;
    type Db = Q::Db;
    type Slots = Q::Slots;
    type Load = LinkLoad<Q::Load, L>;
    type Link = (L,);

    fn tree(self) -> Tree<Q::Root, Q::Db, Q::Slots> {
        self.0.tree()
    }

    fn from_tree(tree: Tree<Q::Root, Q::Db, Q::Slots>) -> Self {
        Self(Q::from_tree(tree), PhantomData)
    }
}

impl<Q: fmt::Debug, L> fmt::Debug for WithLink<Q, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The load `Q`, whose rows have the columns of the table between behind their own.
#[doc(hidden)]
#[derive(Debug)]
pub struct LinkLoad<Q, L>(PhantomData<fn() -> (Q, L)>);

impl<Q: LoadQuery, L: TableRow> LoadQuery for LinkLoad<Q, L> {
    type Root = Q::Root;
    type Read = (Q::Read, L);
    type Slots = Q::Slots;
    type Row = Linked<Q::Row, L>;

    fn assemble((read, link): (Q::Read, L), values: <Q::Slots as Slots>::Values) -> Self::Row {
        Linked { row: Q::assemble(read, values), link }
    }
}
