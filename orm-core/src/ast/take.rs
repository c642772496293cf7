//! Takes the values out of a statement, and leaves the places of arguments behind.
//!
//! It follows the same parts of a tree in which [`Fingerprint`](super::Fingerprint) sees values, so that two trees of one shape
//! give as many values in the same order.

use std::mem;

use super::{
    Assignment, Call, ConflictAction, Cte, Expr, FurtherRuns, Insert, Join, List, OrderBy, Portion, RowCount, Rows,
    Select, SourceRows, Tree, ValueRows,
};
use crate::engine::{Binding, Bindings};
use crate::value::Value;

/// The values of a statement, in the order in which they stand in the tree.
struct Taken<'v> {
    values: &'v mut Bindings,
    /// Whether a place is left where each value stood.
    leaves: bool,
}

impl Tree {
    /// Appends the values to a list that is empty. `leaves` says whether a place is left for each of them, so that the tree can
    /// be lowered; without it the tree is of no further use.
    #[inline]
    pub fn take_values(&mut self, values: &mut Bindings, leaves: bool, further: Option<&mut FurtherRuns>) {
        match self {
            Self::Brief(brief) if !leaves => brief.take_values(values),
            Self::Row(row) if !leaves => row.take_values(values),
            _ => self.take_all(values, leaves, further),
        }
    }

    fn take_all(&mut self, values: &mut Bindings, leaves: bool, further: Option<&mut FurtherRuns>) {
        match self {
            Self::Brief(brief) => *self = brief.take_tree(),
            Self::Row(row) => *self = Self::Insert(row.take_insert()),
            Self::Change(change) if leaves => *self = Self::Update(change.take_update()),
            _ => {}
        }
        let mut taken = Taken { values, leaves };
        match self {
            Self::Select(select, _) => taken.select(select),
            Self::Change(change) => {
                taken.assignments(&mut change.assignments);
                change.rows.take_values(taken.values);
            }
            Self::Brief(_) | Self::Row(_) => {}
            Self::Insert(insert) => taken.insert(insert),
            Self::Update(update) => {
                taken.ctes(&mut update.with);
                taken.assignments(&mut update.assignments);
                taken.joins(&mut update.from);
                taken.exprs(&mut update.filter);
                taken.portion(&mut update.portion);
                taken.exprs(&mut update.returning);
            }
            Self::Delete(delete) => {
                taken.ctes(&mut delete.with);
                taken.exprs(&mut delete.filter);
                taken.portion(&mut delete.portion);
                taken.exprs(&mut delete.returning);
            }
        }
        if let (Some(further), Self::Insert(insert)) = (further, self)
            && let Rows::Values(ValueRows { taken: Some(first), .. }) = &insert.rows
        {
            further.learn(*first, values);
        }
    }

    /// Appends the values of an insert's rows to a list that is empty, and leaves their places. What all of its runs bind stays
    /// where it is: that is for a tree that has no shape.
    pub fn take_rows(&mut self, values: &mut Bindings) {
        if let Self::Insert(insert) = self
            && let Rows::Values(rows) = &mut insert.rows
        {
            rows.take(values);
        }
    }
}

impl ValueRows {
    fn take(&mut self, into: &mut Bindings) {
        self.taken = Some(into.len());
        let mut values = Bindings::from_vec(mem::take(&mut self.values));
        if into.is_empty() {
            mem::swap(into, &mut values);
        } else {
            into.append(&mut values);
        }
    }
}

impl Taken<'_> {
    fn add(&mut self, value: Binding) -> usize {
        self.values.push(value);
        self.values.len() - 1
    }

    fn select(&mut self, select: &mut Select) {
        self.ctes(&mut select.with);
        select.operands.iter_mut().for_each(|operand| self.select(&mut operand.select));
        self.exprs(&mut select.columns);
        self.rows(&mut select.rows);
        self.joins(&mut select.joins);
        self.exprs(&mut select.filter);
        self.exprs(&mut select.group_by);
        self.exprs(&mut select.having);
        self.order(&mut select.order_by);
        self.row_count(&mut select.limit);
        self.row_count(&mut select.offset);
    }

    fn insert(&mut self, insert: &mut Insert) {
        self.ctes(&mut insert.with);
        match &mut insert.rows {
            Rows::Values(rows) => rows.take(self.values),
            Rows::Exprs(row) => self.exprs(row),
            Rows::Select(select) => self.select(select),
        }
        for clause in &mut insert.on_conflict {
            if let ConflictAction::Update { assignments, filter } = &mut clause.action {
                self.assignments(assignments);
                self.exprs(filter);
            }
        }
        self.exprs(&mut insert.returning);
    }

    fn portion(&mut self, portion: &mut Portion) {
        self.order(&mut portion.order_by);
        self.row_count(&mut portion.limit);
        self.row_count(&mut portion.offset);
    }

    fn assignments(&mut self, assignments: &mut [Assignment]) {
        for assignment in assignments {
            self.expr(&mut assignment.value);
        }
    }

    fn ctes(&mut self, ctes: &mut [Cte]) {
        for cte in ctes {
            self.select(&mut cte.body);
        }
    }

    fn rows(&mut self, rows: &mut SourceRows) {
        match rows {
            SourceRows::Named => {}
            SourceRows::Query(select) => self.select(select),
            SourceRows::Call { arguments, .. } => self.exprs(arguments),
        }
    }

    fn joins(&mut self, joins: &mut [Join]) {
        for join in joins {
            self.rows(&mut join.rows);
            join.on.iter_mut().for_each(|on| self.expr(on));
            join.link.iter_mut().for_each(|link| self.expr(&mut link.on));
        }
    }

    fn order(&mut self, order: &mut [OrderBy]) {
        for term in order {
            self.expr(&mut term.expr);
        }
    }

    fn row_count(&mut self, rows: &mut Option<RowCount>) {
        if let Some(RowCount::Rows(number)) = *rows {
            // No table has more than `i64::MAX` rows.
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            *rows = Some(RowCount::Param(self.add(Binding::Value(Value::Integer(number)))));
        }
    }

    fn exprs(&mut self, exprs: &mut [Expr]) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Value(value) => {
                let place = self.add(Binding::Value(mem::take(value)));
                if self.leaves {
                    *expr = Expr::Param(place);
                }
            }
            Expr::Compare(op, column, value) => {
                let place = self.add(Binding::Value(mem::take(value)));
                if self.leaves {
                    *expr = Expr::Binary(*op, Box::new(Expr::Column(*column)), Box::new(Expr::Param(place)));
                }
            }
            Expr::InList { operand, list, .. } => {
                self.expr(operand);
                if let List::Values(values) = list
                    && !values.is_empty()
                {
                    *list = List::Param(self.add(Binding::List(mem::take(values))));
                }
            }
            Expr::Unary(_, operand)
            | Expr::Collate(operand, _)
            | Expr::Cast(operand, _)
            | Expr::Checked(operand)
            | Expr::IsTrue(operand) => self.expr(operand),
            Expr::Binary(_, left, right) => {
                self.expr(left);
                self.expr(right);
            }
            Expr::All(terms) | Expr::Any(terms) | Expr::Tuple(terms) => self.exprs(terms),
            Expr::Between(three) => self.exprs(&mut **three),
            Expr::Like(two, _) => self.exprs(&mut **two),
            Expr::Call(call) => self.call(call),
            Expr::Exists(select) | Expr::Subquery(select) | Expr::CountOf(select) => self.select(select),
            Expr::InQuery { operand, select, .. } => {
                self.expr(operand);
                self.select(select);
            }
            Expr::Renamed(renamed) => self.expr(&mut renamed.expr),
            Expr::Case(case) => {
                for [condition, value] in &mut case.branches {
                    self.expr(condition);
                    self.expr(value);
                }
                case.otherwise.iter_mut().for_each(|otherwise| self.expr(otherwise));
            }
            Expr::Column(_)
            | Expr::Ordinal(_)
            | Expr::Outer(_)
            | Expr::Excluded(_)
            | Expr::Invalid(..)
            | Expr::Refused(_)
            | Expr::TooDeep
            | Expr::Param(_)
            | Expr::ParamText(..)
            | Expr::FromFn(_)
            | Expr::Raw(_)
            | Expr::RowId(_) => {}
        }
    }

    fn call(&mut self, call: &mut Call) {
        self.exprs(&mut call.arguments);
        self.order(&mut call.order_by);
        call.filter.iter_mut().for_each(|filter| self.expr(filter));
        if let Some(window) = &mut call.over {
            self.exprs(&mut window.partition_by);
            self.order(&mut window.order_by);
        }
    }
}
