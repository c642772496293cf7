//! Windows: `OVER (PARTITION BY .. ORDER BY .. ROWS ..)`, by name or in place.

mod frame;
mod function;

use std::fmt;
use std::marker::PhantomData;

pub use frame::FrameRange;
pub use function::{WindowFunction, cume_dist, dense_rank, ntile, percent_rank, rank, row_number};

use super::{GroupKind, IntoOrder, Kind, Kinds, Row};
use crate::ast::{self, Exclude, Frame, FrameUnit};
use crate::query::GroupBy;

/// Which rows a window function sees besides its own, in a query with the scope `S`.
///
/// `K` is the kind of its expressions: in a grouped query it may name aggregates. Without an order all rows of the partition
/// are equal; with one, and without a frame, a function sees the rows up to the current one and those equal to it:
/// <https://sqlite.org/windowfunctions.html#frame_specifications>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Window;
///
/// let of_author: Window<Post> = window().partition_by(Post::AUTHOR_ID).order_by(Post::LIKES.desc());
/// let ranks = db.select::<Post>().columns((Post::TITLE, rank().over(&of_author))).order_by(Post::ID).all()?;
/// assert_eq!(ranks.iter().map(|(_, rank)| *rank).collect::<Vec<_>>(), [2, 1, 1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a window does nothing until `over` takes it"]
pub struct Window<S, K = Row> {
    node: ast::Window,
    types: PhantomData<fn() -> (S, K)>,
}

/// A window that the query's `WINDOW` clause defines.
///
/// All functions over it share one definition, and other windows extend it. Its name is unique within a query:
/// two different windows of one name are refused before SQLite sees them.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::NamedWindow;
///
/// let of_author: NamedWindow<Post> = window().partition_by(Post::AUTHOR_ID).named("of_author");
/// let posts = db.select::<Post>().columns((
///     Post::ID,
///     count().over(&of_author),
///     row_number().over(of_author.order_by(Post::LIKES.desc())),
/// ));
/// assert_eq!(
///     &*posts.to_sql()?.text,
///     "SELECT \"posts\".\"id\", count(*) OVER \"of_author\", row_number() OVER (\"of_author\" ORDER BY \"posts\".\"likes\" DESC) \
///      FROM \"posts\" WINDOW \"of_author\" AS (PARTITION BY \"posts\".\"author_id\")"
/// );
/// assert_eq!(posts.order_by(Post::ID).all()?, [(1, 2, 2), (2, 2, 1), (3, 1, 1)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a window does nothing until `over` takes it"]
pub struct NamedWindow<S, K = Row> {
    node: ast::Window,
    types: PhantomData<fn() -> (S, K)>,
}

/// A window of all rows, to which partitions, an order and a frame are added.
///
/// # Example: each row beside the sum of all
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let rows: Vec<(i64, Option<i64>)> =
///     db.select::<Post>().columns((Post::LIKES, Post::LIKES.sum().over(window()))).all()?;
/// assert_eq!(rows, [(5, Some(13)), (8, Some(13)), (0, Some(13))]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn window<S>() -> Window<S> {
    Window::new(ast::Window::default())
}

impl<S, K> Window<S, K> {
    pub(super) const fn new(node: ast::Window) -> Self {
        Self { node, types: PhantomData }
    }

    fn frame(mut self, unit: FrameUnit, bounds: [Option<ast::Distance>; 2]) -> Self {
        let [start, end] = bounds;
        let exclude = self.node.frame.map_or(Exclude::NoOthers, |frame| frame.exclude);
        self.node.frame = Some(Frame { unit, start, end, exclude });
        self
    }

    /// Without a frame an exclusion needs the default one.
    fn exclude(mut self, exclude: Exclude) -> Self {
        let default = Frame { unit: FrameUnit::Range, start: None, end: Some(ast::Distance::Integer(0)), exclude };
        self.node.frame = Some(self.node.frame.map_or(default, |frame| Frame { exclude, ..frame }));
        self
    }
}

#[rustfmt::skip]
impl<S, K: Kind> Window<S, K> {
    /// `PARTITION BY`: a function sees the rows with equal values only. Repeated, it appends; two `NULL`s are equal.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let of_author = window().partition_by(Post::AUTHOR_ID);
    /// let rows = db.select::<Post>().columns((Post::ID, count().over(of_author))).order_by(Post::ID).all()?;
    /// assert_eq!(rows, [(1, 2), (2, 2), (3, 1)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn partition_by<G: GroupBy<S, K2, I>, K2: Kinds + GroupKind, I>(mut self, terms: G) -> Window<S, K::Join<K2::Out>> {
        terms.append(&mut self.node.partition_by);
        Window::new(self.node)
    }

    /// `ORDER BY` within a partition. Repeated, it appends. It does not order the query's rows.
    ///
    /// # Example: in a grouped query it may be an aggregate
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_number = window().order_by(count().desc());
    /// let ranks = db
    ///     .select::<Post>()
    ///     .group_by(Post::AUTHOR_ID)
    ///     .columns((Post::AUTHOR_ID, rank().over(by_number)))
    ///     .all()?;
    /// assert_eq!(ranks, [(1, 1), (2, 2)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn order_by<O: IntoOrder<S, K2, I>, K2: Kinds + GroupKind, I>(mut self, order: O) -> Window<S, K::Join<K2::Out>> {
        order.append(&mut self.node.order_by);
        Window::new(self.node)
    }

    /// `ROWS BETWEEN`: a frame of rows, counted from the current one.
    ///
    /// It takes a range: `-2..=0` is the current row and the two before it, `..=0` all up to it, `0..` all from it, `-1..=1` it and
    /// its neighbours. A later frame replaces an earlier one. A range that ends before it starts is refused.
    ///
    /// # Example: a moving sum
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let two = window().order_by(Post::ID).rows(-1..=0);
    /// let sums = db.select::<Post>().columns(Post::LIKES.sum().over(two)).all()?;
    /// assert_eq!(sums, [Some(5), Some(13), Some(8)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn rows<F: FrameRange<i64>>(self, range: F) -> Self {
        self.frame(FrameUnit::Rows, range.bounds())
    }

    /// `RANGE BETWEEN`: a frame of the rows whose value of the order's one term is within a distance of the current row's.
    ///
    /// `0` stands for all rows that are equal to the current one. The distances are integers or floating point numbers, and the order
    /// has one term, a number: without one, or with several, a distance other than `0` is refused. `NULL` is near to `NULL` only.
    ///
    /// # Example: users with about as many logins
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let near = window().order_by(User::LOGINS).range(-2..=2);
    /// let rows = db.select::<User>().columns((User::LOGINS, count().over(near))).order_by(User::LOGINS).all()?;
    /// assert_eq!(rows, [(0, 1), (3, 2), (5, 2)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn range<F: FrameRange<N>, N>(self, range: F) -> Self {
        self.frame(FrameUnit::Range, range.bounds())
    }

    /// `GROUPS BETWEEN`: a frame of groups of rows that are equal in the order, counted from the current row's.
    ///
    /// # Example: those with the same role, and those with the one before
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let two = window().order_by(User::ROLE).groups(-1..=0);
    /// let rows = db.select::<User>().columns((User::NAME, count().over(two))).order_by(User::ID).all()?;
    /// assert_eq!(rows.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [1, 3, 3]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn groups<F: FrameRange<i64>>(self, range: F) -> Self {
        self.frame(FrameUnit::Groups, range.bounds())
    }

    /// `EXCLUDE CURRENT ROW`: the frame without the current row. A later exclusion replaces an earlier one.
    ///
    /// # Example: the logins of the others
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let others = window().rows(..).exclude_current_row();
    /// let rows = db.select::<User>().columns(User::LOGINS.sum().over(others)).order_by(User::ID).all()?;
    /// assert_eq!(rows, [Some(5), Some(8), Some(3)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn exclude_current_row(self) -> Self {
        self.exclude(Exclude::CurrentRow)
    }

    /// `EXCLUDE GROUP`: the frame without the current row and those that are equal to it in the order.
    ///
    /// # Example: how many have another role
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let others = window().order_by(User::ROLE).groups(..).exclude_group();
    /// let rows = db.select::<User>().columns(count().over(others)).order_by(User::ID).all()?;
    /// assert_eq!(rows, [2, 1, 1]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn exclude_group(self) -> Self {
        self.exclude(Exclude::Group)
    }

    /// `EXCLUDE TIES`: the frame without the rows that are equal to the current one in the order, but with itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let others = window().order_by(User::ROLE).groups(..).exclude_ties();
    /// let rows = db.select::<User>().columns(count().over(others)).order_by(User::ID).all()?;
    /// assert_eq!(rows, [3, 2, 2]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn exclude_ties(self) -> Self {
        self.exclude(Exclude::Ties)
    }

    /// The window under a name, in the query's `WINDOW` clause.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_likes = window().order_by(Post::LIKES.desc()).named("by_likes");
    /// let rows = db.select::<Post>().columns((rank().over(&by_likes), ntile(2).over(&by_likes))).all()?;
    /// assert_eq!(rows, [(1, 1), (2, 1), (3, 2)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn named(mut self, name: impl Into<String>) -> NamedWindow<S, K> {
        self.node.name = Some(name.into());
        NamedWindow { node: self.node, types: PhantomData }
    }
}

#[rustfmt::skip]
impl<S, K: Kind> NamedWindow<S, K> {
    /// A window with the same partitions and an order: `("name" ORDER BY ..)`.
    ///
    /// The named window must have neither an order nor a frame; the query is refused if it does.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let of_role = window().partition_by(User::ROLE).named("of_role");
    /// let rows = db
    ///     .select::<User>()
    ///     .columns((count().over(&of_role), row_number().over(of_role.order_by(User::LOGINS))))
    ///     .order_by(User::ID)
    ///     .all()?;
    /// assert_eq!(rows, [(1, 1), (2, 1), (2, 2)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn order_by<O: IntoOrder<S, K2, I>, K2: Kinds + GroupKind, I>(&self, order: O) -> Window<S, K::Join<K2::Out>> {
        self.extended().order_by(order)
    }

    /// A window with the same partitions and order, to which a frame is added: `("name" ROWS ..)`.
    ///
    /// The named window must have no frame, and what extends it no partitions of its own; the query is refused otherwise.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_id = window().order_by(Post::ID).named("by_id");
    /// let rows = db
    ///     .select::<Post>()
    ///     .columns((Post::LIKES.sum().over(&by_id), Post::LIKES.sum().over(by_id.extended().rows(-1..=0))))
    ///     .all()?;
    /// assert_eq!(rows[2], (Some(13), Some(8)));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn extended(&self) -> Window<S, K> {
        Window::new(ast::Window { base: Some(Box::new(self.node.clone())), ..ast::Window::default() })
    }
}

macro_rules! shared {
    ($($name:ident),+) => {$(
        impl<S, K> Clone for $name<S, K> {
            fn clone(&self) -> Self {
                Self { node: self.node.clone(), types: PhantomData }
            }
        }

        impl<S, K> fmt::Debug for $name<S, K> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.node.fmt(f)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<S, K> IntoWindow<S, K> for $name<S, K> {
            fn node(self) -> ast::Window {
                self.node
            }
        }

        #[diagnostic::do_not_recommend]
        impl<S, K> IntoWindow<S, K> for &$name<S, K> {
            fn node(self) -> ast::Window {
                self.node.clone()
            }
        }
    )+};
}

shared!(Window, NamedWindow);

/// What `over` takes: a [`Window`] or a [`NamedWindow`], or a reference to one that is used again.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::{IntoWindow, Over};
///
/// fn place(of: impl IntoWindow<User, orm_sqlite::expr::Row>) -> Expr<User, i64, Over> {
///     row_number().over(of)
/// }
/// let places = db.select::<User>().columns(place(window().order_by(User::NAME.desc()))).all()?;
/// assert_eq!(places, [1, 2, 3]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a window",
    label = "expected `window()`, or a reference to one"
)]
pub trait IntoWindow<S, K> {
    /// The window in the untyped tree.
    #[doc(hidden)]
    fn node(self) -> ast::Window;
}
