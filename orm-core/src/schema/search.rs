//! A full-text index beside a table.

use super::{ColumnSchema, TableKind, TableSchema};

/// A full-text index of a table: what `#[table(fts(..))]` says.
///
/// It is an FTS5 table that stores no text of its own: <https://sqlite.org/fts5.html#external_content_tables>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// #[derive(Table)]
/// #[table(name = "notes", fts(title, body, tokenize = "porter unicode61"))]
/// struct Note {
///     #[column(primary_key)]
///     id: i64,
///     title: String,
///     body: Option<String>,
/// }
///
/// let index = Note::schema().search.unwrap();
/// assert_eq!((index.name(), index.columns), ("notes_fts", &[1, 2][..]));
/// assert_eq!(index.tokenize, Some("porter unicode61"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SearchIndex {
    /// The index as a query names it: a table of the hidden columns alone.
    #[doc(hidden)]
    pub table: TableSchema,
    /// The columns that are searched, as positions in the table.
    pub columns: &'static [usize],
    /// How text becomes words, in FTS5's own terms; without it `unicode61`.
    pub tokenize: Option<&'static str>,
    /// The lengths of prefixes that have an index of their own, such as `"2 3"`.
    pub prefix: Option<&'static str>,
    /// Whether the length of each text is stored, which `rank` reads.
    pub column_size: bool,
}

/// The position of `rank` in the index as a table.
pub(crate) const RANK: usize = 0;
/// The position of the column that has the name of the index.
pub(crate) const MATCHED: usize = 1;

#[doc(hidden)]
impl SearchIndex {
    pub const fn new(name: &'static str, hidden: &'static [ColumnSchema], columns: &'static [usize]) -> Self {
        let mut table = TableSchema::new(name, hidden);
        table.kind = TableKind::Index;
        Self { table, columns, tokenize: None, prefix: None, column_size: true }
    }

    /// The columns that FTS5 adds to each index: <https://sqlite.org/fts5.html#the_rank_column>.
    pub const fn hidden(name: &'static str) -> [ColumnSchema; 2] {
        [ColumnSchema::of::<f64>("rank"), ColumnSchema::of::<String>(name)]
    }

    pub const fn tokenize(mut self, tokenizer: &'static str) -> Self {
        self.tokenize = Some(tokenizer);
        self
    }

    pub const fn prefix(mut self, lengths: &'static str) -> Self {
        self.prefix = Some(lengths);
        self
    }

    pub const fn without_column_size(mut self) -> Self {
        self.column_size = false;
        self
    }
}

impl SearchIndex {
    /// The name of the index in the database.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// assert_eq!(Article::schema().search.map(|index| index.name()), Some("articles_fts"));
    /// ```
    pub const fn name(&self) -> &'static str {
        self.table.name
    }
}
