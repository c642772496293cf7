//! What a statement's text must not be.

use orm_core::error::Error;
use orm_core::sql::{first_word, skip_blank};

/// Statements that open and close transactions: the engine does that, and has to know.
const CONTROL: [&str; 6] = ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"];

/// Refuses a text that SQLite would read otherwise than it stands there, and one that opens or closes a transaction.
///
/// A second statement in the text is refused where it is prepared.
pub(super) fn check(text: &str) -> Result<(), Error> {
    // SQLite ends the text there, silently.
    if text.as_bytes().contains(&0) {
        return Err(Error::refused("the statement contains NUL"));
    }
    let word = first_word(text);
    if word.is_empty() && is_blank(text) {
        return Err(Error::refused("the statement is empty"));
    }
    // Some pragmas take effect while they are prepared, also behind this word.
    if word.eq_ignore_ascii_case("EXPLAIN") {
        return check_explained(text);
    }
    if CONTROL.iter().any(|control| control.eq_ignore_ascii_case(word)) {
        let reason = format!("`{word}` cannot be run as a statement: use `transaction`, which nests too");
        return Err(Error::refused(reason));
    }
    if is_pragma(text) && sets_something(text) {
        let reason =
            "a `PRAGMA` that sets something would outlive the statement: use `Database::options`, or `execute_script`";
        return Err(Error::refused(reason));
    }
    Ok(())
}

/// What is explained is prepared, and must be what could be run.
fn check_explained(text: &str) -> Result<(), Error> {
    let behind = |text: &'_ str, word: &str| skip_blank(text).get(word.len()..).unwrap_or_default().to_owned();
    let mut rest = behind(text, "EXPLAIN");
    if first_word(&rest).eq_ignore_ascii_case("QUERY") {
        rest = behind(&rest, "QUERY");
        rest = behind(&rest, "PLAN");
    }
    if is_pragma(&rest) {
        return Err(Error::refused("`EXPLAIN` of a `PRAGMA` may run it"));
    }
    check(&rest)
}

/// Whether a statement is a pragma.
pub(super) fn is_pragma(text: &str) -> bool {
    first_word(text).eq_ignore_ascii_case("PRAGMA")
}

/// Whether a statement that writes is one whose rows SQLite counts anew: an insert, an update or a delete.
pub(super) fn counts_changes(text: &str) -> bool {
    let word = first_word(text);
    ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"].iter().any(|write| write.eq_ignore_ascii_case(word))
}

/// Whether SQLite refuses a statement within a transaction.
pub(super) fn is_outside(text: &str) -> bool {
    let word = first_word(text);
    ["VACUUM", "ATTACH", "DETACH"].iter().any(|outside| outside.eq_ignore_ascii_case(word))
}

/// Whether a statement is a `VACUUM`, with `INTO` or without.
pub(crate) fn is_vacuum(text: &str) -> bool {
    first_word(text).eq_ignore_ascii_case("VACUUM")
}

/// Whether a statement may make a file beside the database: `VACUUM INTO` makes one before SQLite refuses it.
pub(super) fn makes_files(text: &str) -> bool {
    let word = first_word(text);
    ["VACUUM", "ATTACH"].iter().any(|maker| maker.eq_ignore_ascii_case(word))
}

/// Pragmas whose argument says what to look at: <https://sqlite.org/pragma.html>.
const LOOKS: [&str; 9] = [
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "index_xinfo",
    "foreign_key_list",
    "foreign_key_check",
    "integrity_check",
];

/// Whether a pragma has a value: SQLite calls a statement such as `PRAGMA query_only = 0` read-only.
fn sets_something(text: &str) -> bool {
    let Some(value) = text.find(['=', '(']) else { return false };
    let name = text[..value].trim_end();
    !LOOKS.iter().any(|look| name.to_ascii_lowercase().ends_with(look))
}

/// Whether nothing stands in the text but space, comments and semicolons.
pub(super) fn is_blank(text: &str) -> bool {
    skip_blank(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn refuses_what_sqlite_would_misread() {
        for text in ["", " ;\n", "-- a\n", "/* a", "select 1\0; drop table t"] {
            assert!(check(text).is_err_and(|error| error.is_refused()), "{text:?}");
        }
    }

    #[test]
    fn refuses_to_explain_what_runs_when_it_is_prepared() {
        for text in ["explain pragma query_only = 0", "EXPLAIN /**/ query plan\nPragma foreign_keys", "explain commit"]
        {
            assert!(check(text).is_err_and(|error| error.is_refused()), "{text:?}");
        }
        for text in ["explain select 1", "explain query plan select 1"] {
            assert!(check(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn refuses_transaction_control_however_it_is_written() {
        for text in ["begin", " ;/* x */ -- y\n  COMMIT;", "End", "rollback to x", "savepoint a", "release a"] {
            assert!(check(text).is_err_and(|error| error.is_refused()), "{text:?}");
        }
        for text in ["select 1", "beginning", "\u{feff}select 1", "with x as (select 1) select * from x", "(select 1)"]
        {
            assert!(check(text).is_ok(), "{text:?}");
        }
    }
}
