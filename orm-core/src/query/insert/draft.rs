//! What an insert holds, without types, and how it becomes statements.

use crate::ast::{self, Assignment, ConflictAction, Cte, Expr, Resolution, Rows, Select, Source};
use crate::engine::{Sql, ValueFn};
use crate::error::Error;
use crate::query::update::with_updates;
use crate::sql;

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
    Values(Vec<RowValues>),
    Select { columns: Vec<usize>, select: Box<Select> },
}

/// The values of one row, by position of the column.
#[derive(Debug)]
struct RowValues {
    values: Vec<Assignment>,
    /// The columns that a `default_fn` filled in, because the row does not set them.
    filled: Vec<usize>,
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

/// The columns that rows of one statement have in common.
#[derive(Debug, PartialEq)]
struct Run {
    columns: Vec<usize>,
    filled: Vec<usize>,
}

impl Draft {
    pub(super) fn values(table: Source, rows: impl IntoIterator<Item = Vec<Assignment>>) -> Self {
        let rows = rows.into_iter().map(|row| RowValues::new(table, row)).collect();
        Self { table, rows: Ok(Input::Values(rows)), with: Vec::new(), or: None, on_conflict: Vec::new() }
    }

    /// One row, if it may be inserted.
    pub(super) fn row(table: Source, row: Result<Vec<Assignment>, Error>) -> Self {
        let rows = row.map(|row| Input::Values(vec![RowValues::new(table, row)]));
        Self { table, rows, with: Vec::new(), or: None, on_conflict: Vec::new() }
    }

    pub(super) fn select(table: Source, columns: Vec<usize>, select: Select) -> Self {
        let rows = Ok(Input::Select { columns, select: Box::new(select) });
        Self { table, rows, with: Vec::new(), or: None, on_conflict: Vec::new() }
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
    pub(super) fn lower(self, returning: &[Expr], variables: usize) -> Result<Vec<Sql>, Error> {
        let Self { table, rows, with, or, on_conflict } = self;
        let lower = |run: &Run, rows: Rows| {
            let clauses = on_conflict.iter().map(|clause| clause.lower(table, run)).collect::<Result<_, _>>()?;
            let columns = run.columns.clone();
            let with = with.clone();
            sql::insert(&ast::Insert {
                with,
                or,
                table,
                columns,
                rows,
                on_conflict: clauses,
                returning: returning.to_vec(),
            })
        };
        let rows = match rows? {
            Input::Values(rows) => rows,
            Input::Select { columns, select } => {
                super::select::check(table.schema, &columns)?;
                return Ok(vec![lower(&Run { columns, filled: Vec::new() }, Rows::Select(select))?]);
            }
        };
        let mut statements: Vec<Sql> = Vec::new();
        let mut rows = rows.into_iter().peekable();
        while let Some(first) = rows.next() {
            let run = first.run();
            // SQLite has no VALUES list without columns, so such rows go one by one.
            let most = if run.columns.is_empty() { 1 } else { (variables / run.columns.len()).clamp(1, ROWS) };
            let mut chunk = vec![first.into_values()];
            while chunk.len() < most
                && let Some(next) = rows.next_if(|row| row.belongs_to(&run))
            {
                chunk.push(next.into_values());
            }
            let mut sql = lower(&run, Rows::Values(chunk))?;
            // Equal texts are one allocation, however many chunks there are.
            if let Some(same) = statements.last().filter(|last| last.text == sql.text) {
                sql.text = same.text.clone();
                sql.labels = same.labels.clone();
            }
            statements.push(sql);
        }
        Ok(statements)
    }
}

impl RowValues {
    /// Adds what the program's own default functions give for columns that are left out.
    fn new(table: Source, mut values: Vec<Assignment>) -> Self {
        let mut filled = Vec::new();
        for (index, column) in table.schema.columns.iter().enumerate() {
            if let Some(default) = column.default_fn
                && !values.iter().any(|assignment| assignment.column == index)
            {
                let value = Expr::FromFn(ValueFn { column: table.column(index), function: default });
                values.push(Assignment { column: index, value });
                filled.push(index);
            }
        }
        values.sort_unstable_by_key(|assignment| assignment.column);
        Self { values, filled }
    }

    fn columns(&self) -> impl Iterator<Item = usize> {
        self.values.iter().map(|assignment| assignment.column)
    }

    fn run(&self) -> Run {
        Run { columns: self.columns().collect(), filled: self.filled.clone() }
    }

    fn belongs_to(&self, run: &Run) -> bool {
        self.columns().eq(run.columns.iter().copied()) && self.filled == run.filled
    }

    fn into_values(self) -> Vec<Expr> {
        self.values.into_iter().map(|assignment| assignment.value).collect()
    }
}

impl Clause {
    fn lower(&self, table: Source, run: &Run) -> Result<ast::OnConflict, Error> {
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
            Action::UpdateRest => match self.rest(table, run) {
                rest if rest.is_empty() => ConflictAction::Nothing,
                rest => update(rest),
            },
        };
        Ok(ast::OnConflict { target: self.target.clone(), target_filter: self.target_filter.clone(), action })
    }

    /// The columns that the insert sets, and that do not say which row is meant.
    fn rest(&self, table: Source, run: &Run) -> Vec<Assignment> {
        let is_key = |column: &usize| table.schema.primary_key.contains(column) || self.target.contains(column);
        let rest = run.columns.iter().filter(|column| !is_key(column) && !run.filled.contains(column));
        let excluded = |&column: &usize| Expr::Excluded(&table.schema.columns[column]);
        rest.map(|column| Assignment { column: *column, value: excluded(column) }).collect()
    }
}
