//! Indexes beside a table that triggers keep in step: made anew, they are filled from the table and have lost nothing.

use crate::migrate::model::{Object, ObjectKind, Snapshot};
use crate::migrate::token::{Token, tokens};
use crate::sql;

/// Whether the rows of a virtual table are those of a table: a full-text index that names one, or an index with a trigger that
/// writes each row of one.
pub(super) fn is_kept(schema: &Snapshot, object: &Object) -> bool {
    shows_a_table(object) || fill_by_trigger(schema, object).is_some()
}

/// The statement that fills a virtual table that is new.
pub(super) fn fill(schema: &Snapshot, object: &Object) -> Option<String> {
    if shows_a_table(object) {
        return Some(sql::migrate::rebuild_search(&object.name));
    }
    fill_by_trigger(schema, object)
}

fn shows_a_table(object: &Object) -> bool {
    object.body.canonical().starts_with("using fts5") && object.body.mentions("content")
}

/// What the trigger of an insert does for one row, for all rows: `INSERT INTO i SELECT new.a WHERE ..` becomes
/// `INSERT INTO i SELECT a FROM t WHERE ..`.
fn fill_by_trigger(schema: &Snapshot, object: &Object) -> Option<String> {
    let name = format!("{}_insert", object.name);
    let trigger = schema.object(&name).filter(|trigger| trigger.kind == ObjectKind::Trigger)?;
    let all = tokens(trigger.body.as_str());
    let start = all.windows(4).position(|window| {
        let [insert, into, table, select] = window else { return false };
        insert.is_word("INSERT") && into.is_word("INTO") && table.names(&object.name) && select.is_word("SELECT")
    })?;
    let length = all[start..].iter().position(|token| token.is_symbol(";"))?;
    let statement = &all[start..start + length];
    let is_where = |token: &Token<'_>| token.is_word("WHERE");
    let at = statement.iter().position(is_where).unwrap_or(statement.len());
    let from = format!("FROM {}", sql::quoted(trigger.table.as_deref()?));
    Some([columns(&statement[..at]), vec![from.as_str()], columns(&statement[at..])].concat().join(" "))
}

/// The tokens without `new.`
fn columns<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let is_row = token.is_word("new") && tokens.get(at + 1).is_some_and(|next| next.is_symbol("."));
        if !is_row {
            texts.push(token.text);
        }
        at += if is_row { 2 } else { 1 };
    }
    texts
}
