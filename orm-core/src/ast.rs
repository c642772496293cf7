//! The untyped tree: the only thing that a builder owns and that lowering reads.
//!
//! No node has a type parameter. The typed shells in `expr` and `query` make sure that a tree makes sense.

mod brief;
mod call;
mod change;
pub(crate) mod depth;
mod fingerprint;
mod fragment;
mod growing;
mod one_row;
mod operator;
mod reading;
mod select;
mod take;
mod tree;
mod write;

pub use brief::Brief;
pub use call::{Call, Distance, Exclude, Frame, FrameUnit, Window};
pub use change::Change;
pub(crate) use change::Changing;
pub use fingerprint::Fingerprint;
pub use fragment::{Fragment, RawExpr};
pub(crate) use growing::Growing;
pub use one_row::OneRow;
pub use operator::{BinaryOp, UnaryOp};
pub use reading::Reading;
pub use select::{
    Conditions, Cte, Direction, Join, JoinKind, Link, Nulls, OrderBy, RowCount, Select, SetOp, SetOperand, SourceRows,
};
pub(crate) use select::{add_equal, all_columns};
pub use tree::{Answer, Tree};
#[doc(hidden)]
pub use write::FurtherRuns;
pub use write::{Assignment, ConflictAction, Delete, Insert, OnConflict, Portion, Resolution, Rows, Update, ValueRows};

use std::any::TypeId;
use std::fmt;

use crate::engine::ValueFn;
use crate::schema::{ColumnSchema, TableSchema};
use crate::value::{EncodeError, StorageClass, Value};

/// A table as a query names it.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// The table.
    pub schema: &'static TableSchema,
    /// The name in this query, if it is not the table's.
    pub alias: Option<&'static str>,
    /// Which table type it is, so that two structs or aliases of one name stay two; none for a table between.
    pub table: Option<TableId>,
    /// Which of its rows a statement reads, where the table has a soft delete.
    pub deleted: Deleted,
}

/// Which type a table is.
#[derive(Clone, Copy)]
pub struct TableId(fn() -> TypeId);

impl TableId {
    /// That of a type.
    pub(crate) const fn of<T: 'static>() -> Self {
        Self(TypeId::of::<T>)
    }

    /// Two types never have one.
    pub(crate) fn address(self) -> usize {
        self.0 as usize
    }
}

impl PartialEq for TableId {
    fn eq(&self, other: &Self) -> bool {
        self.address() == other.address() || (self.0)() == (other.0)()
    }
}

impl fmt::Debug for TableId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)().fmt(f)
    }
}

/// Which rows are read of a table with a soft delete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deleted {
    /// Those that are not deleted.
    #[default]
    Skip,
    /// All.
    With,
    /// Those that are deleted.
    Only,
}

impl Source {
    /// The condition of the rows that are read, if not all are.
    pub(crate) fn unless_deleted(self) -> Option<Expr> {
        let column = Expr::Column(self.column(self.schema.soft_delete?.column));
        match self.deleted {
            Deleted::Skip => Some(Expr::unary(UnaryOp::IsNull, column)),
            Deleted::Only => Some(Expr::unary(UnaryOp::IsNotNull, column)),
            Deleted::With => None,
        }
    }

    /// What every update adds for the columns that it does not set: what the program's `on_update_fn` gives.
    pub(crate) fn on_updates(self) -> impl Iterator<Item = Assignment> {
        self.schema.columns.iter().enumerate().filter_map(move |(index, column)| {
            let call = ValueFn { column: self.column(index), function: column.on_update_fn? };
            Some(Assignment { column: index, value: Expr::FromFn(call) })
        })
    }

    /// What every update adds: `version = version + 1`, of a table that has a version.
    pub(crate) fn next_version(self) -> Option<Assignment> {
        let column = self.schema.columns.iter().position(|column| column.version)?;
        let one = Expr::Value(Value::Integer(1));
        Some(Assignment { column, value: Expr::binary(BinaryOp::Add, Expr::Column(self.column(column)), one) })
    }

    /// The condition that a row still has a version.
    pub(crate) fn has_version(self, version: Expr) -> Option<Expr> {
        let column = self.schema.columns.iter().position(|column| column.version)?;
        let column = Expr::Column(self.column(column));
        Some(Expr::binary(BinaryOp::Eq, column, version))
    }

    /// Whether it is the same without an alias, told by where it is.
    fn is_same(&self, other: &Self) -> bool {
        std::ptr::eq(self.schema, other.schema)
            && self.table.map(TableId::address) == other.table.map(TableId::address)
            && self.deleted == other.deleted
            && self.alias.is_none()
            && other.alias.is_none()
    }

    /// The name by which columns are qualified.
    pub(crate) fn name(&self) -> &'static str {
        self.alias.unwrap_or(self.schema.name)
    }

    /// A column of the source.
    pub(crate) const fn column(self, index: usize) -> ColumnRef {
        ColumnRef { source: self, index }
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        // Usually the two are one, and then no text is compared.
        let same_schema = std::ptr::eq(self.schema, other.schema) || self.schema.name == other.schema.name;
        same_schema && self.table == other.table && self.alias == other.alias
    }
}

/// A column of a source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnRef {
    /// The table.
    pub source: Source,
    /// The position in the table.
    pub index: usize,
}

impl ColumnRef {
    /// What the table knows of the column.
    pub(crate) fn schema(&self) -> &'static ColumnSchema {
        &self.source.schema.columns[self.index]
    }

    /// `table.column`, for messages.
    pub(crate) fn path(&self) -> String {
        format!("{}.{}", self.source.schema.name, self.schema().name)
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A column of the statement's sources, or of an enclosing statement's.
    Column(ColumnRef),
    /// A column of the result, counted from 0: in the order of a set operation.
    Ordinal(usize),
    /// A column of the enclosing statement, past a source of this one that has the same name.
    Outer(ColumnRef),
    /// `excluded."x"`: the row that an insert could not add.
    Excluded(&'static ColumnSchema),
    /// A bound value.
    Value(Value),
    /// A value that cannot be bound: lowering returns the error.
    Invalid(EncodeError, Option<ColumnRef>),
    /// An expression that cannot be: lowering returns the reason as an error.
    Refused(Refusal),
    /// An expression that was nested too deep: lowering returns the error.
    TooDeep,
    /// An argument of a prepared query, by its number.
    Param(usize),
    /// A text of it, from which a pattern or a full-text query is made.
    ParamText(usize, Reading),
    /// A value that the program makes when the statement runs.
    FromFn(ValueFn),
    /// `NOT x` and the like.
    Unary(UnaryOp, Box<Self>),
    /// `column = value` and the like, which most filters are made of: it needs no box.
    Compare(BinaryOp, ColumnRef, Value),
    /// `x = y` and the like.
    Binary(BinaryOp, Box<Self>, Box<Self>),
    /// All are true; none at all is true.
    All(Vec<Self>),
    /// One is true; none at all is false.
    Any(Vec<Self>),
    /// `x IN list`, `x NOT IN list`.
    InList {
        /// What is looked for.
        operand: Box<Self>,
        /// Where it is looked for.
        list: List,
        /// Whether it must not be there.
        negated: bool,
    },
    /// `x BETWEEN low AND high`.
    Between(Box<[Self; 3]>),
    /// `x LIKE pattern`, with the character that takes the next one as it is.
    Like(Box<[Self; 2]>, char),
    /// A function of the arguments; an aggregate if it says so.
    Call(Box<Call>),
    /// `EXISTS (select)`.
    Exists(Box<Select>),
    /// `(select)`, one column and one row.
    Subquery(Box<Select>),
    /// How many rows the select gives.
    CountOf(Box<Select>),
    /// `x IN (select)`, `x NOT IN (select)`.
    InQuery {
        /// What is looked for.
        operand: Box<Self>,
        /// Where it is looked for.
        select: Box<Select>,
        /// Whether it must not be there.
        negated: bool,
    },
    /// The expression, in which columns of one source are those of another of the same columns.
    Renamed(Box<Renamed>),
    /// `x COLLATE sequence`.
    Collate(Box<Self>, &'static str),
    /// Text of the program, with values and columns in it.
    Raw(RawExpr),
    /// `CAST(x AS type)`.
    Cast(Box<Self>, StorageClass),
    /// The integer, or an error if it has overflowed.
    Checked(Box<Self>),
    /// `(x) IS TRUE`: a predicate as a value, never `NULL`.
    IsTrue(Box<Self>),
    /// `CASE WHEN .. THEN .. ELSE .. END`.
    Case(Case),
    /// `(a, b)`: a row value.
    Tuple(Vec<Self>),
    /// The key that SQLite gives to each row of a table.
    RowId(Source),
}

/// Why an expression cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is a mistake.
    Mistake(String),
    /// It is more than the engine takes.
    Limit(String),
}

/// The values that `IN` looks in.
#[derive(Debug, Clone, PartialEq)]
pub enum List {
    /// Values of the program.
    Values(Vec<Value>),
    /// Row values of the program.
    Rows(Vec<Vec<Value>>),
    /// An argument of a prepared query, by its number.
    Param(usize),
    /// The keys that an earlier statement of the same load found.
    Keys(KeyList),
}

/// A column of keys of an earlier statement of a load.
///
/// # Example: the posts of the users that the first statement found
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::{KeyList, Param};
///
/// let statements = User::query().filter(User::ID.eq(1)).with_posts().to_sql()?;
/// assert_eq!(statements[1].params, [Param::Keys(KeyList { statement: 0, column: 0, part: 0 })]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyList {
    /// The statement in whose rows the keys stand, by its position in the load.
    pub statement: usize,
    /// The column of its rows.
    pub column: usize,
    /// Which part of the key this is. A list of only some of the keys, those of a `polymorphic` relation to one of its tables,
    /// has a number that is that list's alone.
    pub part: usize,
}

/// `CASE`: the value of the first branch whose condition is true.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Conditions and their values, one branch or more.
    pub branches: Vec<[Expr; 2]>,
    /// The value where no condition is true; without it `NULL`.
    pub otherwise: Option<Box<Expr>>,
}

/// An expression that was written for a table and stands in a query that knows the table by another name.
#[derive(Debug, Clone, PartialEq)]
pub struct Renamed {
    /// The table as the expression names it.
    pub from: Source,
    /// The table as the query names it.
    pub to: Source,
    /// The expression.
    pub expr: Expr,
}

impl List {
    /// Whether the program gave a list without values.
    pub(crate) const fn is_empty(&self) -> bool {
        match self {
            Self::Values(values) => values.is_empty(),
            Self::Rows(rows) => rows.is_empty(),
            Self::Keys(_) | Self::Param(_) => false,
        }
    }
}

impl Expr {
    /// `left op right`. A value that could not be encoded learns here which column it was meant for.
    pub(crate) fn binary(op: BinaryOp, left: Self, right: Self) -> Self {
        match (left, right) {
            (Self::Column(column), Self::Value(value)) if op.is_comparison() => Self::Compare(op, column, value),
            (left, right) => {
                let right = right.meant_for(&left);
                Self::Binary(op, Box::new(left), Box::new(right))
            }
        }
    }

    /// `operand LIKE pattern ESCAPE escape`.
    pub(crate) fn like(operand: Self, pattern: Self, escape: char) -> Self {
        let pattern = pattern.meant_for(&operand);
        Self::Like(Box::new([operand, pattern]), escape)
    }

    /// `op operand`.
    pub(crate) fn unary(op: UnaryOp, operand: Self) -> Self {
        Self::Unary(op, Box::new(operand))
    }

    /// The expression where its value is wanted: a predicate over `NULL` is `NULL` in SQL and a `bool` in Rust, so it becomes
    /// `(p) IS TRUE`.
    pub(crate) fn into_value(self) -> Self {
        if self.is_predicate() { Self::IsTrue(Box::new(self)) } else { self }
    }

    /// Whether it asks a question, whose answer is a `bool` or `NULL`.
    pub(crate) const fn is_predicate(&self) -> bool {
        match self {
            Self::Binary(op, ..) | Self::Compare(op, ..) => op.is_predicate(),
            Self::Unary(op, _) => op.is_predicate(),
            Self::All(_)
            | Self::Any(_)
            | Self::Between(_)
            | Self::InList { .. }
            | Self::InQuery { .. }
            | Self::Like(..) => true,
            _ => false,
        }
    }

    /// Adds the column to a value that could not be encoded.
    pub(crate) fn meant_for(self, left: &Self) -> Self {
        match (self, left) {
            (Self::Invalid(error, None), Self::Column(column)) => Self::Invalid(error, Some(*column)),
            (other, _) => other,
        }
    }

    /// What is bound for an encoded value.
    pub(crate) fn from_encoded(encoded: Result<Value, EncodeError>) -> Self {
        match encoded {
            Ok(value) => Self::Value(value),
            Err(error) => Self::Invalid(error, None),
        }
    }

    /// The select that stands in this node.
    pub(crate) fn select(&self) -> Option<&Select> {
        match self {
            Self::Exists(select) | Self::Subquery(select) | Self::CountOf(select) | Self::InQuery { select, .. } => {
                Some(select)
            }
            _ => None,
        }
    }

    /// Calls `visit` for this node and all below it in the same statement, until it says that a node's children are
    /// of no interest. The column of a `Compare` is no node of its own.
    pub(crate) fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self) -> bool) {
        if !visit(self) {
            return;
        }
        match self {
            Self::Unary(_, operand)
            | Self::Checked(operand)
            | Self::IsTrue(operand)
            | Self::Cast(operand, _)
            | Self::Collate(operand, _) => {
                operand.walk(visit);
            }
            Self::InList { operand, .. } | Self::InQuery { operand, .. } => operand.walk(visit),
            Self::Binary(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Self::All(list) | Self::Any(list) | Self::Tuple(list) => list.iter().for_each(|expr| expr.walk(visit)),
            Self::Renamed(renamed) => renamed.expr.walk(visit),
            Self::Raw(raw) => raw.fragments.iter().filter_map(Fragment::expr).for_each(|expr| expr.walk(visit)),
            Self::Call(call) => call.parts().for_each(|expr| expr.walk(visit)),
            Self::Between(three) => three.iter().for_each(|expr| expr.walk(visit)),
            Self::Like(two, _) => two.iter().for_each(|expr| expr.walk(visit)),
            Self::Case(case) => {
                case.branches.iter().flatten().for_each(|expr| expr.walk(visit));
                if let Some(otherwise) = &case.otherwise {
                    otherwise.walk(visit);
                }
            }
            Self::Column(_)
            | Self::Compare(..)
            | Self::Ordinal(_)
            | Self::Outer(_)
            | Self::Excluded(_)
            | Self::Value(_)
            | Self::Invalid(..)
            | Self::TooDeep
            | Self::Refused(_)
            | Self::Param(_)
            | Self::ParamText(..)
            | Self::FromFn(_)
            | Self::RowId(_)
            | Self::Exists(_)
            | Self::CountOf(_)
            | Self::Subquery(_) => {}
        }
    }
}
