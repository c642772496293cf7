//! Calls of functions, and the windows of those that have one.

use super::{Expr, OrderBy};

/// A function and its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The function's name, from this crate unless it is one of the program's.
    pub name: &'static str,
    /// Whether it is a function of the program, whose name is quoted.
    pub custom: bool,
    /// The arguments; none means `*` for `count`.
    pub arguments: Vec<Expr>,
    /// Whether it is an aggregate function.
    pub aggregate: bool,
    /// Whether equal arguments count once.
    pub distinct: bool,
    /// The order in which an aggregate takes its rows.
    pub order_by: Vec<OrderBy>,
    /// The condition of an aggregate's rows.
    pub filter: Option<Expr>,
    /// The window over which it is computed.
    pub over: Option<Window>,
}

impl Call {
    fn new(name: &'static str, arguments: Vec<Expr>, aggregate: bool) -> Self {
        Self {
            name,
            custom: false,
            arguments,
            aggregate,
            distinct: false,
            order_by: Vec::new(),
            filter: None,
            over: None,
        }
    }

    /// A function of one row, or a window function before it has its window.
    pub(crate) fn scalar(name: &'static str, arguments: Vec<Expr>) -> Self {
        Self::new(name, arguments, false)
    }

    /// A function of the rows of a group.
    pub(crate) fn aggregate(name: &'static str, arguments: Vec<Expr>) -> Self {
        Self::new(name, arguments, true)
    }

    /// The same call of a function of the program.
    pub(crate) fn custom(self) -> Self {
        Self { custom: true, ..self }
    }

    /// Whether its value is that of a group: with a window it is that of a row.
    pub(crate) const fn is_aggregate(&self) -> bool {
        self.aggregate && self.over.is_none()
    }

    /// All expressions of which it is made.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Expr> {
        let order = self.order_by.iter().map(|term| &term.expr);
        let window = self.over.iter().flat_map(Window::parts);
        self.arguments.iter().chain(order).chain(&self.filter).chain(window)
    }
}

impl From<Call> for Expr {
    fn from(call: Call) -> Self {
        Self::Call(Box::new(call))
    }
}

/// A window: which rows a function sees besides its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Window {
    /// Its name, if the statement's `WINDOW` clause defines it.
    pub name: Option<String>,
    /// The named window that it extends.
    pub base: Option<Box<Self>>,
    /// Rows with equal values of these are one partition.
    pub partition_by: Vec<Expr>,
    /// The order within a partition.
    pub order_by: Vec<OrderBy>,
    /// Which rows of the partition count.
    pub frame: Option<Frame>,
}

impl Window {
    /// All expressions of which it is made.
    fn parts(&self) -> Box<dyn Iterator<Item = &Expr> + '_> {
        let base = self.base.iter().flat_map(|base| base.parts());
        Box::new(base.chain(&self.partition_by).chain(self.order_by.iter().map(|term| &term.expr)))
    }
}

/// The rows of a partition that a function sees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// What the bounds count.
    pub unit: FrameUnit,
    /// The first row, if not the partition's.
    pub start: Option<Distance>,
    /// The last row, if not the partition's.
    pub end: Option<Distance>,
    /// Which of them do not count.
    pub exclude: Exclude,
}

/// What the bounds of a frame count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameUnit {
    /// Rows.
    Rows,
    /// The distance between values of the order's one term.
    Range,
    /// Groups of rows that are equal in the order.
    Groups,
}

/// How far a bound is from the current row: less than zero precedes it, more than zero follows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distance {
    /// So many rows or groups, or a distance of integers.
    Integer(i64),
    /// A distance of floating point numbers.
    Real(f64),
}

/// Which rows of a frame do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclude {
    /// None are left out.
    NoOthers,
    /// The current row.
    CurrentRow,
    /// The current row and those that are equal to it in the order.
    Group,
    /// Those that are equal to the current row in the order, but not itself.
    Ties,
}
