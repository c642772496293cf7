//! The statements of a file, one by one, each with its line: SQLite says where one ends.

use orm_core::error::{Error, Verdict};
use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::{Batch, Connection, Statement};

use super::authorize::Authorizer;
use crate::error;

/// A file of statements that are being run.
pub(super) struct Script<'c, 's> {
    name: &'s str,
    text: &'s str,
    at: usize,
    batch: Batch<'c, 's>,
}

/// A statement that is compiled and not run yet.
pub(super) struct Compiled<'c> {
    pub(super) statement: Statement<'c>,
    pub(super) text: String,
    pub(super) line: usize,
}

impl<'c, 's> Script<'c, 's> {
    pub(super) fn new(connection: &'c Connection, name: &'s str, text: &'s str) -> Result<Self, Error> {
        let text = text.trim_start_matches('\u{feff}');
        // SQLite ends the text there, silently.
        if text.contains('\0') {
            return Err(Error::migration(Verdict::Failed, "nul", format!("`{name}` contains NUL")));
        }
        Ok(Self { name, text, at: 0, batch: Batch::new(connection, text) })
    }

    /// The next statement. It has to be run before the one after it is compiled, which may need what it makes.
    pub(super) fn next(&mut self, authorizer: &Authorizer) -> Result<Option<Compiled<'c>>, Error> {
        let (next, refused) = authorizer.watch(|| self.batch.next());
        let rest = &self.text[self.at..];
        let start = rest.len() - skip_comments(rest).len();
        if let Some(refused) = refused {
            return Err(self.located(refused, self.at + start));
        }
        match next {
            Ok(None) => Ok(None),
            Ok(Some(statement)) if statement.parameter_count() > 0 => {
                let message = "`?` and names with `:`, `@` or `$` stand for values that a migration has not";
                Err(self.located(Error::migration(Verdict::Failed, "parameter", message), self.at + start))
            }
            Ok(Some(statement)) => {
                // Nothing is bound, so that this is the text as it stands.
                let text = statement.expanded_sql().unwrap_or_default();
                let start = rest.find(&text).map_or(self.at, |start| self.at + start);
                self.at = start + text.len();
                let line = self.line(start + (text.len() - skip_comments(&text).len()));
                Ok(Some(Compiled { statement, text, line }))
            }
            Err(cause) => {
                let cause = error::preparing(cause, rest.trim());
                Err(self.located(
                    Error::migration(Verdict::Failed, "statement", cause.to_string()).caused_by(cause),
                    self.at + start,
                ))
            }
        }
    }

    /// An error with the file and the line before it.
    fn located(&self, error: Error, at: usize) -> Error {
        locate(error, self.name, self.line(at))
    }

    fn line(&self, at: usize) -> usize {
        self.text[..at.min(self.text.len())].matches('\n').count() + 1
    }
}

/// An error with the file and the line before it.
pub(super) fn locate(error: Error, name: &str, line: usize) -> Error {
    let verdict = error.verdict().unwrap_or(Verdict::Failed);
    // Also where rows were being compared, and not a statement of the file.
    let code = error.migration_code().unwrap_or(if error.is_interrupted() { "interrupted" } else { "statement" });
    let message = format!("{name}, line {line}: {error}");
    Error::migration(verdict, code, message).caused_by(error)
}

/// A text from its first token on.
pub(super) fn skip_comments(text: &str) -> &str {
    let mut rest = text.trim_start_matches(|char: char| char.is_whitespace() || char == ';');
    loop {
        let after = if rest.starts_with("--") {
            rest.find('\n').map_or("", |end| &rest[end..])
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or("", |end| &rest[end + 2..])
        } else {
            return rest;
        };
        rest = after.trim_start_matches(|char: char| char.is_whitespace() || char == ';');
    }
}
