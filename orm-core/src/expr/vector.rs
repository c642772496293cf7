//! The distance of vectors, by functions that the engine has registered.

use super::{Expr, Joined, Operand, Row};
use crate::ast::{self, Call};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Vector};

/// The functions' names: the engine registers them under these.
#[doc(hidden)]
pub const VECTOR_FUNCTIONS: [&str; 3] = [L2, COS, DOT];

const L2: &str = "vector_distance_l2";
const COS: &str = "vector_distance_cos";
const DOT: &str = "vector_dot";

/// A column type of vectors.
///
/// # Example: a function for every column of vectors
///
/// ```
/// # use orm_sqlite::prelude::*;
/// # use orm_sqlite::value::Vector;
/// # #[derive(Table)]
/// # struct Word { #[column(primary_key)] id: i64, place: Vector<2> }
/// use orm_sqlite::column::Column;
/// use orm_sqlite::expr::VectorType;
/// use orm_sqlite::value::ColumnValue;
///
/// fn length<V: ColumnValue<Base: VectorType>>(column: Column<Word, V>) -> Expr<Word, f64>
/// where
///     V: ColumnValue<Lift<f64> = f64>,
/// {
///     column.dot(column)
/// }
/// let query = Word::select().order_by(length(Word::PLACE));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not a vector", label = "expected a `Vector<N>`")]
pub trait VectorType: ColumnType {}

#[diagnostic::do_not_recommend]
impl<const N: usize> VectorType for Vector<N> {}

fn measured<S, V, K>(name: &'static str, left: ast::Expr, right: ast::Expr) -> Expr<S, V, K> {
    let right = right.meant_for(&left);
    Expr::new(Call::scalar(name, vec![left, right]).custom().into())
}

#[rustfmt::skip]
#[expect(clippy::type_complexity, reason = "the number's type under the query's joins")]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// The Euclidean distance to another vector of the same length; `NULL` if either is.
    ///
    /// `Database::enable_vectors` registers the function. Ordered by it and limited, a query finds the nearest rows, exactly,
    /// by looking at each.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # use orm_sqlite::value::Vector;
    /// # #[derive(Table)]
    /// # struct Word { #[column(primary_key)] id: i64, place: Vector<2> }
    /// # let db = Database::open_in_memory()?;
    /// # db.create_tables(&schema!(Word))?;
    /// # db.insert(NewWord::builder().place(Vector::from([3.0, 4.0])).build()).run()?;
    /// db.enable_vectors()?;
    /// let far = db.select::<Word>().columns(Word::PLACE.distance_l2(Vector::from([0.0, 0.0]))).one()?;
    /// assert_eq!(far, 5.0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn distance_l2<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, other: R) -> Expr<S, R::Lift<<<Of<T> as InScope<T, S, I>>::Null<V> as ColumnValue>::Lift<f64>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: VectorType {
        measured(L2, self.node(), other.operand())
    }

    /// The cosine distance to another vector of the same length, 0 for the same direction and 2 for the opposite one; `NULL`
    /// if either is. A vector of zeros has no direction, and is 1 away from all.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # use orm_sqlite::value::Vector;
    /// # #[derive(Table)]
    /// # struct Word { #[column(primary_key)] id: i64, place: Vector<2> }
    /// # let db = Database::open_in_memory()?;
    /// # db.create_tables(&schema!(Word))?;
    /// # db.insert(NewWord::builder().place(Vector::from([0.0, 4.0])).build()).run()?;
    /// db.enable_vectors()?;
    /// let across = db.select::<Word>().columns(Word::PLACE.distance_cos(Vector::from([1.0, 0.0]))).one()?;
    /// assert_eq!(across, 1.0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn distance_cos<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, other: R) -> Expr<S, R::Lift<<<Of<T> as InScope<T, S, I>>::Null<V> as ColumnValue>::Lift<f64>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: VectorType {
        measured(COS, self.node(), other.operand())
    }

    /// The dot product with another vector of the same length; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # use orm_sqlite::value::Vector;
    /// # #[derive(Table)]
    /// # struct Word { #[column(primary_key)] id: i64, place: Vector<2> }
    /// # let db = Database::open_in_memory()?;
    /// # db.create_tables(&schema!(Word))?;
    /// # db.insert(NewWord::builder().place(Vector::from([3.0, 4.0])).build()).run()?;
    /// db.enable_vectors()?;
    /// assert_eq!(db.select::<Word>().columns(Word::PLACE.dot(Word::PLACE)).one()?, 25.0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn dot<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, other: R) -> Expr<S, R::Lift<<<Of<T> as InScope<T, S, I>>::Null<V> as ColumnValue>::Lift<f64>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: VectorType {
        measured(DOT, self.node(), other.operand())
    }
}
