//! A select.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::{BinaryOp, Expr, Source};
use crate::schema::{TableKind, TableSchema};

/// Conditions that all hold; one of them, the usual case, needs no allocation.
pub type Conditions = SmallVec<[Expr; 1]>;

/// A select.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    /// Queries that this one names.
    pub with: Vec<Cte>,
    /// If not empty, the rows are those of a set operation: then only `with`, the order and the limit count besides, and
    /// `columns` are those of the first operand, for the order to name.
    pub operands: Vec<SetOperand>,
    /// Whether equal rows count once.
    pub distinct: bool,
    /// What is selected, never `*`.
    pub columns: Vec<Expr>,
    /// Whether `columns` are all columns of all tables, and not listed yet: in the tree of a builder only.
    pub whole: bool,
    /// The first table.
    pub from: Source,
    /// Where the rows of the first table come from.
    pub rows: SourceRows,
    /// The further tables.
    pub joins: Vec<Join>,
    /// Conditions that all hold.
    pub filter: Conditions,
    /// What makes a group.
    pub group_by: Vec<Expr>,
    /// Conditions that all hold for a group.
    pub having: Vec<Expr>,
    /// The order.
    pub order_by: Vec<OrderBy>,
    /// At most so many rows.
    pub limit: Option<RowCount>,
    /// After so many rows.
    pub offset: Option<RowCount>,
    /// If not empty, `limit` and `offset` count the rows for each value of these.
    pub limit_by: Vec<Expr>,
}

impl Select {
    /// Every row of a table, with no columns yet.
    pub(crate) fn from(source: Source) -> Self {
        Self {
            with: Vec::new(),
            operands: Vec::new(),
            distinct: false,
            columns: Vec::new(),
            whole: false,
            from: source,
            rows: SourceRows::Named,
            joins: Vec::new(),
            filter: Conditions::new(),
            group_by: Vec::new(),
            having: Vec::new(),
            order_by: Vec::new(),
            limit: None,
            offset: None,
            limit_by: Vec::new(),
        }
    }

    /// Every row of a table with all its columns.
    pub(crate) fn whole(source: Source) -> Box<Self> {
        Box::new(Self { whole: true, ..Self::from(source) })
    }

    /// Adds a source, whose columns are selected behind those of the others.
    pub(crate) fn join(&mut self, join: Join) {
        self.joins.push(join);
        self.select_all();
    }

    /// The sources whose columns are selected, in the order in which they were joined.
    pub(crate) fn tables(&self) -> impl Iterator<Item = Source> {
        std::iter::once(self.from).chain(self.joins.iter().map(|join| join.source))
    }

    /// All sources: after the tables, those that link two of them.
    pub(crate) fn sources(&self) -> impl Iterator<Item = Source> {
        self.tables().chain(self.joins.iter().filter_map(|join| join.link.as_ref()).map(|link| link.source))
    }

    /// Lists all columns of all tables, if that is what is selected.
    pub(crate) fn complete(&mut self) {
        if !std::mem::take(&mut self.whole) {
            return;
        }
        self.columns = self.tables().filter(|source| !source.schema.is_index()).flat_map(all_columns).collect();
    }

    /// The columns, of which there are none yet.
    pub(crate) fn unlisted(&mut self) -> &mut Vec<Expr> {
        self.whole = false;
        self.columns.clear();
        &mut self.columns
    }

    /// Selects all columns of all tables.
    pub(crate) fn select_all(&mut self) {
        self.columns.clear();
        self.whole = true;
    }

    /// The same select, with its columns listed.
    pub(crate) fn completed(&self) -> Cow<'_, Self> {
        if !self.whole {
            return Cow::Borrowed(self);
        }
        let mut completed = self.clone();
        completed.complete();
        Cow::Owned(completed)
    }

    /// `self op other`. What this select was ordered and limited by stays its own; what follows is about the whole.
    pub(crate) fn combine(mut self, op: SetOp, other: Self) -> Self {
        if self.operands.is_empty() || !self.order_by.is_empty() || self.is_limited() {
            let whole =
                Self { with: std::mem::take(&mut self.with), columns: self.columns.clone(), ..Self::from(self.from) };
            self = Self { operands: vec![SetOperand { op: None, select: self }], ..whole };
        }
        self.operands.push(SetOperand { op: Some(op), select: other });
        self
    }

    /// Calls `visit` for each expression of this select, and not for those of the selects inside of it.
    pub(crate) fn for_each_expr<'a>(&'a self, visit: &mut impl FnMut(&'a Expr)) {
        let rows = std::iter::once(&self.rows).chain(self.joins.iter().map(|join| &join.rows));
        for rows in rows {
            if let SourceRows::Call { arguments, .. } = rows {
                arguments.iter().for_each(&mut *visit);
            }
        }
        self.columns.iter().for_each(&mut *visit);
        self.joins.iter().filter_map(|join| join.on.as_ref()).for_each(&mut *visit);
        self.joins.iter().filter_map(|join| join.link.as_ref()).for_each(|link| visit(&link.on));
        let conditions = self.filter.iter().chain(&self.group_by).chain(&self.having).chain(&self.limit_by);
        conditions.for_each(&mut *visit);
        self.order_by.iter().map(|term| &term.expr).for_each(visit);
    }

    /// The selects that stand in this one as sources, common table expressions and operands.
    pub(crate) fn inner(&self) -> impl Iterator<Item = &Self> {
        let rows = std::iter::once(&self.rows).chain(self.joins.iter().map(|join| &join.rows));
        let queries = rows.filter_map(|rows| match rows {
            SourceRows::Query(select) => Some(&**select),
            SourceRows::Named | SourceRows::Call { .. } => None,
        });
        let operands = self.operands.iter().map(|operand| &operand.select);
        queries.chain(operands).chain(self.with.iter().map(|cte| &cte.body))
    }

    /// Asks for one row at most, unless there cannot be more. A smaller limit stays.
    pub(crate) fn at_most_one(&mut self) {
        if self.limit.is_none() && self.is_one_row() {
            return;
        }
        self.limit = Some(match self.limit {
            None => RowCount::Rows(1),
            Some(RowCount::Rows(rows)) => RowCount::Rows(rows.min(1)),
            Some(RowCount::Param(index) | RowCount::OneOf(index)) => RowCount::OneOf(index),
        });
    }

    /// Whether the filter names one row by its primary key or another unique column. Two `NULL`s are not equal.
    fn is_one_row(&self) -> bool {
        let table = self.from.schema;
        let names_one = |condition: &Expr| match condition {
            Expr::Compare(BinaryOp::Eq, column, _) => column.source == self.from && is_unique(table, column.index),
            Expr::Binary(BinaryOp::Eq, left, right) => match (&**left, &**right) {
                (Expr::Column(column), Expr::Param(_)) => column.source == self.from && is_unique(table, column.index),
                _ => false,
            },
            _ => false,
        };
        let plain = self.joins.is_empty() && self.operands.is_empty() && matches!(self.rows, SourceRows::Named);
        plain && matches!(table.kind, TableKind::Table) && self.filter.iter().any(names_one)
    }

    /// Whether rows beyond the filter are left out.
    pub(crate) const fn is_limited(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }
}

/// Adds the conditions that the columns of a source's key equal the key.
pub(crate) fn add_equal(filter: &mut Conditions, source: Source, key: impl IntoIterator<Item = Expr>) {
    for (&index, value) in source.schema.primary_key.iter().zip(key) {
        filter.push(Expr::binary(BinaryOp::Eq, Expr::Column(source.column(index)), value));
    }
}

/// Whether a column alone is the primary key or has a unique constraint.
pub(super) fn is_unique(table: &TableSchema, column: usize) -> bool {
    table.primary_key == [column] || table.uniques.iter().any(|unique| unique.columns == [column])
}

/// All columns of a source.
pub(crate) fn all_columns(source: Source) -> impl Iterator<Item = Expr> {
    (0..source.schema.columns.len()).map(move |index| Expr::Column(source.column(index)))
}

/// Where the rows of a source come from.
#[derive(Debug, Clone, PartialEq)]
pub enum SourceRows {
    /// The table, the view or the common table expression of the source's name.
    Named,
    /// `(select) AS name`.
    Query(Box<Select>),
    /// `function(arguments) AS name`.
    Call {
        /// The table function's name, from this crate.
        name: &'static str,
        /// The arguments, which may name the sources before this one.
        arguments: Vec<Expr>,
    },
}

/// `name AS (select)`: a query that another one names.
#[derive(Debug, Clone, PartialEq)]
pub struct Cte {
    /// The name and the columns.
    pub source: Source,
    /// The rows. One that names itself is a set operation.
    pub body: Select,
    /// Whether it may name itself.
    pub recursive: bool,
    /// Whether it is computed once, if that is said.
    pub materialized: Option<bool>,
}

/// One select of a set operation.
#[derive(Debug, Clone, PartialEq)]
pub struct SetOperand {
    /// How it meets what stands before; none for the first.
    pub op: Option<SetOp>,
    /// Its rows.
    pub select: Select,
}

/// An operation on two sets of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "SQL's own words")]
pub enum SetOp {
    Union,
    UnionAll,
    Intersect,
    Except,
}

/// A number of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowCount {
    /// So many.
    Rows(u64),
    /// An argument of a prepared query, by its number.
    Param(usize),
    /// That argument, or one if it is greater.
    OneOf(usize),
}

/// One more table of a select.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// How it is joined.
    pub kind: JoinKind,
    /// The table.
    pub source: Source,
    /// Where its rows come from.
    pub rows: SourceRows,
    /// The condition; none for a cross join.
    pub on: Option<Expr>,
    /// The table between, of a relation that has one.
    pub link: Option<Box<Link>>,
}

/// A table that links the joined one to those before it: `JOIN (link INNER JOIN table ON ..) ON ..`, so that a link
/// whose row is missing gives no row either.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The table between.
    pub source: Source,
    /// How it meets the joined table.
    pub on: Expr,
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
