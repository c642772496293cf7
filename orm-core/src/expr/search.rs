//! Full-text search: the predicate, and what an index tells of the rows that it found.

mod operand;
mod query;

pub use operand::IntoMatch;
pub use query::Match;
pub(crate) use query::all_words;

use super::Expr;
use super::kept::found_in;
use crate::ast::{self, BinaryOp, Call, Refusal};
use crate::column::Column;
use crate::schema::{MATCHED, RANK};
use crate::scope::{InScope, Of, Search};
use crate::table::{Searchable, Table};
use crate::value::{ColumnValue, Value};

type NullIn<T, S, I, V> = <Of<T> as InScope<T, S, I>>::Null<V>;

/// The predicate of tables with a full-text index; in the prelude.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// assert_eq!(db.select::<Article>().filter(Article::matches("engine")).count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub trait SearchExt: Table {
    /// `id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH query)`: the rows whose text the query finds.
    ///
    /// It stands wherever the table is in scope, in relational queries and in filters of writes too.
    /// [`search`](crate::query::Select::search) ranks as well.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let others = Article::matches("engine").and(Article::TITLE.ne("Notes"));
    /// assert_eq!(db.select::<Article>().filter(others).count()?, 1);
    /// assert_eq!(db.delete::<Article>().filter(Article::matches("steam")).run()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn matches<S, Q: IntoMatch<Self::Row>, I>(query: Q) -> Expr<S, bool> where Of<Self>: InScope<Self, S, I>, Self::Row: Searchable {
        let mut select = ast::Select::from(Search::<Self>::source());
        select.columns.push(ast::Expr::RowId(Search::<Self>::source()));
        select.filter.push(matched::<Self>(query));
        Expr::new(found_in::<Self>(select))
    }
}

impl<T: Table> SearchExt for T {}

/// How [`Search::snippet`] cuts a text.
///
/// # Example
///
/// ```
/// use orm_sqlite::expr::Snippet;
///
/// let short = Snippet { tokens: 5, ..Snippet::default() };
/// assert_eq!((short.before, short.after, short.ellipsis), ("<b>", "</b>", "…"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snippet<'a> {
    /// What stands before each match.
    pub before: &'a str,
    /// What stands after each match.
    pub after: &'a str,
    /// What stands for the text that is left out.
    pub ellipsis: &'a str,
    /// How many words are shown, 1 to 64; a number beyond is the nearest of these.
    pub tokens: u8,
}

impl Default for Snippet<'_> {
    fn default() -> Self {
        Self { before: "<b>", after: "</b>", ellipsis: "…", tokens: 12 }
    }
}

#[rustfmt::skip]
impl<T: Table> Search<T> where T::Row: Searchable {
    /// How well the row matches, by bm25: <https://sqlite.org/fts5.html#the_bm25_function>. A better match is a smaller number, so
    /// that the best come first in `order_by`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let best = db.select::<Article>().search("engine").order_by(Search::<Article>::rank());
    /// assert_eq!(best.columns(Article::TITLE).all()?, ["The Engine", "Notes"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn rank<S, I>() -> Expr<S, NullIn<Self, S, I, f64>> where Of<Self>: InScope<Self, S, I> {
        Expr::new(ast::Expr::Column(Self::source().column(RANK)))
    }

    /// [`rank`](Self::rank) with a weight for each column, in the order of the attribute: `bm25(articles_fts, 1.0, 10.0)`.
    ///
    /// Another number of weights than of columns is an error before the statement is prepared.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let best = db.select::<Article>().search("engine").order_by(Search::<Article>::rank_with([1.0, 100.0]));
    /// assert_eq!(best.columns(Article::TITLE).all()?, ["Notes", "The Engine"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn rank_with<S, I, const N: usize>(weights: [f64; N]) -> Expr<S, NullIn<Self, S, I, f64>> where Of<Self>: InScope<Self, S, I> {
        let columns = Self::index().columns.len();
        if N != columns {
            let name = Self::index().name();
            return refused(format!("`{name}` has {columns} columns, and `rank_with` was given {N} weights"));
        }
        Expr::new(call::<T>("bm25", weights.map(Value::Real)))
    }

    /// The text of a column with each match between `before` and `after`: `highlight(articles_fts, 0, before, after)`.
    ///
    /// The text itself is not escaped for HTML. A column that is not in the index is an error before the statement is prepared.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let body = Search::<Article>::highlight(Article::BODY, "*", "*");
    /// let bodies: Vec<Option<String>> = db.select::<Article>().search("steam").columns(body).all()?;
    /// assert_eq!(bodies, [Some("An engine runs on *steam*, and so does a kettle.".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn highlight<S, V: ColumnValue, I>(column: Column<T, V>, before: &str, after: &str) -> Expr<S, <NullIn<Self, S, I, V> as ColumnValue>::Lift<String>> where Of<Self>: InScope<Self, S, I> {
        match position::<T>(column.index()) {
            Ok(position) => Expr::new(call::<T>("highlight", [position, text(before), text(after)])),
            Err(reason) => refused(reason),
        }
    }

    /// The part of a column's text in which most matches stand, cut to some words: `snippet(articles_fts, 1, ..)`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Snippet;
    ///
    /// let cut = Snippet { tokens: 3, ellipsis: "..", ..Snippet::default() };
    /// let bodies = db.select::<Article>().search("steam").columns(Search::<Article>::snippet(Article::BODY, cut)).all()?;
    /// assert_eq!(bodies, [Some("..on <b>steam</b>, and..".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn snippet<S, V: ColumnValue, I>(column: Column<T, V>, cut: Snippet<'_>) -> Expr<S, <NullIn<Self, S, I, V> as ColumnValue>::Lift<String>> where Of<Self>: InScope<Self, S, I> {
        let tokens = Value::Integer(i64::from(cut.tokens.clamp(1, 64)));
        match position::<T>(column.index()) {
            Ok(position) => Expr::new(call::<T>("snippet", [position, text(cut.before), text(cut.after), text(cut.ellipsis), tokens])),
            Err(reason) => refused(reason),
        }
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn refused<S, V>(reason: String) -> Expr<S, V> {
    Expr::new(ast::Expr::Refused(Refusal::Mistake(reason)))
}

/// A function of the index; its first argument says which one.
fn call<T: Table<Row: Searchable>>(name: &'static str, arguments: impl IntoIterator<Item = Value>) -> ast::Expr {
    let index = ast::Expr::Column(Search::<T>::source().column(MATCHED));
    let arguments = arguments.into_iter().map(ast::Expr::Value);
    Call::scalar(name, std::iter::once(index).chain(arguments).collect()).into()
}

/// The place of a column in the index.
fn position<T: Table<Row: Searchable>>(column: usize) -> Result<Value, String> {
    let index = Search::<T>::index();
    let found = index.columns.iter().position(|&at| at == column);
    match found.and_then(|at| i64::try_from(at).ok()) {
        Some(at) => Ok(Value::Integer(at)),
        None => Err(format!("column `{}` is not in the index `{}`", T::schema().columns[column].name, index.name())),
    }
}

/// `articles_fts MATCH query`
pub(crate) fn matched<T: Table<Row: Searchable>>(query: impl IntoMatch<T::Row>) -> ast::Expr {
    let index = ast::Expr::Column(Search::<T>::source().column(MATCHED));
    ast::Expr::binary(BinaryOp::Match, index, query.into_match())
}
