//! How the text of an argument is read at its place in a prepared query.

/// What is bound for the text of an argument: a query that is built with the text in it binds the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A pattern of `LIKE` or `GLOB`, as it is.
    Pattern,
    /// The pattern of `LIKE` that matches where the text stands anywhere: `%text%`.
    Anywhere,
    /// The same for the start: `text%`.
    Start,
    /// The same for the end: `%text`.
    End,
    /// The full-text query for all words.
    Words,
}
