//! A function of the program over the rows of a group.

use std::fmt;
use std::marker::PhantomData;

use super::{Arguments, Parameters, Settle};
use crate::ast::Call;
use crate::error::Error;
use crate::expr::{Expr, Refined, RowKind};
use crate::value::ColumnValue;

/// An aggregate of the program, by its name in SQL and its types: the tuple `A` of its parameters, and what it returns.
///
/// What it does is an [`Aggregate`], registered with `Database::create_aggregate`. A row with a `NULL` in a parameter that
/// is no `Option` is passed over, as SQLite's own aggregates do.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::Error;
/// use orm_sqlite::expr::{Aggregate, AggregateFunction};
///
/// const PRODUCT: AggregateFunction<(i64,), i64> = AggregateFunction::new("product");
///
/// struct Product(i64);
///
/// impl Aggregate for Product {
///     type Arguments = (i64,);
///     type Output = i64;
///
///     fn init() -> Self {
///         Self(1)
///     }
///
///     fn step(&mut self, (factor,): (i64,)) -> Result<(), Error> {
///         self.0 = self.0.checked_mul(factor).ok_or_else(|| Error::custom("the product is too large"))?;
///         Ok(())
///     }
///
///     fn finish(self) -> Result<i64, Error> {
///         Ok(self.0)
///     }
/// }
///
/// db.create_aggregate::<Product>(PRODUCT)?;
/// let product = db.select::<User>().filter(User::LOGINS.gt(0)).columns(PRODUCT.call((User::LOGINS,))).one()?;
/// assert_eq!(product, 15);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct AggregateFunction<A, R> {
    name: &'static str,
    types: PhantomData<fn(A) -> R>,
}

impl<A, R> AggregateFunction<A, R> {
    /// The aggregate of this name. Case does not matter, and a function of SQLite's own cannot be replaced.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::AggregateFunction;
    ///
    /// const MEDIAN: AggregateFunction<(f64,), Option<f64>> = AggregateFunction::new("middle");
    /// assert_eq!(MEDIAN.name(), "middle");
    /// ```
    pub const fn new(name: &'static str) -> Self {
        Self { name, types: PhantomData }
    }

    /// The name in SQL.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::AggregateFunction;
    ///
    /// assert_eq!(AggregateFunction::<(i64,), i64>::new("product").name(), "product");
    /// ```
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl<A: Parameters, R: ColumnValue> AggregateFunction<A, R> {
    /// `name(arguments)` over the rows of the group, with a tuple of values, columns and expressions about a row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # use orm_sqlite::Error;
    /// # use orm_sqlite::expr::{Aggregate, AggregateFunction};
    /// # struct Longest(String);
    /// # impl Aggregate for Longest {
    /// #     type Arguments = (String,);
    /// #     type Output = String;
    /// #     fn init() -> Self {
    /// #         Self(String::new())
    /// #     }
    /// #     fn step(&mut self, (text,): (String,)) -> Result<(), Error> {
    /// #         if text.len() > self.0.len() {
    /// #             self.0 = text;
    /// #         }
    /// #         Ok(())
    /// #     }
    /// #     fn finish(self) -> Result<String, Error> {
    /// #         Ok(self.0)
    /// #     }
    /// # }
    /// const LONGEST: AggregateFunction<(String,), String> = AggregateFunction::new("longest");
    ///
    /// db.create_aggregate::<Longest>(LONGEST)?;
    /// let longest = db.select::<User>().group_by(User::ROLE).columns((User::ROLE, LONGEST.call((User::NAME,)))).all()?;
    /// assert_eq!(longest, [(Role::Admin, "Ada".to_owned()), (Role::Member, "Cleo".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn call<S, X: Arguments<S, A, K, J, R, V>, K: Settle<Kind: RowKind>, J, V>(
        self,
        arguments: X,
    ) -> Expr<S, R, Refined> {
        let arguments = arguments.arguments();
        Expr::new(Call::aggregate(self.name, arguments).custom().into())
    }
}

impl<A, R> Clone for AggregateFunction<A, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, R> Copy for AggregateFunction<A, R> {}

impl<A, R> fmt::Debug for AggregateFunction<A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AggregateFunction").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What an aggregate of the program does: a state for each group, which sees the group's rows in no promised order.
///
/// An error fails the statement, and so does a panic.
///
/// # Example: the number of rows
///
/// ```
/// use orm_sqlite::Error;
/// use orm_sqlite::expr::Aggregate;
///
/// struct Rows(i64);
///
/// impl Aggregate for Rows {
///     type Arguments = ();
///     type Output = i64;
///
///     fn init() -> Self {
///         Self(0)
///     }
///
///     fn step(&mut self, (): ()) -> Result<(), Error> {
///         self.0 += 1;
///         Ok(())
///     }
///
///     fn finish(self) -> Result<i64, Error> {
///         Ok(self.0)
///     }
/// }
/// ```
pub trait Aggregate: Sized + Send + 'static {
    /// The parameters: a tuple of column types.
    type Arguments: Parameters;
    /// What it returns.
    type Output: ColumnValue;

    /// The state before the first row; also for a group without rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::Error;
    /// # use orm_sqlite::expr::Aggregate;
    /// struct Last(Option<i64>);
    ///
    /// impl Aggregate for Last {
    ///     # type Arguments = (i64,);
    ///     # type Output = Option<i64>;
    ///     fn init() -> Self {
    ///         Self(None)
    ///     }
    ///     # fn step(&mut self, (value,): (i64,)) -> Result<(), Error> {
    ///     #     self.0 = Some(value);
    ///     #     Ok(())
    ///     # }
    ///     # fn finish(self) -> Result<Option<i64>, Error> {
    ///     #     Ok(self.0)
    ///     # }
    /// }
    /// assert_eq!(Last::init().finish()?, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn init() -> Self;

    /// Takes a row.
    ///
    /// # Errors
    ///
    /// What the program fails with; the statement fails with it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::Error;
    /// # use orm_sqlite::expr::Aggregate;
    /// struct Last(Option<i64>);
    ///
    /// impl Aggregate for Last {
    ///     # type Arguments = (i64,);
    ///     # type Output = Option<i64>;
    ///     # fn init() -> Self {
    ///     #     Self(None)
    ///     # }
    ///     fn step(&mut self, (value,): (i64,)) -> Result<(), Error> {
    ///         self.0 = Some(value);
    ///         Ok(())
    ///     }
    ///     # fn finish(self) -> Result<Option<i64>, Error> {
    ///     #     Ok(self.0)
    ///     # }
    /// }
    /// ```
    fn step(&mut self, arguments: Self::Arguments) -> Result<(), Error>;

    /// The result of the group.
    ///
    /// # Errors
    ///
    /// What the program fails with; the statement fails with it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::Error;
    /// # use orm_sqlite::expr::Aggregate;
    /// struct Last(Option<i64>);
    ///
    /// impl Aggregate for Last {
    ///     # type Arguments = (i64,);
    ///     # type Output = Option<i64>;
    ///     # fn init() -> Self {
    ///     #     Self(None)
    ///     # }
    ///     # fn step(&mut self, (value,): (i64,)) -> Result<(), Error> {
    ///     #     self.0 = Some(value);
    ///     #     Ok(())
    ///     # }
    ///     fn finish(self) -> Result<Option<i64>, Error> {
    ///         Ok(self.0)
    ///     }
    /// }
    /// ```
    fn finish(self) -> Result<Self::Output, Error>;
}
