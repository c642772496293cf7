//! A whole statement, as a builder leaves it.

use super::{Brief, Change, Delete, FurtherRuns, Insert, OneRow, Rows, Select, Update};
use crate::engine::Sql;
use crate::error::Error;
use crate::sql;

/// A statement that is not lowered yet. In boxes, because it is handed on several times.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub enum Tree {
    /// A select, and what is asked of its rows.
    Select(Box<Select>, Answer),
    /// A select or a delete that needs no box.
    Brief(Brief),
    /// An insert.
    Insert(Box<Insert>),
    /// An insert of one row that needs no box.
    Row(OneRow),
    /// An update that needs no box.
    Change(Change),
    /// An update.
    Update(Box<Update>),
    /// A delete.
    Delete(Box<Delete>),
}

/// What is asked of the rows of a select.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The rows themselves.
    Rows,
    /// How many there are.
    Count,
    /// Whether there is one.
    Exists,
}

impl Answer {
    fn lower(self, select: &Select) -> Result<Sql, Error> {
        match self {
            Self::Rows => sql::select(select),
            Self::Count => sql::count(select),
            Self::Exists => sql::exists(select),
        }
    }
}

impl Tree {
    /// The text, the parameters and the columns.
    #[doc(hidden)]
    #[allow(clippy::missing_errors_doc, reason = "hidden")]
    pub fn lower(&self) -> Result<Sql, Error> {
        match self {
            Self::Select(select, answer) => answer.lower(&select.completed()),
            Self::Brief(brief) => brief.clone().take_tree().lower(),
            Self::Insert(insert) => sql::insert(insert),
            Self::Row(row) => sql::insert(&row.clone().take_insert()),
            Self::Change(change) => sql::update(&change.clone().take_update()),
            Self::Update(update) => sql::update(update),
            Self::Delete(delete) => sql::delete(delete),
        }
    }

    /// How often it runs: an insert of many rows is one statement that runs often.
    #[inline]
    pub(crate) const fn runs(&self) -> usize {
        match self {
            Self::Insert(insert) => insert.runs(),
            Self::Select(..) | Self::Brief(_) | Self::Row(_) | Self::Change(_) | Self::Update(_) | Self::Delete(_) => 1,
        }
    }

    /// Takes the values of the runs behind the first, if there are any.
    #[doc(hidden)]
    #[inline]
    pub fn take_further_runs(&mut self) -> Option<Box<FurtherRuns>> {
        match self {
            Self::Insert(insert) => insert.take_further_runs(),
            Self::Select(..) | Self::Brief(_) | Self::Row(_) | Self::Change(_) | Self::Update(_) | Self::Delete(_) => {
                None
            }
        }
    }

    /// The statement of each run.
    pub(crate) fn lower_runs(mut self, into: &mut Vec<Sql>) -> Result<(), Error> {
        let further = self.take_further_runs();
        let first = self.lower()?;
        let text = (first.text.clone(), first.labels.clone());
        into.push(first);
        if let (Some(mut further), Self::Insert(mut insert)) = (further, self) {
            for _ in 0..further.runs {
                if let Rows::Values(rows) = &mut insert.rows {
                    rows.values = further.values.by_ref().take(further.width).collect();
                }
                let (text, labels) = text.clone();
                into.push(Sql { text, labels, params: sql::insert(&insert)?.params });
            }
        }
        Ok(())
    }

    /// Whether it is a write that gives rows back.
    #[inline]
    pub(crate) const fn is_returning(&self) -> bool {
        match self {
            Self::Select(..) | Self::Brief(_) | Self::Row(_) | Self::Change(_) => false,
            Self::Insert(insert) => !insert.returning.is_empty(),
            Self::Update(update) => !update.returning.is_empty(),
            Self::Delete(delete) => !delete.returning.is_empty(),
        }
    }
}
