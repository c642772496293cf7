//! The shapes of statements and their clauses.

use super::Fingerprint;
use super::expr::has_value;
use crate::ast::brief::{Matching, Task};
use crate::ast::depth::CHAIN;
use crate::ast::{
    Assignment, Brief, Change, ConflictAction, Cte, Delete, Expr, Insert, Join, OnConflict, OneRow, OrderBy, Portion,
    Resolution, Rows, Select, SourceRows, Update,
};

impl Fingerprint {
    /// Conditions that all hold. Many of them may become one of a list of values, as those of an `All` do.
    fn conditions(&mut self, conditions: &[Expr]) {
        if conditions.len() > CHAIN {
            self.unknown();
        }
        self.exprs(conditions);
    }

    #[inline]
    pub(super) fn brief(&mut self, brief: &Brief) {
        let Brief { rows, one, task } = brief;
        let task = match task {
            Task::Select(answer) => *answer as u64,
            Task::Delete => 9,
        };
        self.matching(0xd | task << 8 | u64::from(*one) << 12, rows);
    }

    pub(super) fn change(&mut self, change: &Change) {
        self.matching(0xf, &change.rows);
        self.first = Some(change.rows.source);
        self.assignments(&change.assignments);
    }

    /// One word says all but which table it is, whatever type stands for it: nothing else is named.
    #[inline]
    fn matching(&mut self, kind: u64, rows: &Matching) {
        let Matching { source, condition } = rows;
        let condition = condition
            .as_ref()
            .map_or(0, |condition| 1 << 31 | (condition.op as u64) << 24 | (condition.column as u64) << 32);
        let aliased = u64::from(source.alias.is_some()) << 16 | (source.deleted as u64) << 17;
        self.words.extend_from_slice(&[kind | aliased | condition, std::ptr::from_ref(source.schema).addr() as u64]);
        if let Some(alias) = source.alias {
            self.text(alias);
        }
    }

    pub(super) fn select(&mut self, select: &Select) {
        let Select {
            with,
            operands,
            distinct,
            columns,
            whole,
            from,
            rows,
            joins,
            filter,
            group_by,
            having,
            order_by,
            limit,
            offset,
            limit_by,
        } = select;
        // Most selects have few of these parts: one word says which, and the others cost nothing.
        let part = |at: u32, there: bool| u64::from(there) << at;
        self.word(
            part(0, *distinct)
                | part(1, *whole)
                | part(2, !with.is_empty())
                | part(3, !operands.is_empty())
                | part(4, !columns.is_empty())
                | part(5, !matches!(rows, SourceRows::Named))
                | part(6, !joins.is_empty())
                | part(7, !filter.is_empty())
                | part(8, !group_by.is_empty() || !having.is_empty())
                | part(9, !order_by.is_empty())
                | part(10, limit.is_some() || offset.is_some()),
        );
        self.source(from);
        if !with.is_empty() {
            self.ctes(with);
        }
        if !operands.is_empty() {
            self.list(operands.iter(), |shape, operand| {
                shape.word(operand.op.map_or(9, |op| op as u64));
                shape.select(&operand.select);
            });
        }
        if !columns.is_empty() {
            self.exprs(columns);
        }
        if !matches!(rows, SourceRows::Named) {
            self.rows(rows);
        }
        if !joins.is_empty() {
            self.joins(joins);
        }
        if !filter.is_empty() {
            self.conditions(filter);
        }
        if !group_by.is_empty() || !having.is_empty() {
            self.exprs(group_by);
            self.conditions(having);
        }
        if !order_by.is_empty() {
            self.order(order_by);
        }
        if limit.is_some() || offset.is_some() {
            self.row_count(*limit);
            self.row_count(*offset);
        }
        // What is grouped and what is shown are compared, with the values in them; and two limits may become one.
        let compared = !group_by.is_empty() && [columns, group_by, having].into_iter().flatten().any(has_value);
        if compared
            || !limit_by.is_empty()
            || (!operands.is_empty() && order_by.iter().any(|term| has_value(&term.expr)))
        {
            self.unknown();
        }
    }

    pub(super) fn row(&mut self, row: &OneRow) {
        self.word(0xe);
        self.source(&row.table);
        self.positions(&row.columns);
    }

    pub(super) fn insert(&mut self, insert: &Insert) {
        let Insert { with, or, table, columns, rows, on_conflict, returning } = insert;
        let kind = match rows {
            Rows::Values(_) => 0,
            Rows::Exprs(_) => 1,
            Rows::Select(_) => 2,
        };
        let parts = [!with.is_empty(), !on_conflict.is_empty(), !returning.is_empty()];
        self.write(0xa, parts, *or, kind);
        self.source(table);
        if !with.is_empty() {
            self.ctes(with);
        }
        self.positions(columns);
        match rows {
            Rows::Values(rows) => {
                self.size(rows.rows);
                self.positions(&rows.filled);
            }
            Rows::Exprs(row) => self.exprs(row),
            Rows::Select(select) => self.select(select),
        }
        if !on_conflict.is_empty() {
            self.list(on_conflict.iter(), Self::on_conflict);
        }
        if !returning.is_empty() {
            self.exprs(returning);
        }
    }

    pub(super) fn on_conflict(&mut self, clause: &OnConflict) {
        let is_update = !matches!(clause.action, ConflictAction::Nothing);
        self.word(u64::from(is_update) | u64::from(!clause.target_filter.is_empty()) << 1);
        self.positions(&clause.target);
        // Its values are literals in the text.
        if clause.target_filter.iter().any(has_value) {
            self.unknown();
        }
        if !clause.target_filter.is_empty() {
            self.exprs(&clause.target_filter);
        }
        if let ConflictAction::Update { assignments, filter } = &clause.action {
            self.assignments(assignments);
            self.conditions(filter);
        }
    }

    pub(super) fn update(&mut self, update: &Update) {
        let Update { with, or, table, assignments, from, filter, portion, returning } = update;
        let is_part = !portion.is_all();
        let parts = [!with.is_empty(), is_part, !returning.is_empty()];
        self.write(0xb, parts, *or, u64::from(!from.is_empty()));
        self.source(table);
        if !with.is_empty() {
            self.ctes(with);
        }
        self.assignments(assignments);
        if !from.is_empty() {
            self.joins(from);
        }
        self.conditions(filter);
        // They stand beside the conditions of the joins.
        if from.len() + filter.len() > CHAIN {
            self.unknown();
        }
        if is_part {
            self.portion(portion);
        }
        if !returning.is_empty() {
            self.exprs(returning);
        }
    }

    pub(super) fn delete(&mut self, delete: &Delete) {
        let Delete { with, hard, table, filter, portion, returning } = delete;
        let is_part = !portion.is_all();
        let parts = [!with.is_empty(), is_part, !returning.is_empty()];
        self.write(0xc, parts, None, u64::from(*hard));
        self.source(table);
        if !with.is_empty() {
            self.ctes(with);
        }
        self.conditions(filter);
        if is_part {
            self.portion(portion);
        }
        if !returning.is_empty() {
            self.exprs(returning);
        }
    }

    /// One word that says which parts a write has, as that of a select does.
    fn write(&mut self, kind: u64, parts: [bool; 3], or: Option<Resolution>, own: u64) {
        let [first, second, third] = parts.map(u64::from);
        let or = or.map_or(0, |or| 1 + or as u64);
        self.word(kind | first << 8 | second << 9 | third << 10 | or << 16 | own << 24);
    }

    pub(super) fn portion(&mut self, portion: &Portion) {
        self.order(&portion.order_by);
        self.row_count(portion.limit);
        self.row_count(portion.offset);
    }

    pub(super) fn assignments(&mut self, assignments: &[Assignment]) {
        self.list(assignments.iter(), |shape, assignment| {
            shape.beside(assignment.column, &assignment.value);
        });
    }

    pub(super) fn ctes(&mut self, ctes: &[Cte]) {
        self.list(ctes.iter(), |shape, cte| {
            shape.source(&cte.source);
            shape.word(u64::from(cte.recursive) | u64::from(cte.materialized.map_or(0, |is| 1 + u8::from(is))) << 1);
            shape.select(&cte.body);
        });
    }

    pub(super) fn rows(&mut self, rows: &SourceRows) {
        match rows {
            SourceRows::Named => self.word(0),
            SourceRows::Query(select) => {
                self.word(1);
                self.select(select);
            }
            SourceRows::Call { name, arguments } => {
                self.word(2);
                self.text(name);
                self.exprs(arguments);
            }
        }
    }

    pub(super) fn joins(&mut self, joins: &[Join]) {
        self.list(joins.iter(), |shape, join| {
            shape.word(join.kind as u64);
            shape.source(&join.source);
            shape.rows(&join.rows);
            shape.maybe(join.on.as_ref(), Self::expr);
            shape.maybe(join.link.as_ref(), |shape, link| {
                shape.source(&link.source);
                shape.expr(&link.on);
            });
        });
    }

    pub(super) fn order(&mut self, order: &[OrderBy]) {
        self.list(order.iter(), |shape, term| {
            shape.word(term.direction as u64 | term.nulls.map_or(0, |nulls| 1 + nulls as u64) << 1);
            shape.expr(&term.expr);
        });
    }
}
