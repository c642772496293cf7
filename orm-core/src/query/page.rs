//! Pages by number: some rows, and how many there are.

use super::batch::{Part, Tuple};
use super::decoder::One;
use crate::ast::{KeyList, RowCount, Select};
use crate::engine::{Cursor, Decoder, Request, Sql, StatementList};
use crate::error::Error;
use crate::sql;
use crate::value::Value;

/// The rows of a page, and how many there are on all pages: what `page` gives.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let page = db.select::<User>().order_by(User::ID).page(2, 2)?;
/// assert_eq!((page.rows[0].name.as_str(), page.total, page.pages()), ("Cleo", 3, 2));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<R> {
    /// The rows of this page.
    pub rows: Vec<R>,
    /// How many rows there are on all pages.
    pub total: u64,
    /// Which page this is, counted from 1.
    pub number: u64,
    /// How many rows a page has at most.
    pub size: u64,
}

impl<R> Page<R> {
    /// How many pages there are; none without rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.select::<User>().page(1, 2)?.pages(), 2);
    /// assert_eq!(db.select::<User>().filter(User::ID.eq(0)).page(1, 2)?.pages(), 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn pages(&self) -> u64 {
        self.total.div_ceil(self.size)
    }

    /// Whether there is a page behind this one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.select::<User>().page(1, 2)?.has_next());
    /// assert!(!db.select::<User>().page(2, 2)?.has_next());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn has_next(&self) -> bool {
        self.number < self.pages()
    }
}

/// The number of rows, then the rows.
pub(crate) struct Paged<X> {
    parts: Tuple<(Part<One<u64>>, Part<X>)>,
    number: u64,
    size: u64,
}

/// Limits a select to a page. Its own limit and offset make place.
pub(crate) fn limit(select: &mut Select, number: u64, size: u64) -> Result<(), Error> {
    let Some(before) = number.checked_sub(1).filter(|_| size > 0) else {
        return Err(Error::refused("there is no such page: pages count from 1, and have at least one row"));
    };
    select.limit = Some(RowCount::Rows(size));
    select.offset = Some(RowCount::Rows(before.saturating_mul(size)));
    Ok(())
}

/// The request for a page: `rows` are the statements of the limited select, `select` the one without a limit.
pub(crate) fn request<X: Decoder>(
    select: &Select,
    rows: Request<X>,
    number: u64,
    size: u64,
) -> Result<Request<Paged<X>>, Error> {
    let mut all = select.clone();
    (all.limit, all.offset) = (None, None);
    all.order_by.clear();
    let count =
        Request { statements: sql::count(&all)?.into(), writes: false, decoder: One::new(select.from.schema.name) };
    let mut statements = StatementList::default();
    let parts = Tuple((Part::append(count, &mut statements), Part::append(rows, &mut statements)));
    Ok(Request { statements, writes: false, decoder: Paged { parts, number, size } })
}

impl<R, X: Decoder<Output = Vec<R>>> Decoder for Paged<X> {
    type Output = Page<R>;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        self.parts.rows(statement, sql, cursor)
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.parts.keys(list)
    }

    fn finish(&mut self) -> Result<Page<R>, Error> {
        let (total, rows) = self.parts.finish()?;
        Ok(Page { rows, total, number: self.number, size: self.size })
    }
}
