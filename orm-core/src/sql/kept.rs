//! What indexes beside a table have in common: the triggers that keep them in step, whoever writes.

use super::writer::Writer;
use crate::error::Error;
use crate::schema::TableSchema;

/// An index beside a table: a virtual table that has the numbers of the table's rows.
pub(super) struct Kept<'a> {
    pub(super) table: &'a TableSchema,
    /// The name of the index.
    pub(super) name: &'static str,
    /// The table's INTEGER primary key.
    pub(super) key: &'static str,
    /// The positions of the table's columns that the index is made of.
    columns: Vec<usize>,
}

/// What a trigger answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Insert,
    Update,
    Delete,
}

impl<'a> Kept<'a> {
    /// `what` is the kind of index.
    pub(super) fn new(
        what: &str,
        table: &'a TableSchema,
        index: &TableSchema,
        columns: Vec<usize>,
    ) -> Result<Self, Error> {
        let Some(&key) = table.primary_key.first() else {
            return Err(Error::refused(format!("the {what} of `{}` needs an INTEGER primary key", table.name)));
        };
        Ok(Self { table, name: index.name, key: table.columns[key].name, columns })
    }

    /// The names of the columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|&at| self.table.columns[at].name)
    }

    /// A trigger with the statements that `push` writes, each of which ends in a semicolon and a new line.
    pub(super) fn trigger(&self, event: Event, push: impl FnOnce(&mut Writer)) -> Result<String, Error> {
        let (name, when) = match event {
            Event::Insert => ("insert", " AFTER INSERT"),
            Event::Update => ("update", " AFTER UPDATE"),
            Event::Delete => ("delete", " AFTER DELETE"),
        };
        let mut w = Writer::default();
        w.push("CREATE TRIGGER ");
        w.push_ident(&format!("{}_{name}", self.name));
        w.push(when);
        if event == Event::Update {
            self.push_columns(&mut w);
        }
        w.push(" ON ");
        w.push_ident(self.table.name);
        if event == Event::Update {
            self.push_changed(&mut w);
        }
        w.push(" BEGIN\n");
        push(&mut w);
        w.push("END");
        w.finish_text()
    }

    /// ` OF "title", ..`: an update of other columns does not even look. A generated column changes without being named, and the
    /// key may be named as the rowid.
    fn push_columns(&self, w: &mut Writer) {
        if self.columns.iter().any(|&at| self.table.columns[at].generated.is_some()) {
            return;
        }
        w.push(" OF ");
        w.separated(", ", [self.key, "rowid", "_rowid_", "oid"].into_iter().chain(self.columns()), Writer::push_ident);
    }

    /// ` WHEN old."title" IS NOT new."title" ..`, byte by byte: a collation may find two texts equal whose words differ.
    fn push_changed(&self, w: &mut Writer) {
        w.push(" WHEN ");
        w.separated(" OR ", std::iter::once(self.key).chain(self.columns()), |w, column| {
            push_of(w, "old", column);
            w.push(" COLLATE BINARY IS NOT ");
            push_of(w, "new", column);
        });
    }
}

/// `old."title"`
pub(super) fn push_of(w: &mut Writer, row: &str, column: &str) {
    w.push(row);
    w.push(".");
    w.push_ident(column);
}
