//! A function of the program over the values of one row.

use std::fmt;
use std::marker::PhantomData;

use super::{Arguments, Parameters, Settle};
use crate::ast::Call;
use crate::expr::Expr;
use crate::value::ColumnValue;

/// A function of the program, by its name in SQL and its types: the tuple `A` of its parameters, and what it returns.
///
/// The body is registered with `Database::create_function`. A `NULL` in a parameter that is no `Option` makes the result
/// `NULL` without a call, so the result is nullable where such an argument is. The function can be called by queries, and not
/// by what is stored in the file, such as a view, a trigger or a `CHECK`:
/// <https://sqlite.org/c3ref/c_deterministic.html#sqlitedirectonly>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Function;
///
/// const SLUG: Function<(String,), String> = Function::new("slug").deterministic();
///
/// db.create_function(SLUG, |(text,)| Ok(text.to_lowercase().replace(' ', "-")))?;
/// let slugs: Vec<(String, Option<String>)> =
///     db.select::<User>().columns((SLUG.call((User::NAME,)), SLUG.call((User::BIO,)))).all()?;
/// assert_eq!(slugs[0], ("ada".to_owned(), Some("wrote-the-first-program".to_owned())));
/// assert_eq!(slugs[1], ("bob".to_owned(), None));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Function<A, R> {
    name: &'static str,
    deterministic: bool,
    types: PhantomData<fn(A) -> R>,
}

impl<A, R> Function<A, R> {
    /// The function of this name. Case does not matter, and a function of SQLite's own cannot be replaced.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::Function;
    ///
    /// const HALF: Function<(f64,), f64> = Function::new("half");
    /// assert_eq!(HALF.name(), "half");
    /// ```
    pub const fn new(name: &'static str) -> Self {
        Self { name, deterministic: false, types: PhantomData }
    }

    /// Says that equal arguments always give an equal result, so that SQLite may call it once for several rows.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::Function;
    ///
    /// const HALF: Function<(f64,), f64> = Function::new("half").deterministic();
    /// assert!(HALF.is_deterministic());
    /// ```
    #[must_use]
    pub const fn deterministic(self) -> Self {
        Self { deterministic: true, ..self }
    }

    /// The name in SQL.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::Function;
    ///
    /// assert_eq!(Function::<(), i64>::new("dice").name(), "dice");
    /// ```
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Whether equal arguments always give an equal result.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::Function;
    ///
    /// assert!(!Function::<(), i64>::new("dice").is_deterministic());
    /// ```
    pub const fn is_deterministic(self) -> bool {
        self.deterministic
    }
}

impl<A: Parameters, R: ColumnValue> Function<A, R> {
    /// `name(arguments)`, with a tuple of values, columns and expressions; `()` for a function without parameters.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Function;
    ///
    /// const DISTANCE: Function<(i64, i64), i64> = Function::new("distance").deterministic();
    ///
    /// db.create_function(DISTANCE, |(a, b)| Ok((a - b).abs()))?;
    /// let near = db.select::<User>().filter(DISTANCE.call((User::LOGINS, 4)).le(1)).columns(User::NAME).all()?;
    /// assert_eq!(near, ["Ada", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn call<S, X: Arguments<S, A, K, J, R, V>, K: Settle, J, V>(self, arguments: X) -> Expr<S, V, K::Kind> {
        let arguments = arguments.arguments();
        Expr::new(Call::scalar(self.name, arguments).custom().into())
    }
}

impl<A, R> Clone for Function<A, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, R> Copy for Function<A, R> {}

impl<A, R> fmt::Debug for Function<A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Function").field("name", &self.name).field("deterministic", &self.deterministic).finish()
    }
}
