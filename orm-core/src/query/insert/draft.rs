//! What an insert holds, without types, and how it becomes statements.

use super::row_list::{RowList, Run};
use crate::ast::{self, Assignment, ConflictAction, Cte, Expr, Resolution, Rows, Select, Source, Tree, ValueRows};
use crate::engine::{Planned, StatementList, ValueFn};
use crate::error::Error;
use crate::query::update::with_updates;

/// How many rows one statement inserts: measured, fifty is as fast as more, and its text is shared by all chunks.
const ROWS: usize = 50;

/// An insert whose rows may set different columns.
#[derive(Debug)]
pub(in crate::query) struct Draft {
    table: Source,
    rows: Result<Input, Error>,
    pub(in crate::query) with: Vec<Cte>,
    pub(super) or: Option<Resolution>,
    pub(super) on_conflict: Vec<Clause>,
}

#[derive(Debug)]
enum Input {
    Values(RowList),
    /// One row, whose values are expressions.
    Exprs(Vec<Assignment>),
    Select {
        columns: Vec<usize>,
        select: Box<Select>,
    },
}

/// One `ON CONFLICT`.
#[derive(Debug)]
pub(super) struct Clause {
    pub(super) target: Vec<usize>,
    pub(super) target_filter: Vec<Expr>,
    pub(super) action: Action,
    pub(super) filter: Vec<Expr>,
}

#[derive(Debug)]
pub(super) enum Action {
    Nothing,
    Update(Vec<Assignment>),
    /// What the insert itself sets.
    UpdateRest,
}

impl Draft {
    /// In a box, because each clause moves the builder.
    fn of(rows: Result<Input, Error>, table: Source) -> Box<Self> {
        Box::new(Self { table, rows, with: Vec::new(), or: None, on_conflict: Vec::new() })
    }

    pub(super) fn values(table: Source, rows: impl IntoIterator<Item = Vec<Assignment>>) -> Box<Self> {
        let mut list = RowList::new(table);
        rows.into_iter().for_each(|row| list.push_list(row));
        Self::of(Ok(Input::Values(list)), table)
    }

    /// One row of expressions, if it may be inserted.
    pub(super) fn row(table: Source, row: Result<Vec<Assignment>, Error>) -> Box<Self> {
        Self::of(row.map(Input::Exprs), table)
    }

    pub(super) fn select(table: Source, columns: Vec<usize>, select: Select) -> Box<Self> {
        Self::of(Ok(Input::Select { columns, select: Box::new(select) }), table)
    }

    /// Adds a condition to the last `do_update`.
    pub(super) fn filter_update(&mut self, condition: Expr) {
        if let Some(clause) = self.on_conflict.last_mut() {
            clause.filter.push(condition);
        }
    }

    /// Whether rows stay that were written before one that breaks a constraint.
    pub(super) fn keeps_rows(&self) -> bool {
        self.or == Some(Resolution::Fail)
    }

    /// One statement for each chunk of each run of rows that set the same columns.
    pub(super) fn statements(self: Box<Self>, returning: &[Expr], variables: usize) -> Result<StatementList, Error> {
        let Self { table, rows, with, or, on_conflict } = *self;
        let insert = |columns: Vec<usize>, filled: &[usize], rows: Rows| -> Result<Planned, Error> {
            let mut clauses = Vec::new();
            for clause in &on_conflict {
                clauses.push(clause.lower(table, &columns, filled)?);
            }
            let (with, returning) = (with.clone(), returning.to_vec());
            let insert = ast::Insert { with, or, table, columns, rows, on_conflict: clauses, returning };
            Ok(Planned::Tree(Tree::Insert(Box::new(insert))))
        };
        let rows = match rows? {
            Input::Values(rows) => rows,
            Input::Exprs(row) => {
                let own: Vec<_> = row.iter().map(|assignment| assignment.column).collect();
                let filled = RowList::filled(table, &own);
                let (columns, row) = with_defaults(table, row);
                return Ok(insert(columns, &filled, Rows::Exprs(row))?.into());
            }
            Input::Select { columns, select } => {
                super::select::check(table.schema, &columns)?;
                return Ok(insert(columns, &[], Rows::Select(select))?.into());
            }
        };
        let has_defaults = rows.has_defaults();
        let mut statements = StatementList::default();
        for Run { mut columns, rows, values } in rows.into_runs()? {
            let width = columns.len();
            let filled = if has_defaults { RowList::filled(table, &columns) } else { Vec::new() };
            columns.extend(&filled);
            columns.sort_unstable();
            // SQLite has no VALUES list without columns, so such rows go one by one.
            let most = if columns.is_empty() { 1 } else { (variables / columns.len()).clamp(1, ROWS) };
            if rows <= most {
                let one = |filled| ValueRows { rows, filled, values, runs: 1, taken: None };
                let rows = if filled.is_empty() { one(Vec::new()) } else { one(filled.clone()) };
                statements.add(insert(columns, &filled, Rows::Values(rows))?);
                continue;
            }
            let (runs, rest) = (rows / most, rows % most);
            let mut values = values;
            let rest_values = values.split_off(runs * most * width);
            for (rows, runs, values) in [(most, runs, values), (rest, usize::from(rest > 0), rest_values)] {
                if runs > 0 {
                    let rows = ValueRows { rows, filled: filled.clone(), values, runs, taken: None };
                    statements.add(insert(columns.clone(), &filled, Rows::Values(rows))?);
                }
            }
        }
        Ok(statements)
    }
}

/// The columns and the values of a row, with what the program's own default functions give for columns that are left out.
fn with_defaults(table: Source, mut row: Vec<Assignment>) -> (Vec<usize>, Vec<Expr>) {
    for (index, column) in table.schema.columns.iter().enumerate() {
        if let Some(function) = column.default_fn
            && !row.iter().any(|assignment| assignment.column == index)
        {
            let value = Expr::FromFn(ValueFn { column: table.column(index), function });
            row.push(Assignment { column: index, value });
        }
    }
    row.sort_unstable_by_key(|assignment| assignment.column);
    row.into_iter().map(|assignment| (assignment.column, assignment.value)).unzip()
}

impl From<RowList> for Box<Draft> {
    fn from(rows: RowList) -> Self {
        let table = rows.table();
        Draft::of(Ok(Input::Values(rows)), table)
    }
}

impl Clause {
    fn lower(&self, table: Source, columns: &[usize], filled: &[usize]) -> Result<ast::OnConflict, Error> {
        let update = |assignments| {
            let assignments = with_updates(table, assignments);
            ConflictAction::Update { assignments, filter: self.filter.clone() }
        };
        let action = match &self.action {
            Action::Nothing => ConflictAction::Nothing,
            Action::Update(assignments) if assignments.is_empty() => {
                let reason = "`do_update` sets nothing; `do_nothing` leaves the stored row as it is";
                return Err(Error::refused(reason));
            }
            Action::Update(assignments) => update(assignments.clone()),
            Action::UpdateRest => match self.rest(table, columns, filled) {
                rest if rest.is_empty() => ConflictAction::Nothing,
                rest => update(rest),
            },
        };
        Ok(ast::OnConflict { target: self.target.clone(), target_filter: self.target_filter.clone(), action })
    }

    /// The columns that the insert sets, and that do not say which row is meant.
    fn rest(&self, table: Source, columns: &[usize], filled: &[usize]) -> Vec<Assignment> {
        let is_key = |column: &usize| table.schema.primary_key.contains(column) || self.target.contains(column);
        let rest = columns.iter().filter(|column| !is_key(column) && !filled.contains(column));
        let excluded = |&column: &usize| Expr::Excluded(&table.schema.columns[column]);
        rest.map(|column| Assignment { column: *column, value: excluded(column) }).collect()
    }
}
