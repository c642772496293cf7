//! Typed expressions: a thin shell over the untyped tree.
//!
//! `S` is the scope of the query that the expression will stand in, `V` the type of its value, `K` whether it is about
//! a row or about a group. The operators are methods of [`Column`](crate::column::Column) and of [`Expr`], one file
//! for each family. They are written out: a bound on a method that a macro makes costs the user four more lines of
//! every error.

mod aggregate;
mod arithmetic;
mod assign;
mod bits;
mod case;
mod cast;
mod coalesce;
mod collate;
mod compare;
mod custom;
mod function;
mod json;
mod kept;
mod kind;
mod list;
mod logic;
mod null;
mod operand;
mod order;
pub(crate) mod param;
pub(crate) mod reading;
mod refine;
mod search;
mod spatial;
mod term;
mod text;
mod tuple;
mod value;
mod vector;
mod window;

use std::fmt;
use std::marker::PhantomData;

pub(crate) use aggregate::Summed;
pub use aggregate::{Numeric, any_value, count};
pub(crate) use assign::FitsIn;
pub use assign::{Assign, Assignment, Assignments, excluded};
pub use bits::Integer;
pub use case::{Branch, Case, NoBranch, case, iif};
pub use cast::{CastColumn, RowId};
pub use collate::Collation;
pub use custom::{Aggregate, AggregateFunction, Arguments, Function, Parameters, Settle};
#[doc(hidden)]
pub use function::TextOrBlob;
pub use function::{
    BlobFunctions, Classes, DateFunctions, DateType, MathFunctions, Modifier, Moment, NumberFunctions, Real,
    TextFunctions, Weekday, format, now, pi, random, randomblob, zeroblob,
};
pub use json::{
    JsonAtom, JsonColumn, JsonFields, JsonInput, JsonItems, JsonOperand, JsonPath, JsonScalar, JsonSource, JsonStored,
    JsonType, json_array, json_group_object, json_object, json_rows,
};
pub(crate) use kept::{index_source, indexed_key};
pub use kind::{Agg, Group, GroupKind, Join, Kind, Kinds, Mixed, OneKind, OrderKind, Over, Refined, Row, RowKind};
pub use list::ValueList;
pub use logic::{all_of, any_of, not};
pub use null::MaybeNull;
pub use operand::{Joined, NullOperand, Operand, OperandKind};
pub(crate) use operand::{Literal, Typed};
pub use order::{IntoOrder, Order};
pub use param::{Param, ParamList};
pub use refine::{AggregateKind, WindowKind};
pub(crate) use search::matched;
pub use search::{IntoMatch, Match, SearchExt, Snippet};
pub use spatial::{Bounds, BoundsDef, BoundsOf, Interval, NoBounds, RowEnds, SpatialExt};
pub use term::Term;
pub use text::PatternText;
pub use tuple::{RowOf, RowOperand, RowValue};
pub use value::{Constant, value};
pub use vector::{VECTOR_FUNCTIONS, VectorType};
pub use window::{
    FrameRange, IntoWindow, NamedWindow, Window, WindowFunction, cume_dist, dense_rank, ntile, percent_rank, rank,
    row_number, window,
};

use crate::ast;
use crate::scope::{InScope, Of};
use crate::table::Table;

/// An expression with a value of type `V`, in a query with the scope `S`.
///
/// The type of a predicate over one table is `Expr<User, bool>`: it can be named, kept in a `Vec` and returned from a
/// function. [`widen`](Self::widen) takes it into a query that joins more tables.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::{Expr, all_of};
///
/// fn named(parts: &[&str]) -> Expr<User, bool> {
///     all_of(parts.iter().map(|part| User::NAME.contains(part)))
/// }
/// assert_eq!(db.select::<User>().filter(named(&["a", "d"])).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Expr<S, V, K = Row> {
    pub(crate) node: ast::Expr,
    depth: usize,
    types: PhantomData<fn() -> (S, V, K)>,
}

impl<S, V, K> Expr<S, V, K> {
    pub(crate) fn new(mut node: ast::Expr) -> Self {
        let depth = node.cut();
        Self { node, depth, types: PhantomData }
    }

    /// As `new`, for a node whose depth is known: a long list is not walked again for each term that it gets.
    fn with_depth(mut node: ast::Expr, depth: usize) -> Self {
        let depth = node.cut_at(depth);
        Self { node, depth, types: PhantomData }
    }
}

impl<T: Table> Expr<T, bool> {
    /// The same predicate in a larger query.
    ///
    /// A predicate that was built for one table goes into a query that joins it with others. Under an outer join it may be
    /// `NULL`, which a filter does not find. A value of another type is named in the larger query itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let famous: Expr<User, bool> = User::NAME.eq("Ada");
    /// let posts: Vec<(User, Post)> = db
    ///     .select::<User>()
    ///     .inner_join::<Post>()
    ///     .on(Post::AUTHOR_ID.eq(User::ID))
    ///     .filter(famous.widen())
    ///     .all()?;
    /// assert_eq!(posts.len(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn widen<S, I>(self) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        // A column of `bool`s, and what is computed from one, is `NULL` where an outer join finds nothing.
        let node = self.node;
        let known = node.is_predicate() || matches!(node, ast::Expr::IsTrue(_) | ast::Expr::Exists(_));
        Expr::new(if known { node } else { ast::Expr::IsTrue(Box::new(node)) })
    }
}

impl<S, V, K> Clone for Expr<S, V, K> {
    fn clone(&self) -> Self {
        Self { node: self.node.clone(), depth: self.depth, types: PhantomData }
    }
}

impl<S, V, K> fmt::Debug for Expr<S, V, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}
