//! What a box is compared with: a range in each dimension.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{RangeFrom, RangeFull, RangeInclusive, RangeToInclusive};

use crate::ast;
use crate::expr::Row;
use crate::expr::operand::{Joined, Literal, Operand, OperandKind};
use crate::table::{Table, TableRow};

/// Bounds in the dimensions of the table `T`, in a query with the scope `S`: what `Room::bounds()` gives.
///
/// # Example: a function that reads a request
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Bounds;
///
/// fn view(left: f64, right: f64, level: Option<f64>) -> Bounds<Room> {
///     let bounds = Room::bounds().x(left..=right);
///     match level {
///         Some(level) => bounds.y(level),
///         None => bounds,
///     }
/// }
/// assert_eq!(db.select::<Room>().filter(Room::overlaps(view(0.0, 9.0, None))).count()?, 3);
/// assert_eq!(db.select::<Room>().filter(Room::overlaps(view(0.0, 9.0, Some(3.5)))).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub type Bounds<T, S = T> = <<T as Table>::Row as TableRow>::Bounds<S>;

/// The two ends of a range, where there are any.
pub(super) type Ends = [Option<ast::Expr>; 2];

/// The untyped half of the bounds that a derive makes.
#[doc(hidden)]
pub struct BoundsOf<S> {
    ends: Vec<(usize, Ends)>,
    scope: PhantomData<fn() -> S>,
}

/// What the derive implements for the bounds that it makes.
#[doc(hidden)]
pub trait BoundsDef<S> {
    /// Bounds with these ends.
    fn new(ends: BoundsOf<S>) -> Self;
    /// The ends.
    fn into_ends(self) -> BoundsOf<S>;
}

/// The bounds of a table that has no boxes.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoBounds;

impl<S> BoundsDef<S> for NoBounds {
    fn new(_: BoundsOf<S>) -> Self {
        Self
    }

    fn into_ends(self) -> BoundsOf<S> {
        BoundsOf::default()
    }
}

impl<S> BoundsOf<S> {
    /// The same with a range in a dimension.
    #[must_use]
    pub fn with<V, R: Interval<S, V, J>, J>(mut self, dimension: usize, range: R) -> Self {
        let [low, high] = range.ends();
        let at = self.ends.iter().position(|(known, _)| *known == dimension).unwrap_or_else(|| {
            self.ends.push((dimension, [None, None]));
            self.ends.len() - 1
        });
        let [known_low, known_high] = &mut self.ends[at].1;
        *known_low = low.or_else(|| known_low.take());
        *known_high = high.or_else(|| known_high.take());
        self
    }

    pub(super) fn into_list(self) -> Vec<(usize, Ends)> {
        self.ends
    }
}

impl<S> Default for BoundsOf<S> {
    fn default() -> Self {
        Self { ends: Vec::new(), scope: PhantomData }
    }
}

impl<S> Clone for BoundsOf<S> {
    fn clone(&self) -> Self {
        Self { ends: self.ends.clone(), scope: PhantomData }
    }
}

impl<S> fmt::Debug for BoundsOf<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.ends).finish()
    }
}

/// What a dimension of the base type `V` is compared with, in the scope `S`: `a..=b`, `a..`, `..=b`, `..`, or one value.
///
/// The ends are what [`Operand`] takes: values, parameters, columns and expressions. A half-open range is none: a box has all
/// of its ends.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let overlapping = |bounds| db.select::<Room>().filter(Room::overlaps(bounds)).count();
/// assert_eq!(overlapping(Room::bounds().x(0.0..=2.0))?, 1);
/// assert_eq!(overlapping(Room::bounds().x(4.5..))?, 2);
/// assert_eq!(overlapping(Room::bounds().x(..=4.0))?, 3);
/// assert_eq!(overlapping(Room::bounds().x(..).y(7.0))?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no range of a `{V}` dimension",
    label = "expected `a..=b`, `a..`, `..=b`, `..` or one `{V}`",
    note = "the ends are values, parameters, columns or expressions of `{V}`, and both count"
)]
pub trait Interval<S, V, J> {
    /// The ends, where there are any.
    #[doc(hidden)]
    fn ends(self) -> [Option<ast::Expr>; 2];
}

/// How one value of the type `X` was found, whose operand was found by `J`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Point<X, J>(PhantomData<fn() -> (X, J)>);
/// How a range was found, whose ends were found as those of a [`Point`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Span<X, J>(PhantomData<fn() -> (X, J)>);

/// How the ends of a range were found: their type, and how operands of it were.
#[doc(hidden)]
pub trait Found {
    /// The type of the ends.
    type End;
    /// How they were found.
    type How;
}

impl<X, J> Found for Point<X, J> {
    type End = X;
    type How = J;
}

impl<X, J> Found for Span<X, J> {
    type End = X;
    type How = J;
}

impl Found for Literal {
    type End = RangeFull;
    type How = Self;
}

/// The ends are about one row, and their tables are part of the scope `S`. It is asked of how they were found, so that the wrong type and
/// the wrong table are two messages.
#[doc(hidden)]
pub trait RowEnds<S> {}

impl<S, F: Found<End: Joined<S, F::How> + OperandKind<F::How, Kind<Row> = Row>>> RowEnds<S> for F {}

#[diagnostic::do_not_recommend]
impl<S, V, J, X: Operand<S, V, J>> Interval<S, V, Point<X, J>> for X {
    fn ends(self) -> [Option<ast::Expr>; 2] {
        let end = self.operand();
        [Some(end.clone()), Some(end)]
    }
}

#[diagnostic::do_not_recommend]
impl<S, V, J, X: Operand<S, V, J>> Interval<S, V, Span<X, J>> for RangeInclusive<X> {
    fn ends(self) -> [Option<ast::Expr>; 2] {
        let (low, high) = self.into_inner();
        [Some(low.operand()), Some(high.operand())]
    }
}

#[diagnostic::do_not_recommend]
impl<S, V, J, X: Operand<S, V, J>> Interval<S, V, Span<X, J>> for RangeFrom<X> {
    fn ends(self) -> [Option<ast::Expr>; 2] {
        [Some(self.start.operand()), None]
    }
}

#[diagnostic::do_not_recommend]
impl<S, V, J, X: Operand<S, V, J>> Interval<S, V, Span<X, J>> for RangeToInclusive<X> {
    fn ends(self) -> [Option<ast::Expr>; 2] {
        [None, Some(self.end.operand())]
    }
}

#[diagnostic::do_not_recommend]
impl<S, V> Interval<S, V, Literal> for RangeFull {
    fn ends(self) -> [Option<ast::Expr>; 2] {
        [None, None]
    }
}
