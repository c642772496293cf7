//! What the SQLite of a connection allows: <https://sqlite.org/c3ref/limit.html>.

use orm_core::engine::Limits;
use rusqlite::Connection;
use rusqlite::limits::Limit;

/// Asked once, when the connection is opened: nothing changes them behind it.
///
/// No limit is above SQLite's own defaults, with which statements are written: one that is prepared here may run elsewhere.
pub(super) fn of(connection: &Connection) -> Limits {
    let defaults = Limits::default();
    let real = |limit: Limit, default: usize| match connection.limit(limit).map(usize::try_from) {
        Ok(Ok(real)) => real.min(default),
        _ => default,
    };
    let mut limits = defaults;
    limits.variables = real(Limit::SQLITE_LIMIT_VARIABLE_NUMBER, defaults.variables);
    limits.columns = real(Limit::SQLITE_LIMIT_COLUMN, defaults.columns);
    limits.compound_select = real(Limit::SQLITE_LIMIT_COMPOUND_SELECT, defaults.compound_select);
    limits.expr_depth = real(Limit::SQLITE_LIMIT_EXPR_DEPTH, defaults.expr_depth);
    limits.pattern_bytes = real(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, defaults.pattern_bytes);
    limits.function_arguments = real(Limit::SQLITE_LIMIT_FUNCTION_ARG, defaults.function_arguments);
    limits
}

#[cfg(test)]
mod tests;
