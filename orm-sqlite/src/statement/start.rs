//! From what a request says to a statement that is bound, and back into the cache.
//!
//! Nothing here knows a decoder, so that it is compiled once and not for each query.

use std::borrow::Cow;
use std::mem;
use std::sync::Arc;

use orm_core::ast::{FurtherRuns, KeyList};
use orm_core::engine::{Binding, Bindings, Fingerprint, Param, Planned, Sql, Tree};
use orm_core::error::Error;
use orm_core::value::Value;

use super::cache::{Cached, Key, Prepared};
use super::{RawStatement, place, text};
use crate::connection::Connection;
use crate::error;

/// Gives the keys that earlier statements of a load have found.
pub(super) type Keys<'k> = &'k dyn Fn(KeyList) -> Vec<Value>;

/// Finds the statement, or prepares it, and binds its values. `None` if a list of keys is empty, so that no row can match.
#[inline]
pub(super) fn start(
    connection: &Connection,
    planned: &mut Planned,
    further: Option<&mut FurtherRuns>,
    keys: Keys<'_>,
) -> Result<Option<Box<Cached>>, Error> {
    let mut cached = match planned {
        Planned::Tree(tree) => match of_tree(connection, tree, further)? {
            Found::Statement(cached) => cached,
            Found::Text(sql) => return of_text(connection, sql, keys),
        },
        Planned::Bound { sql, arguments } => {
            if sql.params.iter().any(|param| matches!(param, Param::Keys(_))) {
                return of_text(connection, sql.bind(arguments)?, keys);
            }
            let mut cached = of_prepared(connection, sql)?;
            if !cached.takes_in_order(arguments.len()) {
                *arguments = placed(&cached.sql, mem::take(arguments), cached.repeats)?;
            }
            check_count(&cached, arguments.len())?;
            let bound = cached.statement.bind_given(arguments);
            bound.map_err(|error| not_bound(error, &cached))?;
            return Ok(Some(cached));
        }
        Planned::Sql(sql) => {
            let params = mem::take(&mut sql.params);
            return of_text(connection, Sql { text: sql.text.clone(), params, labels: sql.labels.clone() }, keys);
        }
    };
    place(&mut cached)?;
    bind(&mut cached)?;
    Ok(Some(cached))
}

/// Binds the values of the next run of a statement that has run.
pub(super) fn rebind(cached: &mut Cached, further: &mut FurtherRuns) -> Result<(), Error> {
    cached.statement.reset();
    further.next_values(cached.statement.no_values());
    place(cached)?;
    bind(cached)
}

/// Ends the run of a statement and puts it back.
#[inline]
pub(super) fn end(connection: &Connection, mut cached: Box<Cached>) {
    cached.statement.reset();
    connection.statements().borrow_mut().put(cached);
}

/// What stands for a tree.
enum Found {
    /// A statement, which has its values.
    Statement(Box<Cached>),
    /// Its text, because it has no shape.
    Text(Sql),
}

#[inline]
fn of_tree(connection: &Connection, tree: &mut Tree, further: Option<&mut FurtherRuns>) -> Result<Found, Error> {
    let mut statements = connection.statements().borrow_mut();
    if !statements.shape.describe(tree) {
        return without_shape(connection, tree, further.is_some());
    }
    if let Some(mut cached) = statements.take_shape() {
        #[cfg(debug_assertions)]
        let lowered = tree.lower();
        tree.take_values(cached.statement.no_values(), false, further);
        #[cfg(debug_assertions)]
        assert!(is_same(&mut cached, lowered), "two statements of one shape differ: {}", cached.sql.text);
        return Ok(Found::Statement(cached));
    }
    of_shape(connection, &statements.shape, tree, further).map(Found::Statement)
}

/// The statement of a shape that is not there yet.
#[cold]
fn of_shape(
    connection: &Connection,
    shape: &Fingerprint,
    tree: &mut Tree,
    further: Option<&mut FurtherRuns>,
) -> Result<Box<Cached>, Error> {
    let mut values = Bindings::new();
    tree.take_values(&mut values, true, further);
    let sql = tree.lower()?;
    let mut prepared = prepare(connection, &sql.text)?;
    *prepared.0.values() = values;
    Ok(Cached::new(Key::Shape(shape), sql, prepared))
}

/// What stands for a tree without a shape: its text. Of an insert that runs often only the values of its rows have places.
#[cold]
fn without_shape(connection: &Connection, tree: &mut Tree, runs_often: bool) -> Result<Found, Error> {
    if !runs_often {
        return tree.lower().map(Found::Text);
    }
    let mut values = Bindings::new();
    tree.take_rows(&mut values);
    let sql = tree.lower()?;
    let mut prepared = prepare(connection, &sql.text)?;
    *prepared.0.values() = values;
    let text = sql.text.clone();
    Ok(Found::Statement(Cached::new(Key::Text(&text), sql, prepared)))
}

/// Whether a statement that was found by its shape is what lowering gives: asked in debug builds, so that every test asks it.
#[cfg(debug_assertions)]
fn is_same(cached: &mut Cached, lowered: Result<Sql, Error>) -> bool {
    let Ok(lowered) = lowered else { return false };
    let values = cached.statement.values().clone();
    let same = |(place, param): (&Param, &Param)| match (place, param) {
        (Param::Argument(place), param) => match (cached.sql.argument(*place, &values).as_deref(), param) {
            (Ok(Binding::Value(bound)), Param::Value(value)) => bound == value,
            (Ok(Binding::List(bound)), Param::List(values)) => bound == values,
            _ => false,
        },
        (Param::Call(_), Param::Call(_)) => true,
        (place, param) => place == param,
    };
    let (places, params) = (&cached.sql.params, &lowered.params);
    lowered.text == cached.sql.text
        && lowered.labels == cached.sql.labels
        && places.len() == params.len()
        && places.iter().zip(params).all(same)
}

/// The statement of a prepared query.
#[inline]
fn of_prepared(connection: &Connection, sql: &Arc<Sql>) -> Result<Box<Cached>, Error> {
    let key = Key::Kept(&sql.text);
    let found = connection.statements().borrow_mut().take(key);
    match found {
        Some(cached) => Ok(cached),
        None => Ok(Cached::new(key, Sql::clone(sql), prepare(connection, &sql.text)?)),
    }
}

/// The statement of a text that was made for this run.
fn of_text(connection: &Connection, mut sql: Sql, keys: Keys<'_>) -> Result<Option<Box<Cached>>, Error> {
    let params = mem::take(&mut sql.params);
    let Some(values) = values(params, &sql, keys)? else { return Ok(None) };
    let key = Key::Text(&sql.text);
    let found = connection.statements().borrow_mut().take(key);
    let mut cached =
        if let Some(cached) = found { cached } else { Cached::new(key, sql.clone(), prepare(connection, &sql.text)?) };
    // Another query may have the same text and other names for its columns.
    cached.sql = sql;
    *cached.statement.values() = values;
    bind(&mut cached)?;
    Ok(Some(cached))
}

/// The statement of a text that opens or closes a transaction.
pub(super) fn of_control(connection: &Connection, text: &str) -> Result<Box<Cached>, Error> {
    let key = Key::Text(text);
    let found = connection.statements().borrow_mut().take(key);
    if let Some(cached) = found {
        return Ok(cached);
    }
    let prepared = prepare_unchecked(connection, text, true)?;
    let sql = Sql { text: text.into(), params: Vec::new(), labels: Arc::default() };
    Ok(Cached::new(key, sql, prepared))
}

#[cold]
fn prepare(connection: &Connection, sql: &str) -> Result<Prepared, Error> {
    text::check(sql)?;
    if text::makes_files(sql) && connection.is_readonly(rusqlite::MAIN_DB).unwrap_or(false) {
        return Err(Error::refused("a database that is opened read-only makes no files").with_sql(sql));
    }
    prepare_unchecked(connection, sql, true)
}

/// Prepares a statement; `kept` says whether it will run often.
#[cold]
pub(super) fn prepare_unchecked(connection: &Connection, sql: &str, kept: bool) -> Result<Prepared, Error> {
    let prepare = || RawStatement::prepare(connection, sql, kept);
    let (statement, tables) = match connection.recorder() {
        None => (prepare(), None),
        Some(recorder) => {
            let (statement, tables) = recorder.prepare(prepare);
            (statement, Some(tables))
        }
    };
    Ok((statement.map_err(|error| error::preparing(error, sql))?, tables))
}

#[inline]
fn bind(cached: &mut Cached) -> Result<(), Error> {
    let given = cached.statement.values().len();
    check_count(cached, given)?;
    cached.statement.bind().map_err(|error| not_bound(error, cached))
}

/// SQLite says of no value which one it was.
#[cold]
fn not_bound(error: rusqlite::Error, cached: &Cached) -> Error {
    let sql = &cached.sql.text;
    let position = usize::try_from(cached.statement.refused() - 1).ok();
    match position.and_then(|position| place::of_parameter(sql, position)) {
        Some((table, column)) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::TooBig) => {
            error::too_big(error, table, column).with_sql(sql)
        }
        _ => error::running(error, sql),
    }
}

#[inline]
fn check_count(cached: &Cached, given: usize) -> Result<(), Error> {
    let expected = cached.statement.parameters();
    if expected == given { Ok(()) } else { Err(wrong_count(expected, given, &cached.sql)) }
}

/// SQLite would take `NULL` for a parameter that is not bound.
#[cold]
fn wrong_count(expected: usize, given: usize, sql: &Sql) -> Error {
    let message = format!("the statement has {expected} parameters and {given} values: write a value as `{{value}}`");
    Error::refused(message).with_sql(&sql.text)
}

/// Puts the values of a shape into the order of the statement's places.
#[inline]
fn place(cached: &mut Cached) -> Result<(), Error> {
    let given = cached.statement.values().len();
    if !cached.takes_in_order(given) {
        let arguments = mem::take(cached.statement.values());
        *cached.statement.values() = placed(&cached.sql, arguments, cached.repeats)?;
    }
    Ok(())
}

/// The values of a prepared query or a shape in the order of the statement's places; `repeats` says whether one argument stands in several places.
fn placed(sql: &Sql, mut arguments: Bindings, repeats: bool) -> Result<Bindings, Error> {
    let mut values = Bindings::with_capacity(sql.params.len());
    for param in &sql.params {
        values.push(match param {
            Param::Argument(place) => {
                // What is borrowed is the argument itself.
                let read = match sql.argument(*place, &arguments)? {
                    Cow::Owned(read) => Some(read),
                    Cow::Borrowed(argument) => repeats.then(|| argument.clone()),
                };
                read.unwrap_or_else(|| arguments[place.index()].take())
            }
            Param::Value(value) => Binding::Value(value.clone()),
            Param::List(values) => Binding::List(values.clone()),
            Param::Call(function) => Binding::Value(function.value()?),
            _ => return Err(Error::refused("a key of a load stands outside of a load").with_sql(&sql.text)),
        });
    }
    Ok(values)
}

/// The parameters of a text with the keys that earlier statements found.
fn values(params: Vec<Param>, sql: &Sql, keys: Keys<'_>) -> Result<Option<Bindings>, Error> {
    let mut values = Bindings::with_capacity(params.len());
    for param in params {
        values.push(match param {
            Param::Value(value) => Binding::Value(value),
            Param::List(values) => Binding::List(values),
            Param::Call(function) => Binding::Value(function.value()?),
            Param::Keys(list) => match keys(list) {
                keys if keys.is_empty() => return Ok(None),
                keys => Binding::List(keys),
            },
            Param::Argument(place) => sql.argument(place, &[])?.into_owned(),
            _ => return Err(Error::refused("a parameter of a kind that this engine does not know").with_sql(&sql.text)),
        });
    }
    Ok(Some(values))
}
