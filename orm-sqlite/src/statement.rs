//! Running a request on a connection.

mod cache;
mod cursor;
mod noted;
mod place;
mod raw;
mod sink;
mod start;
mod text;

use orm_core::ast::FurtherRuns;
use orm_core::engine::{Planned, StatementList};
use orm_core::error::{ConstraintKind, Error};

use crate::attach::Room;
use crate::bracket::Bracket;
use crate::connection::Connection;
use crate::patience::patiently;
use crate::{collation, error, observe};
pub(crate) use cache::Cache;
use cache::Cached;
use cursor::RowCursor;
use raw::RawStatement;
pub(crate) use raw::{unwatch, watch};
pub(crate) use sink::{Sink, decode};
use start::{end, of_control, prepare_unchecked, rebind, start};
pub(crate) use text::is_vacuum;

/// Runs the statements in order and lets the decoder take their rows.
///
/// One statement is atomic by itself, unless it writes and returns rows. Several see one snapshot, and write all or
/// nothing: in a transaction of their own, or in a savepoint of the one that is open.
pub(crate) fn run(
    connection: &Connection,
    statements: &mut StatementList,
    writes: bool,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    if connection.observed().is_on() {
        let _called = connection.observed().enter(statements);
        return run_all::<true>(connection, statements, writes, sink);
    }
    run_all::<false>(connection, statements, writes, sink)
}

/// `OBSERVED` says whether somebody is told of the statements: compiled twice, so that nobody else pays for it.
#[inline]
fn run_all<const OBSERVED: bool>(
    connection: &Connection,
    statements: &mut StatementList,
    writes: bool,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    // A write that returns rows is complete before they are read, so it is taken back if one of them cannot be.
    let several = statements.len() > 1 || (writes && statements.is_returning());
    let mut bracket = if several { bracket(connection, writes)? } else { None };
    let mut index = 0;
    let ran = statements.planned().iter_mut().try_for_each(|planned| {
        if index > 0 {
            connection.watched().check()?;
        }
        let runs = planned.runs();
        run_one::<OBSERVED>(connection, index, planned, sink, &mut bracket)?;
        index += runs;
        Ok(())
    });
    if let Err(error) = ran {
        // `OR FAIL` keeps the rows of its own statement, and so those of the statements before it. Of a raw statement only SQLite
        // knows the clause, and has done what it says: also rolled back all, if that is it.
        let keeps = sink.keeps_rows() || (!several && !connection.is_autocommit());
        if keeps && is_resolved_by_clause(&error) {
            bracket.map(Bracket::commit).transpose()?;
        }
        return Err(connection.watched().explain(error));
    }
    // What the decoder finds missing takes a write back too.
    sink.finish()?;
    match bracket {
        Some(bracket) => bracket.commit(),
        None => Ok(()),
    }
}

/// What several statements run in.
fn bracket(connection: &Connection, writes: bool) -> Result<Option<Bracket<'_>>, Error> {
    match (connection.is_autocommit(), writes) {
        (false, false) => Ok(None),
        (true, false) => Bracket::deferred(connection).map(Some),
        (true, true) => Bracket::immediate(connection).map(Some),
        (false, true) => Bracket::savepoint(connection, "orm_statements").map(Some),
    }
}

/// Whether the constraint is one that `OR FAIL` and its like decide about: <https://sqlite.org/lang_conflict.html>.
fn is_resolved_by_clause(error: &Error) -> bool {
    use ConstraintKind::{Check, NotNull, PrimaryKey, Unique};
    matches!(error.constraint_kind(), Some(Unique | PrimaryKey | NotNull | Check))
}

#[inline]
fn run_one<'c, const OBSERVED: bool>(
    connection: &'c Connection,
    index: usize,
    planned: &mut Planned,
    sink: &mut dyn Sink,
    own: &mut Option<Bracket<'c>>,
) -> Result<(), Error> {
    if OBSERVED {
        return observe::statement(connection, || run_planned::<true>(connection, index, planned, sink, own));
    }
    run_planned::<false>(connection, index, planned, sink, own)
}

/// `own` is the transaction of the request, if it has one: a raw statement that turns out to need one opens it.
#[inline]
fn run_planned<'c, const OBSERVED: bool>(
    connection: &'c Connection,
    index: usize,
    planned: &mut Planned,
    sink: &mut dyn Sink,
    own: &mut Option<Bracket<'c>>,
) -> Result<(), Error> {
    let mut further = planned.take_further_runs();
    let keys = |list| sink.keys(list);
    let Some(mut cached) = start(connection, planned, further.as_deref_mut(), &keys)? else { return Ok(()) };
    connection.counters().statement(cached.is_new());
    if OBSERVED {
        connection.observed().note(|noted, values| cached.begin(noted, values));
        if cached.statement.writes() {
            observe::check_write(connection, &cached.sql.text)?;
        }
    }
    // Only SQLite knows of a raw statement what it does. A pragma that writes is refused inside of a transaction.
    let returns = cached.statement.width() > 0;
    if own.is_none() && cached.statement.writes() && is_taken_back(connection, &cached.sql.text, returns) {
        *own = bracket(connection, true)?;
    }
    // After a panic the statement does not go back, but is dropped.
    let mut ran = run_bound::<OBSERVED>(connection, &mut cached, returns, index, sink);
    if let Some(further) = further
        && ran.is_ok()
    {
        ran = run_again::<OBSERVED>(connection, &mut cached, returns, index, further, sink);
    }
    if OBSERVED {
        connection.observed().note(|noted, _| cached.note(noted));
    }
    if ran.is_ok() || !cached.spent {
        end(connection, cached);
    }
    collation::checked(ran)
}

/// Whether a write needs a transaction of ours: it gives rows, which may not be readable; or it may be complete and fail all the
/// same, because it was stopped (SQLite asks once more behind its last step) or a comparison panicked.
fn is_taken_back(connection: &Connection, sql: &str, returns: bool) -> bool {
    let may_fail_late = connection.watched().is_on() || connection.collates.get();
    (returns || (may_fail_late && !text::is_outside(sql))) && !text::is_pragma(sql)
}

#[inline]
fn run_bound<const OBSERVED: bool>(
    connection: &Connection,
    cached: &mut Cached,
    returns: bool,
    index: usize,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    if !returns && cached.statement.writes() && connection.is_autocommit() {
        return patiently(connection, || run_once::<OBSERVED>(connection, cached, returns, index, sink));
    }
    run_once::<OBSERVED>(connection, cached, returns, index, sink)
}

#[inline]
fn run_once<const OBSERVED: bool>(
    connection: &Connection,
    cached: &mut Cached,
    returns: bool,
    index: usize,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    if cached.tables.is_some() {
        return recorded(connection, cached, |cached| {
            run_unrecorded::<OBSERVED>(connection, cached, returns, index, sink)
        });
    }
    run_unrecorded::<OBSERVED>(connection, cached, returns, index, sink)
}

/// Runs a statement whose tables somebody wants to know.
#[cold]
fn recorded(
    connection: &Connection,
    cached: &mut Cached,
    run: impl FnOnce(&mut Cached) -> Result<(), Error>,
) -> Result<(), Error> {
    let Some((recorder, tables)) = connection.recorder().zip(cached.tables.as_deref()) else { return run(cached) };
    let begun = recorder.begin(tables);
    let ran = run(cached);
    if let Some(tables) = cached.tables.as_deref_mut() {
        recorder.end(connection, tables, begun, ran.is_ok());
    }
    ran
}

#[inline]
fn run_unrecorded<const OBSERVED: bool>(
    connection: &Connection,
    cached: &mut Cached,
    returns: bool,
    index: usize,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    match (cached.statement.writes(), returns) {
        (true, _) => write::<OBSERVED>(connection, cached, returns, index, sink),
        (false, true) => take_rows::<OBSERVED>(connection, cached, index, sink)?.finish(),
        (false, false) => {
            sink.changed(index, 0);
            step(cached)
        }
    }
}

/// Runs a statement that has run again, with the values of further rows.
#[cold]
fn run_again<const OBSERVED: bool>(
    connection: &Connection,
    cached: &mut Cached,
    returns: bool,
    index: usize,
    mut further: Box<FurtherRuns>,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    for run in 1..=further.runs {
        rebind(cached, &mut further)?;
        run_bound::<OBSERVED>(connection, cached, returns, index + run, sink)?;
    }
    Ok(())
}

#[inline]
fn write<const OBSERVED: bool>(
    connection: &Connection,
    cached: &mut Cached,
    returns: bool,
    index: usize,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let before = if cached.statement.counts() { None } else { Some(connection.total_changes()) };
    let _room = before.map(|_| Room::of(connection, &cached.sql.text));
    if returns {
        // SQLite finishes a write that returns rows when its rows are all taken, and a decoder may want the first only.
        take_rows::<OBSERVED>(connection, cached, index, sink)?.drain()?;
    } else {
        step(cached)?;
    }
    let changed = changed_since(connection, before);
    connection.counters().rows_changed(changed);
    if OBSERVED {
        cached.rows += changed;
    }
    sink.changed(index, changed);
    Ok(())
}

/// Lets the decoder take the rows. One that takes none, because a row is not as wide as it expects, has seen the width that the
/// statement was prepared with: SQLite looks at its first step whether a table has changed.
#[inline]
fn take_rows<'c, const OBSERVED: bool>(
    connection: &'c Connection,
    cached: &'c mut Cached,
    index: usize,
    sink: &mut dyn Sink,
) -> Result<RowCursor<'c>, Error> {
    let Cached { statement, sql, spent, rows, .. } = cached;
    let mut cursor = RowCursor::new(statement, sql, connection.watched(), OBSERVED);
    let taken = sink.rows(index, sql, &mut cursor);
    if OBSERVED {
        *rows += cursor.rows();
    }
    if let Err(error) = taken {
        // The next run prepares it anew, with the columns that its tables have then.
        *spent = cursor.is_unread();
        return Err(error);
    }
    Ok(cursor)
}

fn step(cached: &mut Cached) -> Result<(), Error> {
    cached.statement.step().map(drop).map_err(|error| error::running(error, &cached.sql.text))
}

/// How many rows a statement changed. SQLite's counter keeps its value over a statement that changes no rows by nature,
/// such as `CREATE TABLE`; the total before it, if it was asked for, tells whether the statement is one.
#[inline]
fn changed_since(connection: &Connection, before: Option<u64>) -> u64 {
    match before {
        Some(before) if connection.total_changes() == before => 0,
        _ => connection.changes(),
    }
}

/// Runs one statement without parameters and rows, which is not kept.
pub(crate) fn execute(connection: &Connection, sql: &str) -> Result<(), Error> {
    let _room = Room::of(connection, sql);
    let (mut statement, mut tables) = prepare_unchecked(connection, sql, false)?;
    let mut step = || statement.step().map(drop).map_err(|error| error::running(error, sql));
    let Some((recorder, tables)) = connection.recorder().zip(tables.as_deref_mut()) else { return step() };
    let begun = recorder.begin(tables);
    let ran = step();
    recorder.end(connection, tables, begun, ran.is_ok());
    ran
}

/// Runs a statement that begins or ends a transaction, which is kept.
pub(crate) fn control(connection: &Connection, sql: &str) -> Result<(), Error> {
    if connection.observed().is_on() {
        return observe::control(connection, sql, || run_control(connection, sql));
    }
    run_control(connection, sql)
}

fn run_control(connection: &Connection, sql: &str) -> Result<(), Error> {
    let mut cached = of_control(connection, sql)?;
    let ran = connection
        .watched()
        .paused(|| if cached.tables.is_some() { recorded(connection, &mut cached, step) } else { step(&mut cached) });
    end(connection, cached);
    ran.map_err(|error| connection.watched().explain(error))
}

#[cfg(test)]
mod tests;
