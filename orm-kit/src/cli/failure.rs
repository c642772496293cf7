//! A command that did not do what it was asked to.

use std::fmt::Write as _;

use orm_sqlite::Error;
use serde_json::{Value, json};

use super::terminal::Terminal;

/// What is said, and the exit code.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) exit_code: u8,
    /// One word for programs.
    code: &'static str,
    message: String,
    /// Flags or commands, one of which helps.
    help: Vec<String>,
}

impl Failure {
    /// It was tried, and failed.
    pub(crate) fn failed(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit_code: 1, code, message: message.into(), help: Vec::new() }
    }

    /// A decision is needed.
    pub(crate) fn decision(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit_code: 2, ..Self::failed(code, message) }
    }

    /// Files, ledger and schema do not agree.
    pub(crate) fn history(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit_code: 3, ..Self::failed(code, message) }
    }

    /// Somebody else is doing something to it.
    pub(crate) fn locked(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit_code: 4, ..Self::failed(code, message) }
    }

    /// A file that could not be read or written.
    pub(crate) fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::failed("file", format!("`{}`: {error}", path.display()))
    }

    /// With a flag or a command that helps.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "error": { "code": self.code, "message": self.message, "help": self.help },
            "exit_code": self.exit_code,
        })
    }

    pub(crate) fn to_text(&self, terminal: &Terminal) -> String {
        let (error, help, end) =
            if terminal.colors { ("\u{1b}[1;31m", "\u{1b}[1;36m", "\u{1b}[0m") } else { ("", "", "") };
        let mut text = format!("{error}error{end}: {}\n", plain(&self.message));
        for line in &self.help {
            let _ = writeln!(text, "{help}help{end}: {}", plain(line));
        }
        text
    }
}

/// A text without what a terminal would obey: names in it may be anybody's.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|char| if char.is_control() && char != '\n' { char::REPLACEMENT_CHARACTER } else { char })
        .collect()
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = error.migration_code().unwrap_or("database");
        // Stopped by a signal, as a shell expects it.
        let exit_code = if error.is_interrupted()
            || code == "interrupted" && error.verdict() == Some(orm_sqlite::error::Verdict::Failed)
        {
            130
        } else if error.is_busy() {
            4
        } else {
            error.verdict().map_or(1, |verdict| verdict.exit_code())
        };
        Self { exit_code, code, message: error.to_string(), help: Vec::new() }
    }
}
