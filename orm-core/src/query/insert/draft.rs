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
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) target: Vec<usize>,
    pub(super) target_filter: Vec<Expr>,
    pub(super) action: Action,
    pub(super) filter: Vec<Expr>,
}

#[derive(Debug, Clone)]
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

    pub(super) const fn table(&self) -> Source {
        self.table
    }

    /// Adds a condition to the last `do_update`.
    pub(super) fn filter_update(&mut self, condition: Expr) {
        if let Some(clause) = self.on_conflict.last_mut() {
            clause.filter.push(condition);
        }
    }

    /// One statement for each chunk of each run of rows that set the same columns.
    pub(super) fn statements(self: Box<Self>, returning: Vec<Expr>, variables: usize) -> Result<StatementList, Error> {
        let Self { table, rows, with, or, on_conflict } = *self;
        let frame = Frame { table, with, or, on_conflict, returning };
        let rows = match rows? {
            Input::Values(rows) => rows,
            Input::Exprs(row) => {
                let own: Vec<_> = row.iter().map(|assignment| assignment.column).collect();
                let filled = RowList::filled(table, &own);
                let (columns, row) = with_defaults(table, row);
                return Ok(frame.around(columns, filled, |_| Rows::Exprs(row))?.into());
            }
            Input::Select { columns, select } => {
                super::select::check(table.schema, &columns)?;
                return Ok(frame.around(columns, Vec::new(), |_| Rows::Select(select))?.into());
            }
        };
        let has_defaults = rows.has_defaults();
        let (earlier, last) = rows.into_runs()?;
        let mut statements = StatementList::default();
        for run in earlier {
            frame.clone().add_run(run, has_defaults, variables, &mut statements)?;
        }
        if let Some(last) = last {
            frame.add_run(last, has_defaults, variables, &mut statements)?;
        }
        Ok(statements)
    }
}

/// What all statements of an insert have. The last one takes it, so that the usual one copies nothing.
#[derive(Debug, Clone)]
struct Frame {
    table: Source,
    with: Vec<Cte>,
    or: Option<Resolution>,
    on_conflict: Vec<Clause>,
    returning: Vec<Expr>,
}

impl Frame {
    /// The statements of rows that set the same columns.
    fn add_run(self, run: Run, has_defaults: bool, variables: usize, into: &mut StatementList) -> Result<(), Error> {
        let Run { mut columns, rows, mut values } = run;
        let width = columns.len();
        let filled = if has_defaults { RowList::filled(self.table, &columns) } else { Vec::new() };
        if !filled.is_empty() {
            columns.extend(&filled);
            columns.sort_unstable();
        }
        // SQLite has no VALUES list without columns, so such rows go one by one.
        let most = if columns.is_empty() { 1 } else { (variables / columns.len()).clamp(1, ROWS) };
        let list = |filled, rows, values, runs| Rows::Values(ValueRows { rows, filled, values, runs, taken: None });
        if rows <= most {
            into.add(self.around(columns, filled, |filled| list(filled, rows, values, 1))?);
            return Ok(());
        }
        let (runs, rest) = (rows / most, rows % most);
        let rest_values = values.split_off(runs * most * width);
        for (rows, runs, values) in [(most, runs, values), (rest, usize::from(rest > 0), rest_values)] {
            if runs > 0 {
                let frame = self.clone();
                into.add(frame.around(columns.clone(), filled.clone(), |filled| list(filled, rows, values, runs))?);
            }
        }
        Ok(())
    }

    /// The statement of some rows, of which the program fills in some columns.
    fn around(
        self,
        columns: Vec<usize>,
        filled: Vec<usize>,
        rows: impl FnOnce(Vec<usize>) -> Rows,
    ) -> Result<Planned, Error> {
        let Self { table, with, or, on_conflict, returning } = self;
        let on_conflict = if on_conflict.is_empty() {
            Vec::new()
        } else {
            let clauses = on_conflict.into_iter().map(|clause| clause.lower(table, &columns, &filled));
            clauses.collect::<Result<_, _>>()?
        };
        let insert = ast::Insert { with, or, table, columns, rows: rows(filled), on_conflict, returning };
        Ok(Planned::Tree(Tree::Insert(Box::new(insert))))
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
    pub(super) fn lower(self, table: Source, columns: &[usize], filled: &[usize]) -> Result<ast::OnConflict, Error> {
        let rest = if let Action::UpdateRest = self.action { self.rest(table, columns, filled) } else { Vec::new() };
        let Self { target, target_filter, action, filter } = self;
        let mut assignments = match action {
            Action::Nothing => Vec::new(),
            Action::Update(assignments) if assignments.is_empty() => {
                let reason = "`do_update` sets nothing; `do_nothing` leaves the stored row as it is";
                return Err(Error::refused(reason));
            }
            Action::Update(assignments) => assignments,
            Action::UpdateRest => rest,
        };
        with_updates(table, &mut assignments);
        let action = if assignments.is_empty() {
            ConflictAction::Nothing
        } else {
            ConflictAction::Update { assignments, filter }
        };
        Ok(ast::OnConflict { target, target_filter, action })
    }

    /// The columns that the insert sets, and that do not say which row is meant.
    fn rest(&self, table: Source, columns: &[usize], filled: &[usize]) -> Vec<Assignment> {
        let is_key = |column: &usize| table.schema.primary_key.contains(column) || self.target.contains(column);
        let rest = columns.iter().filter(|column| !is_key(column) && !filled.contains(column));
        let excluded = |&column: &usize| Expr::Excluded(&table.schema.columns[column]);
        rest.map(|column| Assignment { column: *column, value: excluded(column) }).collect()
    }
}
