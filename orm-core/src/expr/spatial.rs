//! Predicates about boxes: a spatial index gives the candidates, and the columns of the table decide.

mod bounds;

use std::marker::PhantomData;

pub use bounds::{Bounds, BoundsDef, BoundsOf, Interval, NoBounds, RowEnds};

use super::Expr;
use super::kept::{found_in, index_source};
use crate::ast::{self, BinaryOp, Source};
use crate::schema::{NUMBER, SpatialIndex, ends_of};
use crate::scope::{InScope, Of};
use crate::sql::is_cast;
use crate::table::{Spatial, Table, TableRow};
use crate::value::{StorageClass, Value};
use bounds::Ends;

/// The predicates of tables with a spatial index; in the prelude.
///
/// A box has two ends in each dimension, and both belong to it: boxes that touch overlap. What the bounds leave out, a dimension or
/// one of its ends, is not asked. A row whose box has a `NULL` has no box, and no predicate finds it; `not(..)` of one does.
///
/// The index stores numbers of 32 bits, rounded so that a box only grows. It narrows the search, and the table's own
/// columns are compared besides: what is found is exact, for every `f64` and every integer.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let view = Room::bounds().x(0.0..=5.0).y(0.0..=1.0);
/// assert_eq!(db.select::<Room>().filter(Room::overlaps(view)).columns(Room::NAME).all()?, ["hall", "study"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub trait SpatialExt: Table {
    /// Bounds that ask for nothing yet: each dimension of the attribute is a method, which takes a range or one value.
    ///
    /// The ends of a range are values, parameters of a prepared query, columns of other tables, or expressions; both count. An end that is said again replaces the
    /// one before, so that `x(low..).x(..=5.0)` is `x(low..=5.0)`. A range whose ends are reversed is empty: nothing is found.
    /// NaN is an error before the statement is prepared.
    ///
    /// # Example: which room is where
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let here = db.prepare(|(x, y): (Param<f64>, Param<f64>)| {
    ///     Room::select().filter(Room::contains(Room::bounds().x(x).y(y))).columns(Room::NAME)
    /// })?;
    /// assert_eq!(here.all((1.0, 3.5))?, ["hall"]);
    /// assert!(db.select::<Room>().filter(Room::overlaps(Room::bounds().x(5.0..=1.0))).all()?.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn bounds<S>() -> <Self::Row as TableRow>::Bounds<S> where Self::Row: Spatial {
        BoundsDef::new(BoundsOf::default())
    }

    /// The rows whose box has a point in common with the bounds: `left <= 5.0 AND right >= 0.0`, and the same of each dimension,
    /// narrowed by `id IN (SELECT id FROM rooms_rtree WHERE ..)`.
    ///
    /// # Example: pairs of rows
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// alias!(Other = Room as "other");
    ///
    /// let around = Other::bounds().x(Room::LEFT..=Room::RIGHT).y(Room::TOP..=Room::BOTTOM);
    /// let pairs = db.select::<Room>().inner_join::<Other>().on(Other::overlaps(around).and(Other::ID.gt(Room::ID)));
    /// assert_eq!(pairs.columns((Room::NAME, Other::NAME)).all()?, [("hall".to_owned(), "study".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn overlaps<S, I>(bounds: <Self::Row as TableRow>::Bounds<S>) -> Expr<S, bool> where Of<Self>: InScope<Self, S, I>, Self::Row: Spatial {
        predicate::<Self, S>(Question::Overlaps, bounds.into_ends())
    }

    /// The rows whose box lies in the bounds: `left >= 0.0 AND right <= 5.0`, narrowed as in [`overlaps`](Self::overlaps).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rooms = db.select::<Room>().filter(Room::within(Room::bounds().x(4.0..)));
    /// assert_eq!(rooms.columns(Room::NAME).all()?, ["study"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn within<S, I>(bounds: <Self::Row as TableRow>::Bounds<S>) -> Expr<S, bool> where Of<Self>: InScope<Self, S, I>, Self::Row: Spatial {
        predicate::<Self, S>(Question::Within, bounds.into_ends())
    }

    /// The rows in whose box the bounds lie, a point or a box: `left <= 1.0 AND right >= 2.0`, narrowed as in
    /// [`overlaps`](Self::overlaps). Of `x(1.0..)` only `left <= 1.0` is asked.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rooms = db.select::<Room>().filter(Room::contains(Room::bounds().x(4.0).y(0.5)));
    /// assert_eq!(rooms.columns(Room::NAME).all()?, ["hall", "study"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn contains<S, I>(bounds: <Self::Row as TableRow>::Bounds<S>) -> Expr<S, bool> where Of<Self>: InScope<Self, S, I>, Self::Row: Spatial {
        predicate::<Self, S>(Question::Contains, bounds.into_ends())
    }
}

impl<T: Table> SpatialExt for T {}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    Overlaps,
    Within,
    Contains,
}

/// One comparison: an end of the boxes, and an end of the bounds.
#[derive(Clone, Copy)]
enum Side {
    Low,
    High,
}

impl Question {
    /// What is compared of a dimension: which end of a box, how, and with which end of the bounds.
    const fn comparisons(self) -> [(Side, BinaryOp, Side); 2] {
        match self {
            Self::Overlaps => [(Side::Low, BinaryOp::Le, Side::High), (Side::High, BinaryOp::Ge, Side::Low)],
            Self::Within => [(Side::Low, BinaryOp::Ge, Side::Low), (Side::High, BinaryOp::Le, Side::High)],
            Self::Contains => [(Side::Low, BinaryOp::Le, Side::Low), (Side::High, BinaryOp::Ge, Side::High)],
        }
    }

    /// What the index is asked. A box that lies within the bounds may stand out of them as the index has it, so the
    /// index is asked whether they overlap.
    const fn narrowing(self) -> Self {
        match self {
            Self::Contains => Self::Contains,
            Self::Overlaps | Self::Within => Self::Overlaps,
        }
    }
}

/// The index of `T` as a source, told from that of another table or alias.
struct IndexOf<T>(PhantomData<fn() -> T>);

fn predicate<T: Table<Row: Spatial>, S>(question: Question, bounds: BoundsOf<S>) -> Expr<S, bool> {
    let index = T::Row::spatial_index();
    let (table, tree) = (T::source(), index_source::<IndexOf<T>>(&index.table));
    let mut candidates = ast::Select::from(tree);
    candidates.columns.push(ast::Expr::Column(tree.column(NUMBER)));
    let mut exact = Vec::new();
    for (at, ends) in bounds.into_list() {
        let dimension = index.dimensions[at];
        let columns = [dimension.low, dimension.high];
        compare(question, table, columns, &ends, |end, _| end, &mut exact);
        let stored = |end, side| {
            let column = table.column(columns[side as usize]);
            as_stored(index, column.schema().storage, ast::Expr::meant_for(end, &ast::Expr::Column(column)))
        };
        compare(question.narrowing(), tree, ends_of(at), &ends, stored, &mut candidates.filter);
        exact.extend(not_reversed(ends));
    }
    exact.insert(0, found_in::<T>(candidates));
    Expr::new(ast::Expr::All(exact))
}

fn compare(
    question: Question,
    source: Source,
    columns: [usize; 2],
    ends: &Ends,
    end: impl Fn(ast::Expr, Side) -> ast::Expr,
    terms: &mut impl Extend<ast::Expr>,
) {
    for (side, op, of) in question.comparisons() {
        if let Some(asked) = &ends[of as usize] {
            let column = ast::Expr::Column(source.column(columns[side as usize]));
            terms.extend([ast::Expr::binary(op, column, end(asked.clone(), side))]);
        }
    }
}

/// What the index stores of an integer is the nearest floating point number, and so is what it is asked.
fn as_stored(index: &SpatialIndex, storage: StorageClass, end: ast::Expr) -> ast::Expr {
    if is_cast(index, storage) { ast::Expr::Cast(Box::new(end), StorageClass::Real) } else { end }
}

/// That the ends are in order, where it is not known: else a box around the gap would overlap it.
fn not_reversed([low, high]: Ends) -> Option<ast::Expr> {
    let (low, high) = (low?, high?);
    let in_order = match (&low, &high) {
        (ast::Expr::Value(Value::Real(low)), ast::Expr::Value(Value::Real(high))) => Some(low <= high),
        (ast::Expr::Value(Value::Integer(low)), ast::Expr::Value(Value::Integer(high))) => Some(low <= high),
        _ => (low == high).then_some(true),
    };
    match in_order {
        Some(true) => None,
        Some(false) => Some(ast::Expr::Any(Vec::new())),
        None => Some(ast::Expr::binary(BinaryOp::Le, low, high)),
    }
}
