//! Joins whose condition is a relation.

use super::group::Ungrouped;
use super::join::Joining;
use super::select::Select;
use crate::ast::JoinKind;
use crate::never::Never;
use crate::relation::{Handle, Relation, joined};
use crate::scope::{FullJoin, InScope, InnerJoin, LeftJoin, Of, RightJoin, Scope};
use crate::table::Table;

/// The last table of a scope. It must be in the scope once: rustc asks for annotations where it finds it twice.
#[doc(hidden)]
pub trait Last {
    /// The table.
    type Table: Table;
}

impl<S, T: Table> Last for InnerJoin<S, T> {
    type Table = T;
}

impl<S, T: Table> Last for LeftJoin<S, T> {
    type Table = T;
}

impl<S, T: Table> Last for RightJoin<S, T> {
    type Table = T;
}

impl<S, T: Table> Last for FullJoin<S, T> {
    type Table = T;
}

/// A relation of a table of the scope `S`. A bound on the relation waits until inference has found it, where one on its
/// parent would take any table of the scope for it.
#[doc(hidden)]
pub trait StartsIn<S, I>: Relation {}

impl<R: Relation, S, I> StartsIn<S, I> for R where Of<R::Parent>: InScope<R::Parent, S, I> {}

/// A relation whose child is the last table of the scope `S`.
#[doc(hidden)]
pub trait EndsIn<S>: Relation {}

impl<R: Relation, S: Last> EndsIn<S> for R where Of<R::Child>: Joined<R::Child, <S::Table as Table>::Row> {}

/// The table `C`, to which a relation leads, is the joined one. Implemented for [`Of<C>`].
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this relation leads to `{C}`, and the joined table is `{T}`",
    label = "leads to `{C}`"
)]
pub trait Joined<C, T> {}

#[diagnostic::do_not_recommend]
impl<T: Table> Joined<T, T> for Of<T> {}

#[diagnostic::do_not_recommend]
impl<T> Joined<T, Never> for Of<T> {}

#[rustfmt::skip]
impl<S, D> Joining<S, D> {
    /// `ON` the columns by which the two tables are related, and the filter that the relation declares.
    ///
    /// The relation is one of a table that is joined already, and leads to this one, which may be an alias. The table between
    /// of a `many_to_many` is joined inside: `LEFT JOIN ("post_tags" INNER JOIN "tags" ON ..) ON ..`, so that a link whose row
    /// is missing gives no row; a right or full join asks for the link in its condition, so that every row comes out.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users: Vec<(User, Option<Post>)> = db.select::<User>().left_join::<Post>().along(User::posts()).all()?;
    /// assert_eq!(users.len(), 4);
    ///
    /// alias!(Inviter = User as "inviter");
    /// let invited = db.select::<User>().inner_join::<Inviter>().along(User::invited_by());
    /// assert_eq!(invited.columns(Inviter::NAME).all()?, ["Ada", "Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn along<R: StartsIn<S, I> + EndsIn<S>, I, J>(mut self, _: Handle<R>) -> Select<S, D, S::Row, Ungrouped> where S: Scope + Last, Of<S::Table>: InScope<S::Table, S, J> {
        self.ast.joins.push(joined::<R>(self.kind, self.source));
        self.ast.select_all();
        Select::new(self.ast, self.db)
    }
}

#[rustfmt::skip]
impl<S, D, R> Select<S, D, R> {
    /// `INNER JOIN` of the table to which a relation leads: `inner_join::<Post>().along(User::posts())`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let posts = db.select::<Post>().inner_join_along(Post::author()).inner_join_along(Post::tags());
    /// let rows: Vec<(String, String)> = posts.order_by((Post::ID, Tag::ID)).columns((User::NAME, Tag::NAME)).all()?;
    /// assert_eq!(rows.len(), 3);
    /// assert_eq!(rows[0], ("Ada".to_owned(), "math".to_owned()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn inner_join_along<H: StartsIn<S, I>, I, J>(self, relation: Handle<H>) -> Select<InnerJoin<S, H::Child>, D, <InnerJoin<S, H::Child> as Scope>::Row> where InnerJoin<S, H::Child>: Scope, Of<H::Child>: InScope<H::Child, InnerJoin<S, H::Child>, J> {
        self.joined::<H, _>(JoinKind::Inner, relation)
    }

    /// `LEFT JOIN` of the table to which a relation leads: `left_join::<Post>().along(User::posts())`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = db.select::<Post>().left_join_along(Post::tags()).order_by((Post::ID, Tag::ID));
    /// let rows: Vec<(String, Option<String>)> = tags.columns((Post::TITLE, Tag::NAME)).all()?;
    /// assert_eq!(rows[3], ("Draft".to_owned(), None));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn left_join_along<H: StartsIn<S, I>, I, J>(self, relation: Handle<H>) -> Select<LeftJoin<S, H::Child>, D, <LeftJoin<S, H::Child> as Scope>::Row> where LeftJoin<S, H::Child>: Scope, Of<H::Child>: InScope<H::Child, LeftJoin<S, H::Child>, J> {
        self.joined::<H, _>(JoinKind::Left, relation)
    }

    /// `RIGHT JOIN` of the table to which a relation leads: `right_join::<Post>().along(User::posts())`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.select::<Post>().right_join_along(Post::author()).filter(Post::ID.is_null());
    /// assert_eq!(users.columns(User::NAME).all()?, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn right_join_along<H: StartsIn<S, I>, I, J>(self, relation: Handle<H>) -> Select<RightJoin<S, H::Child>, D, <RightJoin<S, H::Child> as Scope>::Row> where RightJoin<S, H::Child>: Scope, Of<H::Child>: InScope<H::Child, RightJoin<S, H::Child>, J> {
        self.joined::<H, _>(JoinKind::Right, relation)
    }

    /// `FULL JOIN` of the table to which a relation leads: `full_join::<Post>().along(User::posts())`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rows: Vec<(Option<User>, Option<Profile>)> = db.select::<User>().full_join_along(User::profile()).all()?;
    /// assert_eq!(rows.len(), 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn full_join_along<H: StartsIn<S, I>, I, J>(self, relation: Handle<H>) -> Select<FullJoin<S, H::Child>, D, <FullJoin<S, H::Child> as Scope>::Row> where FullJoin<S, H::Child>: Scope, Of<H::Child>: InScope<H::Child, FullJoin<S, H::Child>, J> {
        self.joined::<H, _>(JoinKind::Full, relation)
    }

    fn joined<H: Relation, J: Scope>(mut self, kind: JoinKind, _: Handle<H>) -> Select<J, D, J::Row> {
        let select = self.ast.full();
        select.joins.push(joined::<H>(kind, H::Child::source()));
        select.select_all();
        Select::new(self.ast, self.db)
    }
}
