//! The scope of raw statements.

use super::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

/// The scope of a raw statement, whose text names its tables: any column may stand in it.
///
/// # Example: a predicate for a raw statement
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::scope::Statement;
///
/// fn famous() -> Expr<Statement, bool> {
///     User::LOGINS.gt(2)
/// }
/// let names: Vec<String> = sql!("select name from users where {famous()} order by name").all(&db)?;
/// assert_eq!(names, ["Ada", "Cleo"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Statement;

/// Index of [`InScope`]: the table is named by raw text.
#[doc(hidden)]
#[derive(Debug)]
pub struct Anywhere;

#[diagnostic::do_not_recommend]
impl<T: Table> InScope<T, Statement, Anywhere> for Of<T> {
    type Null<V: ColumnValue> = V;
}
