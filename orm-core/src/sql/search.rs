//! Full-text indexes: the FTS5 table, the triggers that keep it in step, and the commands that it takes.

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
    let Some(&key) = table.primary_key.first() else {
        return Err(Error::refused(format!("the search index of `{}` needs an INTEGER primary key", table.name)));
    };
    let context = Context { table, index, key: table.columns[key].name };
    [
        context.virtual_table(),
        context.trigger("insert", " AFTER INSERT", Context::push_insert),
        context.trigger("delete", " AFTER DELETE", Context::push_delete),
        context.trigger("update", " AFTER UPDATE", |context, w| {
            context.push_delete(w);
            context.push_insert(w);
        }),
    ]
    .into_iter()
    .collect()
}

struct Context<'a> {
    table: &'a TableSchema,
    index: &'a SearchIndex,
    key: &'static str,
}

impl Context<'_> {
    fn columns(&self) -> impl Iterator<Item = &'static str> {
        let columns = self.table.columns;
        self.index.columns.iter().map(|&at| columns[at].name)
    }

    fn virtual_table(&self) -> Result<String, Error> {
        let mut w = Writer::default();
        w.push("CREATE VIRTUAL TABLE ");
        w.push_ident(self.index.name());
        w.push(" USING fts5(");
        w.separated(", ", self.columns(), Writer::push_ident);
        let mut option = |name: &str, value: &str| {
            w.push(", ");
            w.push(name);
            w.push("=");
            push_text(&mut w, value);
        };
        option("content", self.table.name);
        option("content_rowid", self.key);
        if let Some(tokenizer) = self.index.tokenize {
            option("tokenize", tokenizer);
        }
        if let Some(lengths) = self.index.prefix {
            option("prefix", lengths);
        }
        if !self.index.column_size {
            w.push(", columnsize=0");
        }
        w.push(")");
        w.finish_text()
    }

    fn trigger(&self, event: &str, when: &str, push: impl FnOnce(&Self, &mut Writer)) -> Result<String, Error> {
        let mut w = Writer::default();
        w.push("CREATE TRIGGER ");
        w.push_ident(&format!("{}_{event}", self.index.name()));
        w.push(when);
        if event == "update" {
            self.push_columns(&mut w);
        }
        w.push(" ON ");
        w.push_ident(self.table.name);
        if event == "update" {
            self.push_changed(&mut w);
        }
        w.push(" BEGIN\n");
        push(self, &mut w);
        w.push("END");
        w.finish_text()
    }

    /// ` OF "title", ..`: an update of other columns does not even look. A generated column changes without being named, and the
    /// key may be named as the rowid.
    fn push_columns(&self, w: &mut Writer) {
        if self.index.columns.iter().any(|&at| self.table.columns[at].generated.is_some()) {
            return;
        }
        w.push(" OF ");
        w.separated(", ", [self.key, "rowid", "_rowid_", "oid"].into_iter().chain(self.columns()), Writer::push_ident);
    }

    /// ` WHEN old."title" IS NOT new."title" ..`, byte by byte: a collation may find two texts equal whose words differ.
    fn push_changed(&self, w: &mut Writer) {
        w.push(" WHEN ");
        w.separated(" OR ", std::iter::once(self.key).chain(self.columns()), |w, column| {
            w.push("old.");
            w.push_ident(column);
            w.push(" COLLATE BINARY IS NOT new.");
            w.push_ident(column);
        });
    }

    fn push_insert(&self, w: &mut Writer) {
        self.push_write(w, "    INSERT INTO ", None, "new.");
    }

    /// FTS5 is told the words to forget, because it has no text of its own.
    fn push_delete(&self, w: &mut Writer) {
        self.push_write(w, "    INSERT INTO ", Some(self.index.name()), "old.");
    }

    fn push_write(&self, w: &mut Writer, into: &str, command: Option<&str>, row: &str) {
        w.push(into);
        w.push_ident(self.index.name());
        w.push(" (");
        if let Some(column) = command {
            w.push_ident(column);
            w.push(", ");
        }
        w.separated(", ", std::iter::once("rowid").chain(self.columns()), Writer::push_ident);
        w.push(") VALUES (");
        if command.is_some() {
            w.push("'delete', ");
        }
        w.separated(", ", std::iter::once(self.key).chain(self.columns()), |w, column| {
            w.push(row);
            w.push_ident(column);
        });
        w.push(");\n");
    }
}
