//! Text of a statement that the program makes while it runs.

use std::fmt;

/// Text that stands in a raw statement as it is: see [`trusted`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::sql::{Trusted, trusted};
///
/// fn direction(ascending: bool) -> Trusted {
///     trusted(if ascending { "asc" } else { "desc" })
/// }
/// let last: i64 = sql!("select id from users order by id {direction(false)}").one(&db)?;
/// assert_eq!(last, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Clone)]
pub struct Trusted(String);

impl Trusted {
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Trusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Trusted").field(&self.0).finish()
    }
}

/// Text for `sql!` that the program makes while it runs. **It is not checked and not quoted.**
///
/// In an expression (`sql!(..).expr()`) it has to be whole: parentheses, quotes and comments that it opens it closes, else running the
/// query is refused. That keeps a slip of the program inside of the expression, and is no protection:
/// whoever writes this text decides what the statement does: text of a user, of a file or of a request in it is an SQL injection.
/// Values are bound by `{value}`, a column is chosen by its constant, a list is `({list})`; this is for the rest, such
/// as the name of a table that the program made.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::sql::trusted;
///
/// let mut total = 0;
/// for table in ["users", "posts"] {
///     let rows: i64 = sql!("select count(*) from {trusted(table)}").one(&db)?;
///     total += rows;
/// }
/// assert_eq!(total, 6);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn trusted(text: impl Into<String>) -> Trusted {
    Trusted(text.into())
}
