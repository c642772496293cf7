//! A select.

use super::{Expr, Source};

/// A select.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    /// Whether equal rows count once.
    pub distinct: bool,
    /// What is selected, never `*`.
    pub columns: Vec<Expr>,
    /// The first table.
    pub from: Source,
    /// The further tables.
    pub joins: Vec<Join>,
    /// Conditions that all hold.
    pub filter: Vec<Expr>,
    /// What makes a group.
    pub group_by: Vec<Expr>,
    /// Conditions that all hold for a group.
    pub having: Vec<Expr>,
    /// The order.
    pub order_by: Vec<OrderBy>,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// After so many rows.
    pub offset: Option<u64>,
    /// If not empty, `limit` and `offset` count the rows for each value of these.
    pub limit_by: Vec<Expr>,
}

impl Select {
    /// Every row of a table, with no columns yet.
    pub(crate) const fn from(source: Source) -> Self {
        Self {
            distinct: false,
            columns: Vec::new(),
            from: source,
            joins: Vec::new(),
            filter: Vec::new(),
            group_by: Vec::new(),
            having: Vec::new(),
            order_by: Vec::new(),
            limit: None,
            offset: None,
            limit_by: Vec::new(),
        }
    }

    /// Selects all columns of all sources, in the order in which they were joined.
    pub(crate) fn select_all(&mut self) {
        let sources = std::iter::once(self.from).chain(self.joins.iter().map(|join| join.source));
        self.columns = sources.flat_map(all_columns).collect();
    }

    /// Whether rows beyond the filter are left out.
    pub(crate) const fn is_limited(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }
}

/// All columns of a source.
pub(crate) fn all_columns(source: Source) -> impl Iterator<Item = Expr> {
    (0..source.schema.columns.len()).map(move |index| Expr::Column(source.column(index)))
}

/// One more table of a select.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// How it is joined.
    pub kind: JoinKind,
    /// The table.
    pub source: Source,
    /// The condition; none for a cross join.
    pub on: Option<Expr>,
}

/// How a table is joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "SQL's own words")]
pub enum JoinKind {
    Inner,
    Left,
    Right,
    Full,
    Cross,
}

/// One term of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderBy {
    /// What is ordered by.
    pub expr: Expr,
    /// Which way.
    pub direction: Direction,
    /// Where `NULL` stands; SQLite's default is first when ascending.
    pub nulls: Option<Nulls>,
}

/// Which way an order goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Asc,
    /// Greatest first.
    Desc,
}

/// Where `NULL` stands in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}
