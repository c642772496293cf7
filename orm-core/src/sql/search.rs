//! Full-text indexes: the FTS5 table, the triggers that keep it in step, and the commands that it takes.

use super::kept::{Event, Kept, push_of};
use super::literal::push_text;
use super::writer::Writer;
use crate::engine::Sql;
use crate::error::Error;
use crate::schema::{SearchIndex, TableSchema};

/// What an index is told to do: <https://sqlite.org/fts5.html#special_insert_commands>.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchCommand {
    /// Reads the table anew.
    Rebuild,
    /// Merges the index into one piece.
    Optimize,
    /// Compares the index with the table.
    Check,
}

impl SearchCommand {
    /// The statement.
    ///
    /// # Errors
    ///
    /// When the name of the index contains NUL.
    pub fn to_sql(self, index: &SearchIndex) -> Result<Sql, Error> {
        let mut w = Writer::default();
        w.push("INSERT INTO ");
        w.push_ident(index.name());
        w.push(" (");
        w.push_ident(index.name());
        w.push(match self {
            Self::Rebuild => ") VALUES ('rebuild')",
            Self::Optimize => ") VALUES ('optimize')",
            // A rank other than 0 compares with the text of the table, too.
            Self::Check => ", \"rank\") VALUES ('integrity-check', 1)",
        });
        w.finish()
    }
}

/// The index of a table and its triggers.
pub(super) fn search_statements(table: &TableSchema, index: &SearchIndex) -> Result<Vec<String>, Error> {
    let kept = &Kept::new("search index", table, &index.table, index.columns.to_vec())?;
    [
        virtual_table(kept, index),
        kept.trigger(Event::Insert, |w| push_insert(w, kept)),
        kept.trigger(Event::Delete, |w| push_delete(w, kept)),
        kept.trigger(Event::Update, |w| {
            push_delete(w, kept);
            push_insert(w, kept);
        }),
    ]
    .into_iter()
    .collect()
}

fn virtual_table(kept: &Kept<'_>, index: &SearchIndex) -> Result<String, Error> {
    let mut w = Writer::default();
    w.push("CREATE VIRTUAL TABLE ");
    w.push_ident(kept.name);
    w.push(" USING fts5(");
    w.separated(", ", kept.columns(), Writer::push_ident);
    let mut option = |name: &str, value: &str| {
        w.push(", ");
        w.push(name);
        w.push("=");
        push_text(&mut w, value);
    };
    option("content", kept.table.name);
    option("content_rowid", kept.key);
    if let Some(tokenizer) = index.tokenize {
        option("tokenize", tokenizer);
    }
    if let Some(lengths) = index.prefix {
        option("prefix", lengths);
    }
    if !index.column_size {
        w.push(", columnsize=0");
    }
    w.push(")");
    w.finish_text()
}

fn push_insert(w: &mut Writer, kept: &Kept<'_>) {
    push_write(w, kept, None, "new");
}

/// FTS5 is told the words to forget, because it has no text of its own.
fn push_delete(w: &mut Writer, kept: &Kept<'_>) {
    push_write(w, kept, Some(kept.name), "old");
}

fn push_write(w: &mut Writer, kept: &Kept<'_>, command: Option<&str>, row: &str) {
    w.push("    INSERT INTO ");
    w.push_ident(kept.name);
    w.push(" (");
    if let Some(column) = command {
        w.push_ident(column);
        w.push(", ");
    }
    w.separated(", ", std::iter::once("rowid").chain(kept.columns()), Writer::push_ident);
    w.push(") VALUES (");
    if command.is_some() {
        w.push("'delete', ");
    }
    w.separated(", ", std::iter::once(kept.key).chain(kept.columns()), |w, column| push_of(w, row, column));
    w.push(");\n");
}
