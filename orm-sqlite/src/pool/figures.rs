//! How many connections there are, and how many are in use.

/// How many connections a database has, and how many are in use: [`Database::pool_figures`](crate::Database::pool_figures).
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let tx = db.begin()?;
/// let figures = db.pool_figures();
/// assert!(figures.writer_in_use);
/// assert_eq!((figures.readers_in_use, figures.waiting), (0, 0));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolFigures {
    /// How many connections there may be for readers; 0 if they share the writer's.
    pub readers: usize,
    /// How many of them somebody has.
    pub readers_in_use: usize,
    /// Whether somebody has the connection that writes.
    pub writer_in_use: bool,
    /// How many threads wait for a connection.
    pub waiting: usize,
}
