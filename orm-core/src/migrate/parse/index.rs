//! `CREATE INDEX`, and the lists of columns that keys share with it.

use super::cursor::Cursor;
use crate::error::Error;
use crate::migrate::model::{Index, KeyPart};
use crate::migrate::text::SqlText;
use crate::migrate::token::{Kind, Token, tokens};

/// Reads what follows `CREATE INDEX`: the table's name and the index.
pub(super) fn read(cursor: &mut Cursor<'_>, unique: bool) -> Result<(String, Index), Error> {
    let (name, _) = cursor.qualified_name()?;
    cursor.expect("ON")?;
    let table = cursor.name()?;
    cursor.expect_symbol("(")?;
    let parts = parts(cursor)?;
    cursor.expect_symbol(")")?;
    let filter = if cursor.eat("WHERE") { Some(SqlText::new(cursor.rest().trim_end_matches(';'))) } else { None };
    let sql = cursor.sql().trim().trim_end_matches(';').to_owned();
    Ok((table, Index::new(name, parts, unique, filter, sql)))
}

/// The parts up to the closing parenthesis.
pub(super) fn parts(cursor: &mut Cursor<'_>) -> Result<Vec<KeyPart>, Error> {
    let mut parts = Vec::new();
    loop {
        let text = cursor.until(|token| token.is_symbol(",") || token.is_word("AUTOINCREMENT"))?;
        parts.push(part(text).ok_or_else(|| cursor.unexpected("a column"))?);
        if !cursor.eat_symbol(",") {
            return Ok(parts);
        }
    }
}

/// `expr COLLATE name ASC | DESC`
fn part(text: &str) -> Option<KeyPart> {
    let all = tokens(text);
    let mut rest: &[Token<'_>] = &all;
    let mut descending = false;
    if let [before @ .., last] = rest
        && !before.is_empty()
        && (last.is_word("ASC") || last.is_word("DESC"))
    {
        descending = last.is_word("DESC");
        rest = before;
    }
    let mut collate = None;
    if let [before @ .., word, name] = rest
        && !before.is_empty()
        && word.is_word("COLLATE")
    {
        collate = name.name();
        rest = before;
    }
    let (first, last) = (rest.first()?, rest.last()?);
    let column = if rest.len() == 1 && first.kind != Kind::Number { first.name() } else { None };
    Some(KeyPart::new(column, SqlText::new(&text[first.start..last.end()]), collate, descending))
}
