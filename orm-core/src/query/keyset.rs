//! Pages by a cursor: what follows a row in the order, found by its values.

mod cursor;
mod decoder;
mod order;

use std::fmt;

use super::decoder::All;
use super::group::Shown;
use super::select::Select;
use crate::ast::{self, Expr, RowCount, UnaryOp};
use crate::engine::{Decoder, Engine, Request, Sql};
use crate::error::Error;
use crate::sql;
use cursor::Place;
use decoder::{PageOf, Seen};

/// A query in pages that begin behind a row, or end before one: what `keyset` gives.
///
/// A page costs the same wherever it lies, and rows that are added or deleted meanwhile neither repeat nor hide others. The
/// order is the query's; the primary key of each table stands behind it, so that equal rows have an order too. Its terms
/// may go both ways and may be `NULL`. If all of them go one way and none is ever `NULL`, SQLite searches an index of
/// them.
///
/// A cursor is an opaque text. It holds the values by which the rows are ordered, so who sees it can read them. One of another
/// query or another order, or a damaged one, is refused: [`Error::is_invalid_cursor`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let users = || db.select::<User>().order_by(User::LOGINS.desc()).columns(User::NAME).keyset(2);
/// let first = users().page()?;
/// assert_eq!(first.rows, ["Cleo", "Ada"]);
/// let second = users().after_opt(first.next.as_deref()).page()?;
/// assert_eq!((second.rows, second.next), (vec!["Bob".to_owned()], None));
/// let back = users().before_opt(second.previous.as_deref()).page()?;
/// assert_eq!(back.rows, ["Cleo", "Ada"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a query does nothing until `page` runs it"]
pub struct Keyset<Q> {
    query: Q,
    size: u64,
    /// The cursor, and whether the page ends before it.
    from: Option<(String, bool)>,
}

/// The rows of a page, and the cursors of its neighbours.
///
/// # Example: all pages, one after the other
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let (mut names, mut next) = (Vec::new(), None::<String>);
/// loop {
///     let page = db.select::<User>().order_by(User::ID).keyset(1).after_opt(next.as_deref()).page()?;
///     names.extend(page.rows.into_iter().map(|user| user.name));
///     next = page.next;
///     if next.is_none() {
///         break;
///     }
/// }
/// assert_eq!(names, ["Ada", "Bob", "Cleo"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CursorPage<R> {
    /// The rows, in the order of the query.
    pub rows: Vec<R>,
    /// The cursor for `after`, if there are rows behind these.
    pub next: Option<String>,
    /// The cursor for `before`, if there are rows before these.
    pub previous: Option<String>,
}

impl<Q> Keyset<Q> {
    pub(crate) const fn new(query: Q, size: u64) -> Self {
        Self { query, size, from: None }
    }

    /// The page behind a cursor: the `next` of a page.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first = db.query::<User>().order_by(User::NAME).keyset(1).page()?;
    /// let next = first.next.unwrap_or_default();
    /// let second = db.query::<User>().order_by(User::NAME).with_posts().keyset(1).after(&next).page()?;
    /// assert_eq!((second.rows[0].name.as_str(), second.rows[0].posts.len()), ("Bob", 1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn after(self, cursor: &str) -> Self {
        self.after_opt(Some(cursor))
    }

    /// The page behind a cursor, or the first page without one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let cursor: Option<String> = None;
    /// let page = db.select::<User>().order_by(User::NAME).keyset(1).after_opt(cursor.as_deref()).page()?;
    /// assert_eq!(page.rows[0].name, "Ada");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn after_opt(self, cursor: Option<&str>) -> Self {
        Self { from: cursor.map(|cursor| (cursor.to_owned(), false)).or(self.from), ..self }
    }

    /// The page before a cursor: the `previous` of a page. Its rows are in the order of the query.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = || db.select::<User>().order_by(User::ID).keyset(2);
    /// let second = users().after(&users().page()?.next.unwrap_or_default()).page()?;
    /// let first = users().before(&second.previous.unwrap_or_default()).page()?;
    /// assert_eq!((first.rows[0].id, first.previous), (1, None));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn before(self, cursor: &str) -> Self {
        self.before_opt(Some(cursor))
    }

    /// The page before a cursor; without one nothing changes.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let page = db.select::<User>().order_by(User::NAME).keyset(1).before_opt(None).page()?;
    /// assert_eq!(page.rows[0].name, "Ada");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn before_opt(self, cursor: Option<&str>) -> Self {
        Self { from: cursor.map(|cursor| (cursor.to_owned(), true)).or(self.from), ..self }
    }
}

#[rustfmt::skip]
impl<Q: Keyed> Keyset<Q> {
    /// Runs the query and gives the page. All statements see one snapshot.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let page = db.select::<User>().order_by((User::BIO.desc().nulls_last(), User::NAME)).keyset(2).page()?;
    /// assert_eq!(page.rows[1].name, "Bob");
    /// assert!(page.next.is_some() && page.previous.is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn page(self) -> <Q::Db as Engine>::Output<CursorPage<Q::Row>> where Q::Db: Engine {
        let (select, rest, db) = self.query.split();
        db.run(request::<Q>(select, rest, self.size, self.from))
    }
}

impl<Q: Keyed> Keyset<Q> {
    /// The statements of the page: its rows, those of their relations, and whether there are rows on the other side of the
    /// cursor.
    ///
    /// # Errors
    ///
    /// When the cursor is refused, or the query cannot be lowered.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let sql = Tag::select().order_by(Tag::NAME).columns(Tag::NAME).keyset(10).to_sql()?;
    /// assert!(sql[0].text.ends_with(r#"ORDER BY "tags"."name" LIMIT (?+0)"#));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(self) -> Result<Vec<Sql>, Error> {
        let (select, rest, _) = self.query.split();
        request::<Q>(select, rest, self.size, self.from)?.statements.lower()
    }
}

fn request<Q: Keyed>(
    mut select: ast::Select,
    rest: Q::Rest,
    size: u64,
    from: Option<(String, bool)>,
) -> Result<Request<PageOf<Q::Decoder>>, Error> {
    if size == 0 {
        return Err(Error::refused("a page has at least one row"));
    }
    let mut terms = order::terms(&select)?;
    select.order_by = terms.iter().map(order::Term::order_by).collect();
    let hash = cursor::hash(sql::select(&select)?.text.as_bytes());
    let backward = from.as_ref().is_some_and(|(_, backward)| *backward);
    if backward {
        terms = terms.into_iter().map(order::Term::reversed).collect();
        select.order_by = terms.iter().map(order::Term::order_by).collect();
    }
    let mut other_side = None;
    if let Some((cursor, _)) = from {
        match cursor::read(&cursor, hash)? {
            Place::Row(values) => {
                let behind = order::behind(&terms, &values)?;
                let not_behind = Expr::unary(UnaryOp::Not, Expr::IsTrue(Box::new(behind.clone())));
                let mut rows = select.clone();
                rows.filter.push(not_behind);
                other_side = Some(sql::exists(&sql::for_exists(rows))?);
                select.filter.push(behind);
            }
            Place::Start if !backward => {}
            Place::End if backward => {}
            Place::Start | Place::End => {
                return Err(Error::invalid_cursor("the cursor is one for the other direction"));
            }
        }
    }
    let width = select.columns.len();
    select.columns.extend(terms.iter().map(|term| term.expr.clone()));
    select.limit = Some(RowCount::Rows(size.saturating_add(1)));
    let Request { mut statements, decoder: inner, .. } = Q::request(select, rest)?;
    let at = other_side.map(|sql| {
        statements.push(sql);
        statements.len() - 1
    });
    let decoder =
        PageOf { inner, hash, size, width, terms: terms.len(), backward, other_side: at, seen: Seen::default() };
    Ok(Request { statements, writes: false, decoder })
}

/// A query that can be cut into pages.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "this query has no pages by a cursor", label = "not a select of rows")]
pub trait Keyed {
    /// The handle.
    type Db;
    /// A row.
    type Row: Send + 'static;
    /// What is needed beside the select.
    type Rest;
    /// What reads the rows.
    type Decoder: Decoder<Output = Vec<Self::Row>> + Send + 'static;

    /// Takes the query apart.
    fn split(self) -> (ast::Select, Self::Rest, Self::Db);

    /// The request for the rows of a select.
    ///
    /// # Errors
    ///
    /// When it cannot be lowered.
    fn request(select: ast::Select, rest: Self::Rest) -> Result<Request<Self::Decoder>, Error>;
}

#[diagnostic::do_not_recommend]
impl<S, D, R: Shown> Keyed for Select<S, D, R> {
    type Db = D;
    type Row = R;
    type Rest = ();
    type Decoder = All<R>;

    fn split(self) -> (ast::Select, (), D) {
        let (select, db) = self.into_parts();
        (select, (), db)
    }

    fn request(select: ast::Select, (): ()) -> Result<Request<All<R>>, Error> {
        Ok(Request { statements: sql::select(&select)?.into(), writes: false, decoder: All::new() })
    }
}

impl<Q> fmt::Debug for Keyset<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyset").field("size", &self.size).finish_non_exhaustive()
    }
}
