//! SQLite's mathematical functions, for a SQLite that was built without them.
//!
//! The bundled one is: the crate that compiles it leaves `SQLITE_ENABLE_MATH_FUNCTIONS` out, and a build setting of this library
//! would not reach the program that uses it. Names, arguments and results are SQLite's: <https://sqlite.org/lang_mathfunc.html>.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Result};

/// The functions of one number whose result is a floating point number; one that is no number becomes `NULL`.
const UNARY: [(&str, fn(f64) -> f64); 20] = [
    ("acos", f64::acos),
    ("acosh", f64::acosh),
    ("asin", f64::asin),
    ("asinh", f64::asinh),
    ("atan", f64::atan),
    ("atanh", f64::atanh),
    ("cos", f64::cos),
    ("cosh", f64::cosh),
    ("degrees", f64::to_degrees),
    ("exp", f64::exp),
    ("ln", |x| positive(x).ln()),
    ("log", |x| positive(x).log10()),
    ("log10", |x| positive(x).log10()),
    ("log2", |x| positive(x).log2()),
    ("radians", f64::to_radians),
    ("sin", f64::sin),
    ("sinh", f64::sinh),
    ("sqrt", f64::sqrt),
    ("tan", f64::tan),
    ("tanh", f64::tanh),
];

/// The functions of two numbers.
const BINARY: [(&str, fn(f64, f64) -> f64); 5] = [
    ("atan2", f64::atan2),
    ("log", |base, x| if base > 1.0 { positive(x).ln() / base.ln() } else { f64::NAN }),
    ("mod", |x, divisor| x % divisor),
    ("pow", f64::powf),
    ("power", f64::powf),
];

/// The functions that leave an integer as it is.
const WHOLE: [(&str, fn(f64) -> f64); 4] =
    [("ceil", f64::ceil), ("ceiling", f64::ceil), ("floor", f64::floor), ("trunc", f64::trunc)];

/// The logarithm of zero is no number to SQLite, and not the negative infinity.
fn positive(x: f64) -> f64 {
    if x > 0.0 { x } else { f64::NAN }
}

/// Adds the functions, unless SQLite has them.
pub(crate) fn add(connection: &Connection) -> Result<()> {
    let sql = "SELECT EXISTS (SELECT 1 FROM pragma_function_list WHERE builtin AND name = 'sqrt')";
    if connection.query_row(sql, [], |row| row.get(0))? {
        return Ok(());
    }
    // Indexes, checks and views may use them, as they may use SQLite's own.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    for (name, function) in UNARY {
        connection
            .create_scalar_function(name, 1, flags, move |context| Ok(number(context, 0).map(|x| real(function(x)))))?;
    }
    for (name, function) in BINARY {
        connection.create_scalar_function(name, 2, flags, move |context| {
            Ok(number(context, 0).zip(number(context, 1)).map(|(x, y)| real(function(x, y))))
        })?;
    }
    for (name, function) in WHOLE {
        connection.create_scalar_function(name, 1, flags, move |context| {
            Ok(match context.get_raw(0) {
                ValueRef::Integer(integer) => Some(Value::Integer(integer)),
                _ => number(context, 0).map(|x| real(function(x))),
            })
        })?;
    }
    connection.create_scalar_function("pi", 0, flags, |_| Ok(std::f64::consts::PI))
}

fn real(x: f64) -> Value {
    if x.is_nan() { Value::Null } else { Value::Real(x) }
}

/// An argument that is a number, or a text that is one.
fn number(context: &Context<'_>, index: usize) -> Option<f64> {
    match context.get_raw(index) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a function of real numbers takes the nearest one, as SQLite does"
        )]
        ValueRef::Integer(integer) => Some(integer as f64),
        ValueRef::Real(real) => Some(real),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text).ok()?.trim();
            // Rust has words for numbers that SQLite has none for.
            let digits = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
            text.parse().ok().filter(|_| digits)
        }
        ValueRef::Null | ValueRef::Blob(_) => None,
    }
}
