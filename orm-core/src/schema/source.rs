//! Where a struct is written.

/// The file and the lines of a table's struct: for messages about it.
///
/// Two are always equal: tables are the same wherever their structs are.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_sqlite::table::Table;
///
/// #[derive(Table)]
/// struct Note {
///     #[column(primary_key)]
///     id: i64,
///     text: String,
/// }
///
/// let source = Note::schema().source.unwrap();
/// assert!(source.file.ends_with(".rs") && source.fields[1] == source.line + 3);
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Source {
    /// The path, from where the compiler ran.
    pub file: &'static str,
    /// The line of the struct's name.
    pub line: u32,
    /// The lines of the fields, in the order of the columns.
    pub fields: &'static [u32],
}

impl PartialEq for Source {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
