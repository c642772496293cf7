//! What a command has done: for people and for programs.

use serde::Serialize;
use serde_json::Value;

use super::failure::plain;
use super::terminal::Terminal;

/// A report. Every command has both forms.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// For `--json`.
    pub(crate) json: Value,
    /// For people, on the standard output.
    pub(crate) text: String,
    /// For people, on the standard error.
    pub(crate) notes: String,
    pub(crate) exit_code: u8,
}

impl Report {
    pub(crate) fn new(json: impl Serialize) -> Self {
        // Our own structures have texts as keys, and nothing that cannot be written.
        Self { json: serde_json::to_value(json).unwrap_or_default(), ..Self::default() }
    }

    /// One more line.
    pub(crate) fn line(mut self, line: impl AsRef<str>) -> Self {
        self.text.push_str(&plain(line.as_ref()));
        self.text.push('\n');
        self
    }

    /// A text as it is, such as SQL.
    pub(crate) fn raw(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// One more line for the person, which is no part of the result.
    pub(crate) fn note(mut self, line: impl AsRef<str>) -> Self {
        self.notes.push_str(&plain(line.as_ref()));
        self.notes.push('\n');
        self
    }

    pub(crate) fn exit_code(mut self, exit_code: u8) -> Self {
        self.exit_code = exit_code;
        self
    }
}

/// Rows: in columns of equal width for a person, and with a tab between two cells for a program that reads them.
pub(crate) fn table(rows: &[Vec<String>], terminal: &Terminal) -> String {
    let width =
        |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for row in rows {
        let last = row.len().saturating_sub(1);
        for (at, cell) in row.iter().enumerate() {
            let cell = plain(cell);
            text.push_str(&cell);
            if at < last && terminal.tables {
                text.push_str(&" ".repeat(width(at) + 2 - cell.chars().count()));
            } else if at < last {
                text.push('\t');
            }
        }
        text.push('\n');
    }
    text
}
