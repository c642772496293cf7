//! What the declared type of a column means for Rust: the type of its values, for the tools that write structs and rows.

use orm_sqlite::migrate::{CheckConstraint, Column, SqlText};
use proc_macro2::TokenStream;
use quote::quote;

/// A Rust type that columns have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RustType {
    Integer,
    Bool,
    Real,
    Text,
    Blob,
    /// Values of every class.
    Any,
}

impl RustType {
    /// From the declared type: the rules of <https://sqlite.org/datatype3.html#determination_of_column_affinity>, and the types
    /// that only people know. Nothing if the declared type says nothing.
    pub(crate) fn of(declared: &str) -> Option<Self> {
        let declared = declared.to_ascii_uppercase();
        let has = |words: &[&str]| words.iter().any(|word| declared.contains(word));
        let name = declared.split('(').next().unwrap_or_default().trim();
        if has(&["INT"]) {
            Some(Self::Integer)
        } else if has(&["CHAR", "CLOB", "TEXT", "STRING", "UUID", "GUID", "JSON", "DATE", "TIME"]) {
            Some(Self::Text)
        } else if has(&["BLOB", "BINARY"]) {
            Some(Self::Blob)
        } else if has(&["REAL", "FLOA", "DOUB", "DEC", "MONEY", "CURRENCY"]) || name.starts_with("NUM") {
            Some(Self::Real)
        } else if has(&["BOOL", "BIT"]) {
            Some(Self::Integer)
        } else {
            None
        }
    }

    pub(crate) fn tokens(self, nullable: bool) -> TokenStream {
        let ty = match self {
            Self::Integer => quote!(i64),
            Self::Bool => quote!(bool),
            Self::Real => quote!(f64),
            Self::Text => quote!(String),
            Self::Blob => quote!(Vec<u8>),
            // A table may be called `values`.
            Self::Any => quote!(orm_sqlite::value::Value),
        };
        if nullable { quote!(Option<#ty>) } else { ty }
    }

    /// What the derive declares for it.
    pub(crate) const fn declared(self, strict: bool) -> &'static str {
        match self {
            Self::Any if strict => "ANY",
            Self::Integer | Self::Bool => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
            Self::Blob | Self::Any => "BLOB",
        }
    }
}

/// Whether a check is the one that the derive writes for a `bool`.
pub(crate) fn is_truth(column: &Column, check: &CheckConstraint) -> bool {
    let written = SqlText::new(format!("{} IN (0, 1)", quoted(&column.name)));
    check.name.is_none() && check.expr == written
}

/// A name in the quotes of SQL, for texts that an attribute takes as SQL.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A declared type as a text that SQLite reads back as the same: a name in quotes unless it is words and a size.
pub(crate) fn spelled(declared: &str) -> String {
    /// Where one of these stands without quotes, the type has ended: <https://sqlite.org/syntax/column-constraint.html>.
    const ENDS: [&str; 12] = [
        "CONSTRAINT",
        "PRIMARY",
        "NOT",
        "NULL",
        "UNIQUE",
        "CHECK",
        "DEFAULT",
        "COLLATE",
        "REFERENCES",
        "GENERATED",
        "AS",
        "DEFERRABLE",
    ];
    let (name, size) = declared.split_once('(').map_or((declared, None), |(name, size)| (name, Some(size)));
    let is_plain = |word: &str| {
        let starts = word.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_');
        starts
            && word.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
            && !ENDS.iter().any(|end| word.eq_ignore_ascii_case(end))
    };
    let is_size = |size: &str| {
        size.strip_suffix(')')
            .is_some_and(|inner| !inner.is_empty() && inner.chars().all(|char| char.is_ascii_digit() || char == ','))
    };
    let plain = declared.is_empty() || name.split(' ').all(is_plain) && size.is_none_or(is_size);
    if plain { declared.to_owned() } else { quoted(declared) }
}
