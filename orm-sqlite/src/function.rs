//! Functions and collations of the program on a connection.
//!
//! A function reports an error or a panic through SQLite as its message, which names the function and is shown as it stands:
//! nothing but the function's own words is in it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use orm_core::error::Error;
use orm_core::expr::{Aggregate, AggregateFunction, Function, Parameters};
use orm_core::value::{ColumnValue, Row, Value, ValueRef};
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use crate::convert::{self, Output};
use crate::error;

/// The longest name of a function: <https://sqlite.org/c3ref/create_function.html>.
const LONGEST_NAME: usize = 255;

/// What stands before the message of a function that failed, for [`error::message`] to know it by.
pub(crate) const PREFIX: &str = "function `";

/// Makes a function known to a connection.
pub(crate) fn create<A: Parameters, R: ColumnValue>(
    connection: &Connection,
    function: Function<A, R>,
    body: impl Fn(A) -> Result<R, Error> + Send + 'static,
) -> Result<(), Error> {
    let name = function.name();
    let count = check(connection, name, A::count())?;
    let mut flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    if function.is_deterministic() {
        flags |= FunctionFlags::SQLITE_DETERMINISTIC;
    }
    let scalar = move |context: &Context<'_>| {
        let Some(arguments) = arguments::<A>(name, context)? else { return Ok(Output(Value::Null)) };
        result(name, guarded(name, || body(arguments))?)
    };
    connection.create_scalar_function(name, count, flags, scalar).map_err(|error| registering(error, name))?;
    check_schema(connection, name, count)
}

/// Makes an aggregate known to a connection.
pub(crate) fn create_aggregate<X: Aggregate>(
    connection: &Connection,
    function: AggregateFunction<X::Arguments, X::Output>,
) -> Result<(), Error> {
    let name = function.name();
    let count = check(connection, name, X::Arguments::count())?;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let aggregate = Groups::<X> { name, states: std::marker::PhantomData };
    connection.create_aggregate_function(name, count, flags, aggregate).map_err(|error| registering(error, name))?;
    check_schema(connection, name, count)
}

/// Makes SQLite read the schema again, and refuses a function that the schema calls. SQLite decides while it reads a schema what a
/// generated column, a check or a default may call, and lets a name pass that it does not know yet: it would be called by the file.
pub(crate) fn check_schema(connection: &Connection, name: &str, arguments: i32) -> Result<(), Error> {
    const RESET: &str = "PRAGMA writable_schema = RESET";
    const READ: &str = "SELECT count(*) FROM sqlite_schema";
    let reset = || connection.execute_batch(RESET).map_err(|error| error::running(error, RESET));
    reset()?;
    match connection.query_row(READ, [], |_| Ok(())) {
        Err(error) if error.to_string().contains("unsafe use of") => {
            connection.remove_function(name, arguments).map_err(|error| registering(error, name))?;
            reset()?;
            let message =
                format!("the database itself calls `{name}` in one of its tables, and no file calls the program");
            Err(Error::refused(message))
        }
        // What else is wrong with the schema, whoever reads it hears.
        _ => Ok(()),
    }
}

/// An aggregate as rusqlite takes it.
struct Groups<X> {
    name: &'static str,
    states: std::marker::PhantomData<fn() -> X>,
}

/// The state of one group; none after it has panicked.
type State<X> = AssertUnwindSafe<Option<X>>;

impl<X: Aggregate> rusqlite::functions::Aggregate<State<X>, Output> for Groups<X> {
    fn init(&self, _context: &mut Context<'_>) -> rusqlite::Result<State<X>> {
        guarded(self.name, || Ok(X::init())).map(|state| AssertUnwindSafe(Some(state)))
    }

    fn step(&self, context: &mut Context<'_>, state: &mut State<X>) -> rusqlite::Result<()> {
        let Some(arguments) = arguments::<X::Arguments>(self.name, context)? else { return Ok(()) };
        let Some(mut running) = state.take() else { return Ok(()) };
        let stepped = guarded(self.name, || {
            running.step(arguments)?;
            Ok(running)
        });
        state.0 = Some(stepped?);
        Ok(())
    }

    fn finalize(&self, _context: &mut Context<'_>, state: Option<State<X>>) -> rusqlite::Result<Output> {
        // A state that failed has reported it, and SQLite asks only so that it goes away.
        let state = match state {
            Some(AssertUnwindSafe(Some(state))) => state,
            Some(AssertUnwindSafe(None)) => return Ok(Output(Value::Null)),
            None => guarded(self.name, || Ok(X::init()))?,
        };
        result(self.name, guarded(self.name, || state.finish())?)
    }
}

/// The arguments of a call, as the row that they are decoded from.
struct Arguments<'a, 'c>(&'a Context<'c>);

impl Row for Arguments<'_, '_> {
    fn value(&self, index: usize) -> ValueRef<'_> {
        if index < self.0.len() { convert::shown(self.0.get_raw(index)) } else { ValueRef::Null }
    }
}

fn arguments<A: Parameters>(name: &str, context: &Context<'_>) -> rusqlite::Result<Option<A>> {
    A::read(&Arguments(context)).map_err(|error| failed(name, &format!("got a wrong argument: {error}")))
}

fn result<R: ColumnValue>(name: &str, value: R) -> rusqlite::Result<Output> {
    value.encode().map(Output).map_err(|error| failed(name, &format!("gave a wrong result: {error}")))
}

/// Runs the program's part, which may panic: no panic may pass through SQLite.
fn guarded<T>(name: &str, work: impl FnOnce() -> Result<T, Error>) -> rusqlite::Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(failed(name, &format!("failed: {error}"))),
        Err(_panic) => Err(failed(name, "panicked")),
    }
}

pub(crate) fn failed(name: &str, how: &str) -> rusqlite::Error {
    // SQLite ends a message at a NUL, and rusqlite drops one that has it.
    let message = format!("{PREFIX}{name}` {how}").replace('\0', "\u{fffd}");
    rusqlite::Error::UserFunctionError(message.into())
}

/// Refuses names that SQLite would not take, or that mean something of its own; gives the number of arguments as it counts.
fn check(connection: &Connection, name: &str, arguments: usize) -> Result<i32, Error> {
    if name.is_empty() || name.len() > LONGEST_NAME || name.contains('\0') {
        let message = format!("a function's name has 1 to {LONGEST_NAME} bytes and no NUL");
        return Err(Error::refused(message));
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM pragma_function_list WHERE builtin AND name = lower(?))";
    let builtin = connection.query_row(sql, [name], |row| row.get(0)).map_err(|error| error::running(error, sql))?;
    if builtin {
        return Err(Error::refused(format!("`{name}` is a function of SQLite, which queries and indexes rely on")));
    }
    i32::try_from(arguments).map_err(|_| Error::refused("too many parameters"))
}

#[cold]
fn registering(error: rusqlite::Error, name: &str) -> Error {
    error::preparing(error, &format!("create function {name}"))
}
