//! Selects that search a table by its full-text index.

use super::decoder::Changes;
use super::group::Ungrouped;
use super::select::Select;
use crate::ast::{self, BinaryOp, JoinKind, SourceRows};
use crate::engine::{Engine, Request};
use crate::expr::{IntoMatch, indexed_key, matched};
use crate::scope::{Search, Searched};
use crate::sql::SearchCommand;
use crate::table::{Searchable, Table};

#[rustfmt::skip]
impl<T: Table, D, R> Select<T, D, R> {
    /// `INNER JOIN articles_fts ON articles_fts.rowid = articles.id AND articles_fts MATCH query`: the rows whose text the query
    /// finds.
    ///
    /// The query is a [`Match`](crate::expr::Match), or a text, all of whose words are looked for. It stands before joins. The rows have no order
    /// of their own: [`Search::rank`] is the best one. In a query that needs no rank,
    /// [`matches`](crate::expr::SearchExt::matches) is a predicate.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let found = db.select::<Article>().search("engine").order_by(Search::<Article>::rank()).all()?;
    /// assert_eq!(found.iter().map(|article| article.title.as_str()).collect::<Vec<_>>(), ["The Engine", "Notes"]);
    ///
    /// assert!(db.select::<Article>().search("").all()?.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn search<Q: IntoMatch<T::Row>>(mut self, query: Q) -> Select<Searched<T>, D, R, Ungrouped> where T::Row: Searchable {
        let rowid = ast::Expr::RowId(Search::<T>::source());
        let same = ast::Expr::binary(BinaryOp::Eq, rowid, indexed_key::<T>());
        let on = ast::Expr::All(vec![same, matched::<T>(query)]);
        let rows = SourceRows::Named;
        self.ast.full().joins.push(ast::Join { kind: JoinKind::Inner, source: Search::<T>::source(), rows, on: Some(on), link: None });
        Select::new(self.ast, self.db)
    }
}

/// Tells the index of a table to do something.
#[doc(hidden)]
#[track_caller]
pub fn search_command<T: Searchable, D: Engine>(db: D, command: SearchCommand) -> D::Output<u64> {
    let statement = command.to_sql(T::search_index());
    db.run(statement.map(|sql| Request { statements: sql.into(), writes: true, decoder: Changes::default() }))
}
